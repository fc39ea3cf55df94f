# Words used everywhere.

entry-count =
    { $count ->
        [one] { $shown } entry
       *[other] { $shown } entries
    }
no = No
not-recorded = Not recorded
other = Other details
page-of = Page { $page } of { $pages }
yes = Yes
