//! The log as programs read it: without a patron who did what, with one what was changed, in both parts as one.

use carrel_domain::{OrganizationId, PatronId, Role, Timestamp};
use carrel_store::audit::{Entry, append};
use http::StatusCode;

use crate::{
    api_support::{ALL_SCOPES, call, is_problem, json, permit, token_with},
    delivery::{id_of, staff},
    harness::{ANNA, Database, Options, Portal, STAFF},
    koha_logs::{beside_a_koha_with_a_log, import},
};

on_each_database!(
    what_was_changed_is_shown_with_its_patron_only,
    koha_s_log_is_searched_by_its_fields,
    the_log_goes_on_page_after_page,
    what_moved_to_the_archive_is_read_as_before,
    what_came_from_kohas_own_log_is_as_it_was_there,
    a_patrons_part_comes_whole_and_a_rare_text_is_found_page_after_page,
);

async fn what_was_changed_is_shown_with_its_patron_only(database: Database) {
    let portal = Portal::on(database).await;
    let anna = id_of(&portal, ANNA).await;
    let mut browser = portal.signed_in(ANNA).await;
    let changed = browser.post("/contact", &[("phone", "+358 40 7654321")]).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
    let token = token_with(&portal, "Valvonta", &ALL_SCOPES).await;
    let log = call(&portal, "/api/v1/audit?action=contact-corrected", &token).await;
    let entry = &json(&log)["items"][0];
    assert_eq!((&entry["action"], &entry["patron"]), (&"contact-corrected".into(), &anna.clone().into()));
    let koha = call(&portal, "/api/v1/logs?action[]=contact-corrected", &token).await;
    assert_eq!(json(&koha)[0]["object"], 1);
    for answer in [log, koha] {
        assert!(!answer.text().contains("7654321"), "{}", answer.text());
    }
    let about_anna =
        [format!("/api/v1/audit?action=contact-corrected&patron={anna}"), "/api/v1/logs?object=1".to_owned()];
    for address in &about_anna {
        is_problem(&call(&portal, address, &token).await, 403, "request-needed");
    }
    permit(&portal, ANNA).await;
    for address in &about_anna {
        let answer = call(&portal, address, &token).await;
        assert!(answer.text().contains("7654321"), "{}", answer.text());
    }
}

async fn koha_s_log_is_searched_by_its_fields(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    anna.get("/my-data/fees").await;
    let mut auditor = portal.signed_in(staff(Role::Auditor)).await;
    auditor.get("/staff/logs").await;
    let token = token_with(&portal, "Valvonta", &["logs:read", "patrons:read"]).await;
    let find = async |query: &str| json(&call(&portal, &format!("/api/v1/logs?{query}"), &token).await);
    let fees = find("modules[]=MEMBERS&action[]=view&info=fees").await;
    let row = &fees[0];
    assert_eq!(fees.as_array().unwrap().len(), 1, "{fees}");
    assert_eq!((&row["user"], &row["object"], &row["module"]), (&1.into(), &1.into(), &"patrons".into()));
    assert_eq!((&row["interface"], &row["timestamp"]), (&"web".into(), &"2026-03-02 14:00:00".into()));
    assert!(row["action_id"].is_i64() && row["info"].as_str().unwrap().contains("own-access"));
    let columns: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(columns, ["action_id", "timestamp", "user", "module", "action", "object", "info", "interface"]);
    let count = async |query: &str| find(query).await.as_array().unwrap().len();
    assert_eq!(count("user=23&modules[]=security").await, 1, "the auditor's search");
    assert_eq!(count("user=424242").await, 0);
    assert_eq!(count("modules[]=CIRCULATION").await, 0, "what Carrel has not");
    assert_eq!(count("interface=intranet").await, 0);
    assert_eq!(count("datefrom=2026-03-03").await, 0);
    assert_eq!(count("dateto=2026-03-01").await, 0);
    assert_eq!(
        count("datefrom=2026-03-02&dateto=2026-03-02&action[]=view&action[]=log-searched&interface=web").await,
        2
    );
}

