//! `carrel migrate`.

use super::{CommandError, open_store};
use crate::config::Config;

/// Brings the schema up to date and says what was done.
pub(super) async fn run(config: &Config) -> Result<(), CommandError> {
    let store = open_store(config).await?;
    let pending = store.pending_migrations().await?;
    store.migrate().await?;
    // Identity numbers of before their attributes were named in the settings.
    carrel_store::attribute_seal::seal_all(&store).await?;
    match pending.len() {
        0 => println!("The database is up to date."),
        count => println!("The database is up to date: {count} migrations were run."),
    }
    Ok(())
}
