//! Reading answers: from any JSON to texts in rows.

use carrel_client::Trouble;
use carrel_domain::remote::PatronFact;
use serde_json::Value;

use crate::{
    settings::{QuestionSettings, places},
    source::Facts,
};

/// Whoever sends more rows is not believed.
const MOST_ROWS: usize = 5_000;
/// No text is longer, in characters.
const LONGEST: usize = 20_000;

/// The rows of an answer.
///
/// # Errors
/// [`Trouble::WrongShape`] if the list is not where it should be, or a row is somebody else's.
pub(crate) fn rows(answer: &Value, settings: &QuestionSettings, facts: &Facts) -> Result<Vec<Vec<String>>, Trouble> {
    let list = at(answer, &settings.list).ok_or(Trouble::WrongShape)?;
    let items = match list {
        Value::Null => &[],
        Value::Array(items) => items.as_slice(),
        Value::Object(_) => std::slice::from_ref(list),
        _ => return Err(Trouble::WrongShape),
    };
    if items.len() > MOST_ROWS {
        return Err(Trouble::TooLarge);
    }
    let fields: Vec<Vec<String>> = settings.fields.iter().map(|field| places(&field.name)).collect();
    let row = |item: &Value| {
        if !item.is_object() {
            return Err(Trouble::WrongShape);
        }
        if let Some((place, fact)) = &settings.owner
            && !is_of(item, place, *fact, facts)
        {
            return Err(Trouble::WrongShape);
        }
        Ok(fields.iter().map(|place| at(item, place).map_or_else(String::new, text)).collect())
    };
    items.iter().map(row).collect()
}

fn is_of(item: &Value, place: &[String], fact: PatronFact, facts: &Facts) -> bool {
    let said = at(item, place).map(text).unwrap_or_default();
    facts.get(fact).is_some_and(|fact| fact.trim().to_lowercase() == said.trim().to_lowercase())
}

/// What stands at a place.
fn at<'a>(value: &'a Value, place: &[String]) -> Option<&'a Value> {
    place.iter().try_fold(value, |value, part| match value {
        Value::Object(fields) => fields.get(part),
        Value::Array(items) => items.get(part.parse::<usize>().ok()?),
        _ => None,
    })
}

/// A value as people read it.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => harmless(text),
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            let parts: Vec<String> = items.iter().map(text).filter(|part| !part.is_empty()).collect();
            harmless(&parts.join(", "))
        }
        other => harmless(&other.to_string()),
    }
}

/// Without what controls a terminal or turns the direction of what follows; not too long.
fn harmless(text: &str) -> String {
    let is_control = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().filter(|c| !is_control(*c)).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::settings::read_remote_sources;

    fn question(more: &str) -> QuestionSettings {
        let text = format!(
            "[{{ name = 'ill', title = {{ en = 'x' }}, address = 'https://ill.example', path = [{{ path = \
             '/{{cardnumber}}', {more} fields = [{{ from = 'title', en = 't' }}, {{ from = 'item.0.code', en = 'c' }}] }}] }}]"
        );
        read_remote_sources(&text).unwrap().remove(0).questions.remove(0)
    }

    fn facts() -> Facts {
        Facts::new([(PatronFact::CardNumber, String::from("ABC7"))])
    }

    #[test]
    fn fields_are_found_wherever_they_stand() {
        let answer = json!({"data": {"loans": [
            {"title": "A\u{7}<b>", "item": [{"code": 7}]},
            {"title": ["x", null, 2], "item": "none"},
            {"title": {"deep": true}},
        ]}});
        let found = rows(&answer, &question("list = 'data.loans',"), &facts()).unwrap();
        assert_eq!(found, [["A<b>", "7"], ["x, 2", ""], ["{\"deep\":true}", ""]]);
        assert_eq!(rows(&json!({"title": "one"}), &question(""), &facts()).unwrap(), [["one", ""]]);
        assert_eq!(rows(&Value::Null, &question(""), &facts()).unwrap(), Vec::<Vec<String>>::new());
    }

    #[test]
    fn what_is_not_a_list_of_rows_or_somebody_elses_is_refused() {
        for answer in [json!(7), json!("x"), json!([1]), json!([[]]), json!([null])] {
            assert_eq!(rows(&answer, &question(""), &facts()), Err(Trouble::WrongShape), "{answer}");
        }
        assert_eq!(rows(&json!({}), &question("list = 'loans',"), &facts()), Err(Trouble::WrongShape));
        let owned = question("owner = { from = 'card', is = 'cardnumber' },");
        assert!(rows(&json!([{"card": "abc7 "}]), &owned, &facts()).is_ok());
        for other in [json!([{"card": "abc7"}, {"card": "abc8"}]), json!([{}]), json!([{"card": ""}])] {
            assert_eq!(rows(&other, &owned, &facts()), Err(Trouble::WrongShape), "{other}");
        }
        let many = json!(vec![json!({}); MOST_ROWS + 1]);
        assert_eq!(rows(&many, &question(""), &facts()), Err(Trouble::TooLarge));
    }

    proptest! {
        #[test]
        fn no_text_keeps_a_control(said in ".*") {
            let text = harmless(&said);
            prop_assert!(text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\t')));
        }
    }
}
