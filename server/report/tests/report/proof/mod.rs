//! The proof file of a data request: it tells everything, to everyone, whatever people wrote.

mod content;
mod form;

use std::path::PathBuf;

use carrel_domain::{Date, Language, Timestamp};
use carrel_report::{ProofDelivery, ProofEvent, ProofHead, ProofIdentity, write_proof};

use crate::{hostile, sample::format, tool::scratch};

const START: i64 = 1_795_000_000;

/// All that a proof is made of.
#[derive(Clone)]
pub struct Proof {
    pub head: ProofHead,
    pub events: Vec<ProofEvent>,
    pub deliveries: Vec<ProofDelivery>,
}

pub fn written(proof: &Proof, language: Language) -> Vec<u8> {
    let mut out = Vec::new();
    write_proof(&proof.head, &format(language), &proof.events, &proof.deliveries, &mut out).unwrap();
    out
}

pub fn file(name: &str, proof: &Proof, language: Language) -> PathBuf {
    let at = scratch(name);
    std::fs::write(&at, written(proof, language)).unwrap();
    at
}

pub fn event(minutes: i64, action: &str, by: Option<&str>, note: Option<&str>) -> ProofEvent {
    ProofEvent {
        at: Timestamp(START + 60 * minutes),
        action: action.to_owned(),
        by: by.map(str::to_owned),
        note: note.map(str::to_owned),
    }
}

/// A request with everything: extended, refused once, delivered in every way, closed, merged.
pub fn full() -> Proof {
    let some = |text: &str| Some(text.to_owned());
    let at = |minutes: i64| Some(Timestamp(START + 60 * minutes));
    let head = ProofHead {
        organization: "Joen seudun kirjastot".to_owned(),
        library: "Joensuun pääkirjasto".to_owned(),
        patron_name: "Jiří Hřebejk".to_owned(),
        cardnumber: "2070000001".to_owned(),
        number: "q7Wd0kS9vXJm".to_owned(),
        kind: "access".to_owned(),
        channel: "letter".to_owned(),
        received_on: Date::new(2026, 11, 17).unwrap(),
        document: some("JOE/1234/07.02/2026"),
        wish: some("Haluan tietää kaiken, mitä kirjastolla on minusta.\nKiitos jo etukäteen!"),
        due_on: Date::new(2027, 2, 17).unwrap(),
        extension_reason: some("Kolme järjestelmää on käytävä läpi käsin."),
        identity: Some(ProofIdentity { method: "identity-card".to_owned(), by: some("Saimi Ollikainen"), at: at(45) }),
        owner: some("Tuomas Räsänen"),
        state: "answered".to_owned(),
        closed_at: at(9_000),
        outcome: some("Kaikki tiedot toimitettiin linkillä ja paperilla."),
        merged_into: some("Zk3uRr81LmQp"),
        produced_at: Timestamp(START + 1_000_007),
        produced_by: "Liisa Niinistö".to_owned(),
        generator: "Carrel 0.1.0".to_owned(),
    };
    let (saimi, tuomas) = (Some("Saimi Ollikainen"), Some("Tuomas Räsänen"));
    let events = vec![
        event(0, "recorded", saimi, Some("JOE/1234/07.02/2026")),
        event(20, "assigned", tuomas, None),
        event(30, "delivery-refused", tuomas, Some("delivery-identity-unchecked")),
        event(45, "identity-checked", saimi, Some("identity-card")),
        event(60, "extended", tuomas, Some("Kolme järjestelmää on käytävä läpi käsin.")),
        event(70, "link-sent", tuomas, None),
        event(80, "link-revoked", tuomas, None),
        event(90, "link-sent", tuomas, None),
        event(2_000, "link-expired", None, None),
        event(2_100, "reminded", None, None),
        event(2_200, "link-sent", tuomas, None),
        event(2_300, "link-opened", Some("Jiří Hřebejk"), None),
        event(2_400, "printed", None, None),
        event(2_500, "merged-here", tuomas, Some("JOE/1299/07.02/2026")),
        event(9_000, "answered", tuomas, Some("Kaikki tiedot toimitettiin linkillä ja paperilla.")),
    ];
    let delivery = |minutes: i64, way: &str, state: &str| ProofDelivery {
        at: Timestamp(START + 60 * minutes),
        way: way.to_owned(),
        by: some("Tuomas Räsänen"),
        state: state.to_owned(),
        expires_at: (way == "link").then(|| Timestamp(START + 60 * minutes + 604_800)),
        opened_at: None,
        revoked_at: None,
    };
    let deliveries = vec![
        ProofDelivery { revoked_at: at(80), ..delivery(70, "link", "revoked") },
        delivery(90, "link", "expired"),
        ProofDelivery { opened_at: at(2_300), ..delivery(2_200, "link", "opened") },
        ProofDelivery { by: None, ..delivery(2_400, "print", "delivered") },
    ];
    Proof { head, events, deliveries }
}

/// A request that was recorded, and no more.
pub fn bare() -> Proof {
    let head = ProofHead {
        library: String::new(),
        document: None,
        wish: None,
        extension_reason: None,
        identity: None,
        owner: None,
        state: "open".to_owned(),
        closed_at: None,
        outcome: None,
        merged_into: None,
        ..full().head
    };
    Proof { head, events: Vec::new(), deliveries: Vec::new() }
}

/// Every hostile text in every place, and times that no calendar has.
pub fn hostile() -> Proof {
    let texts = || hostile::TEXTS.iter().map(|(text, _)| (*text).to_owned()).chain([hostile::long_name()]);
    let all = texts().collect::<Vec<_>>().join("\n");
    let never = Timestamp(i64::MIN);
    let head = hostile::head();
    let head = ProofHead {
        organization: head.organization,
        library: head.library,
        patron_name: head.patron_name,
        cardnumber: head.cardnumber,
        number: all.clone(),
        kind: all.clone(),
        channel: all.clone(),
        received_on: Date::new(1, 1, 1).unwrap(),
        document: Some(all.clone()),
        wish: Some(all.clone()),
        due_on: Date::new(9999, 12, 31).unwrap(),
        extension_reason: Some(all.clone()),
        identity: Some(ProofIdentity { method: all.clone(), by: Some(all.clone()), at: Some(never) }),
        owner: Some(all.clone()),
        state: all.clone(),
        closed_at: Some(never),
        outcome: Some(all.clone()),
        merged_into: Some(all.clone()),
        produced_at: head.produced_at,
        produced_by: all,
        generator: head.generator,
    };
    let events = texts()
        .map(|text| ProofEvent { at: never, action: text.clone(), by: Some(text.clone()), note: Some(text) })
        .collect();
    let deliveries = texts()
        .map(|text| ProofDelivery {
            at: never,
            way: text.clone(),
            by: Some(text.clone()),
            state: text,
            expires_at: Some(never),
            opened_at: Some(Timestamp(i64::MAX)),
            revoked_at: Some(never),
        })
        .collect();
    Proof { head, events, deliveries }
}
