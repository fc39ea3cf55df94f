# Selvitys tietopyynnön käsittelystä.

proof-about-replacements = Joitakin merkkejä ei voi tulostaa tässä käytetyillä kirjasimilla. Niiden tilalla on merkin nimi hakasulkeissa.
proof-automatic = Automaattinen
proof-closed = Suljettu
proof-deliveries = Toimitukset
proof-deliveries-none = Pyynnön perusteella ei ole toimitettu tietoja.
proof-delivered = Milloin
proof-delivered-by = Toimittaja
proof-ends = Päättyy
proof-extension = Lisäaika
proof-extension-none = Ei lisäaikaa
proof-extension-reason = Kaksi kuukautta, syynä: { $reason }
proof-file-name = tietopyynnon-selvitys
proof-goes-on-as = Jatkuu pyyntönä
proof-identity = Miten henkilöllisyys tarkistettiin
proof-identity-at = Henkilöllisyys tarkistettu
proof-identity-by = Henkilöllisyyden tarkisti
proof-identity-none = Ei tarkistettu
proof-lead = Mitä pyydettiin, mitä asiassa tehtiin, kuka sen teki ja milloin, sellaisena kuin kirjasto on sen kirjannut.
proof-note = Lisätieto
proof-number = Tunniste portaalissa
proof-opened = Avattu
proof-produced = Selvityksen teki { $date } { $name }, ohjelma { $program }.
proof-subject = Miten kirjasto käsitteli henkilötietoja koskevan pyynnön (tietosuoja-asetuksen 5 artiklan 2 kohta ja 12 artikla)
proof-time = Milloin
proof-timeline-none = Mitään ei ole kirjattu.
proof-title = Selvitys tietopyynnön käsittelystä
proof-way = Miten
proof-what = Mitä
proof-who = Kuka
proof-zone = Kellonajat ovat aikavyöhykkeen { $zone } mukaisia.

## Pyynnön sivu

proof-button = Selvitys PDF-tiedostona
proof-heading = Selvitys
proof-text = Kaikki, mitä tämän pyynnön johdosta on tehty, nimineen ja aikoineen.
