# Tietoryhmät: nimi, lyhyt kuvaus ja teksti tyhjälle ryhmälle.

category-identity = Perustietosi
category-identity-empty = Perustietojasi ei ole tallennettu.
category-identity-lead = Nimesi, kirjastokorttisi ja muut asiakkuutesi perustiedot.

category-contact = Yhteystietosi
category-contact-empty = Et ole vielä antanut meille yhteystietojasi.
category-contact-lead = Osoitteet ja numerot, joista tavoitamme sinut tarvittaessa.

category-guardians = Huoltajat ja huollettavat
category-guardians-empty = Vastaat vain omasta kortistasi, eikä kukaan muu vastaa siitä.
category-guardians-lead = Henkilöt, jotka vastaavat kirjastokortistasi, ja ne, joiden kortista sinä vastaat.

category-checkouts = Lainassa nyt
category-checkouts-empty = Sinulla ei ole lainoja. Hyllyissä riittää luettavaa.
category-checkouts-lead = Aineisto, jonka olet lainannut etkä ole vielä palauttanut.

category-checkout-history = Lainaushistoria
category-checkout-history-empty = Aiemmista lainoistasi ei ole tallessa tietoja.
category-checkout-history-lead = Aineisto, jonka olet lainannut ja palauttanut, niin kauan kuin säilytämme tiedon.

category-holds = Varaukset
category-holds-empty = Sinulla ei ole varauksia.
category-holds-lead = Aineisto, jonka olet varannut.

category-hold-history = Varaushistoria
category-hold-history-empty = Aiemmista varauksistasi ei ole tallessa tietoja.
category-hold-history-lead = Varaukset, jotka olet noutanut tai perunut tai jotka ovat vanhentuneet.

category-fees = Maksut
category-fees-empty = Ei maksuja: et ole meille mitään velkaa.
category-fees-lead = Sinulta perityt maksut, suorituksesi ja se, mitä on vielä maksamatta.

category-notices = Sinulle lähetetyt ilmoitukset
category-notices-empty = Tallessa ei ole yhtään sinulle lähetettyä ilmoitusta.
category-notices-lead = Kirjeet, sähköpostit ja tekstiviestit, jotka kirjasto on lähettänyt tai yrittänyt lähettää sinulle.

category-messages = Viestit ja muistiinpanot
category-messages-empty = Sinulle ei ole jätetty viestejä eikä sinusta ole kirjoitettu muistiinpanoja.
category-messages-lead = Henkilökunnan sinulle jättämät viestit ja toisilleen kirjoittamat, sinua koskevat muistiinpanot.

category-restrictions = Lainauskiellot
category-restrictions-empty = Sinulla ei ole lainauskieltoja.
category-restrictions-lead = Ajat, jolloin et voi lainata, ja syyt siihen.

category-suggestions = Hankintaehdotuksesi
category-suggestions-empty = Et ole vielä tehnyt hankintaehdotuksia. Otamme vinkkejä mielellämme vastaan.
category-suggestions-lead = Mitä olet ehdottanut hankittavaksi ja mitä ehdotuksille tapahtui.

category-interlibrary-loans = Kaukolainat
category-interlibrary-loans-empty = Sinulle ei ole tilattu kaukolainoja.
category-interlibrary-loans-lead = Aineisto, jonka olemme tilanneet sinulle muista kirjastoista.

category-attributes = Lisätiedot
category-attributes-empty = Sinusta ei ole kirjattu lisätietoja.
category-attributes-lead = Tiedot, joita kirjastosi kirjaa tavanomaisten tietojen lisäksi.

category-consents = Suostumukset
category-consents-empty = Et ole antanut suostumuksia etkä kieltäytynyt niistä.
category-consents-lead = Mihin olet antanut luvan käyttää tietojasi ja mistä olet kieltäytynyt.

category-preferences = Viestiasetukset
category-preferences-empty = Et ole valinnut viestejä, joten käytössä ovat kirjaston tavalliset asetukset.
category-preferences-lead = Mistä haluat kuulla meiltä, miten ja kuinka ajoissa.

category-log = Kuka on käsitellyt tietojasi
category-log-empty = Kukaan ei ole vielä katsonut tietojasi täällä.
category-log-lead = Milloin tietojasi on täällä katsottu tai muutettu ja miksi. Mukana ovat myös omat käyntisi.
