# What codes of the library system and of the log mean. A code that is not here is shown as it is.

## action

code-action-contact-corrected = Contact data corrected by the patron
code-action-messages-chosen = Messages chosen
code-action-library-told = Change told to the library system
code-action-message-default-changed = Usual messages of a category changed
code-action-consent-given = Consent given
code-action-consent-refused = Consent refused
code-action-consent-withdrawn = Consent taken back
code-action-consent-postponed = Question about consent put off
code-action-consent-purpose-changed = How consent is asked for changed
code-action-consent-version-published = Words of a consent published
code-action-password-changed = Password changed
code-action-recovery-asked = New password asked for
code-action-recovery-started = Link for a new password sent by staff
code-action-recovery-code-issued = Code on paper handed out
code-action-recovery-code-used = Code on paper used
code-action-recovery-done = New password set
code-action-recovery-refused = Link or code for a new password refused
code-action-email-change-asked = Mail address given
code-action-email-confirmed = Mail address confirmed
code-action-email-refused = Link for a mail address refused
code-action-email-asking-changed = Being asked for an address changed
code-action-account-locked = Account closed by its owner
code-action-not-me-refused = Link of a notice (“this wasn’t me”) refused
code-action-data-request-recorded = Request recorded
code-action-delivery-printed = Data printed
code-action-delivery-refused = Delivery refused
code-action-address-undeliverable = Mail address found not to work
code-action-address-works-again = Mail address found to work again
code-action-audit-erased = Personal data erased from the log
code-action-audit-head-changed = Log tampered with from outside
code-action-log-archived = Log entries moved to the archive
code-action-log-month-dropped = Month of the log archive deleted
code-action-audit-verified = Log proven
code-action-contact-changed = Contact details changed
code-action-exports-listed = Prepared files looked at
code-action-library-closed = Library closed
code-action-library-merged = Libraries merged
code-action-library-renamed = Library renamed
code-action-log-exported = Log taken along as a file
code-action-log-searched = Log searched
code-action-mail-cancelled = Mail cancelled
code-action-mail-failed = Mail could not be sent
code-action-mail-retried = Mail sent again
code-action-role-granted = Role granted
code-action-role-revoked = Role withdrawn
code-action-security-viewed = Sign-in and security looked at
code-action-data-anonymized = Made anonymous by a retention rule
code-action-data-deleted = Deleted by a retention rule
code-action-legal-hold-lifted = Legal hold lifted
code-action-legal-hold-placed = Legal hold placed
code-action-patron-anonymized = Anonymized after not renewing
code-action-patron-locked = Locked after not renewing
code-action-patron-removed = Removed after not renewing
code-action-patron-told = Told that the membership ended
code-action-patron-told-by-staff = Told by staff that the membership ended
code-action-letter-listed = Put on the list of letters about the end of the membership
code-action-retention-previewed = Looked at what retention rules would do
code-action-retention-rule-changed = Retention rule changed
code-action-retention-run-cancelled = Retention run called off
code-action-retention-run-finished = Retention run finished
code-action-retention-run-started = Retention run started
code-action-stage-ended = Way out ended: renewed, or the rule changed
code-action-stage-resumed = Way out begins anew
code-action-stage-stopped = Way out stopped for this patron
code-action-statistics-exported = Statistics without names taken
code-action-setting-changed = Setting changed
code-action-template-changed = Mail template changed
code-action-download = File downloaded
code-action-export = File prepared
code-action-export-deleted = Prepared file deleted
code-action-grant-role = Rights granted
code-action-identity-checked = Identity checked
code-action-history-anonymization-asked = Anonymization of the loan history asked for
code-action-history-anonymized = Loan history anonymized
code-action-history-chosen = Choice about the loan history
code-action-history-policy-called-off = Decision about keeping loan histories called off by another
code-action-history-policy-set = Keeping of loan histories decided
code-action-import = Brought in from the library system
code-action-remote-viewed = Looked at what another service holds
code-action-remote-asked = Another service asked
code-action-koha-read = Changes read from the library system
code-action-koha-members = In the library system: patron record
code-action-koha-circulation = In the library system: loans
code-action-koha-fines = In the library system: fees
code-action-koha-holds = In the library system: holds
code-action-koha-other = In the library system: something else
code-action-log-imported = Entries of the library system’s log brought in
code-action-news-begun = News: sending begun
code-action-news-sent = News: all written
code-action-news-stopped = News: sending stopped
code-action-register-changed = Register of processing changed
code-action-register-read = Register read
code-action-api-client-added = Connected program added
code-action-api-client-revoked = Connected program taken away
code-action-api-secret-rotated = New secret for a connected program
code-action-api-token-issued = Token given to a connected program
code-action-api-token-refused = Token refused to a connected program
code-action-api-refused = Call of a connected program refused
code-action-deliveries-listed = Deliveries looked up
code-action-source-ended = Membership ended: no longer in the system that they came from
code-action-source-left = No longer in the system that they came from
code-action-source-locked = Locked: no longer in the system that they came from
code-action-link-expired = One-time link ended
code-action-link-opened = One-time link opened
code-action-link-refused = One-time link refused
code-action-link-revoked = One-time link cancelled
code-action-link-sent = One-time link sent
code-action-mail-returned = Mail came back
code-action-mail-test-sent = Test mail sent
code-action-network-refused = Network refused
code-action-password-upgraded = Password protection strengthened
code-action-patrons-searched = Patrons searched
code-action-permission-refused = Permission refused
code-action-request-assigned = Request taken on
code-action-request-closed = Request closed
code-action-request-extended = Answer extended
code-action-request-merged = Request merged
code-action-request-proved = Proof of a request made
code-action-request-viewed = Request looked at
code-action-requests-listed = Requests listed
code-action-note-listed = Note looked at for review
code-action-notes-listed = Notes to review listed
code-action-identity-number-shown = Identity number shown whole
code-action-note-kept = Note kept
code-action-session-ended = Session ended
code-action-settings-changed = Settings changed
code-action-factors-reset = Second factors removed by the library
code-action-passkey-added = Passkey added
code-action-passkey-refused = Copied passkey refused
code-action-passkey-removed = Passkey removed
code-action-passkey-renamed = Passkey renamed
code-action-factor-code-used = Recovery code used
code-action-recovery-codes-made = Recovery codes made
code-action-second-factor-missing = Second factor missing
code-action-second-step-asked = Second step asked for
code-action-second-step-failed = Second step failed
code-action-second-step-refused = Second step refused
code-action-totp-added = App for codes added
code-action-totp-removed = App for codes removed
code-action-sign-in = Signed in
code-action-sign-in-failed = Sign-in failed
code-action-sign-in-refused = Sign-in refused
code-action-sign-out = Signed out
code-action-step-up = Identity confirmed again
code-action-step-up-failed = Identity could not be confirmed
code-action-template-reset = Standard mail text put back
code-action-template-saved = Mail text changed
code-action-view = Looked at

