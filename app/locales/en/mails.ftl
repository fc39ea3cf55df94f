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
mail-security-notice-name = Something happened to one’s account
mail-security-notice-subject = Your account at <<library>>
mail-security-notice-body =
    Hello <<patron.firstname>> <<patron.surname>>,

    on <<time>> this happened to your account: <<event>>

    Was it you? Then you need not do anything.

    Was it not you? Stop it here. All sessions end, and nobody can sign in until you have chosen a new password:

    <<notmeurl>>

    <<library>>
mail-recovery-name = Link for a new password
mail-recovery-subject = A new password for <<library>>
mail-recovery-body =
    Hello,

    somebody, probably you, asked for a new password for a library card. You choose it here:

    <<recoveryurl>>

    The link works once, until <<expires>>. The page says which card it is for.

    Did you not ask for this? Then you need not do anything: nothing changes as long as nobody uses the link.

    <<library>>
mail-email-confirm-name = Link that confirms an address
mail-email-confirm-subject = Is this your address? <<library>>
mail-email-confirm-body =
    Hello,

    somebody with a library card gave this address as theirs. If that was you, confirm it here:

    <<confirmurl>>

    The link works once, until <<expires>>.

    Was it not you? Then you need not do anything: without the link the address is not used.

    <<library>>
mail-email-taken-name = Somebody gave the address of another account
mail-email-taken-subject = Your address at <<library>>
mail-email-taken-body =
    Hello,

    somebody gave this e-mail address for another library card. It stays with your card, and nothing has changed.

    Was it you, or somebody of your family? An address belongs to one card at a time; use another address for the other card, or ask the library.

    Was it somebody else? Then you need not do anything.

    <<library>>
mail-history-anonymized-name = Receipt: loan history anonymized
mail-history-anonymized-subject = Your loan history is anonymized
mail-history-anonymized-body =
    Hello <<patron.firstname>>,

    you asked us to anonymize your loan history. It was done on <<time>>: <<rows>> loans and holds no longer have your name, and notices and notes about you no longer say what you borrowed.

    Open loans, loans with an unpaid fee and those that were over only a short time ago are as they were.

    This cannot be undone. Was it not you who asked? Then please tell the library.

    <<library>>
mail-library-news-name = News of the library (to whoever agreed to get it)
mail-library-news-subject = News from <<library>>
mail-library-news-body =
    Dear <<patron.firstname>>,

    here is what is new at <<library>>.

    You get this mail because you agreed to get news. To get no more of it:
    <<unsubscribeurl>>
mail-membership-ended-name = Your membership ended
mail-membership-ended-subject = Your membership at <<library>> ended: do you still need it?
mail-membership-ended-body =
    Hello <<patron.firstname>> <<patron.surname>>,

    your membership at <<library>> ended on <<ended>>, and you have not renewed it. We do not keep data about people longer than we need it.

    If you do nothing, you cannot sign in any more from <<lockedon>> on. Some time later we remove everything that says who you are. That cannot be undone.

    Would you like to stay? Renew your membership at the library before then, and everything stays as it is.

    Would you like to keep a copy of your data? Sign in before <<lockedon>> and take it with you.

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
placeholder-ended = When the membership ended
placeholder-ended-invented = 31 March 2023
placeholder-lockedon = From when one cannot sign in any more
placeholder-lockedon-invented = 7 May 2026
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

placeholder-event = What happened to the account
placeholder-event-invented = Somebody signed in with a browser that we had not seen before.
placeholder-time = When it happened
placeholder-time-invented = 7 April 2026, 12:00
placeholder-notmeurl = The link for “this wasn’t me”
placeholder-notmeurl-invented = https://library.example/not-me/this-link-is-invented-and-stops-nothing

# What owners of accounts are told of.
security-event-password-changed = The password was changed.
security-event-email-changed = Mails go to another address from now on.
security-event-contact-corrected = Your address or phone number was changed.
security-event-email-confirmed = This mail address was confirmed.
security-event-recovery-done = A new password was chosen because the old one was forgotten.
security-event-totp-added = Signing in now also takes a code from an app.
security-event-totp-removed = Signing in no longer takes a code from an app.
security-event-passkey-added = A passkey was added.
security-event-passkey-removed = A passkey was removed.
security-event-recovery-codes-made = New recovery codes were made; the old ones no longer work.
security-event-recovery-code-used = Somebody signed in with a recovery code.
security-event-passkey-copied = Somebody tried to sign in with a copy of your passkey. They were refused. Remove the passkey and add a new one.
security-event-factors-reset = The library removed the second step of signing in, after checking your identity.
security-event-identity-linked = Signing in through another service was linked to your account.
security-event-identity-unlinked = Signing in through another service was unlinked from your account.
security-event-new-device = Somebody signed in with a browser that we had not seen before.
security-event-locked = Your account was closed because you told us that something was not your doing.

placeholder-recoveryurl = The one-time link to a new password
placeholder-recoveryurl-invented = https://library.example/r/this-link-is-invented-and-opens-nothing
placeholder-rows = How many entries
placeholder-rows-invented = 123
placeholder-confirmurl = The one-time link that confirms the address
placeholder-confirmurl-invented = https://library.example/e/this-link-is-invented-and-opens-nothing
placeholder-unsubscribeurl = The link that calls off mails of news
placeholder-unsubscribeurl-invented = https://library.example/u/this-link-is-invented-and-opens-nothing

