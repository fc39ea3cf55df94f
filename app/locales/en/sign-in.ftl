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
forgotten-pin = Forgotten your PIN or password?
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
sessions-text = If you do not know one of these, end it and change your password.
sessions-end-others = Sign out everywhere else
sessions-end-all = Sign out everywhere, here too
session-opened-with = With { $methods }
method-secret = PIN or password
method-passkey = passkey
method-totp = code from an app
method-recovery-code = recovery code
method-openid = another service
session-used = Last used { $date }
session-network = Network { $network }
session-this = This one
session-end = Sign out
unknown-device = Unknown browser
sign-in-locked = This account is closed, because its owner told us that something was not their doing. Choose a new password by way of “Forgotten your PIN?”, or ask the library.

# “This wasn’t me”: the page behind the link of a notice.
not-me-title = This wasn’t me
not-me-lead = If somebody else did what our mail told you of, stop it here.
not-me-what = All sessions of your account end at once, and what was added to it since our mail is taken back: addresses, passkeys, codes and linked services. Then nobody can sign in, with any method, until you have chosen a new password.
not-me-button = Stop everything
not-me-done-title = Stopped
not-me-done-text = All sessions have ended, and nobody can sign in. To use your account again, choose a new password. If you cannot, the library helps you at the desk.
not-me-over-title = This link no longer works
not-me-over-text = It was used before, or it is older than a week. If something is wrong with your account, sign in and end the sessions under “Sign-in and security”, or ask the library.

# Time is running out (WCAG 2.2.1), and what is kept over it.
idle-title = Are you still there?
idle-text = You will be signed out soon because nothing happened for a while.
idle-seconds = Seconds left
idle-stay = Stay signed in
idle-leave = Sign out now
idle-over-title = You have been signed out
idle-over-text = What you wrote here is kept for half an hour. Sign in again and send it.
idle-over-sign-in = Sign in again
signed-out-kept = You had been signed out before your form arrived. It is kept for you for half an hour: sign in, and send it.
kept-form-title = You were writing something
kept-form-lead = Your session ended before it could be sent. Nothing of it has happened yet.
kept-form-send = Send it now
kept-form-discard = Forget it
