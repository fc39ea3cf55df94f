//! The register of processing in the library's own words.

use http::StatusCode;

use crate::harness::{ANNA, Database, Person, Portal, STAFF};

on_each_database!(
    patrons_read_the_librarys_own_words_in_their_language_and_the_standard_ones_elsewhere,
    what_is_emptied_is_said_in_standard_words_again_and_each_change_is_logged,
    words_that_are_too_long_are_kept_in_the_form_and_nothing_is_saved,
);

const ADMINISTRATOR: Person = STAFF[4];
const FEES: &str = "/staff/register/fees";

async fn patrons_read_the_librarys_own_words_in_their_language_and_the_standard_ones_elsewhere(database: Database) {
    let portal = Portal::on(database).await;
    let mut administrator = portal.signed_in(ADMINISTRATOR).await;
    let words = [("language", "fi"), ("purpose", "Lainojen <maksut>"), ("recipients", "Kunnan kirjanpito")];
    let answer = administrator.post(FEES, &words).await;
    assert_eq!(answer.location(), "/staff/register/fees?language=fi&done=1", "{}", answer.text());
    let list = administrator.get("/staff/register").await.text();
    assert_eq!(list.matches(">Own words<").count(), 1, "{list}");
    let form = administrator.get("/staff/register/fees?language=fi").await.text();
    assert!(form.contains("Lainojen &lt;maksut&gt;"), "{form}");

    let mut anna = portal.signed_in(ANNA).await;
    let finnish = anna.get("/fi/my-data/fees").await.text();
    assert!(finnish.contains("Lainojen &lt;maksut&gt;") && finnish.contains("Kunnan kirjanpito"), "{finnish}");
    let english = anna.get("/my-data/fees").await.text();
    assert!(english.contains("To collect what is owed") && !english.contains("Kunnan kirjanpito"), "{english}");
}

async fn what_is_emptied_is_said_in_standard_words_again_and_each_change_is_logged(database: Database) {
    let portal = Portal::on(database).await;
    let mut administrator = portal.signed_in(ADMINISTRATOR).await;
    let words = [("language", "en"), ("purpose", "Ours"), ("retention", "For ever and a day")];
    administrator.post(FEES, &words).await;
    let mut anna = portal.signed_in(ANNA).await;
    assert!(anna.get("/my-data/fees").await.text().contains("For ever and a day"));
    administrator.post(FEES, &[("language", "en"), ("purpose", " "), ("retention", "For ever and a day")]).await;
    administrator.post(FEES, &[("language", "en"), ("retention", "For ever and a day")]).await;
    let page = anna.get("/my-data/fees").await.text();
    assert!(page.contains("To collect what is owed") && page.contains("For ever and a day"), "{page}");
    let logged = portal
        .texts(
            "SELECT object || ' ' || COALESCE(old_value, '-') || ' ' || COALESCE(new_value, '-') FROM audit_entry \
             WHERE action = 'register-changed' ORDER BY id",
        )
        .await;
    let expected = [
        "register:fees:purpose:en - Ours",
        "register:fees:retention:en - For ever and a day",
        "register:fees:purpose:en Ours -",
    ];
    assert_eq!(logged, expected, "what stays as it is is no change");
}

async fn words_that_are_too_long_are_kept_in_the_form_and_nothing_is_saved(database: Database) {
    let portal = Portal::on(database).await;
    let mut administrator = portal.signed_in(ADMINISTRATOR).await;
    let long = "å".repeat(2_001);
    let answer = administrator.post(FEES, &[("language", "en"), ("purpose", "Ours"), ("basis", &long)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    assert!(
        page.contains(&long) && page.contains(">\nOurs</textarea>") && page.contains("Nothing was saved"),
        "{page}"
    );
    assert_eq!(portal.number("SELECT COUNT(*) FROM register_entry").await, 0);
    assert_eq!(administrator.post("/staff/register/none", &[("language", "en")]).await.status, StatusCode::NOT_FOUND);
}
