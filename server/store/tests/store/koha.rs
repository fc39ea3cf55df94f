//! Importing straight from Koha's database.

use std::sync::Arc;

use carrel_domain::Category;
use carrel_sources::{
    SourceError,
    alldata::{Observer, Progress},
    leavers::Guard,
};
use carrel_store::import::Leaving;
use tokio::sync::Notify;

use crate::{
    database::NOW,
    dump::dump,
    hostile::{only_row, other},
    koha_database::{Koha, Version},
};

/// A patron with a row in every table.
const EVERYTHING: &str = "\
INSERT INTO biblio VALUES (5, 'Kivi, Aleksis', 'Seitsemän veljestä'), (6, 'Waltari, Mika', 'Sinuhe');
INSERT INTO deletedbiblio VALUES (7, 'Canth, Minna', 'Anna Liisa');
INSERT INTO items VALUES (50, 5, 'bar50', '84.2'), (51, 6, 'bar51', '84.2');
INSERT INTO deleteditems VALUES (70, 7, 'bar70', '84.2'), (71, 6, 'bar71', '84.2');
INSERT INTO issues (issue_id, borrowernumber, itemnumber, date_due, issuedate, branchcode) VALUES (1, 1, 50, '2026-10-01 23:59:00', '2026-09-01 10:00:00', 'JOE');
INSERT INTO old_issues (issue_id, borrowernumber, itemnumber, issuedate, returndate) VALUES (2, 1, 51, '2026-01-01 10:00:00', '2026-02-01 10:00:00'), (3, 1, 70, '2025-01-01 10:00:00', '2025-02-01 10:00:00'), (4, 1, 71, '2024-01-01 10:00:00', '2024-02-01 10:00:00'), (5, NULL, 51, '2020-01-01 10:00:00', '2020-02-01 10:00:00');
INSERT INTO reserves (reserve_id, borrowernumber, reservedate, biblionumber) VALUES (1, 1, '2026-09-02', 6);
INSERT INTO old_reserves (reserve_id, borrowernumber, reservedate, biblionumber) VALUES (2, 1, '2025-09-02', 7);
INSERT INTO accountlines (accountlines_id, borrowernumber, date, amount, amountoutstanding, description, debit_type_code) VALUES (1, 1, '2026-01-02 10:00:00', 2.5, 0.5, 'Late', 'OVERDUE');
INSERT INTO message_queue (message_id, borrowernumber, subject, content, letter_code, message_transport_type, status, time_queued) VALUES (1, 1, 'Due', 'Soon', 'PREDUE', 'email', 'sent', '2026-01-02 10:00:00');
INSERT INTO messages (message_id, borrowernumber, message_type, message) VALUES (1, 1, 'L', 'Umbrella');
INSERT INTO borrower_debarments (borrowernumber, type, comment) VALUES (1, 'MANUAL', 'Lost books');
INSERT INTO suggestions (suggestedby, title, STATUS) VALUES (1, 'Kalevala', 'ASKED');
INSERT INTO borrower_attributes (borrowernumber, code, attribute) VALUES (1, 'SHOW_BCODE', '1');
INSERT INTO patron_consent (borrowernumber, type, given_on) VALUES (1, 'GDPR_PROCESSING', '2026-01-01 10:00:00');
INSERT INTO borrower_message_preferences VALUES (1, 1, NULL, 2, 3, 0), (2, NULL, 'AIK', 2, 3, 0);
INSERT INTO borrower_message_transport_preferences VALUES (1, 'sms'), (1, 'email');
INSERT INTO borrower_relationships (guarantor_id, guarantee_id, relationship) VALUES (2, 1, 'mother');
";

