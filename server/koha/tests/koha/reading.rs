//! What is read of a patron.

use carrel_domain::{Category, Timestamp};
use carrel_koha::{AllData, Endpoint, Trouble};
use serde_json::Value;

use crate::{
    Flavour, id, koha,
    koha_double::{Manner, sample},
    library, talk,
};

fn line(data: &AllData) -> Value {
    serde_json::from_str(&data.line).unwrap()
}

#[tokio::test]
async fn koha_suomi_tells_everything_at_once() {
    let double = library(Flavour::KohaSuomi).await;
    let data = talk(&koha(&double)).all_data(id(7)).await.unwrap();
    let read = line(&data);
    assert_eq!(data.missing, []);
    assert_eq!(read["personal"]["surname"], "Virtanen");
    assert_eq!(read["checkouts"].as_array().unwrap().len(), 2);
    assert_eq!(read["notices"][0]["subject"], "Due soon");
    assert_eq!(read["message_preferences"][1]["message_name"], "Advance_Notice");
    assert_eq!(read["message_preferences"][1]["transports"][0], "sms");
    assert_eq!((double.count("alldata"), double.count("/holds")), (1, 0));
}

#[tokio::test]
async fn stock_koha_is_put_together_in_the_same_shape_and_what_it_does_not_tell_is_named() {
    let double = library(Flavour::Stock).await;
    let data = talk(&koha(&double)).all_data(id(7)).await.unwrap();
    let read = line(&data);
    let original = sample(7, "Virtanen");
    for (key, column) in
        [("personal", "zipcode"), ("personal", "dateofbirth"), ("personal", "branchcode"), ("personal", "opacnote")]
    {
        assert_eq!(read[key][column], original[key][column], "{key}.{column}");
    }
    for (key, columns) in [
        ("checkouts", vec!["issue_id", "itemnumber", "date_due", "issuedate", "branchcode"]),
        ("oldcheckouts", vec!["issue_id", "returndate"]),
        ("holds", vec!["reserve_id", "reservedate", "branchcode", "biblionumber"]),
        ("oldholds", vec!["reserve_id", "cancellationdate"]),
        ("accountlines", vec!["accountlines_id", "amount", "amountoutstanding", "debit_type_code", "credit_type_code"]),
        ("suggestions", vec!["suggestionid", "suggesteddate", "title"]),
    ] {
        for (nth, row) in original[key].as_array().unwrap().iter().enumerate() {
            for column in &columns {
                assert_eq!(read[key][nth][column], row[column], "{key}[{nth}].{column}");
            }
        }
    }
    assert_eq!(read["extended_attributes"][0]["code"], "SHOW_BCODE");
    assert!(read["checkouts"][0].get("title").is_none(), "it has the number alone");
    let named: Vec<Category> = data.missing.iter().map(|(category, _)| *category).collect();
    let without_titles = [Category::Checkouts, Category::CheckoutHistory, Category::Holds, Category::HoldHistory];
    let untold = [Category::Notices, Category::Messages, Category::Restrictions, Category::Preferences];
    assert_eq!(named, [without_titles, untold].concat());
    for key in ["notices", "messages", "debarments", "message_preferences"] {
        assert!(read.get(key).is_none(), "{key}: what is not in the line is left as it is");
    }
}

#[tokio::test]
async fn lists_are_read_page_by_page_to_their_end() {
    let double = library(Flavour::Stock).await;
    let row = sample(7, "x")["oldcheckouts"][0].clone();
    let many = (0..450).map(|number| {
        let mut row = row.clone();
        row["issue_id"] = number.into();
        row
    });
    double.world().patrons.get_mut(&7).unwrap()["oldcheckouts"] = many.collect();
    let rows = talk(&koha(&double)).checkouts(id(7), true).await.unwrap();
    let numbers: Vec<u64> = rows.iter().map(|row| row["issue_id"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (0..450).collect::<Vec<_>>());
    assert_eq!(double.count("/api/v1/patrons/7/checkouts"), 5);
}

#[tokio::test]
async fn a_section_that_fails_is_named_and_the_others_come() {
    let double = library(Flavour::Stock).await;
    double.behaves("/holds", Manner::Status(500));
    double.behaves("/account/debits", Manner::Status(404));
    let data = talk(&koha(&double)).all_data(id(7)).await.unwrap();
    let read = line(&data);
    assert!(data.missing.contains(&(Category::Holds, Trouble::Broken)), "{data:?}");
    assert!(data.missing.contains(&(Category::HoldHistory, Trouble::Broken)));
    assert!(data.missing.contains(&(Category::Fees, Trouble::NotOffered(Endpoint::Debits.code()))));
    assert_eq!(read["accountlines"].as_array().unwrap().len(), 1, "what is open is known");
    assert_eq!(read["checkouts"].as_array().unwrap().len(), 2);
    assert!(read.get("holds").is_none());
}

#[tokio::test]
async fn an_answer_that_lacks_a_section_or_has_rows_of_somebody_else_says_so() {
    let double = library(Flavour::KohaSuomi).await;
    {
        let mut world = double.world();
        let data = world.patrons.get_mut(&7).unwrap();
        data["holds"] = Value::Null;
        data["notices"] = "none".into();
        data["checkouts"][1]["borrowernumber"] = 8.into();
    }
    let data = talk(&koha(&double)).all_data(id(7)).await.unwrap();
    let expected = [
        (Category::Checkouts, Trouble::WrongShape),
        (Category::Holds, Trouble::Incomplete),
        (Category::Notices, Trouble::WrongShape),
    ];
    assert_eq!(data.missing, expected);
}

#[tokio::test]
async fn somebody_elses_data_is_nobodys() {
    for flavour in [Flavour::Stock, Flavour::KohaSuomi] {
        let double = library(flavour).await;
        double.behaves("", Manner::SomebodyElse);
        double.behaves("/oauth", Manner::Well);
        assert_eq!(talk(&koha(&double)).all_data(id(7)).await, Err(Trouble::WrongShape), "{flavour:?}");
    }
}

#[tokio::test]
async fn who_is_not_there_is_not_found() {
    for flavour in [Flavour::Stock, Flavour::KohaSuomi] {
        let double = library(flavour).await;
        assert_eq!(talk(&koha(&double)).all_data(id(99)).await, Err(Trouble::NotFound), "{flavour:?}");
    }
}

#[tokio::test]
async fn patrons_are_found_by_card_number_and_user_name() {
    let double = library(Flavour::Stock).await;
    let koha = koha(&double);
    let found = talk(&koha).patron_by_cardnumber("207").await.unwrap().unwrap();
    assert_eq!((found.id, found.text("surname")), (id(7), Some("Virtanen")));
    assert_eq!(talk(&koha).patron_by_userid("208").await.unwrap().unwrap().id, id(8));
    assert_eq!(talk(&koha).patron_by_cardnumber("209").await, Ok(None));
    assert_eq!(talk(&koha).patron_by_cardnumber("207\"} OR 1=1 -- &q=%22").await, Ok(None));
}

#[tokio::test]
async fn who_changed_since_is_told_page_by_page() {
    let double = library(Flavour::Stock).await;
    double.world().patrons.get_mut(&8).unwrap()["personal"]["updated_on"] = "2026-11-20 10:00:00".into();
    let koha = koha(&double);
    let since = Timestamp("2026-11-01T00:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second());
    let changed = talk(&koha).changed_since(Some(since), 1).await.unwrap();
    assert_eq!(changed.iter().map(|found| found.id).collect::<Vec<_>>(), [id(8)]);
    assert_eq!(talk(&koha).changed_since(Some(since), 2).await.unwrap(), []);
}
