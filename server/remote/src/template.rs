//! Texts with places for facts of a patron: `{cardnumber}`.

use carrel_domain::remote::PatronFact;

use crate::source::Facts;

/// A text with places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Fact(PatronFact),
}

impl Template {
    /// Reads it; `None` if a place names no fact.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            let end = rest[start..].find('}')? + start;
            parts.push(Part::Text(rest[..start].to_owned()));
            parts.push(Part::Fact(PatronFact::from_name(&rest[start + 1..end])?));
            rest = &rest[end + 1..];
        }
        if rest.contains('}') {
            return None;
        }
        parts.push(Part::Text(rest.to_owned()));
        Some(Self(parts))
    }

    /// The facts it holds.
    pub(crate) fn facts(&self) -> impl Iterator<Item = PatronFact> {
        self.0.iter().filter_map(|part| match part {
            Part::Fact(fact) => Some(*fact),
            Part::Text(_) => None,
        })
    }

    /// The text with a patron's facts, each written by `write`; `None` if the patron lacks one.
    pub(crate) fn fill(&self, facts: &Facts, write: impl Fn(&str) -> Option<String>) -> Option<String> {
        let parts = self.0.iter().map(|part| match part {
            Part::Text(text) => Some(text.clone()),
            Part::Fact(fact) => write(facts.get(*fact)?),
        });
        parts.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_and_what_is_no_place_is_refused() {
        let facts = Facts::new([(PatronFact::CardNumber, String::from("20 1/2"))]);
        let plain = |text: &str| Some(text.to_owned());
        let template = Template::read("card:{cardnumber}!").unwrap();
        assert_eq!(template.fill(&facts, plain).as_deref(), Some("card:20 1/2!"));
        assert_eq!(Template::read("{email}").unwrap().fill(&facts, plain), None, "the patron has none");
        for wrong in ["{password}", "{cardnumber", "cardnumber}", "{}", "{{cardnumber}}"] {
            assert_eq!(Template::read(wrong), None, "{wrong}");
        }
    }
}
