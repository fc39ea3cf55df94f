//! Cells beside each other that break over pages together.

use super::{lines::Line, page::Composer, style::Style, tree::NodeId};

/// One cell of a band.
pub(super) struct Strip<'a> {
    pub node: NodeId,
    pub lines: &'a [Line],
    pub x: f32,
    /// Width to fill if the lines end at the right.
    pub flush_right: Option<f32>,
    pub style: Style,
}

/// Sets cells side by side, line by line; all have the leading of the first. Where the page ends, `turn` begins another.
pub(super) fn band(composer: &mut Composer, strips: &[Strip<'_>], turn: &mut dyn FnMut(&mut Composer)) {
    let Some(leading) = strips.first().map(|strip| strip.style.leading) else {
        return;
    };
    let count = strips.iter().map(|strip| strip.lines.len()).max().unwrap_or(0);
    let mut done = 0;
    while done < count {
        let fitting = (composer.room() / leading).max(0.0) as usize;
        if fitting == 0 {
            turn(composer);
            // A page that is full when it begins would never end.
            if composer.room() < leading {
                return;
            }
            continue;
        }
        let until = count.min(done + fitting);
        for strip in strips {
            let lines = strip.lines.get(done..until.min(strip.lines.len())).unwrap_or_default();
            for (at, line) in lines.iter().enumerate() {
                let shift = strip.flush_right.map_or(0.0, |width| (width - line.width).max(0.0));
                composer.put(line, strip.node, strip.x + shift, composer.y + at as f32 * leading, strip.style);
            }
        }
        composer.y += (until - done) as f32 * leading;
        done = until;
    }
}
