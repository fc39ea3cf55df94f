# Kirjastot: nimeäminen, yhdistäminen, lakkauttaminen.
libraries-title = Kirjastot
libraries-back = Takaisin rooleihin
libraries-list = Organisaation kirjastot
library-patrons =
    { $count ->
        [one] { $shown } asiakas
       *[other] { $shown } asiakasta
    }
library-roles =
    { $count ->
        [one] { $shown } rooli
       *[other] { $shown } roolia
    }
library-part-of = Ei enää oma kirjastonsa, asiakkaat ovat nyt kirjastossa { $name }
library-renamed = Kirjastolla on uusi nimi.
library-merged = Kirjastot on yhdistetty.
library-closed = Kirjasto on lakkautettu.
rename-title = Nimeä kirjasto uudelleen
rename-library = Kirjasto
rename-name = Uusi nimi
rename-button = Nimeä uudelleen
end-library-title = Yhdistä tai lakkauta kirjasto
end-library-how = Mitä tapahtuu?
ending-merge = Kirjastot yhdistyvät
ending-merge-hint = Asiakkaat ja tähän kirjastoon rajatut roolit siirtyvät toiseen kirjastoon.
ending-close = Kirjasto lakkautetaan
ending-close-hint = Asiakkaat siirtyvät toiseen kirjastoon, ja tähän kirjastoon rajatut roolit päättyvät.
end-library-from = Kirjasto, joka lakkaa olemasta
end-library-to = Kirjasto, johon asiakkaat siirtyvät
end-library-show = Näytä, mitä tämä tekee
end-library-fine = Mitään ei vielä tapahdu: näet muutokset ensin seuraavalla sivulla.
end-library-plan = Mitä tämä tekee
end-library-confirm = Vahvista
end-library-back = Takaisin muuttamatta mitään
end-library-forever = Tätä ei voi täällä perua. Muutos tehdään kokonaan tai ei lainkaan, ja jokainen asiakas näkee sen lokistaan.
merge-library-title = Yhdistä: { $from } → { $to }
close-library-title = Lakkauta: { $from }
plan-patrons = Asiakkaat
plan-patrons-text =
    { $count ->
        [0] Kirjastolla { $from } ei ole siirtyviä asiakkaita.
        [one] { $shown } asiakas siirtyy: { $from } → { $to }.
       *[other] { $shown } asiakasta siirtyy: { $from } → { $to }.
    }
plan-requests = Tietopyynnöt
plan-requests-text =
    { $count ->
        [0] Kenelläkään heistä ei ole avointa tietopyyntöä.
        [one] { $shown } avoin tietopyyntö siirtyy mukana.
       *[other] { $shown } avointa tietopyyntöä siirtyy mukana.
    }
plan-grants = Roolit
merge-library-grants =
    { $count ->
        [0] Yhtään roolia ei ole rajattu tähän kirjastoon.
        [one] { $shown } rooli siirtyy ja koskee sen jälkeen kaikkia toisen kirjaston asiakkaita:
       *[other] { $shown } roolia siirtyy ja koskee sen jälkeen kaikkia toisen kirjaston asiakkaita:
    }
close-library-grants =
    { $count ->
        [0] Yhtään roolia ei ole rajattu tähän kirjastoon.
        [one] { $shown } rooli päättyy:
       *[other] { $shown } roolia päättyy:
    }
plan-clients = Liitetyt ohjelmat
merge-library-clients =
    { $count ->
        [0] Yhtään ohjelmaa ei ole rajattu tähän kirjastoon.
        [one] { $shown } ohjelma siirtyy ja saa sen jälkeen lukea toisen kirjaston kaikkien asiakkaiden tietoja:
       *[other] { $shown } ohjelmaa siirtyy ja saa sen jälkeen lukea toisen kirjaston kaikkien asiakkaiden tietoja:
    }
close-library-clients =
    { $count ->
        [0] Yhtään ohjelmaa ei ole rajattu tähän kirjastoon.
        [one] { $shown } ohjelman oikeus poistuu, eikä se enää lue mitään:
       *[other] { $shown } ohjelman oikeus poistuu, eivätkä ne enää lue mitään:
    }
plan-imports = Tuonnit
plan-imports-text = Jos kirjastojärjestelmässä on yhä asiakkaita kirjastolle { $from }, heidän kirjastonsa on tästä lähtien { $to }.
plan-history = Historia
plan-history-text = Vanhoissa lainoissa ja merkinnöissä näkyy edelleen { $from }.
merge-library-confirm =
    { $count ->
        [0] Kyllä, kirjastosta { $from } tulee osa kirjastoa { $to }.
        [one] Kyllä, kirjastosta { $from } tulee osa kirjastoa { $to }, ja { $shown } asiakas siirtyy sinne.
       *[other] Kyllä, kirjastosta { $from } tulee osa kirjastoa { $to }, ja { $shown } asiakasta siirtyy sinne.
    }
close-library-confirm =
    { $count ->
        [0] Kyllä, { $from } lakkautetaan.
        [one] Kyllä, { $from } lakkautetaan, ja { $shown } asiakas siirtyy kirjastoon { $to }.
       *[other] Kyllä, { $from } lakkautetaan, ja { $shown } asiakasta siirtyy kirjastoon { $to }.
    }
merge-library-button = Yhdistä: { $from } → { $to }
close-library-button = Lakkauta { $from }

## Mikä on sääntöjen vastaista

rule-same = Kirjasto ei voi siirtyä itseensä. Valitse kaksi eri kirjastoa.
rule-changed = Jokin on muuttunut sivun näyttämisen jälkeen, eikä mitään tehty. Lue uudelleen, mitä tämä nyt tekisi.
rule-not-confirmed = Vahvista rastittamalla ruutu.
rule-name = Anna nimi, enintään 100 merkkiä.
