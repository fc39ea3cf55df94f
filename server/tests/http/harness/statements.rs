//! Counting what is sent to the database, as sea-orm's drivers tell of it.

use std::{cell::Cell, sync::Once};

use tracing::{Subscriber, span};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt as _},
};

thread_local! {
    static STATEMENTS: Cell<usize> = const { Cell::new(0) };
}

struct Counter;

impl<S: Subscriber> Layer<S> for Counter {
    fn on_new_span(&self, attributes: &span::Attributes<'_>, _: &span::Id, _: Context<'_, S>) {
        let metadata = attributes.metadata();
        let is_driver = metadata.target().starts_with("sea_orm::driver::sqlx_");
        if is_driver && ["execute", "execute_unprepared", "query_one", "query_all", "stream"].contains(&metadata.name())
        {
            STATEMENTS.set(STATEMENTS.get() + 1);
        }
    }
}

/// Counts from now on.
pub(super) fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Counter)).unwrap());
}

/// How many statements this thread has sent: of a test whose runtime has no other.
pub fn on_this_thread() -> usize {
    STATEMENTS.get()
}
