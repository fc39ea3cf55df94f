//! Another service that answers well, badly or not at all.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod failures;
#[path = "../support/remote_double.rs"]
#[allow(dead_code, reason = "other crates' tests use the rest")]
mod remote_double;
mod tls;

use carrel_domain::{Timestamp, remote::PatronFact};
use carrel_remote::{Facts, RemoteSource, read_remote_sources};

const NOW: Timestamp = Timestamp(1_795_000_000);

/// A source at this address, with more settings.
fn source(url: &str, more: &str) -> RemoteSource {
    let text = format!(
        "[{{ name = 'ill', title = {{ en = 'Interlibrary loans' }}, address = '{url}', base_path = '/api', \
         answer_seconds = 4, largest_answer_mb = 1, {more} path = [{{ path = '/loans', list = 'loans', \
         headers = {{ x-card = '{{cardnumber}}' }}, owner = {{ from = 'owner.card', is = 'cardnumber' }}, \
         fields = [{{ from = 'title', en = 'Title' }}, {{ from = 'password', en = 'Password' }}] }}] }}]"
    );
    RemoteSource::new(read_remote_sources(&text).unwrap().remove(0)).unwrap()
}

fn facts() -> Facts {
    Facts::new([(PatronFact::CardNumber, String::from("20700001"))])
}

/// Titles that came, or why none did.
async fn ask(source: &RemoteSource) -> Result<Vec<String>, &'static str> {
    let part = source.fetch(&facts(), NOW).await.parts.remove(0);
    match part.trouble {
        None => Ok(part.rows.into_iter().map(|mut row| row.remove(0)).collect()),
        Some(trouble) => {
            assert!(part.rows.is_empty() && part.fetched_at.is_none());
            Err(trouble)
        }
    }
}