both! {
    async fn everything_of_a_patron_comes_from_any_version(database: &TestDatabase) {
        for version in Version::ALL {
            let Some(koha) = Koha::new(version) else { return };
            koha.add_patron(1, "Mäkinen");
            koha.add_patron(2, "Laine");
            koha.run(EVERYTHING);
            koha.run(if version == Version::V2005 { "UPDATE issues SET renewals = 3" } else { "UPDATE issues SET renewals_count = 3" });
            let (plan, summary) = koha.import(database, |options| options.is_whole = true).await;
            assert_eq!((plan.patrons, plan.selected, plan.is_whole, plan.missing.len()), (2, 2, true, 0), "{version:?}");
            assert_eq!(summary.rejected, 0);
            assert_eq!(database.texts("SELECT surname FROM patron ORDER BY source_id").await, ["Mäkinen", "Laine"]);
            assert_eq!(
                database.texts("SELECT title || ', ' || author || ', ' || barcode FROM checkout ORDER BY source_id").await,
                ["Seitsemän veljestä, Kivi, Aleksis, bar50", "Sinuhe, Waltari, Mika, bar51", "Anna Liisa, Canth, Minna, bar70",
                 "Sinuhe, Waltari, Mika, bar71"],
                "also of what the library no longer has"
            );
            assert_eq!(database.number("SELECT renewals FROM checkout WHERE is_open = 1").await, 3, "{version:?}");
            assert_eq!(database.texts("SELECT title FROM hold ORDER BY is_open").await, ["Anna Liisa", "Sinuhe"]);
            assert_eq!(database.number("SELECT outstanding FROM account_line").await, 50);
            assert_eq!(database.texts("SELECT event || ' ' || transports FROM message_preference").await, ["Advance_Notice email, sms"]);
            assert_eq!(database.texts("SELECT name FROM guardianship_of_patron ORDER BY role").await, ["Aino Laine", "Aino Mäkinen"]);
            for table in ["notice", "patron_message", "debarment", "suggestion", "extended_attribute", "consent"] {
                assert_eq!(database.number(&format!("SELECT COUNT(*) FROM {table}")).await, 1, "{table}");
            }
        }
    }
}

both! {
    async fn of_secrets_only_the_hash_for_signing_in_is_taken(database: &TestDatabase) {
        let Some(koha) = Koha::new(Version::V2505) else { return };
        koha.add_patron(1, "Mäkinen");
        let hash = "$2a$04$cwgrDcWbjT9pbuSsYRUKHOC0dpEnIFFhucxN.nXuLt9RNupsvoX1C";
        koha.run(&format!("UPDATE borrowers SET password = '{hash}', secret = 'TWOFACTOR', overdrive_auth_token = 'TOKEN'"));
        koha.import(database, |_| ()).await;
        assert_eq!(database.texts("SELECT hash FROM credential").await, [hash]);
        let all = dump(database).await;
        let shown = format!("{all:?}");
        assert!(!shown.contains("TWOFACTOR") && !shown.contains("TOKEN"));
    }
}

both! {
    async fn later_only_those_are_read_of_whom_something_changed(database: &TestDatabase) {
        let Some(koha) = Koha::new(Version::V2005) else { return };
        for number in 1..=8 {
            koha.add_patron(number, "Mäkinen");
        }
        koha.run(EVERYTHING);
        // Long ago, by all that says when.
        for table in ["issues", "old_issues", "reserves", "old_reserves", "accountlines"] {
            koha.run(&format!("UPDATE {table} SET timestamp = '2020-01-01 00:00:00'"));
        }
        koha.run("UPDATE message_queue SET updated_on = '2020-01-01 00:00:00'");
        koha.import(database, |_| ()).await;
        let (plan, _) = koha.import(database, |_| ()).await;
        assert_eq!((plan.selected, plan.is_whole), (0, false));
        let before = dump(database).await;

        // A loan is anonymized: its row is another's, and nothing of this patron says so.
        koha.run("UPDATE old_issues SET borrowernumber = NULL, timestamp = '2020-01-01 00:00:00' WHERE issue_id = 2");
        // A column without a time of its own.
        koha.run("INSERT INTO borrower_attributes (borrowernumber, code, attribute) VALUES (3, 'SHOW_BCODE', '1')");
        koha.run("UPDATE borrowers SET surname = 'Virtanen' WHERE borrowernumber = 4");
        koha.add_patron(9, "Uusi");
        let (plan, summary) = koha.import(database, |options| options.dry_run = true).await;
        assert_eq!((plan.selected, summary.tally.patrons.added, summary.tally.patrons.changed), (4, 1, 1));
        assert_eq!(dump(database).await, before, "a dry run wrote something");
        let (again, wet) = koha.import(database, |_| ()).await;
        assert_eq!((again, &wet.tally), (plan, &summary.tally));
        assert_eq!(wet.tally.rows().removed, 1);
        assert_eq!(database.texts("SELECT title FROM checkout ORDER BY source_id").await, ["Seitsemän veljestä", "Anna Liisa", "Sinuhe"]);
        assert_eq!(database.texts("SELECT surname FROM patron WHERE source_id IN ('4', '9') ORDER BY source_id").await, ["Virtanen", "Uusi"]);

        // The same attribute, with another value.
        koha.run("UPDATE borrower_attributes SET attribute = '0' WHERE borrowernumber = 3");
        koha.run("UPDATE borrower_message_transport_preferences SET message_transport_type = 'print' WHERE message_transport_type = 'sms'");
        koha.import(database, |_| ()).await;
        assert_eq!(database.texts("SELECT attribute FROM extended_attribute ORDER BY id").await, ["1", "0"]);
        assert_eq!(database.texts("SELECT transports FROM message_preference").await, ["email, print"]);
    }
}

