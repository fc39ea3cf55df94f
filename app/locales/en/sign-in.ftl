sign-in-title = Sign in
sign-in-heading = What does the library know about you?
sign-in-lead = Sign in to see everything, and take it with you. It is yours.
cardnumber-label = Library card number
cardnumber-hint = The digits under the bar code on your card, or your user name.
pin-label = PIN or password
pin-show = Show
pin-hide = Hide
shared-label = This is a shared computer
shared-hint = You are signed out after five minutes without use, and the browser keeps nothing.
sign-in-button = Sign in
forgotten-pin = Forgotten your PIN? Any desk of your library gives you a new one.
sign-in-incomplete = Please fill in both the card number and the PIN.
sign-in-refused = The card number and the PIN do not belong together. Check both and try again.
sign-in-throttled = { $minutes ->
    [one] There were too many attempts. Please wait a minute and try again. Your card is not locked.
   *[other] There were too many attempts. Please wait { $minutes } minutes and try again. Your card is not locked.
}
sign-in-unavailable = We can’t check your PIN just now. Please try again in a few minutes.
signed-out = You are signed out.
signed-out-idle = You were signed out because nothing happened for a while.
step-up-title = Is it still you?
step-up-lead = You signed in a while ago. Before your data leaves this page, please give your PIN once more.
step-up-wrong = That PIN is not right. Please try again.
step-up-button = Go on
step-up-cancel = Back to my data
security-title = Sign-in and security
security-lead = You are signed in with the card { $number }.
sessions-title = Where you are signed in
sessions-text = If you do not know one of these, end it and change your PIN at the library.
sessions-end-others = Sign out everywhere else
session-used = Last used { $date }
session-network = Network { $network }
session-this = This one
session-end = Sign out
unknown-device = Unknown browser
