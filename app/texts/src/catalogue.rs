//! Looking up texts.

use std::{borrow::Cow, sync::LazyLock};

use carrel_domain::{Category, Column, Language};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

include!(concat!(env!("OUT_DIR"), "/keys.rs"));

/// Names one text of the catalogues. Made by the build script only.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    id: &'static str,
    plain: Option<[&'static str; LANGUAGE_COUNT]>,
}

impl Key {
    /// The key with this id, for texts that data names (fields, codes); `None` if no catalogue has it.
    pub fn find(id: &str) -> Option<Self> {
        INDEX.binary_search_by(|key| key.id.cmp(id)).ok().map(|at| INDEX[at])
    }

    /// The id in the catalogues.
    pub const fn id(self) -> &'static str {
        self.id
    }
}

static BUNDLES: LazyLock<Vec<FluentBundle<FluentResource>>> = LazyLock::new(|| {
    Language::ALL
        .iter()
        .zip(SOURCES)
        .map(|(language, source)| {
            let locale = language.code().parse().unwrap_or_default();
            let mut bundle = FluentBundle::new_concurrent(vec![locale]);
            bundle.set_use_isolating(false);
            // The build script has parsed the same text: there is nothing left to fail.
            let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
            bundle
        })
        .collect()
});

/// The catalogue of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texts {
    language: Language,
}

impl Texts {
    /// The catalogue of a language.
    pub const fn of(language: Language) -> Self {
        Self { language }
    }

    /// The language.
    pub const fn language(self) -> Language {
        self.language
    }

    /// A text without variables.
    pub fn say(self, key: Key) -> &'static str {
        match key.plain {
            Some(texts) => texts[self.language as usize],
            None => key.id,
        }
    }

    /// A text with variables filled in: `texts.fill(key::ROW_COUNT, &[("count", 3.into())])`.
    pub fn fill(self, key: Key, variables: &[(&'static str, FluentValue<'_>)]) -> String {
        if let Some(texts) = key.plain {
            return texts[self.language as usize].to_owned();
        }
        let bundle = &BUNDLES[self.language as usize];
        let Some(pattern) = bundle.get_message(key.id).and_then(|message| message.value()) else {
            return key.id.to_owned();
        };
        let arguments: FluentArgs<'_> = variables.iter().cloned().collect();
        bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }

    /// What a column is called.
    pub fn field(self, column: &Column) -> Cow<'static, str> {
        self.find_or(&format!("field-{}", column.name.replace('_', "-")), column.name)
    }

    /// What a category is called.
    pub fn category(self, category: Category) -> Cow<'static, str> {
        self.find_or(&format!("category-{}", category.slug()), category.slug())
    }

    /// A source's code in words, or the code itself if the catalogues do not know it.
    pub fn code<'a>(self, set: &str, value: &'a str) -> Cow<'a, str> {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let id = format!("code-{set}-{}", value.chars().take(60).map(plain).collect::<String>());
        Key::find(&id).map_or(Cow::Borrowed(value), |key| Cow::Borrowed(self.say(key)))
    }

    fn find_or(self, id: &str, otherwise: &'static str) -> Cow<'static, str> {
        Cow::Borrowed(Key::find(id).map_or(otherwise, |key| self.say(key)))
    }
}

#[cfg(test)]
mod tests {
    use carrel_domain::sections::section;

    use super::*;

    #[test]
    fn the_build_script_knows_every_language() {
        assert_eq!(LANGUAGE_COUNT, Language::ALL.len());
        assert!(SOURCES.iter().all(|source| !source.is_empty()));
    }

    #[test]
    fn every_category_and_every_shown_column_has_a_name() {
        let mut missing = Vec::new();
        for category in Category::ALL {
            if Key::find(&format!("category-{}", category.slug())).is_none() {
                missing.push(category.slug().to_owned());
            }
            for column in section(category).shown() {
                let id = format!("field-{}", column.name.replace('_', "-"));
                if Key::find(&id).is_none() {
                    missing.push(id);
                }
            }
        }
        assert!(missing.is_empty(), "no text for {missing:?}");
    }

    #[test]
    fn plurals_follow_the_language() {
        let rows = |language, count: i64| {
            Texts::of(language).fill(key::ENTRY_COUNT, &[("count", count.into()), ("shown", count.to_string().into())])
        };
        assert_eq!(rows(Language::En, 1), "1 entry");
        assert_eq!(rows(Language::En, 20), "20 entries");
        assert_eq!(rows(Language::Fi, 1), "1 merkintä");
        assert_eq!(rows(Language::Fi, 20), "20 merkintää");
    }

    #[test]
    fn an_unknown_code_is_shown_as_it_is() {
        assert_eq!(Texts::of(Language::En).code("notice-status", "sent"), "Sent");
        assert_eq!(Texts::of(Language::En).code("notice-status", "<b>"), "<b>");
    }
}
