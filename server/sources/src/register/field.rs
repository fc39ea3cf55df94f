//! One field of a mapping: what a record says for it.

use carrel_domain::{
    Date, Kind,
    sections::{CONTACT, IDENTITY},
};

use super::{mapping::Format, record::Record};

/// What the library system or Carrel itself keeps, and no other register knows better.
const KEPT: [&str; 8] = [
    "flags",
    "login_attempts",
    "carrel_confirmed_email",
    "updated_on",
    "lastseen",
    "anonymized",
    "protected",
    "privacy",
];

/// A field of a patron that a register may fill, by Koha's name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub source: &'static str,
    kind: Kind,
}

impl Target {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        let columns = IDENTITY.columns.iter().chain(CONTACT.columns);
        columns
            .filter(|column| !KEPT.contains(&column.source))
            .map(|column| Self { source: column.source, kind: column.kind })
    }

    pub fn find(source: &str) -> Option<Self> {
        Self::all().find(|target| target.source == source)
    }

    pub const fn is_date(self) -> bool {
        matches!(self.kind, Kind::Date)
    }

    /// The value as it is kept, or what is wrong with it.
    pub fn check(self, text: &str, form: Option<&DateForm>) -> Result<String, &'static str> {
        match self.kind {
            Kind::Date => match form {
                Some(form) => form.read(text).ok_or("is not a date of the form that the mapping says"),
                None => Date::parse(text).map(|date| date.to_string()).map_err(|_| "is not a date (YYYY-MM-DD)"),
            },
            Kind::Flag if !matches!(text, "0" | "1") => Err("is neither 0 nor 1"),
            Kind::Count if text.parse::<i64>().is_err() => Err("is not a whole number"),
            Kind::Library | Kind::PatronCategory if text.len() > 40 => Err("is too long for a code"),
            _ => Ok(text.to_owned()),
        }
    }
}

/// How a register writes dates.
#[derive(Clone, Debug)]
pub(super) enum DateForm {
    /// As `strptime` has it.
    Written(String),
    /// Active Directory's: tenths of microseconds since 1601, and two numbers for “never”.
    Filetime,
}

impl DateForm {
    /// `None` if it is no form of dates.
    pub fn parse(form: &str) -> Option<Self> {
        if form == "filetime" {
            return Some(Self::Filetime);
        }
        // What can be written in a form and read back with it is one.
        let day = jiff::civil::date(2026, 11, 22).at(1, 2, 3, 0);
        let written = jiff::fmt::strtime::format(form, day).ok()?;
        let form = Self::Written(form.to_owned());
        (form.read(&written)? == "2026-11-22").then_some(form)
    }

    /// A date as ISO 8601 has it; empty for “never”.
    fn read(&self, text: &str) -> Option<String> {
        match self {
            Self::Written(form) => {
                let read = jiff::fmt::strtime::parse(form, text).ok()?;
                Some(read.to_date().ok()?.to_string())
            }
            Self::Filetime => {
                const SECONDS_TO_1970: i64 = 11_644_473_600;
                let ticks: i64 = text.parse().ok()?;
                if matches!(ticks, 0 | i64::MAX) {
                    return Some(String::new());
                }
                let time = jiff::Timestamp::from_second(ticks / 10_000_000 - SECONDS_TO_1970).ok()?;
                Some(time.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
            }
        }
    }
}

/// Where a value comes from.
#[derive(Clone, Debug)]
pub(super) enum FieldValue {
    /// From a column, translated where there is a table.
    Column { column: String, values: Vec<(String, String)> },
    /// Always the same.
    Constant(String),
}

/// One field of a mapping.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub target: Target,
    pub value: FieldValue,
    pub default: Option<String>,
    pub is_required: bool,
    pub date: Option<DateForm>,
}

impl Field {
    /// What a record says for this field; empty for nothing. Or what is wrong, without what the record says.
    pub fn read(&self, record: &Record, format: Format) -> Result<String, &'static str> {
        let (column, table) = match &self.value {
            FieldValue::Constant(text) => return Ok(text.clone()),
            FieldValue::Column { column, values } => (column, values),
        };
        let mut values = record.values(column, format);
        let found = if table.is_empty() {
            values.next().map(|text| self.target.check(text, self.date.as_ref())).transpose()?
        } else {
            let values: Vec<&str> = values.collect();
            let translated = table.iter().find(|(from, _)| values.contains(&from.as_str())).map(|(_, to)| to.clone());
            if translated.is_none() && self.default.is_none() && !values.is_empty() {
                return Err("has a value that its table lacks, and there is no `default`");
            }
            translated
        };
        match found.filter(|text| !text.is_empty()).or_else(|| self.default.clone()) {
            None if self.is_required => Err("is required and missing"),
            found => Ok(found.unwrap_or_default()),
        }
    }

    /// The column that it reads.
    pub fn column(&self) -> Option<&str> {
        match &self.value {
            FieldValue::Column { column, .. } => Some(column),
            FieldValue::Constant(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_the_register_writes_them() {
        for (form, text, expected) in [
            ("%d.%m.%Y", "24.5.2014", Some("2014-05-24")),
            ("%d.%m.%Y", "31.2.2014", None),
            ("%Y%m%d%H%M%SZ", "20260901120000Z", Some("2026-09-01")),
            ("filetime", "133650432000000000", Some("2024-07-10")),
            ("filetime", "9223372036854775807", Some("")),
            ("filetime", "0", Some("")),
            ("filetime", "x", None),
        ] {
            let read = DateForm::parse(form).unwrap().read(text);
            assert_eq!(read.as_deref(), expected, "{form} {text}");
        }
        assert!(DateForm::parse("%H:%M").is_none() && DateForm::parse("").is_none());
    }

    #[test]
    fn of_several_groups_the_first_in_the_table_counts() {
        let field = |default: Option<&str>| Field {
            target: Target::find("categorycode").unwrap(),
            value: FieldValue::Column {
                column: String::from("memberOf"),
                values: vec![("CN=Staff".into(), "HENK".into()), ("CN=All".into(), "OPISK".into())],
            },
            default: default.map(str::to_owned),
            is_required: true,
            date: None,
        };
        let record = |values: &[&str]| {
            let mut record = Record::default();
            values.iter().for_each(|value| record.push("memberof", (*value).to_owned()));
            record
        };
        let read = |field: Field, values: &[&str]| field.read(&record(values), Format::Ldif);
        assert_eq!(read(field(None), &["CN=Other", "CN=All", "CN=Staff"]), Ok(String::from("HENK")));
        assert_eq!(
            read(field(None), &["CN=Other"]),
            Err("has a value that its table lacks, and there is no `default`")
        );
        assert_eq!(read(field(Some("MUU")), &["CN=Other"]), Ok(String::from("MUU")));
        assert_eq!(read(field(None), &[]), Err("is required and missing"));
    }
}
