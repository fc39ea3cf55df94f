# Correcting contact data.
own-contact-title = How we reach you
choices-contact = Your address and phone numbers: correct them, or ask us to.
own-contact-lead = Please keep this right, so that what we send reaches you and nobody else.
contact-button = Save
contact-fine = You are told by e-mail that something was changed, in case it was not you.
contact-saved = Saved. It counts from now on; the library puts it into its own system.
contact-unchanged = Nothing was different, so nothing has changed.
contact-waiting = Changed by you; not in the library’s own system yet.
contact-email = Your e-mail address is changed with a link that we send to the new one:
contact-ask-title = Anything else
contact-ask-label = What shall we correct?
contact-ask-button = Ask the library
contact-wish = Please correct my contact data:
problem-contact-number = A phone number has 4 to 15 digits, and besides them spaces, hyphens, brackets and a plus at the beginning.
problem-contact-text = This is too long, or has characters that cannot stand there.
problem-contact-not-yours = The library changes this itself. Ask for it below.

## What staff see

contact-fields-title = What patrons may correct themselves
contact-fields-lead = Ticked fields are corrected by patrons themselves, and you see the changes. For the others they file a request.
contact-fields-all = All categories without rules of their own
contact-fields-own = Own rules
contact-fields-email = E-mail
contact-fields-email-lead = A new e-mail address counts once the link that is sent to it has been opened. Without a tick, addresses are changed at the library, and nobody of that category is asked for one.
contact-changes-title = Corrected by patrons
contact-changes-lead = These changes count here at once. Put them into the library system; they leave this list when it sends them back.
contact-changes-none = There are none.
contact-change-removed = (removed)
contact-change-before = before: { $value }
