# Viestit, joita asiakkaat saavat, ja mikä on tavallista.
messages-title = Saamani viestit
choices-messages = Mistä haluat meiltä tiedon, millä tavalla ja kuinka ajoissa.
messages-lead = Valitse, mistä haluat tiedon ja millä tavalla. Jos jätät rivin tyhjäksi, sitä viestiä ei tule.
messages-event = Mistä asiasta
messages-digest = Samassa viestissä
messages-days = Päiviä etukäteen:
messages-usual = Sinulle tavallinen valinta
messages-button = Tallenna valintani
messages-saved = Valintasi on tallennettu.
messages-unchanged = Mikään ei poikennut entisestä, joten mitään ei muuttunut.
messages-unreached = Kaikki tavat eivät nyt tavoita sinua. Valintasi säilyvät odottamassa.
messages-news = Kirjastoa ja sen tapahtumia koskevista tiedotteista päätät täällä:
way-no-email = Meillä ei ole toimivaa sähköpostiosoitettasi.
way-mail-undeliverable = Osoitteeseesi lähetetyt viestit ovat palautuneet. Anna toinen osoite tai kerro, että se toimii taas.
way-no-sms = Meillä ei ole numeroasi tekstiviestejä varten.
way-no-phone = Meillä ei ole puhelinnumeroasi.
way-no-address = Meillä ei ole postiosoitettasi.
way-address-gone = Osoitteeseesi lähetetyt kirjeet ovat palautuneet.
problem-messages-changed = Valintojasi muutettiin sillä välin toisaalla. Tässä ne ovat nyt; valitse uudelleen.
problem-messages-days = Valitse 0–30 päivää.
rule-messages-days = Valitse 0–30 päivää.

## Mitä henkilökunta näkee

message-settings-title = Viestit asiakkaille
message-ways-title = Kirjaston tarjoamat tavat
message-ways-lead = Asiakkaat valitsevat näistä. Kirjasto, jolla ei ole omia tapoja, tarjoaa organisaation tavat.
message-ways-all = Organisaatio
message-ways-own = Omat tavat
message-ways-button = Tallenna tavat
message-usual-title = Tavalliset viestit
message-usual-lead = Nämä viestit saavat asiakkaat, jotka eivät ole itse valinneet mitään ja joista kirjastojärjestelmä ei kerro mitään.
message-category = Asiakasryhmä
message-category-all = Kaikki ryhmät, joilla ei ole omaa valintaa
message-category-show = Näytä
message-usual-button = Tallenna tavalliset viestit

## Tiedotteiden lopettaminen

unsubscribe-title = Eikö enää tiedotteita sähköpostitse?
unsubscribe-text = Paina painiketta, niin kirjasto ei enää lähetä sinulle tiedotteita sähköpostitse. Lainojasi ja varauksiasi koskevat viestit tulevat kuten ennenkin.
unsubscribe-button = En halua enää tiedotteita
unsubscribed-title = Ei enää tiedotteita
unsubscribed-text = Kirjasto ei enää lähetä sinulle tiedotteita sähköpostitse. Jos painoit vahingossa, voit perua sen tässä tunnin kuluessa.
unsubscribe-undo = Haluan sittenkin tiedotteita
subscribed-title = Tiedotteet tulevat taas
subscribed-text = Saat taas tiedotteita sähköpostitse. Voit lopettaa ne milloin tahansa.
