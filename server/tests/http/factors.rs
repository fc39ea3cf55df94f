//! Codes from an app, recovery codes, and the second step of a sign-in.

use http::StatusCode;

use crate::{
    harness::{ANNA, Answer, App, Browser, Database, Device, Options, Portal, STAFF, codes_on},
    smtp_server::SmtpServer,
};

on_each_database!(
    a_code_is_asked_for_after_the_pin_and_nothing_is_open_before,
    a_code_works_once_and_a_step_early_or_late,
    two_who_give_the_same_code_at_once_are_one,
    guessing_codes_is_slowed_down_and_the_owner_gets_in,
    a_step_is_over_after_five_minutes_or_five_wrong_codes,
    a_recovery_code_works_once_even_when_given_twice_at_once,
    new_recovery_codes_replace_the_old_ones,
    the_app_is_added_and_removed_with_care,
    a_step_up_asks_for_the_code_and_not_for_the_pin,
    a_factor_that_is_added_gives_the_session_a_new_token,
    a_password_beside_a_factor_changes_with_both,
    the_secret_is_nowhere_in_the_database,
    staff_remove_all_factors_after_checking_who_it_is,
    the_owner_is_told_of_every_change_of_factors,
);

const SECOND_STEP: &str = "/sign-in/second-step";
const QUARTER: i64 = 15 * 60;

/// A portal where Anna has an app.
async fn with_app(database: Database) -> (Portal, Browser, App) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ANNA).await;
    let app = App::set_up(&mut browser, &portal.clock).await;
    (portal, browser, app)
}

/// A browser where the PIN was given.
async fn half_way(portal: &Portal, address: &str) -> Browser {
    let mut browser = portal.browser_at(address);
    let answer = browser.try_sign_in(ANNA.card, ANNA.pin).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, SECOND_STEP), "{}", answer.text());
    browser
}

async fn give(browser: &mut Browser, code: &str) -> Answer {
    browser.post(SECOND_STEP, &[("code", code)]).await
}

async fn actions(portal: &Portal) -> Vec<String> {
    portal.log().await.into_iter().map(|entry| entry.action).collect()
}

async fn a_code_is_asked_for_after_the_pin_and_nothing_is_open_before(database: Database) {
    let (portal, _, app) = with_app(database).await;
    assert_eq!(app.codes.len(), 10, "recovery codes come with the first factor");
    let mut browser = portal.browser();
    let fields = [("cardnumber", ANNA.card), ("pin", ANNA.pin), ("next", "/my-requests"), ("shared", "1")];
    let answer = browser.post("/sign-in", &fields).await;
    assert_eq!(answer.location(), SECOND_STEP);
    let cookie = answer.set_cookie("carrel-step").unwrap().to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Max-Age=300"),
        "{cookie}"
    );
    assert!(answer.set_cookie("carrel-session").is_none_or(|line| line.contains("Max-Age=0")));
    assert!(!browser.is_signed_in().await, "the PIN alone opens nothing");
    let page = browser.get(SECOND_STEP).await;
    assert!(page.status == StatusCode::OK && page.text().contains("Code from the app"), "{}", page.text());
    assert!(!page.text().contains(ANNA.surname), "it tells nothing of the account");
    let before = browser.clone();
    let answer = give(&mut browser, &app.code()).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/my-requests"));
    assert!(browser.is_signed_in().await);
    assert!(!browser.cookies.contains_key("carrel-step"), "the step's cookie is gone");
    let sql = "SELECT COUNT(*) FROM session WHERE is_shared_computer = 1 AND is_strong = 1 AND methods = 'secret,totp'";
    assert_eq!(portal.number(sql).await, 1, "a strong session, on a shared computer as was ticked");
    assert!(!before.clone().is_signed_in().await, "the step's token is no session");
    assert_eq!(
        give(&mut before.clone(), &app.code_at(portal.clock.now().0 + 30)).await.location(),
        "/sign-in?reason=step-over"
    );
    let log = actions(&portal).await;
    for action in ["totp-added", "recovery-codes-made", "second-step-asked"] {
        assert!(log.iter().any(|logged| logged == action), "{action} in {log:?}");
    }
}

