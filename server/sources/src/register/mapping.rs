//! The mapping file: which column of a register becomes which field of a patron.

use std::{collections::BTreeMap, fmt};

use carrel_store::import::{Finding, Leaving};
use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};
use toml::Spanned;

use super::field::{DateForm, Field, FieldValue, Target};
use crate::leavers::Guard;

/// What kind of file a register is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Lines with names in the first one.
    Csv,
    /// A list of objects.
    Json,
    /// Entries of a directory.
    Ldif,
}

/// How the texts of a CSV file are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) enum Encoding {
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    #[serde(rename = "latin-1")]
    Latin1,
}

/// What a mapping file says.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// What the register is called here.
    pub name: String,
    pub(super) format: Format,
    pub(super) delimiter: u8,
    pub(super) encoding: Encoding,
    pub(super) list: Option<String>,
    /// Who somebody is in the register.
    pub(super) key: String,
    /// By what of a patron they are found, and the column that has it.
    pub(super) finding: Option<(Finding, String)>,
    /// Whether people who are not found become patrons.
    pub(super) adds: bool,
    /// Records that count: a column, and one of these values.
    pub(super) only: Vec<(String, Vec<String>)>,
    pub(super) leaving: Leaving,
    pub(super) guard: Guard,
    pub(super) fields: Vec<Field>,
}

/// What is wrong with a mapping file, and in which line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct MappingError {
    /// From 1.
    pub line: usize,
    /// What is wrong, and what is allowed.
    pub message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    register: Register,
    key: Key,
    #[serde(default)]
    only: BTreeMap<String, Vec<String>>,
    fields: BTreeMap<Spanned<String>, FieldRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Register {
    name: Spanned<String>,
    format: Format,
    #[serde(default)]
    delimiter: Option<Spanned<String>>,
    #[serde(default)]
    encoding: Encoding,
    #[serde(default)]
    list: Option<String>,
    #[serde(default)]
    leavers: Leaving,
    #[serde(default)]
    most_leavers: Option<Spanned<u8>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    from: String,
    #[serde(default)]
    finds: Option<Spanned<String>>,
    #[serde(default)]
    finds_by: Option<String>,
    #[serde(default = "yes")]
    adds: bool,
}

const fn yes() -> bool {
    true
}

/// A column's name, or a table of what is done with it.
struct FieldRule(FieldTable);

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldTable {
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    constant: Option<Spanned<String>>,
    #[serde(default)]
    values: Option<BTreeMap<Spanned<String>, Spanned<String>>>,
    #[serde(default)]
    default: Option<Spanned<String>>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    date: Option<Spanned<String>>,
}