## attribute

code-attribute-class = School class
code-attribute-employee-id = Staff number
code-attribute-hetu = Personal identity code
code-attribute-ltoken = One-time link to your data
code-attribute-school = School
code-attribute-show-bcode = Card number shown as a barcode
code-attribute-ssn = Personal identity code
code-attribute-student-id = Student number

## attribute-value

code-attribute-value-sent = sent, not opened
code-attribute-value-opened = opened
code-attribute-value-expired = ended unopened
code-attribute-value-revoked = cancelled

## category

code-category-all = Everything
code-category-attributes = Extra details
code-category-checkout-history = Loan history
code-category-checkouts = On loan now
code-category-consents = Consents
code-category-contact = How we reach you
code-category-fees = Fees and payments
code-category-guardians = Guardians and wards
code-category-hold-history = Past holds
code-category-holds = Holds
code-category-identity = Who you are
code-category-interlibrary-loans = Loans from other libraries
code-category-log = Who handled your data
code-category-messages = Messages and notes
code-category-notices = Notices sent to you
code-category-preferences = Messages you have chosen
code-category-restrictions = Borrowing restrictions
code-category-suggestions = Your purchase suggestions

## check-previous

code-check-previous-inherit = As the library has set
code-check-previous-no = No
code-check-previous-yes = Yes

