# Kuinka kauan tietoja säilytetään.
nav-retention = Säilytysajat
retention-title = Kuinka kauan tietoja säilytetään
retention-lead = Nämä säännöt kertovat, mitä kirjasto säilyttää kuinka kauan ja mitä sitten tapahtuu. Sääntö ei tee mitään itsestään: se ajetaan, kun olet katsonut, mitä se tekisi, ja hyväksynyt sen, tai joka päivä, kun olet kytkenyt ajastuksen päälle.
retention-rules-title = Säännöt
retention-column-what = Mitä
retention-column-whom = Kenen
retention-column-keep = Säilytetään
retention-column-then = Sitten
retention-column-edit = Muuta
retention-everybody = Kaikki
retention-everybody-else = Kaikki muut
retention-edit = Muuta tai esikatsele
retention-edit-about = Muuta tai esikatsele: { $subject }
retention-keep-forever = aina: mitään ei poisteta
retention-keep-at-once = ei lainkaan: poistetaan seuraavassa ajossa
retention-keep-days =
    { $number ->
        [one] { $number } päivä. Aika alkaa: { $event }
       *[other] { $number } päivää. Aika alkaa: { $event }
    }
retention-keep-months =
    { $number ->
        [one] { $number } kuukausi. Aika alkaa: { $event }
       *[other] { $number } kuukautta. Aika alkaa: { $event }
    }
retention-keep-years =
    { $number ->
        [one] { $number } vuosi. Aika alkaa: { $event }
       *[other] { $number } vuotta. Aika alkaa: { $event }
    }
retention-keep-calendar-years =
    { $number ->
        [0] kuluvan vuoden loppuun. Aika alkaa: { $event }
        [one] kuluva vuosi ja { $number } sen jälkeen. Aika alkaa: { $event }
       *[other] kuluva vuosi ja { $number } sen jälkeen. Aika alkaa: { $event }
    }
