//! The table of what is for staff only.

use carrel_domain::Permission;

use super::rule::{GRANT, Hides, Refuses, Rule, SIGN_IN, Sends, Shows, form, page};

const ROLES: &[Permission] = &[Permission::AdminRoles];
const SETTINGS: &[Permission] = &[Permission::AdminSettings];
const RETENTION: &[Permission] = &[Permission::Retention];
const PROGRAMS: &[Permission] = &[Permission::ApiClients];

pub(super) fn table() -> Vec<Rule> {
    vec![
        page("/staff/api-clients", "/staff/api-clients", SIGN_IN, Shows).of_staff(PROGRAMS),
        form("/staff/api-clients", &[], SIGN_IN, Refuses(422)).of_staff(PROGRAMS),
        Rule {
            address: "/staff/api-clients/none/revoke",
            ..form("/staff/api-clients/{client}/{action}", &[], SIGN_IN, Hides).of_staff(PROGRAMS)
        },
        page("/staff/sign-in", "/staff/sign-in", SIGN_IN, Shows).of_staff(SETTINGS),
        form("/staff/sign-in", &[], SIGN_IN, Refuses(422)).of_staff(SETTINGS),
        page("/staff/loan-history", "/staff/loan-history", SIGN_IN, Shows).of_staff(&[Permission::Retention]),
        form("/staff/loan-history", &[("whose", "organization"), ("keeping", "until-asked")], SIGN_IN, Refuses(422))
            .of_staff(&[Permission::Retention]),
        page("/staff/guardians", "/staff/guardians", SIGN_IN, Shows).of_staff(SETTINGS),
        form("/staff/guardians", &[("until|", "15")], SIGN_IN, Refuses(422)).of_staff(SETTINGS),
        page("/staff/contact-fields", "/staff/contact-fields", SIGN_IN, Shows).of_staff(SETTINGS),
        form("/staff/contact-fields", &[], SIGN_IN, Sends("/staff/contact-fields?done=1")).of_staff(SETTINGS),
        page("/staff/news", "/staff/news", SIGN_IN, Shows).of_staff(&[Permission::AdminTemplates]),
        form("/staff/news", &[("words", "")], SIGN_IN, Refuses(422)).of_staff(&[Permission::AdminTemplates]),
        Rule {
            address: "/staff/news/none/stop",
            ..form("/staff/news/{mailing}/stop", &[], SIGN_IN, Hides).of_staff(&[Permission::AdminTemplates])
        },
        page("/staff/register", "/staff/register", SIGN_IN, Shows).of_staff(SETTINGS),
        page("/staff/register/:category", "/staff/register/fees", SIGN_IN, Shows).of_staff(SETTINGS),
        Rule {
            address: "/staff/register/fees",
            ..form("/staff/register/{category}", &[("language", "en"), ("purpose", "\u{0}")], SIGN_IN, Refuses(422))
                .of_staff(SETTINGS)
        },
        page("/staff/contact-changes", "/staff/contact-changes", SIGN_IN, Shows).of_staff(&[Permission::EditContact]),
        page("/staff/messages", "/staff/messages", SIGN_IN, Shows).of_staff(SETTINGS),
        Rule {
            address: "/staff/messages/usual",
            ..form(
                "/staff/messages/{what}",
                &[("event", "Advance_Notice"), ("days|Advance_Notice", "31")],
                SIGN_IN,
                Refuses(422),
            )
            .of_staff(SETTINGS)
        },
        page("/staff/consents", "/staff/consents", SIGN_IN, Shows).of_staff(SETTINGS),
        page("/staff/consents/:code", "/staff/consents/direct-mailing", SIGN_IN, Shows).of_staff(SETTINGS),
        form("/staff/consents", &[("code", "Ei näin")], SIGN_IN, Refuses(422)).of_staff(SETTINGS),
        Rule {
            address: "/staff/consents/direct-mailing/preview",
            ..form("/staff/consents/{code}/{action}", &[], SIGN_IN, Refuses(422)).of_staff(SETTINGS)
        },
        Rule {
            address: "/staff/patrons/PATRON/consents",
            others: Some(Refuses(422)),
            ..form("/staff/patrons/{patron}/consents", &[("purpose", "none"), ("answer", "yes")], SIGN_IN, Refuses(422))
        }
        .of_staff(&[Permission::EditContact]),
        page("/staff", "/staff", SIGN_IN, Shows).of_staff(&[]),
        page("/staff/patrons", "/staff/patrons", SIGN_IN, Shows).of_staff(&[Permission::ViewBorrowers]),
        Rule { others: Some(Shows), ..page("/staff/patrons/:patron", "/staff/patrons/PATRON", SIGN_IN, Shows) }
            .of_staff(&[Permission::ViewBorrowers]),
        page("/staff/requests", "/staff/requests", SIGN_IN, Shows).of_staff(&[Permission::Requests]),
        Rule { others: Some(Shows), ..page("/staff/requests/:request", "/staff/requests/REQUEST", SIGN_IN, Shows) }
            .of_staff(&[Permission::Requests]),
        page("/staff/roles", "/staff/roles", SIGN_IN, Shows).of_staff(ROLES),
        page("/staff/libraries", "/staff/libraries", SIGN_IN, Shows).of_staff(ROLES),
        // There is one library only, which ends nowhere.
        page("/staff/libraries/end", "/staff/libraries/end?ending=merge&from=OUT&to=OUT", SIGN_IN, Refuses(422))
            .of_staff(ROLES),
        page("/staff/settings", "/staff/settings", SIGN_IN, Shows).of_staff(SETTINGS),
        form("/staff/roles", &[("cardnumber", "nobody"), ("role", "desk"), ("reason", "Test")], SIGN_IN, Refuses(422))
            .of_staff(ROLES),
        Rule {
            others: Some(Sends("/staff/roles")),
            ..form("/staff/roles/revoke", &[("grant", GRANT), ("reason", "Test")], SIGN_IN, Sends("/staff/roles"))
        }
        .of_staff(ROLES),
        form("/staff/libraries/rename", &[("code", "OUT"), ("name", "")], SIGN_IN, Refuses(422)).of_staff(ROLES),
        form("/staff/libraries/end", &[("ending", "merge"), ("from", "OUT"), ("to", "OUT")], SIGN_IN, Refuses(422))
            .of_staff(ROLES),
        form("/staff/settings", &[("my_data_display", "always"), ("link_days", "0")], SIGN_IN, Refuses(422))
            .of_staff(SETTINGS),
        page("/staff/logs", "/staff/logs", SIGN_IN, Shows).of_staff(&[Permission::ViewLogs]),
        form("/staff/logs", &[("action", "view")], SIGN_IN, Sends("/staff/logs?action=view"))
            .of_staff(&[Permission::ViewLogs]),
        form("/staff/logs/export", &[("format", "csv"), ("action", "sign-out")], SIGN_IN, Shows)
            .of_staff(&[Permission::ViewLogs]),
        page("/staff/templates", "/staff/templates", SIGN_IN, Shows).of_staff(&[Permission::AdminTemplates]),
        page("/staff/templates/:code", "/staff/templates/TEST", SIGN_IN, Shows).of_staff(&[Permission::AdminTemplates]),
        Rule {
            address: "/staff/templates/TEST/words",
            ..form(
                "/staff/templates/{code}/{action}",
                &[("language", "fi"), ("subject", "Hei"), ("body", "Hei")],
                SIGN_IN,
                Sends("/staff/templates/TEST?language=fi&done=saved"),
            )
            .of_staff(&[Permission::AdminTemplates])
        },
        page("/staff/notes", "/staff/notes", SIGN_IN, Shows).of_staff(&[Permission::Retention]),
        page("/staff/notes/words", "/staff/notes/words", SIGN_IN, Shows).of_staff(SETTINGS),
        form("/staff/notes/words", &[("words", "(")], SIGN_IN, Refuses(422)).of_staff(SETTINGS),
        // No number is kept of them; `identity_attributes.rs` has some.
        Rule {
            address: "/staff/patrons/PATRON/identity-numbers",
            others: Some(Refuses(422)),
            ..form("/staff/patrons/{patron}/identity-numbers", &[("reason", "Test")], SIGN_IN, Refuses(422))
        }
        .of_staff(&[Permission::IdentityNumbers]),
        // There is no such note; `notes.rs` has some.
        Rule {
            address: "/staff/notes/none/keep",
            ..form("/staff/notes/{note}/keep", &[("reason", "Test")], SIGN_IN, Hides).of_staff(&[Permission::Retention])
        },
        form("/note-check", &[("text", "Test")], Refuses(401), Shows).of_staff(&[]),
        page("/staff/mail", "/staff/mail", SIGN_IN, Shows)
            .of_staff_with_any(&[Permission::Requests, Permission::AdminTemplates]),
        Rule {
            address: "/staff/mail/MAIL/retry",
            others: Some(Sends("/staff/mail")),
            ..form("/staff/mail/{mail}/{action}", &[], SIGN_IN, Sends("/staff/mail"))
                .of_staff_with_any(&[Permission::Requests, Permission::AdminTemplates])
        },
        form("/staff/patrons", &[("find", "nobody")], SIGN_IN, Shows).of_staff(&[Permission::ViewBorrowers]),
        Rule {
            address: "/staff/patrons/PATRON/requests",
            others: Some(Sends("/staff/requests/")),
            ..form(
                "/staff/patrons/{patron}/requests",
                &[("kind", "access"), ("channel", "desk"), ("document", "D 1"), ("received", "2026-03-01")],
                SIGN_IN,
                Sends("/staff/requests/"),
            )
        }
        .of_staff(&[Permission::Requests]),
        page("/staff/retention", "/staff/retention", SIGN_IN, Shows).of_staff(RETENTION),
        page("/staff/retention/people", "/staff/retention/people", SIGN_IN, Shows).of_staff(RETENTION),
        page("/staff/retention/statistics", "/staff/retention/statistics", SIGN_IN, Shows).of_staff(RETENTION),
        page("/staff/retention/rules/:subject", "/staff/retention/rules/notices", SIGN_IN, Shows).of_staff(RETENTION),
        // Nothing has run.
        page("/staff/retention/runs/:run", "/staff/retention/runs/none", SIGN_IN, Hides).of_staff(RETENTION),
        form("/staff/retention/schedule", &[("hour", "25")], SIGN_IN, Refuses(422)).of_staff(RETENTION),
        // Nobody is on the way out: the list is empty.
        form("/staff/retention/people/letters", &[], SIGN_IN, Shows).of_staff(RETENTION),
        form("/staff/retention/people/told", &[], SIGN_IN, Refuses(422)).of_staff(RETENTION),
        form("/staff/retention/statistics", &[("smallest", "1")], SIGN_IN, Refuses(422)).of_staff(RETENTION),
        form("/staff/retention/statistics/file", &[], SIGN_IN, Shows).of_staff(RETENTION),
        Rule {
            address: "/staff/retention/rules/notices",
            ..form("/staff/retention/rules/{subject}", &[("unit", "days")], SIGN_IN, Refuses(422))
        }
        .of_staff(RETENTION),
        Rule {
            address: "/staff/retention/rules/notices/remove",
            ..form("/staff/retention/rules/{subject}/remove", &[("category", "NONE")], SIGN_IN, Hides)
        }
        .of_staff(RETENTION),
        Rule {
            address: "/staff/retention/rules/notices/run",
            ..form("/staff/retention/rules/{subject}/run", &[("shown", "0")], SIGN_IN, Refuses(422))
        }
        .of_staff(RETENTION),
        Rule {
            address: "/staff/retention/runs/none/cancel",
            ..form("/staff/retention/runs/{run}/cancel", &[], SIGN_IN, Hides)
        }
        .of_staff(RETENTION),
        Rule {
            address: "/staff/patrons/PATRON/hold",
            others: Some(Sends("/staff/patrons/")),
            ..form("/staff/patrons/{patron}/hold", &[("hold_reason", "Claim")], SIGN_IN, Sends("/staff/patrons/"))
        }
        .of_staff(RETENTION),
        Rule {
            address: "/staff/patrons/PATRON/hold/lift",
            others: Some(Hides),
            ..form("/staff/patrons/{patron}/hold/lift", &[("hold", "none")], SIGN_IN, Hides)
        }
        .of_staff(RETENTION),
        // They are on no way out.
        Rule {
            address: "/staff/patrons/PATRON/stage",
            others: Some(Refuses(422)),
            ..form("/staff/patrons/{patron}/stage", &[("reason", "Test")], SIGN_IN, Refuses(422))
        }
        .of_staff(RETENTION),
        page("/staff/contact", "/staff/contact", SIGN_IN, Shows).of_staff(&[Permission::ViewBorrowers]),
        Rule {
            address: "/staff/patrons/PATRON/recovery",
            others: Some(Refuses(422)),
            ..form("/staff/patrons/{patron}/recovery", &[], SIGN_IN, Refuses(422))
        }
        .of_staff(&[Permission::EditContact]),
        Rule {
            address: "/staff/patrons/PATRON/recovery-code",
            others: Some(Refuses(422)),
            // Without a reason.
            ..form("/staff/patrons/{patron}/recovery-code", &[("method", "identity-card")], SIGN_IN, Refuses(422))
        }
        .of_staff(&[Permission::EditContact]),
        // Nothing is known against it.
        Rule {
            address: "/staff/patrons/PATRON/address",
            others: Some(Refuses(422)),
            ..form("/staff/patrons/{patron}/address", &[], SIGN_IN, Refuses(422))
        }
        .of_staff(&[Permission::EditContact]),
        Rule {
            address: "/staff/requests/REQUEST/assign",
            others: Some(Sends("/staff/requests/")),
            ..form("/staff/requests/{request}/{action}", &[], SIGN_IN, Sends("/staff/requests/"))
        }
        .of_staff(&[Permission::Requests]),
        // One's own is nobody's to reset; other people's is tested with factors to remove.
        Rule {
            address: "/staff/patrons/PATRON/reset-factors",
            ..form(
                "/staff/patrons/{patron}/reset-factors",
                &[("method", "identity-card"), ("document", "D 1")],
                SIGN_IN,
                Refuses(422),
            )
        }
        .of_staff(&[Permission::ViewBorrowers]),
    ]
}
