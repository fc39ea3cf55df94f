//! How Carrel says who it is.

use std::time::Duration;

use carrel_koha::{Authentication, Koha, KohaSettings, Trouble};

use crate::{CLIENT_SECRET, Flavour, NOW, id, koha, koha_double::Manner, library, talk};

#[tokio::test]
async fn one_token_serves_until_shortly_before_its_end() {
    let double = library(Flavour::Stock).await;
    let koha = koha(&double);
    for _ in 0..3 {
        talk(&koha).patron(id(7)).await.unwrap();
    }
    assert_eq!(double.count("/oauth/token"), 1);
    koha.converse(NOW.plus_seconds(3539), Duration::from_secs(5)).patron(id(7)).await.unwrap();
    assert_eq!(double.count("/oauth/token"), 1);
    koha.converse(NOW.plus_seconds(3540), Duration::from_secs(5)).patron(id(7)).await.unwrap();
    assert_eq!(double.count("/oauth/token"), 2);
}

#[tokio::test]
async fn many_who_ask_at_once_fetch_one_token() {
    let double = library(Flavour::Stock).await;
    let koha = koha(&double);
    let asks = (0..6).map(|_| {
        let talk = talk(&koha);
        async move { talk.patron(id(7)).await.is_ok() }
    });
    assert_eq!(futures::future::join_all(asks).await, [true; 6]);
    assert_eq!(double.count("/oauth/token"), 1);
}

#[tokio::test]
async fn a_token_that_was_withdrawn_is_renewed_once() {
    let double = library(Flavour::Stock).await;
    let koha = koha(&double);
    talk(&koha).patron(id(7)).await.unwrap();
    double.world().tokens.clear();
    talk(&koha).patron(id(7)).await.unwrap();
    assert_eq!((double.count("/oauth/token"), double.count("/patrons/7")), (2, 3));
    double.behaves("/patrons", Manner::Status(401));
    assert_eq!(talk(&koha).patron(id(7)).await, Err(Trouble::Unauthorized));
    assert_eq!((double.count("/oauth/token"), double.count("/patrons/7")), (3, 5), "and not again and again");
}

#[tokio::test]
async fn a_wrong_secret_is_told_from_a_broken_koha() {
    let double = library(Flavour::Stock).await;
    let wrong = Authentication::Client { id: String::from("carrel"), secret: String::from("another") };
    let koha = Koha::new(KohaSettings::new(&double.url(), wrong).unwrap()).unwrap();
    assert_eq!(talk(&koha).patron(id(7)).await, Err(Trouble::Unauthorized));
    for (manner, expected) in [
        (Manner::Page(200), Trouble::NotJson),
        (Manner::OtherShape, Trouble::WrongShape),
        (Manner::Status(500), Trouble::Broken),
        (Manner::SendsElsewhere, Trouble::Elsewhere),
    ] {
        let double = library(Flavour::Stock).await;
        double.behaves("/oauth", manner);
        assert_eq!(talk(&crate::koha(&double)).patron(id(7)).await, Err(expected));
    }
}

#[tokio::test]
async fn basic_authentication_works_too() {
    let double = library(Flavour::Stock).await;
    for (password, expected) in [(CLIENT_SECRET, true), ("another", false)] {
        let user = Authentication::User { name: String::from("carrel"), password: password.to_owned() };
        let koha = Koha::new(KohaSettings::new(&double.url(), user).unwrap()).unwrap();
        let answer = talk(&koha).patron(id(7)).await;
        assert_eq!(answer.is_ok(), expected);
        assert!(expected || answer == Err(Trouble::Unauthorized));
    }
    assert_eq!(double.count("/oauth/token"), 0);
}
