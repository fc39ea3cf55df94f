# Loki, sellaisena kuin henkilökunta sen lukee.

## logs

logs-title = Loki
logs-search-title = Hae lokista
logs-patron-label = Asiakkaan kortin numero
logs-staff-label = Työntekijän kortin numero
logs-module-label = Ryhmä
logs-action-label = Mitä tehtiin
logs-object-label = Kohde
logs-object-hint = Esimerkiksi request: ja pyynnön tunnus
logs-from-label = Alkaen
logs-until-label = Asti
logs-interface-label = Käyttötapa
logs-outcome-label = Tulos
logs-any = Kaikki
logs-find-button = Hae
logs-clear = Tyhjennä haku
logs-found = { $count ->
    [one] { $shown } merkintä
   *[other] { $shown } merkintää
}
logs-found-many = Yli { $shown } merkintää
logs-none = Lokissa ei ole hakuun sopivia merkintöjä.
logs-none-yet = Tähän asti läpikäydyssä osassa lokia ei ole hakuun sopivia merkintöjä. Vanhempia merkintöjä ei ole vielä katsottu.
logs-older = Vanhemmat merkinnät
logs-newest = Uusimmat merkinnät
logs-export-title = Ota nämä merkinnät mukaan
logs-export-csv = CSV-tiedostona
logs-export-json = JSON-tiedostona
logs-proof-title = Voiko lokiin luottaa?
logs-checkpoint = Viimeisin allekirjoitettu tarkistuspiste: { $time }, { $shown } merkintää.
logs-archived = { $time } mennessä kertyneet merkinnät ovat arkistossa, tähän asti { $shown }. Haku ja eheyden tarkistus kattavat myös ne.
logs-no-checkpoint = Yhtään tarkistuspistettä ei ole vielä allekirjoitettu.
logs-verified-whole = Viimeksi todennettu eheäksi: { $time }. Mitään ei ole muutettu, poistettu, lisätty eikä siirretty.
logs-verified-broken = Viimeksi tarkistettu: { $time }. Loki EI ollut eheä: ota heti yhteyttä palvelun ylläpitoon.
logs-never-verified = Lokia ei ole vielä todennettu. Palvelun ylläpito tekee sen komennolla carrel audit verify
logs-person-unknown = Kenelläkään ei ole tätä kortin numeroa. Hakua ei tehty; tarkista numero.
logs-erased = Henkilötiedot poistettu { $time }
logs-system = Järjestelmä

## log

log-file-name = loki
log-column-entry = Merkintä
log-column-at = Aika
log-column-action = Mitä tehtiin
log-column-outcome = Tulos
log-column-purpose = Miksi
log-column-patron = Asiakas
log-column-staff = Työntekijä
log-column-role = Rooli
log-column-library = Kirjasto
log-column-category = Tietoryhmä
log-column-object = Kohde
log-column-old-value = Ennen
log-column-new-value = Jälkeen
log-column-other = Muuta
log-column-interface = Käyttötapa
log-column-network = Verkko
log-column-request = Pyynnön numero
log-column-staff-name = Työntekijän nimi
log-column-erased-at = Poistettu