retention-subject-patrons = Asiakkaat, jotka eivät ole uusineet korttiaan
retention-subject-checkout-history = Palautetut lainat
retention-subject-hold-history = Päättyneet varaukset
retention-subject-private-fees = Maksetut yksityisoikeudelliset maksut
retention-subject-public-fees = Maksetut julkisoikeudelliset maksut ja suoritukset
retention-subject-bills = Laskut palauttamatta jääneestä aineistosta
retention-subject-notices = Muut ilmoitukset
retention-subject-messages = Viestit ja muistiinpanot
retention-subject-restrictions = Päättyneet lainauskiellot
retention-subject-suggestions = Käsitellyt hankintaehdotukset
retention-subject-interlibrary-loans = Päättyneet kaukolainat
retention-subject-log = Loki
retention-event-patrons = kortin vanheneminen
retention-event-checkout-history = palautus
retention-event-hold-history = peruutus tai saapuminen
retention-event-private-fees = maksun maksaminen kokonaan
retention-event-public-fees = maksun maksaminen kokonaan
retention-event-bills = lähetys
retention-event-notices = lähetys
retention-event-messages = kirjoitushetki
retention-event-restrictions = lainauskiellon viimeinen päivä
retention-event-suggestions = ehdotus
retention-event-interlibrary-loans = eräpäivä
retention-event-log = lokimerkintä
retention-then-anonymize = Yhteys henkilöön poistetaan; lainojen ja rahan summat säilyvät
retention-then-delete = Poistetaan
retention-then-stages = Ilmoitetaan, lukitaan, anonymisoidaan ja poistetaan vaihe vaiheelta
retention-then-tell = Ei mitään itsestään: merkinnät ovat todisteita ja poistuvat vain lain mukaisessa poistossa
retention-schedule-title = Milloin säännöt ajetaan
retention-schedule-off = Sääntöjä ei ajeta itsestään.
retention-schedule-on = Säännöt ajetaan joka päivä. Seuraava ajo: { $date }
retention-schedule-check = Aja säännöt joka päivä
retention-schedule-first = Ensimmäinen ajo koskisi { $count } kohdetta tai ihmistä.
retention-schedule-shown = Olen katsonut sen: { $count }
retention-schedule-hour = Mihin aikaan
retention-schedule-hour-hint = 0–23, kirjaston aikaa. Väliin jäänyt ajo tehdään kerran jälkikäteen.
retention-delay-told = Päiviä viestistä kirjautumisen estämiseen
retention-delay-locked = Päiviä lukitsemisesta anonymisointiin
retention-delay-anonymized = Päiviä anonymisoinnista rivin poistamiseen
retention-delay-hint = 1–365. Anonymisointiin asti kaiken voi pysäyttää.
retention-debits = Yksityisoikeudelliset maksut
retention-debits-hint = Maksujen koodit pilkuin erotettuina. Kaikki muut maksut luetaan julkisoikeudellisiksi.
retention-schedule-button = Tallenna
retention-run-left = Se, mitä ei vielä käsitelty, on yhä käsittelemättä. Esikatselu kertoo, paljonko sitä on.
retention-run-left-link = Kaiken esikatselu
retention-schedule-stopped = Tallennettu. Päivittäinen ajo on pysäytetty, koska se tekisi jotakin, mitä kukaan ei ole vielä katsonut: katso kaiken esikatselu ja käynnistä ajo sitten uudelleen.
retention-saved = Tallennettu.
retention-mail-off = Täältä ei lähetetä sähköpostia. Kenellekään ei voi ilmoittaa, joten ketään, joka ei ole uusinut korttiaan, ei lukita eikä poisteta.
retention-runs-title = Ajot
retention-runs-none = Yhtään sääntöä ei ole vielä ajettu.
retention-run-everything = Kaikki
retention-run-line = { $what }, { $date }: { $state }, kohteita { $count }
retention-run-state-queued = odottaa
retention-run-state-running = käynnissä
retention-run-state-done = valmis
retention-run-state-cancelled = peruttu
retention-run-state-failed = luovutettu
retention-people-title = Poistuvat asiakkaat ja säilytysmääräykset
retention-people-link = Poistuvat asiakkaat ja säilytysmääräykset
retention-people-lead = Asiakkaat, jotka eivät ole uusineet korttiaan, kulkevat näiden vaiheiden läpi. Voit pysäyttää etenemisen asiakkaan omalla sivulla. Myös kortin uusiminen pysäyttää sen.
retention-people-none = Kukaan ei ole poistumassa.
retention-stage-told = Ilmoitettu
retention-stage-locked = Lukittu
retention-stage-anonymized = Anonymisoitu
retention-stage-removed = Poistettu
retention-stage-count = { $stage }: { $count }
retention-column-person = Henkilö
retention-column-stage = Vaihe
retention-column-ended = Kortti vanheni
retention-column-next = Seuraava vaihe
retention-person-nobody = ei enää kukaan
retention-stage-stopped = Pysäytetty: { $reason }
retention-told-mail = Ilmoitettu sähköpostilla
retention-told-mail-no-address = Ei ilmoitettu: ei sähköpostiosoitetta
retention-told-mail-undeliverable = Ei ilmoitettu: sähköpostiosoite ei toimi
retention-holds-title = Säilytysmääräykset
retention-holds-none = Yhtään säilytysmääräystä ei ole voimassa.
retention-preview-all = Kaiken esikatselu
retention-preview-title = Mitä nyt tapahtuisi
retention-preview-lead = Mitään ei ole vielä tehty. Luvut ovat tältä hetkeltä.
retention-preview-acts =
    { $count ->
        [0] Mitään ei ole vuorossa.
        [one] Vuorossa on { $shown }.
       *[other] Vuorossa on { $shown }.
    }
