# Kirjastojärjestelmän ja lokin koodit sanoina. Tuntematon koodi näytetään sellaisenaan.

## action

code-action-contact-corrected = Asiakas oikaisi yhteystietojaan
code-action-messages-chosen = Viestit valittu
code-action-library-told = Muutos viety kirjastojärjestelmään
code-action-message-default-changed = Asiakasryhmän tavallisia viestejä muutettu
code-action-consent-given = Suostumus annettu
code-action-consent-refused = Suostumuksesta kieltäydytty
code-action-consent-withdrawn = Suostumus peruttu
code-action-consent-postponed = Suostumuskysymys siirretty
code-action-consent-purpose-changed = Suostumuksen kysymistapaa muutettu
code-action-consent-version-published = Suostumuksen teksti julkaistu
code-action-password-changed = Salasana vaihdettu
code-action-recovery-asked = Uutta salasanaa pyydetty
code-action-recovery-started = Henkilökunta lähetti linkin uutta salasanaa varten
code-action-recovery-code-issued = Paperikoodi annettu
code-action-recovery-code-used = Paperikoodi käytetty
code-action-recovery-done = Uusi salasana asetettu
code-action-recovery-refused = Uuden salasanan linkki tai koodi hylätty
code-action-email-change-asked = Sähköpostiosoite annettu
code-action-email-confirmed = Sähköpostiosoite vahvistettu
code-action-email-refused = Sähköpostiosoitteen linkki hylätty
code-action-email-asking-changed = Osoitteen kysyminen muutettu
code-action-account-locked = Omistaja sulki tilin
code-action-not-me-refused = Ilmoituksen linkki (”tämä en ollut minä”) hylätty
code-action-data-request-recorded = Pyyntö kirjattu
code-action-delivery-printed = Tiedot tulostettu
code-action-delivery-refused = Toimitus evätty
code-action-address-undeliverable = Sähköpostiosoite havaittu toimimattomaksi
code-action-address-works-again = Sähköpostiosoite todettiin jälleen toimivaksi
code-action-audit-erased = Henkilötietoja poistettu lokista
code-action-audit-head-changed = Lokia muutettu ulkopuolelta
code-action-log-archived = Lokimerkintöjä siirretty arkistoon
code-action-log-month-dropped = Lokiarkiston kuukausi poistettu
code-action-audit-verified = Lokin eheys tarkistettu
code-action-contact-changed = Yhteystietoja muutettu
code-action-exports-listed = Valmiita tiedostoja katsottu
code-action-library-closed = Kirjasto lakkautettu
code-action-library-merged = Kirjastoja yhdistetty
code-action-library-renamed = Kirjaston nimi vaihdettu
code-action-log-exported = Loki otettu mukaan tiedostona
code-action-log-searched = Haettu lokista
code-action-mail-cancelled = Viesti peruttu
code-action-mail-failed = Viestiä ei voitu lähettää
code-action-mail-retried = Viesti lähetetty uudelleen
code-action-role-granted = Rooli annettu
code-action-role-revoked = Rooli poistettu
code-action-security-viewed = Kirjautumista ja turvallisuutta katsottu
code-action-data-anonymized = Anonymisoitu säilytysajan päätyttyä
code-action-data-deleted = Poistettu säilytysajan päätyttyä
code-action-legal-hold-lifted = Säilytysmääräys poistettu
code-action-legal-hold-placed = Säilytysmääräys annettu
code-action-patron-anonymized = Anonymisoitu, koska korttia ei uusittu
code-action-patron-locked = Lukittu, koska korttia ei uusittu
code-action-patron-removed = Poistettu, koska korttia ei uusittu
code-action-patron-told = Ilmoitettu kortin vanhenemisesta
code-action-patron-told-by-staff = Henkilökunta on ilmoittanut kortin vanhenemisesta
code-action-letter-listed = Otettu luetteloon kortin vanhenemisesta kertovia kirjeitä varten
code-action-retention-previewed = Esikatseltu säilytysaikojen sääntöjä
code-action-retention-rule-changed = Säilytysajan sääntöä muutettu
code-action-retention-run-cancelled = Säilytysaikojen ajo peruttu
code-action-retention-run-finished = Säilytysaikojen ajo päättyi
code-action-retention-run-started = Säilytysaikojen ajo aloitettu
code-action-stage-ended = Poistuminen keskeytyi: kortti uusittiin tai sääntö muuttui
code-action-stage-resumed = Poistuminen alkaa alusta
code-action-stage-stopped = Poistuminen pysäytetty tämän asiakkaan kohdalla
code-action-statistics-exported = Otettu tilastot ilman nimiä
code-action-setting-changed = Asetusta muutettu
code-action-template-changed = Viestipohjaa muutettu
code-action-download = Tiedosto ladattu
code-action-export = Tiedosto koottu
code-action-export-deleted = Koottu tiedosto poistettu
code-action-grant-role = Käyttöoikeus myönnetty
code-action-identity-checked = Henkilöllisyys tarkistettu
code-action-history-anonymization-asked = Lainaushistorian anonymisointia pyydetty
code-action-history-anonymized = Lainaushistoria anonymisoitu
code-action-history-chosen = Valinta lainaushistoriasta
code-action-history-policy-called-off = Päätös lainaushistorian säilytyksestä korvattu ennen voimaantuloa
code-action-history-policy-set = Lainaushistorian säilytyksestä päätetty
code-action-import = Tuotu kirjastojärjestelmästä
code-action-remote-viewed = Katsottu, mitä toisessa palvelussa on
code-action-remote-asked = Kysytty toiselta palvelulta
code-action-koha-read = Muutokset luettu kirjastojärjestelmästä
code-action-koha-members = Kirjastojärjestelmässä: asiakastiedot
code-action-koha-circulation = Kirjastojärjestelmässä: lainat
code-action-koha-fines = Kirjastojärjestelmässä: maksut
code-action-koha-holds = Kirjastojärjestelmässä: varaukset
code-action-koha-other = Kirjastojärjestelmässä: muuta
code-action-log-imported = Kirjastojärjestelmän lokin merkinnät tuotu
code-action-news-begun = Tiedotteen lähetys aloitettu
code-action-news-sent = Tiedote kirjoitettu kaikille
code-action-news-stopped = Tiedotteen lähetys keskeytetty
code-action-register-changed = Selostetta käsittelytoimista muutettu
code-action-register-read = Rekisteri luettu
code-action-api-client-added = Liitetty ohjelma lisätty
code-action-api-client-revoked = Liitetyn ohjelman pääsy lopetettu
code-action-api-secret-rotated = Liitetylle ohjelmalle uusi salaisuus
code-action-api-token-issued = Liitetylle ohjelmalle annettu valtuus
code-action-api-token-refused = Liitetyn ohjelman valtuus evätty
code-action-api-refused = Liitetyn ohjelman kutsu evätty
code-action-deliveries-listed = Katsottu luovutusten luetteloa
code-action-source-ended = Jäsenyys päättynyt: ei enää järjestelmässä, josta tiedot tulivat
code-action-source-left = Ei enää järjestelmässä, josta tiedot tulivat
code-action-source-locked = Lukittu: ei enää järjestelmässä, josta tiedot tulivat
code-action-link-expired = Kertalinkki vanhentunut
code-action-link-opened = Kertalinkki avattu
code-action-link-refused = Kertalinkki evätty
code-action-link-revoked = Kertalinkki peruttu
code-action-link-sent = Kertalinkki lähetetty
code-action-mail-returned = Viesti palautui
code-action-mail-test-sent = Koeviesti lähetetty
code-action-network-refused = Verkko ei sallittu
code-action-password-upgraded = Salasanan suojausta vahvistettu
code-action-patrons-searched = Asiakkaita etsitty
code-action-permission-refused = Oikeus puuttui
code-action-request-assigned = Pyyntö otettu vastattavaksi
code-action-request-closed = Pyyntö suljettu
code-action-request-extended = Vastausaikaa jatkettu
code-action-request-merged = Pyyntö yhdistetty
code-action-request-proved = Pyynnöstä tehty selvitys
code-action-request-viewed = Pyyntöä katsottu
code-action-requests-listed = Pyynnöt listattu
code-action-note-listed = Muistiinpano tarkistettavana
code-action-notes-listed = Tarkistettavat muistiinpanot listattu
code-action-identity-number-shown = Henkilötunnus näytetty kokonaan
code-action-note-kept = Muistiinpano säilytetty
code-action-session-ended = Istunto päätetty
code-action-settings-changed = Asetuksia muutettu
code-action-factors-reset = Kirjasto poisti toiset tunnistautumistavat
code-action-passkey-added = Pääsyavain lisätty
code-action-passkey-refused = Kopioitu pääsyavain torjuttu
code-action-passkey-removed = Pääsyavain poistettu
code-action-passkey-renamed = Pääsyavaimen nimi vaihdettu
code-action-factor-code-used = Varakoodi käytetty
code-action-recovery-codes-made = Varakoodit tehty
code-action-second-factor-missing = Toinen tunnistautumistapa puuttuu
code-action-second-step-asked = Toinen vaihe pyydetty
code-action-second-step-failed = Toinen vaihe epäonnistui
code-action-second-step-refused = Toinen vaihe estetty
code-action-totp-added = Koodisovellus lisätty
code-action-totp-removed = Koodisovellus poistettu
code-action-sign-in = Kirjauduttu
code-action-sign-in-failed = Kirjautuminen epäonnistui
code-action-sign-in-refused = Kirjautuminen estetty
code-action-sign-out = Kirjauduttu ulos
code-action-step-up = Tunnistauduttu uudelleen
code-action-step-up-failed = Uudelleentunnistautuminen epäonnistui
code-action-template-reset = Vakioteksti palautettu viestiin
code-action-template-saved = Viestin tekstiä muutettu
code-action-view = Katsottu

