# Notes that hold too much, and personal identity numbers.
nav-notes = Notes
notes-title = Notes to review
notes-lead = These notes may say more about a patron than the library needs. Correct or delete a note in the library system, and it leaves this list by itself; or keep it, with your reason. Identity numbers are covered.
notes-none = No notes wait for a decision. New and changed notes are looked through every few minutes.
notes-count = { $count ->
    [one] One note waits for a decision.
   *[other] { $count } notes wait for a decision.
}
notes-gap = (left out)
notes-keep-summary = Keep the note
notes-keep-label = Why the library needs it
notes-keep-hint = The reason stays in the log. The note comes back to this list when its text changes.
notes-keep-button = Keep it
notes-done-keep = The note is kept.
notes-words-link = Words that are looked for
problem-note-without-reason = Write why the library needs the note.
problem-note-changed = The note has changed meanwhile, or somebody else has decided. The list shows how it is now.

## Advice, in the list and while typing

note-advice-title = Does this need to be written down?
note-advice-free = This is advice only: you can save the text as it is.
note-advice-health = It seems to tell of somebody’s health. Write what to do instead of why: “Bring holds down to the ground floor”, “No fees until 31 August”.
note-advice-belief = It seems to tell of somebody’s religion or belief. Leave it out, or write only what the service needs: “Cannot come on Saturdays”.
note-advice-politics = It seems to tell of somebody’s political opinions. The library hardly ever needs this: leave it out.
note-advice-union = It seems to tell of membership of a trade union. The library hardly ever needs this: leave it out.
note-advice-ethnicity = It seems to tell of somebody’s origin. Write only what the service needs: “Needs an interpreter for Somali”.
note-advice-sexuality = It seems to tell of somebody’s sex life or orientation. Leave it out; “Do not print titles on the receipt” is enough.
note-advice-crime = It seems to tell of offences or convictions. Write what happened at the library, without judging, or leave it out.
note-advice-own = It has a word that your library does not want in notes. Consider leaving it out.
note-advice-identity-number = It seems to have a personal identity number. Write the card number instead, or that identity was checked.

## The library's own words

note-words-title = Words for notes
note-words-lead = Carrel looks for some 3,000 patterns in English, Finnish, Swedish, Czech, Danish and Polish. Here you can add your own, and exceptions for words that are harmless in your library.
note-words-label = Own words, one pattern a line
note-words-hint = A word alone finds just that word; word* also what begins so. “health: word” says what it tells of. “!party room” is an exception: it is not reported. Capitals and accents do not matter.
note-words-notation = All signs
note-words-notation-star = word* begins so, *word ends so, *word* has it anywhere
note-words-notation-endings = word(s|ed|) is the word with one of these endings; nothing after the bar is no ending
note-words-notation-words = two words follow each other; one .. other have up to three words between them
note-words-notation-exact = =Word in just these letters; ~wörd with just these accents
note-words-notation-categories = Before a colon: health, belief, politics, union, ethnicity, sexuality, crime or own
note-words-button = Save the words
note-words-saved = Saved. All notes are looked through again.
note-words-problem = Nothing was saved: some lines cannot be read.
note-words-problem-line = Line { $line }: { $problem }
word-problem-too-long = It is longer than 200 characters.
word-problem-too-many-words = It has more than six words.
word-problem-brackets = A bracket, bar or star is not where it belongs.
word-problem-no-first-word = The first word has no letters.
word-problem-too-short = A word with a star needs at least three letters, or it would find too much.
word-problem-unknown-endings = It uses a list of endings that is not defined above.
word-problem-unknown-category = What stands before the colon is no category.
word-problem-too-many-lines = The list is too long: 2,000 lines or 40,000 characters at most.

## Identity numbers that the library needs

identity-attributes-label = Attributes that hold identity numbers
identity-attributes-hint = Codes of extended attributes of the library system, with commas. Their values are encrypted here, and shown whole only to those with the right, for a reason.
identity-number-title = Personal identity number
identity-number-text = It is kept encrypted. Why you look at it stays in the log, which the patron sees.
identity-number-reason = Why you need it
identity-number-button = Show it
identity-number-unreadable = It cannot be opened: the key is missing, or the value was changed.
problem-identity-number-without-reason = Write why you need to see the identity number.
problem-identity-number-none = No identity number is kept of this patron.
