# The log, as staff read it.

## logs

logs-title = Log
logs-search-title = Search the log
logs-patron-label = Patron’s card number
logs-staff-label = Staff member’s card number
logs-module-label = Group
logs-action-label = What was done
logs-object-label = About
logs-object-hint = For example request: and its number
logs-from-label = From
logs-until-label = Until
logs-interface-label = Way in
logs-outcome-label = Outcome
logs-any = All
logs-find-button = Search
logs-clear = Clear the search
logs-found = { $count ->
    [one] { $shown } entry
   *[other] { $shown } entries
}
logs-found-many = More than { $shown } entries
logs-none = Nothing in the log fits this search.
logs-none-yet = Nothing that fits was found in the part of the log that was looked through until now. Older entries have not been looked at yet.
logs-older = Older entries
logs-newest = Newest entries
logs-export-title = Take these entries along
logs-export-csv = As CSV
logs-export-json = As JSON
logs-proof-title = Can the log be trusted?
logs-checkpoint = Last signed checkpoint: { $time }, { $shown } entries.
logs-archived = Entries up to { $time } are in the archive, { $shown } so far. They are searched and proven with the others.
logs-no-checkpoint = No checkpoint has been signed yet.
logs-verified-whole = Last proven: { $time }. Nothing was changed, removed, inserted or reordered.
logs-verified-broken = Last checked: { $time }. The log was NOT whole: ask whoever runs the service at once.
logs-never-verified = Not proven yet. Whoever runs the service does it with: carrel audit verify
logs-person-unknown = Nobody has this card number. Nothing was searched for; please check the number.
logs-erased = Personal data erased { $time }
logs-system = The system

## log

log-file-name = log
log-column-entry = Entry
log-column-at = Time
log-column-action = What was done
log-column-outcome = Outcome
log-column-purpose = Why
log-column-patron = Patron
log-column-staff = Staff
log-column-role = Role
log-column-library = Library
log-column-category = Category of data
log-column-object = About
log-column-old-value = Before
log-column-new-value = After
log-column-other = More
log-column-interface = Way in
log-column-network = Network
log-column-request = Request number
log-column-staff-name = Staff member
log-column-erased-at = Erased
