//! What can go wrong with another system.

/// Why there is no answer, or none that can be used. Names nothing of what was asked or answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Nobody answers at its address.
    #[error("it cannot be reached")]
    Unreachable,
    /// Its certificate is not one that is trusted.
    #[error("its certificate is not trusted")]
    Certificate,
    /// It did not answer in time.
    #[error("it did not answer in time")]
    Slow,
    /// It answers more than is taken.
    #[error("its answer is too large")]
    TooLarge,
    /// Its answer ends in the middle.
    #[error("its answer was cut off")]
    CutOff,
    /// It sends somewhere else, where nobody follows.
    #[error("it sends elsewhere")]
    Elsewhere,
    /// A page for people, or anything else that is not JSON.
    #[error("its answer is not JSON")]
    NotJson,
    /// JSON, but not what was asked for.
    #[error("its answer is not of the right shape")]
    WrongShape,
    /// It announced more rows than it sent.
    #[error("it announced more rows than it sent")]
    Incomplete,
    /// It does not take Carrel's own credentials.
    #[error("it does not take our credentials")]
    Unauthorized,
    /// Carrel's account there may not do this.
    #[error("our account there may not do this")]
    Forbidden,
    /// It does not have what was asked for.
    #[error("it does not have what was asked for")]
    NotFound,
    /// It does not take what it was sent.
    #[error("it refused what it was sent")]
    Refused,
    /// What was to be changed is not as it was any more.
    #[error("it was changed there in the meantime")]
    Conflict,
    /// It has been asked too often.
    #[error("it was asked too often")]
    TooMany {
        /// Seconds after which it may be asked again, if it said so.
        retry_after: Option<i64>,
    },
    /// It says that something is broken there.
    #[error("something is broken there")]
    Broken,
    /// It failed so often that it is left alone for a while.
    #[error("it is left alone for a while after failures")]
    Resting,
    /// As many questions as are allowed are on their way already.
    #[error("too many questions are on their way already")]
    Busy,
    /// It has no such endpoint; a word for which.
    #[error("it does not offer {0}")]
    NotOffered(&'static str),
}

impl Trouble {
    /// A word for logs and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Certificate => "certificate",
            Self::Slow => "slow",
            Self::TooLarge => "too-large",
            Self::CutOff => "cut-off",
            Self::Elsewhere => "elsewhere",
            Self::NotJson => "not-json",
            Self::WrongShape => "wrong-shape",
            Self::Incomplete => "incomplete",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::Refused => "refused",
            Self::Conflict => "conflict",
            Self::TooMany { .. } => "too-many",
            Self::Broken => "broken",
            Self::Resting => "resting",
            Self::Busy => "busy",
            Self::NotOffered(_) => "not-offered",
        }
    }

    /// It tells of the other system's health, not of this one question: a few of these in a row and it is left alone.
    pub const fn is_failure(self) -> bool {
        matches!(
            self,
            Self::Unreachable
                | Self::Certificate
                | Self::Slow
                | Self::CutOff
                | Self::Elsewhere
                | Self::NotJson
                | Self::TooMany { .. }
                | Self::Broken
        )
    }

    /// Asking again later may help, without anybody changing anything here.
    pub const fn may_pass(self) -> bool {
        self.is_failure() || matches!(self, Self::Resting | Self::Busy | Self::Incomplete | Self::WrongShape)
    }
}
