# What the library decides for itself.
settings-title = Settings
settings-saved = Saved. It shows everywhere within half a minute.
settings-button = Save the settings
settings-fine = Every change is kept in the log with its old and new value.
setting-my-data = When patrons see their data
setting-my-data-always = Always
setting-my-data-always-hint = Patrons see their data whenever they sign in.
setting-my-data-link = Only through a link
setting-my-data-link-hint = Patrons see their data after staff have sent them a link, for as long as it is open.
setting-my-data-off = Not here
setting-my-data-off-hint = Patrons see no data on these pages; staff print it for them on request.
setting-deliveries = Requests and deliveries
setting-link-days = Days a link is good for
setting-link-days-hint = 1 to 30. After that a link opens nothing, and staff can send a new one.
setting-identity-check = Strong sign-in counts as identity check
setting-identity-check-hint = A request that a patron files after signing in strongly needs no other check of who they are.
setting-log = The patron’s log
setting-staff-names = Show names of staff
setting-staff-names-hint = Patrons see by name who looked at their data. Otherwise they see role and library only.
setting-roles = Roles that may be granted
setting-roles-hint = What is not ticked cannot be granted; whoever has it already keeps it until it is revoked. Administrator is always allowed.

## What is against the rules

rule-link-days = A link may be good for 1 to 30 days.
rule-my-data-display = Choose when patrons see their data.

## Passwords and addresses

setting-passwords = Passwords
setting-password-length = Characters a password has at least
setting-password-length-hint = 8 to 64; 15 is recommended where nothing else is asked for at sign-in. Staff without a second step always need 15. PINs from the library system stay valid for patrons.
setting-email = E-mail addresses
setting-patrons-update-email = Patrons change their address themselves
setting-patrons-update-email-hint = A new address counts once its link has been opened. Otherwise addresses are changed at the library. Categories may have rules of their own.
setting-email-prompt = Ask for a missing address
setting-email-prompt-hint = After sign-in, My data asks patrons without a confirmed address for one; they may decline. Only while mails go out, and patrons change their address themselves.
setting-email-prompt-days = Days until asked again after “later”
setting-email-prompt-days-hint = 1 to 365.
rule-password-length = A password may have to have 8 to 64 characters.
rule-email-prompt-days = Asking again is possible after 1 to 365 days.
setting-sources = Where patrons come from
setting-source-done = { $name }: brought up to date on { $date }. Added: { $added }, changed: { $changed }, no longer there: { $leavers }, refused: { $refused }.
setting-source-running = { $name }: being read now.
setting-source-stopped = { $name }: stopped on { $date } and nothing changed, because more people were missing than may leave at once.
setting-source-too-many-gone = { $name }: brought up to date on { $date }, but nothing was done about those who are no longer there: more people were missing than may leave at once.
setting-source-failed = { $name }: could not be read on { $date }. The server’s log says why.
