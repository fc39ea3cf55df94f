//! The word lists that come with Carrel.

use super::category::Category;

/// Each list with its category. data/README.md says how they are written.
pub(super) const FILES: &[(Category, &str)] = &[
    (Category::Health, include_str!("../../data/en-health.txt")),
    (Category::Belief, include_str!("../../data/en-belief.txt")),
    (Category::Politics, include_str!("../../data/en-politics.txt")),
    (Category::Union, include_str!("../../data/en-union.txt")),
    (Category::Ethnicity, include_str!("../../data/en-ethnicity.txt")),
    (Category::Sexuality, include_str!("../../data/en-sexuality.txt")),
    (Category::Crime, include_str!("../../data/en-crime.txt")),
    (Category::Health, include_str!("../../data/fi-health.txt")),
    (Category::Belief, include_str!("../../data/fi-belief.txt")),
    (Category::Politics, include_str!("../../data/fi-politics.txt")),
    (Category::Union, include_str!("../../data/fi-union.txt")),
    (Category::Ethnicity, include_str!("../../data/fi-ethnicity.txt")),
    (Category::Sexuality, include_str!("../../data/fi-sexuality.txt")),
    (Category::Crime, include_str!("../../data/fi-crime.txt")),
    (Category::Health, include_str!("../../data/sv-health.txt")),
    (Category::Belief, include_str!("../../data/sv-belief.txt")),
    (Category::Politics, include_str!("../../data/sv-politics.txt")),
    (Category::Union, include_str!("../../data/sv-union.txt")),
    (Category::Ethnicity, include_str!("../../data/sv-ethnicity.txt")),
    (Category::Sexuality, include_str!("../../data/sv-sexuality.txt")),
    (Category::Crime, include_str!("../../data/sv-crime.txt")),
    (Category::Health, include_str!("../../data/cs-health.txt")),
    (Category::Belief, include_str!("../../data/cs-belief.txt")),
    (Category::Politics, include_str!("../../data/cs-politics.txt")),
    (Category::Union, include_str!("../../data/cs-union.txt")),
    (Category::Ethnicity, include_str!("../../data/cs-ethnicity.txt")),
    (Category::Sexuality, include_str!("../../data/cs-sexuality.txt")),
    (Category::Crime, include_str!("../../data/cs-crime.txt")),
    (Category::Health, include_str!("../../data/da-health.txt")),
    (Category::Belief, include_str!("../../data/da-belief.txt")),
    (Category::Politics, include_str!("../../data/da-politics.txt")),
    (Category::Union, include_str!("../../data/da-union.txt")),
    (Category::Ethnicity, include_str!("../../data/da-ethnicity.txt")),
    (Category::Sexuality, include_str!("../../data/da-sexuality.txt")),
    (Category::Crime, include_str!("../../data/da-crime.txt")),
    (Category::Health, include_str!("../../data/pl-health.txt")),
    (Category::Belief, include_str!("../../data/pl-belief.txt")),
    (Category::Politics, include_str!("../../data/pl-politics.txt")),
    (Category::Union, include_str!("../../data/pl-union.txt")),
    (Category::Ethnicity, include_str!("../../data/pl-ethnicity.txt")),
    (Category::Sexuality, include_str!("../../data/pl-sexuality.txt")),
    (Category::Crime, include_str!("../../data/pl-crime.txt")),
];

/// The texts of the lists that come with Carrel, to tell whether they have changed.
pub fn lists() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(_, list)| *list)
}
