//! A run of digits that may be a number, taken apart.

/// What stands between the two groups of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    /// Nothing: one run of digits.
    None,
    /// A space.
    Space,
    /// A hyphen, or what people and programs write in its place.
    Hyphen,
    /// A plus sign: Swedish, older than a hundred years.
    Plus,
    /// A slash, perhaps with spaces: Czech and Slovak.
    Slash,
}

/// The digits of a candidate, at most twelve.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    digits: [u8; 12],
    /// How many there are.
    pub count: usize,
    /// How many stand before the separator.
    pub before: usize,
    /// What separates them.
    pub separator: Separator,
}

impl Candidate {
    /// Takes up to twelve ASCII digits.
    pub fn new(first: &[u8], separator: Separator, second: &[u8]) -> Option<Self> {
        let mut digits = [0; 12];
        let count = first.len() + second.len();
        for (slot, digit) in digits.get_mut(..count)?.iter_mut().zip(first.iter().chain(second)) {
            *slot = digit.wrapping_sub(b'0');
        }
        Some(Self { digits, count, before: first.len(), separator })
    }

    /// All digits.
    pub fn digits(&self) -> &[u8] {
        &self.digits[..self.count]
    }

    /// Two digits as a number.
    pub fn pair(&self, at: usize) -> u32 {
        self.number(at, 2)
    }

    /// Some digits as a number.
    pub fn number(&self, at: usize, length: usize) -> u32 {
        self.digits().iter().skip(at).take(length).fold(0, |number, digit| number * 10 + u32::from(*digit))
    }

    /// The sum of the digits, each times its weight.
    pub fn weighted(&self, weights: &[u32]) -> u32 {
        self.digits().iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
    }
}
