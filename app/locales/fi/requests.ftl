# Tietopyynnöt ja toimitukset.

patrons-title = Asiakkaat
patrons-find-label = Etsi asiakas
patrons-find-hint = Kortin numero, sähköpostiosoite tai nimen alku: ”Virtanen Matti”.
patrons-found =
    { $count ->
        [0] Ketään ei löytynyt. Tarkista kirjoitusasu tai kokeile kortin numeroa.
        [one] Löytyi yksi asiakas.
       *[other] Löytyi { $count } asiakasta.
    }
patrons-too-many = Näkyvissä on viisikymmentä ensimmäistä. Kirjoita nimeä pidemmälle tai käytä kortin numeroa.
column-name = Nimi
column-cardnumber = Kortin numero
column-library = Kirjasto
column-category = Asiakastyyppi
column-patron = Asiakas
column-due = Määräpäivä
column-identity = Henkilöllisyys tarkistettu
column-owner = Vastaa
column-state = Tila
nobody-yet = ei vielä kukaan
patron-title = Asiakas
patron-contact-title = Yhteystiedot
patron-deliveries-title = Kertalinkit ja tulosteet
patron-requests-title = Avoimet pyynnöt
patron-requests-none = Ei avoimia pyyntöjä.
record-title = Kirjaa pyyntö
record-lead = Tiedot toimitetaan vain kirjalliseen pyyntöön, joka on kirjattu tänne.
request-kind-label = Pyyntö
request-channel-label = Miten se tuli
request-received-label = Saapunut
request-document-label = Asiakirja
request-document-hint = Tunniste, jolla asiakirja löytyy arkistostanne.
request-wish-label = Mitä pyynnössä sanotaan
record-button = Kirjaa
requests-title = Tietopyynnöt
tab-open = Avoimet
tab-mine = Omat
tab-closed = Suljetut
requests-none = Täällä ei ole pyyntöjä.
days-overdue =
    { $count ->
        [one] päivän myöhässä
       *[other] { $count } päivää myöhässä
    }
days-left =
    { $count ->
        [0] määräpäivä tänään
        [one] päivä jäljellä
       *[other] { $count } päivää jäljellä
    }
request-title = Pyyntö
request-goes-on = Tämä pyyntö jatkuu toisena pyyntönä.
request-take = Minä vastaan tähän
request-of = { $date } saapunut
request-due = vastattava { $date } mennessä
request-merge = Yhdistä tämä siihen
request-extension-label = Miksi vastaus viipyy
request-outcome-label = Vastaus asiakkaalle
duplicates-title = Samaa on pyydetty useammin
duplicates-text = Yhdistäminen sulkee tämän pyynnön; toiseen jää aiempi määräpäivä ja sen oma henkilöllisyyden tarkistus.
identity-title = Henkilöllisyys
identity-question = Miten varmistit, että pyyntö on asiakkaan oma?
identity-done = Tarkistettu:
identity-button = Henkilöllisyys on tarkistettu
delivery-title = Toimita tiedot
delivery-no-permission = Toimittamiseen tarvitaan oikeudet privacy.patron_data ja tools.view_system_logs, joita roolissasi ei ole.
delivery-identity-first = Tarkista ensin asiakkaan henkilöllisyys: ilman sitä mitään ei toimiteta.
link-title = Lähetä linkki
link-goes-to = Rekisterissä olevaan osoitteeseen:
link-explained =
    Linkki avautuu kerran, vain tälle asiakkaalle kirjautumisen jälkeen, ja vanhenee { $days ->
        [one] päivässä
       *[other] { $days } päivässä
    }. Aiemmin lähetetty linkki peruuntuu.
