# The register of processing (GDPR Art. 30) as the library first has it; staff may reword it.

register-identity-basis = Our agreement with you about the library card (GDPR Art. 6(1)(b)).
register-identity-purpose = To give you a library card and to know whose loans, holds and fees are whose.
register-identity-recipients = Library staff, and the company that runs the library system for us.
register-identity-retention = As long as you are our patron. Once deleted, your record is kept for one more month in case of a mistake, then erased for good.

register-contact-basis = Our agreement with you about the library card (GDPR Art. 6(1)(b)). For news from the library, our legitimate interest in telling you about our services, which you may refuse at any time (Art. 6(1)(f)).
register-contact-purpose = To reach you about your loans, holds and fees, and to tell you what the library offers.
register-contact-recipients = Library staff, the company that runs the library system for us, and the services that carry our letters, e-mails and text messages.
register-contact-retention = As long as you are our patron, and one month after your record is deleted. Which e-mails this service sent you, when and to which address, is known for twelve months.

register-guardians-basis = Our agreement with the guardian about the library card (GDPR Art. 6(1)(b)).
register-guardians-purpose = To know who answers for the card of a child, or of someone who needs another’s help.
register-guardians-recipients = Library staff, the company that runs the library system for us, and the other person named here.
register-guardians-retention = As long as the guardian answers for the card, and one month after the record is deleted.

register-checkouts-basis = Our agreement with you about the library card (GDPR Art. 6(1)(b)).
register-checkouts-purpose = To know what you have on loan and when it is due back.
register-checkouts-recipients = Library staff and the company that runs the library system for us; your guardian, if the library allows it.
register-checkouts-retention = Until you return the item. After that the loan belongs to your loan history.

register-checkout-history-basis = Our legitimate interest in looking after the collection (GDPR Art. 6(1)(f)); your consent, if you asked us to keep the history longer (Art. 6(1)(a)).
register-checkout-history-purpose = To look after the collection, to settle questions about returned items, and to let you find again what you have read.
register-checkout-history-recipients = Library staff and the company that runs the library system for us.
register-checkout-history-retention = Three years after the return, unless you have chosen otherwise.

register-holds-basis = Our agreement with you about the library card (GDPR Art. 6(1)(b)).
register-holds-purpose = To set aside for you what you asked for, and to keep the queue fair.
register-holds-recipients = Library staff and the company that runs the library system for us.
register-holds-retention = Until you pick the hold up, cancel it or it expires. After that it belongs to your past holds.

register-hold-history-basis = Our legitimate interest in clearing up mistakes (GDPR Art. 6(1)(f)).
register-hold-history-purpose = To settle questions about earlier holds and the fees that came of them.
register-hold-history-recipients = Library staff and the company that runs the library system for us.
register-hold-history-retention = Three years after the hold ended.

register-fees-basis = Our legal duty to keep accounts (GDPR Art. 6(1)(c)).
register-fees-purpose = To collect what is owed, to record what you have paid, and to keep the library’s accounts.
register-fees-recipients = Library staff and the library’s accountants, the company that runs the library system for us, the payment service when you pay online, and a collection agency if a bill stays unpaid.
register-fees-retention = Fees under private law three years, fees under public law five years, bills ten years.

register-notices-basis = Our agreement with you about the library card (GDPR Art. 6(1)(b)).
register-notices-purpose = To tell you when loans fall due and holds arrive, and to be able to show that we told you.
register-notices-recipients = Library staff, the company that runs the library system for us, and the services that carry our letters, e-mails and text messages.
register-notices-retention = The calendar year of sending and the three years after it; bills ten years.

register-messages-basis = Our agreement with you about the library card (GDPR Art. 6(1)(b)).
register-messages-purpose = To pass messages on to you, and to remember at the desk what was agreed.
register-messages-recipients = Library staff and the company that runs the library system for us.
register-messages-retention = Until the matter is settled, and never longer than your patron record.

register-restrictions-basis = Our agreement with you about the library card (GDPR Art. 6(1)(b)).
register-restrictions-purpose = To protect the collection, and to protect you if your card is lost.
register-restrictions-recipients = Library staff and the company that runs the library system for us.
register-restrictions-retention = Until the restriction ends, and never longer than your patron record.

register-suggestions-basis = Our legitimate interest in a collection that serves its readers (GDPR Art. 6(1)(f)).
register-suggestions-purpose = To choose what to buy, and to tell you what became of your suggestion.
register-suggestions-recipients = Library staff and the company that runs the library system for us.
register-suggestions-retention = One year after we have decided on the suggestion.

register-interlibrary-loans-basis = Our agreement with you about the library card (GDPR Art. 6(1)(b)).
register-interlibrary-loans-purpose = To order for you from another library what we do not have ourselves.
register-interlibrary-loans-recipients = Library staff and the company that runs the library system for us. The lending library learns only what it needs to send the item.
register-interlibrary-loans-retention = Three years after the item is returned.

register-attributes-basis = Our agreement with you about the library card (GDPR Art. 6(1)(b)); your consent, where giving the detail is up to you (Art. 6(1)(a)).
register-attributes-purpose = For needs of your library that the usual details do not cover, such as a school class or home delivery.
register-attributes-recipients = Library staff and the company that runs the library system for us.
register-attributes-retention = As long as the detail is needed, and never longer than your patron record.

register-consents-basis = Our legal duty to be able to show your consent (GDPR Art. 6(1)(c) and 7(1)).
register-consents-purpose = To know, and to be able to show, what you have allowed and what you have refused.
register-consents-recipients = Library staff and the company that runs the library system for us.
register-consents-retention = As long as the consent is in force, and three years after you withdraw it.

register-preferences-basis = Our agreement with you about the library card (GDPR Art. 6(1)(b)).
register-preferences-purpose = To send you the messages you want, in the way you want them.
register-preferences-recipients = Library staff and the company that runs the library system for us.
register-preferences-retention = As long as you are our patron, and one month after your record is deleted.

register-log-basis = Our legal duty to protect personal data and to account for its use (GDPR Art. 6(1)(c), with Art. 5(2) and 32).
register-log-purpose = To keep your data safe, and to be able to show who has used it and why.
register-log-recipients = You, and those in the library who look after data protection and audit its use; the authorities, where the law requires it.
register-log-retention = Twelve months in daily use, then in a separate archive, year by year.

## Staff word the register

processing-title = Register of processing
processing-lead = What patrons read beside each part of their data: what it is for, what allows it, how long it is kept and who receives it (GDPR Art. 13 and 30). It stands on their pages and in the files that they take away.
processing-column-data = Data
processing-empty = What you leave empty is said in Carrel’s standard words.
processing-standard = Standard:
processing-ruled = At the moment the retention rules that run say how long this is kept. Your own words about it show while no rule runs.
processing-read = This is what patrons read now:
processing-save = Save
processing-saved = Saved. Patrons read it within half a minute.
rule-register-text = A text is too long (2,000 characters at most) or has characters that cannot be stored. Nothing was saved.
