# Libraries: renaming, merging, closing.
libraries-title = Libraries
libraries-back = Back to roles
libraries-list = Libraries of the organization
library-patrons =
    { $count ->
        [one] { $shown } patron
       *[other] { $shown } patrons
    }
library-roles =
    { $count ->
        [one] { $shown } role
       *[other] { $shown } roles
    }
library-part-of = No longer a library of its own: its patrons belong to { $name }
library-renamed = The library has its new name.
library-merged = The libraries have been merged.
library-closed = The library has been closed.
rename-title = Rename a library
rename-library = Library
rename-name = New name
rename-button = Rename
end-library-title = Merge or close a library
end-library-how = What happens?
ending-merge = Libraries merge
ending-merge-hint = Patrons, and the roles limited to the library, move to the other one.
ending-close = A library closes
ending-close-hint = Patrons move to another library; the roles limited to the library end.
end-library-from = Library that is no more
end-library-to = Library that its patrons move to
end-library-show = Show what this does
end-library-fine = Nothing happens yet: the next page shows it first.
end-library-plan = What this does
end-library-confirm = Confirm
end-library-back = Back without changing anything
end-library-forever = This cannot be undone here. It is done as a whole or not at all, and every patron sees it in their log.
merge-library-title = Merge { $from } into { $to }
close-library-title = Close { $from }
plan-patrons = Patrons
plan-patrons-text =
    { $count ->
        [0] { $from } has no patrons that would move.
        [one] { $shown } patron of { $from } becomes a patron of { $to }.
       *[other] { $shown } patrons of { $from } become patrons of { $to }.
    }
plan-requests = Data requests
plan-requests-text =
    { $count ->
        [0] None of them has an open data request.
        [one] { $shown } open data request goes along.
       *[other] { $shown } open data requests go along.
    }
plan-grants = Roles
merge-library-grants =
    { $count ->
        [0] No role is limited to the library.
        [one] { $shown } role moves and then holds in the other library, for all of its patrons:
       *[other] { $shown } roles move and then hold in the other library, for all of its patrons:
    }
close-library-grants =
    { $count ->
        [0] No role is limited to the library.
        [one] { $shown } role ends:
       *[other] { $shown } roles end:
    }
plan-clients = Connected programs
merge-library-clients =
    { $count ->
        [0] No program is limited to the library.
        [one] { $shown } program moves and then reads of all patrons of the other library:
       *[other] { $shown } programs move and then read of all patrons of the other library:
    }
close-library-clients =
    { $count ->
        [0] No program is limited to the library.
        [one] { $shown } program is taken away, and reads nothing any more:
       *[other] { $shown } programs are taken away, and read nothing any more:
    }
plan-imports = Imports
plan-imports-text = Patrons that the library system goes on sending for { $from } are patrons of { $to } from now on.
plan-history = History
plan-history-text = Past loans and entries go on naming { $from }.
merge-library-confirm =
    { $count ->
        [0] Yes, { $from } becomes part of { $to }.
        [one] Yes, { $from } becomes part of { $to }, and { $shown } patron moves there.
       *[other] Yes, { $from } becomes part of { $to }, and { $shown } patrons move there.
    }
close-library-confirm =
    { $count ->
        [0] Yes, { $from } closes.
        [one] Yes, { $from } closes, and { $shown } patron moves to { $to }.
       *[other] Yes, { $from } closes, and { $shown } patrons move to { $to }.
    }
merge-library-button = Merge { $from } into { $to }
close-library-button = Close { $from }

## What is against the rules

rule-same = A library cannot move into itself. Choose two different ones.
rule-changed = Something has changed since the page was shown, and nothing was done. Please read again what this would do now.
rule-not-confirmed = Tick the box to confirm.
rule-name = Give a name of at most 100 characters.
