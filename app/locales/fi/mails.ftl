# Sähköpostit. <<nimi>> täydentyy, kun viesti lähetetään; nimet ovat samat joka kielessä.
mail-patron-data-name = Linkki omiin tietoihin
mail-patron-data-subject = Tietosi: <<library>>
mail-patron-data-body =
    Hei <<patron.firstname>> <<patron.surname>>,

    pyysit nähtäväksesi tiedot, joita kirjastolla on sinusta (<<library>>). Voit katsoa niitä ja ottaa ne mukaasi täällä:

    <<mydataurl>>

    Linkki toimii yhden kerran, ja se on voimassa <<expires>> asti. Avaa se sillä laitteella, jolla haluat lukea tietosi, ja kirjaudu kirjastokortin numerolla ja PIN-koodilla.

    Etkö pyytänyt tietoja? Silloin sinun ei tarvitse tehdä mitään: linkkiä ei voi avata ilman PIN-koodiasi. Kerro asiasta silti kirjastolle.

    <<library>>
mail-request-received-name = Pyyntö vastaanotettu
mail-request-received-subject = Olemme saaneet pyyntösi
mail-request-received-body =
    Hei <<patron.firstname>> <<patron.surname>>,

    saimme pyyntösi <<received>>: <<request>>.

    Vastaamme viimeistään <<due>>. Jos tarvitsemme lisää aikaa, kerromme sinulle syyn.

    Etkö lähettänyt tätä pyyntöä? Kerro siitä kirjastolle.

    <<library>>
mail-request-extended-name = Pyynnön käsittely kestää pidempään
mail-request-extended-subject = Pyyntösi käsittely kestää pidempään
mail-request-extended-body =
    Hei <<patron.firstname>> <<patron.surname>>,

    tarvitsemme lisää aikaa pyyntöön, jonka saimme <<received>>: <<request>>. Vastaamme viimeistään <<due>>.

    Syy viivästymiseen: <<reason>>

    Jos olet eri mieltä, voit tehdä valituksen tietosuojavaltuutetulle.

    <<library>>
mail-request-closed-name = Pyyntöön vastattu
mail-request-closed-subject = Pyyntöösi on vastattu
mail-request-closed-body =
    Hei <<patron.firstname>> <<patron.surname>>,

    pyyntösi, jonka saimme <<received>>, on käsitelty: <<request>>.

    Lopputulos: <<outcome>>

    Jos olet eri mieltä, ota meihin yhteyttä. Voit myös tehdä valituksen tietosuojavaltuutetulle.

    <<library>>
mail-request-reminder-name = Muistutus pyynnöstä (henkilökunnalle)
mail-request-reminder-subject = Määräaika <<due>>: tietopyyntö odottaa sinua
mail-request-reminder-body =
    Hei <<patron.firstname>>,

    vastuullasi olevan tietopyynnön määräaika on <<due>> (päiviä jäljellä: <<daysleft>>). Pyynnön aihe: <<request>>.

    <<requesturl>>

    <<library>>
mail-security-notice-name = Tilillä tapahtui jotakin
mail-security-notice-subject = Asiakastilisi: <<library>>
mail-security-notice-body =
    Hei <<patron.firstname>> <<patron.surname>>,

    tililläsi tapahtui <<time>>: <<event>>

    Olitko se sinä? Silloin sinun ei tarvitse tehdä mitään.

    Etkö se ollut sinä? Pysäytä se tästä. Kaikki istunnot päättyvät, eikä kukaan voi kirjautua, ennen kuin olet valinnut uuden salasanan:

    <<notmeurl>>

    <<library>>
mail-recovery-name = Linkki uutta salasanaa varten
mail-recovery-subject = Uusi salasana: <<library>>
mail-recovery-body =
    Hei,

    joku, luultavasti sinä, pyysi uutta salasanaa kirjastokortille. Voit valita sen täällä:

    <<recoveryurl>>

    Linkki toimii kerran, <<expires>> saakka. Sivulta näet, mistä kortista on kyse.

    Etkö pyytänyt tätä? Silloin sinun ei tarvitse tehdä mitään: mikään ei muutu, kunhan kukaan ei käytä linkkiä.

    <<library>>