link-send = Lähetä linkki
link-until = { $date } asti
link-revoke = Peru linkki
print-title = Tulosta
print-text = Sama PDF kuin asiakkaan oma, lokimerkintöineen. Pyyntö merkitään toimitetuksi.
print-button = Tee PDF
extend-title = Lisäaika
extend-text = Kaksi kuukautta lisää, kerran, jos pyyntö on monimutkainen. Asiakas saa tiedon syystä heti.
extend-reason-label = Syy, sellaisena kuin asiakas sen lukee
extend-button = Ota kaksi kuukautta lisää
close-title = Sulje pyyntö
close-text = Asiakas saa vastauksen sähköpostitse ja näkee sen täällä. Avaamattomat linkit peruuntuvat.
close-state-label = Lopputulos
close-button = Sulje pyyntö
timeline-title = Mitä on tapahtunut
my-requests-title = Omat pyynnöt
my-requests-lead = Pyydä kirjastoa näyttämään, korjaamaan tai poistamaan tietojasi tai lopettamaan niiden käyttö. Kirjasto vastaa kuukauden kuluessa.
my-requests-so-far = Mitä olet pyytänyt
my-request-kind-label = Mitä haluat?
my-request-wish-label = Omin sanoin
my-request-wish-hint = Mistä on kyse? Kerro itsestäsi vain se, mikä on tarpeen.
my-request-button = Lähetä pyyntö
my-request-due = Kirjasto vastaa { $date } mennessä.
withdraw-text = Muutitko mielesi? Silloin kirjasto ei tee asialle enempää.
withdraw-button = Peru pyyntö
link-page-title = Tietosi, kerran avattuna
link-page-lead = Kirjastosi lähetti sinulle linkin kaikkeen, mitä sillä on sinusta. Avaa se kirjautumalla kirjastokortillasi.
link-page-fine = Tämän sivun katsominen ei kuluta linkkiä. Jos et ole pyytänyt tietojasi, älä tee mitään ja kerro asiasta kirjastolle.
link-sign-in = Kirjaudu
link-ready-title = Tietosi ovat valmiina avattavaksi
link-ready-text = Linkki avautuu kerran, ja sen jälkeen voit katsella tietoja puoli tuntia. Se odottaa sinua { $date } asti.
link-open-button = Avaa tietoni nyt
link-open-title = Tietosi ovat auki
link-open-text = Voit katsella ja tallentaa niitä { $date } asti tällä laitteella.
link-to-my-data = Katso tietojani
link-used-title = Tämä linkki on jo avattu
link-used-text = Jokainen linkki avautuu kerran. Jos et avannut sitä itse, kerro heti kirjastolle. Voit pyytää tietojasi uudelleen.
link-expired-title = Tämä linkki on vanhentunut
link-expired-text = Sitä ei avattu ajoissa. Voit pyytää kirjastolta uuden.
link-revoked-title = Kirjasto perui tämän linkin
link-revoked-text = Jos sait uudemman linkin, käytä sitä. Muuten kysy kirjastosta.
link-nothing-title = Tämä linkki ei avaa sinulle mitään
link-nothing-text = Tarkista, että osoite on kopioitu kokonaan ja että olet kirjautunut kortilla, jota varten linkki lähetettiin.

## request-kind

request-kind-access = Jäljennös tiedoista
request-kind-portability = Tiedot toista palvelua varten
request-kind-rectification = Oikaisu
request-kind-erasure = Poistaminen
request-kind-restriction = Käytön rajoittaminen
request-kind-objection = Vastustaminen

## request-hint

request-hint-access = Kaikki, mitä kirjastolla on sinusta, paperilla tai linkkinä.
request-hint-portability = Tietosi muodossa, jota muut ohjelmat osaavat lukea.
request-hint-rectification = Jokin on väärin tai puuttuu.
request-hint-erasure = Jotakin ei pitäisi enää säilyttää.
request-hint-restriction = Jotakin ei pitäisi käyttää, kun asiaa selvitetään.
request-hint-objection = Tietojasi ei pitäisi käyttää johonkin.

## request-channel

request-channel-portal = asiakas lähetti täällä
request-channel-letter = kirjeellä
request-channel-desk = tiskillä, paperilla
request-channel-email = sähköpostitse
request-channel-other = muulla tavalla

## request-state

request-state-open = Avoin
request-state-answered = Tehty pyynnön mukaan
request-state-partly = Tehty osittain
request-state-refused = Hylätty
request-state-withdrawn = Peruttu
request-state-merged = Yhdistetty toiseen pyyntöön

## identity-method

identity-method-identity-card = Passi, ajokortti tai henkilökortti
identity-method-library-card = Kirjastokortti ja jotain, minkä vain asiakas tietää
identity-method-strong-sign-in = Vahva kirjautuminen
identity-method-known-person = Tunnen asiakkaan

## disclosure-way

disclosure-way-link = kertalinkki
disclosure-way-print = tuloste

## disclosure-state

disclosure-state-sent = lähetetty, ei avattu
disclosure-state-opened = avattu
disclosure-state-expired = vanhentunut avaamatta
disclosure-state-revoked = peruttu
disclosure-state-delivered = toimitettu

## event

