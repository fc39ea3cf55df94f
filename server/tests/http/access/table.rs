//! The table: every endpoint there is, and what it answers.

use carrel_domain::{Permission, Role};
use http::Method;

/// What an endpoint does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Shows what was asked for.
    Shows,
    /// Sends on to an address that begins so.
    Sends(&'static str),
    /// Behaves as if there were no such thing.
    Hides,
    /// Says no, with this status.
    Refuses(u16),
}
pub use Answers::{Hides, Refuses, Sends, Shows};

/// A line of the table.
pub struct Rule {
    pub method: Method,
    /// As it stands in the source.
    pub route: &'static str,
    /// What is asked for: `EXPORT`, `REQUEST`, `PATRON`, `MAIL` stand for one's own or somebody else's, and so do
    /// `SESSION` and `GRANT` in a form.
    pub address: &'static str,
    pub form: &'static [(&'static str, &'static str)],
    pub nobody: Answers,
    pub own: Answers,
    /// With somebody else's thing; `None` where there is nothing to name.
    pub others: Option<Answers>,
    /// Permissions it takes, for pages of staff (an empty list: any role will do). Patrons find nothing there.
    pub needs: Option<&'static [Permission]>,
    /// Any one of them is enough.
    pub any: bool,
}

impl Rule {
    /// A page or form of staff's that takes these permissions.
    fn of_staff(self, needs: &'static [Permission]) -> Self {
        Self { needs: Some(needs), ..self }
    }

    /// A page or form of staff's that takes any of these permissions.
    fn of_staff_with_any(self, needs: &'static [Permission]) -> Self {
        Self { any: true, ..self.of_staff(needs) }
    }

    /// Whether it is about something that is a patron's, or a library's.
    pub fn names_something(&self) -> bool {
        let is_named = |part: &str| self.address.contains(part);
        [REQUEST, PATRON, MAIL].into_iter().any(is_named) || self.form.iter().any(|(_, value)| *value == GRANT)
    }

    /// What somebody in this role is answered.
    pub fn answers_to(&self, role: Role) -> Answers {
        match self.needs {
            None => self.own,
            Some(_) if role == Role::Patron => Hides,
            Some(needs) if self.any && needs.iter().any(|needed| role.permissions().contains(needed)) => self.own,
            Some(needs) if !self.any && needs.iter().all(|needed| role.permissions().contains(needed)) => self.own,
            Some(_) => Refuses(403),
        }
    }
}

const fn page(route: &'static str, address: &'static str, nobody: Answers, own: Answers) -> Rule {
    Rule { method: Method::GET, route, address, form: &[], nobody, own, others: None, needs: None, any: false }
}

const fn form(
    route: &'static str,
    form: &'static [(&'static str, &'static str)],
    nobody: Answers,
    own: Answers,
) -> Rule {
    Rule { method: Method::POST, route, address: route, form, nobody, own, others: None, needs: None, any: false }
}

pub const EXPORT: &str = "EXPORT";
pub const SESSION: &str = "SESSION";
pub const REQUEST: &str = "REQUEST";
pub const PATRON: &str = "PATRON";
pub const MAIL: &str = "MAIL";
pub const GRANT: &str = "GRANT";
/// Looks like a link's token, and is none.
const NO_LINK: &str = "/d/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// The form of a notice's link, but none that was sent.
const NO_NOTICE: &str = "/not-me/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const SIGN_IN: Answers = Sends("/sign-in");
const STEP_OVER: Answers = Sends("/sign-in?reason=step-over");
const ROLES: &[Permission] = &[Permission::AdminRoles];
const SETTINGS: &[Permission] = &[Permission::AdminSettings];
const RETENTION: &[Permission] = &[Permission::Retention];
const PROGRAMS: &[Permission] = &[Permission::ApiClients];
/// What a browser is answered where a program's token is needed: `api_data.rs` has programs.
const NO_TOKEN: Answers = Refuses(401);

