//! Conversations with a Koha that answers well, badly or not at all.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

#[path = "../support/koha_double/mod.rs"]
mod koha_double;

mod changes;
mod failures;
mod offers;
mod passwords;
mod reading;
mod secrets;
mod tls;
mod tokens;

use std::time::Duration;

use carrel_domain::Timestamp;
use carrel_koha::{Authentication, Conversation, Koha, KohaId, KohaSettings};
use koha_double::{CLIENT_SECRET, Flavour, KohaDouble, sample};

const NOW: Timestamp = Timestamp(1_790_000_000);

/// The settings of a client that is patient enough for this machine, and no more.
fn settings(url: &str) -> KohaSettings {
    let client = Authentication::Client { id: String::from("carrel"), secret: String::from(CLIENT_SECRET) };
    let mut settings = KohaSettings::new(url, client).unwrap();
    settings.answer_patience = Duration::from_millis(1500);
    settings.largest_answer = 1 << 20;
    settings
}

/// Of patron 207; no clock and no port has it by chance.
const PIN: &str = "pin-of-207";

fn koha(double: &KohaDouble) -> Koha {
    Koha::new(settings(&double.url())).unwrap()
}

fn talk(koha: &Koha) -> Conversation {
    koha.converse(NOW, Duration::from_secs(20))
}

fn id(number: u64) -> KohaId {
    KohaId::parse(&number.to_string()).unwrap()
}

/// A Koha with Anna (7) and Berta (8).
async fn library(flavour: Flavour) -> KohaDouble {
    let double = KohaDouble::start(flavour).await;
    double.add(7, sample(7, "Virtanen"), PIN);
    double.add(8, sample(8, "Korhonen"), "5678");
    double
}
