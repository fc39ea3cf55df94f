//! What a Koha offers.

use carrel_koha::{Availability, Endpoint, Trouble};

use crate::{Flavour, NOW, id, koha, koha_double::Manner, library, talk};

#[tokio::test]
async fn what_is_there_is_found_out_at_start_and_what_is_missing_has_a_name() {
    let double = library(Flavour::Stock).await;
    let koha = koha(&double);
    assert_eq!(koha.offer().of(Endpoint::AllData), Availability::Unknown);
    let offer = koha.look_around(NOW).await.unwrap();
    let missing: Vec<&str> = offer.missing().map(Endpoint::code).collect();
    let expected =
        ["all-data", "logs", "site-patron", "site-change", "site-checkouts", "site-history", "site-preferences"];
    assert_eq!(missing, expected);
    assert_eq!(offer.of(Endpoint::PasswordValidation), Availability::Offered);
    talk(&koha).all_data(id(7)).await.unwrap();
    assert_eq!((double.count("alldata"), double.count("contrib")), (0, 0), "what is missing is not asked for");
}

#[tokio::test]
async fn what_is_installed_later_is_found_within_an_hour() {
    let double = library(Flavour::KohaSuomi).await;
    let koha = koha(&double);
    double.world().is_described = false;
    double.behaves("alldata", Manner::Status(404));
    assert!(koha.look_around(NOW).await.unwrap().missing().next().is_none(), "it does not say");
    talk(&koha).all_data(id(7)).await.unwrap();
    assert_eq!(koha.offer().of(Endpoint::AllData), Availability::Missing, "found by asking");
    double.recovers();
    double.world().is_described = true;
    koha.look_around(NOW.plus_seconds(3599)).await.unwrap();
    assert_eq!(koha.offer().of(Endpoint::AllData), Availability::Missing);
    koha.look_around(NOW.plus_seconds(3600)).await.unwrap();
    assert_eq!(koha.offer().of(Endpoint::AllData), Availability::Offered);
}

#[tokio::test]
async fn without_a_description_a_failure_does_not_mean_that_it_is_missing() {
    let double = library(Flavour::KohaSuomi).await;
    let koha = koha(&double);
    double.behaves("alldata", Manner::Status(500));
    assert_eq!(talk(&koha).all_data(id(7)).await, Err(Trouble::Broken));
    assert_eq!(koha.offer().of(Endpoint::AllData), Availability::Unknown);
    double.recovers();
    double.behaves("/api/v1/", Manner::Page(502));
    assert_eq!(koha.look_around(NOW).await, Err(Trouble::Broken));
}

#[tokio::test]
async fn a_koha_that_numbers_checkouts_of_everybody_only_is_asked_there() {
    let double = library(Flavour::Stock).await;
    double.behaves("/patrons/7/checkouts", Manner::Status(404));
    let koha = koha(&double);
    assert_eq!(talk(&koha).checkouts(id(7), false).await.unwrap().len(), 2);
    assert_eq!(talk(&koha).checkouts(id(7), true).await.unwrap().len(), 1);
    assert_eq!(double.count("/api/v1/patrons/7/checkouts"), 1, "what is not there is not asked for again");
}
