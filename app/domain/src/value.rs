//! The values and rows of a patron's record, free of any table or format.

use serde::{Deserialize, Serialize};

use crate::time::{Date, Timestamp};

/// One value of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// Nothing recorded.
    #[default]
    Empty,
    /// Text, exactly as the library holds it. Never trusted as markup.
    Text(String),
    /// A calendar date.
    Date(Date),
    /// A point in time.
    Time(Timestamp),
    /// An amount in minor units (cents) of the organization's currency.
    Money(i64),
    /// A whole number.
    Count(i64),
    /// Yes or no.
    Flag(bool),
}

impl Value {
    /// Whether nothing is recorded.
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }
}

/// One row of a section: its values in the order of [`crate::record::Section::shown`], then whatever the source sent that
/// Carrel has no column for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// One value for each shown column of the section.
    pub values: Vec<Value>,
    /// Columns Carrel does not know, and known ones whose value could not be read: name and value as they came.
    pub other: Vec<(String, String)>,
}
