## Lainaushistoria

history-title = Lainaushistoriani
history-lead = Mitä kirjasto vielä tietää lainoistasi ja varauksistasi, ja kuinka kauan.
history-total = { $count ->
    [one] Kirjastolla on tieto yhdestä lainastasi tai varauksestasi, voimassa olevat mukaan lukien.
   *[other] Kirjastolla on tieto { $shown } lainastasi ja varauksestasi, voimassa olevat mukaan lukien.
}
history-rule-title = Mitä sinuun sovelletaan
history-rule-with-consent-days = { $count ->
    [one] Lainasi ja varauksesi anonymisoidaan vuorokauden kuluttua päättymisestä, ellet suostu siihen, että ne säilytetään pidempään.
   *[other] Lainasi ja varauksesi anonymisoidaan { $count } vuorokauden kuluttua päättymisestä, ellet suostu siihen, että ne säilytetään pidempään.
}
history-rule-with-consent-at-once = Lainasi ja varauksesi anonymisoidaan heti niiden päätyttyä, ellet suostu siihen, että ne säilytetään pidempään.
history-rule-with-consent-never = Lainasi ja varauksesi säilytetään niin kauan kuin sinulla on kirjastokortti.
history-rule-until-asked-days = { $count ->
    [one] Lainasi ja varauksesi säilytetään. Voit milloin tahansa anonymisoida kaiken, minkä päättymisestä on yli vuorokausi.
   *[other] Lainasi ja varauksesi säilytetään. Voit milloin tahansa anonymisoida kaiken, minkä päättymisestä on yli { $count } vuorokautta.
}
history-rule-until-asked-at-once = Lainasi ja varauksesi säilytetään. Voit milloin tahansa anonymisoida kaiken päättyneen.
history-rule-until-asked-never = Lainasi ja varauksesi säilytetään niin kauan kuin sinulla on kirjastokortti.
history-rule-until-switched-days = { $count ->
    [one] Lainasi ja varauksesi säilytetään, kunnes pyydät, että ne anonymisoidaan vuorokauden kuluttua päättymisestä.
   *[other] Lainasi ja varauksesi säilytetään, kunnes pyydät, että ne anonymisoidaan { $count } vuorokauden kuluttua päättymisestä.
}
history-rule-until-switched-at-once = Lainasi ja varauksesi säilytetään, kunnes pyydät, että ne anonymisoidaan heti niiden päätyttyä.
history-rule-until-switched-never = Lainasi ja varauksesi säilytetään niin kauan kuin sinulla on kirjastokortti.
history-because-default = Kirjastosi ei ole päättänyt muuta.
history-because-organization = Kirjastosi on päättänyt näin kaikkien osalta.
history-because-category = Kirjastosi on päättänyt näin asiakasryhmäsi osalta.
history-because-patron = Kirjastosi on päättänyt näin sinun osaltasi.
history-spared = Asiakasryhmäsi on vaihtunut hiljattain: mitään ei anonymisoida itsestään ennen { $date }.
history-coming = { $date } alkaen sovelletaan tätä:
history-held-running-request = Olet tehnyt tietojasi koskevan pyynnön, johon ei ole vielä vastattu. Siihen asti mitään ei anonymisoida.
history-held-legal-hold = Kirjaston on säilytettävä tietosi oikeudellisen asian vuoksi. Siihen asti mitään ei anonymisoida.
history-choice-title = Valintasi
history-choice-keep-on = Olet suostunut siihen, että lainaushistoriasi säilytetään pidempään.
history-choice-keep-off = Et ole suostunut siihen, että lainaushistoriasi säilytetään pidempään.
history-choice-keep-turn-on = Säilyttäkää lainaushistoriani
history-choice-keep-turn-off = Älkää säilyttäkö sitä enää
history-choice-rolling-on = Päättyneet lainat ja varaukset anonymisoidaan tästä lähtien itsestään.
history-choice-rolling-off = Lainaushistoriasi säilytetään.
history-choice-rolling-turn-on = Anonymisoikaa se tästä lähtien itsestään
history-choice-rolling-turn-off = Säilyttäkää se tästä lähtien
history-choice-since = Valitsit näin { $date }.
history-choice-within = Valintasi toteutetaan vuorokauden kuluessa. Anonymisoitua ei saa takaisin.
history-choice-elsewhere = Tämä koskee täällä säilytettäviä tietoja. Kirjastojärjestelmä säilyttää omaa luetteloaan lainoistasi niin kauan kuin kirjasto on siellä määrännyt.
history-chart-title = Kuukausittain
history-chart-text = Kahden viime vuoden aikana päättyneet lainat ja varaukset: yhteensä { $shown }, vilkkaimpana kuukautena { $most }.
history-chart-table = Sama taulukkona
history-month = Kuukausi
history-entries = Merkintöjä
history-preview-title = Jos anonymisoit nyt
history-year = Vuosi
history-goes = Poistuu
history-stays = Jää, ja miksi
history-year-none = Voimassa tai ilman päiväystä
history-stays-nothing = ei mitään
history-keep-open = { $count ->
    [one] yksi on voimassa
   *[other] { $shown } on voimassa
}
history-keep-legal-hold = { $shown } oikeudellisen asian vuoksi
history-keep-running-request = { $shown }, kunnes pyyntöösi on vastattu
history-keep-unpaid-fee = { $count ->
    [one] yhden maksu on maksamatta
   *[other] { $shown }: maksu on maksamatta
}
history-keep-policy = { $shown } kirjaston säännön vuoksi
history-keep-too-recent = { $count ->
    [one] yhden päättymisestä on liian vähän aikaa
   *[other] { $shown }: päättymisestä on liian vähän aikaa
}
history-nothing = Juuri nyt ei ole mitään anonymisoitavaa.
history-anonymize-link = Anonymisoi lainaushistoriani …
history-confirm-title = { $count ->
    [one] Anonymisoidaanko yksi merkintä?
   *[other] Anonymisoidaanko { $shown } merkintää?
}
history-confirm-lead = Kukaan ei enää tiedä, mitä olet lainannut: ei kirjasto etkä sinä itse. Tätä ei voi perua.
history-confirm-what = Mitä tapahtuu
history-confirm-rows = Lainat ja varaukset siirtyvät nimettömälle asiakkaalle. Kirjasto voi yhä laskea ne, mutta ei kertoa, kenen ne olivat.
history-confirm-texts = Nimekkeet, tekijät ja viivakoodit poistuvat sinua koskevista ilmoituksista, viesteistä, maksuista ja huomautuksista. Vanhoista ilmoituksista poistuu teksti, mutta ei laskuista eikä ilmoituksista, jotka koskevat säilyvää.
history-confirm-files = Täällä odottavat tiedostot, joissa on tietojasi, poistetaan.
history-confirm-money = Maksusi ja velkasi pysyvät ennallaan.
history-confirm-source = Kirjaston oma lainausjärjestelmä ja sen varmuuskopiot eivät ole Carrelia: kysy niistä kirjastolta.
history-confirm-button = { $count ->
    [one] Kyllä, anonymisoi yksi merkintä
   *[other] Kyllä, anonymisoi { $shown } merkintää
}
history-confirm-back = Ei, takaisin
history-job-running-title = Lainaushistoriaasi anonymisoidaan
history-job-running = Voit sulkea tämän sivun. Työ jatkuu, ja löydät sen taas kohdasta ”Lainaushistoriani”.
history-job-progress = Anonymisoidut merkinnät
history-job-so-far = { $done } / { $total }
history-job-done-title = Lainaushistoriasi on anonymisoitu
history-job-done = { $count ->
    [one] Yhdessä merkinnässä ei enää ole nimeäsi. Lähetimme sinulle kuittauksen sähköpostitse, jos meillä on osoitteesi.
   *[other] { $shown } merkinnässä ei enää ole nimeäsi. Lähetimme sinulle kuittauksen sähköpostitse, jos meillä on osoitteesi.
}
history-job-failed-title = Lainaushistoriaasi ei voitu anonymisoida
history-job-failed = { $shown } merkintää on anonymisoitu, muut ovat ennallaan. Yritä uudelleen tai kysy kirjastosta.
history-job-link = Katso, miten työ etenee
history-job-last = Pyysit sitä viimeksi { $date }.
history-back = Takaisin lainaushistoriaani
problem-history-changed = Anonymisoitavien merkintöjen määrä on sillä välin muuttunut. Katso uudelleen ja vahvista uusi määrä.
problem-history-nothing = Juuri nyt ei ole mitään anonymisoitavaa.
problem-history-running = Lainaushistoriaasi anonymisoidaan jo.
problem-history-no-choice = Kirjastosi sääntö ei anna tätä valintaa.
problem-history-days = Päätös tulee voimaan 7–365 vuorokauden kuluttua, ja käytännölle on annettava vuorokausien määrä.

