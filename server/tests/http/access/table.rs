//! The table: every endpoint there is, and what it answers.

use super::{
    rule::{Answers, Hides, Refuses, Rule, SESSION, SIGN_IN, Sends, Shows, form, page},
    staff_table,
};

/// Looks like a link's token, and is none.
const NO_LINK: &str = "/d/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// The form of a notice's link, but none that was sent.
const NO_NOTICE: &str = "/not-me/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const STEP_OVER: Answers = Sends("/sign-in?reason=step-over");
/// What a browser is answered where a program's token is needed: `api_data.rs` has programs.
const NO_TOKEN: Answers = Refuses(401);

pub fn table() -> Vec<Rule> {
    let mut table = everybodys();
    table.extend(staff_table::table());
    table
}

/// What is for everybody, for patrons and for programs.
fn everybodys() -> Vec<Rule> {
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
        page("/my-data", "/my-data", SIGN_IN, Shows),
        page("/my-data/remote/:source", "/my-data/remote/none", SIGN_IN, Hides),
        page("/my-data/:category", "/my-data/checkout-history", SIGN_IN, Shows),
        page("/my-data/take-away", "/my-data/take-away", SIGN_IN, Shows),
        page("/loan-history", "/loan-history", SIGN_IN, Shows),
        page("/loan-history/anonymize", "/loan-history/anonymize", SIGN_IN, Shows),
        page("/loan-history/jobs/:job", "/loan-history/jobs/none", SIGN_IN, Hides),
        form("/loan-history/choice", &[("wish", "keep"), ("is_on", "on")], SIGN_IN, Refuses(422)),
        form("/loan-history/anonymize", &[("rows", "9999999")], SIGN_IN, Refuses(422)),
        page("/guardians", "/guardians", SIGN_IN, Shows),
        // Nobody is in anybody's care here; `guardians.rs` has a family.
        Rule { others: Some(Hides), ..page("/guardians/:ward", "/guardians/PATRON", SIGN_IN, Hides) },
        Rule { others: Some(Hides), ..page("/guardians/:ward/:category", "/guardians/PATRON/fees", SIGN_IN, Hides) },
        page("/contact", "/contact", SIGN_IN, Shows),
        form("/contact", &[("phone", "call me")], SIGN_IN, Refuses(422)),
        page("/u/:token", "/u/none", Shows, Shows),
        Rule { address: "/u/none", ..form("/u/{token}", &[], Shows, Shows) },
        page("/messages", "/messages", SIGN_IN, Shows),
        form("/messages", &[("event", "Item_Due"), ("shown", "something else")], SIGN_IN, Refuses(422)),
        page("/choices", "/choices", SIGN_IN, Shows),
        page("/consents", "/consents", SIGN_IN, Shows),
        // Nothing is asked here; `consents.rs` has a library that asks.
        page("/consents/ask", "/consents/ask", SIGN_IN, Sends("/my-data")),
        page("/consents/receipts/:receipt", "/consents/receipts/none", SIGN_IN, Hides),
        form("/consents", &[("purpose", "direct-mailing"), ("answer", "no")], SIGN_IN, Sends("/consents?done=1")),
        form("/consents/later", &[], SIGN_IN, Sends("/my-data")),
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
        Rule { others: Some(Hides), ..page("/my-data/take-away/:export", "/my-data/take-away/EXPORT", SIGN_IN, Shows) },
        Rule {
            others: Some(Hides),
            ..page("/api/export-progress", "/api/export-progress?export=EXPORT", Refuses(401), Shows)
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
        form("/sign-out", &[], SIGN_IN, SIGN_IN),
    ]
}
