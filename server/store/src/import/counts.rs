//! What an import did, table by table.

use serde_json::{Map, Value as Json};

use super::TABLES;

/// What [`Tally::erased`] is stored as; no table is called so.
const ERASED: &str = "erased";

/// What happened to rows of one table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New ones.
    pub added: u64,
    /// Ones with other values than before.
    pub changed: u64,
    /// Ones that are as they were.
    pub left: u64,
    /// Ones that the library no longer has.
    pub removed: u64,
}

impl Counts {
    /// Rows the file has.
    pub const fn rows(&self) -> u64 {
        self.added + self.changed + self.left
    }

    fn add(&mut self, other: &Self) {
        self.added += other.added;
        self.changed += other.changed;
        self.left += other.left;
        self.removed += other.removed;
    }
}

/// What happened to patrons and to the rows of every table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Patrons.
    pub patrons: Counts,
    /// Rows, in the order of [`TABLES`].
    pub tables: [Counts; TABLES.len()],
    /// Patrons that the source still sends and that were erased here: they are not brought back.
    pub erased: u64,
}

impl Tally {
    /// Name and counts of every table, patrons first.
    pub fn by_table(&self) -> impl Iterator<Item = (&'static str, &Counts)> {
        std::iter::once(("patron", &self.patrons)).chain(TABLES.iter().map(|table| table.name).zip(&self.tables))
    }

    /// All tables together, without patrons.
    pub fn rows(&self) -> Counts {
        let mut sum = Counts::default();
        for counts in &self.tables {
            sum.add(counts);
        }
        sum
    }

    /// Counts what another part of the import did.
    pub fn add(&mut self, other: &Self) {
        self.patrons.add(&other.patrons);
        self.erased += other.erased;
        for (mine, theirs) in self.tables.iter_mut().zip(&other.tables) {
            mine.add(theirs);
        }
    }

    /// As it is stored: table → added, changed, left, removed.
    pub(super) fn to_json(&self) -> String {
        let mut map: Map<String, Json> = self
            .by_table()
            .map(|(name, counts)| {
                let numbers = [counts.added, counts.changed, counts.left, counts.removed];
                (name.to_owned(), numbers.map(Json::from).to_vec().into())
            })
            .collect();
        map.insert(String::from(ERASED), self.erased.into());
        Json::Object(map).to_string()
    }

    /// As it was stored. A table that is not named there has counted nothing.
    pub(super) fn from_json(json: &str) -> Self {
        let map: Map<String, Json> = serde_json::from_str(json).unwrap_or_default();
        let read = |name: &str| {
            let number = |at: usize| map.get(name).and_then(|list| list.get(at)).and_then(Json::as_u64).unwrap_or(0);
            Counts { added: number(0), changed: number(1), left: number(2), removed: number(3) }
        };
        let erased = map.get(ERASED).and_then(Json::as_u64).unwrap_or(0);
        Self { patrons: read("patron"), tables: TABLES.map(|table| read(table.name)), erased }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_come_back_as_they_were_stored() {
        let mut tally = Tally::default();
        tally.patrons.added = 3;
        tally.erased = 2;
        tally.tables[0] = Counts { added: 1, changed: 2, left: 3, removed: 4 };
        assert_eq!(Tally::from_json(&tally.to_json()), tally);
        assert_eq!(Tally::from_json("nonsense"), Tally::default());
    }
}
