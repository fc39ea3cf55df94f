//! Mails on their way.

use std::collections::BTreeSet;

use carrel_domain::{Actor, Grant, OrganizationId, PatronScope, Permission, Role, SessionId, StaffScope, Timestamp};
use carrel_store::{
    ConnectionTrait, address_problem, mail_template, organization,
    outbox::{
        Mail, NewMail, State, add, addressee, cancel, claim, find, find_by_message_id, forget_failed, give_back, list,
        mark_bounced, mark_sent, retry, sweep,
    },
};

use crate::{
    database::{NOW, TestDatabase},
    lines::line_of,
};

const LATER: Timestamp = NOW.plus_seconds(60);

async fn patron(database: &TestDatabase, number: u64, library: &str) -> PatronScope {
    let personal = serde_json::json!({
        "borrowernumber": number, "cardnumber": format!("29{number}"), "surname": "Mäkinen", "firstname": "Aino",
        "email": format!("aino{number}@kaivos.example"), "branchcode": library, "lang": "fi-FI",
    });
    database.import(&line_of(personal, serde_json::json!({}))).await;
    database.scope(&number.to_string()).await
}

async fn write(db: &impl ConnectionTrait, scope: PatronScope, name: &str) {
    let mail = NewMail {
        public_id: name.to_owned(),
        organization: scope.organization(),
        patron: Some(scope.patron()),
        template: "TEST".to_owned(),
        language: "fi".to_owned(),
        recipient: "aino1@kaivos.example".to_owned(),
        payload: "sealed".to_owned(),
        message_id: format!("carrel.{name}@library.example"),
        mailing: None,
    };
    add(db, mail, NOW).await.unwrap();
}

fn staff(scope: PatronScope, library: Option<&str>) -> StaffScope {
    let grants = [Grant { role: Role::PrivacyOfficer, library: library.map(str::to_owned) }];
    let (patron, organization) = (scope.patron(), scope.organization());
    let actor = Actor { patron, organization, session: SessionId(1), grants: grants.into() };
    actor.may(Permission::Requests).unwrap()
}

async fn read(database: &TestDatabase, scope: PatronScope, name: &str) -> Mail {
    find(database.store.reader(), &staff(scope, None), name).await.unwrap().unwrap()
}

both! {
    async fn two_nodes_claim_a_hundred_mails_each_once(database: &TestDatabase) {
        let scope = patron(database, 1, "OUT").await;
        for number in 0..100 {
            write(database.store.writer(), scope, &format!("mail-{number}")).await;
        }
        // Two processes with four lanes each.
        let other = database.another_process().await;
        let lanes = (0..8).map(|lane| {
            let store = if lane % 2 == 0 { database.store.clone() } else { other.clone() };
            tokio::spawn(async move {
                let mut claimed = Vec::new();
                while let Some(mail) = claim(store.writer(), &format!("node-{}", lane % 2), NOW, LATER).await.unwrap() {
                    claimed.push(mail.id);
                    assert!(claimed.len() <= 200, "a claim that does not hold would never end");
                }
                claimed
            })
        });
        let mut claimed = Vec::new();
        for lane in lanes.collect::<Vec<_>>() {
            claimed.extend(lane.await.unwrap());
        }
        assert_eq!(claimed.len(), 100, "a mail was claimed twice or never");
        assert_eq!(claimed.iter().collect::<BTreeSet<_>>().len(), 100);
    }
}

both! {
    async fn the_mail_of_a_killed_node_is_claimed_by_another(database: &TestDatabase) {
        let scope = patron(database, 1, "OUT").await;
        let db = database.store.writer();
        write(db, scope, "a").await;
        let mail = claim(db, "killed", NOW, LATER).await.unwrap().unwrap();
        assert!(claim(db, "other", NOW.plus_seconds(59), LATER).await.unwrap().is_none());
        let again = claim(db, "other", LATER, NOW.plus_seconds(120)).await.unwrap().unwrap();
        assert_eq!((again.id, again.attempts, again.message_id), (mail.id, 2, mail.message_id));
        // The first one was only slow. That it failed there says nothing any more; that it went counts.
        assert!(!give_back(db, mail.id, "killed", "timeout", None, LATER).await.unwrap());
        assert!(mark_sent(db, mail.id, LATER).await.unwrap());
        assert!(!mark_sent(db, mail.id, LATER).await.unwrap(), "the other one's mark comes too late");
        assert!(!give_back(db, mail.id, "other", "timeout", None, LATER).await.unwrap());
        let sent = read(database, scope, "a").await;
        assert_eq!((sent.state.as_str(), sent.payload.as_str(), sent.sent_at), ("sent", "", Some(LATER.0)));
    }
}

