# Data requests and deliveries.

patrons-title = Patrons
patrons-find-label = Find a patron
patrons-find-hint = Card number, e-mail address, or the beginning of a name: “Virtanen Matti”.
patrons-found =
    { $count ->
        [0] Nobody was found. Check the spelling, or try the card number.
        [one] One patron found.
       *[other] { $count } patrons found.
    }
patrons-too-many = The first fifty are shown. Write more of the name, or the card number.
column-name = Name
column-cardnumber = Card number
column-library = Library
column-category = Category
column-patron = Patron
column-due = Due
column-identity = Identity checked
column-owner = Answered by
column-state = State
nobody-yet = nobody yet
patron-title = Patron
patron-contact-title = How they are reached
patron-deliveries-title = One-time links and prints
patron-requests-title = Open requests
patron-requests-none = Nothing is open.
record-title = Record a request
record-lead = Data is delivered only in answer to a written request that is recorded here.
request-kind-label = Request
request-channel-label = How it came
request-received-label = Received
request-document-label = Document
request-document-hint = Its reference in your files, so that it can be found again.
request-wish-label = What it says
record-button = Record it
requests-title = Data requests
tab-open = Open
tab-mine = Mine
tab-closed = Closed
requests-none = No requests here.
days-overdue =
    { $count ->
        [one] a day overdue
       *[other] { $count } days overdue
    }
days-left =
    { $count ->
        [0] due today
        [one] a day left
       *[other] { $count } days left
    }
request-title = Request
request-goes-on = This request goes on as another one.
request-take = I answer this one
request-of = of { $date }
request-due = due { $date }
request-merge = This one goes on as that
request-extension-label = Why it takes longer
request-outcome-label = What it came to
duplicates-title = The same was asked more than once
duplicates-text = Merging closes this request; the other keeps the earlier due date and its own identity check.
identity-title = Identity
identity-question = How did you make sure that the request is the patron’s own?
identity-done = Checked:
identity-button = Identity is checked
delivery-title = Deliver the data
delivery-no-permission = Delivering takes the permissions privacy.patron_data and tools.view_system_logs, which your role does not have.
delivery-identity-first = Check the patron’s identity first: without it nothing is delivered.
link-title = Send a link
link-goes-to = To the registered address:
link-explained =
    The link opens once, only for this patron after sign-in, and ends after { $days ->
        [one] a day
       *[other] { $days } days
    }. A link sent before is cancelled.
link-send = Send the link
link-until = until { $date }
link-revoke = Cancel it
print-title = Print
print-text = The same PDF as the patron’s own, with the log entries about them. The request is marked as delivered.
print-button = Make the PDF
extend-title = More time
extend-text = Two months more, once, if the request is complex. The patron is told the reason now.
extend-reason-label = Reason, as the patron reads it
extend-button = Take two months more
close-title = Close the request
close-text = The patron gets the answer by mail and sees it here. Links that nobody opened are cancelled.
close-state-label = How it ended
close-button = Close the request
timeline-title = What happened
my-requests-title = My requests
my-requests-lead = Ask the library to show, correct, delete or stop using your data. It answers within a month.
my-requests-so-far = What you have asked
my-request-kind-label = What do you want?
my-request-wish-label = In your own words
my-request-wish-hint = What is it about? Say no more about yourself than is needed.
my-request-button = Send the request
my-request-due = The library answers by { $date }.
withdraw-text = Changed your mind? The library then does nothing more about it.
withdraw-button = Take the request back
link-page-title = Your data, opened once
link-page-lead = Your library sent you a link to everything it holds about you. Sign in with your library card to open it.
link-page-fine = Looking at this page uses nothing up. If you did not ask for your data, do nothing and tell the library.
link-sign-in = Sign in
link-ready-title = Your data is ready to open
link-ready-text = The link opens once, and you can look around for half an hour. It waits for you until { $date }.
link-open-button = Open my data now
link-open-title = Your data is open
link-open-text = You can look around and save it until { $date }, on this device.
link-to-my-data = See my data
link-used-title = This link has been opened
link-used-text = Each link opens once. If it was not you who opened it, tell the library at once. You can ask for your data again.
link-expired-title = This link has ended
link-expired-text = It was not opened in time. You can ask the library for a new one.
link-revoked-title = The library cancelled this link
link-revoked-text = If it sent you a newer one, use that. Otherwise ask the library.
link-nothing-title = This link opens nothing for you
link-nothing-text = Check that the whole address was copied, and that you are signed in with the library card it was sent for.

