sign-in-title = Kirjaudu
sign-in-heading = Mitä kirjasto tietää sinusta?
sign-in-lead = Kirjaudu, niin näet kaiken ja voit ottaa tiedot mukaasi. Ne ovat sinun.
cardnumber-label = Kirjastokortin numero
cardnumber-hint = Numerosarja kortin viivakoodin alla tai käyttäjätunnuksesi.
pin-label = PIN-koodi tai salasana
pin-show = Näytä
pin-hide = Piilota
shared-label = Tämä on yhteiskäyttöinen tietokone
shared-hint = Sinut kirjataan ulos, kun sivua ei ole käytetty viiteen minuuttiin, eikä selaimeen jää mitään.
sign-in-button = Kirjaudu
forgotten-pin = Unohditko PIN-koodin? Saat uuden kirjastosi palvelupisteestä.
sign-in-incomplete = Täytä sekä kortin numero että PIN-koodi.
sign-in-refused = Kortin numero ja PIN-koodi eivät sovi yhteen. Tarkista molemmat ja yritä uudelleen.
sign-in-throttled = { $minutes ->
    [one] Yrityksiä oli liian monta. Odota minuutti ja yritä uudelleen. Korttiasi ei ole lukittu.
   *[other] Yrityksiä oli liian monta. Odota { $minutes } minuuttia ja yritä uudelleen. Korttiasi ei ole lukittu.
}
sign-in-unavailable = PIN-koodia ei voi juuri nyt tarkistaa. Yritä muutaman minuutin kuluttua uudelleen.
signed-out = Olet kirjautunut ulos.
signed-out-idle = Sinut kirjattiin ulos, koska sivua ei käytetty hetkeen.
step-up-title = Oletko se yhä sinä?
step-up-lead = Kirjautumisestasi on jo hetki. Anna PIN-koodisi vielä kerran, ennen kuin tietosi lähtevät tältä sivulta.
step-up-wrong = PIN-koodi ei ole oikein. Yritä uudelleen.
step-up-button = Jatka
step-up-cancel = Takaisin omiin tietoihin
security-title = Kirjautuminen ja turvallisuus
security-lead = Olet kirjautunut kortilla { $number }.
sessions-title = Missä olet kirjautuneena
sessions-text = Jos et tunnista jotakin näistä, kirjaudu siitä ulos ja vaihda PIN-koodisi kirjastossa.
sessions-end-others = Kirjaudu ulos muualta
session-used = Käytetty viimeksi { $date }
session-network = Verkko { $network }
session-this = Tämä istunto
session-end = Kirjaudu ulos
unknown-device = Tuntematon selain
