# Roles: who may what.
roles-title = Roles
libraries-link = Rename, merge or close a library
holder-count =
    { $count ->
        [0] nobody
        [one] { $shown } person
       *[other] { $shown } people
    }
role-about-desk = Finds patrons and corrects their contact details.
role-about-privacy-officer = Answers data requests, delivers patrons’ data, looks after retention and reads the log.
role-about-auditor = Reads the log and changes nothing.
role-about-main-user = Grants and revokes roles, reorganizes libraries and edits message templates. Sees no patron’s data beyond who they are.
role-about-administrator = Runs the installation: settings, roles, templates and interfaces. Sees no patron’s data.
whole-organization = Whole organization
role-given = Given { $date }.
role-given-by = Given by { $name }, { $date }.
role-until = Until { $date }
role-without-end = No end date
role-own = You
role-account-closed = Account closed
role-granted = The role has been granted. It works at once, also where they are signed in already.
role-revoked = The role has been revoked. It ended at once, also where they are signed in.
single-holders-title = Single holders
single-holders-text = If that one person is ill or leaves, nobody can do this work. Grant the role to somebody else too.
single-holder = { $role }: only { $name }
no-holder = { $role }: nobody
revoke-role = Revoke
revoke-role-whose = { $role }, { $name }
revoke-role-reason = Why is it revoked?
revoke-role-button = Revoke the role
grant-title = Grant a role
grant-cardnumber = Card number
grant-role = Role
grant-place = Where
grant-end = Last day (optional)
grant-end-hint = The role ends by itself after this day.
grant-reason = Reason
grant-reason-hint = Such as the person’s task. It stays in the records.
grant-button = Grant the role
grant-fine = The person sees in their own log that the role was granted.

## What is against the rules

rule-holder = No patron within your libraries has this card number. Check the number.
rule-own-role = Nobody changes their own roles. Ask another main user or an administrator.
rule-already-held = This person has this role there already. To change its end date, revoke it first.
rule-role-not-allowed = This role cannot be granted in this organization.
rule-administrator-only = Only an administrator makes somebody administrator or takes that away.
rule-outside-scope = You may do this in your own libraries only.
rule-library = There is no such library, or it is part of another one now.
rule-end = The last day must be a date from today on.
rule-reason = Give a reason, of at most 500 characters.
rule-last-administrator = This is the only administrator of the whole organization. Make somebody else administrator first.
