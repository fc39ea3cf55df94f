//! A service for interlibrary loans that answers over HTTP, well or badly. Other crates' tests include this file.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// The secret that it takes.
pub const SECRET: &str = "a-secret-of-the-other-service";

/// How it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As it must.
    Well,
    /// After this time.
    Slowly(Duration),
    /// Never.
    Hangs,
    /// With a page for people.
    Page,
    /// With half of what it says is coming.
    Half,
    /// With JSON that ends in the middle.
    CutJson,
    /// With JSON of something else.
    OtherShape,
    /// With this status.
    Status(u16),
    /// With more than anybody wants.
    Huge,
    /// With another address.
    SendsElsewhere,
    /// With somebody else's loans.
    SomebodyElse,
}

/// What it was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Path and query.
    pub address: String,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: String,
}

/// What it knows.
pub struct World {
    /// How it answers.
    pub manner: Manner,
    /// What it was asked.
    pub asked: Vec<Asked>,
    /// Titles of the loans of whoever asks.
    pub titles: Vec<String>,
}

/// The double.
pub struct RemoteDouble {
    /// Where it answers.
    pub url: String,
    world: Arc<Mutex<World>>,
    task: JoinHandle<()>,
}

impl Drop for RemoteDouble {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl RemoteDouble {
    /// Starts it.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (world, router) = Self::router();
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, world, task }
    }

    /// What answers, for a listener of another kind.
    pub fn router() -> (Arc<Mutex<World>>, Router) {
        let titles = vec![String::from("Kaukolaina & <b>kirja</b>"), String::from("=1+1")];
        let world = Arc::new(Mutex::new(World { manner: Manner::Well, asked: Vec::new(), titles }));
        (Arc::clone(&world), Router::new().fallback(answer).with_state(world))
    }

    /// What it knows, to look at and to change.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It answers like this from now on.
    pub fn behaves(&self, manner: Manner) {
        self.world().manner = manner;
    }

    /// How often it was asked for loans.
    pub fn count(&self) -> usize {
        self.world().asked.iter().filter(|asked| asked.address.contains("/loans")).count()
    }

    /// It dies: nobody answers at its address any more.
    pub async fn dies(mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }
}

async fn answer(State(world): State<Arc<Mutex<World>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let body = String::from_utf8_lossy(&body).into_owned();
    let address = parts.uri.to_string();
    let (manner, titles) = {
        let mut world = world.lock().unwrap_or_else(PoisonError::into_inner);
        world.asked.push(Asked { address: address.clone(), headers: parts.headers.clone(), body: body.clone() });
        (world.manner, world.titles.clone())
    };
    if address == "/token" {
        let is_ours = body.contains(&format!("client_secret={SECRET}"));
        let token = json!({"access_token": "a-token", "token_type": "bearer", "expires_in": 3600});
        return if is_ours { json_answer(200, &token) } else { json_answer(401, &json!({"error": "invalid_client"})) };
    }
    match manner {
        Manner::Slowly(time) => tokio::time::sleep(time).await,
        Manner::Hangs => std::future::pending().await,
        Manner::Page => return ([(header::CONTENT_TYPE, "text/html")], "<html>Maintenance</html>").into_response(),
        Manner::Half => {
            let pieces = [Ok(Bytes::from_static(b"{\"loans\":")), Err(std::io::Error::other("gone"))];
            let length = [(header::CONTENT_LENGTH, "4000"), (header::CONTENT_TYPE, "application/json")];
            return (length, Body::from_stream(Pieces(pieces.into_iter()))).into_response();
        }
        Manner::CutJson => return ([(header::CONTENT_TYPE, "application/json")], "{\"loans\": [").into_response(),
        Manner::OtherShape => return json_answer(200, &json!({"hello": [1, 2]})),
        Manner::Status(status) => return json_answer(status, &json!({"error": "no"})),
        Manner::Huge => return json_answer(200, &json!({"loans": [{"title": "y".repeat(2 << 20)}]})),
        Manner::SendsElsewhere => {
            return (StatusCode::FOUND, [(header::LOCATION, "http://169.254.169.254/")]).into_response();
        }
        Manner::Well | Manner::SomebodyElse => {}
    }
    let said = parts.headers.get("x-card").and_then(|card| card.to_str().ok()).unwrap_or_default().to_owned();
    let card = if manner == Manner::SomebodyElse { String::from("somebody-else") } else { said };
    let loans: Vec<Value> = titles
        .iter()
        .map(|title| json!({"title": title, "owner": {"card": card}, "due": "2026-12-01", "password": "geheim"}))
        .collect();
    json_answer(200, &json!({"loans": loans}))
}

fn json_answer(status: u16, body: &Value) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    let mut response = (StatusCode::from_u16(status).unwrap(), kind, body.to_string()).into_response();
    if status == 429 {
        response.headers_mut().insert(header::RETRY_AFTER, "60".parse().unwrap());
    }
    response
}

/// Pieces of a body, of which one is an end that nobody expects.
struct Pieces(std::array::IntoIter<Result<Bytes, std::io::Error>, 2>);

impl futures::Stream for Pieces {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.next())
    }
}