## attribute

code-attribute-class = Koululuokka
code-attribute-employee-id = Henkilöstönumero
code-attribute-hetu = Henkilötunnus
code-attribute-ltoken = Kertakäyttölinkki tietoihisi
code-attribute-school = Koulu
code-attribute-show-bcode = Kortin numero näytetään viivakoodina
code-attribute-ssn = Henkilötunnus
code-attribute-student-id = Opiskelijanumero

## attribute-value

code-attribute-value-sent = lähetetty, ei avattu
code-attribute-value-opened = avattu
code-attribute-value-expired = vanhentunut avaamatta
code-attribute-value-revoked = peruttu

## category

code-category-all = Kaikki tiedot
code-category-attributes = Lisätiedot
code-category-checkout-history = Lainaushistoria
code-category-checkouts = Lainassa nyt
code-category-consents = Suostumukset
code-category-contact = Yhteystietosi
code-category-fees = Maksut
code-category-guardians = Huoltajat ja huollettavat
code-category-hold-history = Varaushistoria
code-category-holds = Varaukset
code-category-identity = Perustietosi
code-category-interlibrary-loans = Kaukolainat
code-category-log = Kuka on käsitellyt tietojasi
code-category-messages = Viestit ja muistiinpanot
code-category-notices = Sinulle lähetetyt ilmoitukset
code-category-preferences = Viestiasetukset
code-category-restrictions = Lainauskiellot
code-category-suggestions = Hankintaehdotuksesi

