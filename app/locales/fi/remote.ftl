## Mitä muut palvelut tietävät asiakkaasta

group-remote = Muissa palveluissa
remote-lead = Näitä tietoja säilyttää toinen palvelu, ei kirjasto. Ne kysyttiin omien tietojesi perusteella.
remote-card = Kysytään avattaessa
remote-fetched = Palvelu kertoi tiedot: { $time }.
remote-nothing = Palvelussa ei ole sinusta mitään.
remote-again = Katso uudelleen

remote-why-other = Palvelulta ei voitu juuri nyt kysyä.
remote-why-on-its-way = Palvelu ei ole vielä vastannut. Katso hetken kuluttua uudelleen.
remote-why-missing-fact = Palvelulta ei voitu kysyä: tiedoistasi puuttuu jotakin, mitä se tarvitsee, esimerkiksi kortin numero tai osoite.
remote-why-unreachable = Palvelu ei vastaa juuri nyt. Yritä myöhemmin uudelleen.
remote-why-slow = Palvelu ei vastaa juuri nyt. Yritä myöhemmin uudelleen.
remote-why-cut-off = Palvelu ei vastaa juuri nyt. Yritä myöhemmin uudelleen.
remote-why-resting = Palvelu ei vastaa juuri nyt. Yritä myöhemmin uudelleen.
remote-why-busy = Palvelulla on juuri nyt ruuhkaa. Yritä hetken kuluttua uudelleen.
remote-why-too-many = Palvelulla on juuri nyt ruuhkaa. Yritä hetken kuluttua uudelleen.
remote-why-broken = Palvelussa on jokin rikki. Yritä myöhemmin uudelleen.
remote-why-not-json = Palvelun vastausta ei voitu lukea.
remote-why-wrong-shape = Palvelun vastausta ei voitu lukea.
remote-why-elsewhere = Palvelun vastausta ei voitu lukea.
remote-why-too-large = Palvelu vastasi enemmän kuin voidaan näyttää. Kysy kirjastosta.
remote-why-not-found = Palvelu ei tunne sinua.
remote-why-certificate = Palvelu ei pystynyt todistamaan olevansa oikea, joten siltä ei kysytty mitään. Kirjaston on selvitettävä asia.
remote-why-unauthorized = Palvelu ei päästä kirjastoa sisään. Kirjaston on selvitettävä asia.
remote-why-forbidden = Palvelu ei päästä kirjastoa sisään. Kirjaston on selvitettävä asia.
remote-why-refused = Palvelu ei ymmärtänyt kysymystä. Kirjaston on selvitettävä asia.

today-remote-rests = { $name } ei toimi. Sitä yritetään uudelleen aikaisintaan { $time }.