event-filed = Asiakas lähetti pyynnön
event-recorded = Pyyntö kirjattiin
event-assigned = Pyyntö otettiin vastattavaksi
event-identity-checked = Henkilöllisyys tarkistettiin
event-extended = Vastausaikaa jatkettiin kahdella kuukaudella
event-delivery-refused = Toimitus evättiin
event-printed = Tiedot tulostettiin
event-link-sent = Kertalinkki lähetettiin
event-link-opened = Linkki avattiin
event-link-revoked = Linkki peruttiin
event-link-expired = Linkki vanheni avaamatta
event-api-read = Liitetty ohjelma luki tiedot
event-reminded = Vastaajaa muistutettiin
event-answered = Suljettu: tehty pyynnön mukaan
event-partly = Suljettu: tehty osittain
event-refused = Suljettu: hylätty
event-withdrawn = Pyyntö peruttiin
event-merged = Jatkui toisena pyyntönä
event-merged-here = Toinen pyyntö yhdistettiin tähän

## event-note

event-note-identity-card = Passi, ajokortti tai henkilökortti
event-note-library-card = Kirjastokortti ja jotain, minkä vain asiakas tietää
event-note-strong-sign-in = Vahva kirjautuminen
event-note-known-person = Tunnettu asiakas
event-note-delivery-request-closed = Pyyntö oli suljettu.
event-note-delivery-wrong-kind = Tällaiseen pyyntöön ei vastata kaikilla tiedoilla.
event-note-delivery-identity-unchecked = Henkilöllisyyttä ei ollut tarkistettu.

## problem

problem-request-incomplete = Jokin jäi valitsematta. Mitään ei muutettu; valitse ja lähetä uudelleen.
problem-request-without-date = Saapumispäivä puuttuu tai ei ole päivämäärä. Mitään ei kirjattu.
problem-request-in-future = Saapumispäivä on vasta tulossa. Mitään ei kirjattu.
problem-request-too-old = Saapumispäivästä on yli vuosi. Mitään ei kirjattu; tarkista vuosi.
problem-request-without-document = Kirjallisen pyynnön tunniste puuttuu. Mitään ei kirjattu.
problem-request-needs-words = Kerro omin sanoin, mistä on kyse. Mitään ei lähetetty.
problem-request-too-many = Sinulla on jo monta avointa pyyntöä. Odota kirjaston vastauksia tai peru jokin. Mitään ei lähetetty.
problem-request-closed = Joku on jo tehnyt tämän, tai pyyntö on suljettu. Tällä sivulla näet nykyisen tilan.
problem-request-own = Tämä on oma pyyntösi: jonkun muun on tarkistettava henkilöllisyytesi.
problem-request-needs-reason = Syy puuttuu. Mitään ei muutettu.
problem-request-overdue = Ensimmäinen kuukausi on kulunut: aikaa ei voi enää jatkaa.
problem-request-needs-outcome = Vastaus asiakkaalle puuttuu. Pyyntöä ei suljettu.
problem-request-not-alike = Vain saman asiakkaan samanlaisia avoimia pyyntöjä voi yhdistää. Mitään ei muutettu.
problem-delivery-request-closed = Pyyntö on suljettu: mitään ei toimitettu. Kirjaa uusi, jos asiakas pyytää uudelleen.
problem-delivery-wrong-kind = Tällaiseen pyyntöön ei vastata kaikilla tiedoilla: mitään ei toimitettu.
problem-delivery-identity-unchecked = Asiakkaan henkilöllisyyttä ei ole tarkistettu: mitään ei toimitettu. Yritys kirjattiin lokiin.
problem-link-over = Linkkiä ei voi enää perua: se on jo päättynyt.
problem-address-not-wrong = Osoitteesta ei ole ilmoitettu ongelmia. Mitään ei muutettu.
problem-mail-off = Tämä asennus ei lähetä sähköpostia. Mitään ei lähetetty; tulosta tiedot.
problem-mail-no-address = Asiakkaalla ei ole sähköpostiosoitetta rekisterissä. Mitään ei lähetetty; tulosta tiedot tai lisätkää osoite ensin kirjastojärjestelmään.
problem-mail-undeliverable = Viestit rekisterissä olevaan osoitteeseen palautuivat. Mitään ei lähetetty; korjatkaa osoite ensin kirjastojärjestelmään tai tulosta tiedot.
problem-mail-not-wanted = Asiakas ei ole suostunut saamaan tiedotteita. Mitään ei lähetetty.