## check-previous

code-check-previous-inherit = Kirjaston asetuksen mukaan
code-check-previous-no = Ei
code-check-previous-yes = Kyllä

## consent

code-consent-direct-mailing = Kirjaston tiedotteet
code-consent-gdpr-processing = Tietojesi käsittely tietosuojaselosteen mukaisesti
code-consent-loan-history = Lainaushistoriasi säilyttäminen

## consent-answer

code-consent-answer-given = Suostunut
code-consent-answer-refused = Kieltäytynyt
code-consent-answer-withdrawn = Perunut

## consent-asking

code-consent-asking-gate = Kirjautumisen jälkeen tulevalla sivulla
code-consent-asking-gently = Omien tietojen sivulla
code-consent-asking-off = Ei tarjolla
code-consent-asking-offered = Tarjolla, keneltäkään ei kysytä

## consent-how

code-consent-how-desk = asiakaspalvelussa
code-consent-how-gate = kirjautumisen jälkeen
code-consent-how-import = tuotu kirjastojärjestelmästä
code-consent-how-mail = viestissä olleella linkillä
code-consent-how-page = näillä sivuilla

## credit-type

code-credit-type-cancellation = Maksu peruttu
code-credit-type-credit = Hyvitys
code-credit-type-discount = Alennus
code-credit-type-forgiven = Maksu annettu anteeksi
code-credit-type-lost-found = Hyvitys löytyneestä aineistosta
code-credit-type-overpayment = Liikasuoritus
code-credit-type-payment = Maksusuoritus
code-credit-type-purchase = Osto
code-credit-type-refund = Maksunpalautus
code-credit-type-writeoff = Poistettu saatavista

## debit-type

