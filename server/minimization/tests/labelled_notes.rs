//! How well special categories are found, measured on labelled notes (tests/notes/README.md).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where something is wrong")]

use carrel_minimization::special::{Category, Lexicon};

const NOTES: [(&str, &str); 6] = [
    ("en", include_str!("notes/en.tsv")),
    ("fi", include_str!("notes/fi.tsv")),
    ("sv", include_str!("notes/sv.tsv")),
    ("cs", include_str!("notes/cs.tsv")),
    ("da", include_str!("notes/da.tsv")),
    ("pl", include_str!("notes/pl.tsv")),
];

/// How many of the notes that came later are found at least.
const BLIND_RECALL: f64 = 0.9;

#[derive(Clone, Copy, PartialEq)]
enum Half {
    Tuning,
    HeldOut,
    Later,
}

struct Note {
    language: &'static str,
    half: Half,
    label: Option<Category>,
    text: &'static str,
    found: Vec<Category>,
}

fn notes() -> Vec<Note> {
    let lexicon = Lexicon::builtin();
    let mut notes = Vec::new();
    for (language, list) in NOTES {
        for (index, line) in list.lines().enumerate() {
            let (label, text) = line.split_once('\t').expect("a tab");
            let label = (label != "-").then(|| Category::from_code(label).expect("a category"));
            let half = if index % 2 == 0 { Half::Tuning } else { Half::HeldOut };
            let found = lexicon.find(text).iter().map(|finding| finding.category).collect();
            notes.push(Note { language, half, label, text, found });
        }
    }
    notes
}

/// Notes that were written after the word lists.
fn blind_notes(list: &'static str) -> Vec<Note> {
    let lexicon = Lexicon::builtin();
    let note = |line: &'static str| {
        let mut columns = line.splitn(3, '\t');
        let mut column = || columns.next().expect("three columns");
        let (language, label, text) = (column(), column(), column());
        let found = lexicon.find(text).iter().map(|finding| finding.category).collect();
        Note { language, half: Half::Later, label: Category::from_code(label), text, found }
    };
    list.lines().map(note).collect()
}

#[derive(Default, Debug)]
struct Score {
    right: u32,
    wrongly_flagged: u32,
    missed: u32,
}

impl Score {
    fn of<'a>(notes: impl Iterator<Item = &'a Note>) -> Self {
        let mut score = Self::default();
        for note in notes {
            match (note.label.is_some(), note.found.is_empty()) {
                (true, false) => score.right += 1,
                (true, true) => score.missed += 1,
                (false, false) => score.wrongly_flagged += 1,
                (false, true) => {}
            }
        }
        score
    }

    fn precision(&self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.wrongly_flagged).max(1))
    }

    fn recall(&self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.missed).max(1))
    }

    fn print(&self, name: &str) {
        println!(
            "{name:<22} precision {:.3} recall {:.3} (right {}, wrongly flagged {}, missed {})",
            self.precision(),
            self.recall(),
            self.right,
            self.wrongly_flagged,
            self.missed
        );
    }
}

#[test]
fn there_are_enough_notes_of_each_kind_and_language() {
    let notes = notes();
    assert!(notes.len() >= 600);
    for (language, _) in NOTES {
        let of_language: Vec<_> = notes.iter().filter(|note| note.language == language).collect();
        assert!(of_language.len() >= 100);
        let positive = of_language.iter().filter(|note| note.label.is_some()).count();
        assert!((40..=50).contains(&(positive * 100 / of_language.len())), "{language}: {positive}");
    }
}

#[test]
fn what_should_be_flagged_is_flagged_and_little_else() {
    let notes = notes();
    for half in [Half::Tuning, Half::HeldOut] {
        let of_half = || notes.iter().filter(|note| note.half == half);
        let name = if half == Half::Tuning { "tuning" } else { "held-out" };
        Score::of(of_half()).print(name);
        for (language, _) in NOTES {
            Score::of(of_half().filter(|note| note.language == language)).print(&format!("  {name} {language}"));
        }
        if half == Half::Tuning {
            // Only these may be looked at for improving the lists.
            for note in of_half().filter(|note| note.label.is_some() == note.found.is_empty()) {
                println!("    {} {:?} {} {:?}", note.language, note.label.map(Category::code), note.text, note.found);
            }
        }
    }
    for category in Category::ALL {
        let of_category: Vec<_> = notes.iter().filter(|note| note.label == Some(category)).collect();
        let named = of_category.iter().filter(|note| note.found.contains(&category)).count();
        if !of_category.is_empty() {
            println!("{:<10} {named} of {} found in this very category", category.code(), of_category.len());
        }
    }
    let overall = Score::of(notes.iter());
    overall.print("overall");
    let held_out = Score::of(notes.iter().filter(|note| note.half == Half::HeldOut));
    for score in [overall, held_out] {
        assert!(score.precision() >= 0.9, "{score:?}");
        assert!(score.recall() >= 0.85, "{score:?}");
    }
}

#[test]
fn of_words_that_nobody_thought_of_many_are_found_too() {
    for (name, list) in [("later", include_str!("notes/later.tsv")), ("last", include_str!("notes/last.tsv"))] {
        let notes = blind_notes(list);
        let score = Score::of(notes.iter());
        score.print(name);
        for (language, _) in NOTES {
            let of_language = notes.iter().filter(|note| note.language == language);
            Score::of(of_language).print(&format!("  {name} {language}"));
        }
        for note in notes.iter().filter(|note| note.label.is_some() == note.found.is_empty()) {
            println!("    {} {:?} {} {:?}", note.language, note.label.map(Category::code), note.text, note.found);
        }
        // What was measured when the last ones were written; a change of the lists must not make it worse.
        assert!(score.precision() >= 0.9 && score.recall() >= BLIND_RECALL, "{score:?}");
    }
}

/// Written without looking at the word lists (tests/notes/README.md). What is missed is not printed: it must not be looked at
/// for improving the lists.
#[test]
fn of_notes_written_without_seeing_the_lists_most_are_found() {
    // Nearly nothing is found of what is told without a word for it: only what is wrongly flagged is measured there.
    for (name, list, recall) in
        [("blind", include_str!("notes/blind.tsv"), 0.95), ("roundabout", include_str!("notes/roundabout.tsv"), 0.0)]
    {
        let notes = blind_notes(list);
        let score = Score::of(notes.iter());
        score.print(name);
        for (language, _) in NOTES {
            let of_language = notes.iter().filter(|note| note.language == language);
            Score::of(of_language).print(&format!("  {name} {language}"));
        }
        assert!(score.precision() >= 0.95 && score.recall() >= recall, "{score:?}");
    }
}
