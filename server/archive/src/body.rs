//! The compact form of what is not in columns of its own.
//!
//! A byte that says what follows, then: the check, the salt, the request's number, and what there is of network, texts and
//! actor. Numbers take as many bytes as they need (LEB128), texts have their length before them. Of an erased entry:
//! digest, authentication, when, ground, by whom.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{ArchiveError, Content, Erasure};

const ERASED: u8 = 1;
const NETWORK: u8 = 1 << 1;
const OTHER: u8 = 1 << 2;
const OLD: u8 = 1 << 3;
const NEW: u8 = 1 << 4;
/// The actor is the patron.
const OWN: u8 = 1 << 5;
/// The actor is somebody else, whose number follows.
const ACTOR: u8 = 1 << 6;
/// Of an erased entry: who decided follows.
const BY: u8 = 1 << 1;

/// Writes numbers, texts and bytes.
#[derive(Default)]
pub(crate) struct Writer(pub Vec<u8>);

impl Writer {
    fn number(&mut self, number: i64) {
        // Small numbers of both signs stay small.
        let mut rest = (number.cast_unsigned() << 1) ^ (number >> 63).cast_unsigned();
        while rest >= 0x80 {
            self.0.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        self.0.push(rest as u8);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(i64::try_from(bytes.len()).unwrap_or(i64::MAX));
        self.0.extend_from_slice(bytes);
    }

    /// A request's number is random bytes in letters: kept as bytes if they make the same letters again.
    fn request(&mut self, id: &str) {
        let is_hex = id.len() == 32 && id.bytes().all(|letter| matches!(letter, b'0'..=b'9' | b'a'..=b'f'));
        let decoded = if is_hex {
            u128::from_str_radix(id, 16).ok().map(|number| (1, number.to_be_bytes().to_vec()))
        } else {
            let bytes = URL_SAFE_NO_PAD.decode(id).ok().filter(|bytes| bytes.len() < 128);
            bytes.filter(|bytes| URL_SAFE_NO_PAD.encode(bytes) == id).map(|bytes| (2, bytes))
        };
        let (kind, bytes) = decoded.unwrap_or_else(|| (0, id.as_bytes().to_vec()));
        self.number(i64::try_from(bytes.len()).unwrap_or(i64::MAX) * 3 + kind);
        self.0.extend_from_slice(&bytes);
    }
}

/// Reads what [`Writer`] wrote.
struct Reader<'a>(&'a [u8]);

const BROKEN: ArchiveError = ArchiveError::Unreadable("entry");

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], ArchiveError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(BROKEN)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], ArchiveError> {
        self.take(LENGTH)?.try_into().map_err(|_| BROKEN)
    }

    fn number(&mut self) -> Result<i64, ArchiveError> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array::<1>()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed());
            }
        }
        Err(BROKEN)
    }

    fn text(&mut self) -> Result<String, ArchiveError> {
        let length = usize::try_from(self.number()?).map_err(|_| BROKEN)?;
        String::from_utf8(self.take(length)?.to_vec()).map_err(|_| BROKEN)
    }

    fn request(&mut self) -> Result<String, ArchiveError> {
        let number = self.number()?;
        let bytes = self.take(usize::try_from(number / 3).map_err(|_| BROKEN)?)?;
        match number % 3 {
            0 => String::from_utf8(bytes.to_vec()).map_err(|_| BROKEN),
            1 => Ok(format!("{:032x}", u128::from_be_bytes(bytes.try_into().map_err(|_| BROKEN)?))),
            _ => Ok(URL_SAFE_NO_PAD.encode(bytes)),
        }
    }
}

