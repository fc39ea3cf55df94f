//! A receipt: what was answered, when, how, and to which words. Made to be printed.

use carrel_domain::Timestamp;
use carrel_services::consents::ReceiptView;
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::{
    components::consent_parts::purpose_name,
    visit::{PageError, Visit},
};

/// The page.
#[component]
pub fn ConsentReceiptPage() -> impl IntoView {
    let visit = Visit::current();
    let id = use_params_map().get_untracked().get_str("receipt").unwrap_or_default().to_owned();
    Suspend::new(async move {
        match load(&visit, &id).await {
            Ok(found) => page(&visit, found).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, id: &str) -> Result<ReceiptView, PageError> {
    Ok(visit.services.consent_receipt(visit.session()?, id, &visit.origin).await?)
}

fn page(visit: &Visit, found: ReceiptView) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let receipt = found.receipt;
    let (name, cardnumber) = (visit.session()?.name.clone(), visit.session()?.cardnumber.clone());
    let version = receipt.version.map(|version| {
        let from = found.valid_from.map(|from| format.day_of(from)).unwrap_or_default();
        let text = if from.is_empty() { key::CONSENT_VERSION_FIRST } else { key::CONSENT_VERSION };
        texts.fill(text, &[("version", format.count(version).into()), ("date", from.into())])
    });
    let language = receipt.language.as_deref().and_then(carrel_domain::Language::from_tag);
    let facts = [
        (key::RECEIPT_WHO, Some(format!("{name}, {cardnumber}"))),
        (key::RECEIPT_ANSWER, Some(texts.code("consent-answer", &receipt.answer).into_owned())),
        (key::RECEIPT_WHEN, Some(format.time(Timestamp(receipt.answered_at)))),
        (key::RECEIPT_HOW, Some(texts.code("consent-how", &receipt.how).into_owned())),
        (key::RECEIPT_LANGUAGE, language.map(|language| language.own_name().to_owned())),
        (key::RECEIPT_VERSION, version),
        (key::RECEIPT_NUMBER, Some(receipt.public_id.clone())),
    ];
    let facts = facts
        .into_iter()
        .filter_map(|(name, text)| Some((name, text?)))
        .map(|(name, text)| view! { <div><dt>{texts.say(name)}</dt><dd dir="auto">{text}</dd></div> })
        .collect_view();
    let title = purpose_name(visit, &receipt.purpose)?;
    let lang = language.map(carrel_domain::Language::code);
    Ok(view! {
        <Title text=texts.say(key::RECEIPT_TITLE) />
        <div class="page narrow">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/consents")>{texts.say(key::CONSENTS_TITLE)}</a>
            </nav>
            <header class="letter">
                <h1>{texts.say(key::RECEIPT_TITLE)}</h1>
                <p class="lead" dir="auto">{title}</p>
            </header>
            <dl class="facts stacked">{facts}</dl>
            {found.wording.map(|wording| view! {
                <section class="block" aria-labelledby="words-title">
                    <h2 id="words-title">{texts.say(key::RECEIPT_WORDS)}</h2>
                    <blockquote class="said" dir="auto" lang=lang>
                        <p><strong>{wording.name}</strong></p>
                        <p class="as-written">{wording.explanation}</p>
                        <p class="as-written">{wording.consequence}</p>
                    </blockquote>
                </section>
            })}
            <p class="fine">{texts.say(key::RECEIPT_FINE)}" "{visit.profile()?.name.clone()}</p>
        </div>
    }
    .into_any())
}
