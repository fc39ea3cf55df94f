# How long data is kept.
nav-retention = Retention
retention-title = How long data is kept
retention-lead = These rules say how long the library keeps what, and what happens then. A rule does nothing by itself: it runs when you have looked at what it would do and said so, or every day once you have switched that on.
retention-rules-title = Rules
retention-column-what = What
retention-column-whom = Whose
retention-column-keep = Is kept
retention-column-then = Then
retention-column-edit = Change
retention-everybody = Everybody
retention-everybody-else = Everybody else
retention-edit = Change or preview
retention-edit-about = Change or preview: { $subject }
retention-keep-forever = for ever: nothing is removed
retention-keep-at-once = not at all: removed at the next run
retention-keep-days =
    { $number ->
        [one] { $number } day after { $event }
       *[other] { $number } days after { $event }
    }
retention-keep-months =
    { $number ->
        [one] { $number } month after { $event }
       *[other] { $number } months after { $event }
    }
retention-keep-years =
    { $number ->
        [one] { $number } year after { $event }
       *[other] { $number } years after { $event }
    }
retention-keep-calendar-years =
    { $number ->
        [0] until the end of the year of { $event }
        [one] the calendar year of { $event } and one more
       *[other] the calendar year of { $event } and { $number } more
    }
retention-subject-patrons = People who did not renew
retention-subject-checkout-history = Returned loans
retention-subject-hold-history = Holds that are over
retention-subject-private-fees = Paid fees under private law
retention-subject-public-fees = Paid fees under public law, and payments
retention-subject-bills = Bills for items not returned
retention-subject-notices = Other notices
retention-subject-messages = Messages and notes
retention-subject-restrictions = Restrictions that ended
retention-subject-suggestions = Purchase suggestions that were decided
retention-subject-interlibrary-loans = Loans from other libraries that are over
retention-subject-log = The log
retention-event-patrons = the end of the membership
retention-event-checkout-history = the return
retention-event-hold-history = the cancellation or the arrival
retention-event-private-fees = full payment
retention-event-public-fees = full payment
retention-event-bills = the sending
retention-event-notices = the sending
retention-event-messages = the writing
retention-event-restrictions = the last day of the restriction
retention-event-suggestions = the suggestion
retention-event-interlibrary-loans = the due date
retention-event-log = the entry
retention-then-anonymize = The link to the person is removed; loans and money still add up
retention-then-delete = Deleted
retention-then-stages = Told, locked, anonymized and removed, step by step
retention-then-tell = Nothing by itself: entries are proof, and go with a lawful erasure only
retention-schedule-title = When rules run
retention-schedule-off = Rules do not run by themselves.
retention-schedule-on = Rules run every day. Next run: { $date }
retention-schedule-check = Run the rules every day
retention-schedule-first = The first run would do this to { $count } things or people.
retention-schedule-shown = I have looked at it: { $count }
retention-schedule-hour = At which hour
retention-schedule-hour-hint = 0 to 23, in the library’s time. A run that was missed is made up for once.
retention-delay-told = Days from the mail until sign-in is locked
retention-delay-locked = Days from locking until the person is anonymized
retention-delay-anonymized = Days from anonymizing until the row is removed
retention-delay-hint = 1 to 365. Until the person is anonymized everything can be stopped.
retention-debits = Fees under private law
retention-debits-hint = Codes of fees, with commas between them. All other fees count as public law.
retention-schedule-button = Save
retention-saved = Saved.
retention-run-left = What was still due is due as before. The preview says how much.
retention-run-left-link = Preview of everything
retention-schedule-stopped = Saved. The daily run has stopped, for it would do what nobody has looked at yet: look at the preview of everything, then switch it on again.
retention-mail-off = No mails are sent from here. Nobody can be told, so nobody who did not renew is locked or removed.
retention-runs-title = Runs
retention-runs-none = No rule has run yet.
retention-run-everything = Everything
retention-run-line = { $what }, { $date }: { $state }, { $count } done
retention-run-state-queued = waiting
retention-run-state-running = running
retention-run-state-done = done
retention-run-state-cancelled = called off
retention-run-state-failed = given up
retention-people-title = People on the way out, and legal holds
retention-people-link = People on the way out and legal holds
retention-people-lead = People who did not renew go through these stages. You can stop it for one person, on their page. Renewing stops it as well.
retention-people-none = Nobody is on the way out.
retention-stage-told = Told
retention-stage-locked = Locked
retention-stage-anonymized = Anonymized
retention-stage-removed = Removed
retention-stage-count = { $stage }: { $count }
retention-column-person = Person
retention-column-stage = Stage
retention-column-ended = Membership ended
retention-column-next = Next step
retention-person-nobody = nobody any more
retention-stage-stopped = Stopped: { $reason }
retention-told-mail = Told by mail
retention-told-mail-no-address = Not told: no mail address
retention-told-mail-undeliverable = Not told: the mail address does not work
retention-holds-title = Legal holds
retention-holds-none = No legal hold is in force.
retention-preview-all = Preview of everything
retention-preview-title = What would happen now
retention-preview-lead = Nothing has been done yet. These are the numbers of this moment.
retention-preview-acts =
    { $count ->
        [0] Nothing is due.
        [one] { $shown } is due.
       *[other] { $shown } are due.
    }
