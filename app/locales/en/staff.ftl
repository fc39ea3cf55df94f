# Pages of staff.
today-title = Today
today-greeting = Good to see you, { $name }.
today-requests = Most urgent requests
today-all-requests =
    { $count ->
        [one] One open request
       *[other] All { $count } open requests
    }
today-undeliverable = Mails come back from these addresses
today-undeliverable-text = When they visit or call, ask for a new address and put it into the library system.
today-failed-mails =
    { $count ->
        [one] A mail could not be delivered.
       *[other] { $count } mails could not be delivered.
    }
today-see-them = Look at them
today-nothing = Nothing waits for you.

# Contact and category, on a patron's page.
note-mail-off = This installation sends no mails: data goes on paper.
note-mail-no-address = No e-mail address is registered for this patron. Have one added to the library system, or print the data.
note-mail-undeliverable = Mails to the registered address come back, and none are sent there. Ask for the right one and put it into the library system; until then, print the data.
address-works-text = Do the mails arrive again, or was the address corrected? Then mails go there from now on.
address-works-button = The address works
age-too-young = The patron category “{ $category }” is for people of { $age } years and more. The patron is younger: change the category in the library system, or correct the date of birth.
age-too-old = The patron category “{ $category }” is for people up to { $age } years. The patron is older: change the category in the library system, or correct the date of birth.
note-mail-not-wanted = The patron has not agreed to get news. Nothing was sent.
