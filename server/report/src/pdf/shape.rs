//! Words as glyphs. Every word is shaped once: a library's rows repeat the same few thousand.

use std::collections::HashMap;

use rustybuzz::{BufferClusterLevel, BufferFlags, Direction, Script, ShapePlan, UnicodeBuffer};

use super::fonts::{FaceId, REGULAR, face};
use crate::visible::in_words;

/// Names a shaped word of this report.
pub(super) type PieceId = u32;

/// A glyph in its piece, measured in ems.
#[derive(Clone, Copy)]
pub(super) struct Glyph {
    pub id: u16,
    pub advance: f32,
    pub dx: f32,
    pub dy: f32,
    /// The bytes of the piece's text it stands for.
    pub start: u32,
    pub end: u32,
}

/// A word, or part of one, in one face and one direction.
pub(super) struct Piece {
    pub face: FaceId,
    pub rtl: bool,
    text: (u32, u32),
    glyphs: (u32, u32),
    /// Width in ems, with the spaces at its end.
    pub width: f32,
    /// Width in ems of the spaces at its end.
    pub trailing: f32,
}

/// Shapes words and remembers them.
#[derive(Default)]
pub(super) struct Shaper {
    pieces: Vec<Piece>,
    texts: String,
    glyphs: Vec<Glyph>,
    known: HashMap<(FaceId, bool), HashMap<Box<str>, PieceId>>,
    plans: HashMap<(FaceId, bool, Option<Script>), ShapePlan>,
    buffer: Option<UnicodeBuffer>,
}

impl Shaper {
    /// The shaped form of a word. The face must have its characters; should it not, they are named.
    pub fn piece(&mut self, face: FaceId, rtl: bool, text: &str) -> PieceId {
        if let Some(&id) = self.known.get(&(face, rtl)).and_then(|words| words.get(text)) {
            return id;
        }
        let id = match self.shape(face, rtl, text) {
            Some(id) => id,
            None => {
                let named: String = text.chars().map(in_words).collect();
                self.shape(REGULAR, false, &named).unwrap_or_default()
            }
        };
        self.known.entry((face, rtl)).or_default().insert(text.into(), id);
        id
    }

    /// A shaped word.
    pub fn get(&self, id: PieceId) -> &Piece {
        &self.pieces[id as usize]
    }

    /// The text of a shaped word.
    pub fn text(&self, piece: &Piece) -> &str {
        &self.texts[piece.text.0 as usize..piece.text.1 as usize]
    }

    /// The glyphs of a shaped word, from left to right.
    pub fn glyphs(&self, piece: &Piece) -> &[Glyph] {
        &self.glyphs[piece.glyphs.0 as usize..piece.glyphs.1 as usize]
    }

    fn shape(&mut self, id: FaceId, rtl: bool, text: &str) -> Option<PieceId> {
        let face = face(id)?;
        let mut buffer = self.buffer.take().unwrap_or_default();
        buffer.push_str(text);
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        // A mark keeps its own character: then nearly every glyph stands for one, which every reader understands.
        buffer.set_cluster_level(BufferClusterLevel::MonotoneCharacters);
        buffer.guess_segment_properties();
        let direction = if rtl { Direction::RightToLeft } else { Direction::LeftToRight };
        buffer.set_direction(direction);
        let script = Some(buffer.script());
        let plan = self
            .plans
            .entry((id, rtl, script))
            .or_insert_with(|| ShapePlan::new(&face.shaper, direction, script, None, &[]));
        let shaped = rustybuzz::shape_with_plan(&face.shaper, plan, buffer);
        let from = self.glyphs.len();
        let (infos, positions) = (shaped.glyph_infos(), shaped.glyph_positions());
        let mut complete = true;
        for (at, (info, position)) in infos.iter().zip(positions).enumerate() {
            // A cluster ends where the next one in reading order begins.
            let next = if rtl {
                infos[..at].iter().rev().find(|other| other.cluster != info.cluster)
            } else {
                infos[at + 1..].iter().find(|other| other.cluster != info.cluster)
            };
            complete &= info.glyph_id != 0;
            self.glyphs.push(Glyph {
                id: u16::try_from(info.glyph_id).unwrap_or_default(),
                advance: position.x_advance as f32 / face.units,
                dx: position.x_offset as f32 / face.units,
                dy: position.y_offset as f32 / face.units,
                start: info.cluster,
                end: next.map_or(text.len() as u32, |other| other.cluster),
            });
        }
        self.buffer = Some(shaped.clear());
        if !complete {
            self.glyphs.truncate(from);
            return None;
        }
        let width = self.glyphs[from..].iter().map(|glyph| glyph.advance).sum();
        let bare = text.trim_end_matches([' ', '\u{200b}']).len() as u32;
        let trailing = self.glyphs[from..].iter().filter(|glyph| glyph.start >= bare).map(|glyph| glyph.advance).sum();
        let start = self.texts.len() as u32;
        self.texts.push_str(text);
        self.pieces.push(Piece {
            face: id,
            rtl,
            text: (start, self.texts.len() as u32),
            glyphs: (from as u32, self.glyphs.len() as u32),
            width,
            trailing,
        });
        Some(self.pieces.len() as PieceId - 1)
    }
}
