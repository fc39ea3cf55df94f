# Muistiinpanot, joissa on liikaa, ja henkilötunnukset.
nav-notes = Muistiinpanot
notes-title = Tarkistettavat muistiinpanot
notes-lead = Näissä muistiinpanoissa saattaa olla asiakkaasta enemmän kuin kirjasto tarvitsee. Korjaa tai poista muistiinpano kirjastojärjestelmässä, niin se poistuu listalta itsestään, tai säilytä se ja kerro syy. Henkilötunnukset on peitetty.
notes-none = Yksikään muistiinpano ei odota päätöstä. Uudet ja muuttuneet muistiinpanot käydään läpi muutaman minuutin välein.
notes-count = { $count ->
    [one] Yksi muistiinpano odottaa päätöstä.
   *[other] { $count } muistiinpanoa odottaa päätöstä.
}
notes-gap = (jätetty pois)
notes-keep-summary = Säilytä muistiinpano
notes-keep-label = Miksi kirjasto tarvitsee sen
notes-keep-hint = Syy jää lokiin. Muistiinpano palaa listalle, kun sen teksti muuttuu.
notes-keep-button = Säilytä
notes-done-keep = Muistiinpano säilytetään.
notes-words-link = Etsittävät sanat
problem-note-without-reason = Kirjoita, miksi kirjasto tarvitsee muistiinpanon.
problem-note-changed = Muistiinpano on sillä välin muuttunut, tai joku muu on jo päättänyt siitä. Lista näyttää nykyisen tilanteen.

## Neuvot listalla ja kirjoitettaessa

note-advice-title = Tarvitseeko tämän kirjoittaa muistiin?
note-advice-free = Tämä on vain neuvo: voit tallentaa tekstin sellaisenaan.
note-advice-health = Teksti näyttää kertovan jonkun terveydestä. Kirjoita syyn sijaan, mitä pitää tehdä: ”Varaukset tuodaan alakertaan”, ”Ei maksuja 31.8. asti”.
note-advice-belief = Teksti näyttää kertovan jonkun uskonnosta tai vakaumuksesta. Jätä se pois tai kirjoita vain se, mitä palvelu vaatii: ”Ei asioi lauantaisin”.
note-advice-politics = Teksti näyttää kertovan jonkun poliittisista mielipiteistä. Kirjasto tarvitsee tätä tuskin koskaan: jätä se pois.
note-advice-union = Teksti näyttää kertovan ammattiliiton jäsenyydestä. Kirjasto tarvitsee tätä tuskin koskaan: jätä se pois.
note-advice-ethnicity = Teksti näyttää kertovan jonkun alkuperästä. Kirjoita vain se, mitä palvelu vaatii: ”Tarvitsee somalin kielen tulkin”.
note-advice-sexuality = Teksti näyttää kertovan jonkun seksuaalisuudesta. Jätä se pois; ”Ei nimekkeitä kuittiin” riittää.
note-advice-crime = Teksti näyttää kertovan rikoksista tai tuomioista. Kirjoita arvostelematta, mitä kirjastossa tapahtui, tai jätä se pois.
note-advice-own = Tekstissä on sana, jota kirjastonne ei halua muistiinpanoihin. Harkitse, voiko sen jättää pois.
note-advice-identity-number = Tekstissä näyttää olevan henkilötunnus. Kirjoita sen sijaan kortin numero tai se, että henkilöllisyys on tarkistettu.

## Kirjaston omat sanat

note-words-title = Muistiinpanoista etsittävät sanat
note-words-lead = Carrel etsii noin 3 000:ta sanamallia englanniksi, suomeksi, ruotsiksi, tšekiksi, tanskaksi ja puolaksi. Tähän voit lisätä omia sanoja ja poikkeuksia, jotka ovat teidän kirjastossanne harmittomia.
note-words-label = Omat sanat, yksi malli rivillä
note-words-hint = Pelkkä sana löytää vain sen sanan; sana* myös sen, mikä alkaa niin. ”health: sana” kertoo, mistä on kyse. ”!juhlatila” on poikkeus, josta ei ilmoiteta. Isoilla kirjaimilla ja tarkkeilla ei ole väliä.
note-words-notation = Kaikki merkit
note-words-notation-star = sana* alkaa niin, *sana päättyy niin, *sana* sisältää sen
note-words-notation-endings = sana(a|n|) on sana, jolla on jokin näistä päätteistä; tyhjä pystyviivan jälkeen on päätteetön
note-words-notation-words = kaksi sanaa peräkkäin; yksi .. toinen sallii väliin enintään kolme sanaa
note-words-notation-exact = =Sana juuri näillä kirjaimilla; ~sänä juuri näillä tarkkeilla
note-words-notation-categories = Kaksoispisteen edessä: health, belief, politics, union, ethnicity, sexuality, crime tai own
note-words-button = Tallenna sanat
note-words-saved = Tallennettu. Kaikki muistiinpanot käydään läpi uudelleen.
note-words-problem = Mitään ei tallennettu: kaikkia rivejä ei voi lukea.
note-words-problem-line = Rivi { $line }: { $problem }
word-problem-too-long = Rivillä on yli 200 merkkiä.
word-problem-too-many-words = Rivillä on yli kuusi sanaa.
word-problem-brackets = Sulje, pystyviiva tai tähti on väärässä paikassa.
word-problem-no-first-word = Ensimmäisessä sanassa ei ole kirjaimia.
word-problem-too-short = Tähdellisessä sanassa on oltava vähintään kolme kirjainta, muuten se löytäisi liikaa.
word-problem-unknown-endings = Rivillä käytetään päätelistaa, jota ei ole määritelty sen yläpuolella.
word-problem-unknown-category = Kaksoispisteen edessä oleva sana ei ole tietoryhmä.
word-problem-too-many-lines = Lista on liian pitkä: enintään 2 000 riviä tai 40 000 merkkiä.

## Identity numbers that the library needs

identity-attributes-label = Lisätiedot, joissa on henkilötunnus
identity-attributes-hint = Kirjastojärjestelmän lisätietojen koodit pilkuin erotettuina. Niiden arvot salataan täällä, ja ne näytetään kokonaan vain niille, joilla on siihen oikeus, syystä.
identity-number-title = Henkilötunnus
identity-number-text = Se säilytetään salattuna. Katselun syy jää lokiin, jonka asiakas näkee.
identity-number-reason = Miksi tarvitset sitä
identity-number-button = Näytä
identity-number-unreadable = Sitä ei voi avata: avain puuttuu tai arvoa on muutettu.
problem-identity-number-without-reason = Kirjoita, miksi sinun täytyy nähdä henkilötunnus.
problem-identity-number-none = Tästä asiakkaasta ei säilytetä henkilötunnusta.
