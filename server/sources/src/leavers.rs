//! Those who were in a source and no longer are.

use carrel_store::{
    Store,
    import::{DataSource, Member},
};

use crate::SourceError;

/// Members that are read at once.
const PAGE: u32 = 5_000;

/// How many of a hundred may leave a source at once: if more do, it is more likely the source that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guard(u8);

impl Default for Guard {
    fn default() -> Self {
        Self(10)
    }
}

impl Guard {
    /// 0 to 100.
    pub const fn new(percent: u8) -> Option<Self> {
        if percent <= 100 { Some(Self(percent)) } else { None }
    }

    /// Stops what would let too many leave.
    ///
    /// # Errors
    /// When it would.
    pub fn check(self, left: u64, known: u64) -> Result<(), SourceError> {
        if left * 100 > known * u64::from(self.0) {
            return Err(SourceError::TooManyLeavers { left, known, percent: self.0 });
        }
        Ok(())
    }
}

/// Everybody who was in a source.
pub(crate) async fn read_members(store: &Store, source: &DataSource) -> Result<Vec<Member>, SourceError> {
    let mut members: Vec<Member> = Vec::new();
    loop {
        let after = members.last().map_or("", |member| member.key.as_str());
        let page = source.members(store, after, PAGE).await?;
        let is_last = page.len() < PAGE as usize;
        members.extend(page);
        if is_last {
            return Ok(members);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_the_percentage_stops_and_exactly_that_does_not() {
        assert!(Guard::default().check(10, 100).is_ok());
        assert!(Guard::default().check(11, 100).is_err());
        assert!(Guard::default().check(0, 0).is_ok());
        assert!(Guard::new(100).unwrap().check(5, 5).is_ok());
        assert!(Guard::new(0).unwrap().check(1, 1_000_000).is_err());
        assert_eq!(Guard::new(101), None);
    }
}