pub fn table() -> Vec<Rule> {
    vec![
        page("/", "/", SIGN_IN, Sends("/my-data")),
        page("/health", "/health", Shows, Shows),
        page("/pkg/*", "/pkg/carrel.TEST.css", Shows, Shows),
        page("/fonts/*", "/fonts/literata-5-latin.woff2", Shows, Shows),
        page("/favicon.svg", "/favicon.svg", Shows, Shows),
        page("/robots.txt", "/robots.txt", Shows, Shows),
        page("/sign-in", "/sign-in", Shows, Sends("/my-data")),
        // Nothing waits for a second step here.
        page("/sign-in/second-step", "/sign-in/second-step", STEP_OVER, STEP_OVER),
        // There are no providers, no kept form and nothing to link here; `openid.rs` has them.
        page("/sign-in/openid/:provider", "/sign-in/openid/none", Hides, Hides),
        Rule { address: "/sign-in/openid/none", ..form("/sign-in/openid/{provider}", &[], Hides, Hides) },
        page("/sign-in/openid/{provider}/callback", "/sign-in/openid/none/callback", Hides, Hides),
        page("/sign-in/other-way", "/sign-in/other-way", Refuses(403), Refuses(403)),
        page("/signed-out", "/signed-out", SIGN_IN, SIGN_IN),
        page("/step-up/:wish", "/step-up/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", SIGN_IN, Hides),
        Rule { address: "/step-up/openid/none", ..form("/step-up/openid/{provider}", &[], SIGN_IN, Hides) },
        page("/security/identities", "/security/identities", SIGN_IN, Shows),
        form("/security/identities/link", &[], SIGN_IN, Refuses(422)),
        form("/security/identities/decline", &[], SIGN_IN, Sends("/security/identities")),
        form("/security/identities/unlink", &[("identity", "none")], SIGN_IN, Hides),
        page("/staff/api-clients", "/staff/api-clients", SIGN_IN, Shows).of_staff(PROGRAMS),
        form("/staff/api-clients", &[], SIGN_IN, Refuses(422)).of_staff(PROGRAMS),
        Rule {
            address: "/staff/api-clients/none/revoke",
            ..form("/staff/api-clients/{client}/{action}", &[], SIGN_IN, Hides).of_staff(PROGRAMS)
        },
        page("/api/v1/docs", "/api/v1/docs", Shows, Shows),
        page("/api/v1/openapi.json", "/api/v1/openapi.json", Shows, Shows),
        form("/api/v1/oauth/token", &[], NO_TOKEN, NO_TOKEN),
        page("/api/v1/patrons/alldata", "/api/v1/patrons/alldata?borrowernumber=1", NO_TOKEN, NO_TOKEN),
        page("/api/v1/logs", "/api/v1/logs", NO_TOKEN, NO_TOKEN),
        page("/api/v1/audit", "/api/v1/audit", NO_TOKEN, NO_TOKEN),
        page("/api/v1/patrons/{id}/data", "/api/v1/patrons/PATRON/data", NO_TOKEN, NO_TOKEN),
        page("/api/v1/patrons/{id}/history", "/api/v1/patrons/PATRON/history", NO_TOKEN, NO_TOKEN),
        page("/api/v1/patrons/{id}/preferences", "/api/v1/patrons/PATRON/preferences", NO_TOKEN, NO_TOKEN),
        page("/api/v1/patrons/{id}/consents", "/api/v1/patrons/PATRON/consents", NO_TOKEN, NO_TOKEN),
        page("/api/v1/patrons/{id}/requests", "/api/v1/patrons/PATRON/requests", NO_TOKEN, NO_TOKEN),
        page("/api/v1/patrons/{id}/disclosures", "/api/v1/patrons/PATRON/disclosures", NO_TOKEN, NO_TOKEN),
        page("/staff/sign-in", "/staff/sign-in", SIGN_IN, Shows).of_staff(SETTINGS),
        form("/staff/sign-in", &[], SIGN_IN, Refuses(422)).of_staff(SETTINGS),
        page("/my-data", "/my-data", SIGN_IN, Shows),
        page("/my-data/remote/:source", "/my-data/remote/none", SIGN_IN, Hides),
        page("/my-data/:category", "/my-data/checkout-history", SIGN_IN, Shows),
        page("/my-data/take-away", "/my-data/take-away", SIGN_IN, Shows),
        page("/loan-history", "/loan-history", SIGN_IN, Shows),
        page("/loan-history/anonymize", "/loan-history/anonymize", SIGN_IN, Shows),
        page("/loan-history/jobs/:job", "/loan-history/jobs/none", SIGN_IN, Hides),
        form("/loan-history/choice", &[("wish", "keep"), ("is_on", "on")], SIGN_IN, Refuses(422)),
        form("/loan-history/anonymize", &[("rows", "9999999")], SIGN_IN, Refuses(422)),
        page("/staff/loan-history", "/staff/loan-history", SIGN_IN, Shows).of_staff(&[Permission::Retention]),
        form("/staff/loan-history", &[("whose", "organization"), ("keeping", "until-asked")], SIGN_IN, Refuses(422))
            .of_staff(&[Permission::Retention]),
        page("/guardians", "/guardians", SIGN_IN, Shows),
        // Nobody is in anybody's care here; `guardians.rs` has a family.
        Rule { others: Some(Hides), ..page("/guardians/:ward", "/guardians/PATRON", SIGN_IN, Hides) },
        Rule { others: Some(Hides), ..page("/guardians/:ward/:category", "/guardians/PATRON/fees", SIGN_IN, Hides) },
        page("/staff/guardians", "/staff/guardians", SIGN_IN, Shows).of_staff(SETTINGS),
        form("/staff/guardians", &[("until|", "15")], SIGN_IN, Refuses(422)).of_staff(SETTINGS),
        page("/contact", "/contact", SIGN_IN, Shows),
        form("/contact", &[("phone", "call me")], SIGN_IN, Refuses(422)),
        page("/staff/contact-fields", "/staff/contact-fields", SIGN_IN, Shows).of_staff(SETTINGS),
        form("/staff/contact-fields", &[], SIGN_IN, Sends("/staff/contact-fields?done=1")).of_staff(SETTINGS),
        page("/staff/contact-changes", "/staff/contact-changes", SIGN_IN, Shows).of_staff(&[Permission::EditContact]),
        page("/u/:token", "/u/none", Shows, Shows),
        Rule { address: "/u/none", ..form("/u/{token}", &[], Shows, Shows) },
        page("/messages", "/messages", SIGN_IN, Shows),
        form("/messages", &[("event", "Item_Due"), ("shown", "something else")], SIGN_IN, Refuses(422)),
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
        page("/choices", "/choices", SIGN_IN, Shows),
        page("/consents", "/consents", SIGN_IN, Shows),
        // Nothing is asked here; `consents.rs` has a library that asks.
        page("/consents/ask", "/consents/ask", SIGN_IN, Sends("/my-data")),
        page("/consents/receipts/:receipt", "/consents/receipts/none", SIGN_IN, Hides),
        form("/consents", &[("purpose", "direct-mailing"), ("answer", "no")], SIGN_IN, Sends("/consents?done=1")),
        form("/consents/later", &[], SIGN_IN, Sends("/my-data")),
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
        page("/security", "/security", SIGN_IN, Shows),
        page("/security/two-step", "/security/two-step", SIGN_IN, Shows),
        page("/security/passkeys", "/security/passkeys", SIGN_IN, Shows),
        page("/security/password", "/security/password", SIGN_IN, Shows),
        page("/security/email", "/security/email", SIGN_IN, Shows),
        page("/recover", "/recover", Shows, Shows),
        page("/recover/code", "/recover/code", Shows, Shows),
        page("/r/:token", "/r/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", Refuses(410), Refuses(410)),
        page("/e/:token", "/e/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", Refuses(410), Refuses(410)),
        page("/kept-form", "/kept-form", SIGN_IN, Hides),
        page("/idle.js", "/idle.js", Shows, Shows),
        page("/note-check.js", "/note-check.js", Shows, Shows),
        page("/my-requests", "/my-requests", SIGN_IN, Shows),
        Rule { others: Some(Hides), ..page("/my-requests/:request", "/my-requests/REQUEST", SIGN_IN, Shows) },
        page("/d/:token", NO_LINK, Shows, Hides),
        page("/not-me/:token", NO_NOTICE, Shows, Shows),
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
        Rule { others: Some(Hides), ..page("/my-data/take-away/:export", "/my-data/take-away/EXPORT", SIGN_IN, Shows) },
        Rule {
            others: Some(Hides),
            ..page("/api/export-progress", "/api/export-progress?export=EXPORT", Refuses(401), Shows)
        },
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
        // In the demo library only.
        page("/demo/mail", "/demo/mail", Hides, Hides),
        form("/my-data/take-away", &[("format", "json")], SIGN_IN, Sends("/my-data/take-away/")),
        Rule {
            address: "/my-data/take-away/EXPORT/file",
            others: Some(Hides),
            ..form("/my-data/take-away/{export}/file", &[], SIGN_IN, Shows)
        },
        Rule {
            address: "/my-data/take-away/EXPORT/delete",
            others: Some(Hides),
            ..form("/my-data/take-away/{export}/delete", &[], SIGN_IN, Sends("/my-data/take-away"))
        },
        Rule {
            others: Some(Hides),
            ..form("/security/sessions/end", &[("session", SESSION)], SIGN_IN, Sends("/security"))
        },
        form("/security/sessions/end-others", &[], SIGN_IN, Sends("/security")),
        form("/security/sessions/end-all", &[], SIGN_IN, SIGN_IN),
        form("/recover", &[("name", "nobody")], Sends("/recover?sent=1"), Sends("/recover?sent=1")),
        form("/recover/code", &[("cardnumber", "nobody"), ("code", "AAAA")], Refuses(401), Refuses(401)),
        Rule {
            address: "/r/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            ..form("/r/{token}", &[("new_password", "koivu tuuli 84 laituri")], Refuses(410), Refuses(410))
        },
        Rule {
            address: "/e/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            ..form("/e/{token}", &[], Refuses(410), Refuses(410))
        },
        // The test library sends no mails.
        form("/security/email", &[("address", "anna@kaivospolku.example")], SIGN_IN, Refuses(422)),
        form("/security/email/asking", &[("asking", "later")], SIGN_IN, Sends("/my-data")),
        form(
            "/security/password",
            &[("pin", "wrong"), ("new_password", "koivu tuuli 84 laituri")],
            SIGN_IN,
            Refuses(401),
        ),
        form("/security/password/begin", &[], SIGN_IN, Sends("/security/password")),
        form("/session/stay", &[], Refuses(401), Shows),
        form("/session/keep", &[("kept-form-action", "/my-requests")], Refuses(401), Shows),
        form("/kept-form/discard", &[], SIGN_IN, Sends("/my-data")),
        Rule { address: NO_NOTICE, ..form("/not-me/{token}", &[], Refuses(410), Refuses(410)) },
        form("/sign-in", &[("cardnumber", "nobody"), ("pin", "wrong")], Refuses(401), Refuses(401)),
        form("/my-requests", &[("kind", "access")], SIGN_IN, Sends("/my-requests/")),
        Rule { address: NO_LINK, ..form("/d/{token}", &[], Sends("/d/"), Hides) },
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
        Rule {
            address: "/my-requests/REQUEST/withdraw",
            others: Some(Hides),
            ..form("/my-requests/{request}/withdraw", &[], SIGN_IN, Sends("/my-requests/"))
        },
        form("/sign-in/passkey", &[("passkey", "none")], Refuses(401), Refuses(401)),
        form("/sign-in/passkey/ask", &[], Shows, Shows),
        form("/sign-in/second-step", &[("code", "123456")], STEP_OVER, STEP_OVER),
        form("/sign-in/second-step/ask", &[], Hides, Hides),
        form("/security/two-step/begin", &[], SIGN_IN, Shows),
        form("/security/two-step/confirm", &[("pending", "none"), ("code", "123456")], SIGN_IN, Refuses(422)),
        form("/security/two-step/remove", &[], SIGN_IN, Hides),
        form("/security/two-step/codes", &[], SIGN_IN, Hides),
        form("/security/passkeys", &[("name", "Phone"), ("passkey", "none")], SIGN_IN, Refuses(422)),
        form("/security/passkeys/ask", &[], SIGN_IN, Shows),
        form("/security/passkeys/begin", &[], SIGN_IN, Sends("/security/passkeys")),
        // There is no such passkey.
        form("/security/passkeys/rename", &[("passkey", "none"), ("name", "Phone")], SIGN_IN, Hides),
        form("/security/passkeys/remove", &[("passkey", "none")], SIGN_IN, Hides),
        form("/security/step-up/ask", &[], SIGN_IN, Hides),
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
        form("/sign-out", &[], SIGN_IN, SIGN_IN),
    ]
}
