# Mistä kirjasto päättää itse.
settings-title = Asetukset
settings-saved = Tallennettu. Muutos näkyy kaikkialla puolen minuutin kuluessa.
settings-button = Tallenna asetukset
settings-fine = Jokaisesta muutoksesta jää lokiin vanha ja uusi arvo.
setting-my-data = Milloin asiakkaat näkevät tietonsa
setting-my-data-always = Aina
setting-my-data-always-hint = Asiakkaat näkevät tietonsa aina, kun he kirjautuvat.
setting-my-data-link = Vain linkin kautta
setting-my-data-link-hint = Asiakkaat näkevät tietonsa, kun henkilökunta on lähettänyt heille linkin, niin kauan kuin se on avoinna.
setting-my-data-off = Ei täällä
setting-my-data-off-hint = Asiakkaat eivät näe tietojaan näillä sivuilla; henkilökunta tulostaa ne pyynnöstä.
setting-deliveries = Pyynnöt ja luovutukset
setting-link-days = Linkin voimassaolo päivinä
setting-link-days-hint = 1–30. Sen jälkeen linkki ei avaa mitään, ja henkilökunta voi lähettää uuden.
setting-identity-check = Vahva tunnistautuminen riittää henkilöllisyyden tarkistukseksi
setting-identity-check-hint = Jos asiakas tekee pyynnön vahvasti tunnistautuneena, hänen henkilöllisyyttään ei tarvitse tarkistaa muulla tavalla.
setting-log = Asiakkaan loki
setting-staff-names = Näytä henkilökunnan nimet
setting-staff-names-hint = Asiakkaat näkevät nimeltä, kuka heidän tietojaan on katsonut. Muuten he näkevät vain roolin ja kirjaston.
setting-roles = Roolit, joita voi myöntää
setting-roles-hint = Roolia, jota ei ole valittu, ei voi myöntää; se, jolla rooli jo on, pitää sen, kunnes se poistetaan. Ylläpitäjän rooli on aina sallittu.

## Mikä on sääntöjen vastaista

rule-link-days = Linkki voi olla voimassa 1–30 päivää.
rule-my-data-display = Valitse, milloin asiakkaat näkevät tietonsa.

## Salasanat ja osoitteet

setting-passwords = Salasanat
setting-password-length = Salasanan vähimmäispituus merkkeinä
setting-password-length-hint = 8–64; suositus on 15, kun kirjautumisessa ei kysytä muuta. Henkilökunta tarvitsee ilman toista vaihetta aina 15. Kirjastojärjestelmän PIN-koodit kelpaavat asiakkailla edelleen.
setting-email = Sähköpostiosoitteet
setting-patrons-update-email = Asiakkaat vaihtavat osoitteensa itse
setting-patrons-update-email-hint = Uusi osoite on voimassa, kun sen linkki on avattu. Muuten osoite vaihdetaan kirjastossa. Asiakasryhmillä voi olla omia sääntöjä.
setting-email-prompt = Kysy puuttuvaa osoitetta
setting-email-prompt-hint = Kirjautumisen jälkeen Omat tiedot -sivu kysyy osoitetta asiakkailta, jotka eivät ole vahvistaneet sellaista; he voivat kieltäytyä. Vain silloin, kun sähköposti kulkee ja asiakkaat vaihtavat osoitteensa itse.
setting-email-prompt-days = Päiviä, joiden jälkeen kysytään uudelleen, jos vastaus on ”myöhemmin”
setting-email-prompt-days-hint = 1–365.
rule-password-length = Salasanan vähimmäispituus voi olla 8–64 merkkiä.
rule-email-prompt-days = Uudelleen voi kysyä 1–365 päivän kuluttua.
setting-sources = Mistä asiakastiedot tulevat
setting-source-done = { $name }: päivitetty { $date }. Lisätty { $added }, muutettu { $changed }, poistunut { $leavers }, hylätty { $refused }.
setting-source-running = { $name }: luetaan parhaillaan.
setting-source-stopped = { $name }: keskeytetty { $date }, eikä mitään muutettu, koska puuttui enemmän henkilöitä kuin kerralla saa poistua.
setting-source-too-many-gone = { $name }: päivitetty { $date }, mutta poistuneille ei tehty mitään, koska puuttui enemmän henkilöitä kuin kerralla saa poistua.
setting-source-failed = { $name }: lukeminen ei onnistunut { $date }. Syy on palvelimen lokissa.
