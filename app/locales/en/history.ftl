## Loan history

history-title = My loan history
history-lead = What the library still knows about what you borrowed and reserved, and for how long.
history-total = { $count ->
    [one] The library knows of one loan or hold of yours, open ones included.
   *[other] The library knows of { $shown } loans and holds of yours, open ones included.
}
history-rule-title = What holds for you
history-rule-with-consent-days = { $count ->
    [one] What you borrowed and reserved is anonymized a day after it was over, unless you agree that it is kept longer.
   *[other] What you borrowed and reserved is anonymized { $count } days after it was over, unless you agree that it is kept longer.
}
history-rule-with-consent-at-once = What you borrowed and reserved is anonymized as soon as it is over, unless you agree that it is kept longer.
history-rule-with-consent-never = What you borrowed and reserved is kept as long as you have a card.
history-rule-until-asked-days = { $count ->
    [one] What you borrowed and reserved is kept. Whenever you wish, you can anonymize everything that was over more than a day ago.
   *[other] What you borrowed and reserved is kept. Whenever you wish, you can anonymize everything that was over more than { $count } days ago.
}
history-rule-until-asked-at-once = What you borrowed and reserved is kept. Whenever you wish, you can anonymize everything that is over.
history-rule-until-asked-never = What you borrowed and reserved is kept as long as you have a card.
history-rule-until-switched-days = { $count ->
    [one] What you borrowed and reserved is kept, until you say that it is to be anonymized a day after it was over.
   *[other] What you borrowed and reserved is kept, until you say that it is to be anonymized { $count } days after it was over.
}
history-rule-until-switched-at-once = What you borrowed and reserved is kept, until you say that it is to be anonymized as soon as it is over.
history-rule-until-switched-never = What you borrowed and reserved is kept as long as you have a card.
history-because-default = Your library has not set another rule.
history-because-organization = Your library decided so for everybody.
history-because-category = Your library decided so for your patron category.
history-because-patron = Your library decided so for you.
history-spared = You have not been in your patron category for long: nothing goes by itself before { $date }.
history-coming = From { $date } on another rule holds:
history-held-running-request = You made a request about your data that has no answer yet. Until then nothing is anonymized.
history-held-legal-hold = The library must keep your data for a legal matter. Until that is over nothing is anonymized.
history-choice-title = Your choice
history-choice-keep-on = You agreed that your loan history is kept longer.
history-choice-keep-off = You have not agreed that your loan history is kept longer.
history-choice-keep-turn-on = Keep my loan history
history-choice-keep-turn-off = Do not keep it any longer
history-choice-rolling-on = What is over is anonymized by itself from now on.
history-choice-rolling-off = Your loan history is kept.
history-choice-rolling-turn-on = Anonymize it by itself from now on
history-choice-rolling-turn-off = Keep it from now on
history-choice-since = You chose this on { $date }.
history-choice-within = What follows from your choice is done within a day. What was anonymized cannot be brought back.
history-choice-elsewhere = This is about what is kept here. The library system keeps its own list of your loans for as long as the library has set there.
history-chart-title = Month by month
history-chart-text = Loans and holds that were over in the last two years: { $shown } in all, { $most } in the busiest month.
history-chart-table = The same as a table
history-month = Month
history-entries = Entries
history-preview-title = If you anonymize now
history-year = Year
history-goes = Goes
history-stays = Stays, and why
history-year-none = Open, or without a date
history-stays-nothing = nothing
history-keep-open = { $count ->
    [one] one is open
   *[other] { $shown } are open
}
history-keep-legal-hold = { $shown } because of a legal matter
history-keep-running-request = { $shown } until your request is answered
history-keep-unpaid-fee = { $count ->
    [one] a fee for one is not paid
   *[other] fees for { $shown } are not paid
}
history-keep-policy = { $shown } by the library’s rule
history-keep-too-recent = { $count ->
    [one] one was over too short a time ago
   *[other] { $shown } were over too short a time ago
}
history-nothing = There is nothing to anonymize at present.
history-anonymize-link = Anonymize my loan history …
history-confirm-title = { $count ->
    [one] Anonymize one entry?
   *[other] Anonymize { $shown } entries?
}
history-confirm-lead = Nobody will know any more what you borrowed: not the library, and not you. This cannot be undone.
history-confirm-what = What happens
history-confirm-rows = Loans and holds go to an anonymous patron. The library can still count them, but not say whose they were.
history-confirm-texts = Titles, authors and barcodes disappear from notices, messages, fees and notes about you. Old notices lose their texts, but for bills and those about what stays.
history-confirm-files = Files with your data that wait for you here are deleted.
history-confirm-money = What you paid or owe stays as it is.
history-confirm-source = The library’s own loan system and its backups are not Carrel: ask the library about them.
history-confirm-button = { $count ->
    [one] Yes, anonymize one entry
   *[other] Yes, anonymize { $shown } entries
}
history-confirm-back = No, go back
history-job-running-title = Your loan history is being anonymized
history-job-running = You can close this page. It goes on, and you find it again under “My loan history”.
history-job-progress = Entries anonymized
history-job-so-far = { $done } of { $total }
history-job-done-title = Your loan history is anonymized
history-job-done = { $count ->
    [one] One entry no longer has your name. We have sent you a receipt by mail, if we have your address.
   *[other] { $shown } entries no longer have your name. We have sent you a receipt by mail, if we have your address.
}
history-job-failed-title = Your loan history could not be anonymized
history-job-failed = { $shown } entries are anonymized, the others are as they were. Please try again, or ask the library.
history-job-link = See how far it is
history-job-last = You last asked for it on { $date }.
history-back = Back to my loan history
problem-history-changed = Meanwhile another number of entries can be anonymized. Please look again and confirm the new number.
problem-history-nothing = There is nothing to anonymize at present.
problem-history-running = Your loan history is being anonymized already.
problem-history-no-choice = Your library’s rule leaves no such choice.
problem-history-days = A decision takes effect after 7 to 365 days, and a policy needs the days it counts.

