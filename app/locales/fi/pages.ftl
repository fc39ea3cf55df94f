# Sivujen kehys ja sivut, jotka kertovat, miksi muuta ei näy.
site-description = Katso, mitä kirjasto sinusta tallentaa, ota tiedot mukaasi ja päätä, miten niitä käytetään.
skip-to-content = Siirry sisältöön
footer-promise = Sivusto käyttää vain kirjautumiseen tarvittavia evästeitä eikä lataa mitään muualta.
nav-label = Päävalikko
nav-my-data = Omat tiedot
nav-take-away = Ota mukaasi
nav-security = Turvallisuus
sign-out = Kirjaudu ulos
language-label = Kieli
trail-label = Sijaintisi sivustolla
pages-label = Luettelon sivut
previous-page = Edellinen
next-page = Seuraava
details = Lisätiedot
problem-title = Tämä ei onnistunut
to-start = Alkuun
request-number = Jos kysyt asiasta kirjastosta, kerro numero { $number }.
not-found-title = Sivua ei löydy
not-found-text = Osoitteessa voi olla kirjoitusvirhe, tai sivun tietoja ei enää säilytetä. Tietosi ovat ennallaan.
not-set-up-title = Palvelua otetaan vielä käyttöön
not-set-up-text = Yhtään kirjastoa ei ole vielä lisätty. Palaa myöhemmin uudelleen.
unavailable-title = Tätä ei voi juuri nyt näyttää
unavailable-text = Palvelussa tapahtui virhe. Tietosi ovat tallessa eikä mitään muutettu. Yritä muutaman minuutin kuluttua uudelleen.
nav-my-requests = Pyynnöt
nav-staff = Henkilökunta
nav-staff-label = Henkilökunta
nav-today = Tänään
nav-patrons = Asiakkaat
nav-requests = Pyynnöt
nav-logs = Loki
nav-mail = Lähtevät viestit
nav-templates = Viestipohjat
nav-roles = Roolit
nav-settings = Asetukset
nav-own-data = Omat tietoni
refused-title = Tämä ei kuulu rooliisi
refused-text = Tähän tarvitaan oikeus ”{ $permission }”, jota sinulla ei ole. Mitään ei näytetty eikä muutettu; pyyntö kirjattiin lokiin. Jos tarvitset oikeutta työssäsi, pyydä sitä kirjastosi pääkäyttäjältä.
outside-title = Henkilökunnan työ ei onnistu tästä verkosta
outside-text = Kirjastosi sallii henkilökunnan työn vain omista verkoistaan. Omat tietosi näet täältäkin; henkilökunnan työhön käytä kirjaston konetta.
tried-too-often =
    Yritit liian monta kertaa. Odota { $minutes ->
        [one] minuutti
       *[other] { $minutes } minuuttia
    } ja yritä uudelleen.
display-off-title = Kirjastosi antaa tietosi pyynnöstä
display-off-text = Tietoja ei näytetä täällä suoraan. Pyydä niistä jäljennös, niin kirjasto antaa sen sinulle kuukauden kuluessa.
display-link-title = Kirjastosi avaa tietosi pyynnöstä
display-link-text = Pyydä jäljennös tiedoistasi, niin kirjasto lähettää sähköpostiisi linkin, joka avaa tietosi täällä. Jos sinulla on jo tällainen linkki, avaa se nyt.
