//! What an import adds, changes, leaves and removes.

use carrel_domain::{Category, Grant, Role, Value, sections::section};
use carrel_sources::{
    alldata::{self, Input, Summary},
    demo,
};
use carrel_store::{
    import::Counts,
    record::{PageRequest, page},
    role_grant::{self, NewGrant},
};
use serde_json::json;

use crate::{
    database::NOW,
    dump::dump,
    lines::{line, line_of, loan},
};

fn counts(summary: &Summary, table: &str) -> (u64, u64, u64, u64) {
    let (_, Counts { added, changed, left, removed }) =
        summary.tally.by_table().find(|(name, _)| *name == table).unwrap();
    (*added, *changed, *left, *removed)
}

fn demo_file(patrons: u64) -> String {
    let mut file = Vec::new();
    demo::generate_alldata(patrons, 50, &mut file).unwrap();
    String::from_utf8(file).unwrap()
}

both! {
    async fn importing_twice_changes_nothing(database: &TestDatabase) {
        let file = demo_file(40);
        let first = database.import(&file).await;
        assert_eq!(counts(&first, "patron"), (40, 0, 0, 0));
        assert_eq!(first.tally.rows(), Counts { added: 2_000, ..Counts::default() });
        let before = dump(database).await;
        let again = database.import(&file).await;
        assert_eq!(counts(&again, "patron"), (0, 0, 40, 0));
        assert_eq!(again.tally.rows(), Counts { left: 2_000, ..Counts::default() });
        assert_eq!(dump(database).await, before);
        // The same rows in a line that is written differently.
        let spaced = file.replace("\"borrowernumber\": ", "\"borrowernumber\":   ");
        let spaced = database.import(&spaced).await;
        assert_eq!(spaced.tally.rows(), Counts { left: 2_000, ..Counts::default() });
    }
}

both! {
    async fn a_dry_run_counts_the_same_and_writes_nothing(database: &TestDatabase) {
        database.import(&line(1, json!({"messages": [{"message_id": 1, "message": "old"}, {"message_id": 2}]}))).await;
        let before = dump(database).await;
        let file = line(1, json!({"messages": [{"message_id": 1, "message": "new"}, {"message_id": 3}], "holds": [{"reserve_id": 1}]}))
            + &line(2, json!({"messages": [{"message_id": 9}]})) + "refused\n";
        let path = database.folder.path().join("rejects");
        let mut options = database.options(&file);
        options.dry_run = true;
        options.reject_path = Some(path.clone());
        let dry = alldata::run(&database.store, options, &mut ()).await.unwrap();
        assert_eq!(dump(database).await, before);
        assert!(!path.exists());
        assert_eq!(database.number("SELECT COUNT(*) FROM import_run").await, 1);
        let wet = database.import(&file).await;
        assert_eq!((&dry.tally, dry.rejected), (&wet.tally, wet.rejected));
        assert_eq!(counts(&wet, "patron_message"), (2, 1, 0, 1));
        assert_eq!(counts(&wet, "hold"), (1, 0, 0, 0));
        assert_eq!(counts(&wet, "patron"), (1, 0, 1, 0));
    }
}

both! {
    async fn a_returned_loan_is_a_change_of_one_row(database: &TestDatabase) {
        database.import(&line(1, json!({"checkouts": [loan(1, "A"), loan(2, "B")], "oldcheckouts": []}))).await;
        let summary = database.import(&line(1, json!({"checkouts": [loan(2, "B")], "oldcheckouts": [loan(1, "A")]}))).await;
        assert_eq!(counts(&summary, "checkout"), (0, 1, 1, 0));
        assert_eq!(database.texts("SELECT title FROM checkout WHERE is_open = 0").await, ["A"]);
    }
}

both! {
    async fn what_the_library_forgot_is_forgotten_in_the_sections_the_line_has(database: &TestDatabase) {
        let all = json!({
            "checkouts": [loan(1, "open")], "oldcheckouts": [loan(2, "returned")], "messages": [{"message_id": 1}],
            "ill_loans": [{"illrequest_id": 1}], "ill_copies": [{"illrequest_id": 1}],
        });
        database.import(&(line(1, all.clone()) + &line(2, all))).await;
        let summary = database.import(&line(1, json!({"oldcheckouts": [], "ill_loans": []}))).await;
        assert_eq!(counts(&summary, "checkout"), (0, 0, 0, 1));
        assert_eq!(counts(&summary, "interlibrary_loan"), (0, 0, 0, 1));
        assert_eq!(database.texts("SELECT title FROM checkout c JOIN patron p ON p.id = c.patron_id WHERE p.source_id = '1'").await, ["open"]);
        assert_eq!(database.number("SELECT COUNT(*) FROM patron_message").await, 2);
        assert_eq!(database.number("SELECT COUNT(*) FROM checkout").await, 3, "another patron's rows are gone");
    }
}

