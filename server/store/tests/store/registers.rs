//! Other registers as the source of patrons.

use carrel_domain::Date;
use carrel_sources::{
    SourceError,
    leavers::Guard,
    register::{self, Mapping, Options, Report},
};
use serde_json::json;

use crate::{
    database::{NOW, TestDatabase},
    dump::dump,
    lines::line_of,
};

const MAPPING: &str = "[register]\nname = \"students\"\nformat = \"csv\"\ndelimiter = \";\"\nleavers = \"lock\"\n\
    [key]\nfrom = \"nr\"\nfinds = \"cardnumber\"\nfinds_by = \"card\"\n\
    [fields]\nsurname = \"family\"\nemail = \"mail\"\ncardnumber = \"card\"\n\
    categorycode = { from = \"group\", values = { s = \"OPISK\", t = \"HENK\" } }\nbranchcode = { constant = \"JOE\" }\n";

const HEADER: &str = "nr;card;family;mail;group;room\n";

/// Ten students that nobody else knows.
fn students(but: &[u32]) -> String {
    let lines = (1..=10).filter(|number| !but.contains(number));
    HEADER.to_owned()
        + &lines.map(|number| format!("{number};C{number};Laine;a@example.org;s;A1\n")).collect::<String>()
}

async fn try_run(
    database: &TestDatabase,
    mapping: &str,
    text: impl AsRef<[u8]>,
    change: impl FnOnce(&mut Options),
) -> Result<Report, SourceError> {
    let file = database.folder.path().join("register");
    std::fs::write(&file, text).unwrap();
    let mut options = Options {
        organization: database.organization,
        file,
        mapping: Mapping::parse(mapping).unwrap(),
        is_check: false,
        guard: None,
        now: NOW,
        today: Date::parse("2026-09-01").unwrap(),
    };
    change(&mut options);
    register::run(&database.store, options).await
}

async fn run(database: &TestDatabase, text: &str) -> Report {
    try_run(database, MAPPING, text, |_| ()).await.unwrap()
}

fn numbers(report: &Report) -> (u64, u64, u64, u64, u64) {
    (report.added, report.changed, report.left, report.refused, report.leavers)
}

both! {
    async fn people_become_patrons_and_twice_the_same_changes_nothing(database: &TestDatabase) {
        assert_eq!(numbers(&run(database, &students(&[])).await), (10, 0, 0, 0, 0));
        assert_eq!(
            database.texts("SELECT source_id || ' ' || surname || ' ' || patron_category || ' ' || library || ' ' || cardnumber \
                            FROM patron WHERE cardnumber = 'C7'").await,
            ["students:7 Laine OPISK JOE C7"]
        );
        let before = dump(database).await;
        assert_eq!(numbers(&run(database, &students(&[])).await), (0, 0, 10, 0, 0));
        assert_eq!(dump(database).await, before);
        let moved = students(&[]).replace("7;C7;Laine;a@example.org;s", "7;C77;Mäki;;t");
        assert_eq!(numbers(&run(database, &moved).await), (0, 1, 9, 0, 0));
        assert_eq!(
            database.texts("SELECT surname || ' ' || patron_category || ' ' || COALESCE(email, '-') FROM patron WHERE cardnumber = 'C77'").await,
            ["Mäki HENK -"]
        );
        let entries = database.number("SELECT COUNT(*) FROM audit_entry a JOIN patron p ON p.id = a.patron_id WHERE p.cardnumber = 'C77'").await;
        assert_eq!(entries, 2, "the first time and the change");
    }
}

