//! The bundled faces, and which of them has a character.
//!
//! The files lie in `fonts/` and are part of the program; nothing of them is read until a report needs it.

use std::sync::{LazyLock, OnceLock};

use krilla::text::Font;

/// Place of a face in the list of bundled fonts.
pub(super) type FaceId = u8;

/// The face of running text.
pub(super) const REGULAR: FaceId = 0;
/// The face of labels.
pub(super) const BOLD: FaceId = 1;
/// The face of headings.
pub(super) const SERIF: FaceId = 2;

static FILES: &[&[u8]] = include!("../../fonts/list.rs");
/// Made with the fonts: ranges of characters, each as its first, then its last shifted by eight bits and the face.
static COVERAGE: &[u8] = include_bytes!("../../fonts/coverage.bin");

static FACES: [OnceLock<Option<Face>>; 73] = [const { OnceLock::new() }; 73];

/// A face ready to shape and to embed.
pub(super) struct Face {
    /// For the PDF.
    pub embedded: Font,
    /// For shaping.
    pub shaper: rustybuzz::Face<'static>,
    /// Font units of an em.
    pub units: f32,
}

/// The face at a place of the list; `None` is a broken font, which a test excludes.
pub(super) fn face(id: FaceId) -> Option<&'static Face> {
    let (cell, file) = FACES.get(usize::from(id)).zip(FILES.get(usize::from(id)).copied())?;
    cell.get_or_init(|| {
        let embedded = Font::new(file.into(), 0)?;
        let shaper = rustybuzz::Face::from_slice(file, 0)?;
        let units = embedded.units_per_em();
        Some(Face { embedded, shaper, units })
    })
    .as_ref()
}

struct Range {
    first: u32,
    last: u32,
    face: FaceId,
}

static RANGES: LazyLock<Vec<Range>> = LazyLock::new(|| {
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
    COVERAGE
        .chunks_exact(8)
        .map(|entry| {
            let second = number(&entry[4..]);
            Range { first: number(&entry[..4]), last: second >> 8, face: (second & 0xff) as FaceId }
        })
        .collect()
});

/// The first face that has a character. The text's own faces have the same ones and answer as [`REGULAR`].
pub(super) fn face_with(character: char) -> Option<FaceId> {
    let code = u32::from(character);
    let after = RANGES.partition_point(|range| range.first <= code);
    let range = RANGES.get(after.checked_sub(1)?)?;
    (code <= range.last).then_some(range.face)
}

/// Whether a certain face has a character.
pub(super) fn has(id: FaceId, character: char) -> bool {
    face(id).is_some_and(|face| face.shaper.glyph_index(character).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_font_can_be_read() {
        assert_eq!(FILES.len(), FACES.len());
        for id in 0..FILES.len() {
            assert!(face(FaceId::try_from(id).unwrap()).is_some(), "font {id}");
        }
    }

    #[test]
    fn the_table_of_characters_tells_what_the_fonts_have() {
        for character in (0..0x11_0000).filter_map(char::from_u32) {
            match face_with(character) {
                Some(REGULAR) => assert!((REGULAR..=SERIF).all(|own| has(own, character)), "{character:?}"),
                Some(id) => assert!(has(id, character), "{character:?} in {id}"),
                None => {}
            }
        }
    }

    #[test]
    fn the_worlds_scripts_have_a_face() {
        for text in [
            "Žižek Ærø Ğ ħ",
            "Ελληνικά",
            "Українська",
            "עברית",
            "العربية",
            "हिन्दी",
            "বাংলা",
            "தமிழ்",
            "ไทย",
            "ქართული",
            "Հայերեն",
            "አማርኛ",
            "中文漢字",
            "日本語かな",
            "한국어",
            "😀",
            "♫→∑",
        ] {
            for character in text.chars() {
                assert!(face_with(character).is_some(), "{character:?}");
            }
        }
    }
}
