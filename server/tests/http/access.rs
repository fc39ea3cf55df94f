//! Who may what: every endpoint there is, for nobody and for every role, with one's own things and somebody else's.
//!
//! Patrons see their own data and nobody else's; staff what their role's permissions include.

use std::{collections::BTreeSet, fs, path::Path};

use axum::body::Body;
use carrel_domain::{Permission, Role};
use http::{Method, StatusCode};

use crate::harness::{ANNA, Answer, BRUNO, Browser, Database, Options, Person, Portal, STAFF};

on_each_database!(every_endpoint_answers_everybody_as_the_table_says);

/// What an endpoint does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answers {
    /// Shows what was asked for.
    Shows,
    /// Sends on to an address that begins so.
    Sends(&'static str),
    /// Behaves as if there were no such thing.
    Hides,
    /// Says no, with this status.
    Refuses(u16),
}
use Answers::{Hides, Refuses, Sends, Shows};

/// A line of the table.
struct Rule {
    method: Method,
    /// As it stands in the source.
    route: &'static str,
    /// What is asked for: `EXPORT` and `SESSION` stand for one's own or somebody else's.
    address: &'static str,
    form: &'static [(&'static str, &'static str)],
    nobody: Answers,
    own: Answers,
    /// With somebody else's thing; `None` where there is nothing to name.
    others: Option<Answers>,
    /// Permissions it takes, for pages of staff (an empty list: any role will do). Patrons find nothing there.
    needs: Option<&'static [Permission]>,
    /// Any one of them is enough.
    any: bool,
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