both! {
    async fn who_is_no_longer_there_is_handled_as_the_library_wants(database: &TestDatabase) {
        for leaving in Leaving::ALL {
            let Some(koha) = Koha::new(Version::V2005) else { return };
            (1..=10).for_each(|number| koha.add_patron(number, "Mäkinen"));
            let name = format!("koha {}", leaving.name());
            koha.import(database, |options| options.name.clone_from(&name)).await;
            let row = "SELECT disabled || ' ' || COALESCE(expires_on, '-') FROM patron WHERE source_id = '7'";
            assert_eq!(database.texts(row).await, ["0 -"]);
            koha.run("DELETE FROM borrowers WHERE borrowernumber = 7");
            let import = |options: &mut carrel_sources::koha::Options| {
                options.name.clone_from(&name);
                options.leaving = leaving;
            };
            let (plan, _) = koha.import(database, |options| { import(options); options.dry_run = true; }).await;
            assert_eq!(plan.left, 1);
            assert_eq!(database.texts(row).await, ["0 -"], "a dry run did something");
            koha.import(database, import).await;
            let expected = match leaving {
                Leaving::Leave => "0 -",
                Leaving::Lock => "1 -",
                Leaving::Stages => "0 2026-09-01",
            };
            assert_eq!(database.texts(row).await, [expected]);
            let entries = database.texts("SELECT action FROM audit_entry a JOIN patron p ON p.id = a.patron_id WHERE p.source_id = '7' ORDER BY a.id").await;
            let action = match leaving { Leaving::Leave => "source-left", Leaving::Lock => "source-locked", Leaving::Stages => "source-ended" };
            assert_eq!(entries.last().map(String::as_str), Some(action));
            let (plan, _) = koha.import(database, import).await;
            assert_eq!(plan.left, 0, "somebody left twice");

            koha.add_patron(7, "Mäkinen");
            let (plan, _) = koha.import(database, import).await;
            assert_eq!((plan.back, plan.selected), (1, 1));
            assert_eq!(database.texts(row).await, ["0 -"], "{leaving:?}: whoever comes back is as before");
            // The next one starts from the same.
            database.execute("DELETE FROM data_source").await.unwrap();
        }
    }
}

both! {
    async fn too_many_gone_at_once_stop_the_import(database: &TestDatabase) {
        let Some(koha) = Koha::new(Version::V2005) else { return };
        (1..=10).for_each(|number| koha.add_patron(number, "Mäkinen"));
        koha.import(database, |_| ()).await;
        koha.run("DELETE FROM borrowers WHERE borrowernumber > 8");
        koha.run("UPDATE borrowers SET surname = 'Laine'");
        let before = dump(database).await;
        let error = koha.try_import(database, |options| options.leaving = Leaving::Lock, &mut ()).await.err().unwrap();
        assert!(matches!(error, SourceError::TooManyLeavers { left: 2, known: 10, percent: 10 }), "{error}");
        assert_eq!(dump(database).await, before);
        koha.import(database, |options| options.guard = Guard::new(20).unwrap()).await;
        assert_eq!(database.number("SELECT COUNT(*) FROM data_source_patron WHERE gone_at IS NOT NULL").await, 2);
    }
}

