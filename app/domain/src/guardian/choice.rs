//! What a ward chose in the library system.

use super::{Sight, Sights};

/// The ward's own choice, as the library system sends it (Koha's `privacy_guarantor_checkouts` and
/// `privacy_guarantor_fines`); nothing where it sends none.
///
/// It can only narrow what the library opened: a “no” there is a “no” here, so that a guardian sees no more than the
/// library system itself would show; a “yes” opens nothing that the library keeps closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WardChoice {
    /// Whether guardians may see what is on loan.
    pub checkouts: Option<bool>,
    /// Whether guardians may see fees.
    pub fees: Option<bool>,
}

impl WardChoice {
    /// What is left. Whoever keeps their loans to themselves is not given away by the titles of fees and holds.
    pub fn narrow(self, sights: Sights) -> Sights {
        let sights = if self.fees == Some(false) { sights.without(Sight::Fees) } else { sights };
        if self.checkouts == Some(false) { sights.without(Sight::Checkouts).without(Sight::Titles) } else { sights }
    }
}
