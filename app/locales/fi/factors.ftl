# Toinen tunnistautumistapa: koodit sovelluksesta, pääsyavaimet, varakoodit.
factors-title = Kaksivaiheinen kirjautuminen
factors-app-off = Koodia sovelluksesta ei kysytä.
factors-app-on = PIN-koodin jälkeen kysytään koodi sovelluksestasi.
factors-passkeys = { $count ->
    [0] Sinulla ei ole pääsyavaimia.
    [one] Sinulla on yksi pääsyavain.
   *[other] Sinulla on { $count } pääsyavainta.
}
factors-codes = { $count ->
    [0] Varakoodeja ei ole enää jäljellä.
    [one] Varakoodeja on jäljellä yksi.
   *[other] Varakoodeja on jäljellä { $count }.
}
two-step-link = Koodit sovelluksesta ja varakoodit
passkeys-link = Pääsyavaimet

two-step-title = Kaksivaiheinen kirjautuminen
two-step-lead = PIN-koodin lisäksi Carrel voi pyytää jotakin, mikä on vain sinulla. Silloin pelkkä kortin numeron ja PIN-koodin tunteminen ei riitä sisäänpääsyyn.
totp-title = Koodit sovelluksesta
totp-off = Puhelimesi tunnistautumissovellus näyttää uuden koodin puolen minuutin välein. Se ei tarvitse verkkoyhteyttä eikä saa sinusta mitään tietoa.
totp-on = Koodia on kysytty { $date } alkaen.
totp-add = Ota sovellus käyttöön
totp-remove = Lopeta koodien kysyminen
totp-scan-title = Lisää kirjasto sovellukseesi
totp-scan-text = Kuvaa tämä kuvio tunnistautumissovelluksella. Näet sen vain nyt: kukaan ei voi näyttää sitä uudelleen.
totp-qr-label = QR-koodi, jossa on sovelluksesi salaisuus. Sama salaisuus on alla tekstinä.
totp-secret-text = Jos et voi kuvata kuviota, kirjoita sovellukseen tämä salaisuus:
totp-code-label = Koodi sovelluksesta
totp-code-hint = Kuusi numeroa. Ne osoittavat, että salaisuus on sovelluksessa.
totp-confirm = Kysy koodi tästä lähtien
totp-cancel = Ei nyt
problem-wrong-code = Koodi ei ole oikein. Odota seuraavaa ja tarkista, että puhelimesi kello on oikeassa.
problem-enrolment-over = Siinä kesti liian kauan. Aloita uudelleen.
problem-totp-there = Sovellus on jo käytössä. Poista se ensin, jos sinulla on uusi.

codes-title = Varakoodisi
codes-text = Jos puhelimesi tai pääsyavaimesi katoaa, pääset sisään jollakin näistä. Kukin toimii kerran.
codes-keep = Tulosta koodit tai kirjoita ne muistiin ja säilytä niitä kuin passiasi. Näet ne vain nyt.
codes-left = { $count ->
    [0] Niitä ei ole enää jäljellä.
    [one] Jäljellä on yksi.
   *[other] Jäljellä on { $count }.
}
codes-make = Tee uudet varakoodit
recovery-codes-title = Varakoodit
recovery-codes-text = Siltä varalta, että puhelin katoaa. Uudet koodit korvaavat vanhat.

passkeys-title = Pääsyavaimet
passkeys-lead = Pääsyavain on puhelimessasi tai tietokoneessasi oleva avain. Avaat sen sormella, kasvoilla tai laitteen omalla koodilla, ja olet kirjautunut: ilman kortin numeroa, ilman PIN-koodia, eikä mikään väärennetty sivu voi kysyä sitä sinulta.
passkeys-mine = Pääsyavaimesi
passkeys-not-here = Tässä osoitteessa ei voi käyttää pääsyavaimia.
passkeys-need-script = Selaimesi ei suorita tällä sivulla komentosarjoja, ja pääsyavaimet tarvitsevat sellaisen. Koodit sovelluksesta toimivat ilman.
passkey-add = Lisää pääsyavain
passkey-add-text = Anna avaimelle nimi, josta tunnistat sen, esimerkiksi laitteen nimi. Selaimesi kysyy loput.
passkey-name-label = Nimi
passkey-name-hint = Esimerkiksi: puhelimeni
passkey-added = Lisätty { $date }
passkey-never-used = Ei vielä käytetty
passkey-rename = Vaihda nimi
passkey-remove = Poista
passkey-use = Käytä pääsyavainta
passkey-sign-in = Kirjaudu pääsyavaimella
passkey-failed = Pääsyavain ei toiminut, tai keskeytit. Yritä uudelleen tai kirjaudu toisella tavalla.
problem-passkey-name = Anna pääsyavaimelle enintään 60 merkin pituinen nimi.
problem-passkey-refused = Pääsyavainta ei voitu lisätä. Yritä uudelleen.
problem-passkey-known = Tämä pääsyavain on jo lisätty.
problem-too-many-passkeys = Sinulla on kaksikymmentä pääsyavainta. Poista jokin, jota et käytä.

