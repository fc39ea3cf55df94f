//! Choosing a password: with the present one, by the rules, and not undone by an import.

use carrel_sources::alldata::{self, Input};
use http::StatusCode;

use crate::harness::{
    ANNA, Answer, Browser, Database, Options, Portal, STAFF,
    post::{mails_to, with_mail},
};

on_each_database!(
    a_password_is_changed_with_the_present_one_only,
    passwords_that_break_a_rule_are_named_and_not_taken,
    staff_must_choose_longer_ones_and_are_reminded_of_a_pin,
    guessing_the_present_one_is_slowed_down,
    an_import_undoes_a_chosen_password_only_when_the_pin_changed_there,
    a_password_is_the_same_however_its_letters_are_composed,
    a_password_that_comes_late_is_not_kept_with_its_form,
);

const NEW: &str = "koivu tuuli 84 laituri";

async fn change(browser: &mut Browser, present: &str, new: &str) -> Answer {
    browser.post("/security/password", &[("pin", present), ("new_password", new)]).await
}

async fn a_password_is_changed_with_the_present_one_only(database: Database) {
    let (portal, server) = with_mail(database).await;
    let mut home = portal.signed_in(ANNA).await;
    let mut phone = portal.signed_in(ANNA).await;
    let token = home.token().to_owned();
    let wrong = change(&mut home, "wrong", NEW).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let answer = change(&mut home, ANNA.pin, NEW).await;
    assert_eq!(answer.location(), "/security/password?done=excellent", "{}", answer.text());
    assert_ne!(home.token(), token, "the session has a new token");
    let page = home.get("/security/password?done=excellent").await.text();
    assert!(page.contains("/security/sessions/end-others"), "ending the other sessions is offered");
    assert!(phone.is_signed_in().await, "and not done unasked");
    let told = mails_to(&portal, &server, &ANNA.email()).await;
    assert!(told.iter().any(|mail| mail.contains("/not-me/")), "the owner is told");
    assert_eq!(portal.browser().try_sign_in(ANNA.card, ANNA.pin).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(portal.browser().try_sign_in(ANNA.card, NEW).await.status, StatusCode::SEE_OTHER);
    assert_eq!(portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'password-changed'").await, 1);
}

async fn passwords_that_break_a_rule_are_named_and_not_taken(database: Database) {
    let portal = Portal::on(database).await;
    let mut home = portal.signed_in(ANNA).await;
    for (weak, said) in [
        ("koivu tuuli", "too short"),
        ("qwertyuiop123456", "pattern"),
        ("kivenhakkaaja-1984", "your name"),
        ("Outokummun kirjasto", "your name"),
        ("KV29017700011-!-", "your name"),
    ] {
        let answer = change(&mut home, ANNA.pin, weak).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{weak}");
        let text = answer.text();
        assert!(text.contains(said), "{weak}: {text}");
        assert!(!text.contains(&format!("value=\"{weak}\"")), "what was typed is not sent back");
    }
    let long = "kuusi palaa hitaasti ".repeat(10);
    assert_eq!(change(&mut home, ANNA.pin, &long[..201]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(change(&mut home, ANNA.pin, &long[..200]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        portal.browser().try_sign_in(ANNA.card, &long[..199]).await.status,
        StatusCode::UNAUTHORIZED,
        "nothing is cut"
    );
    assert_eq!(portal.browser().try_sign_in(ANNA.card, &long[..200]).await.status, StatusCode::SEE_OTHER);
}

async fn staff_must_choose_longer_ones_and_are_reminded_of_a_pin(database: Database) {
    let portal = Portal::on(database).await;
    portal
        .execute(
            "INSERT INTO setting (organization_id, name, value) SELECT id, 'password_length', '8' FROM organization",
        )
        .await;
    portal.clock.advance(31);
    let mut anna = portal.signed_in(ANNA).await;
    while portal.services.profile().await.unwrap().settings.password_length != 8 {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        change(&mut anna, ANNA.pin, "koivu tuuli").await.status,
        StatusCode::SEE_OTHER,
        "the library asks for 8"
    );
    let mut desk = portal.signed_in(STAFF[0]).await;
    assert!(desk.get("/staff").await.text().contains("/security/password"), "a short secret is told of");
    assert_eq!(change(&mut desk, STAFF[0].pin, "koivu tuuli 84").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(change(&mut desk, STAFF[0].pin, "koivu tuuli 842").await.status, StatusCode::SEE_OTHER);
    assert!(!desk.get("/staff").await.text().contains("/security/password"));
    let id = carrel_domain::PatronId(portal.id_of(STAFF[1]).await);
    assert!(portal.services.secret_is_weak(id, false).await.unwrap());
    assert!(portal.services.secret_is_weak(id, true).await.unwrap(), "nobody has looked at it yet");
    portal.signed_in(STAFF[1]).await;
    assert!(portal.services.secret_is_weak(id, false).await.unwrap(), "ten characters are too few alone");
    assert!(!portal.services.secret_is_weak(id, true).await.unwrap(), "and enough beside a second factor");
}

async fn guessing_the_present_one_is_slowed_down(database: Database) {
    let portal = Portal::on(database).await;
    let mut home = portal.signed_in(ANNA).await;
    for _ in 0..5 {
        assert_eq!(change(&mut home, "wrong", NEW).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(change(&mut home, ANNA.pin, NEW).await.status, StatusCode::TOO_MANY_REQUESTS);
}

/// Brings in Anna's line, with this hash.
async fn import(portal: &Portal, hash: Option<&str>, street: &str) {
    let organization = carrel_domain::OrganizationId(portal.number("SELECT id FROM organization").await);
    let mut line: serde_json::Value = serde_json::from_str(&ANNA.line()).unwrap();
    line["personal"]["address"] = street.into();
    line["personal"]["email"] = format!("{street}@kaivospolku.example").into();
    match hash {
        Some("") => line["personal"]["password"] = serde_json::Value::Null,
        Some(hash) => line["personal"]["password"] = hash.into(),
        None => {}
    }
    let input = Input::Reader(Box::new(std::io::Cursor::new(format!("{line}\n"))));
    let options = alldata::Options::new(organization, input, portal.clock.now());
    alldata::run(portal.services.store(), options, &mut ()).await.unwrap();
}

async fn an_import_undoes_a_chosen_password_only_when_the_pin_changed_there(database: Database) {
    let portal = Portal::with(database, Options::default()).await;
    let mut home = portal.signed_in(ANNA).await;
    assert_eq!(change(&mut home, ANNA.pin, NEW).await.status, StatusCode::SEE_OTHER);
    import(&portal, None, "muualla").await;
    let answer = portal.browser().try_sign_in(ANNA.card, NEW).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "the library system sent what it had sent before");
    assert!(home.is_signed_in().await, "and nobody is signed out by that");
    let other = bcrypt::hash("9876", 4).unwrap();
    import(&portal, Some(&other), "toisaalla").await;
    assert!(!home.is_signed_in().await, "a PIN set anew there ends what is open here");
    assert_eq!(portal.browser().try_sign_in(ANNA.card, NEW).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        portal.browser().try_sign_in(ANNA.card, "9876").await.status,
        StatusCode::SEE_OTHER,
        "a PIN set anew there"
    );
    assert_eq!(portal.number("SELECT MAX(checked_length) FROM credential c JOIN patron p ON p.id = c.patron_id WHERE p.cardnumber = 'KV29017700011'").await, 0);
    // Somebody who never had a PIN there.
    import(&portal, Some(""), "viela").await;
    let id = portal.id_of(ANNA).await;
    assert_eq!(portal.number(&format!("SELECT COUNT(*) FROM credential WHERE patron_id = {id}")).await, 0);
    let hash = carrel_services::password::hash(NEW.to_owned()).await.unwrap();
    carrel_store::credential::choose(
        portal.services.store().writer(),
        carrel_domain::PatronId(id),
        &hash,
        15,
        portal.clock.now(),
    )
    .await
    .unwrap();
    import(&portal, Some(""), "lopulta").await;
    assert_eq!(
        portal.browser().try_sign_in(ANNA.card, NEW).await.status,
        StatusCode::SEE_OTHER,
        "the chosen one stays"
    );
}

async fn a_password_is_the_same_however_its_letters_are_composed(database: Database) {
    let portal = Portal::on(database).await;
    let mut home = portal.signed_in(ANNA).await;
    assert_eq!(
        change(&mut home, ANNA.pin, "pa\u{308}iva\u{308}kirja la\u{308}hto\u{308}").await.status,
        StatusCode::SEE_OTHER
    );
    let composed = portal.browser().try_sign_in(ANNA.card, "päiväkirja lähtö").await;
    assert_eq!(composed.status, StatusCode::SEE_OTHER);
}

async fn a_password_that_comes_late_is_not_kept_with_its_form(database: Database) {
    let portal = Portal::on(database).await;
    let mut home = portal.signed_in(ANNA).await;
    portal.clock.advance(31 * 60);
    let answer = change(&mut home, ANNA.pin, NEW).await;
    assert!(answer.location().starts_with("/sign-in"), "{}", answer.location());
    home.sign_in(ANNA).await;
    let kept = home.get("/kept-form").await.text();
    assert!(!kept.contains(NEW) && !kept.contains(ANNA.pin), "{kept}");
}
