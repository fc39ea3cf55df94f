//! Who looks after whom, as the rule needs it.

use carrel_domain::{Date, PatronId, PatronScope, guardian::WardChoice};
use carrel_store::guardian::{self, Guardianship};
use serde_json::{Value as Json, json};

use crate::{database::TestDatabase, lines::line_of};

fn said(guardian: u64, ward: u64) -> Json {
    json!({"borrower_relationships": [{"id": 1, "guarantor_id": guardian, "guarantee_id": ward, "relationship": "Äiti"}]})
}

fn parent(sections: Json) -> String {
    line_of(json!({"borrowernumber": 1, "firstname": "Aino", "surname": "Virtanen", "branchcode": "KOI"}), sections)
}

fn child(born: Json, sections: Json) -> String {
    let personal = json!({"borrowernumber": 2, "firstname": "Onni", "surname": "Virtanen", "categorycode": "LAPSI",
        "dateofbirth": born, "privacy_guarantor_checkouts": 1, "privacy_guarantor_fines": "0"});
    line_of(personal, sections)
}

async fn wards(database: &TestDatabase, of: &str) -> Vec<Guardianship> {
    guardian::wards(database.store.reader(), database.scope(of).await).await.unwrap()
}

async fn guardians(database: &TestDatabase, of: &str) -> Vec<Guardianship> {
    guardian::guardians(database.store.reader(), database.scope(of).await).await.unwrap()
}

both! {
    async fn a_guardianship_that_both_lines_say_is_one_and_has_what_the_rule_needs(database: &TestDatabase) {
        database.import(&(parent(said(1, 2)) + &child(json!("2016-06-15"), said(1, 2)))).await;
        let found = wards(database, "1").await;
        assert_eq!(found.len(), 1);
        assert_eq!(guardians(database, "2").await, found, "it is the same from both ends");
        assert!(wards(database, "2").await.is_empty() && guardians(database, "1").await.is_empty());
        let one = &found[0];
        assert_eq!((one.guardian.name.as_str(), one.ward.name.as_str()), ("Aino Virtanen", "Onni Virtanen"));
        assert_eq!((one.category.as_deref(), one.relationship.as_deref()), (Some("LAPSI"), Some("Äiti")));
        assert_eq!(one.guardian.library.as_deref(), Some("KOI"));
        assert_eq!(one.bond.born, Date::parse("2016-06-15").ok());
        assert_eq!(one.bond.choice, WardChoice { checkouts: Some(true), fees: Some(false) });
        assert_eq!(PatronScope::of_background_work(one.bond.ward, one.bond.organization), database.scope("2").await);
        assert!(one.bond.both_open);
    }
}

both! {
    async fn what_the_library_system_does_not_say_is_not_guessed(database: &TestDatabase) {
        for born in [json!(null), json!(""), json!("2016-02-31"), json!(2016)] {
            database.import(&(parent(said(1, 2)) + &child(born.clone(), json!({})))).await;
            assert_eq!(wards(database, "1").await[0].bond.born, None, "{born}");
        }
        let strange = json!({"borrowernumber": 2, "privacy_guarantor_checkouts": "maybe", "privacy_guarantor_fines": null});
        database.import(&line_of(strange, json!({}))).await;
        let choice = wards(database, "1").await[0].bond.choice;
        assert_eq!(choice, WardChoice { checkouts: Some(false), fees: None }, "what is not understood is no yes");
    }
}

both! {
    async fn an_account_that_is_closed_locked_or_on_its_way_out_is_not_open(database: &TestDatabase) {
        database.import(&(parent(said(1, 2)) + &child(json!("2016-06-15"), json!({})))).await;
        let stage = "INSERT INTO patron_stage (patron_id, organization_id, stage, expired_on, entered_on, next_on) \
                     SELECT id, organization_id, 'told', '2020-01-01', '2026-01-01', '2027-01-01' FROM patron WHERE source_id = '{}'";
        let lock = "INSERT INTO account_lock (patron_id, event, locked_at) SELECT id, 'new-device', 0 FROM patron WHERE source_id = '{}'";
        for number in ["1", "2"] {
            for (close, open) in [
                ("UPDATE patron SET disabled = 1 WHERE source_id = '{}'", "UPDATE patron SET disabled = 0"),
                (lock, "DELETE FROM account_lock"),
                (stage, "UPDATE patron_stage SET stopped_at = 1"),
            ] {
                database.execute(&close.replace("{}", number)).await.unwrap();
                assert!(!wards(database, "1").await[0].bond.both_open, "{close} of {number}");
                database.execute(open).await.unwrap();
                assert!(wards(database, "1").await[0].bond.both_open, "{open}");
            }
        }
    }
}

both! {
    async fn only_the_lines_of_the_two_and_of_their_organization_count(database: &TestDatabase) {
        let stranger = line_of(json!({"borrowernumber": 3, "surname": "Muu"}), said(1, 2));
        database.import(&(parent(json!({})) + &child(json!("2016-06-15"), json!({})) + &stranger)).await;
        assert!(wards(database, "1").await.is_empty(), "a third person's line makes nobody a guardian");
        database.import(&child(json!("2016-06-15"), said(1, 2))).await;
        assert_eq!(wards(database, "1").await.len(), 1);
        assert_eq!(guardian::list(database.store.reader(), database.organization, 0, 10).await.unwrap().len(), 1);
        let elsewhere = "INSERT INTO organization (slug, name, time_zone, currency) VALUES ('toinen', 'Toinen', 'UTC', 'EUR')";
        database.execute(elsewhere).await.unwrap();
        let other = "(SELECT id FROM organization WHERE slug = 'toinen')";
        database.execute(&format!("UPDATE patron SET organization_id = {other} WHERE source_id = '1'")).await.unwrap();
        let number = database.number("SELECT id FROM patron WHERE source_id = '1'").await;
        let organization = carrel_domain::OrganizationId(database.number(&format!("SELECT id FROM organization WHERE id = {other}")).await);
        let moved = PatronScope::of_background_work(PatronId(number), organization);
        assert!(guardian::wards(database.store.reader(), moved).await.unwrap().is_empty(), "the ward is in another organization");
        assert!(guardians(database, "2").await.is_empty());
    }
}

both! {
    async fn a_guardianship_ends_with_the_import_that_says_so(database: &TestDatabase) {
        database.import(&(parent(said(1, 2)) + &child(json!("2016-06-15"), json!({})))).await;
        assert_eq!(wards(database, "1").await.len(), 1);
        database.import(&parent(json!({"borrower_relationships": []}))).await;
        assert!(wards(database, "1").await.is_empty() && guardians(database, "2").await.is_empty());
    }
}
