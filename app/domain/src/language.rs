//! Languages Carrel speaks.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language with a complete catalogue. English has no address prefix, every other one has its code
/// (`/fi/my-data`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Finnish.
    Fi,
}

impl Language {
    /// Every language shipped, in the order they are offered.
    pub const ALL: [Self; 2] = [Self::En, Self::Fi];

    /// BCP 47 code, also the address prefix.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fi => "fi",
        }
    }

    /// The language's name for itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fi => "Suomi",
        }
    }

    /// What stands before every address of this language: nothing, or `/fi`.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::En => "",
            Self::Fi => "/fi",
        }
    }

    /// The language for a tag such as `fi`, `fi-FI` or `sv-SE`, if it is shipped.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// The best language for an `Accept-Language` header (RFC 9110 §12.5.4), by its weights.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for item in header.split(',').take(20) {
            let mut parts = item.split(';');
            let tag = parts.next().unwrap_or_default().trim();
            let weight =
                parts.find_map(|parameter| parameter.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
            if let Some(language) = Self::from_tag(tag)
                && weight > 0.0
                && best.is_none_or(|(other, _)| weight > other)
            {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }

    /// Takes the language prefix off a path: `/fi/my-data` is `/my-data` in Finnish.
    pub fn split_path(path: &str) -> (Option<Self>, &str) {
        for language in Self::ALL {
            let prefix = language.prefix();
            if prefix.is_empty() {
                continue;
            }
            match path.strip_prefix(prefix) {
                Some("") => return (Some(language), "/"),
                Some(rest) if rest.starts_with('/') => return (Some(language), rest),
                _ => {}
            }
        }
        (None, path)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_heaviest_known_language_wins() {
        assert_eq!(Language::from_accept_language("sv, fi;q=0.8, en;q=0.5"), Some(Language::Fi));
        assert_eq!(Language::from_accept_language("en-GB,en;q=0.9,fi;q=0.8"), Some(Language::En));
        assert_eq!(Language::from_accept_language("fi;q=0, xx"), None);
    }

    #[test]
    fn a_prefix_is_a_whole_path_segment() {
        assert_eq!(Language::split_path("/fi/my-data"), (Some(Language::Fi), "/my-data"));
        assert_eq!(Language::split_path("/fi"), (Some(Language::Fi), "/"));
        assert_eq!(Language::split_path("/fines"), (None, "/fines"));
    }
}