both! {
    async fn a_mail_goes_only_if_what_it_tells_of_is_committed(database: &TestDatabase) {
        let scope = patron(database, 1, "OUT").await;
        let given_up = database.store.begin().await.unwrap();
        write(&given_up, scope, "never").await;
        given_up.rollback().await.unwrap();
        let done = database.store.begin().await.unwrap();
        write(&done, scope, "a").await;
        done.commit().await.unwrap();
        let db = database.store.writer();
        assert_eq!(claim(db, "node", NOW, LATER).await.unwrap().unwrap().public_id, "a");
        assert!(claim(db, "node", NOW, LATER).await.unwrap().is_none());
    }
}

both! {
    async fn a_mail_that_failed_waits_and_can_be_tried_again(database: &TestDatabase) {
        let scope = patron(database, 1, "OUT").await;
        let db = database.store.writer();
        write(db, scope, "a").await;
        let id = claim(db, "node", NOW, LATER).await.unwrap().unwrap().id;
        let organization = scope.organization();
        assert!(!cancel(db, organization, "a", NOW).await.unwrap(), "it is being handed over right now");
        assert!(!retry(db, organization, "a", NOW).await.unwrap());
        assert!(give_back(db, id, "node", "deferred-451", Some(LATER), NOW).await.unwrap());
        assert!(claim(db, "node", NOW.plus_seconds(59), LATER).await.unwrap().is_none());
        let again = claim(db, "node", LATER, NOW.plus_seconds(120)).await.unwrap().unwrap();
        assert_eq!(again.last_error.as_deref(), Some("deferred-451"));
        assert!(give_back(db, id, "node", "rejected-550", None, LATER).await.unwrap());
        assert_eq!(read(database, scope, "a").await.state, "failed");
        assert!(retry(db, organization, "a", LATER).await.unwrap());
        assert_eq!(claim(db, "node", LATER, NOW.plus_seconds(120)).await.unwrap().unwrap().attempts, 1);
        assert!(give_back(db, id, "node", "rejected-550", None, LATER).await.unwrap());
        forget_failed(db, LATER.plus_seconds(-1)).await.unwrap();
        assert_eq!(read(database, scope, "a").await.payload, "sealed");
        forget_failed(db, LATER).await.unwrap();
        assert_eq!(read(database, scope, "a").await.payload, "");
        assert!(!retry(db, organization, "a", LATER).await.unwrap(), "there is nothing to send any more");
    }
}

both! {
    async fn what_is_long_over_is_deleted_and_nothing_else(database: &TestDatabase) {
        let scope = patron(database, 1, "OUT").await;
        let db = database.store.writer();
        for name in ["sent", "failed", "late", "returned"] {
            write(db, scope, name).await;
            let id = claim(db, "node", NOW, LATER).await.unwrap().unwrap().id;
            match name {
                "sent" => assert!(mark_sent(db, id, NOW).await.unwrap()),
                "failed" => assert!(give_back(db, id, "node", "rejected-550", None, NOW).await.unwrap()),
                "late" => assert!(mark_sent(db, id, LATER).await.unwrap()),
                _ => {
                    mark_sent(db, id, NOW).await.unwrap();
                    assert!(mark_bounced(db, id, "bounced-5.1.1", LATER).await.unwrap());
                }
            }
        }
        write(db, scope, "cancelled").await;
        assert!(cancel(db, scope.organization(), "cancelled", NOW).await.unwrap());
        write(db, scope, "waiting").await;
        assert_eq!(sweep(db, NOW.plus_seconds(-1)).await.unwrap(), 0);
        assert_eq!(sweep(db, NOW).await.unwrap(), 3);
        let left = ["late", "returned", "waiting"];
        for name in left {
            read(database, scope, name).await;
        }
        // However long it waits.
        assert_eq!(sweep(db, LATER.plus_seconds(86_400)).await.unwrap(), 2);
        assert_eq!(read(database, scope, "waiting").await.state, "waiting");
    }
}

both! {
    async fn a_cancelled_mail_never_goes_and_nothing_stands_in_it(database: &TestDatabase) {
        let scope = patron(database, 1, "OUT").await;
        let db = database.store.writer();
        write(db, scope, "a").await;
        let elsewhere = organization::add(db, "other", "Other", "Europe/Helsinki", "EUR").await.unwrap();
        assert!(!cancel(db, elsewhere, "a", NOW).await.unwrap(), "another organization's");
        assert!(cancel(db, scope.organization(), "a", NOW).await.unwrap());
        assert!(claim(db, "node", NOW, LATER).await.unwrap().is_none());
        let mail = read(database, scope, "a").await;
        assert_eq!((mail.state.as_str(), mail.payload.as_str()), ("cancelled", ""));
        assert!(!retry(db, scope.organization(), "a", NOW).await.unwrap());
    }
}