step-title = Vielä yksi vaihe
step-lead-code = PIN-koodisi oli oikein. Anna nyt koodi, jonka sovelluksesi näyttää.
step-lead-passkey = PIN-koodisi oli oikein. Käytä nyt pääsyavaintasi.
step-lead-recovery = PIN-koodisi oli oikein. Anna nyt varakoodi.
step-code-label = Koodi sovelluksesta tai varakoodi
step-code-hint = Kuusi numeroa sovelluksesta tai jokin tallessa olevista varakoodeistasi.
step-recovery-label = Varakoodi
step-recovery-hint = Jokin tallessa olevista koodeistasi, esimerkiksi 1A2B-3C4D-5E6F.
step-wrong = Se ei ollut oikein, tai se on jo käytetty. Odota seuraavaa koodia ja yritä uudelleen.
step-button = Jatka
step-lost = Ovatko puhelin, pääsyavain ja varakoodit kadonneet? Tule kirjastoon henkilöllisyystodistuksen kanssa: palvelupisteessä pääset taas sisään.
step-cancel = Takaisin alkuun
step-over = Siinä kesti liian kauan, tai vääriä koodeja oli liian monta. Kirjaudu uudelleen.
step-up-lead-factor = Kirjautumisestasi on jo hetki. Osoita vielä kerran, että se olet sinä.

staff-factor-until = Henkilökunta kirjautuu kahdessa vaiheessa. Lisää toinen vaihe ennen kuin on { $date }; sen jälkeen roolisi ovat poissa käytöstä, kunnes olet lisännyt sen.
staff-factor-missing = Roolisi ovat poissa käytöstä, sillä henkilökunta kirjautuu kahdessa vaiheessa. Ota sovellus käyttöön tai lisää pääsyavain, niin ne palaavat heti.
factor-missing-title = Lisää ensin toinen vaihe
factor-missing-text = Henkilökunta kirjautuu kahdessa vaiheessa, koska roolisi avaavat muiden ihmisten tietoja. Ota käyttöön sovellus tai pääsyavain, niin roolisi palaavat heti. Jos sinulla jo on sellainen, kirjaudu ulos ja uudelleen sisään.
factor-missing-button = Ota käyttöön nyt

reset-title = Kadonnut toinen vaihe
reset-text = Jos puhelin, pääsyavain ja varakoodit ovat kadonneet, voit poistaa ne kaikki. Varmista ensin, kuka henkilö on, yhtä huolellisesti kuin uutta korttia annettaessa. Kaikki hänen istuntonsa päättyvät, ja hän saa siitä viestin.
reset-method-label = Miten varmistit henkilöllisyyden
reset-document-label = Mitä sinulle näytettiin
reset-document-hint = Asiakirjan laji ja mihin tieto on kirjattu; ei asiakirjan numeroa.
reset-button = Poista kaikki toiset tunnistautumistavat
reset-done = Kaikki toiset tunnistautumistavat on poistettu. Tästä lähtien PIN-koodi riittää, kunnes uusi lisätään.
problem-own-factors = Omat tunnistautumistapasi poistaa joku muu.
problem-no-factors = Toista tunnistautumistapaa ei ole.
problem-identity-method = Valitse, miten varmistit henkilöllisyyden.
problem-identity-document = Kerro, mitä sinulle näytettiin.

setting-second-factor = Henkilökunta kirjautuu kahdessa vaiheessa
setting-second-factor-required = Vaaditaan
setting-second-factor-required-hint = Jokainen, jolla on rooli, lisää toisen vaiheen alla olevassa ajassa; sen jälkeen rooli on poissa käytöstä, kunnes vaihe on lisätty. Omat tiedot pysyvät auki.
setting-second-factor-days = Päiviä aikaa lisätä vaihe
setting-second-factor-days-hint = 0–90 roolin antamisesta.
rule-second-factor-days = Henkilökunnalla voi olla 0–90 päivää aikaa lisätä toinen vaihe.
