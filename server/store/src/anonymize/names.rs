//! Names of what went — titles, authors, barcodes, numbers — and cutting them out of texts.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::{
    finder::{Finder, SHORT},
    fold::{Folded, Tags, fold},
    rows::Gone,
};

/// What stands where a name stood.
pub(super) const CUT: &str = "[…]";
/// Shorter numbers are not looked for in texts.
const SHORTEST_NUMBER: usize = 4;
/// What numbers of items, titles and loans are called in what a library system sends.
const NUMBER_KEYS: [&str; 9] = [
    "itemnumber",
    "item_number",
    "item_id",
    "biblionumber",
    "biblio_number",
    "biblio_id",
    "issue_id",
    "checkout_id",
    "barcode",
];

/// Names, as they compare.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    words: HashSet<String>,
    /// Names without a letter or digit.
    signs: HashSet<String>,
    pub items: HashSet<i64>,
    pub biblios: HashSet<i64>,
    pub loans: HashSet<String>,
    finder: Finder,
}

impl Names {
    /// Adds all names of a row.
    pub fn add(&mut self, row: &Gone) {
        self.loans.insert(row.source_id.clone());
        self.items.extend(row.item_number);
        self.biblios.extend(row.biblio_number);
        for title in row.title.iter().flat_map(|title| title_forms(title)) {
            self.add_word(title);
        }
        for author in row.author.iter().flat_map(|author| author_forms(author)) {
            self.add_word(author);
        }
        self.add_word(row.barcode.as_deref().unwrap_or_default());
        for number in [row.item_number, row.biblio_number].into_iter().flatten() {
            let number = number.to_string();
            if number.len() >= SHORTEST_NUMBER {
                self.add_word(&number);
            }
        }
    }

    fn add_word(&mut self, name: impl AsRef<str>) {
        let (name, folded) = (name.as_ref().trim(), fold(name.as_ref()));
        if !folded.is_empty() {
            self.words.insert(folded);
        } else if name.chars().count() > 1 {
            self.signs.insert(name.to_owned());
        }
    }

    /// Takes away what others name too.
    pub fn without(mut self, others: &Self) -> Self {
        self.words.retain(|word| !others.words.contains(word));
        self.signs.retain(|sign| !others.signs.contains(sign));
        self.items.retain(|item| !others.items.contains(item));
        self.biblios.retain(|biblio| !others.biblios.contains(biblio));
        self.loans.retain(|loan| !others.loans.contains(loan));
        self
    }

    /// Keeps the words of a person's own name in place: an author may be called like them.
    pub fn without_word(mut self, word: &str) -> Self {
        self.words.remove(&fold(word));
        self
    }

    /// Makes ready to find.
    #[must_use]
    pub fn ready(mut self) -> Self {
        self.finder = Finder::new(self.words.iter().cloned());
        self
    }

    /// The text without these names; `None` if it names none of them.
    pub fn cut(&self, text: &str) -> Option<String> {
        let first = self.cut_folded(text, Tags::Skipped);
        let second = self.cut_folded(first.as_deref().unwrap_or(text), Tags::Read);
        let mut cut = second.or(first);
        for sign in &self.signs {
            let text = cut.as_deref().unwrap_or(text);
            if text.contains(sign.as_str()) {
                cut = Some(text.replace(sign.as_str(), CUT));
            }
        }
        cut
    }

    fn cut_folded(&self, text: &str, tags: Tags) -> Option<String> {
        if tags == Tags::Skipped && !text.contains('<') {
            return None;
        }
        let folded = Folded::new(text, tags);
        let places = self.finder.find(&folded.text).into_iter();
        let mut found: Vec<_> = places.filter_map(|(start, end)| folded.original(start, end)).collect();
        if found.is_empty() {
            return None;
        }
        found.sort_unstable();
        let mut cut = String::with_capacity(text.len());
        let mut from = 0;
        for (start, end) in found {
            if end <= from {
                continue;
            }
            if start >= from {
                cut.push_str(&text[from..start]);
                cut.push_str(CUT);
            }
            from = end;
        }
        cut.push_str(&text[from..]);
        Some(cut)
    }

    /// JSON without these names and numbers; `None` if it has none of them. What is no JSON is a text. `is_own` says which
    /// keys hold what the person is called or where they live, which stays whatever books are called.
    pub fn cut_json(&self, json: &str, is_own: impl Fn(&str) -> bool + Copy) -> Option<(String, Vec<String>)> {
        let Ok(mut value) = serde_json::from_str::<Json>(json) else {
            return self.cut(json).map(|text| (text, Vec::new()));
        };
        let mut keys = Vec::new();
        let is_cut = match &mut value {
            Json::Object(map) => {
                let mut is_cut = false;
                for (key, value) in map.iter_mut().filter(|(key, _)| !is_own(key)) {
                    if self.cut_value(key, value) {
                        keys.push(key.clone());
                        is_cut = true;
                    }
                }
                is_cut
            }
            value => self.cut_value("", value),
        };
        is_cut.then(|| (value.to_string(), keys))
    }

