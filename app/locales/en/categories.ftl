# The categories of data: name, one sentence on what it is, and what to say when there is nothing.

category-identity = Who you are
category-identity-empty = We have no details about who you are.
category-identity-lead = Your name, your library card and what else is on record about you as a patron.

category-contact = How we reach you
category-contact-empty = You have not given us any way to reach you yet.
category-contact-lead = The addresses and numbers we use when we need to reach you.

category-guardians = Guardians and wards
category-guardians-empty = No one answers for your card but you, and you answer for no one else’s.
category-guardians-lead = The people who answer for your library card, and those whose cards you answer for.

category-checkouts = On loan now
category-checkouts-empty = You have nothing on loan. The shelves are waiting for you.
category-checkouts-lead = What you have borrowed and not yet returned.

category-checkout-history = Loan history
category-checkout-history-empty = We keep no record of what you have borrowed before.
category-checkout-history-lead = What you have borrowed and returned, as far back as we keep it.

category-holds = Holds
category-holds-empty = You have no holds.
category-holds-lead = What you have asked us to set aside for you.

category-hold-history = Past holds
category-hold-history-empty = We keep no record of earlier holds.
category-hold-history-lead = Holds you picked up, cancelled or let expire.

category-fees = Fees and payments
category-fees-empty = No fees and no payments: you owe us nothing.
category-fees-lead = Fees you were charged, what you have paid and what is still open.

category-notices = Notices sent to you
category-notices-empty = We have no notices to you on record.
category-notices-lead = Letters, e-mails and text messages the library sent you or tried to send.

category-messages = Messages and notes
category-messages-empty = No one has left you a message or written a note about you.
category-messages-lead = Messages the staff left for you, and notes they wrote about you for each other.

category-restrictions = Borrowing restrictions
category-restrictions-empty = Nothing keeps you from borrowing.
category-restrictions-lead = Times when you cannot borrow, and why.

category-suggestions = Your purchase suggestions
category-suggestions-empty = You have not suggested anything yet. We are always glad of a good tip.
category-suggestions-lead = What you suggested we buy, and what became of it.

category-interlibrary-loans = Loans from other libraries
category-interlibrary-loans-empty = We have ordered nothing for you from other libraries.
category-interlibrary-loans-lead = What we ordered for you from other libraries.

category-attributes = Extra details
category-attributes-empty = Your library has recorded no extra details about you.
category-attributes-lead = Details your library records beyond the usual ones.

category-consents = Consents
category-consents-empty = You have neither given nor refused any consent.
category-consents-lead = What you have allowed us to do with your data, and what you have refused.

category-preferences = Messages you have chosen
category-preferences-empty = You have not chosen any messages, so the library’s usual ones apply.
category-preferences-lead = What you want to hear about from us, how, and how early.

category-log = Who handled your data
category-log-empty = No one has looked at your data here yet.
category-log-lead = Each time someone looked at your data here or changed it, and why; your own visits too.
