# Kooste kaikista tiedoista: PDF, JSON, CSV ja ODS.

report-about-replacements = Joitakin tiedoissasi olevia merkkejä ei voi tulostaa tässä käytetyillä kirjasimilla. Niiden tilalla on merkin nimi hakasulkeissa. JSON-tiedostossa merkit ovat ennallaan.
report-basis = Käsittelyn oikeusperuste
report-cardnumber = Kirjastokortti { $number }
report-contents = Sisällys
report-details = Tarkemmat tiedot
report-entries-continued = jatkoa
report-file-name = tietoni-kirjastossa
report-for = { $name }
report-intro =
    Tähän on koottu tiedot, jotka kirjastolla oli sinusta, kun kooste tehtiin. Jokaisesta tietoryhmästä kerrotaan, mitä tietoja meillä on, mihin niitä käytetään, mikä on käsittelyn oikeusperuste, kuinka kauan tietoja säilytetään ja ketkä niitä saavat. Sinulla on oikeus tutustua tietoihisi maksutta (tietosuoja-asetuksen 15 artikla). Suurin osa tiedoista on sinun antamiasi tai syntynyt, kun olet käyttänyt kirjastoa.

    Koosteessa ei ole salasanaasi, muita tiliäsi suojaavia salaisia tietoja eikä järjestelmän sisäisiä numeroita, jotka ainoastaan liittävät tiedot toisiinsa.

    Jos tiedoissa on virhe, pyydä meitä korjaamaan se. Voit myös pyytää tietojesi poistamista tai niiden käsittelyn rajoittamista, vastustaa käsittelyä ja saada itse antamasi tiedot muodossa, jossa voit siirtää ne toiseen palveluun. Antamasi suostumuksen voit peruuttaa milloin tahansa. Kaikkiin pyyntöihin emme voi suostua, jos esimerkiksi laki tai palauttamaton laina estää sen; silloin kerromme syyn. Vastaamme kuukauden kuluessa.

    Otathan ensin yhteyttä meihin, niin yritämme korjata asian. Voit myös aina tehdä valituksen tietosuojaviranomaiselle, Suomessa tietosuojavaltuutetulle.

    Säilytä kooste huolellisesti, sillä se kertoo sinusta paljon.
report-item-number = Aineisto { $number }
report-library = { $name }
report-other = Muut tiedot
report-page = Sivu { $page }/{ $pages }
report-produced = Koottu { $date }
report-purpose = Käyttötarkoitus
report-recipients = Vastaanottajat
report-retention = Säilytysaika
report-section-empty = Kirjastolla ei ole sinusta tietoja tässä ryhmässä.
report-subject = Kirjaston asiakkaasta tallentamat henkilötiedot (tietosuoja-asetuksen 15 artikla)
report-title = Kaikki tiedot, jotka kirjastolla on sinusta
report-volume = Osa { $volume }/{ $volumes }
