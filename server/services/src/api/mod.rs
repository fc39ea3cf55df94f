//! The interface for programs of others: who they are, what they may read, and that every call is on record.
//!
//! A client is found by its token on each call ([`Services::begin_call`]); what it may then reach is a `StaffScope` that
//! only its scope makes. A patron's data takes a warrant (`delivery`) besides: nothing is handed over that no recorded
//! request asks for (requirement D1). What cannot be logged is not answered.

mod allowance;
mod asked;
mod call;
mod clients;
mod cursor;
mod data;
mod delivery;
mod koha;
mod koha_log;
mod koha_log_row;
mod listed;
mod log;
mod shape;
mod token;

pub use self::{
    allowance::Allowances,
    asked::Asked,
    call::{ApiCall, Caller},
    clients::{ApiClients, ClientWish, LONGEST_LIFE_DAYS, LONGEST_NAME, LONGEST_PURPOSE, MOST_CALLS, NewSecret},
    data::{DataItem, DataPage, DataWish, List, MOST_ROWS},
    koha::{AllData, KohaSection},
    koha_log::{KohaLogPage, KohaLogWish, MOST_ENTRIES, MOST_OF_PATRON},
    koha_log_row::KohaLogRow,
    listed::{ListedDisclosure, ListedRequest},
    log::{AuditItem, AuditPage, AuditWish},
    token::{IssuedToken, TokenError, TokenWish},
};
pub use carrel_store::api_client::Client;

use carrel_domain::ApiScope;

use crate::ServiceError;

/// Why a call is not answered.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// There is no token, or it is none that is good now.
    #[error("no valid token")]
    InvalidToken,
    /// The client may not come from there.
    #[error("not from this network")]
    Outside,
    /// The token may not be used for this.
    #[error("scope {} is missing", .0.name())]
    MissingScope(ApiScope),
    /// The client has made too many calls: wait.
    #[error("too many calls: wait {seconds} s")]
    TooManyCalls {
        /// How long, in seconds.
        seconds: i64,
    },
    /// No recorded request of the patron's permits it (requirement D1); a code says why.
    #[error("no request permits it: {0}")]
    RequestNeeded(&'static str),
    /// The cursor is none of ours, or another client's or list's, or too old.
    #[error("no such cursor")]
    BadCursor,
    /// Anything else.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<carrel_store::StoreError> for ApiError {
    fn from(error: carrel_store::StoreError) -> Self {
        Self::Service(error.into())
    }
}
