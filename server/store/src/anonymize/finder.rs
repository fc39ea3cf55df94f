//! Finds names in texts: where a word begins, or anywhere in writing without spaces.
//!
//! It is made for one person, asked about a few texts, and thrown away: making it may cost no more than sorting the names.

/// So many characters make a name that may go on within a word, as inflected ones do.
pub(super) const SHORT: usize = 6;

/// Folded names, to be found in folded texts.
#[derive(Clone, Debug, Default)]
pub(super) struct Finder {
    /// Names that begin where a word does, sorted. With each, where the longest other one stands that it begins with.
    spaced: Vec<(String, Option<usize>)>,
    /// Names in writing without spaces.
    unspaced: Vec<String>,
}

impl Finder {
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let (mut spaced, mut unspaced): (Vec<String>, Vec<String>) =
            names.into_iter().filter(|name| !name.is_empty()).partition(|name| is_spaced(name));
        spaced.sort_unstable();
        spaced.dedup();
        unspaced.sort_unstable();
        unspaced.dedup();
        let mut finder = Self { spaced: Vec::with_capacity(spaced.len()), unspaced };
        for name in spaced {
            let mut shorter = finder.spaced.len().checked_sub(1);
            while let Some(at) = shorter
                && !name.starts_with(&finder.spaced[at].0)
            {
                shorter = finder.spaced[at].1;
            }
            finder.spaced.push((name, shorter));
        }
        finder
    }

    /// Where in a folded text the names stand, in no order.
    pub fn find(&self, text: &str) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        if !self.spaced.is_empty() {
            let mut from = 0;
            for word in text.split(' ') {
                self.find_at(text, from, &mut found);
                from += word.len() + 1;
            }
        }
        for name in &self.unspaced {
            let mut from = 0;
            while let Some(at) = text[from..].find(name.as_str()).map(|at| from + at) {
                found.push((at, at + name.len()));
                from = at + text[at..].chars().next().map_or(1, char::len_utf8);
            }
        }
        found
    }

    /// What the text goes on with from here. Names in order before the rest of the text, but after a name that it begins
    /// with, begin with that name too: all that fit are the last one before it and the shorter ones of that.
    fn find_at(&self, text: &str, from: usize, found: &mut Vec<(usize, usize)>) {
        let rest = &text[from..];
        let mut candidate = self.spaced.partition_point(|(name, _)| name.as_str() <= rest).checked_sub(1);
        while let Some(at) = candidate {
            let (name, shorter) = &self.spaced[at];
            if rest.starts_with(name.as_str()) && ends(name, &rest[name.len()..]) {
                found.push((from, from + name.len()));
            }
            candidate = *shorter;
        }
    }
}

/// Whether the writing has small letters or digits, and so spaces between words.
fn is_spaced(name: &str) -> bool {
    name.chars().next().is_some_and(|first| first.is_lowercase() || first.is_numeric())
}

/// Short names and numbers are found as whole words only.
fn ends(name: &str, after: &str) -> bool {
    let is_short = name.chars().count() < SHORT || name.bytes().all(|byte| byte.is_ascii_digit());
    !is_short || after.is_empty() || after.starts_with(' ')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The rule as it is written, at every place of the text.
    fn by_the_rule(names: &[String], text: &str) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for (at, _) in text.char_indices() {
            for name in names.iter().filter(|name| !name.is_empty() && text[at..].starts_with(name.as_str())) {
                let begins = !is_spaced(name) || at == 0 || text[..at].ends_with(' ');
                let after = &text[at + name.len()..];
                if begins && (!is_spaced(name) || ends(name, after)) {
                    found.push((at, at + name.len()));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_the_rule_says(
            names in prop::collection::vec("[ab1][ab1]{0,6}( [ab1]{1,3}){0,2}|[人a]{1,3}", 0..12),
            text in "([ab1人]{1,9} ?){0,12}",
        ) {
            let text = text.trim_end();
            let mut found = Finder::new(names.clone()).find(text);
            found.sort_unstable();
            found.dedup();
            prop_assert_eq!(found, by_the_rule(&names, text));
        }
    }

    #[test]
    fn longer_and_shorter_names_are_found_at_one_place() {
        let finder = Finder::new(["kalevala", "kalevala ja muut", "kal", "kalevalan tarina"].map(String::from));
        let mut found = finder.find("vanha kalevala ja muut kal");
        found.sort_unstable();
        assert_eq!(found, [(6, 14), (6, 22), (23, 26)]);
        assert_eq!(finder.find("kalevaloista").len(), 0);
        assert_eq!(finder.find("kalevalasta"), [(0, 8)]);
    }
}
