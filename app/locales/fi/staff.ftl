# Henkilökunnan sivut.
today-title = Tänään
today-greeting = Hei, { $name }.
today-requests = Kiireisimmät pyynnöt
today-all-requests =
    { $count ->
        [one] Yksi avoin pyyntö
       *[other] Kaikki { $count } avointa pyyntöä
    }
today-undeliverable = Näistä osoitteista viestit palautuvat
today-undeliverable-text = Kun asiakas asioi tai soittaa, pyydä uusi osoite ja vie se kirjastojärjestelmään.
today-failed-mails =
    { $count ->
        [one] Yhtä viestiä ei saatu perille.
       *[other] { $count } viestiä ei saatu perille.
    }
today-see-them = Katso niitä
today-nothing = Mikään ei odota sinua.

# Yhteystieto ja asiakasryhmä asiakkaan sivulla.
note-mail-off = Tämä asennus ei lähetä sähköpostia: tiedot annetaan tulosteena.
note-mail-no-address = Asiakkaalla ei ole sähköpostiosoitetta rekisterissä. Lisätkää se kirjastojärjestelmään tai tulostakaa tiedot.
note-mail-undeliverable = Viestit rekisterissä olevaan osoitteeseen palautuvat, eikä siihen lähetetä mitään. Pyydä oikea osoite ja vie se kirjastojärjestelmään; tulosta tiedot siihen asti.
address-works-text = Tulevatko viestit taas perille, tai onko osoite korjattu? Silloin viestejä lähetetään siihen jälleen.
address-works-button = Osoite toimii
age-too-young = Asiakasryhmä ”{ $category }” on vähintään { $age }-vuotiaille. Asiakas on nuorempi: vaihda asiakasryhmä kirjastojärjestelmässä tai korjaa syntymäaika.
age-too-old = Asiakasryhmä ”{ $category }” on enintään { $age }-vuotiaille. Asiakas on vanhempi: vaihda asiakasryhmä kirjastojärjestelmässä tai korjaa syntymäaika.
note-mail-not-wanted = Asiakas ei ole suostunut saamaan tiedotteita. Mitään ei lähetetty.