# Pages about mails.
templates-title = Mail templates
templates-lead = What the library’s mails say. Until somebody writes other words, the standard ones are sent.
templates-standard = Standard
templates-own = Own words
templates-column-mail = Mail
templates-mail-link = Mails that have not gone
template-subject-label = Subject
template-body-label = Text
template-body-hint = Plain text. Leave an empty line between paragraphs.
template-save = Save
template-preview = Preview
template-preview-title = Preview
template-preview-fine = With invented values. Nothing was saved or sent.
template-placeholders-title = What is filled in
template-placeholders-text = Copy these where they belong. Those marked must be in the text.
template-required = must be in
template-test-title = Test mail
template-test-text = Goes to your own registered address, with the words saved last and invented values.
template-test-button = Send a test mail
template-default-title = Standard words
template-default-text = The standard words come back. Yours stay in the history.
template-default-button = Back to the standard words
template-history-title = History
template-history-none = Nobody has changed these words.
template-history-default = back to the standard words
template-history-by = { $date }, { $name }
template-history-unknown = somebody who is no longer known
template-done-saved = The words are saved. Mails written from now on have them.
template-done-default = The standard words are back.
template-done-test = The test mail is on its way to your own address.
template-problems = Nothing was saved. What is wrong stands at the fields.
template-problem-empty = This cannot be empty.
template-problem-too-long = This is too long: at most { $count } characters.
template-problem-unknown = This mail has no placeholder “{ $name }”.
template-problem-unclosed = A placeholder begins with << and ends with >>. One of them does not end.
template-problem-missing = The placeholder “{ $name }” is missing: without it the mail is of no use.
template-problem-address-in-subject = The placeholder “{ $name }” cannot be in the subject, which others may see in passing.
template-problem-identity-number = This looks like somebody’s personal identity number. It does not belong in a mail.
problem-test-mail-address = You have no registered e-mail address that mails reach. Nothing was sent.
problem-test-mail-off = This installation sends no mails: no mail server is set. Nothing was sent.
mails-title = Mails that have not gone
mails-lead = Failed mails and those that wait. What stands in them is not shown.
mails-none = Every mail has gone.
mails-off = This installation sends no mails: no mail server is set.
mails-column-to = To
mails-column-state = State
mails-column-written = Written
mails-column-problem = Last problem
mails-waiting = Waiting, next attempt { $date }
mails-failed = Given up { $date }
mails-attempts =
    { $count ->
        [0] not tried yet
        [one] tried once
       *[other] tried { $count } times
    }
mails-retry = Try again now
mails-cancel = Call off
mails-unknown = Unknown mail
mails-done-retry = The mail is tried again.
mails-done-cancel = The mail is called off.
mail-error-rejected = Refused by the mail server
mail-error-deferred = Put off by the mail server
mail-error-login = The mail server did not accept Carrel’s user or password
mail-error-tls = No safe connection to the mail server
mail-error-setup = The mail server does not offer what the settings need
mail-error-timeout = The mail server did not answer in time
mail-error-connection = The mail server cannot be reached
mail-error-file = The mail cannot be written to its folder
mail-error-sealed = What stands in the mail cannot be opened: its key is missing
mail-error-address = This is no mail address
mail-error-bounced = The mail came back
demo-mail-title = Mails of the demo library
demo-mail-lead = The demo library has no mail server. Here is what it would have sent, newest first. Its people are invented.
demo-mail-none = No mail has been sent yet.
demo-mail-to = To { $address }

## The library's news

news-title = Library news
news-lead = News go by e-mail to patrons who agreed to get them, and to nobody else. Each mail says how to get no more of them, with one press and without signing in.
news-words = What is sent
news-unwritten = Nothing is written in this language. Whoever reads it gets another one.
news-write = Write, look at it, try it out
news-who = Who gets it
news-agreed =
    { $count ->
        [one] One patron has agreed to get news.
       *[other] { $number } patrons have agreed to get news.
    }
news-who-text = Whoever has no address that mails reach is left out. Whoever calls news off while they are being sent gets none.
news-write-first = Write something first.
news-one-at-a-time = News are being sent. You can send others when they have gone, or when you stop them.
news-sent-before = The same words were sent on { $date }.
news-again = Send the same once more
news-send = Send to all who agreed
news-fine = What has gone cannot be taken back. The log says who sent it.
news-begun = The news are on their way. Reload this page to see how far they are.
news-stopped = Stopped. Mails that had not gone are called off.
news-mailings = Mailings
news-none = No news have been sent yet.
news-state-queued = On their way.
news-state-running = On their way.
news-state-done = All written.
news-state-stopped = Stopped.
news-state-failed = Given up: look at the server’s log. What was written goes all the same.
news-written =
    { $count ->
        [one] One mail was written.
       *[other] { $number } mails were written.
    }
news-waiting =
    { $count ->
        [one] One of them has not gone yet.
       *[other] { $number } of them have not gone yet.
    }
news-left-out =
    { $count ->
        [one] One patron was left out: no mail reaches them.
       *[other] { $number } patrons were left out: no mail reaches them.
    }
news-stop = Stop
problem-news-unwritten = Nothing is written yet. Nothing was sent.
problem-news-changed = Somebody has changed the words since you read them. Nothing was sent: read them again.
problem-news-again = The same words were sent before. Nothing was sent: tick the box if you want to send them once more.
problem-news-under-way = News are being sent right now, and their words stay as they are. Nothing was changed. Stop them, or wait until they have gone.
