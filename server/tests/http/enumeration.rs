//! Known and unknown accounts are not told apart: by text, status, headers or time, at sign-in, recovery and a change of
//! address (ASVS 6.3.8). How times are compared is said in `harness/timing.rs`.

use std::time::{Duration, Instant};

use futures::future::join_all;

use crate::harness::{
    ANNA, Answer, BRUNO, Browser, Database, HILLA, Portal,
    post::with_mail,
    timing::{Comparison, compare},
};

on_each_database!(
    sign_in_does_not_tell_whether_there_is_such_a_card,
    recovery_does_not_tell_whether_there_is_such_an_account,
    a_change_of_address_does_not_tell_whether_another_account_has_it,
);

/// Measurements of each kind.
const TIMES: usize = 200;
/// A busy machine makes differences of its own, which do not come again; what tells accounts apart does so each time.
const TRIES: usize = 3;
/// So many at a time: each waits most of its time. Few, so that they do not wait for each other.
const AT_ONCE: usize = 4;

/// Asks in turn about a known and an unknown account; answers both samples of times.
async fn measure<F>(portal: &Portal, ask: impl Fn(usize, bool) -> F) -> (Vec<Duration>, Vec<Duration>)
where
    F: Future<Output = Answer>,
{
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    let mut seen: Option<(http::StatusCode, String)> = None;
    for round in 0..TIMES / AT_ONCE {
        let asked = (0..AT_ONCE * 2).map(|at| {
            // Neither kind is always the first in the queue.
            let is_known = (at + round).is_multiple_of(2);
            let answer = ask(round * AT_ONCE + at / 2, is_known);
            async move {
                let start = Instant::now();
                let answer = answer.await;
                (is_known, start.elapsed(), answer)
            }
        });
        for (is_known, time, answer) in join_all(asked).await {
            let said =
                (answer.status, format!("{} {}", answer.location(), answer.set_cookie("carrel-session").is_some()));
            assert_eq!(*seen.get_or_insert_with(|| said.clone()), said, "every answer is the same");
            if is_known { known.push(time) } else { unknown.push(time) }
        }
        // No counter of attempts is full: what is compared is the work for both.
        portal.clock.advance(15 * 60);
    }
    (known, unknown)
}

/// Whether both kinds took alike; told apart by the last of all tries, they are not.
fn are_alike((known, unknown): &(Vec<Duration>, Vec<Duration>), tries: usize) -> bool {
    assert_eq!((known.len(), unknown.len()), (TIMES, TIMES));
    let comparison: Comparison = compare(known, unknown);
    assert!(tries < TRIES || !comparison.tells_apart(), "{tries} times in a row: {comparison:?}");
    !comparison.tells_apart()
}

/// A network of its own for each question.
fn peer(at: usize) -> String {
    format!("203.{}.{}.1", at / 200, at % 200)
}

async fn sign_in_does_not_tell_whether_there_is_such_a_card(database: Database) {
    let portal = Portal::on(database).await;
    let ask = |at: usize, is_known: bool| {
        let mut browser = portal.browser_at(&peer(at));
        let card = if is_known { ANNA.card.to_owned() } else { format!("KV290188{at:05}") };
        async move { browser.try_sign_in(&card, "wrong").await }
    };
    for tries in 1..=TRIES {
        if are_alike(&measure(&portal, ask).await, tries) {
            return;
        }
    }
}

async fn recovery_does_not_tell_whether_there_is_such_an_account(database: Database) {
    let (portal, _server) = with_mail(database).await;
    let ask = |at: usize, is_known: bool| {
        let mut browser = portal.browser_at(&peer(at));
        let name = match (is_known, at % 2) {
            (true, 0) => ANNA.card.to_owned(),
            (true, _) => ANNA.email(),
            (false, 0) => format!("KV290188{at:05}"),
            (false, _) => format!("nobody{at}@posti.example"),
        };
        async move { browser.post("/recover", &[("name", &name)]).await }
    };
    let mut tries = 1;
    while !are_alike(&measure(&portal, ask).await, tries) {
        tries += 1;
    }
    portal.logged("recovery-asked", (2 * TIMES * tries) as i64).await;
    let links = portal.number("SELECT COUNT(*) FROM recovery").await;
    assert_eq!(links, (TIMES * tries) as i64, "each known one was sent a link");
}

async fn a_change_of_address_does_not_tell_whether_another_account_has_it(database: Database) {
    let (portal, _server) = with_mail(database).await;
    let ask = |at: usize, is_known: bool| {
        let portal = portal.clone();
        async move {
            let mut browser = portal.browser_at(&peer(at));
            browser.sign_in(if at.is_multiple_of(2) { ANNA } else { HILLA }).await;
            (browser, if is_known { BRUNO.email() } else { format!("nobody{at}@posti.example") })
        }
    };
    let mut tries = 1;
    while !are_alike(&measure_changes(&portal, ask).await, tries) {
        tries += 1;
    }
    portal.logged("email-change-asked", (2 * TIMES * tries) as i64).await;
    assert_eq!(portal.number("SELECT COUNT(*) FROM email_confirmation").await, (TIMES * tries) as i64);
}

/// As [`measure`]; signing in is not what is measured.
async fn measure_changes<F>(portal: &Portal, ask: impl Fn(usize, bool) -> F) -> (Vec<Duration>, Vec<Duration>)
where
    F: Future<Output = (Browser, String)>,
{
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for round in 0..TIMES / AT_ONCE {
        let is_known = |at: usize| (at + round).is_multiple_of(2);
        let ready = join_all((0..AT_ONCE * 2).map(|at| ask(round * AT_ONCE + at / 2, is_known(at)))).await;
        let asked = ready.into_iter().enumerate().map(|(at, (mut browser, address))| async move {
            let start = Instant::now();
            let answer = browser.post("/security/email", &[("address", &address)]).await;
            assert_eq!(answer.location(), "/security/email?done=sent", "{}", answer.text());
            (is_known(at), start.elapsed())
        });
        for (is_known, time) in join_all(asked).await {
            if is_known { known.push(time) } else { unknown.push(time) }
        }
        portal.clock.advance(15 * 60);
    }
    (known, unknown)
}
