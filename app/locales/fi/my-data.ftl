my-data-title = Omat tiedot
my-data-greeting = Hei { $name }!
my-data-intro = { $count ->
    [one] Tässä on kaikki, mitä sinusta on meillä tallessa: { $shown } merkintä. Avaa mikä tahansa osa, niin näet kaikki yksityiskohdat, miksi tietoja säilytetään ja kuinka kauan.
   *[other] Tässä on kaikki, mitä sinusta on meillä tallessa: yhteensä { $shown } merkintää. Avaa mikä tahansa osa, niin näet kaikki yksityiskohdat, miksi tietoja säilytetään ja kuinka kauan.
}
take-away-link = Ota tiedot mukaasi
group-you = Sinä
group-loans = Lainat ja toiveet
group-messages = Maksut ja viestit
group-choices = Valintasi ja tietojesi katselu
your-record = Asiakastietosi
nothing-held = Ei mitään
last-changed = Muutettu: { $date }
newest-entry = Uusin: { $date }
kept-for = Säilytetään:
note-title = Tietoa näistä tiedoista
empty-fields = { $count ->
    [one] Yksi kenttä on tyhjä
   *[other] { $count } kenttää on tyhjänä
}
find-label = Etsi luettelosta
find-button = Etsi
find-clear = Näytä kaikki
nothing-found = Hakusanalla ei löytynyt mitään.
spreadsheet-lead = Ota tämä osa taulukkona:
save-as-ods = Taulukkolaskenta (ODS)
save-as-csv = Pelkkä taulukko (CSV)