mail-email-confirm-name = Linkki, jolla osoite vahvistetaan
mail-email-confirm-subject = Onko tämä osoitteesi? <<library>>
mail-email-confirm-body =
    Hei,

    joku kirjaston asiakas antoi tämän osoitteen omakseen. Jos se olit sinä, vahvista osoite täällä:

    <<confirmurl>>

    Linkki toimii kerran, <<expires>> saakka.

    Etkö se ollut sinä? Silloin sinun ei tarvitse tehdä mitään: ilman linkkiä osoitetta ei käytetä.

    <<library>>
mail-email-taken-name = Joku antoi toisen asiakkaan osoitteen
mail-email-taken-subject = Osoitteesi: <<library>>
mail-email-taken-body =
    Hei,

    joku antoi tämän sähköpostiosoitteen toiselle kirjastokortille. Osoite pysyy sinun kortillasi, eikä mikään ole muuttunut.

    Olitko se sinä tai joku perheestäsi? Osoite kuuluu yhdelle kortille kerrallaan. Käytä toiselle kortille toista osoitetta tai kysy kirjastosta.

    Oliko se joku muu? Silloin sinun ei tarvitse tehdä mitään.

    <<library>>
mail-history-anonymized-name = Kuittaus: lainaushistoria anonymisoitu
mail-history-anonymized-subject = Lainaushistoriasi on anonymisoitu
mail-history-anonymized-body =
    Hei <<patron.firstname>>,

    pyysit meitä anonymisoimaan lainaushistoriasi. Se tehtiin <<time>>: <<rows>> lainassa ja varauksessa ei enää ole nimeäsi, eivätkä sinua koskevat ilmoitukset ja huomautukset enää kerro, mitä olet lainannut.

    Voimassa olevat lainat, lainat, joista on maksamaton maksu, ja aivan äskettäin päättyneet ovat ennallaan.

    Tätä ei voi perua. Etkö pyytänyt tätä itse? Kerro siitä silloin kirjastolle.

    <<library>>
mail-library-news-name = Kirjaston tiedote (siihen suostuneille)
mail-library-news-subject = Tiedote: <<library>>
mail-library-news-body =
    Hei <<patron.firstname>>,

    tässä ovat uutiset: <<library>>.

    Saat tämän viestin, koska olet suostunut saamaan tiedotteita. Jos et halua niitä enää:
    <<unsubscribeurl>>
mail-membership-ended-name = Jäsenyys on päättynyt
mail-membership-ended-subject = Kirjastokorttisi (<<library>>) on vanhentunut: tarvitsetko sitä vielä?
mail-membership-ended-body =
    Hei <<patron.firstname>> <<patron.surname>>,

    kirjastokorttisi (<<library>>) vanheni <<ended>>, etkä ole uusinut sitä. Emme säilytä tietoja ihmisistä pidempään kuin tarvitsemme.

    Jos et tee mitään, et voi enää kirjautua <<lockedon>> alkaen. Jonkin ajan kuluttua poistamme kaiken, mistä sinut voi tunnistaa. Sitä ei voi perua.

    Haluatko jatkaa asiakkaana? Uusi korttisi kirjastossa sitä ennen, niin kaikki säilyy ennallaan.

    Haluatko tiedoistasi kopion? Kirjaudu ennen kuin kirjautuminen estetään (<<lockedon>>) ja ota tiedot talteen.

    <<library>>
mail-test-name = Koeviesti (henkilökunnalle)
mail-test-subject = Koeviesti: <<library>>
mail-test-body =
    Hei <<patron.firstname>> <<patron.surname>>,

    lähetit tämän viestin itsellesi nähdäksesi, tulevatko viestit perille. Viesti on tullut perille.

    <<library>>
