//! Finding patrons as staff do.

use std::sync::Arc;

use carrel_domain::{Actor, Grant, OrganizationId, PatronId, Permission, Role, SessionId, StaffScope};
use carrel_store::patron_search::search;
use serde_json::json;

use crate::{database::TestDatabase, lines::line_of};

/// Somebody at the desk, of the whole organization or of one library.
fn desk(organization: OrganizationId, library: Option<&str>) -> StaffScope {
    let grants: Arc<[Grant]> = [Grant { role: Role::Desk, library: library.map(str::to_owned) }].into();
    let actor = Actor { patron: PatronId(1), organization, session: SessionId(1), grants };
    actor.may(Permission::ViewBorrowers).unwrap()
}

fn person(number: i64, surname: &str, firstname: &str, library: &str) -> String {
    let personal = json!({
        "borrowernumber": number, "cardnumber": format!("K{number}"), "surname": surname, "firstname": firstname,
        "email": format!("{}@example.org", firstname.to_lowercase()), "branchcode": library,
    });
    line_of(personal, json!({}))
}

async fn found(database: &TestDatabase, staff: &StaffScope, text: &str) -> Vec<String> {
    let lines = search(database.store.reader(), staff, text, 50).await.unwrap();
    lines.iter().map(carrel_store::patron_search::PatronLine::name).collect()
}

both! {
    async fn patrons_are_found_by_card_address_and_the_beginning_of_their_names(database: &TestDatabase) {
        let long = "Ö".repeat(5_000);
        let people = [
            person(1, "Virtanen", "Matti Olavi", "OUT"), person(2, "Virta", "Maija", "OUT"),
            person(3, "Äijälä", "Eino", "JNS"), person(4, "de Vries", "Anna", "JNS"), person(5, &long, "Pitkä", "OUT"),
        ];
        database.import(&people.concat()).await;
        let all = desk(database.scope("1").await.organization(), None);
        assert_eq!(found(database, &all, "K3").await, ["Eino Äijälä"]);
        assert_eq!(found(database, &all, "maija@example.org").await, ["Maija Virta"]);
        assert_eq!(found(database, &all, "virta").await, ["Maija Virta", "Matti Olavi Virtanen"]);
        assert_eq!(found(database, &all, "Virtanen, olavi").await, ["Matti Olavi Virtanen"]);
        assert_eq!(found(database, &all, "matti virta").await, ["Matti Olavi Virtanen"]);
        assert_eq!(found(database, &all, "äij").await, ["Eino Äijälä"]);
        assert_eq!(found(database, &all, "ÖÖÖ").await, [format!("Pitkä {long}")]);
        for nothing in ["", "   ", "%", "_irta", "x\0", "' OR 1=1 --"] {
            assert_eq!(found(database, &all, nothing).await, [""; 0], "{nothing}");
        }
        let here = desk(all.organization(), Some("JNS"));
        assert_eq!(found(database, &here, "virta").await, [""; 0]);
        assert_eq!(found(database, &here, "de v").await, ["Anna de Vries"]);
        let elsewhere = desk(OrganizationId(all.organization().0 + 1), None);
        assert_eq!(found(database, &elsewhere, "virta").await, [""; 0]);
    }
}
