//! Limiting a query to the patrons staff may work with.

use carrel_domain::StaffScope;
use sea_orm::Value;

/// ` AND COLUMN IN (…)` for staff of some libraries, with their codes added to `values`; nothing for staff of all.
pub(crate) fn within(staff: &StaffScope, column: &str, values: &mut Vec<Value>) -> String {
    let Some(libraries) = staff.libraries() else { return String::new() };
    let places: Vec<String> = libraries
        .iter()
        .map(|library| {
            values.push(library.as_str().into());
            format!("${}", values.len())
        })
        .collect();
    format!(" AND {column} IN ({})", places.join(", "))
}
