//! The log: every access to personal data has its one entry, and what has none does not happen.

use std::collections::BTreeSet;

use carrel_domain::{Category, Language, Role};
use carrel_texts::Key;
use http::StatusCode;

use crate::harness::{ANNA, BRUNO, Browser, Database, Entry, Options, Portal, STAFF};

on_each_database!(
    every_view_of_ones_data_has_exactly_one_entry,
    everything_that_happens_to_an_account_has_exactly_one_entry,
    what_cannot_be_logged_is_not_shown,
    what_cannot_be_logged_is_not_given_away,
    entries_cannot_be_changed,
);

/// What was logged while something was done.
struct Watch<'a> {
    portal: &'a Portal,
    seen: usize,
}

impl<'a> Watch<'a> {
    async fn start(portal: &'a Portal) -> Self {
        Self { portal, seen: portal.log().await.len() }
    }

    async fn entries(&mut self) -> Vec<Entry> {
        let log = self.portal.log().await;
        let new = log[self.seen..].to_vec();
        self.seen = log.len();
        new
    }

    /// The one entry since the last time.
    async fn one(&mut self, what: &str) -> Entry {
        let entries = self.entries().await;
        assert_eq!(entries.len(), 1, "{what}: {entries:?}");
        entries.into_iter().next().unwrap()
    }
}

/// Action, purpose, outcome.
fn gist(entry: &Entry) -> (&str, &str, &str) {
    (&entry.action, &entry.purpose, &entry.outcome)
}

async fn every_view_of_ones_data_has_exactly_one_entry(database: Database) {
    let portal = Portal::on(database).await;
    for person in [ANNA, STAFF[0]] {
        let id = portal.id_of(person).await;
        let mut browser = portal.signed_in(person).await;
        let mut watch = Watch::start(&portal).await;
        let categories = Category::ALL.map(|category| (format!("/my-data/{}", category.slug()), Some(category)));
        for (address, category) in [(String::from("/my-data"), None)].into_iter().chain(categories) {
            portal.clock.advance(1);
            let answer = browser.get(&address).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}");
            let entry = watch.one(&address).await;
            let expected = Entry {
                at: portal.clock.now().0,
                patron: Some(id),
                actor: Some(id),
                // Whoever looks at their own data does so as a patron.
                role: Role::Patron.name().to_owned(),
                action: String::from("view"),
                category: category.map(|category| category.slug().to_owned()),
                purpose: String::from("own-access"),
                outcome: String::from("done"),
                network: Some(String::from("192.0.2.0/24")),
                request_id: answer.header("x-request-id").to_owned(),
            };
            assert_eq!(entry, expected, "{address}");
        }
        browser.get("/fi/my-data/checkout-history?find=kirja&page=2&sort=title&order=up").await;
        assert_eq!(gist(&watch.one("a page of a list").await), ("view", "own-access", "done"));
        for address in ["/my-data/nothing", "/no-such-page", "/sign-in", "/health"] {
            browser.get(address).await;
            assert!(watch.entries().await.is_empty(), "{address} shows no data");
        }
    }
}

async fn everything_that_happens_to_an_account_has_exactly_one_entry(database: Database) {
    let portal = Portal::with(database, Options { immediate_rows: 10, ..Options::default() }).await;
    let id = portal.id_of(ANNA).await;
    let mut watch = Watch::start(&portal).await;
    let mut browser = portal.browser();

    browser.try_sign_in("KV29017709999", "wrong").await;
    let entry = watch.one("an unknown card").await;
    assert_eq!((gist(&entry), entry.patron), (("sign-in-failed", "sign-in", "refused"), None));
    browser.try_sign_in(ANNA.card, "wrong").await;
    let entry = watch.one("a wrong PIN").await;
    assert_eq!((gist(&entry), entry.patron, entry.actor), (("sign-in-failed", "sign-in", "refused"), Some(id), None));
    browser.sign_in(ANNA).await;
    let entry = watch.one("a sign-in").await;
    assert_eq!((gist(&entry), entry.patron), (("sign-in", "sign-in", "done"), Some(id)));
    assert_eq!(entry.network.as_deref(), Some("192.0.2.0/24"));

    browser.post("/my-data/take-away", &[("format", "csv"), ("category", "checkouts")]).await;
    let entry = watch.one("a small export").await;
    assert_eq!((gist(&entry), entry.category.as_deref()), (("export", "portability", "done"), Some("checkouts")));
    let address = browser.ask_for("json").await;
    let entry = watch.one("asking for a large one").await;
    assert_eq!((gist(&entry), entry.category.as_deref()), (("export", "portability", "done"), None));
    portal.prepare_all().await;
    assert!(watch.entries().await.is_empty(), "preparing it is part of the same export");
    browser.post(&format!("{address}/file"), &[]).await;
    assert_eq!(gist(&watch.one("a download").await), ("download", "portability", "done"));
    let mut bruno = portal.signed_in(BRUNO).await;
    watch.entries().await;
    bruno.post(&format!("{address}/file"), &[]).await;
    assert!(watch.entries().await.is_empty(), "somebody else got nothing");
    browser.post(&format!("{address}/delete"), &[]).await;
    assert_eq!(gist(&watch.one("a deletion").await), ("export-deleted", "portability", "done"));

    portal.clock.advance(15 * 60);
    let wish = |pin| [("format", "csv"), ("category", "checkouts"), ("pin", pin)];
    browser.post("/my-data/take-away", &wish("wrong")).await;
    assert_eq!(gist(&watch.one("a wrong PIN asked again").await), ("step-up-failed", "sign-in", "refused"));
    browser.post("/my-data/take-away", &wish(ANNA.pin)).await;
    let entries = watch.entries().await;
    let gists: Vec<_> = entries.iter().map(gist).collect();
    assert_eq!(gists, [("step-up", "sign-in", "done"), ("export", "portability", "done")]);

    portal.signed_in(ANNA).await;
    watch.entries().await;
    browser.post("/security/sessions/end-others", &[]).await;
    assert_eq!(gist(&watch.one("ending sessions").await), ("session-ended", "sign-in", "done"));
    browser.post("/sign-out", &[]).await;
    let entry = watch.one("a sign-out").await;
    assert_eq!((gist(&entry), entry.patron, entry.actor), (("sign-out", "sign-in", "done"), Some(id), Some(id)));
    browser.post("/sign-out", &[]).await;
    assert!(watch.entries().await.is_empty(), "nobody signed out");

    let mut stranger = portal.browser_at("203.0.113.5");
    for _ in 0..5 {
        stranger.try_sign_in(ANNA.card, "wrong").await;
    }
    watch.entries().await;
    stranger.try_sign_in(ANNA.card, ANNA.pin).await;
    let entry = watch.one("too many").await;
    assert_eq!((gist(&entry), entry.patron), (("sign-in-refused", "sign-in", "refused"), Some(id)));

    assert_every_code_has_words(&portal.log().await);
    let mut anna = portal.signed_in(ANNA).await;
    let shown = anna.get("/my-data/log").await.text();
    assert!(shown.contains("Sign-in refused"), "the patron sees it: {shown}");
}

