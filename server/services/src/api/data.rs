//! A patron's data in our own form, page by page.

use carrel_domain::{ApiScope, Category, sections::section};
use carrel_store::{
    audit::archive,
    patron,
    record::{self, Cursor},
};
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::{ApiCall, ApiError, Caller, delivery::ApiWarrant, shape};
use crate::{ServiceError, Services, minimization::masked, my_data::is_record, profile::Profile};

/// Rows of a page at most.
pub const MOST_ROWS: u32 = 500;

/// A list of categories that is read in one go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// All data, or one category of it.
    Data(Option<Category>),
    /// Which messages the patron wants.
    Preferences,
    /// What the patron agreed to.
    Consents,
    /// Returned loans and ended holds.
    History,
}

impl List {
    /// What it takes.
    pub const fn scope(self) -> ApiScope {
        match self {
            Self::Data(_) | Self::History => ApiScope::ReadPatrons,
            Self::Preferences => ApiScope::ReadPreferences,
            Self::Consents => ApiScope::ReadConsents,
        }
    }

    /// Its categories; the log only for whoever may read it.
    fn categories(self, reads_log: bool) -> Vec<Category> {
        match self {
            Self::Data(Some(category)) => vec![category],
            Self::Data(None) => {
                Category::ALL.into_iter().filter(|category| reads_log || *category != Category::Log).collect()
            }
            Self::Preferences => vec![Category::Preferences],
            Self::Consents => vec![Category::Consents],
            Self::History => vec![Category::CheckoutHistory, Category::HoldHistory],
        }
    }

    /// The categories that the log names; none for all data.
    fn named(self) -> Vec<Category> {
        if self == Self::Data(None) { Vec::new() } else { self.categories(true) }
    }
}

/// What a client wants to read.
#[derive(Clone, Debug)]
pub struct DataWish {
    /// Opaque id of the patron.
    pub patron: String,
    /// Opaque id of the request that permits it; the newest that does if it is not named.
    pub request: Option<String>,
    /// Where to go on.
    pub cursor: Option<String>,
    /// Rows at most.
    pub limit: u32,
}

/// One row.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DataItem {
    /// Slug of its category.
    pub category: &'static str,
    /// What is known, by our names.
    #[schema(value_type = Object)]
    pub values: Map<String, Json>,
    /// What the source sent beyond that, by its names.
    #[schema(value_type = Object)]
    pub other: Map<String, Json>,
}

/// A page.
#[derive(Clone, Debug)]
pub struct DataPage {
    /// Opaque id of the patron.
    pub patron: String,
    /// Opaque id of the request that permitted it.
    pub request: String,
    /// The rows.
    pub items: Vec<DataItem>,
    /// Where to go on, if there is more.
    pub next: Option<String>,
    /// A mark of the content.
    pub mark: String,
}

/// Where a walk is: in which category, and where there.
struct Place {
    category: usize,
    cursor: Option<Cursor>,
}

impl Place {
    fn parse(text: &str) -> Option<Self> {
        let (category, cursor) = text.split_once(' ')?;
        let cursor = if cursor.is_empty() { None } else { Some(Cursor::parse(cursor)?) };
        Some(Self { category: category.parse().ok()?, cursor })
    }

    fn to_text(&self) -> Option<String> {
        let cursor = match &self.cursor {
            None => String::new(),
            Some(cursor) => cursor.to_text()?,
        };
        Some(format!("{} {cursor}", self.category))
    }
}

impl Services {
    /// A page of a patron's data; that it was read is logged first.
    ///
    /// # Errors
    /// Those of [`ApiError`].
    pub async fn read_data(
        &self,
        token: Option<&str>,
        list: List,
        wish: &DataWish,
        caller: &Caller,
    ) -> Result<DataPage, ApiError> {
        let call = self.begin_call(token, list.scope(), caller).await?;
        if list == List::Data(Some(Category::Log)) {
            // A patron's data and the log together take both rights (requirement D2).
            self.need_also(&call, ApiScope::ReadLogs).await?;
        }
        let reads_log = call.also(ApiScope::ReadLogs).is_ok();
        let patron = self.patron_of_call(&call, &wish.patron).await?;
        let name = format!("{list:?} {reads_log} {}", patron.public_id);
        let place = match &wish.cursor {
            Some(cursor) => Place::parse(&self.open_cursor(&call, &name, cursor)?).ok_or(ApiError::BadCursor)?,
            None => Place { category: 0, cursor: None },
        };
        let warrant = self.api_warrant(&call, patron, wish.request.as_deref()).await?;
        let profile = self.profile().await?;
        let limit = wish.limit.clamp(1, MOST_ROWS);
        let (items, next) = self.walk_data(&warrant, &list.categories(reads_log), place, limit, &profile).await?;
        let next = match next {
            Some(place) => place.to_text().map(|text| (self.seal_cursor(&call, &name, &text), text)),
            None => None,
        };
        let place = next.as_ref().map(|(_, text)| (text, self.age_of_cursors()));
        let content = serde_json::to_string(&(&warrant.request.public_id, &items, place))
            .map_err(|error| ServiceError::System(error.to_string()))?;
        self.log_reading(&call, &warrant, &list.named()).await?;
        Ok(DataPage {
            mark: self.mark_of(&content),
            patron: warrant.patron.public_id,
            request: warrant.request.public_id,
            items,
            next: next.map(|(cursor, _)| cursor).transpose()?,
        })
    }

    async fn walk_data(
        &self,
        warrant: &ApiWarrant,
        categories: &[Category],
        from: Place,
        limit: u32,
        profile: &Profile,
    ) -> Result<(Vec<DataItem>, Option<Place>), ApiError> {
        let (db, scope) = (self.store().reader(), warrant.scope);
        let mut items = Vec::new();
        let mut place = from;
        while let Some(category) = categories.get(place.category).copied() {
            let left = limit.saturating_sub(u32::try_from(items.len()).unwrap_or(u32::MAX));
            if left == 0 {
                return Ok((items, Some(place)));
            }
            let section = section(category);
            let (rows, next) = if is_record(section) {
                let record = patron::find_record(db, scope).await?.ok_or(ServiceError::NotFound)?;
                (vec![record.row(section, &profile.zone)], None)
            } else if category == Category::Log {
                archive::own::walk(self.store(), scope, section, place.cursor.take(), left).await?
            } else {
                record::walk(db, scope, section, place.cursor.take(), left).await?
            };
            items.extend(masked(section, rows).iter().map(|row| {
                let (values, other) = shape::own_row(section, row, &profile.zone, &profile.currency);
                DataItem { category: category.slug(), values, other }
            }));
            place = match next {
                Some(next) => Place { cursor: Some(next), ..place },
                None => Place { category: place.category + 1, cursor: None },
            };
        }
        Ok((items, None))
    }
}

impl ApiCall {
    /// Opaque id of the client that calls.
    pub fn client(&self) -> &str {
        &self.actor.public_id
    }
}