## request-kind

request-kind-access = Copy of the data
request-kind-portability = Data for another service
request-kind-rectification = Correction
request-kind-erasure = Deletion
request-kind-restriction = Restriction
request-kind-objection = Objection

## request-hint

request-hint-access = Everything the library holds about you, on paper or by a link.
request-hint-portability = Your data in a form that other programs can read.
request-hint-rectification = Something is wrong or missing.
request-hint-erasure = Something should no longer be kept.
request-hint-restriction = Something should not be used while it is being sorted out.
request-hint-objection = Your data should not be used for something.

## request-channel

request-channel-portal = filed here by the patron
request-channel-letter = by letter
request-channel-desk = at the desk, on paper
request-channel-email = by e-mail
request-channel-other = in another way

## request-state

request-state-open = Open
request-state-answered = Done as asked
request-state-partly = Done in part
request-state-refused = Refused
request-state-withdrawn = Taken back
request-state-merged = Merged with another request

## identity-method

identity-method-identity-card = Passport, driving licence or identity card
identity-method-library-card = Library card and something only the patron knows
identity-method-strong-sign-in = Strong sign-in
identity-method-known-person = I know the patron in person

## disclosure-way

disclosure-way-link = one-time link
disclosure-way-print = print

## disclosure-state

disclosure-state-sent = sent, not opened
disclosure-state-opened = opened
disclosure-state-expired = ended unopened
disclosure-state-revoked = cancelled
disclosure-state-delivered = delivered

## event

event-filed = The patron sent the request
event-recorded = The request was recorded
event-assigned = Somebody took it on
event-identity-checked = Identity was checked
event-extended = Two months more were taken
event-delivery-refused = Delivery was refused
event-printed = The data was printed
event-link-sent = A one-time link was sent
event-link-opened = The link was opened
event-link-revoked = The link was cancelled
event-link-expired = The link ended unopened
event-api-read = A connected program read the data
event-reminded = Whoever answers it was reminded
event-answered = Closed: done as asked
event-partly = Closed: done in part
event-refused = Closed: refused
event-withdrawn = The request was taken back
event-merged = Went on as another request
event-merged-here = Another request was merged into this one

## event-note

event-note-identity-card = Passport, driving licence or identity card
event-note-library-card = Library card and something only the patron knows
event-note-strong-sign-in = Strong sign-in
event-note-known-person = Known in person
event-note-delivery-request-closed = The request was closed.
event-note-delivery-wrong-kind = This kind of request is not answered with all data.
event-note-delivery-identity-unchecked = Identity had not been checked.

## problem

problem-request-incomplete = Something was not chosen. Nothing was changed; please choose and send again.
problem-request-without-date = The day of receipt is missing or is no date. Nothing was recorded.
problem-request-in-future = The day of receipt is still to come. Nothing was recorded.
problem-request-too-old = The day of receipt is more than a year ago. Nothing was recorded; check the year.
problem-request-without-document = The reference of the written request is missing. Nothing was recorded.
problem-request-needs-words = Please say in your own words what it is about. Nothing was sent.
problem-request-too-many = Many requests of yours are open already. Please wait for the library’s answers, or take one back. Nothing was sent.
problem-request-closed = Somebody has done this already, or the request is closed. This page shows how it is now.
problem-request-own = This is your own request: somebody else has to check your identity.
problem-request-needs-reason = The reason is missing. Nothing was changed.
problem-request-overdue = The first month is over: it can no longer be extended.
problem-request-needs-outcome = The answer for the patron is missing. Nothing was closed.
problem-request-not-alike = Only open requests of the same kind by the same patron can be merged. Nothing was changed.
problem-delivery-request-closed = The request is closed: nothing was delivered. Record a new one if the patron asks again.
problem-delivery-wrong-kind = This kind of request is not answered with all data: nothing was delivered.
problem-delivery-identity-unchecked = The patron’s identity has not been checked: nothing was delivered. That it was tried is in the log.
problem-link-over = This link can no longer be cancelled: it has ended already.
problem-address-not-wrong = Nothing is known against this address. Nothing was changed.
problem-mail-off = This installation sends no mails. Nothing was sent; print the data instead.
problem-mail-no-address = No e-mail address is registered for this patron. Nothing was sent; print the data, or have the address added to the library system first.
problem-mail-undeliverable = Mails to the registered address came back. Nothing was sent; have the address corrected in the library system first, or print the data.
problem-mail-not-wanted = The patron has not agreed to get news. Nothing was sent.
