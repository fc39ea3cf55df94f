# Suostumukset, niin kuin asiakkaat ja henkilökunta ne näkevät.
nav-choices = Valintani
choices-title = Valintani
choices-lead = Sinä päätät, miten saamme käyttää tietojasi ja mitä lähetämme sinulle. Voit muuttaa mielesi milloin tahansa.
choices-consents = Mihin olet suostunut ja mihin et. Suostumuksen voi perua yhtä helposti kuin antaa.
consents-title = Suostumukset
consents-lead = Näihin pyydämme suostumustasi. Suostuminen on vapaaehtoista, ja voit perua sen milloin tahansa.
consents-saved = Vastauksesi on tallennettu.
consents-none = Emme tällä hetkellä pyydä suostumustasi mihinkään.
consents-receipts = Kuitit
consents-all-entries = Kaikki suostumuksiasi koskevat merkinnät, niiden tarkoitus ja säilytysaika
consent-state-none = Et ole vastannut.
consent-desk-none = Ei ole vastannut.
consent-state-given = Suostuit { $date } ({ $how }).
consent-state-refused = Vastasit kieltävästi { $date } ({ $how }).
consent-state-older = Teksti on muuttunut sen jälkeen, kun suostuit. Lue se ja kerro, suostutko edelleen.
consent-if-not = Jos et suostu:
consent-version = Tekstin versio { $version }, voimassa { $date } alkaen
consent-version-first = Tekstin versio { $version }
consent-agree = Suostun
consent-refuse = En suostu
consent-withdraw = Perun suostumukseni
consent-prompt-title = Sopiiko tämä sinulle?
consent-prompt-later = Kysy myöhemmin
consent-prompt-hint = Kysymme uudelleen myöhemmin, kun kirjaudut sisään. Voit vastata myös sivulla ”Valintani”.
consent-prompt-history-goes = Jos et anna suostumusta ennen { $date }, kirjaston säilytysaikaa vanhemmat palautetut lainasi anonymisoidaan siitä päivästä alkaen.
consent-gate-title = Ennen kuin jatkat
consent-gate-lead = { $library } pyytää sinua lukemaan tämän ja vastaamaan. Pääset jatkamaan, vastasit miten tahansa.
consent-gate-with-data = Voit katsoa tietojasi ja ottaa ne mukaasi, vaikka et vastaisi vielä.
consent-gate-waits = Muut sivut odottavat vastaustasi. Voit myös kirjautua ulos ja vastata toisella kerralla.
receipt-title = Kuitti vastauksestasi
receipt-who = Kuka vastasi
receipt-answer = Vastaus
receipt-when = Milloin
receipt-how = Miten
receipt-language = Tekstin kieli
receipt-version = Teksti
receipt-number = Kuitin numero
receipt-words = Mihin vastasit
receipt-fine = Tämän sivun voi tulostaa. Kuitteja ei koskaan muuteta.
problem-consent-changed = Teksti on sillä välin muuttunut. Lue se uudelleen ja vastaa.
problem-consent-not-offered = Tähän ei voi enää suostua.
problem-consent-unanswered = Valitse vastaus.
problem-own-consent = Omat suostumuksesi ovat omilla sivuillasi.
desk-consent-lead = Merkitse vain se, minkä asiakas on itse sanonut luettuaan tai kuultuaan tekstin.
desk-consent-agrees = Asiakas suostuu
desk-consent-refuses = Asiakas ei suostu
desk-consent-withdraws = Asiakas peruu suostumuksensa
desk-consent-done = Asiakkaan vastaus on tallennettu. Kuitista näkyy, että se annettiin asiakaspalvelussa.

## Mitä henkilökunta näkee