    fn cut_value(&self, key: &str, value: &mut Json) -> bool {
        if self.is_number(key, value) {
            *value = Json::Null;
            return true;
        }
        match value {
            Json::String(text) => {
                // JSON in JSON.
                let cut = match text.trim_start().starts_with(['{', '[']) {
                    true => self.cut_json(text, |_| false).map(|(text, _)| text),
                    false => self.cut(text),
                };
                cut.map(|cut| *text = cut).is_some()
            }
            Json::Array(values) => {
                let mut is_cut = false;
                for value in values {
                    is_cut |= self.cut_value(key, value);
                }
                is_cut
            }
            Json::Object(map) => {
                let mut is_cut = false;
                for (key, value) in map.iter_mut() {
                    is_cut |= self.cut_value(key, value);
                }
                // A name may be a key.
                let named: Vec<String> = map.keys().filter(|key| self.cut(key).is_some()).cloned().collect();
                for key in &named {
                    map.shift_remove(key);
                }
                is_cut || !named.is_empty()
            }
            _ => false,
        }
    }

    fn is_number(&self, key: &str, value: &Json) -> bool {
        if !NUMBER_KEYS.contains(&key.to_lowercase().as_str()) {
            return false;
        }
        let text = match value {
            Json::Number(number) => number.to_string(),
            Json::String(text) => text.trim().to_owned(),
            _ => return false,
        };
        let number: Option<i64> = text.parse().ok();
        self.loans.contains(&text)
            || self.words.contains(&fold(&text))
            || number.is_some_and(|number| self.items.contains(&number) || self.biblios.contains(&number))
    }
}

/// A title, and its main part where it has others.
fn title_forms(title: &str) -> Vec<String> {
    let mut forms = vec![title.to_owned()];
    for mark in [" : ", ": ", " / ", " = ", " ; "] {
        if let Some((main, _)) = title.split_once(mark)
            && fold(main).chars().count() >= SHORT
        {
            forms.push(main.to_owned());
        }
    }
    forms
}

/// “Surname, First name” and the other way round.
fn author_forms(author: &str) -> Vec<String> {
    let mut forms = vec![author.to_owned()];
    if let Some((surname, first)) = author.split_once(',') {
        let first = first.split(',').next().unwrap_or_default();
        forms.push(format!("{first} {surname}"));
    }
    forms
}

/// Names of loans with these titles.
#[cfg(test)]
pub(super) fn names_of(titles: &[&str]) -> Names {
    let mut names = Names::default();
    for (at, title) in titles.iter().enumerate() {
        names.add(&Gone {
            id: 0,
            patron: carrel_domain::PatronId(1),
            source_id: format!("loan-{at}"),
            title: Some((*title).to_owned()),
            author: Some(String::from("Waltari, Mika")),
            barcode: Some(String::from("460012345")),
            item_number: Some(987_654),
            biblio_number: None,
        });
    }
    names.ready()
}

#[cfg(test)]
mod tests {
    use super::names_of as names;

    #[test]
    fn names_are_cut_out_wherever_and_however_they_are_written() {
        let names = names(&["Sinuhe egyptiläinen : viisitoista kirjaa", "It"]);
        for (text, cut) in [
            ("Myöhässä: SINUHE EGYPTILÄINEN, 460012345.", "Myöhässä: […], […]."),
            ("<p>Sinuhe <b>egyptil&auml;inen</b> laina</p>", "<p>[…]</b> laina</p>"),
            ("Mika Waltari / Waltari, Mika", "[…] / […]"),
            ("kirja “It”; with it, bits", "kirja “[…]”; with […], bits"),
            ("nide 987654 eikä 1987654", "nide […] eikä 1987654"),
        ] {
            assert_eq!(names.cut(text).as_deref(), Some(cut));
        }
        assert_eq!(names.cut("Sinun korttisi vanhenee"), None);
        assert_eq!(names.cut("<p title='sinuhe egyptiläinen'>x</p>").as_deref(), Some("<p title='[…]'>x</p>"));
    }

    #[test]
    fn json_is_cut_at_every_depth_and_what_a_person_is_called_stays() {
        let names = names(&["Aino ja muut"]);
        let json =
            r#"{"firstname":"Mika Waltari","note":"luki: aino JA muut","deep":[{"itemnumber":987654,"n":7}],"x":1}"#;
        let (cut, keys) = names.cut_json(json, |key| key == "firstname").unwrap();
        assert_eq!(cut, r#"{"firstname":"Mika Waltari","note":"luki: […]","deep":[{"itemnumber":null,"n":7}],"x":1}"#);
        assert_eq!(keys, ["note", "deep"]);
        assert!(names.cut_json(r#"{"note":"nothing"}"#, |_| false).is_none());
    }

    #[test]
    fn what_others_name_too_stays() {
        let kept = names(&["Seitsemän veljestä"]);
        let gone = names(&["Seitsemän veljestä", "Kalevala"]).without(&kept).ready();
        assert_eq!(gone.cut("Kalevala ja Seitsemän veljestä").as_deref(), Some("[…] ja Seitsemän veljestä"));
    }
}
