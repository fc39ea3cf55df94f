//! Parameters of a call. What is unknown or twice there is refused: a misspelt filter must not show more than was meant.

use carrel_domain::Date;

use super::problem::Problem;

/// A text of a parameter is at most so long, in bytes.
const LONGEST: usize = 1_000;

/// The parameters that came.
#[derive(Debug)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a query: only `known` names, each once unless it ends with `[]`.
    pub fn read(query: Option<&str>, known: &[&str]) -> Result<Self, Problem> {
        let query = query.unwrap_or_default();
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_str(query).map_err(|_| Problem::Parameter(String::from("?")))?;
        for (at, (name, value)) in pairs.iter().enumerate() {
            let known = known.iter().find(|known| *known == name);
            let Some(known) = known else { return Err(Problem::Parameter(shortened(name))) };
            let is_again = !known.ends_with("[]") && pairs.iter().take(at).any(|(other, _)| other == name);
            // An empty one is a program's variable that was not set, and would look for everything. No text in the database has
            // a NUL, and PostgreSQL would not look for one.
            if is_again || value.is_empty() || value.len() > LONGEST || value.chars().any(char::is_control) {
                return Err(wrong(known));
            }
        }
        Ok(Self(pairs))
    }

    /// A text.
    pub fn text(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone())
    }

    /// Something that is read from its text.
    pub fn read_as<T>(&self, name: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Problem> {
        match self.0.iter().find(|(other, _)| other == name) {
            None => Ok(None),
            Some((_, value)) => read(value).map(Some).ok_or_else(|| wrong(name)),
        }
    }

    /// Texts of a parameter that may come several times, as `name[]` or `name`.
    pub fn list(&self, name: &str) -> Vec<String> {
        let many = format!("{name}[]");
        let own = self.0.iter().filter(|(other, _)| other == name || *other == many);
        own.map(|(_, value)| value.clone()).collect()
    }

    /// A day.
    pub fn date(&self, name: &str) -> Result<Option<Date>, Problem> {
        self.read_as(name, |text| Date::parse(text).ok())
    }

    /// How many rows: from one to `most`, and `usual` where it is not said.
    pub fn limit(&self, name: &str, usual: u32, most: u32) -> Result<u32, Problem> {
        let limit = self.read_as(name, |text| text.parse::<u32>().ok().filter(|limit| (1..=most).contains(limit)))?;
        Ok(limit.unwrap_or(usual))
    }

    /// The same parameters with another one, as a query.
    pub fn with(&self, name: &str, value: &str) -> String {
        let mut pairs: Vec<(&str, &str)> = self
            .0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(own, _)| *own != name)
            .collect();
        pairs.push((name, value));
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }
}

/// A parameter is wrong.
pub(super) fn wrong(name: &str) -> Problem {
    Problem::Parameter(name.to_owned())
}

/// A name that is not ours, for the answer to whoever sent it.
fn shortened(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_or_twice_there_is_refused() {
        let read = |query| Parameters::read(Some(query), &["limit", "modules[]"]);
        assert!(read("limit=5&modules[]=a&modules%5B%5D=b").is_ok());
        for wrong in ["limt=5", "limit=1&limit=2", "limit=%00", "x", "limit=", "modules[]=", "limit=5&modules[]"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(read("limit=5").unwrap().limit("limit", 1, 9), Ok(5));
        for wrong in ["limit=0", "limit=10", "limit=-1", "limit=x"] {
            assert!(read(wrong).unwrap().limit("limit", 1, 9).is_err(), "{wrong}");
        }
    }

    /// Whatever is asked, reading it does not fail, and only known names are let in.
    #[test]
    fn queries() {
        bolero::check!().for_each(|input: &[u8]| {
            let text = String::from_utf8_lossy(input);
            if let Ok(read) = Parameters::read(Some(&text), &["a", "b[]"]) {
                assert!(read.0.iter().all(|(name, value)| (name == "a" || name == "b[]") && !value.contains('\0')));
                let again = read.with("a", "next");
                assert_eq!(Parameters::read(Some(&again), &["a", "b[]"]).unwrap().text("a").as_deref(), Some("next"));
                let _ = (read.date("a"), read.limit("a", 1, 5), read.list("b"));
            }
        });
    }
}
