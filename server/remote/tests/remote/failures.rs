//! What comes, and what each failure is called.

use std::time::{Duration, Instant};

use carrel_remote::{Facts, MISSING_FACT};

use crate::{
    NOW, ask, facts,
    remote_double::{Manner, RemoteDouble, SECRET},
    source,
};

#[tokio::test]
async fn what_is_named_comes_and_secrets_do_not() {
    let double = RemoteDouble::start().await;
    let data = source(&double.url, "").fetch(&facts(), NOW).await;
    assert_eq!(data.parts[0].rows, [["Kaukolaina & <b>kirja</b>", ""], ["=1+1", ""]]);
    assert_eq!(data.parts[0].fetched_at, Some(NOW));
    let asked = double.world().asked.remove(0);
    assert_eq!((asked.address.as_str(), asked.headers["x-card"].as_bytes()), ("/api/loans", &b"20700001"[..]));
    assert!(asked.headers.get("authorization").is_none());
}

#[tokio::test]
async fn every_failure_has_its_own_name_and_brings_nothing() {
    for (manner, expected) in [
        (Manner::Hangs, "slow"),
        (Manner::Page, "not-json"),
        (Manner::Half, "cut-off"),
        (Manner::CutJson, "cut-off"),
        (Manner::OtherShape, "wrong-shape"),
        (Manner::SomebodyElse, "wrong-shape"),
        (Manner::Status(500), "broken"),
        (Manner::Status(429), "too-many"),
        (Manner::Status(403), "forbidden"),
        (Manner::Status(404), "not-found"),
        (Manner::Huge, "too-large"),
        (Manner::SendsElsewhere, "elsewhere"),
    ] {
        let double = RemoteDouble::start().await;
        double.behaves(manner);
        assert_eq!(ask(&source(&double.url, "")).await, Err(expected), "{manner:?}");
    }
    let double = RemoteDouble::start().await;
    let dead = source(&double.url, "");
    double.dies().await;
    assert_eq!(ask(&dead).await, Err("unreachable"));
}

#[tokio::test]
async fn whoever_fails_again_and_again_is_left_alone() {
    let double = RemoteDouble::start().await;
    double.behaves(Manner::Status(500));
    let source = source(&double.url, "");
    for _ in 0..5 {
        assert!(ask(&source).await.is_err());
    }
    assert_eq!(double.count(), 3);
    assert_eq!(ask(&source).await, Err("resting"));
    double.behaves(Manner::Well);
    let later = source.fetch(&facts(), NOW.plus_seconds(60)).await;
    assert_eq!(later.parts[0].trouble, None);
}

#[tokio::test]
async fn no_answer_takes_longer_than_it_may() {
    let double = RemoteDouble::start().await;
    double.behaves(Manner::Slowly(Duration::from_secs(30)));
    let begun = Instant::now();
    assert_eq!(ask(&source(&double.url, "")).await, Err("slow"));
    // Half as long as it would take: many tests run at once.
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn who_lacks_a_fact_is_not_asked_for() {
    let double = RemoteDouble::start().await;
    let data = source(&double.url, "").fetch(&Facts::new([]), NOW).await;
    assert_eq!(data.parts[0].trouble, Some(MISSING_FACT));
    assert_eq!(double.world().asked.len(), 0, "or everybody's loans might come");
}

#[tokio::test]
async fn each_way_to_say_who_asks_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, SECRET).unwrap();
    let file = file.display();
    for (more, header, expected) in [
        (format!("authentication = 'header', header = 'X-Api-Key', token_file = '{file}',"), "x-api-key", SECRET),
        (
            format!("authentication = 'basic', user = 'c', password_file = '{file}',"),
            "authorization",
            "Basic YzphLXNlY3JldC1vZi10aGUtb3RoZXItc2VydmljZQ==",
        ),
        (
            format!(
                "authentication = 'oauth2', client_id = 'c', client_secret_file = '{file}', token_path = '/token',"
            ),
            "authorization",
            "Bearer a-token",
        ),
    ] {
        let double = RemoteDouble::start().await;
        assert_eq!(ask(&source(&double.url, &more)).await.map(|titles| titles.len()), Ok(2), "{more}");
        let asked = double.world().asked.pop().unwrap();
        assert_eq!(asked.headers[header].to_str().unwrap(), expected);
    }
}
