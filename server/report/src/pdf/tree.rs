//! The structure of the document, as assistive technology reads it: what is a heading, a table, a cell.

use std::num::NonZeroU16;

use krilla::tagging::{Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree};

/// Names a node of the structure.
pub(super) type NodeId = u32;

/// Not part of the structure: page numbers, repeated table heads.
pub(super) const FURNITURE: NodeId = NodeId::MAX;

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum Role {
    /// All of it.
    Document,
    /// A part with a heading; left out if nothing is put into it.
    Section,
    /// A heading: its level and its text.
    Heading(NonZeroU16, String),
    Paragraph,
    List,
    Item,
    Label,
    Body,
    /// A table: what it holds.
    Table(String),
    Head,
    Rows,
    Row,
    /// The head of a column.
    ColumnHead,
    /// The cell that names a row.
    RowHead,
    Cell,
    Contents,
    ContentsItem,
    Reference,
    Link,
}

/// The first level.
pub(super) const H1: NonZeroU16 = NonZeroU16::MIN;
/// The second level.
pub(super) const H2: NonZeroU16 = NonZeroU16::MIN.saturating_add(1);
/// The third level.
pub(super) const H3: NonZeroU16 = NonZeroU16::MIN.saturating_add(2);

/// The structure while it grows: a node always comes after its parent, and after the siblings it is read after.
pub(super) struct Tree {
    nodes: Vec<(Role, NodeId)>,
}

/// The whole document.
pub(super) const ROOT: NodeId = 0;

impl Tree {
    pub fn new() -> Self {
        Self { nodes: vec![(Role::Document, ROOT)] }
    }

    /// Adds a node as the last child of another.
    pub fn add(&mut self, parent: NodeId, role: Role) -> NodeId {
        self.nodes.push((role, parent));
        (self.nodes.len() - 1) as NodeId
    }

    /// How many nodes there are, to go back to with [`Self::truncate`].
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Forgets nodes that were added since.
    pub fn truncate(&mut self, len: usize) {
        self.nodes.truncate(len);
    }

    /// The tags of the PDF, with the marked content of each node in the order it was drawn.
    ///
    /// Nodes are taken from the end, each with its content: nothing is held twice, and no list is longer than what is in it.
    pub fn finish(self, mut leaves: Vec<(NodeId, Identifier)>) -> TagTree {
        // Stable: what belongs to one node stays in its order.
        leaves.sort_by_key(|(node, _)| *node);
        let mut nodes = self.nodes;
        // Child groups that are there already, the last one first.
        let mut groups: Vec<Vec<Node>> = Vec::new();
        groups.resize_with(nodes.len(), Vec::new);
        while nodes.len() > 1 {
            let (Some((role, parent)), Some(mut inner)) = (nodes.pop(), groups.pop()) else {
                break;
            };
            let from = leaves.partition_point(|(node, _)| (*node as usize) < nodes.len());
            // Leaves first, then groups: no node has both, but the link, whose text comes before its annotation.
            let mut children = Vec::with_capacity(leaves.len() - from + inner.len());
            children.extend(leaves.drain(from..).map(|(_, identifier)| Node::from(identifier)));
            inner.reverse();
            children.append(&mut inner);
            // A cell may be empty, for the grid needs it; nothing else.
            if children.is_empty() && !matches!(role, Role::Cell) {
                continue;
            }
            if let Some(siblings) = groups.get_mut(parent as usize) {
                siblings.push(Node::Group(TagGroup::with_children(tag(role), children)));
            }
        }
        let mut children = groups.pop().unwrap_or_default();
        children.reverse();
        TagTree::from(children)
    }
}

fn tag(role: Role) -> TagKind {
    match role {
        Role::Document | Role::Section => Tag::Section.into(),
        Role::Heading(level, title) => Tag::Hn(level, Some(title)).into(),
        Role::Paragraph => Tag::P.into(),
        Role::List => Tag::L(ListNumbering::None).into(),
        Role::Item => Tag::LI.into(),
        Role::Label => Tag::Lbl.into(),
        Role::Body => Tag::LBody.into(),
        Role::Table(summary) => Tag::Table.with_summary(Some(summary)).into(),
        Role::Head => Tag::THead.into(),
        Role::Rows => Tag::TBody.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHead => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
        Role::Contents => Tag::TOC.into(),
        Role::ContentsItem => Tag::TOCI.into(),
        Role::Reference => Tag::Reference.into(),
        Role::Link => Tag::Link.into(),
    }
}
