//! A Koha that is slow, wrong or dead.

use std::time::{Duration, Instant};

use carrel_domain::Category;
use carrel_koha::{Health, Koha, Trouble};

use crate::{
    Flavour, NOW, id, koha,
    koha_double::{KohaDouble, Manner},
    library, settings, talk,
};

/// How asking for a patron ends, if all but tokens are answered like this.
async fn ends(manner: Manner) -> Trouble {
    let double = library(Flavour::Stock).await;
    double.behaves("/patrons", manner);
    talk(&koha(&double)).patron(id(7)).await.unwrap_err()
}

#[tokio::test]
async fn every_failure_has_its_own_name() {
    for (manner, expected) in [
        (Manner::Hangs, Trouble::Slow),
        (Manner::Page(200), Trouble::NotJson),
        (Manner::Page(404), Trouble::NotJson),
        (Manner::Page(503), Trouble::Broken),
        (Manner::Half, Trouble::CutOff),
        (Manner::CutJson, Trouble::CutOff),
        (Manner::OtherShape, Trouble::WrongShape),
        (Manner::Status(500), Trouble::Broken),
        (Manner::Status(403), Trouble::Forbidden),
        (Manner::Status(401), Trouble::Unauthorized),
        (Manner::TooMany("7"), Trouble::TooMany { retry_after: Some(7) }),
        (Manner::TooMany("soon"), Trouble::TooMany { retry_after: None }),
        (Manner::Huge, Trouble::TooLarge),
        (Manner::SendsElsewhere, Trouble::Elsewhere),
    ] {
        assert_eq!(ends(manner.clone()).await, expected, "{manner:?}");
    }
}

#[tokio::test]
async fn nobody_answers_where_nobody_is() {
    let double = library(Flavour::Stock).await;
    let koha = koha(&double);
    double.dies().await;
    assert_eq!(talk(&koha).patron(id(7)).await, Err(Trouble::Unreachable));
}

#[tokio::test]
async fn a_conversation_ends_in_time_however_slow_each_answer_is() {
    let double = library(Flavour::Stock).await;
    double.behaves("/patrons", Manner::Slowly(Duration::from_millis(250)));
    let koha = koha(&double);
    let begun = Instant::now();
    let data = koha.converse(NOW, Duration::from_millis(700)).all_data(id(7)).await;
    assert!(begun.elapsed() < Duration::from_millis(1200), "{:?}", begun.elapsed());
    if let Ok(data) = data {
        assert!(data.missing.iter().any(|(_, trouble)| *trouble == Trouble::Busy), "{data:?}");
    }
    assert_eq!(koha.health(), Health::Well, "who is in a hurry does not say that it is slow");
}

#[tokio::test]
async fn pages_that_get_lost_are_noticed() {
    let double = library(Flavour::Stock).await;
    double.behaves("checked_in", Manner::LosesPages);
    let row = crate::sample(7, "x")["oldcheckouts"][0].clone();
    double.world().patrons.get_mut(&7).unwrap()["oldcheckouts"] = std::iter::repeat_n(row, 150).collect();
    let data = talk(&koha(&double)).all_data(id(7)).await.unwrap();
    assert!(data.missing.contains(&(Category::CheckoutHistory, Trouble::Incomplete)), "{data:?}");
    assert!(!data.line.contains("oldcheckouts"), "half a history would remove the other half");
}

#[tokio::test]
async fn what_fails_again_and_again_is_left_alone_and_tried_later() {
    let double = library(Flavour::Stock).await;
    let koha = koha(&double);
    double.behaves("/patrons", Manner::Page(200));
    for _ in 0..3 {
        assert_eq!(talk(&koha).patron(id(7)).await, Err(Trouble::NotJson));
    }
    let asked = double.count("/patrons");
    let begun = Instant::now();
    assert_eq!(talk(&koha).patron(id(7)).await, Err(Trouble::Resting));
    assert!(begun.elapsed() < Duration::from_millis(100), "at once");
    assert_eq!(double.count("/patrons"), asked, "and nobody was asked");
    double.recovers();
    let later = koha.converse(NOW.plus_seconds(20), Duration::from_secs(5));
    assert!(later.patron(id(7)).await.is_ok());
    assert_eq!(koha.health(), Health::Well);
}

#[tokio::test]
async fn a_rest_begins_when_something_fails_however_long_ago_the_conversation_began() {
    let double = library(Flavour::Stock).await;
    let koha = koha(&double);
    let talk = talk(&koha);
    double.behaves("/patrons", Manner::Page(200));
    for _ in 0..2 {
        assert_eq!(talk.patron(id(7)).await, Err(Trouble::NotJson));
    }
    double.behaves("/patrons", Manner::Hangs);
    assert_eq!(talk.patron(id(7)).await, Err(Trouble::Slow));
    assert_eq!(koha.health(), Health::RestsUntil(NOW.plus_seconds(21)));
}

#[tokio::test]
async fn who_wishes_to_be_left_alone_is() {
    let double = library(Flavour::Stock).await;
    let koha = koha(&double);
    double.behaves("/patrons", Manner::TooMany("90"));
    assert_eq!(talk(&koha).patron(id(7)).await, Err(Trouble::TooMany { retry_after: Some(90) }));
    double.recovers();
    assert_eq!(talk(&koha).patron(id(7)).await, Err(Trouble::Resting));
    assert_eq!(koha.health(), Health::RestsUntil(NOW.plus_seconds(90)));
    assert!(koha.converse(NOW.plus_seconds(90), Duration::from_secs(5)).patron(id(7)).await.is_ok());
}

#[tokio::test]
async fn what_is_forbidden_or_not_there_says_nothing_about_its_health() {
    let double = library(Flavour::Stock).await;
    let koha = koha(&double);
    for _ in 0..5 {
        assert_eq!(talk(&koha).patron(id(99)).await, Err(Trouble::NotFound));
    }
    assert_eq!(koha.health(), Health::Well);
}

#[tokio::test]
async fn no_more_questions_are_on_their_way_than_are_allowed() {
    let double = library(Flavour::Stock).await;
    double.behaves("/patrons", Manner::Hangs);
    let mut settings = settings(&double.url());
    settings.connections = 2;
    settings.answer_patience = Duration::from_secs(30);
    let koha = Koha::new(settings).unwrap();
    let asks = (0..5).map(|_| {
        let talk = koha.converse(NOW, Duration::from_millis(400));
        async move { talk.patron(id(7)).await }
    });
    let answers = futures::future::join_all(asks).await;
    assert!(answers.iter().all(|answer| *answer == Err(Trouble::Busy)), "{answers:?}");
    assert_eq!(double.count("/patrons"), 2);
}

#[tokio::test]
async fn a_koha_that_comes_back_is_found_again() {
    let double = library(Flavour::Stock).await;
    let koha = koha(&double);
    let address = double.dies().await;
    assert_eq!(talk(&koha).patron(id(7)).await, Err(Trouble::Unreachable));
    let again = KohaDouble::start_on(&address.to_string(), Flavour::Stock).await;
    again.add(7, crate::sample(7, "Virtanen"), "1");
    assert!(talk(&koha).patron(id(7)).await.is_ok());
}
