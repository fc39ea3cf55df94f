//! Every text for people, in every language Carrel speaks.
//!
//! The catalogues are Fluent files in `app/locales/LANGUAGE/*.ftl`. The build script compares them and makes one
//! constant in [`key`] for each text: a missing translation or a misspelt key does not compile. Pages, PDF, CSV and the
//! command line all speak through [`Texts`].

mod catalogue;
mod format;

pub use catalogue::{Key, Texts, key};
pub use fluent_bundle::FluentValue;
pub use format::{Format, Names};