## Lainaushistoria, henkilökunnalle

nav-loan-history = Lainaushistoriat
history-staff-title = Kuinka kauan lainaushistoriaa säilytetään
history-staff-lead = Yksi kolmesta käytännöstä kirjastolle, asiakasryhmälle tai yksittäiselle asiakkaalle; lähin niistä pätee. Päätös tulee voimaan määräämäsi ajan kuluttua, ja asiakkaat näkevät sen ennalta.
history-staff-now = Mitä on päätetty
history-staff-whose = Kenelle
history-staff-policy = Käytäntö
history-staff-effect = Voimassa
history-staff-since = { $date } alkaen
history-staff-from = tulee voimaan { $date }
history-staff-everybody = Kaikki
history-staff-inherit = Kuten ylempi taso
history-staff-default = Mitään ei ole päätetty: historia säilytetään, ja asiakas voi anonymisoida sen, minkä päättymisestä on yli 30 vuorokautta.
history-staff-keeping-with-consent = A. Anonymisoidaan määräajan kuluttua, säilytetään pidempään vain asiakkaan suostumuksella
history-staff-keeping-until-asked = B. Säilytetään; asiakas voi kertaluontoisesti anonymisoida vanhemman
history-staff-keeping-until-switched = C. Säilytetään; asiakas voi pyytää, että vanhempi anonymisoidaan jatkuvasti
history-staff-after = Mikä on vanhaa
history-staff-after-days-choice = Näin monen vuorokauden kuluttua
history-staff-after-days = { $count ->
    [one] vuorokauden kuluttua
   *[other] { $count } vuorokauden kuluttua
}
history-staff-after-at-once = heti päätyttyään
history-staff-after-never = ei koskaan
history-staff-days = Vuorokautta
history-staff-in = Tulee voimaan näin monen vuorokauden kuluttua
history-staff-in-hint = 7–365. Aikaa harkita ja asiakkaille aikaa vastata.
history-staff-form-title = Uusi päätös
history-staff-preview-button = Näytä, mitä se tekisi
history-staff-preview-title = Mitä se tekisi
history-staff-preview-patrons = { $count ->
    [one] Se koskee yhtä asiakasta.
   *[other] Se koskee { $shown } asiakasta.
}
history-staff-preview-name = Se koskee asiakasta { $name }.
history-staff-preview-goes = Heistä { $concerned } on yhteensä { $shown } päättynyttä lainaa ja varausta, jotka ovat sen mukaan vanhoja. { $date } alkaen ne anonymisoidaan itsestään eikä niitä saa takaisin, ellei asiakas sitä ennen suostu säilyttämiseen. Asiakkaat voivat vastata tästä päivästä lähtien lainaushistoriansa sivulla.
history-staff-preview-stays = Heistä { $concerned } on yhteensä { $shown } päättynyttä lainaa ja varausta, jotka ovat sen mukaan vanhoja. { $date } alkaen he voivat anonymisoida ne; itsestään ei poistu mitään.
history-staff-preview-never = { $date } alkaen mikään ei ole sen mukaan vanhaa, eikä mitään anonymisoida.
history-staff-preview-inherit = { $date } alkaen heihin sovelletaan ylempää tasoa.
history-staff-confirm = { $count ->
    [one] Päätä näin yhdestä asiakkaasta
   *[other] Päätä näin { $shown } asiakkaasta
}
history-staff-done = Päätös on tehty.
history-staff-runs = Päivittäiset ajot
history-staff-run-day = Alkoi
history-staff-run-patrons = Asiakkaita
history-staff-run-state-queued = Odottaa
history-staff-run-state-running = Käynnissä
history-staff-run-state-done = Valmis
history-staff-run-state-failed = Keskeytetty
history-staff-run-state = Tila
history-staff-no-runs = Ei vielä yhtään.
history-staff-this-one = Tämä asiakas
history-staff-link = Tämän asiakkaan lainaushistorian säilytys
history-staff-preview-keeping = { $keeping ->
    [0] Kukaan näistä asiakkaista ei ole vielä suostunut pidempään säilytykseen.
    [one] Yksi näistä asiakkaista on suostunut pidempään säilytykseen: lainoista ja varauksista { $kept } säilyy ja { $goes } anonymisoidaan.
   *[other] Näistä asiakkaista { $shown } on suostunut pidempään säilytykseen: lainoista ja varauksista { $kept } säilyy ja { $goes } anonymisoidaan.
}
history-staff-preview-silent = { $count ->
    [0] Kaikki ovat vastanneet, saako heidän historiansa säilyttää pidempään.
    [one] Yksi asiakas ei ole vielä vastannut, saako hänen historiansa säilyttää pidempään.
   *[other] { $shown } asiakasta ei ole vielä vastannut, saako heidän historiansa säilyttää pidempään.
}
history-staff-ask = Kysy heiltä seuraavan kirjautumisen yhteydessä
history-staff-ask-hint = Kysymys näkyy sivulla ”Omat tiedot”, ja vastaamista voi lykätä. Jos ei kysytä, kysymyksen löytää vain oman lainaushistorian sivulta.
history-staff-asked = Heiltä kysytään kirjautuessa: niin on jo säädetty kohdassa ”Suostumukset”.
