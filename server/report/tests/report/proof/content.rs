//! What is told: all of it, in the reader's words.

use carrel_domain::{
    Language,
    data_request::{IdentityMethod, RequestChannel, RequestKind, RequestState},
};
use carrel_texts::{Key, Texts, key};

use super::{bare, event, file, full, hostile};
use crate::{
    hostile as texts,
    pdf::{squeezed, structure},
    sample::format,
    tool::{have, run},
};

/// What a code is called; it must be called something.
fn coded(language: Language, group: &str, code: &str) -> String {
    let id = format!("{group}-{code}");
    let key = Key::find(&id).unwrap_or_else(|| panic!("{id} has no words"));
    Texts::of(language).say(key).to_owned()
}

/// The text that assistive technology gets, as one string without spaces.
fn read(at: &std::path::Path) -> Option<String> {
    Some(squeezed(&structure(at)?.replace("\"\n", "").replace('"', "")))
}

#[test]
fn everything_about_the_request_is_read_out_in_every_language() {
    let proof = full();
    for language in Language::ALL {
        let at = file(&format!("proof-full-{language}.pdf"), &proof, language);
        let Some(text) = read(&at) else { return };
        let format = format(language);
        let head = &proof.head;
        let identity = head.identity.as_ref().unwrap();
        let mut expected = vec![
            head.organization.clone(),
            head.library.clone(),
            head.patron_name.clone(),
            head.cardnumber.clone(),
            head.number.clone(),
            coded(language, "request-kind", &head.kind),
            coded(language, "request-channel", &head.channel),
            format.date(head.received_on),
            head.document.clone().unwrap(),
            head.wish.clone().unwrap(),
            format.date(head.due_on),
            head.extension_reason.clone().unwrap(),
            coded(language, "identity-method", &identity.method),
            identity.by.clone().unwrap(),
            format.moment(identity.at.unwrap()),
            head.owner.clone().unwrap(),
            coded(language, "request-state", &head.state),
            format.moment(head.closed_at.unwrap()),
            head.outcome.clone().unwrap(),
            head.merged_into.clone().unwrap(),
            format.moment(head.produced_at),
            head.produced_by.clone(),
            head.generator.clone(),
            "Europe/Helsinki".to_owned(),
        ];
        for event in &proof.events {
            let note = match event.action.as_str() {
                "identity-checked" | "delivery-refused" => {
                    coded(language, "event-note", event.note.as_deref().unwrap())
                }
                _ => event.note.clone().unwrap_or_default(),
            };
            let by = match (&event.by, event.action.as_str()) {
                (Some(name), _) => name.clone(),
                (None, "reminded" | "link-expired") => format.texts().say(key::PROOF_AUTOMATIC).to_owned(),
                (None, _) => format.texts().say(key::NOT_RECORDED).to_owned(),
            };
            let what = coded(language, "event", &event.action);
            let note = if note.is_empty() { "–".to_owned() } else { note };
            expected.push(cells(&[&format.moment(event.at), &what, &by, &note]));
        }
        for delivery in &proof.deliveries {
            let moment = |at| Option::map_or_else(at, || "–".to_owned(), |at| format.moment(at));
            let by = delivery.by.clone().unwrap_or_else(|| format.texts().say(key::NOT_RECORDED).to_owned());
            let mut state = coded(language, "disclosure-state", &delivery.state);
            state += &delivery.revoked_at.map(|at| format.moment(at)).unwrap_or_default();
            expected.push(cells(&[
                &format.moment(delivery.at),
                &coded(language, "disclosure-way", &delivery.way),
                &by,
                &state,
                &moment(delivery.expires_at),
                &moment(delivery.opened_at),
            ]));
        }
        for part in expected {
            assert!(text.contains(&squeezed(&part)), "{language}: {part:?} is missing of\n{text}");
        }
    }
}

/// A row of a table as it is read out: its first cell is a head.
fn cells(texts: &[&str]) -> String {
    let (first, rest) = texts.split_first().unwrap();
    let rest: String = rest.iter().map(|text| format!("TD{text}")).collect();
    format!("{first}{rest}")
}

#[test]
fn what_has_not_been_done_is_said_not_to_have_been_done() {
    for language in Language::ALL {
        let Some(text) = read(&file(&format!("proof-bare-{language}.pdf"), &bare(), language)) else { return };
        let texts = Texts::of(language);
        for key in [
            key::PROOF_EXTENSION_NONE,
            key::PROOF_IDENTITY_NONE,
            key::NOBODY_YET,
            key::REQUEST_STATE_OPEN,
            key::PROOF_TIMELINE_NONE,
            key::PROOF_DELIVERIES_NONE,
        ] {
            assert!(text.contains(&squeezed(texts.say(key))), "{language}: {} is missing", key.id());
        }
        for key in [key::PROOF_CLOSED, key::PROOF_GOES_ON_AS, key::PROOF_IDENTITY_BY, key::PROOF_ABOUT_REPLACEMENTS] {
            assert!(!text.contains(&squeezed(texts.say(key))), "{language}: {}", key.id());
        }
    }
}

#[test]
fn every_code_of_a_request_has_words() {
    for language in Language::ALL {
        for kind in RequestKind::ALL {
            coded(language, "request-kind", kind.name());
        }
        for state in RequestState::ALL {
            coded(language, "request-state", state.name());
        }
        for channel in RequestChannel::ALL {
            coded(language, "request-channel", channel.name());
        }
        for method in IdentityMethod::ALL {
            coded(language, "identity-method", method.name());
            coded(language, "event-note", method.name());
        }
    }
}

#[test]
fn somebodys_word_that_looks_like_a_code_stays_their_word() {
    let mut proof = bare();
    proof.events = vec![
        event(0, "recorded", Some("Saimi"), Some("identity-card")),
        event(1, "identity-checked", Some("Saimi"), Some("library-card")),
    ];
    let Some(text) = read(&file("proof-words.pdf", &proof, Language::En)) else { return };
    assert!(text.contains("identity-card"), "{text}");
    assert!(!text.contains("library-card"), "{text}");
    assert!(text.contains(&squeezed(Texts::of(Language::En).say(key::EVENT_NOTE_LIBRARY_CARD))), "{text}");
}

#[test]
fn hostile_texts_are_printed_and_what_no_font_has_is_named() {
    if !have("pdftotext", &["-v"]) {
        return;
    }
    let at = file("proof-hostile.pdf", &hostile(), Language::En);
    let text = run("pdftotext", &["-raw", at.to_str().unwrap(), "-"]);
    let title = Texts::of(Language::En).say(key::PROOF_TITLE);
    let is_foot = |line: &&str| line.starts_with("Page ") || line.starts_with(&format!("{title} ·"));
    let text = squeezed(&text.lines().filter(|line| !is_foot(line)).collect::<String>());
    for (_, shown) in texts::TEXTS {
        let shown = squeezed(shown);
        // Poppler reads right-to-left words as they are drawn, not as their actual text says.
        let drawn: String = shown.chars().rev().collect();
        assert!(text.contains(&shown) || text.contains(&drawn), "{shown:?} is missing");
    }
    assert!(text.contains(&texts::long_name()), "the name of 5,000 letters is cut");
    let about = Texts::of(Language::En).say(key::PROOF_ABOUT_REPLACEMENTS);
    assert!(text.contains(&squeezed(about)), "nothing says why names stand in brackets");
}
