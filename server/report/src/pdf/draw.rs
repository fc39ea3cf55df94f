//! Laid-out pages as a PDF: PDF/A-2a for keeping and PDF/UA-1 for everyone, at once.

use std::ops::Range;

use krilla::{
    Document, SerializeSettings,
    annotation::{Annotation, LinkAnnotation, Target},
    color::rgb,
    configure::{Accessibility, Archival, ConfigurationBuilder},
    destination::XyzDestination,
    geom::{PathBuilder, Point, Rect},
    metadata::Metadata,
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::{Fill, FillRule},
    surface::{Location, Surface},
    tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag},
    text::GlyphId,
};

use super::{
    fonts::face,
    lines::Setter,
    page::{Item, Page},
    shape::Glyph,
    style::{Color, PAGE_HEIGHT, PAGE_WIDTH},
    tree::{FURNITURE, NodeId, Tree},
};

/// A place bookmarks and contents lead to.
pub(super) struct Mark {
    /// What it is called.
    pub title: String,
    /// Page, counted from 0.
    pub page: usize,
    /// From the top of the page.
    pub y: f32,
}

/// Draws the pages and puts the document together.
pub(super) fn draw(
    pages: Vec<Page>,
    marks: &[Mark],
    setter: Setter,
    tree: Tree,
    metadata: Metadata,
) -> Result<Vec<u8>, String> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| format!("{error:?}"))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    document.set_metadata(metadata);
    let mut leaves = Vec::new();
    let mut scratch = Scratch::default();
    for page in pages {
        let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).unwrap_or_default();
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        draw_items(&page, &setter, &mut surface, &mut scratch, &mut leaves);
        surface.finish();
        for link in &page.links {
            let target = marks.get(link.mark).map(destination);
            let area = Rect::from_xywh(link.x, link.y, link.width, link.height);
            if let Some((target, area)) = target.zip(area) {
                let annotation = LinkAnnotation::new(area, Target::Destination(target.into()));
                let annotation = Annotation::new_link(annotation, Some(link.text.clone()));
                leaves.push((link.node, sheet.add_tagged_annotation(annotation)));
            }
        }
        sheet.finish();
    }
    // What is drawn is not needed to put the document together, which takes the most memory.
    drop(setter);
    let mut outline = Outline::new();
    for mark in marks {
        outline.push_child(OutlineNode::new(mark.title.clone(), destination(mark)));
    }
    document.set_outline(outline);
    document.set_tag_tree(tree.finish(leaves));
    document.finish().map_err(|error| format!("{error:?}"))
}

fn destination(mark: &Mark) -> XyzDestination {
    XyzDestination::new(mark.page, Point::from_xy(0.0, mark.y))
}

#[derive(Default)]
struct Scratch {
    text: String,
    glyphs: Vec<Placed>,
}

fn draw_items(
    page: &Page,
    setter: &Setter,
    surface: &mut Surface<'_>,
    scratch: &mut Scratch,
    leaves: &mut Vec<(NodeId, Identifier)>,
) {
    let mut open: Option<NodeId> = None;
    let mut ink = None;
    for item in &page.items {
        match *item {
            Item::Fill { x, y, width, height, color } => {
                if open.take().is_some() {
                    surface.end_tagged();
                }
                surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
                set_color(surface, &mut ink, color);
                let mut path = PathBuilder::new();
                if let Some(area) = Rect::from_xywh(x, y, width, height) {
                    path.push_rect(area);
                }
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
                surface.end_tagged();
            }
            Item::Text { node, x, baseline, size, color, words } => {
                set_color(surface, &mut ink, color);
                // Glyphs of a right-to-left word stand in the reverse of its reading order: not every reader of a PDF turns
                // them around, but every one knows the actual text.
                if let Some(text) = right_to_left(setter, words).filter(|_| node != FURNITURE) {
                    if open.take().is_some() {
                        surface.end_tagged();
                    }
                    let tag = SpanTag::empty().with_actual_text(Some(text));
                    leaves.push((node, surface.start_tagged(ContentTag::Span(tag))));
                    draw_words(setter, words, Point::from_xy(x, baseline), size, surface, scratch);
                    surface.end_tagged();
                    continue;
                }
                if open != Some(node) {
                    if open.is_some() {
                        surface.end_tagged();
                    }
                    open = Some(node);
                    if node == FURNITURE {
                        let kind = ArtifactType::PaginationOther;
                        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
                    } else {
                        leaves.push((node, surface.start_tagged(ContentTag::Other)));
                    }
                }
                draw_words(setter, words, Point::from_xy(x, baseline), size, surface, scratch);
            }
        }
    }
    if open.is_some() {
        surface.end_tagged();
    }
}

/// The text of a word that is written from right to left: such words are drawn one by one.
fn right_to_left(setter: &Setter, words: (u32, u32)) -> Option<&str> {
    let piece = setter.shaper.get(*setter.words.get(words.0 as usize)?);
    piece.rtl.then(|| setter.shaper.text(piece))
}

fn set_color(surface: &mut Surface<'_>, ink: &mut Option<Color>, color: Color) {
    if *ink != Some(color) {
        *ink = Some(color);
        let (red, green, blue) = color.rgb();
        surface.set_fill(Some(Fill {
            paint: rgb::Color::new(red, green, blue).into(),
            opacity: NormalizedF32::ONE,
            rule: FillRule::NonZero,
        }));
    }
}

/// Draws words from left to right, as many at once as share a face.
fn draw_words(
    setter: &Setter,
    words: (u32, u32),
    start: Point,
    size: f32,
    surface: &mut Surface<'_>,
    scratch: &mut Scratch,
) {
    let words = &setter.words[words.0 as usize..words.1 as usize];
    let mut x = start.x;
    for run in words.chunk_by(|one, other| setter.shaper.get(*one).face == setter.shaper.get(*other).face) {
        scratch.text.clear();
        scratch.glyphs.clear();
        let mut width = 0.0;
        let mut used = None;
        for word in run {
            let piece = setter.shaper.get(*word);
            let before = scratch.text.len();
            scratch.text.push_str(setter.shaper.text(piece));
            scratch.glyphs.extend(setter.shaper.glyphs(piece).iter().map(|glyph| Placed { glyph: *glyph, before }));
            width += piece.width * size;
            used = face(piece.face);
        }
        if let Some(face) = used
            && !scratch.glyphs.is_empty()
        {
            let at = Point::from_xy(x, start.y);
            surface.draw_glyphs(at, &scratch.glyphs, face.embedded.clone(), &scratch.text, size, false);
        }
        x += width;
    }
}

/// A glyph in its run.
struct Placed {
    glyph: Glyph,
    /// Where its piece begins in the text of the run.
    before: usize,
}

impl krilla::text::Glyph for Placed {
    fn glyph_id(&self) -> GlyphId {
        GlyphId::new(self.glyph.id.into())
    }

    fn text_range(&self) -> Range<usize> {
        self.before + self.glyph.start as usize..self.before + self.glyph.end as usize
    }

    fn x_advance(&self, size: f32) -> f32 {
        self.glyph.advance * size
    }

    fn x_offset(&self, size: f32) -> f32 {
        self.glyph.dx * size
    }

    fn y_offset(&self, size: f32) -> f32 {
        self.glyph.dy * size
    }

    fn y_advance(&self, _size: f32) -> f32 {
        0.0
    }

    fn location(&self) -> Option<Location> {
        None
    }
}
