//! What Carrel changes in Koha, and reads back.

use carrel_koha::{ContactChange, Endpoint, Outcome, Preference, PreferenceChange, Trouble};

use crate::{Flavour, PIN, id, koha, koha_double::Manner, library, talk};

fn email(before: &str, after: &str) -> ContactChange {
    ContactChange { column: String::from("email"), before: vec![before.to_owned()], after: after.to_owned() }
}

#[tokio::test]
async fn contact_data_arrive_and_nothing_else_changes() {
    for flavour in [Flavour::Stock, Flavour::KohaSuomi] {
        let double = library(flavour).await;
        let before = double.world().patrons[&7].clone();
        let changes = [
            email("p7@example.org", "new@example.org"),
            ContactChange {
                column: String::from("zipcode"),
                before: vec![String::from("80100")],
                after: String::new(),
            },
        ];
        assert_eq!(talk(&koha(&double)).change_contact(id(7), &changes).await, Ok(Outcome::Done), "{flavour:?}");
        let mut expected = before;
        expected["personal"]["email"] = "new@example.org".into();
        expected["personal"]["zipcode"] = serde_json::Value::Null;
        assert_eq!(double.world().patrons[&7], expected, "{flavour:?}");
    }
}

#[tokio::test]
async fn what_was_changed_there_in_the_meantime_is_not_overwritten() {
    let double = library(Flavour::Stock).await;
    let koha = koha(&double);
    let change = [email("old@example.org", "new@example.org")];
    assert_eq!(talk(&koha).change_contact(id(7), &change).await, Err(Trouble::Conflict));
    assert_eq!(double.world().patrons[&7]["personal"]["email"], "p7@example.org");
}

#[tokio::test]
async fn a_change_that_is_sent_twice_is_made_once() {
    let double = library(Flavour::KohaSuomi).await;
    let koha = koha(&double);
    let change = [email("p7@example.org", "new@example.org")];
    for _ in 0..2 {
        assert_eq!(talk(&koha).change_contact(id(7), &change).await, Ok(Outcome::Done));
    }
    let puts = double.world().asked.iter().filter(|(method, _)| method == "PUT").count();
    assert_eq!(puts, 1);
}

#[tokio::test]
async fn done_is_believed_only_when_it_can_be_read_back() {
    let double = library(Flavour::KohaSuomi).await;
    let koha = koha(&double);
    double.behaves("/kohasuomi", Manner::Status(200));
    let change = [email("p7@example.org", "new@example.org")];
    assert_eq!(talk(&koha).change_contact(id(7), &change).await, Err(Trouble::Incomplete));
    double.recovers();
    double.behaves("/kohasuomi", Manner::Status(202));
    assert_eq!(talk(&koha).change_contact(id(7), &change).await, Ok(Outcome::AwaitsStaff));
    double.recovers();
    double.behaves("/kohasuomi", Manner::Page(200));
    assert_eq!(talk(&koha).change_contact(id(7), &change).await, Err(Trouble::NotJson));
}

#[tokio::test]
async fn preferences_arrive_and_are_read_back() {
    let double = library(Flavour::KohaSuomi).await;
    let koha = koha(&double);
    let wanted = Preference {
        event: String::from("Advance_Notice"),
        transports: vec![String::from("email")],
        days_in_advance: Some(5),
        is_digest: false,
    };
    let change = |after: &Preference| [PreferenceChange { before: Vec::new(), after: after.clone() }];
    let after = talk(&koha).set_preferences(id(7), &change(&wanted)).await.unwrap();
    assert!(after.contains(&wanted), "{after:?}");
    assert_eq!(after[0].transports, ["email"], "the others stay");
    assert_eq!(double.world().preferences[&7]["Advance_Notice"]["transport_types"]["sms"], false);
    let unknown = Preference { event: String::from("No_Such"), ..wanted };
    assert_eq!(talk(&koha).set_preferences(id(7), &change(&unknown)).await, Err(Trouble::Refused));
}

#[tokio::test]
async fn preferences_do_not_overwrite_what_was_chosen_there_meanwhile() {
    let double = library(Flavour::KohaSuomi).await;
    let koha = koha(&double);
    let usual = |event: &str, transport: &str, is_digest| Preference {
        event: event.to_owned(),
        transports: vec![transport.to_owned()],
        days_in_advance: (event == "Advance_Notice").then_some(2),
        is_digest,
    };
    let before = usual("Advance_Notice", "sms", true);
    let changes = [
        PreferenceChange { before: vec![usual("Item_Due", "email", false)], after: usual("Item_Due", "sms", false) },
        PreferenceChange { before: vec![before.clone()], after: Preference { days_in_advance: Some(5), ..before } },
    ];
    double.world().preferences.get_mut(&7).unwrap()["Advance_Notice"]["days_in_advance"]["value"] = 9.into();
    assert_eq!(talk(&koha).set_preferences(id(7), &changes).await, Err(Trouble::Conflict));
    assert_eq!(double.world().preferences[&7]["Item_Due"]["transport_types"]["sms"], false, "all or nothing");
    // Somebody chose the same there.
    double.world().preferences.get_mut(&7).unwrap()["Advance_Notice"]["days_in_advance"]["value"] = 5.into();
    assert!(talk(&koha).set_preferences(id(7), &changes).await.is_ok());
    assert_eq!(double.world().preferences[&7]["Item_Due"]["transport_types"]["sms"], true);
}

#[tokio::test]
async fn preferences_that_were_changed_there_are_seen_here() {
    let double = library(Flavour::KohaSuomi).await;
    double.world().preferences.get_mut(&7).unwrap()["Item_Due"]["transport_types"]["sms"] = true.into();
    let read = talk(&koha(&double)).preferences(id(7)).await.unwrap();
    assert_eq!(read[0].transports, ["email", "sms"]);
}

#[tokio::test]
async fn a_history_is_anonymized_and_seen_to_be_gone() {
    let double = library(Flavour::KohaSuomi).await;
    assert_eq!(talk(&koha(&double)).anonymize_history(id(7)).await, Ok(Outcome::Done));
    assert_eq!(double.world().patrons[&7]["oldcheckouts"], serde_json::json!([]));
    double.add(7, crate::sample(7, "Virtanen"), PIN);
    double.behaves("/checkouts/history", Manner::Status(204));
    assert_eq!(talk(&koha(&double)).anonymize_history(id(7)).await, Err(Trouble::Incomplete), "it only says so");
}

#[tokio::test]
async fn what_stock_koha_cannot_do_is_said() {
    let double = library(Flavour::Stock).await;
    let koha = koha(&double);
    let expected = Err(Trouble::NotOffered(Endpoint::SiteHistory.code()));
    assert_eq!(talk(&koha).anonymize_history(id(7)).await, expected);
    assert_eq!(talk(&koha).anonymize_history(id(7)).await, expected);
    assert_eq!(double.count("/history"), 1, "and is not asked for again");
    assert_eq!(double.world().patrons[&7]["oldcheckouts"].as_array().unwrap().len(), 1);
}
