//! Pages of staff. They are rendered on the server; a patron's browser loads nothing of them.

pub mod today;
