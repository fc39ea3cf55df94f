//! The hash tree over the digests of all entries (RFC 6962, section 2.1), kept by the roots of its complete subtrees, so
//! that it grows without reading what it has.

use sha2::{Digest as _, Sha256};

use super::chain::{Hash, from_text, to_text};

/// A tree that grows to the right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// Height and root of each complete subtree, the highest and leftmost first.
    peaks: Vec<(u32, Hash)>,
}

impl Tree {
    /// Leaves it has.
    pub fn len(&self) -> u64 {
        self.peaks.iter().map(|(height, _)| 1 << height).sum()
    }

    /// Whether it has none.
    pub const fn is_empty(&self) -> bool {
        self.peaks.is_empty()
    }

    /// Adds the digest of the next entry.
    pub fn push(&mut self, digest: &Hash) {
        self.push_subtree(0, leaf(digest));
    }

    /// Adds a complete subtree of 2^`height` leaves; the tree's number of leaves must be a multiple of that.
    pub(crate) fn push_subtree(&mut self, mut height: u32, mut root: Hash) {
        while let Some((_, left)) = self.peaks.pop_if(|(last, _)| *last == height) {
            root = node(&left, &root);
            height += 1;
        }
        self.peaks.push((height, root));
    }

    /// The hash of the whole tree.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some((_, last)) = peaks.next() else { return Sha256::digest([]).into() };
        peaks.fold(*last, |right, (_, left)| node(left, &right))
    }

    /// The subtrees' roots as text, for a tree of [`Tree::len`] leaves.
    pub(crate) fn to_text(&self) -> String {
        self.peaks.iter().map(|(_, root)| to_text(root)).collect::<Vec<_>>().join(" ")
    }

    /// Reads what [`Tree::to_text`] wrote for a tree with so many leaves.
    pub(crate) fn from_text(leaves: u64, text: &str) -> Option<Self> {
        let heights = (0..64).rev().filter(|height| leaves >> height & 1 == 1);
        let roots: Vec<&str> = text.split(' ').filter(|root| !root.is_empty()).collect();
        if roots.len() != leaves.count_ones() as usize {
            return None;
        }
        let peaks = heights.zip(roots).map(|(height, root)| Some((height, from_text(root)?)));
        Some(Self { peaks: peaks.collect::<Option<_>>()? })
    }
}

/// The complete subtrees that leaves after `first` ones are in the tree, from left to right: what a tree of `first` leaves
/// goes on with when the leaves themselves are gone.
pub(crate) fn subtrees(first: u64, leaves: &[Hash]) -> Vec<(u32, Hash)> {
    let mut found = Vec::new();
    let (mut at, mut rest) = (first, leaves);
    while !rest.is_empty() {
        let height = at.trailing_zeros().min(rest.len().ilog2());
        let (part, after) = rest.split_at(1 << height);
        let mut tree = Tree::default();
        part.iter().for_each(|leaf| tree.push_subtree(0, *leaf));
        found.push((height, tree.root()));
        at += 1 << height;
        rest = after;
    }
    found
}

/// The fewest complete subtrees that are the same leaves as these, which follow each other from a leaf on.
pub(crate) fn joined(first: u64, nodes: impl Iterator<Item = (u32, Hash)>) -> Vec<(u32, Hash)> {
    let mut found: Vec<(u32, Hash)> = Vec::new();
    let mut end = first;
    for (mut height, mut root) in nodes {
        end += 1 << height;
        while end.trailing_zeros() > height
            && let Some((_, left)) = found.pop_if(|(before, _)| *before == height)
        {
            root = node(&left, &root);
            height += 1;
        }
        found.push((height, root));
    }
    found
}

/// The hash of a leaf.
pub(crate) fn leaf(digest: &Hash) -> Hash {
    Sha256::new().chain_update([0]).chain_update(digest).finalize().into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(number: usize) -> Hash {
        Sha256::digest(number.to_be_bytes()).into()
    }

    /// The definition in RFC 6962, word for word.
    fn by_definition(digests: &[Hash]) -> Hash {
        match digests {
            [] => Sha256::digest([]).into(),
            [one] => leaf(one),
            many => {
                let (left, right) = many.split_at(many.len().next_power_of_two() / 2);
                node(&by_definition(left), &by_definition(right))
            }
        }
    }

    #[test]
    fn it_is_the_tree_of_the_standard_at_every_size() {
        let mut tree = Tree::default();
        let mut digests = Vec::new();
        assert_eq!(tree.root(), by_definition(&[]));
        for number in 0..70 {
            digests.push(digest(number));
            tree.push(&digests[number]);
            assert_eq!(tree.root(), by_definition(&digests), "{number}");
            assert_eq!(tree.len(), digests.len() as u64);
            assert_eq!(Tree::from_text(tree.len(), &tree.to_text()), Some(tree.clone()));
        }
    }

    #[test]
    fn a_tree_goes_on_with_subtrees_as_with_leaves() {
        let leaves: Vec<Hash> = (0..70).map(|number| leaf(&digest(number))).collect();
        for first in 0..70 {
            for last in first..=70 {
                let (mut whole, mut short) = (Tree::default(), Tree::default());
                leaves[..last].iter().for_each(|leaf| whole.push_subtree(0, *leaf));
                leaves[..first].iter().for_each(|leaf| short.push_subtree(0, *leaf));
                let parts = subtrees(first as u64, &leaves[first..last]);
                assert!(parts.len() <= 12, "few");
                parts.into_iter().for_each(|(height, root)| short.push_subtree(height, root));
                assert_eq!(short, whole, "{first} {last}");
            }
        }
    }

    #[test]
    fn parts_of_a_stretch_make_the_subtrees_of_the_whole() {
        let leaves: Vec<Hash> = (0..70).map(|number| leaf(&digest(number))).collect();
        for first in 0..40 {
            for middle in first..=55 {
                for last in middle..=70 {
                    let parts = [(first, middle), (middle, last)];
                    let parts = parts.iter().flat_map(|(from, to)| subtrees(*from as u64, &leaves[*from..*to]));
                    let whole = subtrees(first as u64, &leaves[first..last]);
                    assert_eq!(joined(first as u64, parts), whole, "{first} {middle} {last}");
                }
            }
        }
    }

    #[test]
    fn an_empty_tree_has_the_hash_of_nothing() {
        let hex: String = Tree::default().root().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn a_broken_text_is_no_tree() {
        assert_eq!(Tree::from_text(3, ""), None);
        assert_eq!(Tree::from_text(1, "zzz"), None);
    }
}