both! {
    async fn of_patrons_of_the_library_system_only_fields_of_the_mapping_change(database: &TestDatabase) {
        let koha = json!({"borrowernumber": 5, "cardnumber": "C5", "surname": "Virtanen", "firstname": "Aino", "email": "old@example.org",
            "phone": "040", "branchcode": "VAS", "categorycode": "AIK", "password": "$2a$04$abc", "extra": "kept", "dateexpiry": "2030-01-01"});
        let line = line_of(koha, json!({"messages": [{"message_id": 1}]}));
        database.import(&line).await;
        let file = HEADER.to_owned() + "55;C5;Laine;;s;A1\n";
        assert_eq!(numbers(&run(database, &file).await), (0, 1, 0, 0, 0));
        let all = "SELECT surname || ' ' || firstname || ' ' || email || ' ' || library || ' ' || patron_category || ' ' || other || ' ' || expires_on FROM patron";
        let as_register_says = ["Laine Aino old@example.org JOE OPISK {\"extra\":\"kept\"} 2030-01-01"];
        assert_eq!(database.texts(all).await, as_register_says, "an empty value empties nothing that another source says");
        assert_eq!(database.number("SELECT COUNT(*) FROM patron_message").await, 1);
        assert_eq!(database.texts("SELECT hash FROM credential").await, ["$2a$04$abc"]);
        // The library system says the same as before: what the register says stays.
        database.import(&line).await;
        assert_eq!(database.texts(all).await, as_register_says);
        assert_eq!(numbers(&run(database, &file).await), (0, 0, 1, 0, 0));
        // It says something new: the register's fields are there again after its next run.
        database.import(&line.replace("\"040\"", "\"041\"")).await;
        run(database, &file).await;
        assert_eq!(database.texts(all).await, as_register_says);
        assert!(database.texts("SELECT record FROM patron").await[0].contains("041"));
    }
}

both! {
    async fn a_check_tells_everything_and_changes_nothing(database: &TestDatabase) {
        run(database, &students(&[])).await;
        let before = dump(database).await;
        let text = students(&[3]).replace("4;C4;Laine", "4;C4;Mäki") + "11;C11;Uusi;;s;B\n12;C12;X;;other;B\n";
        let report = try_run(database, MAPPING, text, |options| options.is_check = true).await.unwrap();
        assert_eq!(numbers(&report), (1, 1, 8, 1, 1));
        assert_eq!(report.unused.iter().collect::<Vec<_>>(), ["room"]);
        assert_eq!(report.samples["changed"][0].changes, [("surname", String::from("Laine"), String::from("Mäki"))]);
        assert_eq!((report.refusals[0].line, report.refusals[0].field), (12, Some("categorycode")));
        assert!(!report.refusals[0].reason.contains("other"), "a refusal repeats what a record says");
        assert_eq!(dump(database).await, before);
    }
}

both! {
    async fn who_left_is_locked_and_who_is_back_is_let_in(database: &TestDatabase) {
        run(database, &students(&[])).await;
        assert_eq!(run(database, &students(&[3])).await.leavers, 1);
        let locked = "SELECT cardnumber FROM patron WHERE disabled = 1";
        assert_eq!(database.texts(locked).await, ["C3"]);
        assert_eq!(run(database, &students(&[3])).await.leavers, 0);
        assert_eq!(numbers(&run(database, &students(&[])).await), (0, 1, 9, 0, 0));
        assert!(database.texts(locked).await.is_empty());
        assert_eq!(numbers(&run(database, &students(&[])).await), (0, 0, 10, 0, 0));
    }
}

both! {
    async fn whom_the_library_system_brought_is_left_alone_when_leaving_a_register(database: &TestDatabase) {
        database.import(&line_of(json!({"borrowernumber": 5, "cardnumber": "C3", "surname": "Virtanen"}), json!({}))).await;
        assert_eq!(numbers(&run(database, &students(&[])).await), (9, 1, 0, 0, 0));
        assert_eq!(run(database, &students(&[3])).await.leavers, 1);
        assert_eq!(database.number("SELECT COUNT(*) FROM patron WHERE disabled = 1").await, 0);
        let last = "SELECT action FROM audit_entry a JOIN patron p ON p.id = a.patron_id WHERE p.source_id = '5' ORDER BY a.id DESC";
        assert_eq!(database.texts(last).await[0], "source-left");
    }
}