code-debit-type-account = Liittymismaksu
code-debit-type-account-renew = Kirjastokortin uusimismaksu
code-debit-type-lost = Kadonneen aineiston korvaus
code-debit-type-lost-found = Kadonnut aineisto löytynyt
code-debit-type-manual = Muu maksu
code-debit-type-new-card = Uusi kirjastokortti
code-debit-type-odueclaim = Lasku palauttamattomasta aineistosta
code-debit-type-overdue = Myöhästymismaksu
code-debit-type-payout = Maksettu sinulle takaisin
code-debit-type-processing = Kadonneen aineiston käsittelymaksu
code-debit-type-rent = Lainausmaksu
code-debit-type-rent-daily = Päiväkohtainen lainausmaksu
code-debit-type-rent-daily-renew = Päiväkohtainen lainausmaksu uusinnasta
code-debit-type-rent-renew = Lainausmaksu uusinnasta
code-debit-type-reserve = Varausmaksu
code-debit-type-reserve-expired = Noutamaton varaus
code-debit-type-void = Mitätöity suoritus

## event

code-event-advance-notice = Ennakkomuistutus eräpäivästä
code-event-auto-renewals = Automaattiset uusinnat
code-event-hold-filled = Varaus noudettavissa
code-event-hold-reminder = Muistutus noudettavasta varauksesta
code-event-ill-ready = Kaukolaina noudettavissa
code-event-ill-unavailable = Kaukolainaa ei ole saatavilla
code-event-ill-update = Kaukolainan tilanne
code-event-item-check-in = Palautukset
code-event-item-checkout = Lainat ja uusinnat
code-event-item-due = Eräpäivä tänään
code-event-item-overdue = Myöhässä olevat lainat
code-event-patron-expiry = Kirjastokortin voimassaolo päättymässä
code-event-recall-requested = Lainasi pyydetään palauttamaan etuajassa
code-event-recall-waiting = Sinulle takaisin pyydetty aineisto noudettavissa

## fee-status

code-fee-status-added = Lisätty
code-fee-status-applied = Käytetty maksuihin
code-fee-status-cancelled = Peruttu
code-fee-status-forgiven = Annettu anteeksi
code-fee-status-found = Aineisto löytynyt
code-fee-status-lost = Aineisto kadonnut
code-fee-status-refunded = Maksu palautettu
code-fee-status-renewed = Laina uusittu
code-fee-status-replaced = Aineisto korvattu
code-fee-status-returned = Aineisto palautettu
code-fee-status-unreturned = Aineisto palauttamatta
code-fee-status-void = Mitätöity

## guardianship-role

code-guardianship-role-guardian = Huoltajasi
code-guardianship-role-ward = Huollettavasi

## hold-state

code-hold-state-f = Noudettu
code-hold-state-p = Käsittelyssä
code-hold-state-t = Matkalla noutokirjastoon
code-hold-state-w = Noudettavissa

## interface

code-interface-web = Selain
code-interface-cli = Komentorivi
code-interface-job = Taustatyö
code-interface-api = Toinen palvelu
code-interface-library-system = Kirjastojärjestelmä
code-interface-commandline = Järjestelmän ylläpito
code-interface-cron = Automaattisesti
code-interface-intranet = Kirjaston henkilökunta
code-interface-opac = Verkkokirjasto
code-interface-sip = Itsepalveluautomaatti

## interlibrary-loan-status

code-interlibrary-loan-status-cancelled = Peruttu
code-interlibrary-loan-status-cancreq = Peruutusta pyydetty
code-interlibrary-loan-status-chk = Lainassa sinulla
code-interlibrary-loan-status-comp = Valmis
code-interlibrary-loan-status-genreq = Pyydetty kumppanikirjastoilta
code-interlibrary-loan-status-in = Saapunut kirjastoon
code-interlibrary-loan-status-kill = Pyyntö poistettu
code-interlibrary-loan-status-new = Uusi pyyntö
code-interlibrary-loan-status-out = Lainassa sinulla
code-interlibrary-loan-status-queued = Odottaa käsittelyä
code-interlibrary-loan-status-req = Pyydetty toisesta kirjastosta
code-interlibrary-loan-status-reqrev = Pyyntö peruttu lähettävästä kirjastosta
code-interlibrary-loan-status-ret = Palautettu
code-interlibrary-loan-status-shipped = Matkalla
code-interlibrary-loan-status-unauth = Odottaa vahvistusta