both! {
    async fn hostile_values_stop_nothing_and_are_kept(database: &TestDatabase) {
        let Some(koha) = Koha::new(Version::V2005) else { return };
        koha.add_patron(1, "Mäkinen");
        koha.run("UPDATE borrowers SET dateofbirth = '0000-00-00', borrowernotes = CONCAT('a', CHAR(0), 'b\\n\\t\\\\\"😀')");
        koha.run("ALTER TABLE messages MODIFY message longblob");
        koha.run("INSERT INTO messages (borrowernumber, message_type, message) VALUES (1, 'L', x'4DE46B696E656E')");
        let long = "x".repeat(3 << 20);
        koha.run(&format!("INSERT INTO message_queue (borrowernumber, content, message_transport_type, time_queued) VALUES (1, '{long}', 'email', NULL)"));
        koha.run("INSERT INTO issues (borrowernumber, issuedate, note) VALUES (1, '0000-00-00 00:00:00', NULL)");
        let (_, summary) = koha.import(database, |_| ()).await;
        assert_eq!((summary.rejected, summary.tally.rows().added), (0, 3));
        assert_eq!(database.texts("SELECT message FROM patron_message").await, ["Mäkinen"]);
        assert_eq!(database.texts("SELECT content FROM notice").await[0].len(), long.len());
        let row = only_row(database, Category::Checkouts).await;
        assert_eq!(other(&row, "issuedate"), Some("0000-00-00 00:00:00"));
        let record = database.texts("SELECT record FROM patron").await.remove(0);
        let record: serde_json::Value = serde_json::from_str(&record).unwrap();
        assert_eq!(record["borrowernotes"], "a␀b\n\t\\\"😀");
        assert!(database.texts("SELECT other FROM patron").await[0].contains("0000-00-00"));
    }
}

both! {
    async fn a_user_who_may_only_read_is_enough_and_what_it_may_not_read_is_told(database: &TestDatabase) {
        let Some(mut koha) = Koha::new(Version::V2005) else { return };
        koha.add_patron(1, "Mäkinen");
        koha.run("INSERT INTO systempreferences VALUES ('AnonymousPatron', '2')");
        koha.add_patron(2, "Nobody");
        koha.run("CREATE USER IF NOT EXISTS reader@'%'");
        for table in ["borrowers", "issues", "systempreferences"] {
            koha.run(&format!("GRANT SELECT ON {table} TO reader@'%'"));
        }
        koha.user = "reader";
        let (plan, summary) = koha.import(database, |_| ()).await;
        assert!(plan.missing.contains(&"suggestions") && !plan.missing.contains(&"issues"));
        assert_eq!((plan.patrons, summary.tally.patrons.added), (1, 1), "the one who stands for nobody is not read");
    }
}

/// Calls out after some batches.
struct KillAfter {
    batches: u32,
    reached: Arc<Notify>,
    resumed: Option<u64>,
}

impl Observer for KillAfter {
    fn progress(&mut self, progress: &Progress) {
        assert_eq!(progress.total_lines, Some(6));
        self.batches = self.batches.saturating_sub(1);
        if self.batches == 0 {
            self.reached.notify_one();
        }
    }

    fn resumed(&mut self, lines: u64) {
        self.resumed = Some(lines);
    }
}

both! {
    async fn a_killed_import_goes_on_and_what_changed_meanwhile_is_read_next_time(database: &TestDatabase) {
        let Some(koha) = Koha::new(Version::V2005) else { return };
        // Each patron fills a transaction.
        let long = "x".repeat(4 << 20);
        for number in 1..=6 {
            koha.add_patron(number, "Mäkinen");
            koha.run(&format!("INSERT INTO old_issues (issue_id, borrowernumber, note) VALUES ({number}, {number}, '{long}')"));
        }
        let reached = Arc::new(Notify::new());
        let mut observer = KillAfter { batches: 2, reached: Arc::clone(&reached), resumed: None };
        // Its connections go with it, as a process's do.
        let process = database.another_process().await;
        tokio::select! {
            _ = koha.try_import_by(&process, database, |_| (), &mut observer) => panic!("the import was over before it was killed"),
            () = reached.notified() => {}
        }
        drop(process);
        let done = database.number("SELECT COUNT(*) FROM patron").await;
        assert!((2..6).contains(&done), "{done}");
        koha.run("UPDATE old_issues SET borrowernumber = NULL WHERE borrowernumber = 1");
        let mut observer = KillAfter { batches: 0, reached: Arc::default(), resumed: None };
        let (_, summary) = koha.try_import(database, |_| (), &mut observer).await.unwrap();
        assert!(observer.resumed.is_some_and(|lines| lines >= 2));
        assert_eq!(summary.lines, 6);
        assert_eq!(database.number("SELECT COUNT(*) FROM patron").await, 6);
        assert_eq!(database.number("SELECT COUNT(*) FROM checkout").await, 6);
        koha.import(database, |_| ()).await;
        assert_eq!(database.number("SELECT COUNT(*) FROM checkout").await, 5);
        assert_eq!(database.number(&format!("SELECT COUNT(*) FROM data_source WHERE mark IS NOT NULL AND finished_at = {}", NOW.0)).await, 1);
    }
}
