# Huoltajat ja huollettavat.
guardians-title = Huoltajat ja huollettavat
choices-guardians = Kuka näkee tietojasi huoltajanasi, ja ketkä ovat sinun huollettavinasi.
guardians-lead = Kirjasto voi antaa huoltajan nähdä osan siitä, mitä sillä on tallessa hänen huollettavastaan. Tästä näet, keitä asia koskee ja mitä he näkevät.

## Mitä huollettavalle kerrotaan

told-title = Kuka näkee tietojasi
told-none = Kirjaston tiedossa ei ole sinulle huoltajaa.
told-sees = Kunnes täytät { $age } vuotta { $date }, { $guardian } näkee:
told-nothing-closed = { $guardian } ei näe tiedoistasi mitään.
told-nothing-by-library = { $guardian } ei näe tiedoistasi mitään: kirjastosi ei näytä niitä huoltajille.
told-nothing-birth-unknown = { $guardian } ei näe tiedoistasi mitään: kirjasto ei tiedä, milloin olet syntynyt.
told-nothing-grown = { $guardian } ei näe tiedoistasi enää mitään: olet jo riittävän vanha.
told-nothing-by-ward = { $guardian } ei näe tiedoistasi mitään, kuten olet kirjaston omassa järjestelmässä valinnut.
told-log = Aina kun huoltaja katsoo tietojasi, siitä jää merkintä, jonka näet itse:
told-log-link = kuka on katsonut tietojasi
told-link = Lisää huoltajista ja huollettavista
guardian-with-relationship = { $name } ({ $relationship })

sight-fees = Maksut ja suoritukset
sight-restrictions = Lainauskiellot
sight-checkouts = Lainassa olevat: milloin lainattu ja milloin eräpäivä on
sight-holds = Varaukset: mistä alkaen ja missä ne odottavat
sight-titles = Mitä teoksia nämä koskevat

## Mitä huoltaja näkee

in-care-title = Huollettavasi
in-care-none = Kirjaston tiedossa ei ole sinulle huollettavia.
in-care-look = Katso, mitä kirjasto näyttää sinulle: { $name }
in-care-until = Näet tiedot { $date } saakka.
in-care-nothing-closed = Kirjasto ei näytä sinulle hänen tietojaan.
in-care-nothing-by-library = Kirjasto ei näytä sinulle hänen tietojaan.
in-care-nothing-by-ward = Kirjasto ei näytä sinulle hänen tietojaan.
in-care-nothing-birth-unknown = Tietoja ei voi näyttää, koska kirjasto ei tiedä, milloin hän on syntynyt. Pyydä kirjastoa korjaamaan asia.
in-care-nothing-grown = Tietoja ei enää näytetä: hän on riittävän vanha hoitamaan kirjastoasiansa itse.
ward-title = { $name }: mitä näet huoltajana
ward-lead = Nämä eivät ole sinun tietojasi, vaan näiden tietojen omistaja on { $name }. Näet ne huoltajana { $date } saakka. Aina kun katsot niitä, { $name } näkee sen.
ward-shown-title = Mitä kirjasto näyttää sinulle
ward-category-title = { $name }: { $category }
ward-category-lead = Nämä eivät ole sinun tietojasi, vaan niiden omistaja on { $name }, joka myös näkee, että katsoit niitä.
ward-no-titles = Teosten nimiä ei näytetä: jokaisen lukemiset ovat hänen oma asiansa.
ward-no-files = Täältä ei voi ladata mitään. Jos tarvitset tiedot paperilla tai tiedostona, pyydä niitä kirjastosta.
ward-empty = Täällä ei ole mitään.

## Mistä henkilökunta päättää

guardian-rules-title = Mitä huoltajat näkevät
guardian-rules-lead = Kirjaston tuntemat huoltajat näkevät huollettaviensa tiedoista sen, mikä tässä on valittu, kunnes huollettava täyttää ikärajan. Asiakasryhmä on huollettavan. Jos syntymäaika ei ole tiedossa, kukaan ei näe mitään. Huollettavan kielto kirjastojärjestelmässä pitää aina. Lainahistoriaa, viestejä, huomautuksia, osoitteita ja lokia ei näytetä koskaan.
guardian-rules-undecided = Tästä ei ole vielä päätetty: huoltajat eivät näe mitään. Valittuna on ehdotus, joka tulee voimaan vasta, kun tallennat sen.
guardian-rules-off = Asiakkaat eivät nyt näe omia tietojaan itse (ks. Asetukset). Niin kauan huoltajatkaan eivät näe mitään.
guardian-rules-all = Kaikki ryhmät, joilla ei ole omaa sääntöä
guardian-rules-until = Huoltajat näkevät valitut
guardian-until-as-usual = Kuten muillakin
guardian-until-nothing = Ei koskaan: he eivät näe mitään
guardian-until-age = { $age ->
    [one] Kunnes huollettava täyttää { $age } vuoden
   *[other] Kunnes huollettava täyttää { $age } vuotta
}
guardian-rules-titles-hint = Lukeminen voi olla arkaluonteista. Teosten nimet näkyvät kaikkialla, missä näkyvät lainat, varaukset tai maksut.
guardian-rules-button = Katso, keitä se koskee
guardian-rules-fine = Mikään ei muutu vielä: ensin näet, kuinka montaa ihmistä asia koskee.
rule-guardian-sights = Valitse jokaiselle ikärajalle ainakin yksi tietoryhmä, tai valitse ”Ei koskaan”. Pelkät teosten nimet eivät näytä mitään.
reach-title = Keitä tämä koskee
reach-wards = Asiakkaita, joilla on tiedossa oleva huoltaja
reach-guardians = Heidän huoltajiaan
reach-seen-before = Huoltaja näkee jotakin nyt
reach-seen-after = Huoltaja näkee jotakin muutoksen jälkeen
reach-opened = Näistä huoltaja näkee enemmän kuin nyt
reach-closed = Huoltaja näkee vähemmän kuin nyt tai ei mitään
reach-birth-unknown = Ei näy, koska syntymäaika ei ole tiedossa
reach-grown = Ei näy, koska ikäraja on täyttynyt
reach-by-choice = Pitää lainat tai maksut omana tietonaan kirjastojärjestelmässä
reach-save = { $count ->
    [0] Tallenna: kenenkään tietoja ei avata
    [one] Tallenna: yhdestä asiakkaasta näkyy huoltajalle enemmän
   *[other] Tallenna: { $count } asiakkaasta näkyy huoltajille enemmän
}
reach-told = Muutos tulee voimaan heti. Huollettaville kerrotaan siitä heidän omilla sivuillaan; sähköpostia ei lähetetä.

patron-guardians-title = Huoltajat ja huollettavat
patron-guardian-of-them = Huoltaja: { $name }
patron-in-their-care = Huollettava: { $name }
patron-sees = { $date } saakka huoltaja näkee:
patron-sees-nothing-closed = Huoltaja ei näe mitään: jompikumpi asiakkuus on suljettu, lukittu tai poistumassa.
patron-sees-nothing-by-library = Huoltaja ei näe mitään: kirjasto ei ole avannut mitään tälle asiakasryhmälle.
patron-sees-nothing-birth-unknown = Huoltaja ei näe mitään: syntymäaika ei ole tiedossa.
patron-sees-nothing-grown = Huoltaja ei näe mitään: huollettava on täyttänyt ikärajan.
patron-sees-nothing-by-ward = Huoltaja ei näe mitään: se on huollettavan oma valinta kirjastojärjestelmässä.
