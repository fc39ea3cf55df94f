# Mails. <<name>> is filled in when a mail is sent; the names are the same in every language.
mail-patron-data-name = Link to one’s data
mail-patron-data-subject = Your data at <<library>>
mail-patron-data-body =
    Hello <<patron.firstname>> <<patron.surname>>,

    you asked <<library>> for the data we hold about you. You can see it here and take it with you:

    <<mydataurl>>

    The link works once, until <<expires>>. Open it on the device where you want to read, and sign in with your library card number and your PIN.

    Did you not ask for this? Then you need not do anything: without your PIN nobody can open the link. Please tell the library all the same.

    <<library>>
mail-request-received-name = Request received
mail-request-received-subject = We have received your request
mail-request-received-body =
    Hello <<patron.firstname>> <<patron.surname>>,

    on <<received>> we received your request: <<request>>.

    You will have our answer by <<due>>. If we need longer, we will tell you why.

    Did you not send this request? Then please tell the library.

    <<library>>
mail-request-extended-name = Request takes longer
mail-request-extended-subject = Your request takes longer
mail-request-extended-body =
    Hello <<patron.firstname>> <<patron.surname>>,

    we need more time for your request of <<received>>: <<request>>. You will have our answer by <<due>>.

    This is why it takes longer: <<reason>>

    If you do not agree, you may complain to the data protection authority.

    <<library>>
mail-request-closed-name = Request answered
mail-request-closed-subject = Your request has been answered
mail-request-closed-body =
    Hello <<patron.firstname>> <<patron.surname>>,

    your request of <<received>> is closed: <<request>>.

    What came of it: <<outcome>>

    If you do not agree, please ask us. You may also complain to the data protection authority.

    <<library>>
mail-request-reminder-name = Reminder of a request (to staff)
mail-request-reminder-subject = Due <<due>>: a data request of yours
mail-request-reminder-body =
    Hello <<patron.firstname>>,

    a data request you look after is due on <<due>> (days left: <<daysleft>>). What is asked for: <<request>>.

    <<requesturl>>

    <<library>>
mail-test-name = Test mail (to staff)
mail-test-subject = Test mail from <<library>>
mail-test-body =
    Hello <<patron.firstname>> <<patron.surname>>,

    you sent yourself this mail to see whether mails arrive. It has arrived.

    <<library>>
placeholder-mydataurl = The one-time link
placeholder-mydataurl-invented = https://library.example/d/this-link-is-invented-and-opens-nothing
placeholder-patron-firstname = First name of whoever gets the mail
placeholder-patron-firstname-invented = Aino
placeholder-patron-surname = Surname of whoever gets the mail
placeholder-patron-surname-invented = Esimerkki
placeholder-library = Their library, or the organization
placeholder-library-invented = Example Library
placeholder-expires = Until when the link works
placeholder-expires-invented = 14 April 2026, 12:00
placeholder-request = What is asked for
placeholder-request-invented = Access to one’s own data
placeholder-received = When the request was received
placeholder-received-invented = 7 April 2026
placeholder-due = When the answer is due
placeholder-due-invented = 7 May 2026
placeholder-reason = Why it takes longer
placeholder-reason-invented = Part of the data is in a system that is being replaced.
placeholder-outcome = What came of the request
placeholder-outcome-invented = Granted in full.
placeholder-daysleft = Days until the answer is due
placeholder-daysleft-invented = 5
placeholder-requesturl = Where to see the request
placeholder-requesturl-invented = https://library.example/staff/requests/invented
