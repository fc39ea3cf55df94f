# Consents, as patrons and staff see them.
nav-choices = My choices
choices-title = My choices
choices-lead = You decide how we may use your data, and what we send you. You can change your mind at any time.
choices-consents = What you have agreed to and what not. Taking something back is as easy as agreeing.
consents-title = Consents
consents-lead = Here is what we ask your consent for. It is up to you, and you can take it back at any time.
consents-saved = Your answer is saved.
consents-none = We do not ask your consent for anything at present.
consents-receipts = Receipts
consents-all-entries = All entries about your consents, with purpose and how long they are kept
consent-state-none = You have not answered.
consent-desk-none = Not answered.
consent-state-given = You agreed on { $date } ({ $how }).
consent-state-refused = You said no on { $date } ({ $how }).
consent-state-older = The text has changed since you agreed. Please read it and tell us whether you still agree.
consent-if-not = If you say no:
consent-version = Version { $version } of this text, valid from { $date }
consent-version-first = Version { $version } of this text
consent-agree = I agree
consent-refuse = I do not agree
consent-withdraw = Take my consent back
consent-prompt-title = May we?
consent-prompt-later = Ask me later
consent-prompt-hint = We ask again at a later sign-in. You can also answer under “My choices”.
consent-prompt-history-goes = Unless you agree before { $date }, loans that you returned longer ago than the library keeps them are anonymized from that day on.
consent-gate-title = Before you go on
consent-gate-lead = { $library } asks you to read this and to answer. Either answer lets you go on.
consent-gate-with-data = You need not answer now to see your data or to take it with you.
consent-gate-waits = The other pages wait for your answer. You can also sign out and answer another time.
receipt-title = Receipt of your answer
receipt-who = Who answered
receipt-answer = Answer
receipt-when = When
receipt-how = How
receipt-language = Language of the text
receipt-version = Text
receipt-number = Number of the receipt
receipt-words = What you answered to
receipt-fine = This page can be printed. Receipts are never changed.
problem-consent-changed = The text has changed meanwhile. Please read it again and answer.
problem-consent-not-offered = This cannot be agreed to any more.
problem-consent-unanswered = Choose an answer.
problem-own-consent = Your own consents are on your own pages.
desk-consent-lead = Write down only what the patron has said themselves, after reading or hearing the text.
desk-consent-agrees = The patron agrees
desk-consent-refuses = The patron does not agree
desk-consent-withdraws = The patron takes it back
desk-consent-done = The patron’s answer is saved. The receipt says that it was given at the desk.

## What staff see

consent-purposes-title = Consents that we ask for
consent-purposes-lead = For each purpose: how patrons are asked, in which words, and what they answered. A new version of the words never changes what was agreed to before.
consent-column-purpose = Purpose
consent-column-asking = How we ask
consent-column-given = Agreed
consent-column-refused = Said no
consent-column-silent = No answer
consent-new-title = A new purpose
consent-new-code = Short code
consent-new-code-hint = Small letters, digits and hyphens, for example reading-group. It cannot be changed later.
consent-new-button = Write its words
consent-standing = Agreed: { $given }. Said no: { $refused }. No answer: { $silent }.
consent-asking-title = How patrons are asked
consent-asking-off-hint = Nobody can agree. Whoever agreed before still sees it and can take it back.
consent-asking-offered-hint = It stands on the page of consents for whoever looks there.
consent-asking-gently-hint = A card on My data asks at the next sign-in. It can wait.
consent-asking-gate-hint = A page asks right after the next sign-in. Patrons go on when they have answered, whatever they answered.
consent-gate-shows = Show their data before they answer
consent-gate-shows-hint = Patrons may then see their data, take it with them and ask for corrections without answering.
consent-asking-button = Save how we ask
consent-words-title = New version of the words
consent-words-lead = Say what the data is used for, which data, and for how long; then what follows from saying no. Patrons read both before they answer.
consent-words-name = Name
consent-words-explanation = What it is for
consent-words-consequence = What follows from saying no
consent-valid-on = Valid from
consent-valid-on-hint = Leave empty for at once.
consent-asks-again = Ask those who agreed to an older version
consent-asks-again-hint = At their next sign-in, in the way chosen above. Leave it out if only the wording changed. Whoever said no is not asked again.
consent-preview-button = Preview
consent-preview-title = This will be published
consent-preview-lead = Version { $version }, valid from: { $date }.
consent-preview-asked =
    { $count ->
        [one] One patron will be asked: whoever agreed to an older version, or never answered.
       *[other] { $shown } patrons will be asked: those who agreed to an older version, and those who never answered.
    }
consent-preview-silent =
    { $count ->
        [one] One patron has no valid answer yet. Whoever agreed before is not asked again.
       *[other] { $shown } patrons have no valid answer yet. Whoever agreed before is not asked again.
    }
consent-preview-nobody = Nobody will be asked, for this consent is not asked for at present. You choose how patrons are asked on the page before.
consent-preview-back = Do not publish
consent-publish-button = Publish
consent-publish-fine = A published version cannot be changed, only followed by a newer one.
consent-at-once = at once
consent-versions-title = Versions
consent-version-asked = Whoever agreed to an older one is asked again.
rule-consent-code = Use 2 to 40 small letters, digits and hyphens.
rule-consent-words = Fill in every field in every language. A name has at most 100 characters, the other texts 4,000.
rule-consent-date = A version cannot be valid before the one that came before it.
rule-consent-unworded = Write the words first: nobody can agree to what is not said.
rule-consent-asking = Choose how patrons are asked.

## Carrel’s own words, until the library publishes its own

consent-loan-history-name = Keeping your loan history
consent-loan-history-explanation = We keep the list of what you have borrowed and returned for longer than we need it ourselves, so that you can look up what you have read. It is there for as long as you agree.
consent-loan-history-consequence = Your returned loans are separated from your name after the time the library has set. You can borrow as before.
consent-direct-mailing-name = News from the library
consent-direct-mailing-explanation = We send you news about the library and its events by e-mail.
consent-direct-mailing-consequence = You get no news by e-mail. Messages about your loans and holds come as before.
consent-gdpr-processing-name = Use of your data as the privacy notice describes
consent-gdpr-processing-explanation = We use your data in the way that the library’s privacy notice describes.
consent-gdpr-processing-consequence = Ask the library which services it can offer you without this.
