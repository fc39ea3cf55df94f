//! All data of a patron in Koha-Suomi's shape, piece by piece: memory stays flat however much there is.

use std::{collections::BTreeMap, sync::Arc};

use carrel_domain::{ApiScope, Category, PatronScope, Section, sections::section};
use carrel_store::{
    koha_row::{KohaRow, Written},
    koha_rows,
    patron::PatronRecord,
};
use serde_json::{Map, Value as Json, json};

use super::{
    ApiError, Caller,
    shape::{self, KohaObject},
};
use crate::{ServiceError, Services, minimization::mask_row, profile::Profile};

/// Rows read in one go.
pub(super) const ROWS: u32 = 500;

/// A part of the answer that can be asked for alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KohaSection {
    /// The patron's own row.
    Personal,
    /// Loans, open and returned.
    Checkouts,
    /// Holds, waiting and ended.
    Holds,
    /// Fees and payments.
    Accountlines,
    /// Notices sent.
    Notices,
    /// Messages and notes.
    Messages,
    /// Restrictions.
    Debarments,
    /// Purchase suggestions.
    Suggestions,
}

impl KohaSection {
    /// Every section, in the order of the answer.
    pub const ALL: [Self; 8] = [
        Self::Personal,
        Self::Checkouts,
        Self::Holds,
        Self::Accountlines,
        Self::Notices,
        Self::Messages,
        Self::Debarments,
        Self::Suggestions,
    ];

    /// Its name in the question.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Checkouts => "checkouts",
            Self::Holds => "holds",
            Self::Accountlines => "accountlines",
            Self::Notices => "notices",
            Self::Messages => "messages",
            Self::Debarments => "debarments",
            Self::Suggestions => "suggestions",
        }
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.name() == name)
    }

    /// Its keys in the answer, and what each lists; the last is the column that names the patron.
    const fn lists(self) -> &'static [(&'static str, Category, &'static str)] {
        match self {
            Self::Personal => &[],
            Self::Checkouts => &[
                ("checkouts", Category::Checkouts, "borrowernumber"),
                ("oldcheckouts", Category::CheckoutHistory, "borrowernumber"),
            ],
            Self::Holds => {
                &[("holds", Category::Holds, "borrowernumber"), ("oldholds", Category::HoldHistory, "borrowernumber")]
            }
            Self::Accountlines => &[("accountlines", Category::Fees, "borrowernumber")],
            Self::Notices => &[("notices", Category::Notices, "borrowernumber")],
            Self::Messages => &[("messages", Category::Messages, "borrowernumber")],
            Self::Debarments => &[("debarments", Category::Restrictions, "borrowernumber")],
            Self::Suggestions => &[("suggestions", Category::Suggestions, "suggestedby")],
        }
    }

    /// The categories that the log names.
    fn categories(self) -> Vec<Category> {
        match self {
            Self::Personal => vec![Category::Identity, Category::Contact],
            part => part.lists().iter().map(|(_, category, _)| *category).collect(),
        }
    }
}

/// A list of the answer: its key, its rows, and the column that names the patron.
type List = (&'static str, Category, &'static str);

/// What is still to be written.
#[derive(Clone, Debug)]
enum Step {
    /// The patron's own row if it is wished for, these lists from their beginnings, then loans of other libraries if they are
    /// wished for too.
    Begin(Personal, Vec<List>, Loans),
    /// The rest of a list after this row.
    More(List, i64),
    End,
}

/// Whether the patron's own row is wished for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Personal {
    With,
    Without,
}

/// Whether loans of other libraries are wished for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loans {
    With,
    Without,
}

/// An answer that is read while it is written.
pub struct AllData {
    services: Services,
    scope: PatronScope,
    number: i64,
    profile: Arc<Profile>,
    /// The last one first.
    steps: Vec<Step>,
    is_first: bool,
}

