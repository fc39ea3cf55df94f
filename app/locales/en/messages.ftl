# Messages that patrons get, and what is usual.
messages-title = Messages I get
choices-messages = What you want to hear about from us, how, and how early.
messages-lead = Choose what you want to hear about, and how. Untick everything in a row and that message does not come.
messages-event = What about
messages-digest = Together in one message
messages-days = Days ahead:
messages-usual = As is usual for you
messages-button = Save my choices
messages-saved = Your choices are saved.
messages-unchanged = Nothing was different, so nothing has changed.
messages-unreached = Some ways do not reach you at present. What you choose is kept for when they do.
messages-news = You decide about news of the library and its events here:
way-no-email = We have no e-mail address of yours that works as one.
way-mail-undeliverable = Mails to your address have come back. Please give us another one, or tell us that it works again.
way-no-sms = We have no number of yours for text messages.
way-no-phone = We have no phone number of yours.
way-no-address = We have no postal address of yours.
way-address-gone = Letters to your address have come back.
problem-messages-changed = Your choices were changed elsewhere meanwhile. Here is how they are now; please choose again.
problem-messages-days = Choose 0 to 30 days ahead.
rule-messages-days = Choose 0 to 30 days ahead.

## What staff see

message-settings-title = Messages to patrons
message-ways-title = Ways that the library offers
message-ways-lead = Patrons choose among these. A library without ways of its own offers those of the organization.
message-ways-all = The organization
message-ways-own = Own ways
message-ways-button = Save the ways
message-usual-title = Usual messages
message-usual-lead = This is what patrons get who have chosen nothing themselves and about whom the library system says nothing.
message-category = Patron category
message-category-all = All categories without words of their own
message-category-show = Show
message-usual-button = Save the usual messages

## Getting no more news

unsubscribe-title = No more news by e-mail?
unsubscribe-text = Press the button and the library sends you no more news by e-mail. Messages about your loans and holds come as before.
unsubscribe-button = Send me no more news
unsubscribed-title = No more news
unsubscribed-text = The library sends you no more news by e-mail. If that was a mistake, take it back here within an hour.
unsubscribe-undo = Send me news after all
subscribed-title = News come as before
subscribed-text = You get news by e-mail again. You can call them off at any time.