both! {
    async fn a_whole_line_without_interlibrary_loans_says_there_are_none(database: &TestDatabase) {
        let mut sections = json!({
            "checkouts": [], "oldcheckouts": [], "holds": [], "oldholds": [], "accountlines": [], "notices": [],
            "messages": [], "debarments": [], "suggestions": [], "ill_loans": [{"illrequest_id": 1}],
        });
        database.import(&line(1, sections.clone())).await;
        sections.as_object_mut().unwrap().remove("ill_loans");
        let summary = database.import(&line(1, sections)).await;
        assert_eq!(counts(&summary, "interlibrary_loan"), (0, 0, 0, 1));
    }
}

both! {
    async fn of_two_lines_of_one_patron_the_later_counts(database: &TestDatabase) {
        let file = line(1, json!({"messages": [{"message_id": 1, "message": "first"}, {"message_id": 2}]}))
            + &line(2, json!({}))
            + &line(1, json!({"messages": [{"message_id": 1, "message": "second"}]}));
        for batch in [1, 1_000_000] {
            let mut options = database.options(&file);
            options.batch_bytes = Some(batch);
            alldata::run(&database.store, options, &mut ()).await.unwrap();
            assert_eq!(database.texts("SELECT message FROM patron_message").await, ["second"]);
            assert_eq!(database.number("SELECT COUNT(*) FROM patron").await, 2);
        }
    }
}

both! {
    async fn rows_with_the_same_number_or_none_are_all_kept(database: &TestDatabase) {
        let rows = json!([{"message_id": 1, "message": "a"}, {"message_id": 1, "message": "b"}, {"message": "c"}, {"message": "c"}, {"message_id": null, "message": "d"}]);
        let line = line(1, json!({"messages": rows, "checkouts": [loan(5, "open")], "oldcheckouts": [loan(5, "returned")]}));
        database.import(&line).await;
        assert_eq!(database.texts("SELECT message FROM patron_message ORDER BY message").await, ["a", "b", "c", "c", "d"]);
        assert_eq!(database.texts("SELECT title FROM checkout ORDER BY title").await, ["open", "returned"]);
        let again = database.import(&line.replace("2900", "2900 ").replace("\"personal\"", " \"personal\"")).await;
        assert_eq!(counts(&again, "patron_message"), (0, 0, 5, 0));
        assert_eq!(counts(&again, "checkout"), (0, 0, 2, 0));
    }
}

both! {
    async fn guardians_are_known_whichever_line_comes_first(database: &TestDatabase) {
        let child = |sections| line_of(json!({"borrowernumber": 2, "firstname": "Onni", "surname": "Virtanen"}), sections);
        let parent = |sections| line_of(json!({"borrowernumber": 1, "firstname": "Aino", "surname": "Virtanen"}), sections);
        let said = json!({"borrower_relationships": [{"id": 1, "guarantor_id": 1, "guarantee_id": 2, "relationship": "Äiti"}]});
        let shown = async |source_id: &str| {
            let request = PageRequest { per_page: 10, ..PageRequest::default() };
            let page = page(database.store.reader(), database.scope(source_id).await, section(Category::Guardians), &request).await.unwrap();
            assert_eq!(page.total, i64::try_from(page.rows.len()).unwrap());
            page.rows.into_iter().map(|row| match <[Value; 3]>::try_from(row.values[..3].to_vec()).unwrap() {
                [Value::Text(role), Value::Text(name), Value::Text(relationship)] => format!("{role} {name} {relationship}"),
                other => panic!("{other:?}"),
            }).collect::<Vec<_>>()
        };
        database.import(&child(said.clone())).await;
        assert!(shown("2").await.is_empty(), "the guardian is not known yet");
        database.import(&parent(said.clone())).await;
        // Both say it: it is one guardianship.
        assert_eq!(shown("1").await, ["ward Onni Virtanen Äiti"]);
        assert_eq!(shown("2").await, ["guardian Aino Virtanen Äiti"]);
        database.import(&child(json!({"borrower_relationships": []}))).await;
        assert_eq!(shown("2").await, ["guardian Aino Virtanen Äiti"], "the parent's line still says it");
        database.import(&parent(json!({"relationships": []}))).await;
        assert!(shown("1").await.is_empty() && shown("2").await.is_empty());
    }
}

