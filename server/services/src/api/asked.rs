//! What calls ask of the database: those that come at the same time, by one statement.

use std::{collections::HashMap, sync::Arc};

use carrel_domain::{Category, PatronScope, sections::section};
use carrel_store::{
    Store,
    api_call::{self, Bearer, Found},
    koha_first::{self, First},
};

use super::{
    delivery::{READ, TOLD_SECONDS},
    koha::ROWS,
};
use crate::{
    Clock, ServiceError,
    together::{Kind, Together},
};

/// Everything that is asked by several calls at once.
#[derive(Debug)]
pub struct Asked {
    /// Whose a token is, and whom it asks for.
    pub(super) begun: Together<Beginnings>,
    /// The beginning of all data.
    pub(super) data: Together<Data>,
}

impl Asked {
    /// Begins to answer.
    pub(crate) fn start(store: &Store, clock: &Clock) -> Self {
        Self {
            begun: Together::start(Beginnings { store: store.clone(), clock: clock.clone() }),
            data: Together::start(Data { store: store.clone() }),
        }
    }
}

/// The client of a token, if it is good, and the patron with a number, with the requests that may permit reading.
#[derive(Debug)]
pub(super) struct Beginnings {
    store: Store,
    clock: Clock,
}

impl Kind for Beginnings {
    type Question = api_call::Asked;
    type Answer = (Arc<Bearer>, Option<Found>);
    const MOST: usize = 64;
    const READERS: usize = 2;

    async fn read(&self, asked: Vec<Self::Question>) -> Result<HashMap<Self::Question, Self::Answer>, ServiceError> {
        let now = self.clock.now();
        let told = (READ, now.plus_seconds(-TOLD_SECONDS));
        Ok(api_call::find(self.store.reader(), &asked, now, told).await?)
    }
}

/// A patron's record and the first rows of these categories. Few at once: each may be megabytes.
#[derive(Debug)]
pub(super) struct Data {
    store: Store,
}

impl Kind for Data {
    type Question = (PatronScope, Vec<Category>);
    type Answer = Arc<First>;
    const MOST: usize = 8;
    const READERS: usize = 4;

    async fn read(&self, asked: Vec<Self::Question>) -> Result<HashMap<Self::Question, Arc<First>>, ServiceError> {
        let mut alike: HashMap<Vec<Category>, Vec<PatronScope>> = HashMap::new();
        for (patron, categories) in asked {
            alike.entry(categories).or_default().push(patron);
        }
        let mut found = HashMap::new();
        for (categories, patrons) in alike {
            let sections: Vec<_> = categories.iter().copied().map(section).collect();
            let first = koha_first::first(self.store.reader(), &patrons, &sections, ROWS).await?;
            found.extend(first.into_iter().map(|(patron, first)| ((patron, categories.clone()), Arc::new(first))));
        }
        Ok(found)
    }
}