placeholder-mydataurl = Kertakäyttöinen linkki
placeholder-mydataurl-invented = https://kirjasto.example/d/tama-linkki-on-keksitty-eika-avaa-mitaan
placeholder-patron-firstname = Vastaanottajan etunimi
placeholder-patron-firstname-invented = Aino
placeholder-patron-surname = Vastaanottajan sukunimi
placeholder-patron-surname-invented = Esimerkki
placeholder-library = Vastaanottajan kirjasto tai organisaatio
placeholder-library-invented = Esimerkkikirjasto
placeholder-expires = Mihin asti linkki toimii
placeholder-expires-invented = 14.4.2026 klo 12.00
placeholder-request = Mitä pyydetään
placeholder-request-invented = Omien tietojen tarkastaminen
placeholder-received = Milloin pyyntö saatiin
placeholder-received-invented = 7.4.2026
placeholder-ended = Milloin jäsenyys päättyi
placeholder-ended-invented = 31.3.2023
placeholder-lockedon = Mistä lähtien ei voi enää kirjautua
placeholder-lockedon-invented = 7.5.2026
placeholder-due = Milloin on vastattava
placeholder-due-invented = 7.5.2026
placeholder-reason = Miksi käsittely kestää pidempään
placeholder-reason-invented = Osa tiedoista on järjestelmässä, jota ollaan vaihtamassa.
placeholder-outcome = Mitä pyynnöstä seurasi
placeholder-outcome-invented = Pyyntöön suostuttiin kokonaan.
placeholder-daysleft = Päiviä määräaikaan
placeholder-daysleft-invented = 5
placeholder-requesturl = Missä pyyntö on nähtävissä
placeholder-requesturl-invented = https://kirjasto.example/staff/requests/keksitty

placeholder-event = Mitä tilillä tapahtui
placeholder-event-invented = Tilille kirjauduttiin selaimella, jota emme ole ennen nähneet.
placeholder-time = Milloin se tapahtui
placeholder-time-invented = 7.4.2026 klo 12.00
placeholder-notmeurl = ”Se en ollut minä” -linkki
placeholder-notmeurl-invented = https://library.example/not-me/tama-linkki-on-keksitty-eika-pysayta-mitaan

# Mistä tilin omistajalle kerrotaan.
security-event-password-changed = Salasana vaihdettiin.
security-event-email-changed = Viestit lähetetään tästä lähtien toiseen osoitteeseen.
security-event-contact-corrected = Osoitettasi tai puhelinnumeroasi muutettiin.
security-event-email-confirmed = Tämä sähköpostiosoite vahvistettiin.
security-event-recovery-done = Unohtuneen salasanan tilalle valittiin uusi.
security-event-totp-added = Kirjautumiseen tarvitaan nyt myös koodi sovelluksesta.
security-event-totp-removed = Kirjautumiseen ei enää tarvita koodia sovelluksesta.
security-event-passkey-added = Tilille lisättiin pääsyavain.
security-event-passkey-removed = Tililtä poistettiin pääsyavain.
security-event-recovery-codes-made = Tehtiin uudet varakoodit; vanhat eivät enää toimi.
security-event-recovery-code-used = Tilille kirjauduttiin varakoodilla.
security-event-passkey-copied = Joku yritti kirjautua pääsyavaimesi kopiolla. Kirjautuminen estettiin. Poista pääsyavain ja lisää uusi.
security-event-factors-reset = Kirjasto poisti kirjautumisen toisen vaiheen tarkistettuaan henkilöllisyytesi.
security-event-identity-linked = Tiliisi liitettiin kirjautuminen toisen palvelun kautta.
security-event-identity-unlinked = Kirjautuminen toisen palvelun kautta irrotettiin tilistäsi.
security-event-new-device = Tilille kirjauduttiin selaimella, jota emme ole ennen nähneet.
security-event-locked = Tilisi suljettiin, koska kerroit, ettei jokin ollut sinun tekemääsi.
placeholder-recoveryurl = Kertakäyttöinen linkki uutta salasanaa varten
placeholder-recoveryurl-invented = https://kirjasto.example/r/tama-linkki-on-keksitty-eika-avaa-mitaan
placeholder-rows = Merkintöjen määrä
placeholder-rows-invented = 123
placeholder-confirmurl = Kertakäyttöinen linkki, joka vahvistaa osoitteen
placeholder-confirmurl-invented = https://kirjasto.example/e/tama-linkki-on-keksitty-eika-avaa-mitaan
placeholder-unsubscribeurl = Linkki, jolla tiedotteet lopetetaan
placeholder-unsubscribeurl-invented = https://kirjasto.example/u/tama-linkki-on-keksitty-eika-avaa-mitaan