## Loan history, for staff

nav-loan-history = Loan histories
history-staff-title = How long loan histories are kept
history-staff-lead = One of three policies, for the library, a patron category or a single patron; the nearest one holds. A decision takes effect after the days you set, and patrons see it coming.
history-staff-now = What is decided
history-staff-whose = For
history-staff-policy = Policy
history-staff-effect = Holds
history-staff-since = since { $date }
history-staff-from = from { $date }
history-staff-everybody = Everybody
history-staff-inherit = As the level above
history-staff-default = Nothing is decided: kept, and patrons may anonymize what was over more than 30 days ago.
history-staff-keeping-with-consent = A. Anonymized after a time, kept longer only with the patron’s consent
history-staff-keeping-until-asked = B. Kept; the patron may anonymize what is older, once
history-staff-keeping-until-switched = C. Kept; the patron may switch on that what is older is anonymized
history-staff-after = What is old
history-staff-after-days-choice = After so many days
history-staff-after-days = { $count ->
    [one] after one day
   *[other] after { $count } days
}
history-staff-after-at-once = as soon as it is closed
history-staff-after-never = never
history-staff-days = Days
history-staff-in = Takes effect in so many days
history-staff-in-hint = 7 to 365. Time to think it over, and for patrons to answer.
history-staff-form-title = A new decision
history-staff-preview-button = Show what it would do
history-staff-preview-title = What it would do
history-staff-preview-patrons = { $count ->
    [one] It is for one patron.
   *[other] It is for { $shown } patrons.
}
history-staff-preview-name = It is for { $name }.
history-staff-preview-goes = { $concerned } of them have { $shown } closed loans and holds that are old by it. From { $date } on these are anonymized by themselves, and cannot be brought back, unless the patron agrees before that they are kept. Patrons can answer on the page of their loan history from today on.
history-staff-preview-stays = { $concerned } of them have { $shown } closed loans and holds that are old by it. From { $date } on they may anonymize these; nothing goes by itself.
history-staff-preview-never = From { $date } on nothing is old by it, and nothing is anonymized.
history-staff-preview-inherit = From { $date } on the level above holds for them.
history-staff-confirm = { $count ->
    [one] Decide it for one patron
   *[other] Decide it for { $shown } patrons
}
history-staff-done = It is decided.
history-staff-runs = Daily runs
history-staff-run-day = Begun
history-staff-run-patrons = Patrons
history-staff-run-state-queued = Waiting
history-staff-run-state-running = Running
history-staff-run-state-done = Done
history-staff-run-state-failed = Given up
history-staff-run-state = State
history-staff-no-runs = None so far.
history-staff-this-one = This patron
history-staff-link = How long this patron’s loan history is kept
history-staff-preview-keeping = { $keeping ->
    [0] None of these patrons has agreed so far to be kept longer.
    [one] One of these patrons has agreed to be kept longer: { $kept } of the loans and holds stay, { $goes } go.
   *[other] { $shown } of these patrons have agreed to be kept longer: { $kept } of the loans and holds stay, { $goes } go.
}
history-staff-preview-silent = { $count ->
    [0] Everybody has said whether theirs may be kept longer.
    [one] One patron has not said yet whether theirs may be kept longer.
   *[other] { $shown } patrons have not said yet whether theirs may be kept longer.
}
history-staff-ask = Ask them at their next sign-in
history-staff-ask-hint = As a notice on “My data” that they may put off. Who is not asked finds the question only on the page of their loan history.
history-staff-asked = They are asked when they sign in: that is set under “Consents” already.
