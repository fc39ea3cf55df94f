# Guardians and who is in their care.
guardians-title = Guardians and people in your care
choices-guardians = Who sees some of your data as your guardian, and the people in your own care.
guardians-lead = A library may let guardians see some of what it holds about a child in their care. Here you see whom that concerns, and what it is.

## What the ward is told

told-title = Who sees your data
told-none = The library knows of no guardian of yours.
told-sees = Until you turn { $age } on { $date }, { $guardian } can see:
told-nothing-closed = { $guardian } sees nothing of your data.
told-nothing-by-library = { $guardian } sees nothing of your data: your library shows guardians nothing.
told-nothing-birth-unknown = { $guardian } sees nothing of your data: the library does not know when you were born.
told-nothing-grown = { $guardian } sees nothing of your data any more: you are old enough.
told-nothing-by-ward = { $guardian } sees nothing of your data, as you wanted it in the library’s own system.
told-log = Each time a guardian looks, it is written down where you can see it:
told-log-link = who looked at your data
told-link = More about guardians and people in your care
guardian-with-relationship = { $name } ({ $relationship })

sight-fees = Fees and payments
sight-restrictions = Restrictions on borrowing
sight-checkouts = What is on loan: when it was lent and when it is due
sight-holds = What is reserved: since when, and where it waits
sight-titles = Which titles these are about

## What the guardian sees

in-care-title = People in your care
in-care-none = The library knows of nobody in your care.
in-care-look = See what the library shows you of { $name }
in-care-until = Until { $date }.
in-care-nothing-closed = The library shows you nothing of their data.
in-care-nothing-by-library = The library shows you nothing of their data.
in-care-nothing-by-ward = The library shows you nothing of their data.
in-care-nothing-birth-unknown = Nothing can be shown, because the library does not know when they were born. Please ask the library to put it right.
in-care-nothing-grown = Nothing is shown any more: they are old enough to look after their own library matters.
ward-title = { $name }: what you see as guardian
ward-lead = These are not your own data but those of { $name }. You see them as guardian, until { $date }. Each time you look, { $name } can see it.
ward-shown-title = What the library shows you
ward-category-title = { $name }: { $category }
ward-category-lead = These are not your own data but those of { $name }, who can see that you looked.
ward-no-titles = Titles are not shown: what somebody reads is their own affair.
ward-no-files = There is nothing to download here. If you need these data on paper or as a file, ask the library.
ward-empty = There is nothing here.

## What staff decide

guardian-rules-title = What guardians see
guardian-rules-lead = Guardians who are known to the library see what is ticked here of the people in their care, until these reach the age. The patron category is that of the person in care. Whose day of birth is not known is seen by nobody. A “no” of the person in care, in the library system, always counts. Loan histories, messages, notes, addresses and the log are never shown.
guardian-rules-undecided = Nobody has decided yet: guardians see nothing. What is ticked is a suggestion, and counts once you have saved it.
guardian-rules-off = Patrons do not see their own data by themselves now (see Settings). While that is so, their guardians see nothing either.
guardian-rules-all = All categories without a rule of their own
guardian-rules-until = Guardians see what is ticked
guardian-until-as-usual = As for all others
guardian-until-nothing = Never: they see nothing
guardian-until-age = { $age ->
    [one] Until the age of { $age } year
   *[other] Until the age of { $age }
}
guardian-rules-titles-hint = What somebody reads may be sensitive. Titles are shown wherever loans, holds or fees are.
guardian-rules-button = See whom it concerns
guardian-rules-fine = Nothing changes yet: first you see how many people it concerns.
rule-guardian-sights = Tick at least one category for each age that you chose, or choose “Never”. Titles alone show nothing.
reach-title = Whom this concerns
reach-wards = People with a guardian who is known
reach-guardians = Their guardians
reach-seen-before = Seen by a guardian now
reach-seen-after = Seen by a guardian afterwards
reach-opened = Of them, guardians see more than now
reach-closed = Guardians see less than now, or nothing
reach-birth-unknown = Not seen, because their day of birth is not known
reach-grown = Not seen, because they have reached the age
reach-by-choice = Keep loans or fees to themselves in the library system
reach-save = { $count ->
    [0] Save: nobody’s data is opened
    [one] Save: guardians see more of one person
   *[other] Save: guardians see more of { $count } people
}
reach-told = Saving takes effect at once. The people in care are told on their own pages; no mail is sent.

patron-guardians-title = Guardians and people in care
patron-guardian-of-them = Guardian: { $name }
patron-in-their-care = In their care: { $name }
patron-sees = Until { $date } the guardian sees:
patron-sees-nothing-closed = The guardian sees nothing: one of the accounts is closed, locked or about to be removed.
patron-sees-nothing-by-library = The guardian sees nothing: the library has not opened anything for this patron category.
patron-sees-nothing-birth-unknown = The guardian sees nothing: the day of birth is not known.
patron-sees-nothing-grown = The guardian sees nothing: the person in care has reached the age.
patron-sees-nothing-by-ward = The guardian sees nothing: that is the choice of the person in care, in the library system.