both! {
    async fn nobody_leaves_when_the_file_is_broken(database: &TestDatabase) {
        run(database, &students(&[])).await;
        let before = dump(database).await;
        let error = try_run(database, MAPPING, students(&[1, 2]), |_| ()).await.err().unwrap();
        assert!(matches!(error, SourceError::TooManyLeavers { left: 2, known: 10, percent: 10 }));
        let error = try_run(database, MAPPING, HEADER, |_| ()).await.err().unwrap();
        assert!(matches!(error, SourceError::TooManyLeavers { left: 10, .. }));
        let error = try_run(database, MAPPING, students(&[]).replace("mail", "e-mail"), |_| ()).await.err().unwrap();
        assert!(error.to_string().contains("no column mail") && error.to_string().contains("e-mail"), "{error}");
        assert_eq!(dump(database).await, before);
        // Who it was cannot be told: it may be the one who is missing.
        let report = run(database, &(students(&[3]) + "too;few\n")).await;
        assert_eq!((report.are_leavers_unknown, report.leavers), (true, 0));
        assert_eq!(database.number("SELECT COUNT(*) FROM patron WHERE disabled = 1").await, 0);
        let report = try_run(database, MAPPING, students(&[1, 2]), |options| options.guard = Guard::new(20)).await.unwrap();
        assert_eq!(report.leavers, 2);
    }
}

both! {
    async fn nobody_gets_another_patrons_card(database: &TestDatabase) {
        database.import(&line_of(json!({"borrowernumber": 5, "cardnumber": "X", "userid": "C1", "surname": "Virtanen"}), json!({}))).await;
        database.import(&line_of(json!({"borrowernumber": 6, "cardnumber": "C2", "surname": "A"}), json!({}))).await;
        database.import(&line_of(json!({"borrowernumber": 7, "cardnumber": "C2", "surname": "B"}), json!({}))).await;
        let report = run(database, &(HEADER.to_owned() + "1;C1;Laine;;s;\n2;C2;Laine;;s;\n3;C3;Laine;;s;\n3;C4;Laine;;s;\n")).await;
        assert_eq!(numbers(&report), (1, 0, 0, 3, 0));
        let reasons: Vec<(u64, &str)> = report.refusals.iter().map(|refusal| (refusal.line, refusal.reason.as_str())).collect();
        assert_eq!(reasons, [
            (5, "is who line 4 is"),
            (2, "has a card number or user name that another patron signs in with"),
            (3, "is more than one patron"),
        ]);
    }
}

both! {
    async fn a_directory_and_json_fill_the_same_fields(database: &TestDatabase) {
        let ldif = "[register]\nname = \"staff\"\nformat = \"ldif\"\n[key]\nfrom = \"objectGUID\"\n\
            [only]\nobjectClass = [\"person\"]\n[fields]\nsurname = { from = \"sn\", required = true }\nuserid = \"sAMAccountName\"\n\
            dateexpiry = { from = \"accountExpires\", date = \"filetime\" }\n\
            categorycode = { from = \"memberOf\", values = { \"CN=Staff,DC=x\" = \"HENK\" }, default = \"MUU\" }\n";
        let text = "dn: CN=A\nobjectClass: top\nobjectClass: person\nobjectGUID:: /wD+\nsn:: TcOka2luZW4=\nsAMAccountName: a\n\
            accountExpires: 133650432000000000\nmemberOf: CN=All,DC=x\nmemberOf: CN=Staff,\n DC=x\n\n\
            dn: CN=Printer\nobjectClass: device\n\ndn: CN=B\nobjectClass: person\nobjectGUID:: /wD/\nsn: B\nsAMAccountName: b\naccountExpires: 0\n";
        let report = try_run(database, ldif, text, |_| ()).await.unwrap();
        assert_eq!((report.records, report.outside, report.added), (3, 1, 2));
        let all = "SELECT source_id || ' ' || surname || ' ' || userid || ' ' || patron_category || ' ' || COALESCE(expires_on, '-') FROM patron ORDER BY id";
        assert_eq!(database.texts(all).await, ["staff:ff00fe Mäkinen a HENK 2024-07-10", "staff:ff00ff B b MUU -"]);
        let json = "[register]\nname = \"pupils\"\nformat = \"json\"\nlist = \"/people\"\n[key]\nfrom = \"id\"\nadds = false\nfinds = \"userid\"\nfinds_by = \"user\"\n\
            [fields]\nfirstname = \"name.first\"\n";
        let text = r#"{"people": [{"id": 1, "user": "a", "name": {"first": "Aino"}}, {"id": 2, "user": "c"}]}"#;
        let report = try_run(database, json, text, |_| ()).await.unwrap();
        assert_eq!((report.changed, report.unknown), (1, 1));
        assert_eq!(database.texts("SELECT firstname FROM patron WHERE userid = 'a'").await, ["Aino"]);
    }
}
