# Yhteystietojen oikaiseminen.
own-contact-title = Miten tavoitamme sinut
choices-contact = Osoitteesi ja puhelinnumerosi: oikaise ne itse tai pyydä meitä oikaisemaan.
own-contact-lead = Pidäthän nämä ajan tasalla, jotta viestimme tulevat sinulle eivätkä kenellekään muulle.
contact-button = Tallenna
contact-fine = Saat muutoksesta sähköpostin siltä varalta, ettet tehnyt sitä itse.
contact-saved = Tallennettu. Muutos on voimassa heti, ja kirjasto vie sen omaan järjestelmäänsä.
contact-unchanged = Mikään ei poikennut entisestä, joten mitään ei muuttunut.
contact-waiting = Sinun muuttamasi; ei vielä kirjaston omassa järjestelmässä.
contact-email = Sähköpostiosoite vaihdetaan linkillä, jonka lähetämme uuteen osoitteeseen:
contact-ask-title = Muut tiedot
contact-ask-label = Mitä oikaisemme?
contact-ask-button = Pyydä kirjastoa
contact-wish = Pyydän oikaisemaan yhteystietoni:
problem-contact-number = Puhelinnumerossa on 4–15 numeroa ja niiden lisäksi välilyöntejä, yhdysmerkkejä, sulkeita ja alussa plusmerkki.
problem-contact-text = Teksti on liian pitkä, tai siinä on merkkejä, joita siinä ei voi olla.
problem-contact-not-yours = Kirjasto muuttaa tämän itse. Pyydä muutosta alempana.

## Mitä henkilökunta näkee

contact-fields-title = Mitä asiakkaat saavat oikaista itse
contact-fields-lead = Valitut tiedot asiakkaat oikaisevat itse, ja näet muutokset. Muista he tekevät pyynnön.
contact-fields-all = Kaikki ryhmät, joilla ei ole omia sääntöjä
contact-fields-own = Omat säännöt
contact-fields-email = Sähköposti
contact-fields-email-lead = Uusi sähköpostiosoite on voimassa, kun siihen lähetetty linkki on avattu. Ilman valintaa osoite vaihdetaan kirjastossa, eikä ryhmän asiakkailta kysytä sitä.
contact-changes-title = Asiakkaiden oikaisemat tiedot
contact-changes-lead = Muutokset ovat täällä voimassa heti. Vie ne kirjastojärjestelmään; ne poistuvat luettelosta, kun järjestelmä lähettää ne takaisin.
contact-changes-none = Niitä ei ole.
contact-change-removed = (poistettu)
contact-change-before = ennen: { $value }
