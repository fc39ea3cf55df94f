# Sähköpostit. <<nimi>> täydentyy, kun viesti lähetetään; nimet ovat samat joka kielessä.
mail-patron-data-name = Linkki omiin tietoihin
mail-patron-data-subject = Tietosi: <<library>>
mail-patron-data-body =
    Hei <<patron.firstname>> <<patron.surname>>,

    pyysit nähdä tiedot, joita sinusta on: <<library>>. Voit katsoa niitä ja ottaa ne mukaasi täällä:

    <<mydataurl>>

    Linkki toimii yhden kerran, ja se on voimassa <<expires>> asti. Avaa se sillä laitteella, jolla haluat lukea tietosi, ja kirjaudu kirjastokortin numerolla ja PIN-koodilla.

    Etkö pyytänyt tietoja? Silloin sinun ei tarvitse tehdä mitään: linkkiä ei voi avata ilman PIN-koodiasi. Kerro asiasta silti kirjastolle.

    <<library>>
mail-request-received-name = Pyyntö vastaanotettu
mail-request-received-subject = Olemme saaneet pyyntösi
mail-request-received-body =
    Hei <<patron.firstname>> <<patron.surname>>,

    saimme pyyntösi <<received>>: <<request>>.

    Vastaamme viimeistään <<due>>. Jos tarvitsemme lisää aikaa, kerromme sinulle syyn.

    Etkö lähettänyt tätä pyyntöä? Kerro siitä kirjastolle.

    <<library>>
mail-request-extended-name = Pyynnön käsittely kestää pidempään
mail-request-extended-subject = Pyyntösi käsittely kestää pidempään
mail-request-extended-body =
    Hei <<patron.firstname>> <<patron.surname>>,

    tarvitsemme lisää aikaa pyyntöön, jonka saimme <<received>>: <<request>>. Vastaamme viimeistään <<due>>.

    Syy viivästymiseen: <<reason>>

    Jos olet eri mieltä, voit tehdä valituksen tietosuojavaltuutetulle.

    <<library>>
mail-request-closed-name = Pyyntöön vastattu
mail-request-closed-subject = Pyyntöösi on vastattu
mail-request-closed-body =
    Hei <<patron.firstname>> <<patron.surname>>,

    pyyntösi, jonka saimme <<received>>, on käsitelty: <<request>>.

    Lopputulos: <<outcome>>

    Jos olet eri mieltä, ota meihin yhteyttä. Voit myös tehdä valituksen tietosuojavaltuutetulle.

    <<library>>
mail-request-reminder-name = Muistutus pyynnöstä (henkilökunnalle)
mail-request-reminder-subject = Määräaika <<due>>: tietopyyntö odottaa sinua
mail-request-reminder-body =
    Hei <<patron.firstname>>,

    vastuullasi olevan tietopyynnön määräaika on <<due>> (päiviä jäljellä: <<daysleft>>). Pyynnön aihe: <<request>>.

    <<requesturl>>

    <<library>>
mail-test-name = Koeviesti (henkilökunnalle)
mail-test-subject = Koeviesti: <<library>>
mail-test-body =
    Hei <<patron.firstname>> <<patron.surname>>,

    lähetit tämän viestin itsellesi nähdäksesi, tulevatko viestit perille. Viesti on tullut perille.

    <<library>>
placeholder-mydataurl = Kertakäyttöinen linkki
placeholder-mydataurl-invented = https://kirjasto.example/d/tama-linkki-on-keksitty-eika-avaa-mitaan
placeholder-patron-firstname = Vastaanottajan etunimi
placeholder-patron-firstname-invented = Aino
placeholder-patron-surname = Vastaanottajan sukunimi
placeholder-patron-surname-invented = Esimerkki
placeholder-library = Vastaanottajan kirjasto tai organisaatio
placeholder-library-invented = Esimerkkikirjasto
placeholder-expires = Mihin asti linkki toimii
placeholder-expires-invented = 14.4.2026 klo 12.00
placeholder-request = Mitä pyydetään
placeholder-request-invented = Omien tietojen tarkastaminen
placeholder-received = Milloin pyyntö saatiin
placeholder-received-invented = 7.4.2026
placeholder-due = Milloin on vastattava
placeholder-due-invented = 7.5.2026
placeholder-reason = Miksi käsittely kestää pidempään
placeholder-reason-invented = Osa tiedoista on järjestelmässä, jota ollaan vaihtamassa.
placeholder-outcome = Mitä pyynnöstä seurasi
placeholder-outcome-invented = Pyyntöön suostuttiin kokonaan.
placeholder-daysleft = Päiviä määräaikaan
placeholder-daysleft-invented = 5
placeholder-requesturl = Missä pyyntö on nähtävissä
placeholder-requesturl-invented = https://kirjasto.example/staff/requests/keksitty
