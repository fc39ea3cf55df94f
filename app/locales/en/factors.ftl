# Second factors: codes from an app, passkeys, recovery codes.
factors-title = Signing in in two steps
factors-app-off = No codes from an app are asked for.
factors-app-on = A code from your app is asked for after your PIN.
factors-passkeys = { $count ->
    [0] You have no passkeys.
    [one] You have one passkey.
   *[other] You have { $count } passkeys.
}
factors-codes = { $count ->
    [0] You have no recovery codes left.
    [one] You have one recovery code left.
   *[other] You have { $count } recovery codes left.
}
two-step-link = Codes from an app and recovery codes
passkeys-link = Passkeys

two-step-title = Signing in in two steps
two-step-lead = Besides your PIN, Carrel can ask for something only you have. Then nobody gets in who merely knows your card number and PIN.
totp-title = Codes from an app
totp-off = An authenticator app on your phone shows a new code every half minute. It needs no network and learns nothing about you.
totp-on = Codes have been asked for since { $date }.
totp-add = Set up an app
totp-remove = Stop asking for codes
totp-scan-title = Add the library to your app
totp-scan-text = Scan this picture with an authenticator app. You see it only now: nobody can show it to you again.
totp-qr-label = QR code with the secret for your app. The same secret stands below as text.
totp-secret-text = If you can’t scan it, type this secret into the app:
totp-code-label = Code from the app
totp-code-hint = Six digits. They prove that the app has the secret.
totp-confirm = Ask for codes from now on
totp-cancel = Not now
problem-wrong-code = That code is not right. Wait for the next one and check that the clock of your phone is right.
problem-enrolment-over = That took too long. Please begin again.
problem-totp-there = An app is set up already. Remove it first if you have a new one.

codes-title = Your recovery codes
codes-text = If you lose your phone or your passkey, one of these lets you in instead. Each works once.
codes-keep = Print them or write them down, and keep them where you keep your passport. You see them only now.
codes-left = { $count ->
    [0] There are none left.
    [one] One is left.
   *[other] { $count } are left.
}
codes-make = Make new recovery codes
recovery-codes-title = Recovery codes
recovery-codes-text = For the day your phone is lost. New ones replace the old ones.

passkeys-title = Passkeys
passkeys-lead = A passkey is a key in your phone or computer. You open it with your finger, your face or the device’s own code, and you are signed in: without a card number, without a PIN, and no false page can ask you for it.
passkeys-mine = Your passkeys
passkeys-not-here = Passkeys can’t be used at this address.
passkeys-need-script = Your browser runs no scripts on this page, and passkeys need one. Codes from an app work without.
passkey-add = Add a passkey
passkey-add-text = Give it a name by which you will know it, such as the name of the device. Your browser asks for the rest.
passkey-name-label = Name
passkey-name-hint = For example: my phone
passkey-added = Added { $date }
passkey-never-used = Not used yet
passkey-rename = Change the name
passkey-remove = Remove
passkey-use = Use a passkey
passkey-sign-in = Sign in with a passkey
passkey-failed = The passkey did not work, or you stopped. Try again, or go another way.
problem-passkey-name = Give the passkey a name of at most 60 characters.
problem-passkey-refused = The passkey could not be added. Please try again.
problem-passkey-known = This passkey is here already.
problem-too-many-passkeys = You have twenty passkeys. Remove one that you do not use.

step-title = One step more
step-lead-code = Your PIN was right. Now give the code that your app shows.
step-lead-passkey = Your PIN was right. Now use your passkey.
step-lead-recovery = Your PIN was right. Now give a recovery code.
step-code-label = Code from the app, or a recovery code
step-code-hint = Six digits from the app, or one of the recovery codes you kept.
step-recovery-label = Recovery code
step-recovery-hint = One of the codes you kept, such as 1A2B-3C4D-5E6F.
step-wrong = That was not right, or it was used before. Wait for the next code and try again.
step-button = Go on
step-lost = Lost your phone, your passkey and your recovery codes? Come to the library with your identity card: at the desk you get in again.
step-cancel = Back to the beginning
step-over = That took too long, or there were too many wrong codes. Please sign in again.
step-up-lead-factor = You signed in a while ago. Please show once more that it is you.

staff-factor-until = Staff sign in in two steps. Add a second step before { $date }; after that your roles rest until you have one.
staff-factor-missing = Your roles rest, for staff sign in in two steps. Set up an app or add a passkey here, and they are back at once.
factor-missing-title = Add a second step first
factor-missing-text = Staff sign in in two steps, because your roles open other people’s data. Set up an app or a passkey, and your roles are back at once. If you have one already, sign out and in again.
factor-missing-button = Set it up now

reset-title = Lost second step
reset-text = If this person lost phone, passkey and recovery codes, you can remove them all. Make sure who it is first, as carefully as for a new card. All their sessions end, and they are told by mail.
reset-method-label = How you made sure who it is
reset-document-label = What you were shown
reset-document-hint = Kind of document and where it is written down; not its number.
reset-button = Remove all second factors
reset-done = All second factors were removed. From now on the PIN is enough until a new one is added.
problem-own-factors = Your own second factors are removed by somebody else.
problem-no-factors = There are no second factors.
problem-identity-method = Choose how you made sure who it is.
problem-identity-document = Say what you were shown.

setting-second-factor = Staff sign in in two steps
setting-second-factor-required = Required
setting-second-factor-required-hint = Whoever has a role adds a second step within the days below; after that the role rests until they do. Their own data stays open to them.
setting-second-factor-days = Days to add one
setting-second-factor-days-hint = 0 to 90, from the day the role was given.
rule-second-factor-days = Staff may have 0 to 90 days to add a second step.