fn assert_every_code_has_words(log: &[Entry]) {
    let codes: BTreeSet<_> = log
        .iter()
        .flat_map(|entry| {
            let (action, purpose, outcome) = gist(entry);
            [format!("code-action-{action}"), format!("code-purpose-{purpose}"), format!("code-outcome-{outcome}")]
        })
        .collect();
    assert!(codes.len() >= 12, "{codes:?}");
    for code in codes {
        assert!(Key::find(&code).is_some(), "{code} has no words in the catalogue");
    }
    assert!(Language::ALL.len() >= 2);
}

/// Nothing of hers is in the answer.
fn shows_nothing_of_anna(text: &str) -> bool {
    ![ANNA.surname, ANNA.card, "Lainassa", "Palautettu", "Myöhästymismaksu"].iter().any(|part| text.contains(part))
}

async fn what_cannot_be_logged_is_not_shown(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ANNA).await;
    portal.break_log().await;
    let categories = Category::ALL.iter().map(|category| format!("/my-data/{}", category.slug()));
    for address in [String::from("/my-data"), String::from("/fi/my-data")].into_iter().chain(categories) {
        let answer = browser.get(&address).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{address}");
        assert!(shows_nothing_of_anna(&answer.text()), "{address}: {}", answer.text());
    }
}

async fn what_cannot_be_logged_is_not_given_away(database: Database) {
    let portal = Portal::with(database, Options { immediate_rows: 10, ..Options::default() }).await;
    let mut browser: Browser = portal.signed_in(ANNA).await;
    let address = browser.ask_for("json").await;
    portal.prepare_all().await;
    let mut old = portal.signed_in(ANNA).await;
    portal.break_log().await;
    for (address, fields) in [
        (String::from("/my-data/take-away"), &[("format", "csv"), ("category", "checkouts")][..]),
        (String::from("/my-data/take-away"), &[("format", "json")][..]),
        (format!("{address}/file"), &[][..]),
    ] {
        let answer = browser.post(&address, fields).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{address} {fields:?}");
        assert!(answer.headers.get("content-disposition").is_none());
        assert!(shows_nothing_of_anna(&answer.text()), "{}", answer.text());
    }
    assert_eq!(portal.number("SELECT COUNT(*) FROM export_job").await, 1, "no second job");
    let mut new = portal.browser();
    let answer = new.try_sign_in(ANNA.card, ANNA.pin).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers.get("set-cookie").is_none(), "no session for a sign-in that nobody knows of");
    assert_eq!(new.try_sign_in(ANNA.card, "wrong").await.status, StatusCode::SERVICE_UNAVAILABLE);
    old.post("/sign-out", &[]).await;
    assert!(portal.number("SELECT COUNT(*) FROM session").await <= 2, "a sign-out ends the session all the same");
}

async fn entries_cannot_be_changed(database: Database) {
    use sea_orm::ConnectionTrait as _;
    let portal = Portal::on(database).await;
    portal.signed_in(ANNA).await;
    let before = portal.log().await;
    for sql in ["UPDATE audit_entry SET action = 'nothing'", "DELETE FROM audit_entry"] {
        assert!(portal.services.store().writer().execute_unprepared(sql).await.is_err(), "{sql}");
    }
    assert!(portal.log().await == before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_views_at_once_have_as_many_entries() {
    let portal = Portal::on(Database::sqlite()).await;
    let browser = portal.signed_in(ANNA).await;
    let mut watch = Watch::start(&portal).await;
    let views = (0..200).map(|_| {
        let mut browser = browser.clone();
        tokio::spawn(async move { browser.get("/my-data").await })
    });
    let answers = futures::future::join_all(views).await;
    let asked: BTreeSet<_> =
        answers.into_iter().map(|answer| answer.unwrap().header("x-request-id").to_owned()).collect();
    let logged: BTreeSet<_> = watch.entries().await.into_iter().map(|entry| entry.request_id).collect();
    assert_eq!(asked.len(), 200);
    assert_eq!(asked, logged);
}
