//! `carrel serve`.

use carrel_services::Clock;
use carrel_store::organization;
use tokio::net::TcpListener;

use super::{CommandError, open_migrated_store, services};
use crate::{config::Config, http, koha_database, registers};

/// Serves until the process is told to stop; requests under way are finished.
pub(super) async fn run(config: Config) -> Result<(), CommandError> {
    let store = open_migrated_store(&config).await?;
    let library = organization::find(store.reader(), config.organization.as_deref()).await?;
    let services = services(&config, store, Clock::system()).await?;
    let background = tokio::spawn({
        let (services, registers) = (services.clone(), config.registers.clone());
        let database = config.koha_database.clone();
        async move {
            tokio::join!(
                services.run_background_work(),
                registers::run(&registers, &services),
                koha_database::run(database.as_ref(), &services),
            );
        }
    });
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        format!("{} cannot be served on: {error}. Set `listen` to another address or port.", config.listen)
    })?;
    // Without it pages would name style and code that are not there.
    let names = std::env::current_exe()?.with_file_name("hash.txt");
    if !names.exists() {
        let advice = "It is built together with the program: keep both in one folder.";
        return Err(format!("{} is missing. {advice}", names.display()).into());
    }
    match library {
        Some(library) => println!("Carrel serves {} on {}", library.name, config.base_url),
        None => println!(
            "Carrel serves on {}, but no library is set up: run `carrel demo` or `carrel import`.",
            config.base_url
        ),
    }
    let services_at_end = services.clone();
    http::serve(listener, &config, services).await?;
    background.abort();
    services_at_end.finish_mail().await;
    Ok(())
}
