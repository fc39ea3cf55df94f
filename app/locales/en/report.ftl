# The report of all data: PDF, JSON, CSV and ODS.

report-about-replacements = A few characters in your data cannot be printed with the typefaces used here. Where one of them belongs, its name stands in square brackets. The JSON file holds them unchanged.
report-basis = Legal basis
report-cardnumber = Library card { $number }
report-contents = Contents
report-details = Details
report-entries-continued = continued
report-file-name = my-library-data
report-for = For { $name }
report-intro =
    Here is what the library held about you when this report was made, category by category: what we know, why we hold it, on what legal basis, for how long, and who receives it. You have a right to see it (GDPR Article 15), and it costs you nothing. Most of it you told us yourself, or it came about as you used the library.

    Left out are your password and the other secrets that protect your account, and internal numbers that do nothing but link one record to another.

    If something is wrong, ask us to correct it. You may also ask us to erase your data or to limit how we use it, object to our using it, and have what you gave us in a form that another service can read. A consent you have given can be withdrawn at any time. Some wishes the law or an open loan will not let us grant; then we tell you why. We answer within one month.

    Talk to us first, if you will: we want to put things right. You may always complain to the data protection authority of your country.

    Keep this report in a safe place. It tells a good deal about you.
report-item-number = Item { $number }
report-library = { $name }
report-other = Other details
report-page = Page { $page } of { $pages }
report-produced = Made on { $date }
report-purpose = Why we hold it
report-recipients = Who receives it
report-retention = How long we keep it
report-section-empty = The library holds nothing in this category.
report-subject = The personal data a library holds about its patron (GDPR Article 15)
report-title = Everything the library holds about you
report-volume = Part { $volume } of { $volumes }