# Sähköposteja koskevat sivut.
templates-title = Viestipohjat
templates-lead = Mitä kirjaston sähköpostiviestit sanovat. Vakiotekstit ovat käytössä, kunnes joku kirjoittaa omat.
templates-standard = Vakioteksti
templates-own = Oma teksti
templates-column-mail = Viesti
templates-mail-link = Lähtemättömät viestit
template-subject-label = Aihe
template-body-label = Teksti
template-body-hint = Pelkkää tekstiä. Jätä kappaleiden väliin tyhjä rivi.
template-save = Tallenna
template-preview = Esikatsele
template-preview-title = Esikatselu
template-preview-fine = Arvot ovat keksittyjä. Mitään ei tallennettu eikä lähetetty.
template-placeholders-title = Mitä viestiin täydentyy
template-placeholders-text = Kopioi nämä niille kuuluviin kohtiin. Merkittyjen on oltava tekstissä.
template-required = pakollinen
template-test-title = Koeviesti
template-test-text = Lähtee omaan rekisteröityyn osoitteeseesi viimeksi tallennetuin sanoin ja keksityin arvoin.
template-test-button = Lähetä koeviesti
template-default-title = Vakioteksti
template-default-text = Vakioteksti palaa käyttöön. Oma tekstisi säilyy historiassa.
template-default-button = Palauta vakioteksti
template-history-title = Historia
template-history-none = Kukaan ei ole muuttanut tekstiä.
template-history-default = vakioteksti palautettu
template-history-by = { $date }, { $name }
template-history-unknown = joku, jota ei enää tunneta
template-done-saved = Teksti on tallennettu. Se on käytössä tästä lähtien kirjoitetuissa viesteissä.
template-done-default = Vakioteksti on taas käytössä.
template-done-test = Koeviesti on matkalla omaan osoitteeseesi.
template-problems = Mitään ei tallennettu. Kenttien kohdalla kerrotaan, mikä on vialla.
template-problem-empty = Tämä ei voi olla tyhjä.
template-problem-too-long = Tämä on liian pitkä: enintään { $count } merkkiä.
template-problem-unknown = Tässä viestissä ei ole paikanvaraajaa ”{ $name }”.
template-problem-unclosed = Paikanvaraaja alkaa merkeillä << ja päättyy merkkeihin >>. Yksi niistä ei pääty.
template-problem-missing = Paikanvaraaja ”{ $name }” puuttuu: ilman sitä viestistä ei ole hyötyä.
template-problem-address-in-subject = Paikanvaraaja ”{ $name }” ei voi olla aiheessa, jonka muut saattavat ohimennen nähdä.
template-problem-identity-number = Tämä näyttää jonkun henkilötunnukselta. Se ei kuulu sähköpostiin.
problem-test-mail-address = Sinulla ei ole rekisteröityä sähköpostiosoitetta, johon viestit tulevat perille. Mitään ei lähetetty.
problem-test-mail-off = Tämä asennus ei lähetä sähköpostia: sähköpostipalvelinta ei ole asetettu. Mitään ei lähetetty.
mails-title = Lähtemättömät viestit
mails-lead = Epäonnistuneet ja odottavat viestit. Niiden sisältöä ei näytetä.
mails-none = Kaikki viestit ovat lähteneet.
mails-off = Tämä asennus ei lähetä sähköpostia: sähköpostipalvelinta ei ole asetettu.
mails-column-to = Vastaanottaja
mails-column-state = Tila
mails-column-written = Kirjoitettu
mails-column-problem = Viimeisin ongelma
mails-waiting = Odottaa, seuraava yritys { $date }
mails-failed = Luovutettu { $date }
mails-attempts =
    { $count ->
        [0] ei vielä yritetty
        [one] yritetty kerran
       *[other] yritetty { $count } kertaa
    }
