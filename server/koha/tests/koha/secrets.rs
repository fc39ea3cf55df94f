//! Nothing secret, and nobody's name, gets out where it must not.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use tracing_subscriber::fmt::MakeWriter;

use crate::{
    CLIENT_SECRET, Flavour, NOW, PIN, id, koha,
    koha_double::{HASH, Manner},
    library, talk,
};

const TELLING: [&str; 6] = [HASH, "JBSWY3DPEHPK3PXP", CLIENT_SECRET, "token-", PIN, "$2a$"];

fn is_free_of_secrets(text: &str) {
    for secret in TELLING {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn the_hash_of_a_password_never_gets_out_of_the_client() {
    for flavour in [Flavour::Stock, Flavour::KohaSuomi] {
        let double = library(flavour).await;
        let koha = koha(&double);
        is_free_of_secrets(&talk(&koha).all_data(id(7)).await.unwrap().line);
        let patron = talk(&koha).patron(id(7)).await.unwrap();
        is_free_of_secrets(&serde_json::to_string(&patron.row).unwrap());
        let found = talk(&koha).patron_by_cardnumber("207").await.unwrap().unwrap();
        is_free_of_secrets(&serde_json::to_string(&found.row).unwrap());
        for found in talk(&koha).changed_since(None, 1).await.unwrap() {
            is_free_of_secrets(&serde_json::to_string(&found.row).unwrap());
        }
        if flavour == Flavour::KohaSuomi {
            let logs = talk(&koha).logs(id(7), "2026-01-01", "2026-12-31").await.unwrap();
            assert_eq!(logs.len(), 1);
            is_free_of_secrets(&serde_json::to_string(&logs).unwrap());
        }
    }
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn neither_errors_nor_logs_name_a_person_or_a_secret() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .without_time()
        .with_writer(lines.clone())
        .finish();
    // For all threads: what other tests of this process write is looked at too.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let mut told = String::new();
    for manner in [Manner::Page(200), Manner::Half, Manner::Status(500), Manner::OtherShape, Manner::TooMany("5")] {
        let double = library(Flavour::KohaSuomi).await;
        let koha = koha(&double);
        told += &format!("{:?} {:?}", talk(&koha).all_data(id(7)).await, koha);
        told += &format!("{:?}", talk(&koha).patron_by_cardnumber("207").await);
        double.behaves("", manner);
        double.behaves("/oauth", Manner::Well);
        for error in [
            talk(&koha).all_data(id(7)).await.unwrap_err(),
            talk(&koha).check_password("207", PIN).await.unwrap_err(),
            koha.converse(NOW.plus_seconds(900), std::time::Duration::from_secs(5))
                .patron_by_userid("207")
                .await
                .unwrap_err(),
        ] {
            told += &format!("{error} {error:?}");
        }
    }
    told += &String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(told.contains("did not answer as it must"), "{told}");
    is_free_of_secrets(&told);
    for name in ["Virtanen", "Anna", "example.org"] {
        assert!(!told.contains(name), "{name} in {told}");
    }
    // A whole word: the digits of some port or fraction of a second may be like those of a card number.
    let mut words = told.split(|character: char| !character.is_ascii_alphanumeric());
    assert!(words.all(|word| word != "207"), "a card number in {told}");
}