impl Services {
    /// Begins an answer with all data of the patron whom the library system knows by this number; the log says so first.
    ///
    /// # Errors
    /// Those of [`ApiError`].
    pub async fn read_all_data(
        &self,
        token: Option<&str>,
        number: i64,
        only: Option<KohaSection>,
        request: Option<&str>,
        caller: &Caller,
    ) -> Result<AllData, ApiError> {
        let (call, patron) = self.begin_call_for(token, Some(number), ApiScope::ReadPatrons, caller).await?;
        let warrant = self.warrant_of_found(&call, (number, patron), request).await?;
        let profile = self.profile().await?;
        self.log_reading(&call, &warrant, &only.map(KohaSection::categories).unwrap_or_default()).await?;
        let is_wished = |part: &KohaSection| only.is_none_or(|only| only == *part);
        let lists = KohaSection::ALL.into_iter().filter(is_wished).flat_map(|part| part.lists().iter().copied());
        let loans = if only.is_none() { Loans::With } else { Loans::Without };
        let personal = if is_wished(&KohaSection::Personal) { Personal::With } else { Personal::Without };
        let steps = vec![Step::End, Step::Begin(personal, lists.collect(), loans)];
        Ok(AllData { services: self.clone(), scope: warrant.scope, number, profile, steps, is_first: true })
    }
}

impl AllData {
    /// The next piece of the answer; `None` at its end.
    ///
    /// # Errors
    /// The database failed: the answer is cut off.
    pub async fn next_piece(&mut self) -> Result<Option<String>, ServiceError> {
        let Some(step) = self.steps.pop() else { return Ok(None) };
        let piece = match step {
            Step::Begin(personal, lists, loans) => self.begin(personal, &lists, loans).await?,
            Step::More(list, after) => self.more(list, after).await?,
            Step::End if self.is_first => String::from("{}"),
            Step::End => String::from("}"),
        };
        Ok(Some(piece))
    }

    fn key(&mut self, key: &str) -> String {
        let begin = if std::mem::take(&mut self.is_first) { '{' } else { ',' };
        format!("{begin}{}:", json!(key))
    }

    /// The patron's own row: two sections in one object.
    fn write_personal(&mut self, piece: &mut String, record: &PatronRecord) {
        let zone = &self.profile.zone;
        let parts = [Category::Identity, Category::Contact].map(|category| {
            let section = section(category);
            let mut row = record.row(section, zone);
            mask_row(section, &mut row);
            (section, row)
        });
        *piece += &self.key("personal");
        piece.push('[');
        if parts.iter().all(|(_, row)| row.other.is_empty()) {
            let mut object = KohaObject::new(piece);
            object.number("borrowernumber", self.number);
            for (section, row) in &parts {
                for (column, value) in section.shown().zip(&row.values) {
                    object.value(column, &Written::from(value), &self.profile.times);
                }
            }
            object.end();
        } else {
            let mut object = Map::new();
            object.insert(String::from("borrowernumber"), json!(self.number));
            for (section, row) in &parts {
                object.extend(shape::koha_row(section, row, &self.profile.times));
            }
            *piece += &Json::Object(object).to_string();
        }
        piece.push(']');
    }

    /// What fits of the lists is read together; from one that is longer on, they follow one after the other.
    async fn begin(&mut self, personal: Personal, lists: &[List], loans: Loans) -> Result<String, ServiceError> {
        let mut categories: Vec<Category> = lists.iter().map(|(_, category, _)| *category).collect();
        if loans == Loans::With {
            categories.push(Category::InterlibraryLoans);
        }
        let first = self.services.inner.asked.data.ask((self.scope, categories)).await?;
        let first = first.ok_or(ServiceError::NotFound)?;
        let mut piece = String::with_capacity(48 * 1024);
        if personal == Personal::With {
            self.write_personal(&mut piece, &first.record()?);
        }
        let mut found = first.sections();
        for (at, (list, rows)) in lists.iter().zip(found.by_ref()).enumerate() {
            let rows = rows.read()?;
            piece.push_str(&self.key(list.0));
            piece.push('[');
            let more = place_after(&rows);
            self.write_rows(&mut piece, *list, rows);
            if let Some(after) = more {
                self.steps.push(Step::Begin(Personal::Without, lists[at + 1..].to_vec(), loans));
                self.steps.push(Step::More(*list, after));
                return Ok(piece);
            }
            piece.push(']');
        }
        if let Some(rows) = found.next() {
            // They are sorted by where they came from: all are read before the first is written.
            let mut sorted = Sorted::default();
            let some = rows.read()?;
            let mut more = place_after(&some);
            self.sort_loans(&mut sorted, some);
            while let Some(after) = more {
                let (db, section) = (self.services.store().reader(), section(Category::InterlibraryLoans));
                let rows = koha_rows::walk(db, self.scope, section, after, ROWS).await?;
                let some = rows.read()?;
                more = place_after(&some);
                self.sort_loans(&mut sorted, some);
            }
            self.write_loans(&mut piece, sorted);
        }
        Ok(piece)
    }

