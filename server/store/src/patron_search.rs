//! Patrons as staff find them.

use carrel_domain::{OrganizationId, PatronId, PatronScope, StaffScope};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};

use crate::{StoreError, anonymize::IS_SOMEBODY, record::forms, scoped::within};

/// Who a patron is, in a line.
#[derive(Clone, Debug, FromQueryResult)]
pub struct PatronLine {
    /// Key.
    pub id: i64,
    /// Opaque id for addresses.
    pub public_id: String,
    /// Organization.
    pub organization_id: i64,
    /// Card number.
    pub cardnumber: Option<String>,
    /// First name.
    pub firstname: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Home library's code.
    pub library: Option<String>,
    /// Patron category's code.
    pub patron_category: Option<String>,
    /// Language tag.
    pub language: Option<String>,
}

pub(crate) const COLUMNS: &str =
    "id, public_id, organization_id, cardnumber, firstname, surname, email, library, patron_category, language";

impl PatronLine {
    /// First name and surname.
    pub fn name(&self) -> String {
        [self.firstname.as_deref(), self.surname.as_deref()]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The scope of this patron's data, if it is within the staff's.
    pub fn scope(&self, staff: &StaffScope) -> Option<PatronScope> {
        staff.of_patron(PatronId(self.id), OrganizationId(self.organization_id), self.library.as_deref())
    }
}

/// The patron with this opaque id, if in scope.
pub async fn find(
    db: &impl ConnectionTrait,
    staff: &StaffScope,
    public_id: &str,
) -> Result<Option<PatronLine>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM patron WHERE public_id = $1 AND {IS_SOMEBODY}");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [public_id.into()]);
    let found = PatronLine::find_by_statement(statement).one(db).await?;
    Ok(found.filter(|line| line.scope(staff).is_some()))
}

/// The patron with this key, whatever the scope: for work that knows whose it is.
pub async fn get(db: &impl ConnectionTrait, patron: PatronId) -> Result<Option<PatronLine>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM patron WHERE id = $1");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [patron.0.into()]);
    Ok(PatronLine::find_by_statement(statement).one(db).await?)
}

/// Patrons in scope with this card number, user name or e-mail address; or whose surname or first name begins so, the
/// other words beginning their other names. At most `limit`, by name. Every way goes by an index.
pub async fn search(
    db: &impl ConnectionTrait,
    staff: &StaffScope,
    text: &str,
    limit: u32,
) -> Result<Vec<PatronLine>, StoreError> {
    // PostgreSQL has no NUL in texts.
    let text = text.replace('\0', " ");
    let words: Vec<&str> = text.split([' ', ',', '\t']).filter(|word| !word.is_empty()).take(4).collect();
    let Some(first) = words.first() else { return Ok(Vec::new()) };
    let mut query = Query::new(db.get_database_backend());
    let organization = query.bind(staff.organization().0);
    query.sql = format!("SELECT {COLUMNS} FROM patron WHERE organization_id = {organization} AND {IS_SOMEBODY} AND (");
    let whole = query.bind(text.trim());
    let folded = query.bind(text.trim().to_lowercase());
    query.sql +=
        &format!("cardnumber = {whole} OR userid = {whole} OR {} IN ({whole}, {folded})", query.indexed("email"));
    for (at, word) in words.iter().enumerate() {
        query.name_begins("surname", word, words.iter().enumerate().filter(|(other, _)| *other != at));
    }
    query.name_begins("firstname", first, words.iter().enumerate().skip(1));
    query.sql.push(')');
    query.sql += &within(staff, "library", &mut query.values);
    query.sql += &format!(" ORDER BY surname, firstname, id LIMIT {limit}");
    let statement = Statement::from_sql_and_values(query.backend, query.sql, query.values);
    Ok(PatronLine::find_by_statement(statement).all(db).await?)
}

struct Query {
    sql: String,
    values: Vec<Value>,
    backend: DbBackend,
}

impl Query {
    const fn new(backend: DbBackend) -> Self {
        Self { sql: String::new(), values: Vec::new(), backend }
    }

    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Names that begin with a word, as typed or in small, capital or capitalized letters: ranges of an index, which for
    /// PostgreSQL is one in the order of code points.
    fn name_begins<'a>(&mut self, column: &str, word: &str, others: impl Iterator<Item = (usize, &'a &'a str)>) {
        let column = self.indexed(column);
        let mut ranges = Vec::new();
        for form in forms(word) {
            let end = self.bind(format!("{form}\u{10FFFD}"));
            let begin = self.bind(form);
            ranges.push(format!("({column} >= {begin} AND {column} < {end})"));
        }
        self.sql += &format!(" OR (({})", ranges.join(" OR "));
        for (_, other) in others {
            let mut alternatives = Vec::new();
            for form in forms(other) {
                let escaped = form.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
                let begin = self.bind(format!("{escaped}%"));
                let within = self.bind(format!("% {escaped}%"));
                for column in ["surname", "firstname"] {
                    alternatives
                        .push(format!("{column} LIKE {begin} ESCAPE '\\' OR {column} LIKE {within} ESCAPE '\\'"));
                }
            }
            self.sql += &format!(" AND ({})", alternatives.join(" OR "));
        }
        self.sql.push(')');
    }

    /// A column as its index has it: on PostgreSQL its beginning, in the order of code points.
    fn indexed(&self, column: &str) -> String {
        if self.backend == DbBackend::Sqlite { column.to_owned() } else { format!("LEFT({column}, 200) COLLATE \"C\"") }
    }
}