mails-retry = Yritä uudelleen nyt
mails-cancel = Peru
mails-unknown = Tuntematon viesti
mails-done-retry = Viestiä yritetään lähettää uudelleen.
mails-done-cancel = Viesti on peruttu.
mail-error-rejected = Sähköpostipalvelin kieltäytyi ottamasta viestiä vastaan
mail-error-deferred = Sähköpostipalvelin pyysi yrittämään myöhemmin
mail-error-login = Sähköpostipalvelin ei hyväksynyt Carrelin käyttäjää tai salasanaa
mail-error-tls = Sähköpostipalvelimeen ei saatu turvallista yhteyttä
mail-error-setup = Sähköpostipalvelin ei tarjoa sitä, mitä asetukset edellyttävät
mail-error-timeout = Sähköpostipalvelin ei vastannut ajoissa
mail-error-connection = Sähköpostipalvelimeen ei saada yhteyttä
mail-error-file = Viestiä ei voi kirjoittaa kansioonsa
mail-error-sealed = Viestin sisältöä ei voi avata: avain puuttuu
mail-error-address = Tämä ei ole sähköpostiosoite
mail-error-bounced = Viesti palautui
demo-mail-title = Esittelykirjaston viestit
demo-mail-lead = Esittelykirjastolla ei ole sähköpostipalvelinta. Tässä on, mitä se olisi lähettänyt, uusin ensin. Kirjaston ihmiset ovat keksittyjä.
demo-mail-none = Yhtään viestiä ei ole vielä lähetetty.
demo-mail-to = Vastaanottaja { $address }

## Kirjaston tiedotteet

news-title = Kirjaston tiedotteet
news-lead = Tiedotteet lähetetään sähköpostitse asiakkaille, jotka ovat suostuneet niihin, eikä muille. Jokaisessa viestissä kerrotaan, miten tiedotteista pääsee eroon yhdellä painalluksella ja kirjautumatta.
news-words = Mitä lähetetään
news-unwritten = Tällä kielellä ei ole kirjoitettu mitään. Sen lukijat saavat tiedotteen muulla kielellä.
news-write = Kirjoita, katso ja kokeile
news-who = Kuka sen saa
news-agreed =
    { $count ->
        [one] Yksi asiakas on suostunut tiedotteisiin.
       *[other] { $number } asiakasta on suostunut tiedotteisiin.
    }
news-who-text = Ne, joilla ei ole toimivaa osoitetta, jäävät pois. Joka kieltää tiedotteet lähetyksen aikana, ei saa niitä.
news-write-first = Kirjoita ensin jotakin.
news-one-at-a-time = Tiedotetta lähetetään parhaillaan. Voit lähettää toisen, kun se on lähtenyt tai kun keskeytät sen.
news-sent-before = Sama teksti lähetettiin { $date }.
news-again = Lähetä sama vielä kerran
news-send = Lähetä kaikille suostuneille
news-fine = Lähtenyttä ei voi perua. Lokiin jää, kuka sen lähetti.
news-begun = Tiedote on matkalla. Lataa sivu uudelleen nähdäksesi, miten pitkällä se on.
news-stopped = Keskeytetty. Lähtemättömät viestit on peruttu.
news-mailings = Lähetykset
news-none = Tiedotteita ei ole vielä lähetetty.
news-state-queued = Matkalla.
news-state-running = Matkalla.
news-state-done = Kaikki on kirjoitettu.
news-state-stopped = Keskeytetty.
news-state-failed = Luovuttiin: katso palvelimen lokia. Jo kirjoitetut viestit lähtevät silti.
news-written =
    { $count ->
        [one] Yksi viesti kirjoitettiin.
       *[other] Viestejä kirjoitettiin { $number }.
    }
news-waiting =
    { $count ->
        [one] Niistä yksi ei ole vielä lähtenyt.
       *[other] Niistä { $number } ei ole vielä lähtenyt.
    }
news-left-out =
    { $count ->
        [one] Yksi asiakas jäi pois, koska sähköposti ei tavoita häntä.
       *[other] { $number } asiakasta jäi pois, koska sähköposti ei tavoita heitä.
    }
news-stop = Keskeytä
problem-news-unwritten = Mitään ei ole vielä kirjoitettu. Mitään ei lähetetty.
problem-news-changed = Joku on muuttanut tekstiä sen jälkeen, kun luit sen. Mitään ei lähetetty: lue teksti uudelleen.
problem-news-again = Sama teksti on lähetetty aiemmin. Mitään ei lähetetty: rastita ruutu, jos haluat lähettää sen vielä kerran.
problem-news-under-way = Tiedotetta lähetetään parhaillaan, eikä sen tekstiä voi muuttaa. Mitään ei muutettu. Keskeytä lähetys tai odota, että se on lähtenyt.
