//! What programs made for Koha-Suomi's interface ask for.

use std::io;

use axum::{
    body::Body,
    extract::{RawQuery, State},
    response::{IntoResponse as _, Response},
};
use carrel_services::api::{AllData, KohaLogRow, KohaLogWish, KohaSection, MOST_ENTRIES, MOST_OF_PATRON};
use futures::{Stream, StreamExt as _, stream};
use http::header::CONTENT_TYPE;
use tokio::sync::mpsc;

use super::{
    access::Bearer,
    answer::{json, link_to_next},
    problem::Problem,
    query::{Parameters, wrong},
};
use crate::http::AppState;

/// Pieces of an answer that are read before they are sent: memory stays flat however slowly a client reads.
const PIECES_AHEAD: usize = 2;
/// Bytes of an answer that are kept together, to be sent as one.
const TOGETHER: usize = 256 * 1024;
/// Entries of an answer where it is not said how many.
const USUAL_ENTRIES: u32 = 100;

fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number| *number >= 0)
}

/// All data of a patron.
#[utoipa::path(
    get, path = "/api/v1/patrons/alldata", tag = "Koha-Suomi’s shape",
    description = "One object with a list of rows for each section, by Koha’s own names. It is read in answer to an open \
                   request for access or portability that the library recorded for the patron, with the identity checked. \
                   Never holds a secret; personal identity numbers are covered.",
    params(
        ("borrowernumber" = u32, Query, description = "The library system’s number of the patron"),
        ("section" = Option<String>, Query, description = "One section only"),
        ("request" = Option<String>, Query, description = "Id of the recorded request; the newest that permits it if not named"),
    ),
    responses((status = 200, description = "The data", body = Object)),
    security(("oauth2" = ["patrons:read"]), ("bearer" = []))
)]
pub async fn all_data(
    State(state): State<AppState>,
    bearer: Bearer,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let token = bearer.token()?;
    let query = Parameters::read(query.as_deref(), &["borrowernumber", "section", "request"])?;
    let patron = query.read_as("borrowernumber", number)?.ok_or_else(|| wrong("borrowernumber"))?;
    let section = query.read_as("section", KohaSection::from_name)?;
    let request = query.text("request");
    let services = &state.services;
    let data = services.read_all_data(token, patron, section, request.as_deref(), &bearer.caller).await?;
    Ok(([(CONTENT_TYPE, "application/json")], body_of(data).await?).into_response())
}

/// A short answer as a whole, a long one while it is read. What fails at once has its true status; what fails later cuts the
/// answer off.
async fn body_of(mut data: AllData) -> Result<Body, Problem> {
    let mut begun = String::new();
    while begun.len() < TOGETHER {
        match data.next_piece().await? {
            Some(piece) if begun.is_empty() => begun = piece,
            Some(piece) => begun += &piece,
            None => return Ok(Body::from(begun)),
        }
    }
    Ok(Body::from_stream(in_pieces(begun, data)))
}

/// An answer that is read while it is sent, after what is there of it.
///
/// It is read in a task of its own: hyper drops what it awaits when a client goes away, and a database driver must not be
/// dropped between question and answer.
fn in_pieces(first: String, mut data: AllData) -> impl Stream<Item = Result<String, io::Error>> {
    let (sender, receiver) = mpsc::channel(PIECES_AHEAD);
    tokio::spawn(async move {
        let mut piece = Ok(first);
        // Until its end, or nobody takes it any more.
        while sender.send(piece).await.is_ok() {
            piece = match data.next_piece().await {
                Ok(Some(piece)) => Ok(piece),
                Ok(None) => return,
                Err(error) => {
                    tracing::error!(%error, "all data of a patron could not be read to its end");
                    let _ = sender.send(Err(io::Error::other("cut off"))).await;
                    return;
                }
            };
        }
    });
    stream::unfold(receiver, |mut receiver| async { Some((receiver.recv().await?, receiver)) }).fuse()
}

/// The log.
#[utoipa::path(
    get, path = "/api/v1/logs", tag = "Koha-Suomi’s shape",
    description = "Rows of Koha’s action_logs, newest first. With `object`, a patron’s part with what was changed: that is \
                   the patron’s data, and takes a recorded request, and the scope patrons:read too. What came from Koha’s own log \
                   is as it was there. The header Link says where it goes on.",
    params(
        ("object" = Option<u32>, Query, description = "The library system’s number of the patron whose data it was"),
        ("datefrom" = Option<String>, Query, description = "First day, YYYY-MM-DD"),
        ("dateto" = Option<String>, Query, description = "Last day, YYYY-MM-DD"),
        ("user" = Option<u32>, Query, description = "The library system’s number of whoever did it"),
        ("modules[]" = Option<Vec<String>>, Query, description = "Groups of actions, Koha’s or ours; one that is unknown matches nothing"),
        ("action[]" = Option<Vec<String>>, Query, description = "Actions, Koha’s or ours; one that is unknown matches nothing"),
        ("info" = Option<String>, Query, description = "Text of the information"),
        ("interface" = Option<String>, Query, description = "By which way, Koha’s or ours; one that is unknown matches nothing"),
        ("request" = Option<String>, Query, description = "Id of the recorded request, with `object`"),
        ("limit" = Option<u32>, Query, description = "Rows at most; 100 if it is not said, with `object` 5,000"),
        ("cursor" = Option<String>, Query, description = "Where to go on, as the header Link has it"),
    ),
    responses((status = 200, description = "The rows", body = Vec<KohaLogRow>,
               headers(("Link" = String, description = "Where it goes on")))),
    security(("oauth2" = ["logs:read"]), ("bearer" = []))
)]
pub async fn logs(
    State(state): State<AppState>,
    bearer: Bearer,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    const KNOWN: [&str; 13] = [
        "object",
        "datefrom",
        "dateto",
        "user",
        "modules[]",
        "modules",
        "action[]",
        "action",
        "info",
        "interface",
        "request",
        "limit",
        "cursor",
    ];
    let token = bearer.token()?;
    let query = Parameters::read(query.as_deref(), &KNOWN)?;
    let object = query.read_as("object", number)?;
    let usual = if object.is_some() { MOST_OF_PATRON } else { USUAL_ENTRIES };
    let wish = KohaLogWish {
        object,
        from: query.date("datefrom")?,
        until: query.date("dateto")?,
        user: query.read_as("user", number)?,
        modules: query.list("modules"),
        actions: query.list("action"),
        info: query.text("info"),
        interface: query.text("interface"),
        request: query.text("request"),
        cursor: query.text("cursor"),
        limit: query.limit("limit", usual, MOST_ENTRIES)?,
    };
    let page = state.services.read_koha_log(token, &wish, &bearer.caller).await?;
    let answer = json(&page.rows);
    Ok(match page.next {
        Some(next) => link_to_next(answer, &format!("/api/v1/logs?{}", query.with("cursor", &next))),
        None => answer,
    })
}