async fn a_factor_that_is_added_gives_the_session_a_new_token(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ANNA).await;
    for add_factor in [true, false] {
        let before = browser.clone();
        if add_factor {
            App::set_up(&mut browser, &portal.clock).await;
        } else {
            Device::new().add(&mut browser, "Puhelin").await;
        }
        assert_ne!(browser.token(), before.token());
        assert!(!before.clone().is_signed_in().await, "the old one opens nothing");
        assert!(browser.is_signed_in().await);
    }
}

async fn a_password_beside_a_factor_changes_with_both(database: Database) {
    const NEW: &str = "koivu tuuli 84 laituri";
    const PAGE: &str = "/security/password";
    let (portal, mut browser, app) = with_app(database).await;
    portal.clock.advance(QUARTER);
    let question = browser.get(PAGE).await.text();
    assert!(question.contains("Is it still you?") && !question.contains("new_password"), "the code comes first");
    let early = browser.post(PAGE, &[("pin", ANNA.pin), ("new_password", NEW)]).await;
    assert_eq!(early.location(), PAGE, "the present password alone is one factor");
    assert_eq!(browser.post("/security/password/begin", &[("pin", ANNA.pin)]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(browser.post("/security/password/begin", &[("pin", &app.code())]).await.location(), PAGE);
    assert!(browser.get(PAGE).await.text().contains("new_password"));
    let next_code = app.code_at(portal.clock.now().0 + 30);
    for wrong in [next_code.as_str(), "wrong", ""] {
        let refused = browser.post(PAGE, &[("pin", wrong), ("new_password", NEW)]).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "a code is no password: {wrong}");
    }
    let done = browser.post(PAGE, &[("pin", ANNA.pin), ("new_password", NEW)]).await;
    assert!(done.location().starts_with("/security/password?done="), "{}", done.text());
    assert_eq!(portal.browser().try_sign_in(ANNA.card, ANNA.pin).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(portal.browser().try_sign_in(ANNA.card, NEW).await.location(), SECOND_STEP);
}

async fn a_code_works_once_and_a_step_early_or_late(database: Database) {
    let (portal, _, app) = with_app(database).await;
    let now = portal.clock.now().0;
    for (at, expected) in
        [(now - 60, false), (now + 60, false), (now, true), (now, false), (now - 30, false), (now + 30, true)]
    {
        let mut browser = half_way(&portal, "192.0.2.10").await;
        let answer = give(&mut browser, &app.code_at(at)).await;
        assert_eq!(browser.is_signed_in().await, expected, "{} s: {}", at - now, answer.status);
        if !expected {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        }
    }
    portal.clock.advance(QUARTER);
    let mut browser = half_way(&portal, "192.0.2.10").await;
    let late = app.code_at(portal.clock.now().0 - 30);
    assert_eq!(give(&mut browser, &late).await.location(), "/my-data", "a phone that is half a minute slow");
}

async fn two_who_give_the_same_code_at_once_are_one(database: Database) {
    let (portal, _, app) = with_app(database).await;
    let (mut one, mut other) = (half_way(&portal, "192.0.2.10").await, half_way(&portal, "192.0.2.10").await);
    let code = app.code();
    let (first, second) = tokio::join!(give(&mut one, &code), give(&mut other, &code));
    let statuses = [first.status, second.status];
    assert!(
        statuses.contains(&StatusCode::SEE_OTHER) && statuses.contains(&StatusCode::UNAUTHORIZED),
        "one of them: {statuses:?}"
    );
}

async fn guessing_codes_is_slowed_down_and_the_owner_gets_in(database: Database) {
    let (portal, mut home, app) = with_app(database).await;
    home.post("/sign-out", &[]).await;
    // Somebody knows the PIN, and guesses from several networks.
    for network in 0..4 {
        for _ in 0..2 {
            let mut thief = half_way(&portal, &format!("203.0.{network}.7")).await;
            for _ in 0..2 {
                give(&mut thief, "000000").await;
            }
        }
    }
    let mut thief = half_way(&portal, "203.0.9.7").await;
    let answer = give(&mut thief, &app.code()).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "even with the right code");
    assert!(actions(&portal).await.iter().any(|action| action == "second-step-refused"));
    let answer = home.try_sign_in(ANNA.card, ANNA.pin).await;
    assert_eq!(answer.location(), SECOND_STEP);
    assert_eq!(give(&mut home, &app.code()).await.location(), "/my-data", "her own browser is not slowed down");
    portal.clock.advance(QUARTER);
    let mut elsewhere = half_way(&portal, "203.0.9.7").await;
    assert_eq!(give(&mut elsewhere, &app.code()).await.location(), "/my-data", "nor is she for ever");
}

async fn a_step_is_over_after_five_minutes_or_five_wrong_codes(database: Database) {
    let (portal, _, app) = with_app(database).await;
    let mut late = half_way(&portal, "192.0.2.10").await;
    portal.clock.advance(5 * 60);
    assert_eq!(late.get(SECOND_STEP).await.location(), "/sign-in?reason=step-over");
    assert_eq!(give(&mut late, &app.code()).await.location(), "/sign-in?reason=step-over");
    let mut wrong = half_way(&portal, "192.0.2.10").await;
    for _ in 0..4 {
        assert_eq!(give(&mut wrong, "000000").await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(give(&mut wrong, "000000").await.location(), "/sign-in?reason=step-over", "the fifth is the last");
    assert_eq!(give(&mut wrong, &app.code()).await.location(), "/sign-in?reason=step-over");
}

async fn a_recovery_code_works_once_even_when_given_twice_at_once(database: Database) {
    let (portal, _, app) = with_app(database).await;
    let code = app.codes[3].to_lowercase().replace('-', " ");
    let mut browsers = Vec::new();
    for _ in 0..4 {
        browsers.push(half_way(&portal, "192.0.2.10").await);
    }
    let tries = browsers.iter_mut().map(|browser| give(browser, &code));
    let answers = futures::future::join_all(tries).await;
    let let_in = answers.iter().filter(|answer| answer.location() == "/my-data").count();
    assert_eq!(let_in, 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    assert_eq!(actions(&portal).await.iter().filter(|action| *action == "factor-code-used").count(), 1);
    assert_eq!(portal.number("SELECT COUNT(*) FROM recovery_code WHERE used_at IS NULL").await, 9);
    let hashes = portal.whole_table("recovery_code").await;
    assert!(!hashes.contains(&app.codes[0].replace('-', "")[4..]) && hashes.contains("$argon2id$"), "only hashes");
}

async fn new_recovery_codes_replace_the_old_ones(database: Database) {
    let (portal, mut browser, app) = with_app(database).await;
    let page = browser.post("/security/two-step/codes", &[]).await;
    let new = codes_on(&page);
    assert_eq!(new.len(), 10);
    assert!(!browser.get("/security/two-step").await.text().contains(&new[0]), "they are shown once");
    let mut elsewhere = half_way(&portal, "192.0.2.10").await;
    assert_eq!(give(&mut elsewhere, &app.codes[0]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(give(&mut elsewhere, &new[0]).await.location(), "/my-data");
}

async fn the_app_is_added_and_removed_with_care(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ANNA).await;
    portal.clock.advance(QUARTER);
    let question = browser.post("/security/two-step/begin", &[]).await;
    assert!(question.text().contains("name=\"pin\"") && !question.text().contains("class=\"secret\""), "the PIN first");
    assert_eq!(browser.post("/security/two-step/begin", &[("pin", "wrong")]).await.status, StatusCode::UNAUTHORIZED);
    let page = browser.post("/security/two-step/begin", &[("pin", ANNA.pin)]).await;
    assert!(page.text().contains("class=\"qr\"") && page.text().contains("class=\"secret\""), "{}", page.text());
    assert_eq!(portal.number("SELECT COUNT(*) FROM totp").await, 0, "nothing is kept before a code was given");
    let pending = crate::harness::between(&page.text(), "name=\"pending\" value=\"", "\"");
    let again = browser.post("/security/two-step/confirm", &[("pending", &pending), ("code", "000000")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().contains("class=\"qr\"") && again.text().contains("That code is not right"));
    let mut other = portal.signed_in(crate::harness::BRUNO).await;
    let foreign = other.post("/security/two-step/confirm", &[("pending", &pending), ("code", "000000")]).await;
    assert!(foreign.text().contains("begin again"), "a secret opens for whom it was made: {}", foreign.text());
    let app = App::set_up(&mut browser, &portal.clock).await;
    assert_eq!(browser.post("/security/two-step/begin", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "one app");
    portal.clock.advance(QUARTER);
    assert!(browser.post("/security/two-step/remove", &[]).await.text().contains("Code from the app"));
    let answer = browser.post("/security/two-step/remove", &[("pin", &app.code())]).await;
    assert_eq!(answer.location(), "/security/two-step", "{}", answer.text());
    assert_eq!(portal.number("SELECT COUNT(*) FROM recovery_code").await, 0, "codes stand in for a factor only");
    portal.browser().sign_in(ANNA).await;
    assert!(actions(&portal).await.iter().any(|action| action == "totp-removed"));
}

async fn a_step_up_asks_for_the_code_and_not_for_the_pin(database: Database) {
    let (portal, mut browser, app) = with_app(database).await;
    portal.clock.advance(QUARTER);
    let fields = [("format", "csv"), ("category", "checkouts"), ("language", "fi")];
    let take = async |browser: &mut Browser, pin: &str| {
        let fields: Vec<_> = fields.into_iter().chain([("pin", pin)]).collect();
        browser.post("/my-data/take-away", &fields).await
    };
    let question = browser.post("/my-data/take-away", &fields).await;
    assert!(question.text().contains("Code from the app"), "{}", question.text());
    assert!(question.text().contains("name=\"format\" value=\"csv\""), "nothing that was chosen is lost");
    assert!(question.text().contains("autocomplete=\"username\""));
    assert_eq!(take(&mut browser, ANNA.pin).await.status, StatusCode::UNAUTHORIZED, "the PIN is not enough");
    let token = browser.token().to_owned();
    let answer = take(&mut browser, &app.code()).await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8", "{}", answer.text());
    assert_ne!(browser.token(), token);
    portal.clock.advance(QUARTER);
    assert_eq!(take(&mut browser, &app.codes[0]).await.header("content-type"), "text/csv; charset=utf-8");
    portal.clock.advance(QUARTER);
    assert_eq!(take(&mut browser, &app.codes[0]).await.status, StatusCode::UNAUTHORIZED, "once");
}

async fn the_secret_is_nowhere_in_the_database(database: Database) {
    let (portal, mut browser, app) = with_app(database).await;
    for table in portal.tables().await {
        let text = portal.whole_table(&table).await;
        assert!(!text.contains(app.secret()), "{table}");
        assert!(app.codes.iter().all(|code| !text.contains(code.as_str())), "{table}");
    }
    assert!(!browser.get("/security/two-step").await.text().contains(&app.secret()[..4]), "it is shown once");
}

async fn staff_remove_all_factors_after_checking_who_it_is(database: Database) {
    let (portal, mut anna, _) = with_app(database).await;
    let id = portal.texts(&format!("SELECT public_id FROM patron WHERE cardnumber = '{}'", ANNA.card)).await.remove(0);
    let address = format!("/staff/patrons/{id}/reset-factors");
    let proof = [("method", "identity-card"), ("document", "Passi, mappi 3")];
    let mut desk = portal.signed_in(STAFF[0]).await;
    for (fields, status) in [
        (vec![("method", "identity-card"), ("document", " ")], 422),
        (vec![("method", "strong-sign-in"), ("document", "x")], 422),
        (vec![("document", "x")], 422),
    ] {
        assert_eq!(desk.post(&address, &fields).await.status, status, "{fields:?}");
    }
    let mut main_user = portal.signed_in(STAFF[3]).await;
    assert_eq!(main_user.post(&address, &proof).await.status, StatusCode::FORBIDDEN, "patrons are the desk's");
    assert!(anna.is_signed_in().await);
    assert!(desk.get(&format!("/staff/patrons/{id}")).await.text().contains("Lost second step"));
    portal.clock.advance(QUARTER - 1);
    desk.get("/staff").await;
    portal.clock.advance(1);
    let question = desk.post(&address, &proof).await;
    assert!(
        question.text().contains("name=\"pin\"") && question.text().contains("Passi, mappi 3"),
        "{}",
        question.text()
    );
    let fields: Vec<_> = proof.into_iter().chain([("pin", STAFF[0].pin)]).collect();
    let answer = desk.post(&address, &fields).await;
    assert_eq!(answer.location(), format!("/staff/patrons/{id}?done=factors-reset"), "{}", answer.text());
    assert!(!anna.is_signed_in().await, "her sessions ended");
    portal.browser().sign_in(ANNA).await;
    let sql = "SELECT new_value FROM audit_entry WHERE action = 'factors-reset' AND outcome = 'done'";
    assert_eq!(portal.texts(sql).await, ["identity-card: Passi, mappi 3"]);
    assert_eq!(desk.post(&address, &proof).await.status, StatusCode::UNPROCESSABLE_ENTITY, "there are none any more");
    // A colleague's account is the matter of whoever grants roles.
    let colleague = portal.texts(&format!("SELECT public_id FROM patron WHERE cardnumber = '{}'", STAFF[1].card)).await;
    let address = format!("/staff/patrons/{}/reset-factors", colleague[0]);
    assert_eq!(desk.post(&address, &proof).await.status, StatusCode::FORBIDDEN);
}

async fn the_owner_is_told_of_every_change_of_factors(database: Database) {
    let server = SmtpServer::start().await;
    let settings = vec![("smtp_url", server.url()), ("mail_from", "Kirjasto <kirjasto@library.example>".to_owned())];
    let portal = Portal::with(database, Options { settings, ..Options::default() }).await;
    let mut browser = portal.signed_in(ANNA).await;
    let app = App::set_up(&mut browser, &portal.clock).await;
    Device::new().add(&mut browser, "Puhelin").await;
    browser.post("/security/two-step/codes", &[]).await;
    browser.post("/security/two-step/remove", &[]).await;
    let key = portal.texts("SELECT public_id FROM passkey").await.remove(0);
    browser.post("/security/passkeys/remove", &[("passkey", &key)]).await;
    while portal.services.deliver_next_mail().await.unwrap() {}
    let told: Vec<String> = server.taken().iter().map(|mail| mail.body()).collect();
    assert_eq!(told.len(), 5, "{told:?}");
    for code in ["totp-added", "passkey-added", "recovery-codes-made", "totp-removed", "passkey-removed"] {
        let key = carrel_texts::Key::find(&format!("security-event-{code}")).unwrap();
        let words = carrel_texts::Texts::of(carrel_domain::Language::Fi).say(key).split(' ').take(3);
        let words: Vec<_> = words.collect();
        assert!(told.iter().any(|mail| mail.contains(&words.join(" "))), "{code}: {words:?} in {told:?}");
    }
    assert!(told.iter().all(|mail| !mail.contains(app.secret()) && mail.contains("/not-me/")));
}
