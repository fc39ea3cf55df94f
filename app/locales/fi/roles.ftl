# Roolit: kuka saa mitä.
roles-title = Roolit
libraries-link = Nimeä, yhdistä tai lakkauta kirjasto
holder-count =
    { $count ->
        [0] ei ketään
        [one] { $shown } henkilö
       *[other] { $shown } henkilöä
    }
role-about-desk = Hakee asiakkaita ja korjaa heidän yhteystietojaan.
role-about-privacy-officer = Vastaa tietopyyntöihin, luovuttaa asiakkaiden tietoja, huolehtii säilytysajoista ja lukee lokia.
role-about-auditor = Lukee lokia eikä muuta mitään.
role-about-main-user = Myöntää ja poistaa rooleja, järjestelee kirjastoja ja muokkaa viestipohjia. Näkee asiakkaista vain, keitä he ovat.
role-about-administrator = Ylläpitää palvelua: asetukset, roolit, viestipohjat ja rajapinnat. Ei näe asiakkaiden tietoja.
whole-organization = Koko organisaatio
role-given = Myönnetty { $date }.
role-given-by = Myöntänyt { $name } { $date }.
role-until = Voimassa { $date } asti
role-without-end = Toistaiseksi voimassa
role-own = Sinä
role-account-closed = Tili suljettu
role-granted = Rooli on myönnetty. Se tuli voimaan heti, myös siellä missä henkilö on jo kirjautuneena.
role-revoked = Rooli on poistettu. Se päättyi heti, myös siellä missä henkilö on kirjautuneena.
single-holders-title = Yhden ihmisen varassa
single-holders-text = Jos tämä henkilö sairastuu tai lähtee, kukaan ei voi hoitaa tehtävää. Myönnä rooli jollekulle toisellekin.
single-holder = { $role }: vain { $name }
no-holder = { $role }: ei kukaan
revoke-role = Poista rooli
revoke-role-whose = { $role }, { $name }
revoke-role-reason = Miksi rooli poistetaan?
revoke-role-button = Poista rooli
grant-title = Myönnä rooli
grant-cardnumber = Kirjastokortin numero
grant-role = Rooli
grant-place = Missä
grant-end = Viimeinen päivä (vapaaehtoinen)
grant-end-hint = Rooli päättyy itsestään tämän päivän jälkeen.
grant-reason = Peruste
grant-reason-hint = Esimerkiksi henkilön tehtävä. Peruste säilyy tiedoissa.
grant-button = Myönnä rooli
grant-fine = Henkilö näkee omasta lokistaan, että rooli on myönnetty.

## Mikä on sääntöjen vastaista

rule-holder = Kenelläkään kirjastojesi asiakkaalla ei ole tätä kortin numeroa. Tarkista numero.
rule-own-role = Kukaan ei muuta omia roolejaan. Pyydä toista pääkäyttäjää tai järjestelmän ylläpitäjää.
rule-already-held = Henkilöllä on jo tämä rooli siellä. Jos haluat muuttaa sen päättymispäivää, poista rooli ensin.
rule-role-not-allowed = Tätä roolia ei voi myöntää tässä organisaatiossa.
rule-administrator-only = Vain järjestelmän ylläpitäjä voi myöntää tai poistaa ylläpitäjän roolin.
rule-outside-scope = Voit tehdä tämän vain omissa kirjastoissasi.
rule-library = Tällaista kirjastoa ei ole, tai se on nykyään osa toista kirjastoa.
rule-end = Viimeisen päivän täytyy olla tämä päivä tai myöhempi.
rule-reason = Kirjoita peruste, enintään 500 merkkiä.
rule-last-administrator = Tämä on koko organisaation ainoa ylläpitäjä. Myönnä ylläpitäjän rooli ensin jollekulle toiselle.
