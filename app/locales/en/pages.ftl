# The frame around every page, and pages that say why there is nothing else.
site-description = See what your library holds about you, take it with you, and decide how it is used.
skip-to-content = Skip to the content
footer-promise = This page keeps no cookies but the ones that sign you in, and loads nothing from anyone else.
nav-label = Main
nav-my-data = My data
nav-take-away = Take it with you
nav-security = Security
sign-out = Sign out
language-label = Language
trail-label = Where you are
pages-label = Pages of this list
previous-page = Previous
next-page = Next
details = Details
problem-title = That did not work
to-start = To the start
request-number = If you ask the library about this, tell them the number { $number }.
not-found-title = There is no such page
not-found-text = The address may be mistyped, or what was here is no longer kept. Your data is untouched.
not-set-up-title = The library is still setting this up
not-set-up-text = No library has been added yet. Please come back later.
unavailable-title = This can’t be shown just now
unavailable-text = Something failed on our side. Your data is safe and nothing was changed. Please try again in a few minutes.
nav-my-requests = Requests
nav-staff = Staff desk
nav-staff-label = Staff
nav-today = Today
nav-patrons = Patrons
nav-requests = Requests
nav-logs = Log
nav-mail = Outbox
nav-templates = Templates
nav-roles = Roles
nav-settings = Settings
nav-own-data = My own data
refused-title = Your role does not include this
refused-text = It needs the permission “{ $permission }”, which you do not have. Nothing was shown or changed; that you asked is in the log. If you need it for your work, ask a main user of your library.
outside-title = Staff work is not open from here
outside-text = Your library lets staff work from its own networks only. Your own data is still there for you; for staff work, use a computer at the library.
tried-too-often =
    That was tried too often. Please wait { $minutes ->
        [one] a minute
       *[other] { $minutes } minutes
    } and try again.
display-off-title = Your library gives you your data on request
display-off-text = It does not show it here by itself. Ask for a copy, and the library gives it to you within a month.
display-link-title = Your library opens your data on request
display-link-text = Ask for a copy, and the library sends a link to your mail address that opens your data here. If you have such a link already, open it now.
