//! What staff see of mails, and the words they give them.

use carrel_domain::Role;
use http::StatusCode;

use crate::{
    delivery::staff,
    harness::{ANNA, BRUNO, Database},
    mail::{LINK, portal, write},
    smtp_server::Manner,
};

on_each_database!(
    staff_see_mails_that_have_not_gone_and_nothing_in_them,
    staff_write_their_own_words,
    staff_of_one_library_hear_of_its_failed_mails_only,
);

async fn staff_see_mails_that_have_not_gone_and_nothing_in_them(database: Database) {
    let (portal, server) = portal(database).await;
    server.will([Manner::RefusesMail("554 5.7.1 No"), Manner::RefusesMail("451 4.3.0 Later")]);
    write(&portal, ANNA).await.unwrap();
    write(&portal, BRUNO).await.unwrap();
    portal.services.deliver_next_mail().await.unwrap();
    portal.services.deliver_next_mail().await.unwrap();
    let mut officer = portal.signed_in(staff(Role::PrivacyOfficer)).await;
    let page = officer.get("/staff/mail").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    assert!(text.contains("Refused by the mail server (554)") && text.contains("(451)"), "{text}");
    for secret in [LINK, "one_time_link", &ANNA.email(), ANNA.surname, BRUNO.surname] {
        assert!(!text.contains(secret), "{secret} is shown");
    }
    let failed = portal.texts("SELECT public_id FROM outbox ORDER BY id").await;
    let retried = officer.post(&format!("/staff/mail/{}/retry", failed[0]), &[]).await;
    assert_eq!(retried.location(), "/staff/mail?done=retry");
    let cancelled = officer.post(&format!("/staff/mail/{}/cancel", failed[1]), &[]).await;
    assert_eq!(cancelled.location(), "/staff/mail?done=cancel");
    let again = officer.post(&format!("/staff/mail/{}/retry", failed[1]), &[]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "it is called off");
    while portal.services.deliver_next_mail().await.unwrap() {}
    assert_eq!(server.taken().iter().map(|mail| mail.to[0].clone()).collect::<Vec<_>>(), [ANNA.email()]);
    assert!(officer.get("/staff/mail").await.text().contains("Every mail has gone"));
    let log: Vec<_> = portal.log().await.into_iter().map(|entry| entry.action).collect();
    assert!(log.contains(&"mail-retried".to_owned()) && log.contains(&"mail-cancelled".to_owned()), "{log:?}");
}

async fn staff_write_their_own_words(database: Database) {
    let (portal, server) = portal(database).await;
    let user = staff(Role::MainUser);
    let mut browser = portal.signed_in(user).await;
    assert!(browser.get("/staff/templates").await.text().contains("PATRON_DATA?language=fi"));
    let here = "/staff/templates/PATRON_DATA";
    assert_eq!(browser.get("/staff/templates/NONE").await.status, StatusCode::NOT_FOUND);
    let words = |subject: &'static str, body: &'static str, wish: &'static str| {
        [("language", "fi"), ("subject", subject), ("body", body), ("do", wish)]
    };
    let address = format!("{here}/words");
    let wrong = browser.post(&address, &words("Aihe </textarea><b>", "Ei linkkiä <<pin>> </textarea>", "save")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("no placeholder “pin”") && wrong.text().contains("“mydataurl” is missing"));
    assert!(wrong.text().contains("Ei linkkiä &lt;&lt;pin&gt;&gt; &lt;/textarea&gt;"), "what was typed stays");
    assert_eq!(portal.number("SELECT COUNT(*) FROM mail_template").await, 0);
    let good = "Moi <<patron.firstname>>,\r\n\r\n<<mydataurl>>\r\n";
    let preview = browser.post(&address, &words("Omat tiedot", good, "preview")).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(preview.text().contains("Moi Aino,") && preview.text().contains("tama-linkki-on-keksitty"));
    assert_eq!(portal.number("SELECT COUNT(*) FROM mail_template").await, 0);
    let saved = browser.post(&address, &words("Omat tiedot", good, "save")).await;
    assert_eq!(saved.location(), "/staff/templates/PATRON_DATA?language=fi&done=saved");
    assert!(browser.get(saved.location()).await.text().contains(user.surname), "the history says who");
    write(&portal, ANNA).await.unwrap();
    portal.services.deliver_next_mail().await.unwrap();
    assert_eq!(server.taken()[0].body().trim_end(), format!("Moi {},\r\n\r\n{LINK}", ANNA.firstname));
    let tested = browser.post(&format!("{here}/test"), &[("language", "fi")]).await;
    assert!(tested.location().ends_with("done=test"), "{}", tested.text());
    portal.services.deliver_next_mail().await.unwrap();
    assert_eq!(server.taken()[1].to, [user.email()]);
    assert!(server.taken()[1].body().contains("Moi Aino"), "with invented values");
    browser.post(&format!("{here}/default"), &[("language", "fi")]).await;
    write(&portal, ANNA).await.unwrap();
    portal.services.deliver_next_mail().await.unwrap();
    assert!(server.taken()[2].body().contains("Linkki toimii yhden kerran"), "{}", server.taken()[2].body());
    assert_eq!(portal.number("SELECT COUNT(*) FROM mail_template").await, 2, "nothing is ever changed");
}

async fn staff_of_one_library_hear_of_its_failed_mails_only(database: Database) {
    let (portal, server) = portal(database).await;
    server.will([Manner::RefusesMail("554 5.7.1 No")]);
    write(&portal, ANNA).await.unwrap();
    portal.services.deliver_next_mail().await.unwrap();
    let mut officer = portal.signed_in(staff(Role::PrivacyOfficer)).await;
    let told = "A mail could not be delivered.";
    assert!(officer.get("/staff").await.text().contains(told));
    portal.execute("UPDATE role_grant SET library = 'JNS'").await;
    assert!(!officer.get("/staff").await.text().contains(told), "it went to a patron of another library");
    assert!(officer.get("/staff/mail").await.text().contains("Every mail has gone"));
}
