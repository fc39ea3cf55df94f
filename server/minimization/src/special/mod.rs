//! Words that suggest special categories of personal data.

mod builtin;
mod category;
mod fold;
mod lexicon;
mod matching;
mod notation;

pub use builtin::lists;
pub use category::Category;
pub use lexicon::{Finding, Lexicon, ListError};
pub use notation::Problem;
