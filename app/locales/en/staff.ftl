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