consent-purposes-title = Suostumukset, joita pyydämme
consent-purposes-lead = Jokaisesta tarkoituksesta näet, miten asiakkailta kysytään, millä sanoin ja mitä he ovat vastanneet. Tekstin uusi versio ei muuta sitä, mihin on jo suostuttu.
consent-column-purpose = Tarkoitus
consent-column-asking = Miten kysymme
consent-column-given = Suostunut
consent-column-refused = Kieltäytynyt
consent-column-silent = Ei vastannut
consent-new-title = Uusi tarkoitus
consent-new-code = Lyhyt tunnus
consent-new-code-hint = Pieniä kirjaimia (a–z), numeroita ja yhdysmerkkejä, esimerkiksi lukupiiri. Tunnusta ei voi muuttaa myöhemmin.
consent-new-button = Kirjoita teksti
consent-standing = Suostunut: { $given }. Kieltäytynyt: { $refused }. Ei vastannut: { $silent }.
consent-asking-title = Miten asiakkailta kysytään
consent-asking-off-hint = Kukaan ei voi suostua. Aiemmin suostuneet näkevät suostumuksensa ja voivat perua sen.
consent-asking-offered-hint = Suostumus on suostumusten sivulla niille, jotka sitä etsivät.
consent-asking-gently-hint = Omien tietojen sivulla kysytään seuraavan kirjautumisen jälkeen. Vastaaminen voi odottaa.
consent-asking-gate-hint = Kysymys tulee heti seuraavan kirjautumisen jälkeen. Asiakas pääsee jatkamaan vastattuaan, vastasi hän miten tahansa.
consent-gate-shows = Näytä omat tiedot ennen vastausta
consent-gate-shows-hint = Asiakas voi silloin katsoa tietojaan, ottaa ne mukaansa ja pyytää oikaisua vastaamatta.
consent-asking-button = Tallenna kysymistapa
consent-words-title = Tekstin uusi versio
consent-words-lead = Kerro, mihin tietoja käytetään, mitä tietoja ja kuinka kauan, ja sen jälkeen, mitä kieltäytymisestä seuraa. Asiakas lukee molemmat ennen vastaamistaan.
consent-words-name = Nimi
consent-words-explanation = Mihin suostumusta tarvitaan
consent-words-consequence = Mitä kieltäytymisestä seuraa
consent-valid-on = Voimassa alkaen
consent-valid-on-hint = Jätä tyhjäksi, jos teksti tulee voimaan heti.
consent-asks-again = Kysy niiltä, jotka suostuivat vanhempaan versioon
consent-asks-again-hint = Seuraavan kirjautumisen yhteydessä, yllä valitulla tavalla. Jätä pois, jos vain sanamuoto muuttui. Kieltäytyneiltä ei kysytä uudelleen.
consent-preview-button = Esikatsele
consent-preview-title = Tämä julkaistaan
consent-preview-lead = Versio { $version }, voimassa: { $date }.
consent-preview-asked =
    { $count ->
        [one] Yhdeltä asiakkaalta kysytään: hän suostui vanhempaan versioon tai ei ole vastannut.
       *[other] { $shown } asiakkaalta kysytään: vanhempaan versioon suostuneilta ja niiltä, jotka eivät ole vastanneet.
    }
consent-preview-silent =
    { $count ->
        [one] Yhdeltä asiakkaalta puuttuu vastaus. Aiemmin suostuneilta ei kysytä uudelleen.
       *[other] { $shown } asiakkaalta puuttuu vastaus. Aiemmin suostuneilta ei kysytä uudelleen.
    }
consent-preview-nobody = Keneltäkään ei kysytä, sillä tätä suostumusta ei nyt pyydetä. Edellisellä sivulla valitset, miten asiakkailta kysytään.
consent-preview-back = Älä julkaise
consent-publish-button = Julkaise
consent-publish-fine = Julkaistua versiota ei voi muuttaa; sen jälkeen voi vain julkaista uuden.
consent-at-once = heti
consent-versions-title = Versiot
consent-version-asked = Vanhempaan versioon suostuneilta kysytään uudelleen.
rule-consent-code = Käytä 2–40 pientä kirjainta (a–z), numeroa ja yhdysmerkkiä.
rule-consent-words = Täytä jokainen kenttä kaikilla kielillä. Nimessä on enintään 100 merkkiä, muissa teksteissä 4 000.
rule-consent-date = Versio ei voi tulla voimaan ennen edellistä versiota.
rule-consent-unworded = Kirjoita ensin teksti: kukaan ei voi suostua siihen, mitä ei ole sanottu.
rule-consent-asking = Valitse, miten asiakkailta kysytään.

## Carrelin omat sanat, kunnes kirjasto julkaisee omansa

consent-loan-history-name = Lainaushistoriasi säilyttäminen
consent-loan-history-explanation = Säilytämme luettelon lainaamastasi ja palauttamastasi aineistosta pidempään kuin itse sitä tarvitsemme, jotta voit katsoa, mitä olet lukenut. Luettelo säilyy niin kauan kuin suostut siihen.
consent-loan-history-consequence = Palautetut lainasi irrotetaan nimestäsi kirjaston asettaman ajan jälkeen. Voit lainata kuten ennenkin.
consent-direct-mailing-name = Kirjaston tiedotteet
consent-direct-mailing-explanation = Lähetämme sinulle sähköpostitse tietoa kirjastosta ja sen tapahtumista.
consent-direct-mailing-consequence = Et saa tiedotteita sähköpostitse. Lainojasi ja varauksiasi koskevat viestit tulevat kuten ennenkin.
consent-gdpr-processing-name = Tietojesi käsittely tietosuojaselosteen mukaisesti
consent-gdpr-processing-explanation = Käytämme tietojasi kirjaston tietosuojaselosteessa kuvatulla tavalla.
consent-gdpr-processing-consequence = Kysy kirjastosta, mitä palveluja se voi tarjota sinulle ilman tätä suostumusta.