    /// What somebody in this role is answered.
    fn answers_to(&self, role: Role) -> Answers {
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

const EXPORT: &str = "EXPORT";
const SESSION: &str = "SESSION";
const REQUEST: &str = "REQUEST";
const PATRON: &str = "PATRON";
/// Looks like a link's token, and is none.
const NO_LINK: &str = "/d/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// The form of a notice's link, but none that was sent.
const NO_NOTICE: &str = "/not-me/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const SIGN_IN: Answers = Sends("/sign-in");
const ROLES: &[Permission] = &[Permission::AdminRoles];
const SETTINGS: &[Permission] = &[Permission::AdminSettings];

fn table() -> Vec<Rule> {
    vec![
        page("/", "/", SIGN_IN, Sends("/my-data")),
        page("/health", "/health", Shows, Shows),
        page("/pkg/*", "/pkg/carrel.TEST.css", Shows, Shows),
        page("/fonts/*", "/fonts/literata-5-latin.woff2", Shows, Shows),
        page("/favicon.svg", "/favicon.svg", Shows, Shows),
        page("/robots.txt", "/robots.txt", Shows, Shows),
        page("/sign-in", "/sign-in", Shows, Sends("/my-data")),
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
        page("/staff/sign-in", "/staff/sign-in", SIGN_IN, Shows).of_staff(SETTINGS),
        form("/staff/sign-in", &[], SIGN_IN, Refuses(422)).of_staff(SETTINGS),
        page("/my-data", "/my-data", SIGN_IN, Shows),
        page("/my-data/:category", "/my-data/checkout-history", SIGN_IN, Shows),
        page("/my-data/take-away", "/my-data/take-away", SIGN_IN, Shows),
        page("/security", "/security", SIGN_IN, Shows),
        page("/security/password", "/security/password", SIGN_IN, Shows),
        page("/security/email", "/security/email", SIGN_IN, Shows),
        page("/recover", "/recover", Shows, Shows),
        page("/recover/code", "/recover/code", Shows, Shows),
        page("/r/:token", "/r/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", Refuses(410), Refuses(410)),
        page("/e/:token", "/e/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", Refuses(410), Refuses(410)),
        form("/recover", &[("name", "nobody")], Sends("/recover?sent=1"), Sends("/recover?sent=1")),
        form("/recover/code", &[("cardnumber", "nobody"), ("code", "AAAA")], Refuses(401), Refuses(401)),
        Rule {
            address: "/r/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            ..form("/r/{token}", &[("new", "koivu tuuli 84 laituri")], Refuses(410), Refuses(410))
        },
        Rule {
            address: "/e/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            ..form("/e/{token}", &[], Refuses(410), Refuses(410))
        },
        // The test library sends no mails.
        form("/security/email", &[("address", "anna@kaivospolku.example")], SIGN_IN, Refuses(422)),
        form("/security/email/asking", &[("asking", "later")], SIGN_IN, Sends("/my-data")),
        form("/security/password", &[("pin", "wrong"), ("new", "koivu tuuli 84 laituri")], SIGN_IN, Refuses(401)),
        page("/my-requests", "/my-requests", SIGN_IN, Shows),
        Rule { others: Some(Hides), ..page("/my-requests/:request", "/my-requests/REQUEST", SIGN_IN, Shows) },
        page("/d/:token", NO_LINK, Shows, Hides),
        page("/kept-form", "/kept-form", SIGN_IN, Hides),
        page("/idle.js", "/idle.js", Shows, Shows),
        page("/not-me/:token", NO_NOTICE, Shows, Shows),
        page("/staff", "/staff", SIGN_IN, Shows).of_staff(&[]),
        page("/staff/patrons", "/staff/patrons", SIGN_IN, Shows).of_staff(&[Permission::ViewBorrowers]),
        Rule { others: Some(Shows), ..page("/staff/patrons/:patron", "/staff/patrons/PATRON", SIGN_IN, Shows) }
            .of_staff(&[Permission::ViewBorrowers]),
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
        form("/staff/roles/revoke", &[("grant", "none"), ("reason", "Test")], SIGN_IN, Hides).of_staff(ROLES),
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
        page("/staff/mail", "/staff/mail", SIGN_IN, Shows)
            .of_staff_with_any(&[Permission::Requests, Permission::AdminTemplates]),
        // There is no such mail.
        Rule {
            address: "/staff/mail/MAIL/retry",
            ..form("/staff/mail/{mail}/{action}", &[], SIGN_IN, Hides)
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
        form("/session/stay", &[], Refuses(401), Shows),
        form("/session/keep", &[("kept-form-action", "/my-requests")], Refuses(401), Shows),
        form("/kept-form/discard", &[], SIGN_IN, Sends("/my-data")),
        form("/security/sessions/end-all", &[], SIGN_IN, SIGN_IN),
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
        form("/sign-out", &[], SIGN_IN, SIGN_IN),
    ]
}

/// What somebody has that has a name.
struct Things {
    export: String,
    session: i64,
    request: String,
    patron: String,
}

impl Things {
    /// A file that is ready, and a session.
    async fn of(portal: &Portal, person: Person) -> Self {
        let mut elsewhere = portal.signed_in(person).await;
        let address = elsewhere.ask_for("json").await;
        portal.prepare_all().await;
        let session = portal.number("SELECT MAX(id) FROM session").await;
        let last = |address: &str| address.rsplit('/').next().unwrap().to_owned();
        let request = last(elsewhere.post("/my-requests", &[("kind", "access")]).await.location());
        // Not one of too many.
        let id = portal.id_of(person).await;
        let others = format!("patron_id = {id} AND public_id <> '{request}'");
        portal.execute(&format!("UPDATE data_request SET state = 'withdrawn' WHERE {others}")).await;
        let sql = format!("SELECT public_id FROM patron WHERE cardnumber = '{}'", person.card);
        Self { export: last(&address), session, request, patron: portal.texts(&sql).await.remove(0) }
    }
}

async fn ask(browser: &mut Browser, rule: &Rule, things: &Things) -> Answer {
    let address = rule.address.replace(EXPORT, &things.export).replace(REQUEST, &things.request);
    let address = address.replace(PATRON, &things.patron);
    if address.starts_with("/api/") {
        // As an island asks.
        let headers = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
        return browser.send(Method::GET, &address, &headers, Body::empty()).await;
    }
    if rule.method == Method::GET {
        return browser.get(&address).await;
    }
    let session = things.session.to_string();
    let fields: Vec<_> = rule
        .form
        .iter()
        .map(|(name, value)| (*name, if *value == SESSION { session.as_str() } else { *value }))
        .collect();
    browser.post(&address, &fields).await
}

fn check(who: &str, rule: &Rule, whose: &str, answer: &Answer, expected: Answers) {
    let found = match answer.status.as_u16() {
        200 | 204 => Shows,
        302 | 303 => match expected {
            Sends(to) if answer.location().starts_with(to) => expected,
            _ => panic!("{} {} ({whose}) sends {who} to {}", rule.method, rule.route, answer.location()),
        },
        404 => Hides,
        other => Refuses(other),
    };
    assert_eq!(found, expected, "{} {} ({whose}) for {who}: {}", rule.method, rule.route, answer.text());
}

async fn every_endpoint_answers_everybody_as_the_table_says(database: Database) {
    let portal = Portal::with(database, Options { immediate_rows: 0, ..Options::default() }).await;
    let annas = Things::of(&portal, ANNA).await;
    for rule in table() {
        let answer = ask(&mut portal.browser(), &rule, &annas).await;
        check("nobody", &rule, "somebody's", &answer, rule.nobody);
    }
    for (number, person) in [BRUNO].into_iter().chain(STAFF).enumerate() {
        let who = person.role.name();
        // Each at home: the table's wrong PINs are not all guessed from one network.
        let mut browser = portal.browser_at(&format!("203.0.{number}.5"));
        browser.sign_in(person).await;
        for rule in table() {
            if let Some(expected) = rule.others {
                let answer = ask(&mut browser, &rule, &annas).await;
                let expected = if rule.needs.is_some() { rule.answers_to(person.role) } else { expected };
                check(who, &rule, "somebody else's", &answer, expected);
            }
            if !browser.is_signed_in().await {
                browser.sign_in(person).await;
            }
            let own = Things::of(&portal, person).await;
            let answer = ask(&mut browser, &rule, &own).await;
            check(who, &rule, "their own", &answer, rule.answers_to(person.role));
            let may_see = rule.needs.is_some() && rule.answers_to(person.role) == rule.own;
            assert!(may_see || !answer.text().contains(ANNA.surname), "{who} sees Anna's name at {}", rule.route);
        }
    }
    let mut anna = portal.signed_in(ANNA).await;
    let path = format!("/my-data/take-away/{}/file", annas.export);
    assert_eq!(anna.post(&path, &[]).await.status, StatusCode::OK, "Anna's file is still there");
    let sql = format!("SELECT COUNT(*) FROM session WHERE id = {}", annas.session);
    assert_eq!(portal.number(&sql).await, 1, "Anna's session goes on");
}

#[test]
fn every_route_in_the_source_stands_in_the_table() {
    let in_table: BTreeSet<_> = table().iter().map(|rule| format!("{} {}", rule.method, rule.route)).collect();
    let in_source = routes_in_source();
    assert!(in_source.len() >= 15, "routes are found in the source: {in_source:?}");
    let missing: Vec<_> = in_source.difference(&in_table).collect();
    let gone: Vec<_> = in_table.difference(&in_source).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not in the table: {missing:?}; only in the table: {gone:?}");
}

/// Every address that can take a form, for tests that go through them.
pub fn form_addresses() -> Vec<String> {
    table().into_iter().filter(|rule| rule.method == Method::POST).map(|rule| rule.address.to_owned()).collect()
}

/// Every page and file, as somebody signed in asks for it.
pub fn page_addresses() -> Vec<String> {
    let pages = table().into_iter().filter(|rule| rule.method == Method::GET);
    pages
        .map(|rule| rule.address.to_owned())
        .filter(|address| ![EXPORT, REQUEST, PATRON, "/d/", "/r/", "/e/"].iter().any(|part| address.contains(part)))
        .collect()
}

/// Method and route of whatever the source serves.
fn routes_in_source() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut routes = BTreeSet::new();
    for folder in [root.join("src"), root.join("../app/src")] {
        for text in sources(&folder) {
            let plain = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("( \"", "(\"");
            for (route, rest) in quoted_after(&plain, ".route(\"") {
                let rest = rest.trim_start_matches([',', ' ']);
                // `get(…)`, `kept_a_day(…)`, or `get(…).post(…)`.
                let own = rest.split(".route").next().unwrap();
                let first = own.split('(').next().unwrap().rsplit("::").next().unwrap();
                routes.insert(match first {
                    "get" | "kept_a_day" => format!("GET {route}"),
                    "post" => format!("POST {route}"),
                    other => panic!("how does {route} answer? `{other}` is not known to this test"),
                });
                for method in ["get", "post", "put", "patch", "delete", "any"] {
                    if own.contains(&format!(").{method}(")) {
                        routes.insert(format!("{} {route}", method.to_uppercase()));
                    }
                }
            }
            routes.extend(quoted_after(&plain, ".nest_service(\"").map(|(route, _)| format!("GET {route}/*")));
            routes.extend(quoted_after(&plain, ".nest(\"").map(|(route, _)| format!("nest {route}")));
            routes.extend(quoted_after(&plain, "path!(\"").map(|(route, _)| format!("GET {route}")));
            for (endpoint, rest) in quoted_after(&plain, "endpoint = \"") {
                let method = if rest.split(']').next().unwrap().contains("GetUrl") { "GET" } else { "POST" };
                routes.insert(format!("{method} /api/{endpoint}"));
            }
            let functions = plain.matches("#[server(").count() + plain.matches("#[server]").count();
            assert_eq!(functions, plain.matches("endpoint = \"").count(), "every server function names its endpoint");
        }
    }
    routes
}

fn quoted_after<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    text.match_indices(mark).map(move |(at, _)| text[at + mark.len()..].split_once('"').unwrap())
}

fn sources(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            texts.push(fs::read_to_string(path).unwrap());
        }
    }
    texts
}

#[tokio::test]
async fn what_is_no_endpoint_is_not_found_whatever_the_method() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut browser = portal.signed_in(ANNA).await;
    for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
        let site = [("sec-fetch-site", "same-origin")];
        let answer = browser.send(method.clone(), "/admin", &site, Body::empty()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method}");
    }
    for address in ["/sign-out", "/my-data/take-away/x/file", "/my-data/take-away/x/delete", "/security/sessions/end"] {
        assert_eq!(
            browser.get(address).await.status,
            StatusCode::METHOD_NOT_ALLOWED,
            "nothing changes on GET {address}"
        );
    }
}