impl<'de> Deserialize<'de> for FieldRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RuleVisitor;
        impl<'de> Visitor<'de> for RuleVisitor {
            type Value = FieldRule;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a column, or a table with `from` or `constant`")
            }

            fn visit_str<E: de::Error>(self, column: &str) -> Result<FieldRule, E> {
                Ok(FieldRule(FieldTable { from: Some(column.to_owned()), ..FieldTable::default() }))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<FieldRule, A::Error> {
                FieldTable::deserialize(MapAccessDeserializer::new(map)).map(FieldRule)
            }
        }
        deserializer.deserialize_any(RuleVisitor)
    }
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line and what is allowed.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let line_of = |at: usize| text.get(..at).unwrap_or(text).matches('\n').count() + 1;
        let wrong = |at: usize, message: String| MappingError { line: line_of(at), message };
        let file: File = toml::from_str(text)
            .map_err(|error| wrong(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;

        let name = file.register.name.get_ref();
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !(1..=40).contains(&name.len()) || !name.bytes().all(is_plain) || name == "koha" {
            let message = "`name` is 1 to 40 small letters, digits and hyphens, and not `koha`";
            return Err(wrong(file.register.name.span().start, message.to_owned()));
        }
        let delimiter = match &file.register.delimiter {
            None => b',',
            Some(text) => match text.get_ref().as_bytes() {
                [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n') => *byte,
                _ => {
                    return Err(wrong(
                        text.span().start,
                        String::from("`delimiter` is one character, such as ; or \\t"),
                    ));
                }
            },
        };
        let guard = match &file.register.most_leavers {
            None => Guard::default(),
            Some(percent) => Guard::new(*percent.get_ref())
                .ok_or_else(|| wrong(percent.span().start, String::from("`most_leavers` is a percentage, 0 to 100")))?,
        };
        let finding = match &file.key.finds {
            None => None,
            Some(name) => {
                let found = Finding::ALL.iter().find(|(known, _)| known == name.get_ref());
                let (_, finding) = found.ok_or_else(|| {
                    let names = Finding::ALL.map(|(name, _)| name).join(", ");
                    wrong(name.span().start, format!("`finds` cannot be `{}`. Allowed: {names}", name.get_ref()))
                })?;
                Some((*finding, file.key.finds_by.clone().unwrap_or_else(|| file.key.from.clone())))
            }
        };
        let mut rules: Vec<(Spanned<String>, FieldRule)> = file.fields.into_iter().collect();
        rules.sort_by_key(|(name, _)| name.span().start);
        let mut fields = Vec::with_capacity(rules.len());
        for (name, FieldRule(rule)) in rules {
            fields.push(read_field(&name, rule).map_err(|(at, message)| wrong(at, message))?);
        }
        if fields.is_empty() {
            return Err(MappingError { line: line_of(text.len()), message: String::from("[fields] maps nothing") });
        }
        Ok(Self {
            name: name.clone(),
            format: file.register.format,
            delimiter,
            encoding: file.register.encoding,
            list: file.register.list,
            key: file.key.from,
            finding,
            adds: file.key.adds,
            only: file.only.into_iter().collect(),
            leaving: file.register.leavers,
            guard,
            fields,
        })
    }

    /// What becomes of those who leave.
    pub const fn leaving(&self) -> Leaving {
        self.leaving
    }
}

/// A field of the mapping, or where something is wrong and what.
fn read_field(name: &Spanned<String>, rule: FieldTable) -> Result<Field, (usize, String)> {
    let at = name.span().start;
    let target = Target::find(name.get_ref()).ok_or_else(|| {
        let names: Vec<&str> = Target::all().map(|target| target.source).collect();
        (
            at,
            format!(
                "`{}` is no field of a patron that a register may fill. Allowed: {}",
                name.get_ref(),
                names.join(", ")
            ),
        )
    })?;
    let checked = |value: &Spanned<String>| {
        target
            .check(value.get_ref(), None)
            .map_err(|reason| (value.span().start, format!("`{}` {reason}", target.source)))
    };
    let date = match &rule.date {
        None => None,
        Some(form) if target.is_date() => Some(DateForm::parse(form.get_ref()).ok_or_else(|| {
            (form.span().start, String::from("`date` is a form such as %d.%m.%Y, or `filetime` for Active Directory"))
        })?),
        Some(form) => return Err((form.span().start, format!("`{}` is not a date", target.source))),
    };
    let value = match (rule.from, rule.constant) {
        (Some(column), None) => {
            let mut values: Vec<(Spanned<String>, Spanned<String>)> = rule.values.into_iter().flatten().collect();
            // The first in the file goes before: somebody may be in several groups.
            values.sort_by_key(|(from, _)| from.span().start);
            let values = values
                .into_iter()
                .map(|(from, to)| Ok((from.into_inner(), checked(&to)?)))
                .collect::<Result<Vec<_>, (usize, String)>>()?;
            FieldValue::Column { column, values }
        }
        (None, Some(constant)) if rule.values.is_none() && rule.default.is_none() && !rule.required => {
            FieldValue::Constant(checked(&constant)?)
        }
        (None, Some(_)) => return Err((at, String::from("a `constant` needs no `values`, `default` or `required`"))),
        (None, None) => return Err((at, format!("`{}` needs `from` or `constant`", target.source))),
        (Some(_), Some(_)) => return Err((at, format!("`{}` has both `from` and `constant`", target.source))),
    };
    let default = rule.default.as_ref().map(checked).transpose()?;
    Ok(Field { target, value, default, is_required: rule.required, date })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[register]\nname = \"students\"\nformat = \"csv\"\ndelimiter = \";\"\nleavers = \"lock\"\n\n\
                        [key]\nfrom = \"nr\"\nfinds = \"cardnumber\"\n\n[only]\nstate = [\"active\"]\n\n[fields]\n\
                        surname = \"Sukunimi\"\nfirstname = { from = \"Etunimi\", required = true }\n\
                        dateofbirth = { from = \"born\", date = \"%d.%m.%Y\" }\nbranchcode = { constant = \"JOE\" }\n\
                        [fields.categorycode]\nfrom = \"group\"\ndefault = \"MUU\"\nvalues = { staff = \"HENK\", all = \"OPISK\" }\n";

    #[test]
    fn a_mapping_is_read_and_its_values_keep_their_order() {
        let mapping = Mapping::parse(GOOD).unwrap();
        assert_eq!((mapping.name.as_str(), mapping.delimiter, mapping.leaving), ("students", b';', Leaving::Lock));
        assert_eq!(
            mapping.fields.iter().map(|field| field.target.source).collect::<Vec<_>>(),
            ["surname", "firstname", "dateofbirth", "branchcode", "categorycode"]
        );
        let FieldValue::Column { values, .. } = &mapping.fields[4].value else { panic!() };
        assert_eq!(values[0], (String::from("staff"), String::from("HENK")));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_what_is_allowed() {
        for (from, to, line, expected) in [
            ("surname =", "surnme =", 15, "Allowed: surname, firstname"),
            ("surname =", "password =", 15, "no field of a patron"),
            ("surname =", "flags =", 15, "no field of a patron"),
            ("\"csv\"", "\"xls\"", 3, "expected one of `csv`, `json`, `ldif`"),
            ("\"lock\"", "\"delete\"", 5, "expected one of `leave`, `lock`, `stages`"),
            ("\"cardnumber\"", "\"name\"", 9, "Allowed: borrowernumber, cardnumber, userid, email"),
            ("\";\"", "\"ab\"", 4, "one character"),
            ("%d.%m.%Y", "dd.mm", 17, "`date` is a form"),
            ("required = true", "requird = true", 16, "expected one of `from`, `constant`"),
            ("constant = \"JOE\"", "form = \"x\"", 18, "expected one of `from`"),
            ("constant = \"JOE\"", "constant = \"JOE\", from = \"x\"", 18, "both `from` and `constant`"),
            ("name = \"students\"", "name = \"Students\"", 2, "small letters"),
            ("[key]", "[keys]", 7, "unknown field `keys`"),
            ("{ from = \"born\", date = \"%d.%m.%Y\" }", "{ constant = \"1.1.2000\" }", 17, "not a date"),
        ] {
            assert!(GOOD.contains(from), "{from}");
            let error = Mapping::parse(&GOOD.replacen(from, to, 1)).unwrap_err();
            assert!(error.message.contains(expected), "{to}: {error}");
            assert_eq!(error.line, line, "{to}: {error}");
        }
    }
}
