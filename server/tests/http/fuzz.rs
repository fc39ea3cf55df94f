//! Fuzz target for addresses: whatever stands in a query, the answer is a page, and no link or redirect leads elsewhere.

use std::{panic::AssertUnwindSafe, time::Duration};

use bolero::check;
use http::Uri;
use tokio::runtime::Runtime;

use crate::harness::{ANNA, Browser, Database, Portal, STAFF};

/// Pages that read their query, and whether staff's browser asks.
const PAGES: [(&str, bool); 12] = [
    ("/my-data/checkout-history", false),
    ("/my-data/log", false),
    ("/my-data", false),
    ("/sign-in", false),
    ("/security/password", false),
    ("/security", false),
    ("/recover", false),
    ("/staff/logs", true),
    ("/staff/requests", true),
    ("/staff/mail", true),
    ("/staff/roles", true),
    ("/staff/settings", true),
];

const NAMES: [&str; 20] = [
    "sort", "order", "find", "page", "next", "reason", "done", "sent", "show", "problem", "ways", "after", "patron",
    "staff", "module", "action", "from", "until", "object", "language",
];

/// Words a value may begin with, so that it comes further than noise does.
const BEGINNINGS: [&str; 12] = [
    "",
    "up",
    "returned_at",
    "title",
    "2026-02-30",
    "9223372036854775808",
    "-1",
    "1.1",
    "//evil.example/",
    "/my-data",
    "accounts",
    "\u{202e}",
];

/// A page's number, then for each parameter its name, how its value begins, and how it goes on.
type Wish = (u8, Vec<(u8, u8, Vec<u8>)>);

fn address((page, parameters): &Wish) -> (String, bool) {
    let (path, is_staff) = PAGES[usize::from(*page) % PAGES.len()];
    let query: Vec<String> = parameters
        .iter()
        .map(|(name, beginning, rest)| {
            let beginning = BEGINNINGS[usize::from(*beginning) % BEGINNINGS.len()];
            let value = beginning.bytes().chain(rest.iter().copied());
            let value: String = value.map(|byte| format!("%{byte:02X}")).collect();
            format!("{}={value}", NAMES[usize::from(*name) % NAMES.len()])
        })
        .collect();
    (format!("{path}?{}", query.join("&")), is_staff)
}

async fn look(browser: &mut Browser, address: &str) {
    if address.parse::<Uri>().is_err() {
        // No request can have it.
        return;
    }
    let answer = browser.get(address).await;
    assert!(answer.status.as_u16() < 500, "{address} answers {}", answer.status);
    let to = answer.location();
    assert!(to.is_empty() || to.starts_with('/') && !to.starts_with("//"), "{address} sends on to {to}");
    let page = answer.text().to_lowercase();
    for elsewhere in ["href=\"//", "href=\"http:", "action=\"//", "href=\"javascript:", "content=\"0;url=//"] {
        assert!(!page.contains(elsewhere), "{address} has {elsewhere}");
    }
}

#[test]
fn query_strings() {
    let runtime = Runtime::new().unwrap();
    let mut people = runtime.block_on(async {
        let portal = Portal::on(Database::sqlite()).await;
        [portal.signed_in(ANNA).await, portal.signed_in(STAFF[0]).await]
    });
    let target = AssertUnwindSafe((&runtime, std::cell::RefCell::new(&mut people)));
    check!().with_test_time(Duration::from_secs(5)).with_type::<Wish>().for_each(|wish| {
        let (runtime, people) = &*target;
        let (address, is_staff) = address(wish);
        runtime.block_on(look(&mut people.borrow_mut()[usize::from(is_staff)], &address));
    });
    check!().with_test_time(Duration::from_secs(2)).for_each(|input: &[u8]| {
        let (runtime, people) = &*target;
        let rest: String = String::from_utf8_lossy(input).chars().filter(char::is_ascii_graphic).collect();
        for page in ["/my-data/checkout-history?", "/", "/fi/"] {
            runtime.block_on(look(&mut people.borrow_mut()[0], &format!("{page}{rest}")));
        }
    });
}