## message-type

code-message-type-b = Sinulle
code-message-type-l = Henkilökunnalle

## module

code-module-patrons = Asiakkaiden tiedot
code-module-sign-in = Kirjautuminen
code-module-requests = Tietopyynnöt
code-module-deliveries = Tietojen luovutukset
code-module-mails = Viestit
code-module-retention = Säilytysajat
code-module-administration = Roolit ja asetukset
code-module-security = Loki ja torjutut yritykset
code-module-library-system = Kirjastojärjestelmän loki

## notice-status

code-notice-status-deleted = Poistettu
code-notice-status-failed = Lähetys epäonnistui
code-notice-status-pending = Odottaa lähetystä
code-notice-status-sent = Lähetetty

## outcome

code-outcome-done = Tehty
code-outcome-failed = Epäonnistui
code-outcome-refused = Estetty

## payment-type

code-payment-type-bank-transfer = Tilisiirto
code-payment-type-card = Kortti
code-payment-type-cash = Käteinen
code-payment-type-creditcard = Luottokortti
code-payment-type-debitcard = Pankkikortti
code-payment-type-invoice = Lasku
code-payment-type-mobile = Mobiilimaksu
code-payment-type-online = Verkkomaksu
code-payment-type-opac = Maksu verkkokirjastossa
code-payment-type-paypal = PayPal
code-payment-type-sip00 = Käteinen automaatilla
code-payment-type-sip01 = Visa-kortti automaatilla
code-payment-type-sip02 = Luottokortti automaatilla

## privacy

code-privacy-0 = Säilytetään toistaiseksi
code-privacy-1 = Säilytetään kirjaston tavanomaisen ajan
code-privacy-2 = Ei säilytetä

## purpose

code-purpose-security = Palvelun turvallisuus
code-purpose-erasure = Henkilötietojen poistaminen
code-purpose-administration = Palvelun ylläpito
code-purpose-data-request = Tietopyyntöön vastaaminen
code-purpose-retention = Tietojen säilyttäminen vain niin kauan kuin tarvitaan
code-purpose-service = Asiakkaan palvelu
code-purpose-staff-work = Henkilökunnan työ
code-purpose-minimization = Tietojen minimointi
code-purpose-oversight = Tietojen käytön valvonta
code-purpose-import = Tietojen pitäminen ajan tasalla
code-purpose-library-system = Kirjastojärjestelmässä, sen omasta lokista
code-purpose-own-access = Omien tietojen katselu
code-purpose-guardian-access = Huoltajana
code-purpose-portability = Omien tietojen lataaminen
code-purpose-sign-in = Kirjautuminen

## restriction-type

code-restriction-type-discharge = Todistus velattomuudesta
code-restriction-type-manual = Henkilökunnan asettama
code-restriction-type-overdues = Myöhässä olevat lainat
code-restriction-type-suspension = Myöhässä palautetut lainat

## role

code-role-administrator = Järjestelmän ylläpitäjä
code-role-api-client = Liitetty ohjelma
code-role-auditor = Tarkastaja
code-role-desk = Asiakaspalvelu
code-role-library-system-staff = Kirjaston henkilökunta kirjastojärjestelmässä
code-role-main-user = Pääkäyttäjä
code-role-patron = Asiakas
code-role-privacy-officer = Tietosuojan yhteyshenkilö
code-role-system = Automaattinen

## sex

code-sex-d = Muu
code-sex-f = Nainen
code-sex-m = Mies
code-sex-n = Ei ilmoitettu
code-sex-o = Muu
code-sex-u = Ei ilmoitettu
code-sex-x = Muu

## suggestion-status

code-suggestion-status-accepted = Hyväksytty
code-suggestion-status-archived = Arkistoitu
code-suggestion-status-asked = Odottaa päätöstä
code-suggestion-status-available = Kokoelmassa
code-suggestion-status-checked = Harkittavana
code-suggestion-status-ordered = Tilattu
code-suggestion-status-rejected = Ei hankita

## transport

code-transport-email = Sähköposti
code-transport-feed = Uutissyöte
code-transport-finvoice = Verkkolasku
code-transport-itiva = Automaattinen puhelu
code-transport-phone = Puhelin
code-transport-print = Kirje
code-transport-push = Ilmoitus puhelimeen
code-transport-sms = Tekstiviesti
code-transport-suomifi = Suomi.fi-viestit
