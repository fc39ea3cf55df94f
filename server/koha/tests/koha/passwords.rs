//! Whether a password is right.

use carrel_koha::{Authentication, Koha, KohaSettings, Trouble, Verdict};

use crate::{Flavour, PIN, id, koha, koha_double::Manner, library, talk};

#[tokio::test]
async fn koha_says_whether_it_is_right_and_whose_it_is() {
    let double = library(Flavour::Stock).await;
    let koha = koha(&double);
    assert_eq!(talk(&koha).check_password("207", PIN).await, Ok(Verdict::Right(Some(id(7)))));
    for (card, pin) in [("207", "5678"), ("207", ""), ("999", PIN), ("", "")] {
        assert_eq!(talk(&koha).check_password(card, pin).await, Ok(Verdict::Wrong), "{card} {pin}");
    }
}

#[tokio::test]
async fn older_versions_say_yes_with_204() {
    let double = library(Flavour::Stock).await;
    double.behaves("/validation", Manner::Status(204));
    assert_eq!(talk(&koha(&double)).check_password("207", PIN).await, Ok(Verdict::Right(None)));
}

#[tokio::test]
async fn no_is_said_in_three_ways() {
    for status in [400, 401, 404] {
        let double = library(Flavour::Stock).await;
        double.behaves("/validation", Manner::Status(status));
        assert_eq!(talk(&koha(&double)).check_password("207", PIN).await, Ok(Verdict::Wrong), "{status}");
    }
}

#[tokio::test]
async fn whatever_else_comes_is_neither_yes_nor_no() {
    for (manner, expected) in [
        (Manner::Status(200), Trouble::WrongShape),
        (Manner::Status(202), Trouble::WrongShape),
        (Manner::Status(403), Trouble::Forbidden),
        (Manner::Status(500), Trouble::Broken),
        (Manner::Page(200), Trouble::NotJson),
        (Manner::Page(404), Trouble::NotFound),
        (Manner::Page(401), Trouble::Unauthorized),
        (Manner::SendsElsewhere, Trouble::Elsewhere),
        (Manner::TooMany("5"), Trouble::TooMany { retry_after: Some(5) }),
        (Manner::Hangs, Trouble::Slow),
        (Manner::Half, Trouble::CutOff),
    ] {
        let double = library(Flavour::Stock).await;
        double.behaves("/validation", manner.clone());
        assert_eq!(talk(&koha(&double)).check_password("207", PIN).await, Err(expected), "{manner:?}");
    }
}

#[tokio::test]
async fn our_own_credentials_being_wrong_is_not_a_wrong_password() {
    let double = library(Flavour::Stock).await;
    let user = Authentication::User { name: String::from("carrel"), password: String::from("wrong") };
    let koha = Koha::new(KohaSettings::new(&double.url(), user).unwrap()).unwrap();
    assert_eq!(talk(&koha).check_password("207", PIN).await, Err(Trouble::Unauthorized));
}

#[tokio::test]
async fn a_withdrawn_token_is_not_a_wrong_password() {
    let double = library(Flavour::Stock).await;
    let koha = koha(&double);
    talk(&koha).check_password("207", PIN).await.unwrap();
    double.world().tokens.clear();
    assert_eq!(talk(&koha).check_password("207", PIN).await, Ok(Verdict::Right(Some(id(7)))));
}
