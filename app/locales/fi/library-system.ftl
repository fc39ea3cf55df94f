## Asiakastiedot ja kirjastojärjestelmä

library-system-fresh = Tiedot kirjastojärjestelmän mukaan: { $time }.
library-system-imported = Kirjastojärjestelmältä ei ole vielä saatu vastausta. Näet tiedot sellaisina kuin se ne viimeksi kertoi.
library-system-on-its-way = Kirjastojärjestelmä ei ole vielä vastannut. Näet tiedot sellaisina kuin se ne viimeksi kertoi: { $time }. Uudempia tietoja haetaan; katso hetken kuluttua uudelleen.
library-system-on-its-way-first = Kirjastojärjestelmä ei ole vielä vastannut. Uudempia tietoja haetaan; katso hetken kuluttua uudelleen.
library-system-away = Kirjastojärjestelmä ei juuri nyt vastaa. Näet tiedot sellaisina kuin se ne viimeksi kertoi: { $time }.
library-system-gone = Kirjastojärjestelmä ei enää tunne tätä korttia. Näet tiedot sellaisina kuin se ne viimeksi kertoi: { $time }.
library-system-missing = Näitä tietoja kirjastojärjestelmä ei kertonut, tai kertoi vain osan: { $what }.

## Mitä kirjastojärjestelmälle on kerrottu muutoksista

library-sent-contact-queued = Uudet yhteystietosi ovat matkalla kirjastojärjestelmään.
library-sent-contact-awaits-staff = Uudet yhteystietosi ovat perillä kirjastojärjestelmässä. Henkilökunta tarkistaa ne, ennen kuin ne tulevat siellä voimaan.
library-sent-contact-conflict = Yhteystietojasi oli sillä välin muutettu kirjastojärjestelmässä, joten muutostasi ei tehty sinne. Tarkista yhteystietosi.
library-sent-contact-failed = Uusia yhteystietojasi ei saatu kirjastojärjestelmään. Pyydä kirjastoa muuttamaan ne.
library-sent-messages-queued = Viestivalintasi ovat matkalla kirjastojärjestelmään.
library-sent-messages-conflict = Viestivalintojasi oli sillä välin muutettu kirjastojärjestelmässä, joten valintaasi ei tehty sinne. Tarkista viestivalintasi.
library-sent-messages-failed = Viestivalintojasi ei saatu kirjastojärjestelmään. Pyydä kirjastoa muuttamaan ne.
library-sent-history-queued = Lainaushistoriasi anonymisointia pyydetään myös kirjastojärjestelmältä.
library-sent-history-failed = Kirjastojärjestelmää ei saatu anonymisoimaan lainaushistoriaasi. Pyydä kirjastoa tekemään se siellä.
library-sent-history-untold = Täällä anonymisoidut lainat ovat edelleen kirjastojärjestelmässä: se voi anonymisoida joko kaikki palautetut lainat tai ei yhtään, ja osa lainoistasi säilyy. Jos haluat, että myös kirjastojärjestelmä unohtaa ne, pyydä sitä kirjastolta.

sign-in-away = PIN-koodia ei voi tarkistaa, koska kirjastojärjestelmä ei vastaa. Yritä muutaman minuutin kuluttua uudelleen.

## Kirjastojärjestelmän tila henkilökunnalle

today-library-system-rests = Kirjastojärjestelmä ei toimi, ja sen annetaan olla rauhassa. Seuraava yritys: { $time }.
today-library-system-failed = { $count ->
    [one] Yhtä asiakkaan tekemää muutosta ei ole 30 viime päivän aikana saatu kirjastojärjestelmään.
   *[other] { $count } asiakkaiden tekemää muutosta ei ole 30 viime päivän aikana saatu kirjastojärjestelmään.
}
today-library-system-missing = Näitä kirjastojärjestelmä ei tarjoa: { $what }.

library-offer-all-data = asiakkaan kaikki tiedot kerralla (ilmoitukset, viestit, lainauskiellot)
library-offer-logs = kirjastojärjestelmän oma loki
library-offer-passwords = PIN-koodien tarkistus
library-offer-holds = varaukset
library-offer-fees = maksetut maksut
library-offer-attributes = lisätiedot
library-offer-suggestions = hankintaehdotukset
library-offer-preferences = viestiasetukset
library-offer-history = lainaushistorian anonymisointi

## Kun kirjastojärjestelmä tarkistaa tunnusluvun

sign-in-elsewhere = Kun kirjaudut kortilla, PIN-koodin tarkistaa kirjastojärjestelmä. Täällä valittu salasana ei kelpaa siellä: vaihda PIN-koodisi kirjastossa tai kirjaston verkkopalvelussa.
sign-in-elsewhere-but = Kun kirjaudut kortilla, PIN-koodin tarkistaa kirjastojärjestelmä. Täällä valittu salasana kelpaa vain silloin, kun kirjastojärjestelmä ei vastaa. PIN-koodin voit vaihtaa kirjastossa tai kirjaston verkkopalvelussa.
