# Käsittelytoimien selosteen (tietosuoja-asetuksen 30 artikla) oletustekstit, joita henkilökunta voi muokata.

register-identity-basis = Kanssasi tehty sopimus kirjastokortin käytöstä (tietosuoja-asetuksen 6 artiklan 1 kohdan b alakohta).
register-identity-purpose = Kirjastokortin myöntäminen ja asiakassuhteen hoito: tiedämme, kenelle lainat, varaukset ja maksut kuuluvat.
register-identity-recipients = Kirjaston henkilökunta ja kirjastojärjestelmäämme ylläpitävä yritys.
register-identity-retention = Niin kauan kuin olet asiakkaamme. Poistetut asiakastiedot säilyvät virheiden varalta vielä kuukauden, minkä jälkeen ne hävitetään lopullisesti.

register-contact-basis = Kanssasi tehty sopimus kirjastokortin käytöstä (tietosuoja-asetuksen 6 artiklan 1 kohdan b alakohta). Kirjaston tiedotteissa oikeutettu etumme kertoa palveluistamme (f alakohta); voit kieltää ne milloin tahansa.
register-contact-purpose = Yhteydenpito lainoihin, varauksiin ja maksuihin liittyvissä asioissa sekä kirjaston palveluista tiedottaminen.
register-contact-recipients = Kirjaston henkilökunta, kirjastojärjestelmäämme ylläpitävä yritys sekä kirjeemme, sähköpostimme ja tekstiviestimme välittävät palvelut.
register-contact-retention = Niin kauan kuin olet asiakkaamme ja kuukauden ajan asiakastietojesi poistamisen jälkeen. Tieto siitä, mitä sähköposteja tämä palvelu on lähettänyt sinulle, mihin osoitteeseen ja milloin, säilytetään kaksitoista kuukautta.

register-guardians-basis = Huoltajan kanssa tehty sopimus kirjastokortin käytöstä (tietosuoja-asetuksen 6 artiklan 1 kohdan b alakohta).
register-guardians-purpose = Tieto siitä, kuka vastaa lapsen tai toisen apua tarvitsevan kirjastokortista.
register-guardians-recipients = Kirjaston henkilökunta, kirjastojärjestelmäämme ylläpitävä yritys ja tässä mainittu toinen henkilö.
register-guardians-retention = Niin kauan kuin huoltaja vastaa kortista ja kuukauden ajan asiakastietojen poistamisen jälkeen.

register-checkouts-basis = Kanssasi tehty sopimus kirjastokortin käytöstä (tietosuoja-asetuksen 6 artiklan 1 kohdan b alakohta).
register-checkouts-purpose = Lainojen valvonta: tieto siitä, mitä sinulla on lainassa ja milloin se pitää palauttaa.
register-checkouts-recipients = Kirjaston henkilökunta ja kirjastojärjestelmäämme ylläpitävä yritys sekä huoltajasi, jos kirjasto sallii sen.
register-checkouts-retention = Kunnes palautat aineiston. Sen jälkeen laina siirtyy lainaushistoriaasi.

register-checkout-history-basis = Oikeutettu etumme huolehtia kokoelmasta (tietosuoja-asetuksen 6 artiklan 1 kohdan f alakohta) tai suostumuksesi, jos olet pyytänyt säilyttämään historian pidempään (a alakohta).
register-checkout-history-purpose = Kokoelmasta huolehtiminen ja palautettua aineistoa koskevien epäselvyyksien selvittäminen. Voit myös itse tarkistaa, mitä olet lukenut.
register-checkout-history-recipients = Kirjaston henkilökunta ja kirjastojärjestelmäämme ylläpitävä yritys.
register-checkout-history-retention = Kolme vuotta palautuksesta, ellet ole valinnut toisin.