async fn the_log_goes_on_page_after_page(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    for _ in 0..7 {
        anna.get("/my-data/fees").await;
    }
    let token = token_with(&portal, "Valvonta", &["logs:read"]).await;
    let (mut address, mut seen) = (String::from("/api/v1/logs?action[]=view&limit=3"), Vec::new());
    loop {
        let answer = call(&portal, &address, &token).await;
        seen.extend(json(&answer).as_array().unwrap().iter().map(|row| row["action_id"].as_i64().unwrap()));
        let link = answer.header("link").to_owned();
        let Some(next) = link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")) else { break };
        address = next.to_owned();
    }
    let in_table =
        portal.texts("SELECT CAST(id AS TEXT) FROM audit_entry WHERE action = 'view' ORDER BY id DESC").await;
    assert_eq!(seen.iter().map(i64::to_string).collect::<Vec<_>>(), in_table);
    let (mut cursor, mut found) = (String::new(), Vec::new());
    loop {
        let page = json(&call(&portal, &format!("/api/v1/audit?action=view&limit=2{cursor}"), &token).await);
        found.extend(page["items"].as_array().unwrap().iter().map(|item| item["position"].as_i64().unwrap()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(found, seen);
}

async fn what_moved_to_the_archive_is_read_as_before(database: Database) {
    let folder = database.dir.path().join("archive").display().to_string();
    let address = if database.url.starts_with("postgres") { database.url.clone() } else { folder };
    let settings = vec![("archive_url", address), ("archive_after_days", String::from("1"))];
    let portal = Portal::with(database, Options { settings, ..Options::default() }).await;
    let mut anna = portal.signed_in(ANNA).await;
    anna.get("/my-data/fees").await;
    permit(&portal, ANNA).await;
    let public_id = id_of(&portal, ANNA).await;
    let token = token_with(&portal, "Alueportaali", &ALL_SCOPES).await;
    let all = format!("/api/v1/patrons/{public_id}/data?category=log&limit=500");
    call(&portal, &all, &token).await;
    let before = json(&call(&portal, "/api/v1/logs?action[]=view&limit=1000", &token).await);
    let own = json(&call(&portal, &all, &token).await);
    portal.services.make_checkpoint().await.unwrap();
    // The log's last entry stays where it is.
    anna.get("/my-data/holds").await;
    portal.clock.advance(2 * 24 * 60 * 60);
    let run = portal.services.archive_log(|_| {}).await.unwrap();
    assert!(run.moved > 0, "{run:?}");
    let token = token_with(&portal, "Toinen", &ALL_SCOPES).await;
    let after = json(&call(&portal, "/api/v1/logs?action[]=view&limit=1000", &token).await);
    let (before, after) = (before.as_array().unwrap(), after.as_array().unwrap());
    assert!(after.ends_with(before) && !before.is_empty(), "{after:?}");
    let later = json(&call(&portal, &all, &token).await);
    let (own, later) = (own["items"].as_array().unwrap(), later["items"].as_array().unwrap());
    assert!(later.ends_with(own), "{later:?}");
    assert!(later.iter().any(|item| item["values"]["staff_name"] == "Alueportaali"), "its name is kept: {later:?}");
}

/// Entries that came from Koha's log are found and shown by what they were called there.
async fn what_came_from_kohas_own_log_is_as_it_was_there(database: Database) {
    let (portal, _double) = beside_a_koha_with_a_log(database, Vec::new()).await;
    import(&portal).await.unwrap();
    let token = token_with(&portal, "Valvonta", &ALL_SCOPES).await;
    let find = async |query: &str| json(&call(&portal, &format!("/api/v1/logs?{query}"), &token).await);
    let street = &find("modules[]=MEMBERS&action[]=MODIFY&interface=intranet").await[0];
    let of = |name: &str| street[name].as_str().unwrap().to_owned();
    assert_eq!([of("module"), of("action"), of("interface"), of("info")], ["MEMBERS", "MODIFY", "intranet", ""]);
    assert_eq!((&street["object"], &street["timestamp"]), (&1.into(), &"2025-06-01 10:00:00".into()));
    assert_eq!(street["user"], STAFF[0].number);
    assert_eq!(find("info=street").await, serde_json::json!([]), "what it said is the patron's data");
    permit(&portal, ANNA).await;
    assert_eq!(find("object=1&info=street").await[0]["info"], "<b>street</b>");
    let count = async |query: &str| find(query).await.as_array().unwrap().len();
    assert_eq!(count("object=1&modules[]=CIRCULATION").await, 1);
    assert_eq!(count("object=1&modules[]=circulation&action[]=renewal&interface=opac").await, 1);
    assert_eq!(count("object=1&modules[]=CIRCULATION&action[]=MODIFY").await, 0);
    assert_eq!(count("object=1&interface=sip").await, 0);
    assert_eq!(count("object=1&modules[]=library-system&interface=library-system").await, 3, "by our names, too");
    let anna = id_of(&portal, ANNA).await;
    let own = json(&call(&portal, &format!("/api/v1/audit?patron={anna}&action=koha-members"), &token).await);
    let said: Vec<_> = own["items"].as_array().unwrap().iter().map(|item| item["other"]["info"].clone()).collect();
    assert!(said.contains(&"<b>street</b>".into()), "{own}");
    let all = json(&call(&portal, "/api/v1/audit?action=koha-members", &token).await);
    assert!(all["items"][0]["other"].is_null(), "{all}");
}

/// Programs made for Koha expect everything about a patron in one answer.
async fn a_patrons_part_comes_whole_and_a_rare_text_is_found_page_after_page(database: Database) {
    let portal = Portal::on(database).await;
    permit(&portal, ANNA).await;
    let annas = portal.id_of(ANNA).await;
    let organization = OrganizationId(1);
    let entry = |number: i64| Entry {
        patron: Some(PatronId(annas)),
        object: Some(if number % 600 == 1 { format!("rare:{number}") } else { format!("usual:{number}") }),
        ..Entry::of_system(Timestamp(portal.clock.now().0 - 100_000 + number), organization, "view", "own-access")
    };
    for part in 0..3 {
        let entries: Vec<_> = (part * 600..(part + 1) * 600).map(entry).collect();
        append(portal.services.store(), &entries).await.unwrap();
    }
    let token = token_with(&portal, "Valvonta", &ALL_SCOPES).await;
    let all = json(&call(&portal, "/api/v1/logs?object=1&action[]=view", &token).await);
    assert_eq!(all.as_array().unwrap().len(), 1_800);
    let (mut address, mut found) = (String::from("/api/v1/logs?info=rare:&limit=2"), Vec::new());
    loop {
        let answer = call(&portal, &address, &token).await;
        let rows = json(&answer).as_array().unwrap().clone();
        found.extend(rows.iter().map(|row| row["action_id"].as_i64().unwrap()));
        let Some(next) = answer.header("link").strip_prefix('<').and_then(|link| link.split_once('>')) else { break };
        address = next.0.to_owned();
    }
    let in_table = portal.texts("SELECT CAST(id AS TEXT) FROM audit_entry WHERE object LIKE 'rare:%' ORDER BY at DESC");
    assert_eq!(found.iter().map(i64::to_string).collect::<Vec<_>>(), in_table.await);
    assert_eq!(found.len(), 3);
}
