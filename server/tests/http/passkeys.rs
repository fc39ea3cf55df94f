//! Passkeys, with an authenticator in software.

use http::StatusCode;

use crate::harness::{ANNA, BRUNO, Browser, Database, Device, Options, Portal};

on_each_database!(
    a_passkey_signs_in_without_card_number_and_pin,
    a_passkey_is_the_second_step,
    an_answer_works_once_for_its_question_and_for_five_minutes,
    a_copy_is_refused_and_its_owner_told,
    passkeys_are_named_renamed_and_removed_by_their_owner_only,
    a_passkey_is_a_step_up,
);

const ASK_SIGN_IN: &str = "/sign-in/passkey/ask";

async fn with_passkey(database: Database) -> (Portal, Browser, Device) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ANNA).await;
    let mut device = Device::new();
    let page = device.add(&mut browser, "Puhelin").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert_eq!(crate::harness::codes_on(&page).len(), 10, "recovery codes come with the first factor");
    (portal, browser, device)
}

async fn a_passkey_signs_in_without_card_number_and_pin(database: Database) {
    let (portal, _, mut device) = with_passkey(database).await;
    let mut browser = portal.browser();
    let answer = device.answer(&mut browser, ASK_SIGN_IN).await;
    let fields = [("passkey", answer.as_str()), ("next", "/my-requests"), ("shared", "")];
    let welcome = browser.post("/sign-in/passkey", &fields).await;
    assert_eq!((welcome.status, welcome.location()), (StatusCode::SEE_OTHER, "/my-requests"), "{}", welcome.text());
    assert!(browser.get("/my-data").await.text().contains(ANNA.card) || browser.is_signed_in().await);
    let sql = "SELECT COUNT(*) FROM session WHERE methods = 'passkey' AND is_strong = 1";
    assert_eq!(portal.number(sql).await, 1);
    let mut stranger = portal.browser();
    let mut unknown = Device::new();
    let mut bruno = portal.signed_in(BRUNO).await;
    unknown.make(&mut bruno).await;
    let answer = unknown.answer(&mut stranger, ASK_SIGN_IN).await;
    let refused = stranger.post("/sign-in/passkey", &[("passkey", &answer)]).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "a passkey that was never added");
    assert!(!stranger.is_signed_in().await);
}

async fn a_passkey_is_the_second_step(database: Database) {
    let (portal, _, mut device) = with_passkey(database).await;
    let mut browser = portal.browser();
    assert_eq!(browser.try_sign_in(ANNA.card, ANNA.pin).await.location(), "/sign-in/second-step");
    let answer = device.answer(&mut browser, "/sign-in/second-step/ask").await;
    let mut other = portal.browser();
    other.try_sign_in(ANNA.card, ANNA.pin).await;
    let refused = other.post("/sign-in/second-step", &[("passkey", &answer)]).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "an answer to one step is none to another");
    let welcome = browser.post("/sign-in/second-step", &[("passkey", &answer)]).await;
    assert_eq!(welcome.location(), "/my-data", "{}", welcome.text());
    assert_eq!(
        portal.number("SELECT COUNT(*) FROM session WHERE methods = 'secret,passkey' AND is_strong = 1").await,
        2,
        "this session, and the one it was added in"
    );
}

async fn an_answer_works_once_for_its_question_and_for_five_minutes(database: Database) {
    let (portal, _, mut device) = with_passkey(database).await;
    let mut browser = portal.browser();
    let answer = device.answer(&mut browser, ASK_SIGN_IN).await;
    assert_eq!(browser.post("/sign-in/passkey", &[("passkey", &answer)]).await.location(), "/my-data");
    let mut again = portal.browser();
    let replay = again.post("/sign-in/passkey", &[("passkey", &answer)]).await;
    assert_eq!(replay.status, StatusCode::UNAUTHORIZED, "a replay");
    let late = device.answer(&mut again, ASK_SIGN_IN).await;
    portal.clock.advance(5 * 60);
    assert_eq!(again.post("/sign-in/passkey", &[("passkey", &late)]).await.status, StatusCode::UNAUTHORIZED);
    again.try_sign_in(ANNA.card, ANNA.pin).await;
    let for_step = device.answer(&mut again, "/sign-in/second-step/ask").await;
    let other_use = again.post("/sign-in/passkey", &[("passkey", &for_step)]).await;
    assert_eq!(other_use.status, StatusCode::UNAUTHORIZED, "a question for something else");
    for nonsense in ["", "{}", "[]", "null", "{\"state\":\"\",\"credential\":{}}", "{\"state\":1}", "\u{0}"] {
        let refused = again.post("/sign-in/passkey", &[("passkey", nonsense)]).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{nonsense}");
    }
}