register-holds-basis = Kanssasi tehty sopimus kirjastokortin käytöstä (tietosuoja-asetuksen 6 artiklan 1 kohdan b alakohta).
register-holds-purpose = Varaamasi aineiston toimittaminen sinulle ja varausjonon hoitaminen tasapuolisesti.
register-holds-recipients = Kirjaston henkilökunta ja kirjastojärjestelmäämme ylläpitävä yritys.
register-holds-retention = Kunnes noudat varauksen, perut sen tai se vanhenee. Sen jälkeen varaus siirtyy varaushistoriaasi.

register-hold-history-basis = Oikeutettu etumme selvittää virheet (tietosuoja-asetuksen 6 artiklan 1 kohdan f alakohta).
register-hold-history-purpose = Aiempia varauksia ja niistä perittyjä maksuja koskevien epäselvyyksien selvittäminen.
register-hold-history-recipients = Kirjaston henkilökunta ja kirjastojärjestelmäämme ylläpitävä yritys.
register-hold-history-retention = Kolme vuotta varauksen päättymisestä.

register-fees-basis = Lakisääteinen velvollisuutemme pitää kirjanpitoa (tietosuoja-asetuksen 6 artiklan 1 kohdan c alakohta).
register-fees-purpose = Maksujen periminen, suoritusten kirjaaminen ja kirjaston kirjanpito.
register-fees-recipients = Kirjaston henkilökunta ja taloushallinto, kirjastojärjestelmäämme ylläpitävä yritys, maksupalvelu, kun maksat verkossa, ja perintätoimisto, jos lasku jää maksamatta.
register-fees-retention = Yksityisoikeudelliset maksut kolme vuotta, julkisoikeudelliset maksut viisi vuotta ja laskut kymmenen vuotta.

register-notices-basis = Kanssasi tehty sopimus kirjastokortin käytöstä (tietosuoja-asetuksen 6 artiklan 1 kohdan b alakohta).
register-notices-purpose = Eräpäivistä ja saapuneista varauksista ilmoittaminen sekä mahdollisuus osoittaa, että ilmoitus on lähetetty.
register-notices-recipients = Kirjaston henkilökunta, kirjastojärjestelmäämme ylläpitävä yritys sekä kirjeemme, sähköpostimme ja tekstiviestimme välittävät palvelut.
register-notices-retention = Lähetysvuosi ja kolme sitä seuraavaa kalenterivuotta, laskut kymmenen vuotta.

register-messages-basis = Kanssasi tehty sopimus kirjastokortin käytöstä (tietosuoja-asetuksen 6 artiklan 1 kohdan b alakohta).
register-messages-purpose = Viestien välittäminen sinulle ja asiakaspalvelussa sovittujen asioiden muistaminen.
register-messages-recipients = Kirjaston henkilökunta ja kirjastojärjestelmäämme ylläpitävä yritys.
register-messages-retention = Kunnes asia on hoidettu, enintään niin kauan kuin asiakastietosi.

register-restrictions-basis = Kanssasi tehty sopimus kirjastokortin käytöstä (tietosuoja-asetuksen 6 artiklan 1 kohdan b alakohta).
register-restrictions-purpose = Kokoelman suojaaminen ja sinun suojaamisesi, jos korttisi katoaa.
register-restrictions-recipients = Kirjaston henkilökunta ja kirjastojärjestelmäämme ylläpitävä yritys.
register-restrictions-retention = Kunnes lainauskielto päättyy, enintään niin kauan kuin asiakastietosi.

register-suggestions-basis = Oikeutettu etumme ylläpitää lukijoitaan palvelevaa kokoelmaa (tietosuoja-asetuksen 6 artiklan 1 kohdan f alakohta).
register-suggestions-purpose = Hankittavan aineiston valinta ja vastaaminen ehdotukseesi.
register-suggestions-recipients = Kirjaston henkilökunta ja kirjastojärjestelmäämme ylläpitävä yritys.
register-suggestions-retention = Vuosi siitä, kun ehdotuksesta on päätetty.

