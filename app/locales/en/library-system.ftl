## How a patron's record and the library system stand

library-system-fresh = As the library system had it: { $time }.
library-system-imported = The library system could not be asked yet. You see what it told us last.
library-system-on-its-way = The library system has not answered yet. You see what it told us last: { $time }. Newer data are on their way; look again in a moment.
library-system-on-its-way-first = The library system has not answered yet. Newer data are on their way; look again in a moment.
library-system-away = The library system does not answer just now. You see what it told us last: { $time }.
library-system-gone = The library system does not know this card any more. You see what it told us last: { $time }.
library-system-missing = The library system did not tell us, or not all of it: { $what }.

## What it was told of one's changes

library-sent-contact-queued = Your new contact data are on their way to the library system.
library-sent-contact-awaits-staff = Your new contact data have reached the library system. The library’s staff look at them before they hold there.
library-sent-contact-conflict = Your contact data were changed in the library system meanwhile, so that your change was not made there. Please look at them again.
library-sent-contact-failed = Your new contact data could not be brought to the library system. Please ask the library to change them.
library-sent-messages-queued = What you chose about messages is on its way to the library system.
library-sent-messages-conflict = What you chose about messages was changed in the library system meanwhile, so that your choice was not made there. Please look at it again.
library-sent-messages-failed = What you chose about messages could not be brought to the library system. Please ask the library to change it.
library-sent-history-queued = The library system is being told to anonymize your loan history, too.
library-sent-history-failed = The library system could not be told to anonymize your loan history. Please ask the library to do it there.
library-sent-history-untold = The library system still has the loans that were anonymized here: it can only anonymize all returned loans or none, and some of yours stay. If it shall forget them too, ask the library.

sign-in-away = We can’t check your PIN: the library system does not answer. Please try again in a few minutes.

## How it is, for staff

today-library-system-rests = The library system fails and is left alone until { $time }.
today-library-system-failed = { $count ->
    [one] One change of a patron’s could not be brought to the library system in the last 30 days.
   *[other] { $count } changes of patrons could not be brought to the library system in the last 30 days.
}
today-library-system-missing = The library system does not offer: { $what }.

library-offer-all-data = all data of a patron at once (notices, messages, restrictions)
library-offer-logs = its own log
library-offer-passwords = checking PINs
library-offer-holds = holds
library-offer-fees = fees that are paid
library-offer-attributes = extended attributes
library-offer-suggestions = purchase suggestions
library-offer-preferences = message preferences
library-offer-history = anonymizing loan histories

## Where the library system checks PINs

sign-in-elsewhere = The library system checks the PIN when you sign in with your card. A password that you choose here does not count there: change your PIN at the library, or in its online service.
sign-in-elsewhere-but = The library system checks the PIN when you sign in with your card. A password that you choose here counts only while the library system does not answer. To change your PIN, go to the library or its online service.