## consent

code-consent-direct-mailing = News from the library
code-consent-gdpr-processing = Use of your data as the privacy notice describes
code-consent-loan-history = Keeping your loan history

## consent-answer

code-consent-answer-given = Agreed
code-consent-answer-refused = Said no
code-consent-answer-withdrawn = Taken back

## consent-asking

code-consent-asking-gate = By a page after sign-in
code-consent-asking-gently = By a card on My data
code-consent-asking-off = Not offered
code-consent-asking-offered = Offered, nobody is asked

## consent-how

code-consent-how-desk = at the desk
code-consent-how-gate = after signing in
code-consent-how-import = brought in from the library system
code-consent-how-mail = by a link in a mail
code-consent-how-page = on these pages

## credit-type

code-credit-type-cancellation = Fee cancelled
code-credit-type-credit = Credit
code-credit-type-discount = Discount
code-credit-type-forgiven = Fee waived
code-credit-type-lost-found = Refund for a lost item that was found
code-credit-type-overpayment = Overpayment
code-credit-type-payment = Payment
code-credit-type-purchase = Purchase
code-credit-type-refund = Refund
code-credit-type-writeoff = Written off

## debit-type

code-debit-type-account = Joining fee
code-debit-type-account-renew = Fee for renewing the library card
code-debit-type-lost = Replacement of a lost item
code-debit-type-lost-found = Lost item found
code-debit-type-manual = Other fee
code-debit-type-new-card = New library card
code-debit-type-odueclaim = Bill for items not returned
code-debit-type-overdue = Overdue fee
code-debit-type-payout = Paid back to you
code-debit-type-processing = Handling of a lost item
code-debit-type-rent = Loan fee
code-debit-type-rent-daily = Loan fee by the day
code-debit-type-rent-daily-renew = Loan fee by the day, after renewal
code-debit-type-rent-renew = Loan fee for renewal
code-debit-type-reserve = Hold fee
code-debit-type-reserve-expired = Hold not picked up
code-debit-type-void = Payment or credit annulled

## event

code-event-advance-notice = Reminder before the due date
code-event-auto-renewals = Automatic renewals
code-event-hold-filled = Hold ready for pickup
code-event-hold-reminder = Reminder of a hold waiting for you
code-event-ill-ready = Loan from another library ready for pickup
code-event-ill-unavailable = Loan from another library not available
code-event-ill-update = News of a loan from another library
code-event-item-check-in = Returns
code-event-item-checkout = Checkouts and renewals
code-event-item-due = Loans due today
code-event-item-overdue = Overdue loans
code-event-patron-expiry = Library card about to expire
code-event-recall-requested = Loan asked back early
code-event-recall-waiting = Item asked back for you is ready

## fee-status

code-fee-status-added = Added
code-fee-status-applied = Set against fees
code-fee-status-cancelled = Cancelled
code-fee-status-forgiven = Waived
code-fee-status-found = Item found
code-fee-status-lost = Item lost
code-fee-status-refunded = Refunded
code-fee-status-renewed = Loan renewed
code-fee-status-replaced = Item replaced
code-fee-status-returned = Item returned
code-fee-status-unreturned = Item not yet returned
code-fee-status-void = Annulled

## guardianship-role

code-guardianship-role-guardian = Your guardian
code-guardianship-role-ward = In your care

## hold-state

code-hold-state-f = Picked up
code-hold-state-p = Being made ready
code-hold-state-t = On its way
code-hold-state-w = Waiting on the shelf for you

## interface

code-interface-web = Browser
code-interface-cli = Command line
code-interface-job = Background work
code-interface-api = Another service
code-interface-library-system = Library system
code-interface-commandline = System maintenance
code-interface-cron = Automatically
code-interface-intranet = Library staff
code-interface-opac = Online library
code-interface-sip = Self-service machine

## interlibrary-loan-status