register-interlibrary-loans-basis = Kanssasi tehty sopimus kirjastokortin käytöstä (tietosuoja-asetuksen 6 artiklan 1 kohdan b alakohta).
register-interlibrary-loans-purpose = Meiltä puuttuvan aineiston tilaaminen sinulle toisesta kirjastosta.
register-interlibrary-loans-recipients = Kirjaston henkilökunta ja kirjastojärjestelmäämme ylläpitävä yritys. Lähettävä kirjasto saa vain aineiston lähettämiseen tarvittavat tiedot.
register-interlibrary-loans-retention = Kolme vuotta aineiston palautuksesta.

register-attributes-basis = Kanssasi tehty sopimus kirjastokortin käytöstä (tietosuoja-asetuksen 6 artiklan 1 kohdan b alakohta) tai suostumuksesi, jos tiedon antaminen on vapaaehtoista (a alakohta).
register-attributes-purpose = Kirjastosi omat tarpeet, joihin tavanomaiset tiedot eivät riitä, esimerkiksi koululuokka tai kotipalvelu.
register-attributes-recipients = Kirjaston henkilökunta ja kirjastojärjestelmäämme ylläpitävä yritys.
register-attributes-retention = Niin kauan kuin tietoa tarvitaan, enintään niin kauan kuin asiakastietosi.

register-consents-basis = Lakisääteinen velvollisuutemme osoittaa antamasi suostumus (tietosuoja-asetuksen 6 artiklan 1 kohdan c alakohta ja 7 artiklan 1 kohta).
register-consents-purpose = Tieto siitä, mihin olet suostunut ja mistä kieltäytynyt, sekä mahdollisuus osoittaa se.
register-consents-recipients = Kirjaston henkilökunta ja kirjastojärjestelmäämme ylläpitävä yritys.
register-consents-retention = Suostumuksen voimassaoloajan ja kolme vuotta sen peruuttamisesta.

register-preferences-basis = Kanssasi tehty sopimus kirjastokortin käytöstä (tietosuoja-asetuksen 6 artiklan 1 kohdan b alakohta).
register-preferences-purpose = Haluamiesi viestien lähettäminen toivomallasi tavalla.
register-preferences-recipients = Kirjaston henkilökunta ja kirjastojärjestelmäämme ylläpitävä yritys.
register-preferences-retention = Niin kauan kuin olet asiakkaamme ja kuukauden ajan asiakastietojesi poistamisen jälkeen.

register-log-basis = Lakisääteinen velvollisuutemme suojata henkilötietoja ja osoittaa, miten niitä on käytetty (tietosuoja-asetuksen 6 artiklan 1 kohdan c alakohta sekä 5 artiklan 2 kohta ja 32 artikla).
register-log-purpose = Tietojesi suojaaminen ja mahdollisuus osoittaa, kuka niitä on käyttänyt ja miksi.
register-log-recipients = Sinä itse sekä kirjaston tietosuojasta ja sen valvonnasta vastaavat henkilöt; viranomaiset, jos laki sitä edellyttää.
register-log-retention = Kaksitoista kuukautta aktiivikäytössä, sen jälkeen vuosittaisessa arkistossa.

## Henkilökunta muokkaa selostetta

processing-title = Seloste käsittelytoimista
processing-lead = Mitä asiakkaat lukevat kunkin tiedon vieressä: mihin sitä käytetään, mihin käsittely perustuu, kauanko sitä säilytetään ja kuka sen saa (GDPR 13 ja 30 artikla). Teksti on heidän sivuillaan ja tiedostoissa, jotka he ottavat talteen.
processing-column-data = Tieto
processing-empty = Tyhjäksi jätetty kohta sanotaan Carrelin vakiotekstillä.
processing-standard = Vakioteksti:
processing-ruled = Tällä hetkellä säilytysajan kertovat käytössä olevat säilytyssäännöt. Oma tekstisi näkyy, kun mikään sääntö ei ole käytössä.
processing-read = Asiakkaat lukevat nyt:
processing-save = Tallenna
processing-saved = Tallennettu. Asiakkaat näkevät tekstin puolen minuutin kuluessa.
rule-register-text = Teksti on liian pitkä (enintään 2 000 merkkiä) tai siinä on merkkejä, joita ei voi tallentaa. Mitään ei tallennettu.