both! {
    async fn a_code_that_is_new_gets_a_name_and_a_known_name_stays(database: &TestDatabase) {
        carrel_store::organization::add_library(database.store.writer(), database.organization, "JOE", "Joensuu").await.unwrap();
        let patron = |number, library| line_of(json!({"borrowernumber": number, "branchcode": library, "categorycode": "LAPSI"}), json!({}));
        let rows = json!({"checkouts": [{"issue_id": 1, "branchcode": "MLI"}, {"issue_id": 2, "branchcode": "x".repeat(100)}]});
        database.import(&(patron(1, "JOE") + &patron(2, "VAS") + &patron(3, "VAS") + &line(4, rows))).await;
        let names = database.texts("SELECT code || ' ' || name FROM library ORDER BY code").await;
        assert_eq!(names, ["JOE Joensuu", "MLI MLI", "VAS VAS"]);
        assert_eq!(database.texts("SELECT code || ' ' || name FROM patron_category").await, ["LAPSI LAPSI"]);
    }
}

both! {
    async fn two_imports_at_once_do_not_stumble_over_each_other(database: &TestDatabase) {
        let file = demo_file(30);
        let imports = (0..3).map(|_| {
            let store = database.store.clone();
            let mut options = database.options(&file);
            options.batch_bytes = Some(20_000);
            tokio::spawn(async move { alldata::run(&store, options, &mut ()).await.unwrap() })
        });
        for import in imports.collect::<Vec<_>>() {
            import.await.unwrap();
        }
        assert_eq!(database.number("SELECT COUNT(*) FROM patron").await, 30);
        assert_eq!(database.number("SELECT COUNT(*) FROM checkout").await, 30 * 27);
    }
}

both! {
    async fn a_patron_keeps_address_and_role_when_the_library_changes_their_name(database: &TestDatabase) {
        database.import(&line_of(json!({"borrowernumber": 1, "surname": "Virtanen"}), json!({}))).await;
        let holder = database.scope("1").await.patron();
        let grant = Grant { role: Role::Desk, library: None };
        let new = NewGrant {
            public_id: String::from("g"), organization: database.organization, patron: holder, grant: grant.clone(),
            reason: String::new(), by: None, expires_at: None,
        };
        role_grant::add(database.store.writer(), new, NOW).await.unwrap();
        let before = database.texts("SELECT public_id FROM patron").await;
        let summary = database.import(&line_of(json!({"borrowernumber": 1, "surname": "Laine"}), json!({}))).await;
        assert_eq!(counts(&summary, "patron"), (0, 1, 0, 0));
        assert_eq!(database.texts("SELECT public_id FROM patron").await, before);
        assert_eq!(database.texts("SELECT surname FROM patron").await, ["Laine"]);
        assert_eq!(role_grant::held(database.store.reader(), holder, NOW).await.unwrap(), [grant]);
    }
}

both! {
    async fn every_row_of_the_sample_file_is_there(database: &TestDatabase) {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/store/sample.jsonl");
        let options = alldata::Options::new(database.organization, Input::File(path), NOW);
        let summary = alldata::run(&database.store, options, &mut ()).await.unwrap();
        assert_eq!((counts(&summary, "patron").0, summary.rejected), (3, 0));
        assert_eq!(summary.tally.rows().added, 15);
        let transports = database.texts("SELECT transports FROM message_preference ORDER BY event").await;
        assert_eq!(transports, ["email, sms", "email", "print, email"]);
    }
}

both! {
    async fn the_demo_library_is_the_same_every_time_and_loads_once(database: &TestDatabase) {
        database.execute("DELETE FROM organization").await.unwrap();
        let first = demo::load(&database.store, NOW).await.unwrap();
        let added = first.added.unwrap();
        assert_eq!(added.patrons.added, 300);
        assert!(added.rows().added > 40_000);
        let before = dump(database).await;
        let again = demo::load(&database.store, NOW).await.unwrap();
        assert!(again.added.is_none());
        assert_eq!(dump(database).await, before);
        for table in &added.tables {
            assert!(table.added > 0, "a table is empty: {added:?}");
        }
    }
}

both! {
    async fn the_demo_library_stays_out_of_a_real_one(database: &TestDatabase) {
        database.import(&line(1, json!({}))).await;
        assert!(matches!(demo::load(&database.store, NOW).await, Err(carrel_sources::SourceError::NotEmpty)));
        assert_eq!(database.number("SELECT COUNT(*) FROM patron").await, 1);
    }
}