code-interlibrary-loan-status-cancelled = Cancelled
code-interlibrary-loan-status-cancreq = Cancellation asked for
code-interlibrary-loan-status-chk = On loan to you
code-interlibrary-loan-status-comp = Completed
code-interlibrary-loan-status-genreq = Asked of partner libraries
code-interlibrary-loan-status-in = Arrived at the library
code-interlibrary-loan-status-kill = Request removed
code-interlibrary-loan-status-new = New request
code-interlibrary-loan-status-out = On loan to you
code-interlibrary-loan-status-queued = Waiting to be handled
code-interlibrary-loan-status-req = Asked of another library
code-interlibrary-loan-status-reqrev = Request taken back
code-interlibrary-loan-status-ret = Returned
code-interlibrary-loan-status-shipped = On its way
code-interlibrary-loan-status-unauth = Waiting to be confirmed

## message-type

code-message-type-b = For you
code-message-type-l = For staff

## module

code-module-patrons = Patrons’ data
code-module-sign-in = Signing in
code-module-requests = Data requests
code-module-deliveries = Deliveries of data
code-module-mails = Mails
code-module-retention = Retention
code-module-administration = Roles and settings
code-module-security = Log and refusals
code-module-library-system = Library system’s log

## notice-status

code-notice-status-deleted = Deleted
code-notice-status-failed = Could not be sent
code-notice-status-pending = Waiting to be sent
code-notice-status-sent = Sent

## outcome

code-outcome-done = Done
code-outcome-failed = Failed
code-outcome-refused = Refused

## payment-type

code-payment-type-bank-transfer = Bank transfer
code-payment-type-card = Card
code-payment-type-cash = Cash
code-payment-type-creditcard = Credit card
code-payment-type-debitcard = Debit card
code-payment-type-invoice = Bill
code-payment-type-mobile = Mobile payment
code-payment-type-online = Online payment
code-payment-type-opac = Payment in the online library
code-payment-type-paypal = PayPal
code-payment-type-sip00 = Cash at a self-service machine
code-payment-type-sip01 = Visa card at a self-service machine
code-payment-type-sip02 = Credit card at a self-service machine

## privacy

code-privacy-0 = Kept until you decide otherwise
code-privacy-1 = Kept as long as the library usually does
code-privacy-2 = Not kept

## purpose

code-purpose-security = Keeping the service secure
code-purpose-erasure = Erasing personal data
code-purpose-administration = Running the service
code-purpose-data-request = Answering a data request
code-purpose-retention = Keeping data no longer than needed
code-purpose-service = Serving the patron
code-purpose-staff-work = Work of staff
code-purpose-minimization = Keeping no more than needed
code-purpose-oversight = Checking how data is used
code-purpose-import = Keeping the data up to date
code-purpose-library-system = In the library system, from its log
code-purpose-own-access = Seeing one’s own data
code-purpose-guardian-access = As guardian
code-purpose-portability = Taking one’s own data away
code-purpose-sign-in = Signing in

## restriction-type

code-restriction-type-discharge = Certificate that you owe nothing
code-restriction-type-manual = Set by staff
code-restriction-type-overdues = Items overdue
code-restriction-type-suspension = Items returned late

## role

code-role-administrator = Administrator
code-role-api-client = Connected program
code-role-auditor = Auditor
code-role-desk = Customer service
code-role-library-system-staff = Library staff, in the library system
code-role-main-user = Main user
code-role-patron = Patron
code-role-privacy-officer = Privacy officer
code-role-system = Automatic

## sex

code-sex-d = Other
code-sex-f = Female
code-sex-m = Male
code-sex-n = Not stated
code-sex-o = Other
code-sex-u = Not stated
code-sex-x = Other

## suggestion-status

code-suggestion-status-accepted = Accepted
code-suggestion-status-archived = Archived
code-suggestion-status-asked = Waiting for a decision
code-suggestion-status-available = In the collection
code-suggestion-status-checked = Being considered
code-suggestion-status-ordered = Ordered
code-suggestion-status-rejected = Not accepted

## transport

code-transport-email = E-mail
code-transport-feed = News feed
code-transport-finvoice = E-invoice
code-transport-itiva = Automatic phone call
code-transport-phone = Phone
code-transport-print = Letter
code-transport-push = Notification on your phone
code-transport-sms = Text message
code-transport-suomifi = Suomi.fi Messages
