//! What pages show, how much they ask of the database, and that hostile texts stay texts.

use http::StatusCode;

use crate::harness::{ANNA, BRUNO, Database, HILLA, Portal, on_this_thread};

on_each_database!(
    the_overview_takes_at_most_eight_queries,
    a_category_is_filtered_sorted_and_paged_on_the_server,
    a_filter_is_a_text_and_nothing_else,
    nobody_sees_rows_of_somebody_else,
    a_browser_that_goes_away_fails_nobody_else,
    home_pages_asked_for_at_once_show_each_their_own,
);

/// Sends everything from one thread, whose statements can be told from those of other tests.
fn on_one_thread<F: Future<Output = ()>>(test: impl FnOnce() -> F + Send + 'static) {
    let run = move || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test());
    std::thread::spawn(run).join().unwrap();
}

/// How many statements there were, when no more come: what a page sets going beside itself (the organization's names, say)
/// is counted with that page and not with the next.
async fn all_sent() -> usize {
    let mut sent = on_this_thread();
    loop {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let now = on_this_thread();
        if now == sent {
            return sent;
        }
        sent = now;
    }
}

async fn the_overview_takes_at_most_eight_queries(database: Database) {
    on_one_thread(|| async move {
        let portal = Portal::on(database).await;
        let mut browser = portal.signed_in(ANNA).await;
        for (what, advance, most) in [
            ("the first view", 0, 8),
            ("the next one", 1, 5),
            // The organization's names are read again, and the session is noted as used.
            ("after a while", 120, 8 + 3),
        ] {
            portal.clock.advance(advance);
            let before = all_sent().await;
            assert_eq!(browser.get("/my-data").await.status, StatusCode::OK);
            let count = all_sent().await - before;
            // The session and all counts are one; on SQLite, the log's entry goes by sqlx itself and is not counted.
            assert!((1..=most).contains(&count), "{what} took {count} statements");
        }
        for address in ["/my-data/checkout-history", "/my-data/identity", "/my-data/take-away", "/security"] {
            let before = all_sent().await;
            browser.get(address).await;
            let count = all_sent().await - before;
            assert!((2..=8).contains(&count), "{address} took {count} statements");
        }
    });
}

fn rows(text: &str) -> Vec<String> {
    let parts = text.split("role=\"rowheader\"").skip(1);
    parts.map(|part| part.split_once('>').unwrap().1.split_once('<').unwrap().0.to_owned()).collect()
}

async fn a_category_is_filtered_sorted_and_paged_on_the_server(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ANNA).await;
    let mut all = Vec::new();
    for page in 1..=3 {
        let text = browser.get(&format!("/my-data/checkout-history?page={page}")).await.text();
        assert!(text.contains("120"), "the whole count is told");
        all.extend(rows(&text));
    }
    assert_eq!(all.len(), 120);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 120, "each on one page");
    assert!(rows(&browser.get("/my-data/checkout-history?page=4").await.text()).is_empty());
    let found = rows(&browser.get("/my-data/checkout-history?find=palautettu+15").await.text());
    assert_eq!(found.len(), 10, "150 to 159: {found:?}");
    let sorted = rows(&browser.get("/my-data/checkout-history?sort=title&order=up").await.text());
    assert_eq!((sorted[0].as_str(), sorted[49].as_str()), ("Palautettu 100", "Palautettu 149"));
    let sorted = rows(&browser.get("/my-data/checkout-history?sort=title&order=down").await.text());
    assert_eq!(sorted[0], "Palautettu 219");
    for query in
        ["page=0", "page=-1", "page=99999999999999999999", "page=x", "sort=nothing", "sort=patron_id;--", "order=x"]
    {
        let answer = browser.get(&format!("/my-data/checkout-history?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
    }
}

async fn a_filter_is_a_text_and_nothing_else(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ANNA).await;
    for text in [
        "%25",
        "_",
        "'",
        "%27+OR+1%3D1+--",
        "%5C",
        "a%00b",
        "%F0%9F%98%80",
        "%C3%28",
        "%22%3E%3Cscript%3Ealert(9)%3C/script%3E",
    ] {
        let answer = browser.get(&format!("/my-data/checkout-history?find={text}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{text}");
        assert!(rows(&answer.text()).is_empty(), "{text} finds {:?}", rows(&answer.text()));
        assert!(!answer.text().contains("<script>alert"), "{text}");
    }
}

async fn nobody_sees_rows_of_somebody_else(database: Database) {
    let portal = Portal::on(database).await;
    let mut bruno = portal.signed_in(BRUNO).await;
    for address in
        ["/my-data", "/my-data/checkout-history", "/my-data/checkout-history?find=Palautettu", "/my-data/identity"]
    {
        let text = bruno.get(address).await.text();
        assert!(!text.contains("Palautettu 1") && !text.contains(ANNA.surname), "{address}");
    }
    assert!(bruno.get("/my-data/checkout-history").await.text().contains("Vieras kirja"));
}

/// The names of all attributes in a page, as a browser reads it.
fn attribute_names(page: &str) -> Vec<String> {
    let mut names = Vec::new();
    for tag in page.split('<').skip(1).filter(|tag| tag.starts_with(|first: char| first.is_ascii_alphabetic())) {
        let mut in_value = false;
        let mut name = String::new();
        for letter in tag.chars() {
            match letter {
                '"' => in_value = !in_value,
                '>' if !in_value => break,
                _ if in_value => {}
                ' ' | '=' | '/' => names.push(std::mem::take(&mut name)),
                other => name.push(other),
            }
        }
        names.push(name);
    }
    names.retain(|name| !name.is_empty());
    names
}

#[tokio::test]
async fn hostile_texts_stay_texts() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut hilla = portal.signed_in(HILLA).await;
    let addresses = [
        "/my-data",
        "/my-data/identity",
        "/my-data/checkouts",
        "/my-data/notices",
        "/my-data/take-away",
        "/security",
        "/fi/my-data/identity",
    ];
    let mut seen = String::new();
    for address in addresses {
        let answer = hilla.get(address).await;
        assert_eq!(answer.status, StatusCode::OK);
        let text = answer.text();
        for harm in
            ["<script>alert", "<img src=x", "<iframe src=javascript", "<b>unknown", "</textarea>", "</title>\"'"]
        {
            assert!(!text.contains(harm), "{address} has {harm}");
        }
        for name in attribute_names(&text) {
            assert!(!name.starts_with("on") && name != "srcdoc", "{address} has the attribute {name}");
        }
        seen.push_str(&text);
    }
    assert!(seen.contains("&lt;script&gt;alert"), "they are shown as they are");
    assert!(seen.contains("&lt;b&gt;unknown"), "names of unknown columns too");
}

