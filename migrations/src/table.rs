//! Short words for the few column types that both databases share.

use sea_orm_migration::{
    prelude::*,
    sea_query::{ColumnDef, ForeignKeyCreateStatement, TableCreateStatement},
};

/// A required number.
pub fn number(name: &'static str) -> ColumnDef {
    optional_number(name).not_null().take()
}

/// A number that may be missing.
pub fn optional_number(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).big_integer().take()
}

/// A required text of any length.
pub fn text(name: &'static str) -> ColumnDef {
    optional_text(name).not_null().take()
}

/// A text that may be missing.
pub fn optional_text(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).text().take()
}

/// A table with a number of its own as key.
pub fn table(name: &'static str) -> TableCreateStatement {
    let mut id = ColumnDef::new(Alias::new("id"));
    id.big_integer().not_null().auto_increment().primary_key();
    Table::create().table(Alias::new(name)).col(&mut id).take()
}

/// `column` refers to the key of `parent`; rows go with their parent.
pub fn belongs_to(column: &'static str, parent: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from_col(Alias::new(column))
        .to(Alias::new(parent), Alias::new("id"))
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}

/// An index `name` on columns of `table`.
pub fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(Alias::new(table));
    for column in columns {
        index.col(Alias::new(*column));
    }
    index.take()
}

/// A unique index.
pub fn unique(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    index(name, table, columns).unique().take()
}
