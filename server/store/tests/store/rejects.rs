//! Lines that cannot be read.

use carrel_sources::alldata::{self, Observer, Rejection};
use serde_json::json;

use crate::lines::line;

#[derive(Default)]
struct Heard(Vec<(u64, Option<String>, String)>);

impl Observer for Heard {
    fn rejected(&mut self, rejection: &Rejection) {
        self.0.push((rejection.line, rejection.field.clone(), rejection.reason.clone()));
    }
}

both! {
    async fn a_bad_line_is_refused_with_number_field_and_reason_and_the_rest_is_there(database: &TestDatabase) {
        let good = |number| line(number, json!({"messages": [{"message_id": 1}]}));
        let bad = [
            "{\"personal\": {\"borrowernumber\": 9\n",
            "not JSON at all\n",
            "[1, 2]\n",
            "{\"checkouts\": []}\n",
            "{\"personal\": {\"surname\": \"Secret\"}}\n",
            "{\"personal\": {\"borrowernumber\": null}}\n",
            "{\"personal\": [{\"borrowernumber\": 1}, {\"borrowernumber\": 2}]}\n",
            "{\"personal\": {\"borrowernumber\": 66}, \"holds\": [1, 2]}\n",
            "{\"personal\": {\"borrowernumber\": 66}, \"checkouts\": [{\"issue_id\": 1}, 2]}\n",
            "{\"personal\": {\"borrowernumber\": {\"x\": 1}}}\n",
        ];
        let path = database.folder.path().join("rejects");
        let mut heard = Heard::default();
        let lines = good(1) + &bad.concat() + "\n  \r\n" + &good(2);
        let mut options = database.options(&lines);
        options.reject_path = Some(path.clone());
        let summary = alldata::run(&database.store, options, &mut heard).await.unwrap();
        assert_eq!(summary.rejected, 10);
        let expected = [
            (2, None, "ends too early"),
            (3, None, "not JSON at byte 2"),
            (4, None, "not an object"),
            (5, Some("personal"), "missing"),
            (6, Some("borrowernumber"), "missing"),
            (7, Some("borrowernumber"), "missing"),
            (8, Some("personal"), "not exactly one row"),
            (9, Some("holds"), "not a list of rows"),
            (10, Some("checkouts"), "not a list of rows"),
            (11, Some("borrowernumber"), "neither a number nor a text"),
        ];
        let expected = expected.map(|(line, field, reason)| (line, field.map(str::to_owned), reason.to_owned()));
        assert_eq!(heard.0, expected);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), bad.concat(), "the reject file is not what was refused");
        assert_eq!(database.texts("SELECT source_id FROM patron ORDER BY id").await, ["1", "2"]);
        assert_eq!(database.number("SELECT COUNT(*) FROM patron_message").await, 2);
        assert_eq!(database.number("SELECT COUNT(*) FROM checkout").await, 0, "a refused line left rows behind");
    }
}

both! {
    async fn a_line_that_is_not_utf_8_is_refused(database: &TestDatabase) {
        let mut bytes = b"{\"personal\": {\"borrowernumber\": 1, \"surname\": \"M\xe4kinen\"}}\n".to_vec();
        bytes.extend_from_slice(line(2, json!({})).as_bytes());
        let mut options = database.options("");
        options.input = alldata::Input::Reader(Box::new(std::io::Cursor::new(bytes)));
        let mut heard = Heard::default();
        alldata::run(&database.store, options, &mut heard).await.unwrap();
        assert_eq!(heard.0, [(1, None, String::from("not UTF-8 at byte 49"))]);
        assert_eq!(database.texts("SELECT source_id FROM patron").await, ["2"]);
    }
}

both! {
    async fn only_the_owner_can_read_the_reject_file(database: &TestDatabase) {
        let path = database.folder.path().join("rejects");
        let mut options = database.options("nonsense\n");
        options.reject_path = Some(path.clone());
        alldata::run(&database.store, options, &mut ()).await.unwrap();
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions()) & 0o777, 0o600);
    }
}