#[tokio::test]
async fn what_was_typed_comes_back_as_text() {
    let portal = Portal::on(Database::sqlite()).await;
    let typed = "\"><script>alert(5)</script>";
    let fields = [("cardnumber", typed), ("pin", "x"), ("next", typed)];
    let text = portal.browser().post("/sign-in", &fields).await.text();
    assert!(!text.contains("<script>alert(5)"));
    assert!(text.contains("&lt;script&gt;alert(5)"));
    let text = portal.browser().get("/sign-in?next=%22%3E%3Cscript%3Ealert(6)%3C/script%3E").await.text();
    assert!(!text.contains("<script>alert(6)"));
    let text = portal.browser().get("/%22%3E%3Cscript%3Ealert(7)%3C/script%3E?%22%3E%3Cscript%3E").await.text();
    assert!(!text.contains("<script>alert(7)") && !text.contains("\"><script>"));
}

#[tokio::test]
async fn an_empty_installation_says_so() {
    let portal = Portal::on(Database::empty()).await;
    portal.services.store().migrate().await.unwrap();
    let mut browser = portal.browser();
    assert_eq!(browser.get("/health").await.text(), "not set up");
    assert_eq!(browser.get("/sign-in").await.status, StatusCode::OK);
    assert_eq!(browser.try_sign_in(ANNA.card, ANNA.pin).await.status, StatusCode::UNAUTHORIZED);
}

async fn a_browser_that_goes_away_fails_nobody_else(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ANNA).await;
    for step in 0..150_u64 {
        // Wherever it is by then.
        let patience = std::time::Duration::from_micros(step * 131 % 9_000);
        let _ = tokio::time::timeout(patience, browser.get("/my-data")).await;
    }
    for _ in 0..20 {
        assert_eq!(browser.get("/my-data").await.status, StatusCode::OK);
    }
}

async fn home_pages_asked_for_at_once_show_each_their_own(database: Database) {
    let portal = Portal::on(database).await;
    let browsers = [Some(ANNA), Some(BRUNO), None];
    let mut signed_in = Vec::new();
    for person in browsers {
        signed_in.push(match person {
            Some(person) => portal.signed_in(person).await,
            None => portal.browser(),
        });
    }
    let asked = (0..90).map(|round| {
        let (person, mut browser) = (browsers[round % 3], signed_in[round % 3].clone());
        tokio::spawn(async move { (person, browser.get("/my-data").await) })
    });
    for answer in asked.collect::<Vec<_>>() {
        let (person, answer) = answer.await.unwrap();
        let Some(person) = person else {
            assert!(answer.status.is_redirection(), "to the sign-in page");
            continue;
        };
        let other = if person.number == ANNA.number { BRUNO } else { ANNA };
        let text = answer.text();
        assert!(text.contains(person.surname) && !text.contains(other.surname), "the page is {}'s", person.surname);
        assert_eq!(text.contains("120 entries"), person.number == ANNA.number, "returned loans of {}", person.surname);
    }
}