    async fn more(&mut self, list: List, after: i64) -> Result<String, ServiceError> {
        let db = self.services.store().reader();
        let rows = koha_rows::walk(db, self.scope, section(list.1), after, ROWS).await?;
        let rows = rows.read()?;
        let mut piece = String::new();
        if !rows.is_empty() {
            piece.push(',');
        }
        let more = place_after(&rows);
        self.write_rows(&mut piece, list, rows);
        match more {
            Some(after) => self.steps.push(Step::More(list, after)),
            None => piece.push(']'),
        }
        Ok(piece)
    }

    fn write_rows(&self, piece: &mut String, list: List, rows: Vec<KohaRow<'_>>) {
        let (_, category, owner) = list;
        let section = section(category);
        let names =
            [section.table.source_id, owner].into_iter().chain(section.table.columns.iter().map(|one| one.source));
        let beside: Vec<&str> = names.filter(|name| shape::is_beside(section, name)).collect();
        let mut numbers = Vec::new();
        for (at, row) in rows.into_iter().enumerate() {
            if at > 0 {
                piece.push(',');
            }
            numbers.clear();
            numbers.extend(self.numbers(section, &row, owner).filter(|(name, _)| beside.contains(name)));
            shape::write_koha_row(piece, section, row, &numbers, &self.profile.times);
        }
    }

    /// The library system's own numbers of a row: its own, the patron's, and those it points at.
    fn numbers<'r>(
        &self,
        section: &'static Section,
        row: &'r KohaRow<'_>,
        owner: &'static str,
    ) -> impl Iterator<Item = (&'static str, i64)> + use<'r> {
        let own = row.number.map(|number| (section.table.source_id, number));
        own.into_iter().chain([(owner, self.number)]).chain(row.links.iter().copied())
    }

    fn row(&self, section: &'static Section, row: KohaRow<'_>, owner: &'static str) -> Map<String, Json> {
        let numbers = self.numbers(section, &row, owner);
        let mut json: Map<String, Json> = numbers.map(|(name, number)| (name.to_owned(), json!(number))).collect();
        let mut row = row.into_row(section);
        mask_row(section, &mut row);
        json.extend(shape::koha_row(section, &row, &self.profile.times));
        json
    }

    /// One key for each place that interlibrary loans came from.
    fn sort_loans(&self, sorted: &mut Sorted, rows: Vec<KohaRow<'_>>) {
        let section = section(Category::InterlibraryLoans);
        for row in rows {
            let mut json = self.row(section, row, "borrowernumber");
            let named = json.remove("section").and_then(|name| name.as_str().map(str::to_owned));
            let named = named.filter(|name| !name.is_empty()).unwrap_or_else(|| String::from("illrequests"));
            let is_taken = KohaSection::ALL
                .into_iter()
                .any(|part| part.name() == named || part.lists().iter().any(|(key, ..)| *key == named));
            let key = if is_taken { format!("ill_{named}") } else { named };
            sorted.entry(key).or_default().push(Json::Object(json));
        }
    }

    fn write_loans(&mut self, piece: &mut String, sorted: Sorted) {
        for (key, rows) in sorted {
            *piece += &self.key(&key);
            *piece += &Json::Array(rows).to_string();
        }
    }
}

/// Interlibrary loans by where they came from.
type Sorted = BTreeMap<String, Vec<Json>>;

/// The row after which a list goes on; `None` if these were the last ones.
fn place_after(rows: &[KohaRow<'_>]) -> Option<i64> {
    rows.last().filter(|_| rows.len() == ROWS as usize).map(|row| row.place)
}
