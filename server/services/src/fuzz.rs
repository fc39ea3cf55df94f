//! Fuzz targets for what somebody presents as a token or a sealed value. `cargo test` tries the corpus in `__fuzz__`, then
//! what comes to mind for a second; `cargo bolero test` looks for more (see `CONTRIBUTING.md`).

use std::time::Duration;

use bolero::check;

use crate::{sealed, token::Token, vault::tests::keyring};

/// How long each target is tried in a run of all tests.
pub(crate) const SHORT: Duration = Duration::from_secs(1);

/// A copy with some bytes changed: most of what reads outside input looks at the whole first, and random bytes come no
/// further than that.
pub(crate) fn changed(seed: &[u8], edits: &[(u16, u8)]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for (at, byte) in edits.iter().filter(|_| !seed.is_empty()) {
        bytes[usize::from(*at) % seed.len()] = *byte;
    }
    bytes
}

#[test]
fn tokens() {
    check!().with_test_time(SHORT).for_each(|input: &[u8]| {
        let text = String::from_utf8_lossy(input);
        if let Some(token) = Token::parse(&text) {
            assert_eq!(token.reveal(), text, "a token is what was given, and nothing else");
            assert!(text.bytes().all(|byte| byte.is_ascii_graphic()), "nothing that breaks out of a header");
            assert_eq!(text.len(), 43, "256 bits, one way to write them");
            assert_eq!(token.hash().len(), 43);
        }
    });
}

#[test]
fn sealed_values() {
    let keys = keyring(7);
    let value = b"what a form brings back";
    let real = sealed::seal(&keys, "form:1", value).unwrap();
    check!().with_test_time(SHORT).for_each(|input: &[u8]| {
        assert_eq!(sealed::open(&keys, "form:1", &String::from_utf8_lossy(input)), None, "nothing was sealed");
    });
    check!().with_test_time(SHORT).with_type::<Vec<(u16, u8)>>().for_each(|edits| {
        let changed = String::from_utf8_lossy(&changed(real.as_bytes(), edits)).into_owned();
        let opened = sealed::open(&keys, "form:1", &changed);
        assert_eq!(opened.is_some(), changed == real, "a value opens as it was sealed, or not at all");
        assert_eq!(sealed::open(&keys, "form:2", &changed), None, "and only under its name");
    });
}