async fn a_copy_is_refused_and_its_owner_told(database: Database) {
    let (portal, _, mut device) = with_passkey(database).await;
    let mut browser = portal.browser();
    let answer = device.answer(&mut browser, ASK_SIGN_IN).await;
    assert_eq!(browser.post("/sign-in/passkey", &[("passkey", &answer)]).await.location(), "/my-data");
    // Another device with the same key has been used more often.
    let credential = portal.texts("SELECT credential FROM passkey").await.remove(0);
    let mut ahead: serde_json::Value = serde_json::from_str(&credential).unwrap();
    ahead["cred"]["counter"] = 4_000.into();
    portal.execute(&format!("UPDATE passkey SET credential = '{ahead}'")).await;
    let mut thief = portal.browser();
    let answer = device.answer(&mut thief, ASK_SIGN_IN).await;
    let refused = thief.post("/sign-in/passkey", &[("passkey", &answer)]).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{}", refused.text());
    let entry = portal.log().await.into_iter().rfind(|entry| entry.action == "passkey-refused").expect("it is logged");
    assert_eq!((entry.patron, entry.outcome.as_str()), (Some(portal.id_of(ANNA).await), "refused"));
}

async fn passkeys_are_named_renamed_and_removed_by_their_owner_only(database: Database) {
    let (portal, mut anna, mut device) = with_passkey(database).await;
    let mut second = Device::new();
    assert_eq!(second.add(&mut anna, "Kannettava").await.location(), "/security/passkeys", "no codes the second time");
    let ids = portal.texts("SELECT public_id FROM passkey ORDER BY id").await;
    let handles = portal.texts("SELECT DISTINCT user_handle FROM passkey").await;
    assert_eq!(handles.len(), 1, "a device knows her by one handle");
    let mut bruno = portal.signed_in(BRUNO).await;
    for (address, fields) in [
        ("/security/passkeys/rename", vec![("passkey", ids[0].as_str()), ("name", "Mine")]),
        ("/security/passkeys/remove", vec![("passkey", ids[0].as_str())]),
        ("/security/passkeys/remove", vec![("passkey", "\u{0}")]),
    ] {
        assert_eq!(bruno.post(address, &fields).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let rename = anna.post("/security/passkeys/rename", &[("passkey", &ids[0]), ("name", "Uusi <nimi>")]).await;
    assert_eq!(rename.location(), "/security/passkeys");
    let page = anna.get("/security/passkeys").await.text();
    assert!(
        page.contains("Uusi &lt;nimi&gt;") && page.contains("Kannettava") && page.contains("Not used yet"),
        "{page}"
    );
    assert_eq!(anna.post("/security/passkeys/rename", &[("passkey", &ids[0]), ("name", " ")]).await.status, 422);
    portal.clock.advance(15 * 60);
    let question = anna.post("/security/passkeys/remove", &[("passkey", &ids[0])]).await;
    assert!(question.text().contains("name=\"pin\""), "asked first");
    let proof = second.answer(&mut anna, "/security/step-up/ask").await;
    let removed = anna.post("/security/passkeys/remove", &[("passkey", &ids[0]), ("pin", &proof)]).await;
    assert_eq!(removed.location(), "/security/passkeys", "{}", removed.text());
    let mut browser = portal.browser();
    let answer = device.answer(&mut browser, ASK_SIGN_IN).await;
    assert_eq!(browser.post("/sign-in/passkey", &[("passkey", &answer)]).await.status, StatusCode::UNAUTHORIZED);
    let log: Vec<_> = portal.log().await.into_iter().map(|entry| entry.action).collect();
    for action in ["passkey-added", "passkey-renamed", "passkey-removed"] {
        assert!(log.iter().any(|logged| logged == action), "{action}");
    }
}

async fn a_passkey_is_a_step_up(database: Database) {
    let (portal, mut anna, mut device) = with_passkey(database).await;
    portal.clock.advance(15 * 60);
    let fields = [("format", "csv"), ("category", "checkouts"), ("language", "fi")];
    let question = anna.post("/my-data/take-away", &fields).await;
    assert!(question.text().contains("data-ask=\"/security/step-up/ask\""), "{}", question.text());
    let proof = device.answer(&mut anna, "/security/step-up/ask").await;
    let mut bruno = portal.signed_in(BRUNO).await;
    portal.clock.advance(0);
    assert_eq!(bruno.post("/security/step-up/ask", &[]).await.status, StatusCode::NOT_FOUND);
    let with = |pin: &str| {
        fields
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .chain([("pin".to_owned(), pin.to_owned())])
            .collect::<Vec<_>>()
    };
    let owned = with(&proof);
    let sent: Vec<_> = owned.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let answer = anna.post("/my-data/take-away", &sent).await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8", "{}", answer.text());
    portal.clock.advance(15 * 60);
    assert_eq!(anna.post("/my-data/take-away", &sent).await.status, StatusCode::UNAUTHORIZED, "once");
}

#[tokio::test]
async fn an_address_without_a_name_takes_no_passkeys_and_says_so() {
    let options = Options { base_url: "http://127.0.0.1:3000", ..Options::default() };
    let portal = Portal::with(Database::sqlite(), options).await;
    assert!(!portal.browser().get("/sign-in").await.text().contains("data-ask"));
    let mut anna = portal.signed_in(ANNA).await;
    assert!(anna.get("/security/passkeys").await.text().contains("can’t be used at this address"));
    assert_eq!(anna.post("/security/passkeys/ask", &[]).await.status, StatusCode::NOT_FOUND);
}
