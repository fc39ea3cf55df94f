//! Line drawings: the brand mark, a carrel, an open book. They say nothing that the words beside them do not.

use leptos::prelude::*;

/// A desk in a niche with a lamp: a carrel, as small as a letter.
#[component]
pub fn BrandMark() -> impl IntoView {
    view! {
        <svg class="brand-mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
            <path d="M5 29V12C5 6 10 3 16 3s11 3 11 9v17" />
            <path d="M5 22h22M10 22v-5h7l2 2h3v3" />
            <path d="M16 3v5m-4 4 4-4 4 4z" />
        </svg>
    }
}

/// A carrel in the evening: niche, shelf, lamp and an open book in its light.
#[component]
pub fn Carrel() -> impl IntoView {
    view! {
        <svg class="drawing carrel" viewBox="18 4 404 316" width="404" height="316" aria-hidden="true">
            // The wall of the niche, and the light on it.
            <path class="wall" d="M52 318V128C52 58 122 20 220 20s168 38 168 108v190" />
            <path class="light" d="M110 180h92l118 70H58z" />
            // Frame, side panels and desk.
            <path class="line" d="M36 318V126C36 44 116 6 220 6s184 38 184 120v192" />
            <path class="line" d="M52 318V128C52 58 122 20 220 20s168 38 168 108v190" />
            <path class="line thin" d="M52 268h336M66 318v-36h308v36" />
            <path class="sheet-fill line" d="M24 250h392v12H24z" />
            <path class="line" d="M20 318h400" />
            // The shelf and its books.
            <path class="line" d="M54 118h332" />
            <path class="line" d="M96 118V74h14v44M110 118V64h18v54M128 118V80h12v38" />
            <path class="line thin" d="M100 84h6M114 76h10M114 106h10" />
            <path class="fill line" d="M140 118V70h16v48z" />
            <path class="line" d="m160 116 18-46 13 5-17 43" />
            <path class="line" d="M268 118V72h15v46M283 118V60h20v58M330 118V78h13v40" />
            <path class="wash line" d="M303 118V68h13v50zM316 118V82h14v36z" />
            <path class="line thin" d="M287 72h12M287 78h12M334 88h5" />
            // The lamp.
            <path class="line" d="M170 250v-7h-28v7M156 243v-63M156 158v-9" />
            <path class="fill line" d="M106 180c2-15 20-22 50-22s48 7 50 22z" />
            <path class="line thin" d="M178 180v15" />
            // The book.
            <path class="sheet-fill line" d="M262 244c-14-12-34-14-56-8v12h112v-12c-22-6-42-4-56 8z" />
            <path class="line thin" d="M262 244v4M216 240c14-3 26-2 36 4M308 240c-14-3-26-2-36 4" />
            <path class="line thin" d="M346 250v-14h18v14M364 239c8 0 8 8 0 8" />
        </svg>
    }
}

/// Papers on their way, and tied with a ribbon once they are ready to be carried home.
#[component]
pub fn Parcel(
    /// Tied, or still being gathered.
    is_ready: bool,
) -> impl IntoView {
    view! {
        <svg class="drawing" viewBox="0 0 160 100" width="160" height="100" aria-hidden="true">
            <path class="wash line thin" d="m44 22 72-10 10 66-72 10z" />
            <path class="sheet-fill line" d="M38 16h62l20 18v56H38z" />
            <path class="line" d="M100 16v18h20" />
            {if is_ready {
                view! {
                    <path class="line thin" d="M50 34h34M50 72h58M50 80h40" />
                    <path class="fill line thin" d="M38 52h82v7H38z" />
                    <path class="sheet-fill line" d="M79 55c-16-16-28-6-17 1 6 3 12 1 17-1zm0 0c16-16 28-6 17 1-6 3-12 1-17-1zm-1 3-9 15m11-15 9 15" />
                }
                .into_any()
            } else {
                view! { <path class="line thin" d="M50 34h34M50 46h58M50 58h58M50 70h24" /> }.into_any()
            }}
        </svg>
    }
}

/// Nothing to list: an open book with empty pages, and what that means.
#[component]
pub fn EmptyState(
    /// Why it is empty, in a sentence.
    text: &'static str,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <svg class="drawing" viewBox="0 0 120 70" width="120" height="70" aria-hidden="true">
                <path class="sheet-fill line" d="M60 58C46 46 28 44 8 48V12c20-4 38-2 52 10 14-12 32-14 52-10v36c-20-4-38-2-52 10z" />
                <path class="line thin" d="M60 22v36M4 54c22-4 42-3 56 9 14-12 34-13 56-9" />
                <path class="fill line thin" d="M84 10v22l5-4 5 4V10" />
            </svg>
            <p>{text}</p>
        </div>
    }
}