both! {
    async fn a_mail_that_came_back_has_failed_once(database: &TestDatabase) {
        let scope = patron(database, 1, "OUT").await;
        let db = database.store.writer();
        write(db, scope, "a").await;
        let id = claim(db, "node", NOW, LATER).await.unwrap().unwrap().id;
        mark_sent(db, id, NOW).await.unwrap();
        let found = find_by_message_id(db, "carrel.a@library.example").await.unwrap().unwrap();
        assert!(mark_bounced(db, found.id, "bounced-5.1.1", LATER).await.unwrap());
        assert!(!mark_bounced(db, found.id, "bounced-5.1.1", LATER).await.unwrap());
        assert!(find_by_message_id(db, "carrel.b@library.example").await.unwrap().is_none());
    }
}

both! {
    async fn staff_of_a_library_see_its_patrons_mails_only(database: &TestDatabase) {
        let here = patron(database, 1, "OUT").await;
        let there = patron(database, 2, "JNS").await;
        let db = database.store.writer();
        write(db, here, "here").await;
        write(db, there, "there").await;
        let names = async |scope: &StaffScope| -> Vec<String> {
            let mails = list(db, scope, State::Waiting, 10).await.unwrap();
            mails.into_iter().map(|mail| mail.public_id).collect()
        };
        assert_eq!(names(&staff(here, None)).await, ["there", "here"]);
        assert_eq!(names(&staff(here, Some("OUT"))).await, ["here"]);
        assert!(find(db, &staff(here, Some("OUT")), "there").await.unwrap().is_none());
        let elsewhere = organization::add(db, "other", "Other", "Europe/Helsinki", "EUR").await.unwrap();
        let stranger = staff(PatronScope::of_background_work(here.patron(), elsewhere), None);
        assert!(names(&stranger).await.is_empty());
    }
}

both! {
    async fn an_address_that_does_not_work_is_known_until_it_changes(database: &TestDatabase) {
        let scope = patron(database, 1, "OUT").await;
        let db = database.store.writer();
        assert_eq!(addressee(db, scope).await.unwrap().unwrap().library, None, "a code is no name");
        organization::name_library(db, scope.organization(), "OUT", "Pääkirjasto").await.unwrap();
        let before = addressee(db, scope).await.unwrap().unwrap();
        assert_eq!((before.library.as_deref(), before.problem), (Some("Pääkirjasto"), None));
        let report = async |address| {
            address_problem::report(db, scope.organization(), scope.patron(), address, NOW).await.unwrap()
        };
        assert!(report("AINO1@kaivos.example").await);
        assert!(!report("AINO1@kaivos.example").await, "known");
        assert_eq!(addressee(db, scope).await.unwrap().unwrap().problem.as_deref(), Some("undeliverable"));
        assert!(address_problem::find(db, scope).await.unwrap().is_some());
        assert_eq!(address_problem::clear_changed(db, LATER).await.unwrap(), 0);
        database.execute("UPDATE patron SET email = 'uusi@kaivos.example'").await.unwrap();
        assert!(addressee(db, scope).await.unwrap().unwrap().problem.is_none(), "at once");
        assert!(address_problem::find(db, scope).await.unwrap().is_none());
        assert_eq!(address_problem::clear_changed(db, LATER).await.unwrap(), 1);
        assert_eq!(address_problem::clear_changed(db, LATER).await.unwrap(), 0);
        assert!(report("uusi@kaivos.example").await);
        assert!(address_problem::clear(db, scope, LATER).await.unwrap(), "staff say that it works");
        assert!(address_problem::find(db, scope).await.unwrap().is_none());
        let stranger = PatronScope::of_background_work(scope.patron(), OrganizationId(99));
        assert!(addressee(db, stranger).await.unwrap().is_none(), "another organization's");
    }
}

both! {
    async fn every_save_of_a_template_is_kept_and_the_newest_is_in_force(database: &TestDatabase) {
        let scope = patron(database, 1, "OUT").await;
        let db = database.store.writer();
        let which = mail_template::Which { organization: scope.organization(), code: "TEST", language: "fi" };
        assert!(mail_template::newest(db, which).await.unwrap().is_none());
        let words = [Some(("Eka", "1")), Some(("Toka", "2")), None];
        for (number, words) in words.into_iter().enumerate() {
            let at = NOW.plus_seconds(i64::try_from(number).unwrap());
            mail_template::save(db, which, words, scope.patron(), at).await.unwrap();
        }
        assert_eq!(mail_template::newest(db, which).await.unwrap().unwrap().is_default, 1);
        let subjects: Vec<_> =
            mail_template::history(db, which).await.unwrap().into_iter().map(|saved| saved.subject).collect();
        assert_eq!(subjects, ["", "Toka", "Eka"]);
        let other = mail_template::Which { language: "en", ..which };
        assert!(mail_template::newest(db, other).await.unwrap().is_none());
    }
}