retention-preview-oldest = Vanhin on ajalta { $date }.
retention-preview-kept = Olisi vuorossa mutta säilyy: { $count } ({ $reason })
retention-preview-undated = Säilyy, koska ei ole päivämäärää, josta aika laskettaisiin: { $count }
retention-preview-sample = Osa niistä
retention-preview-sample-since = { $date } alkaen
retention-due-title = Jo aloitetut, joiden harkinta-aika on päättynyt
retention-due-locked = { $count ->
    [one] Yksi ilmoituksen saanut henkilö lukitaan.
   *[other] { $shown } ilmoituksen saanutta henkilöä lukitaan.
}
retention-due-anonymized = { $count ->
    [one] Yksi lukittu henkilö anonymisoidaan: kaikki henkilökohtainen häviää, eikä kukaan voi palauttaa sitä.
   *[other] { $shown } lukittua henkilöä anonymisoidaan: kaikki henkilökohtainen häviää, eikä kukaan voi palauttaa sitä.
}
retention-due-removed = { $count ->
    [one] Yksi anonymisoitu henkilö poistetaan, samoin se, mitä loki hänestä kertoi.
   *[other] { $shown } anonymisoitua henkilöä poistetaan, samoin se, mitä loki heistä kertoi.
}
retention-stop-no-date = päivämäärää ei tiedetä
retention-stop-legal-hold = säilytysmääräys
retention-stop-data-request = asiakkaan avoin tietopyyntö
retention-stop-staff = henkilöllä on rooli
retention-stop-open-loan = jotain on lainassa
retention-stop-unpaid-fee = jotain on maksamatta
retention-stop-open-hold = jotain on varattuna
retention-stop-ward = vastaa asiakkaasta, jonka kortti on voimassa
retention-stop-consent = suostumus lainaushistorian säilyttämiseen
retention-stop-by-staff = henkilökunta on pysäyttänyt
retention-run-title = Aja nyt
retention-run-fine = Ajo tehdään taustalla pienissä osissa muun työn ohessa. Sen voi perua; siihen mennessä tehty jää tehdyksi, eikä sitä voi palauttaa.
retention-run-confirm = Kyllä, tee tämä ({ $count })
retention-run-button = Aja nyt: { $count }
retention-people-begin = Asiakkaille ilmoitetaan ensin sähköpostilla. Mitään ei häviä ennen kahta seuraavaa vaihetta, viikkojen päästä.
retention-rule-title = Sääntö: { $whom }
retention-rule-unit = Kuinka kauan
retention-rule-number = Määrä
retention-rule-number-hint = 0–999. Jos valitset ”aina”, määrällä ei ole väliä. 0 päivää tarkoittaa: ei lainkaan.
retention-unit-forever = Aina
retention-unit-days = Päivää
retention-unit-months = Kuukautta
retention-unit-years = Vuotta
retention-unit-calendar-years = Kuluva vuosi ja näin monta lisää
retention-rule-action = Mitä sitten tapahtuu
retention-rule-save = Tallenna sääntö
retention-rule-remove = Poista tämä sääntö: sen jälkeen pätee kaikkien sääntö
retention-rule-add = Oma sääntö asiakasryhmälle
retention-rule-category = Asiakasryhmä
retention-rule-fine = Säännön tallentaminen ei poista mitään. Jos säännöt ajetaan päivittäin, muutettu sääntö keskeyttää sen, kunnes olet katsonut, mitä ne nyt tekisivät. Vahvistetut ajot jatkuvat sillä säännöllä, jolla ne vahvistettiin.
retention-run-page = Ajo
retention-run-of-schedule = Ajastuksen aloittama, { $date }
retention-run-of-staff = Henkilökunnan aloittama, { $date }
retention-run-finished = Päättynyt { $date }
retention-run-done = tehty { $count }
retention-run-kept = säilyy { $count }: { $reason }
retention-run-cancel = Peru ajo
retention-run-cancelled = Ajo on peruttu.
retention-run-started = Ajo on alkanut. Lataa sivu uudelleen, niin näet, miten se etenee.
retention-does-anonymize = anonymisoitu
retention-does-delete = poistettu
retention-does-end = keskeytetty, koska kortti uusittiin tai sääntö muuttui
retention-does-anonymized = poistettu
retention-does-locked = anonymisoitu
retention-does-told = lukittu
retention-does-tell = ilmoitettu
retention-report-line = { $what } ({ $whom }): { $count } { $does }
hold-title = Säilyttäminen ja poistaminen
hold-none = Ei säilytysmääräystä. Säännöt pätevät.
hold-line = Säilytysmääräys { $date } alkaen: { $reason }
hold-line-until = Säilytysmääräys { $date } – { $until }: { $reason }
hold-by = Määräyksen antoi { $name }
hold-lift = Poista määräys
hold-place-title = Anna säilytysmääräys
hold-place-text = Mikään sääntö ei poista eikä anonymisoi tästä henkilöstä mitään, kun määräys on voimassa.
hold-reason-label = Syy
hold-until-label = Viimeinen päivä (voi olla tyhjä)
hold-place-button = Anna määräys
stage-line = Ei ole uusinut korttiaan (vanheni { $ended }): { $stage }. Seuraava vaihe { $next }.
stage-stop-label = Pysäyttämisen syy
stage-stop-button = Pysäytä tämän henkilön kohdalla
stage-resume-button = Anna alkaa alusta
problem-retention-action = Näille tiedoille ei voi tehdä niin.
problem-retention-category = Tällaista asiakasryhmää ei ole.
problem-retention-keep = Valitse, kuinka kauan, ja anna luku väliltä 0–999.
problem-retention-changed = Luku on muuttunut sivun näyttämisen jälkeen, eikä mitään tehty. Katso esikatselu uudelleen.
problem-retention-not-confirmed = Vahvista rastittamalla ruutu.
problem-retention-run-over = Tämä ajo on jo päättynyt.
problem-retention-hour = Anna tunti väliltä 0–23.
problem-retention-delays = Anna jokaiselle vaiheelle 1–365 päivää.
problem-hold-reason = Anna syy, enintään 500 merkkiä.
problem-hold-past = Viimeisen päivän pitää olla tänään tai myöhemmin.
problem-stop-reason = Anna syy, enintään 500 merkkiä.
problem-stop-too-late = Tätä ei voi pysäyttää: se ei ole alkanut, tai henkilö on jo anonymisoitu.
sign-in-expired = Kirjastokorttisi on vanhentunut, ja kirjautuminen on estetty. Uusi korttisi kirjastossa, niin pääset taas sisään.
retention-register = Säilytetään { $keep }. { $then }.
retention-register-of = { $subject }: säilytetään { $keep }. { $then }.
retention-register-own = { $category }: säilytetään { $keep }. { $then }.
statistics-title = Tilastot ilman nimiä
statistics-lead = Kun lainoja, maksuja ja muita rivejä anonymisoidaan, niistä voi jäädä rivi tilastoihin. Valitse, mitä siinä on. Mitä vähemmän kenttiä, sitä turvallisempaa.
statistics-field-library = Lainan kirjasto
statistics-field-patron-library = Kotikirjasto
statistics-field-patron-category = Asiakasryhmä
statistics-field-age-band = Ikä kymmenen vuoden tarkkuudella
statistics-field-postcode-area = Postinumeron kaksi ensimmäistä merkkiä
statistics-field-item-type = Aineistolaji (tiedossa vain varauksista)
statistics-field-amount = Maksujen summa
statistics-times = Ajat
statistics-times-hint = Milloin laina alkoi ja päättyi, maksu kirjattiin tai varaus tehtiin. Ajat pienentävät ryhmiä: päivän tarkkuudella lähes jokaisessa ryhmässä on yksi ihminen.
statistics-times-none = Ei aikoja
statistics-times-year = Vuosi
statistics-times-month = Kuukausi
statistics-times-day = Päivä
statistics-on = Kerää tilastoja
statistics-k = Pienin ryhmä
statistics-k-hint = 2–100. Saat varoituksen ryhmistä, joissa on vähemmän ihmisiä: joku voi tunnistaa niistä henkilön.
statistics-small = Ryhmiä { $groups }, rivejä { $rows }: niissä on alle { $k } ihmistä, tai ihmisten määrää ei tiedetä. Kerää vähemmän kenttiä tai älä luovuta tätä tiedostoa.
statistics-safe = Jokaisessa ryhmässä on vähintään { $k } ihmistä.
statistics-lines = Rivejä on { $count }.
statistics-export = Ota tilastot CSV-tiedostona
problem-statistics-k = Anna luku väliltä 2–100.
letter-name = Nimi
letter-address = Osoite
letter-address-2 = Osoitteen toinen rivi
letter-postcode = Postinumero
letter-city = Postitoimipaikka
letter-country = Maa
letter-card = Kortin numero
letter-language = Kieli
letter-why = Miksi ei sähköpostilla
letter-ended = Kortti vanheni
letter-locked = Lukitaan, jos kirje lähtee tänään
retention-fees-hint = Maksun aika alkaa, kun siitä ei ole mitään maksamatta. Kirjastojärjestelmä ei kerro sitä päivää, joten ratkaisee rivin viimeinen muutos; jos muutoksista ei ole tietoa, kirjauspäivä.
retention-preview-small = Tilastot: ryhmiä { $groups }, rivejä { $rows }; niissä olisi alle { $k } ihmistä. Joku voi tunnistaa niistä henkilön.
retention-preview-small-link = Valitse, mitä tilastoihin jää
retention-untold-label = Asiakkaat, joita sähköposti ei tavoita
retention-untold-hint = Ne, joilla ei ole sähköpostiosoitetta tai joiden osoite ei toimi.
retention-untold-wait = odottavat, kunnes henkilökunta on ilmoittanut heille
retention-untold-go = etenevät ikään kuin heille olisi ilmoitettu
retention-stage-untold = Ei vielä ilmoitettu
retention-told-letter = Henkilökunta on ilmoittanut
retention-told-letter-on = Henkilökunta on ilmoittanut { $date }
retention-next-kept = Säilyy toistaiseksi: { $reason }
retention-next-waits = odottaa ilmoittamista
retention-next-run = seuraavassa ajossa
retention-untold-title = Ilmoitettava kirjeellä tai asioinnin yhteydessä
retention-untold-count = { $count ->
    [one] Yhdelle asiakkaalle ei voitu ilmoittaa sähköpostilla.
   *[other] { $shown } asiakkaalle ei voitu ilmoittaa sähköpostilla.
}
retention-untold-waiting = { $count ->
    [one] Hänelle ei tapahdu mitään, ennen kuin olet ilmoittanut hänelle kirjeellä, puhelimitse tai asioinnin yhteydessä ja merkinnyt sen tehdyksi. Hänen aikansa alkaa siitä päivästä.
   *[other] Heille ei tapahdu mitään, ennen kuin olet ilmoittanut heille kirjeellä, puhelimitse tai asioinnin yhteydessä ja merkinnyt sen tehdyksi. Heidän aikansa alkaa siitä päivästä.
}
retention-untold-going = { $count ->
    [one] Kirjasto on päättänyt, ettei häntä odoteta: hän etenee ikään kuin hänelle olisi ilmoitettu. Voit silti ilmoittaa hänelle; silloin hänen aikansa alkaa siitä päivästä.
   *[other] Kirjasto on päättänyt, ettei heitä odoteta: he etenevät ikään kuin heille olisi ilmoitettu. Voit silti ilmoittaa heille; silloin heidän aikansa alkaa siitä päivästä.
}
retention-letters = Ota luettelo kirjeitä varten CSV-tiedostona
retention-letters-fine = Luettelossa on nimet ja postiosoitteet. Jokaisen siinä olevan lokiin jää merkintä, että otit sen.
retention-mark = Merkitse: ilmoitettu tänään
retention-mark-ticked = Merkitse rastitetut: ilmoitettu tänään
retention-mark-one = Ilmoitettu tänään: { $name }
retention-mark-column = Ilmoitettu
retention-marked = Merkitty: heille on ilmoitettu.
problem-told-nobody = Rastita vähintään yksi ja enintään 500 asiakasta.