/// A body taken apart: patron and object are columns and come from there, the network is a code.
pub(crate) struct Body {
    pub check: [u8; 6],
    /// Who did it; `Ok(true)` for the patron.
    pub actor: Option<Actor>,
    pub network: Option<i64>,
    pub content: Result<Content, Erasure>,
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Actor {
    /// The patron.
    Patron,
    /// Somebody with this number.
    Other(i64),
}

pub(crate) fn write(
    check: &[u8; 6],
    actor: Option<Actor>,
    network: Option<i64>,
    content: &Result<Content, Erasure>,
) -> Vec<u8> {
    let mut body = Writer(Vec::with_capacity(64));
    let of_actor = match actor {
        None => 0,
        Some(Actor::Patron) => OWN,
        Some(Actor::Other(_)) => ACTOR,
    };
    match content {
        Ok(content) => {
            let texts = [(OTHER, &content.other), (OLD, &content.old_value), (NEW, &content.new_value)];
            let network_bit = if network.is_some() { NETWORK } else { 0 };
            let bits = texts.iter().filter(|(_, text)| text.is_some()).fold(0, |bits, (bit, _)| bits | bit);
            body.0.push(bits | network_bit | of_actor);
            body.0.extend_from_slice(check);
            body.0.extend_from_slice(&content.salt);
            body.request(&content.request_id);
            if let Some(network) = network {
                body.number(network);
            }
            for text in texts.iter().filter_map(|(_, text)| text.as_deref()) {
                body.bytes(text.as_bytes());
            }
        }
        Err(erasure) => {
            body.0.push(ERASED | of_actor | if erasure.by.is_some() { BY } else { 0 });
            body.0.extend_from_slice(check);
            body.0.extend_from_slice(&erasure.digest);
            body.0.extend_from_slice(&erasure.mac);
            body.number(erasure.at);
            body.bytes(erasure.ground.as_bytes());
            if let Some(by) = erasure.by {
                body.number(by);
            }
        }
    }
    if let Some(Actor::Other(actor)) = actor {
        body.number(actor);
    }
    body.0
}

pub(crate) fn read(bytes: &[u8]) -> Result<Body, ArchiveError> {
    let mut body = Reader(bytes);
    let [bits] = body.array::<1>()?;
    let check = body.array()?;
    let mut network = None;
    let content = if bits & ERASED != 0 {
        let (digest, mac) = (body.array()?, body.array()?);
        let (at, ground) = (body.number()?, body.text()?);
        let by = if bits & BY != 0 { Some(body.number()?) } else { None };
        Err(Erasure { at, ground, by, mac, digest })
    } else {
        let salt = body.array()?;
        let request_id = body.request()?;
        if bits & NETWORK != 0 {
            network = Some(body.number()?);
        }
        let mut text = |bit: u8| if bits & bit == 0 { Ok(None) } else { body.text().map(Some) };
        let (other, old_value, new_value) = (text(OTHER)?, text(OLD)?, text(NEW)?);
        Ok(Content { salt, request_id, other, old_value, new_value, ..Content::default() })
    };
    let actor = match bits & (OWN | ACTOR) {
        0 => None,
        OWN => Some(Actor::Patron),
        _ => Some(Actor::Other(body.number()?)),
    };
    if body.0.is_empty() { Ok(Body { check, actor, network, content }) } else { Err(BROKEN) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn content() -> impl Strategy<Value = Content> {
        let text = || proptest::option::of(".{0,40}");
        let request = prop_oneof![
            Just(String::new()),
            ".{0,40}",
            "[0-9a-f]{32}",
            any::<[u8; 12]>().prop_map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
        ];
        (request, text(), text(), text(), any::<[u8; 16]>()).prop_map(
            |(request_id, other, old_value, new_value, salt)| Content {
                request_id,
                other,
                old_value,
                new_value,
                salt,
                ..Content::default()
            },
        )
    }

    fn erasure() -> impl Strategy<Value = Erasure> {
        (any::<i64>(), ".{0,30}", any::<Option<i64>>(), any::<[u8; 32]>(), any::<[u8; 32]>())
            .prop_map(|(at, ground, by, mac, digest)| Erasure { at, ground, by, mac, digest })
    }

    proptest! {
        #[test]
        fn a_body_comes_back_as_it_was(
            content in prop_oneof![content().prop_map(Ok), erasure().prop_map(Err)],
            check: [u8; 6],
            actor in prop_oneof![Just(None), Just(Some(Actor::Patron)), any::<i64>().prop_map(|id| Some(Actor::Other(id)))],
            network: Option<i64>,
        ) {
            let network = network.filter(|_| content.is_ok());
            let body = read(&write(&check, actor, network, &content)).unwrap();
            prop_assert_eq!((body.check, body.actor, body.network, body.content), (check, actor, network, content));
        }

        #[test]
        fn any_bytes_are_a_body_or_refused(bytes: Vec<u8>) {
            let _ = read(&bytes);
        }
    }

    #[test]
    fn an_ordinary_view_takes_little() {
        let request_id = URL_SAFE_NO_PAD.encode([9; 12]);
        let content = Content { request_id, ..Content::default() };
        assert_eq!(write(&[0; 6], Some(Actor::Patron), Some(40), &Ok(content)).len(), 1 + 6 + 16 + 1 + 12 + 1);
    }
}
