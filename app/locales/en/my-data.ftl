my-data-title = My data
my-data-greeting = Dear { $name },
my-data-intro = { $count ->
    [one] This is everything we hold about you: { $shown } entry. Open any part to see every detail, why we keep it, and for how long.
   *[other] This is everything we hold about you: { $shown } entries in all. Open any part to see every detail, why we keep it, and for how long.
}
take-away-link = Take my data with you
group-you = You
group-loans = What you borrow and wish for
group-messages = Fees and messages
group-choices = Your choices, and who looked
your-record = Your record
nothing-held = Nothing
last-changed = Last changed: { $date }
newest-entry = Newest: { $date }
kept-for = Kept:
note-title = About this data
empty-fields = { $count ->
    [one] One field is empty
   *[other] { $count } fields are empty
}
find-label = Find in this list
find-button = Find
find-clear = Show all
nothing-found = Nothing here has that in it.
spreadsheet-lead = Take this part as a table:
save-as-ods = Spreadsheet (ODS)
save-as-csv = Plain table (CSV)
