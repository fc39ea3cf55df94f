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
forgotten-pin = Unohditko PIN-koodin tai salasanan?
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
sessions-text = Jos et tunnista jotakin näistä, kirjaudu siitä ulos ja vaihda salasanasi.
sessions-end-others = Kirjaudu ulos muualta
sessions-end-all = Kirjaudu ulos kaikkialta, myös täältä
session-opened-with = Kirjauduttu: { $methods }
method-secret = PIN-koodi tai salasana
method-passkey = pääsyavain
method-totp = koodi sovelluksesta
method-recovery-code = varakoodi
method-openid = toinen palvelu
session-used = Käytetty viimeksi { $date }
session-network = Verkko { $network }
session-this = Tämä istunto
session-end = Kirjaudu ulos
unknown-device = Tuntematon selain
sign-in-locked = Tili on suljettu, koska sen omistaja kertoi, ettei jokin ollut hänen tekemäänsä. Valitse uusi salasana kohdasta ”Unohditko PIN-koodin?” tai pyydä apua kirjastosta.

# ”Se en ollut minä”: viestin linkin takana oleva sivu.
not-me-title = Se en ollut minä
not-me-lead = Jos joku muu teki sen, mistä viestimme kertoi, pysäytä se tässä.
not-me-what = Kaikki tilisi istunnot päättyvät heti, ja mitä tiliin on lisätty viestimme jälkeen, perutaan: osoitteet, pääsyavaimet, koodit ja liitetyt palvelut. Sen jälkeen kukaan ei voi kirjautua millään tavalla, ennen kuin olet valinnut uuden salasanan.
not-me-button = Pysäytä kaikki
not-me-done-title = Pysäytetty
not-me-done-text = Kaikki istunnot on päätetty, eikä kukaan voi kirjautua. Kun haluat taas käyttää tiliäsi, valitse uusi salasana. Jos se ei onnistu, kirjaston palvelupiste auttaa.
not-me-over-title = Linkki ei enää toimi
not-me-over-text = Sitä on jo käytetty, tai se on viikkoa vanhempi. Jos tilissäsi on jotakin vialla, kirjaudu ja päätä istunnot kohdassa ”Kirjautuminen ja turvallisuus” tai pyydä apua kirjastosta.

# Aika on loppumassa (WCAG 2.2.1), ja mitä siitä säilyy.
idle-title = Oletko vielä siinä?
idle-text = Sinut kirjataan pian ulos, koska mitään ei ole tapahtunut hetkeen.
idle-seconds = Sekunteja jäljellä
idle-stay = Jatka kirjautuneena
idle-leave = Kirjaudu ulos nyt
idle-over-title = Sinut on kirjattu ulos
idle-over-text = Se, mitä kirjoitit tähän, säilyy puoli tuntia. Kirjaudu uudelleen ja lähetä se.
idle-over-sign-in = Kirjaudu uudelleen
signed-out-kept = Sinut oli jo kirjattu ulos, kun lomakkeesi saapui. Se säilyy puoli tuntia: kirjaudu ja lähetä se.
kept-form-title = Olit kirjoittamassa jotakin
kept-form-lead = Istuntosi päättyi, ennen kuin lomake ehti perille. Mitään ei ole vielä tapahtunut.
kept-form-send = Lähetä nyt
kept-form-discard = Unohda se
