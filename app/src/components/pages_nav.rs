//! Links between the pages of a long list.

use carrel_texts::key;
use leptos::prelude::*;

use crate::visit::Visit;

/// Previous, next, and where we are. `address` makes the address of a page, counted from 1.
#[component]
pub fn PagesNav<F>(
    /// This page, from 1.
    page: u32,
    /// How many there are.
    pages: u32,
    /// Makes the address of a page.
    address: F,
) -> impl IntoView
where
    F: Fn(u32) -> String,
{
    let texts = Visit::current().texts();
    (pages > 1).then(|| {
        let position =
            texts.fill(key::PAGE_OF, &[("page", page.to_string().into()), ("pages", pages.to_string().into())]);
        let link = |to: u32, rel: &'static str, text: &'static str| {
            let is_there = (1..=pages).contains(&to);
            is_there.then(|| view! { <a class="button-quiet" rel=rel href=address(to)>{text}</a> })
        };
        view! {
            <nav class="pages" aria-label=texts.say(key::PAGES_LABEL)>
                {link(page.saturating_sub(1), "prev", texts.say(key::PREVIOUS_PAGE))}
                <span>{position}</span>
                {link(page + 1, "next", texts.say(key::NEXT_PAGE))}
            </nav>
        }
    })
}