retention-preview-oldest = The oldest is of { $date }.
retention-preview-kept = Due, but staying: { $count } ({ $reason })
retention-preview-undated = Staying, for there is no date that its time could count from: { $count }
retention-preview-sample = Some of it
retention-preview-sample-since = since { $date }
retention-due-title = On their way already, and their time to think is over
retention-due-locked = { $count ->
    [one] One person who was told is locked out.
   *[other] { $shown } people who were told are locked out.
}
retention-due-anonymized = { $count ->
    [one] One person who is locked out is anonymized: everything personal goes, and nobody can bring it back.
   *[other] { $shown } people who are locked out are anonymized: everything personal goes, and nobody can bring it back.
}
retention-due-removed = { $count ->
    [one] One anonymized person is removed, with what the log said of them.
   *[other] { $shown } anonymized people are removed, with what the log said of them.
}
retention-stop-no-date = no date is known
retention-stop-legal-hold = legal hold
retention-stop-data-request = an open request of the patron about their data
retention-stop-staff = somebody with a role
retention-stop-open-loan = something is on loan
retention-stop-unpaid-fee = something is not paid
retention-stop-open-hold = something is on hold
retention-stop-ward = answers for somebody whose membership goes on
retention-stop-consent = their consent to keep the loan history
retention-stop-by-staff = stopped by staff
retention-run-title = Run now
retention-run-fine = It runs in the background, in small parts, beside normal work. It can be called off; what is done by then stays done and cannot be undone.
retention-run-confirm = Yes, do this to { $count }
retention-run-button = Run now: { $count }
retention-people-begin = People are told by mail first. Nothing is lost before two more steps, weeks later.
retention-rule-title = Rule: { $whom }
retention-rule-unit = How long
retention-rule-number = Number
retention-rule-number-hint = 0 to 999. With “for ever” the number does not count. 0 days means not at all.
retention-unit-forever = For ever
retention-unit-days = Days
retention-unit-months = Months
retention-unit-years = Years
retention-unit-calendar-years = The running year and so many more
retention-rule-action = What happens then
retention-rule-save = Save the rule
retention-rule-remove = Remove this rule: the one for everybody holds then
retention-rule-add = A rule of its own for a patron category
retention-rule-category = Patron category
retention-rule-fine = Saving a rule removes nothing. If rules run every day, a changed rule stops that, until you have looked at what they would do now. Runs that were confirmed go on by the rule they were confirmed with.
retention-run-page = Run
retention-run-of-schedule = Begun by the schedule, { $date }
retention-run-of-staff = Begun by staff, { $date }
retention-run-finished = Over since { $date }
retention-run-done = { $count } done
retention-run-kept = { $count } kept: { $reason }
retention-run-cancel = Call it off
retention-run-cancelled = The run is called off.
retention-run-started = The run has begun. This page shows how far it is when you load it again.
retention-does-anonymize = made anonymous
retention-does-delete = deleted
retention-does-end = stopped, because a membership was renewed or a rule changed
retention-does-anonymized = removed
retention-does-locked = anonymized
retention-does-told = locked
retention-does-tell = told
retention-report-line = { $what } ({ $whom }): { $count } { $does }
hold-title = Keeping and removing
hold-none = No legal hold. The rules apply.
hold-line = Legal hold since { $date }: { $reason }
hold-line-until = Legal hold from { $date } to { $until }: { $reason }
hold-by = Placed by { $name }
hold-lift = Lift this hold
hold-place-title = Place a legal hold
hold-place-text = Nothing about this person is removed or anonymized by a rule while it is in force.
hold-reason-label = Reason
hold-until-label = Last day (may be empty)
hold-place-button = Place the hold
stage-line = Did not renew (ended { $ended }): { $stage }. Next step { $next }.
stage-stop-label = Reason to stop it
stage-stop-button = Stop it for this person
stage-resume-button = Let it begin anew
problem-retention-action = That cannot be done with this data.
problem-retention-category = There is no such patron category.
problem-retention-keep = Choose how long, and give a number from 0 to 999.
problem-retention-changed = The number has changed since the page was shown, and nothing was done. Please look at the preview again.
problem-retention-not-confirmed = Tick the box to confirm.
problem-retention-run-over = This run is over already.
problem-retention-hour = Give an hour from 0 to 23.
problem-retention-delays = Give 1 to 365 days for each step.
problem-hold-reason = Give a reason of at most 500 characters.
problem-hold-past = The last day must be today or later.
problem-stop-reason = Give a reason of at most 500 characters.
problem-stop-too-late = This cannot be stopped: it did not begin, or the person was anonymized already.
sign-in-expired = Your membership at the library ended and you have been locked out. Renew it at the library, and you can sign in again.
retention-register = Kept { $keep }. { $then }.
retention-register-of = { $subject }: kept { $keep }. { $then }.
retention-register-own = For { $category }: kept { $keep }. { $then }.
statistics-title = Statistics without names
statistics-lead = When loans, fees and other rows are made anonymous, a line can be kept for statistics. Choose what stands in it. The fewer fields, the safer.
statistics-field-library = Library of the loan
statistics-field-patron-library = Home library
statistics-field-patron-category = Patron category
statistics-field-age-band = Age in tens of years
statistics-field-postcode-area = First two characters of the postcode
statistics-field-item-type = Item type (known of holds only)
statistics-field-amount = Amount of fees
statistics-times = Times
statistics-times-hint = When a loan began and ended, a fee was made, a hold was placed. Times make groups smaller: with days, nearly every group has one person in it.
statistics-times-none = None
statistics-times-year = The year
statistics-times-month = The month
statistics-times-day = The day
statistics-on = Keep statistics
statistics-k = Smallest group
statistics-k-hint = 2 to 100. You are warned of groups with fewer people than that: whoever knows something may recognize somebody in them.
statistics-small = Groups of fewer than { $k } people, or of which it is not known of how many: { $groups }, with lines: { $rows }. Keep fewer fields, or do not give this file away.
statistics-safe = Every group is of at least { $k } people.
statistics-lines = { $count } lines are kept.
statistics-export = Take the statistics as CSV
problem-statistics-k = Give a number from 2 to 100.
letter-name = Name
letter-address = Address
letter-address-2 = Address, second line
letter-postcode = Postcode
letter-city = City
letter-country = Country
letter-card = Card number
letter-language = Language
letter-why = Why no mail
letter-ended = Membership ended
letter-locked = Locked on, if told today
retention-fees-hint = A fee’s time begins when nothing of it is left to pay. The library system does not name that day, so its last change of the line counts; where it tells of none, the day of the entry.
retention-preview-small = Statistics: groups that would be of fewer than { $k } people: { $groups }, with lines: { $rows }. Whoever knows something may recognize somebody in them.
retention-preview-small-link = Choose what stays for statistics
retention-untold-label = People whom no mail reaches
retention-untold-hint = Whoever has no mail address, or one that does not work.
retention-untold-wait = wait until staff have told them
retention-untold-go = go on as if they had been told
retention-stage-untold = Not told yet
retention-told-letter = Told by staff
retention-told-letter-on = Told by staff, { $date }
retention-next-kept = Stays for now: { $reason }
retention-next-waits = waits until told
retention-next-run = at the next run
retention-untold-title = To be told on paper or at the desk
retention-untold-count = { $count ->
    [one] One person could not be told by mail.
   *[other] { $shown } people could not be told by mail.
}
retention-untold-waiting = { $count ->
    [one] Nothing happens to this person until you have told them, by letter, by telephone or at the desk, and marked them as told. Their time begins on that day.
   *[other] Nothing happens to them until you have told them, by letter, by telephone or at the desk, and marked them as told. Their time begins on that day.
}
retention-untold-going = { $count ->
    [one] The library has chosen not to wait: this person goes on as if they had been told. You can still tell them; their time begins on that day then.
   *[other] The library has chosen not to wait for them: they go on as if they had been told. You can still tell them; their time begins on that day then.
}
retention-letters = Take the list for letters as CSV
retention-letters-fine = Names and postal addresses stand in it. The log of each of these people says that you took it.
retention-mark = Mark as told today
retention-mark-ticked = Mark those ticked as told today
retention-mark-one = Told today: { $name }
retention-mark-column = Told
retention-marked = Noted: they have been told.
problem-told-nobody = Tick at least one person and at most 500.
