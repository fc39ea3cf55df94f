//! A Koha that answers over HTTP, well or badly: made from what is known of its tables and interface. It keeps what it is
//! sent, so that it can be read back. Other crates' tests include this file.

mod answers;
mod description;
mod names;
mod patrons;
mod sample;
mod wire;

pub use sample::sample;
use wire::{Pieces, json_answer, pairs};

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::{Map, Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// The secret of the API client, and the password of the user, that it takes.
pub const CLIENT_SECRET: &str = "a-secret-of-ours";
/// A hash as Koha keeps it: it answers it where it should not, and it must never be seen again.
pub const HASH: &str = "$2a$08$cwgrDcWbjT9pbuSsYRUKHOC0dpEnIFFhucxN.nXuLt9RNupsvoX1C";

/// Which Koha it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// As it comes.
    Stock,
    /// With Koha-Suomi's additions.
    KohaSuomi,
}

/// How it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As it must.
    Well,
    /// After this time.
    Slowly(Duration),
    /// Never.
    Hangs,
    /// With a page for people, and this status.
    Page(u16),
    /// With half of what it says is coming.
    Half,
    /// With JSON that ends in the middle.
    CutJson,
    /// With JSON of something else.
    OtherShape,
    /// With this status and nothing that helps.
    Status(u16),
    /// With 429 and this `Retry-After`.
    TooMany(&'static str),
    /// With more than anybody wants.
    Huge,
    /// With another address.
    SendsElsewhere,
    /// Every page after the first is empty.
    LosesPages,
    /// With somebody else's data.
    SomebodyElse,
    /// It does what it is told to, and never says so.
    DoesAndHangs,
}

/// What it knows.
pub struct World {
    /// All data of each patron, by Koha's own column names; `password` stands in `personal`.
    pub patrons: BTreeMap<u64, Value>,
    /// Those whom no list names, though they are there.
    pub unlisted: HashSet<u64>,
    /// What each types to sign in.
    pub pins: HashMap<u64, String>,
    /// Which messages each gets, as the interface says it.
    pub preferences: BTreeMap<u64, Value>,
    /// How it answers: by what the path contains, the first that fits.
    pub manners: Vec<(String, Manner)>,
    /// What it was asked: method and path with query.
    pub asked: Vec<(Method, String)>,
    /// Tokens that it takes.
    pub tokens: Vec<String>,
    /// How long it says that a token is good, in seconds.
    pub token_seconds: u64,
    /// Entries of its log, besides the one that it always has.
    pub logs: Vec<Value>,
    /// It describes itself.
    pub is_described: bool,
    flavour: Flavour,
    tokens_given: u32,
}

/// The double.
pub struct KohaDouble {
    /// Where it answers.
    pub address: SocketAddr,
    world: Arc<Mutex<World>>,
    task: JoinHandle<()>,
}

impl Drop for KohaDouble {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl KohaDouble {
    /// Starts it.
    pub async fn start(flavour: Flavour) -> Self {
        Self::start_on("127.0.0.1:0", flavour).await
    }

    /// Starts it at an address.
    pub async fn start_on(address: &str, flavour: Flavour) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (world, router) = Self::router(flavour);
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, world, task }
    }

    /// What answers, for a listener of another kind.
    pub fn router(flavour: Flavour) -> (Arc<Mutex<World>>, Router) {
        let world = Arc::new(Mutex::new(World {
            patrons: BTreeMap::new(),
            unlisted: HashSet::new(),
            pins: HashMap::new(),
            preferences: BTreeMap::new(),
            manners: Vec::new(),
            asked: Vec::new(),
            tokens: Vec::new(),
            token_seconds: 3600,
            logs: Vec::new(),
            is_described: true,
            flavour,
            tokens_given: 0,
        }));
        let router = Router::new().fallback(answer).with_state(Arc::clone(&world));
        (world, router)
    }

    /// The base address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it knows, to look at and to change.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A patron comes.
    pub fn add(&self, number: u64, all_data: Value, pin: &str) {
        self.world().add(number, all_data, pin);
    }

    /// Whatever has this in its path is answered like this from now on; `""` is everything.
    pub fn behaves(&self, path: &str, manner: Manner) {
        self.world().manners.insert(0, (path.to_owned(), manner));
    }

    /// Everything is answered as it must be again.
    pub fn recovers(&self) {
        self.world().manners.clear();
    }

    /// How often something with this in its path was asked for.
    pub fn count(&self, path: &str) -> usize {
        self.world().asked.iter().filter(|(_, asked)| asked.contains(path)).count()
    }

    /// It dies: nobody answers at its address any more.
    pub async fn dies(mut self) -> SocketAddr {
        self.task.abort();
        let _ = (&mut self.task).await;
        self.address
    }
}

impl World {
    /// A patron comes.
    pub fn add(&mut self, number: u64, all_data: Value, pin: &str) {
        self.patrons.insert(number, all_data);
        self.pins.insert(number, pin.to_owned());
        let usual = json!({
            "Item_Due": {
                "digest": {"value": false, "configurable": true},
                "days_in_advance": {"value": null, "configurable": false},
                "transport_types": {"email": true, "sms": false},
            },
            "Advance_Notice": {
                "digest": {"value": true, "configurable": true},
                "days_in_advance": {"value": 2, "configurable": true},
                "transport_types": {"email": false, "sms": true},
            },
        });
        self.preferences.insert(number, usual);
    }

    fn personal(&self, number: u64) -> Option<&Map<String, Value>> {
        self.patrons.get(&number)?.get("personal")?.as_object()
    }
}
async fn answer(State(world): State<Arc<Mutex<World>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let path = parts.uri.path_and_query().map_or_else(String::new, ToString::to_string);
    let manner = {
        let mut world = world.lock().unwrap_or_else(PoisonError::into_inner);
        world.asked.push((parts.method.clone(), path.clone()));
        world.manners.iter().find(|(part, _)| path.contains(part)).map_or(Manner::Well, |(_, manner)| manner.clone())
    };
    match &manner {
        Manner::Slowly(time) => tokio::time::sleep(*time).await,
        Manner::Hangs => std::future::pending().await,
        Manner::Page(status) => {
            let page = "<!DOCTYPE html><html><title>Maintenance</title>";
            return (StatusCode::from_u16(*status).unwrap(), [(header::CONTENT_TYPE, "text/html")], page)
                .into_response();
        }
        Manner::Half => {
            let pieces = [Ok(Bytes::from_static(b"[{\"patron_id\":")), Err(std::io::Error::other("gone"))];
            let length = [(header::CONTENT_LENGTH, "4000"), (header::CONTENT_TYPE, "application/json")];
            return (length, Body::from_stream(Pieces(pieces.into_iter()))).into_response();
        }
        Manner::CutJson => {
            return ([(header::CONTENT_TYPE, "application/json")], "[{\"patron_id\": 7, \"sur").into_response();
        }
        Manner::OtherShape => return json_answer(200, &json!({"hello": [1, 2, {"personal": 7}]})),
        Manner::Status(status) => {
            return json_answer(*status, &json!({"error": "Something went wrong, check the logs."}));
        }
        Manner::TooMany(wish) => {
            let mut response = json_answer(429, &json!({"error": "slow down"}));
            response.headers_mut().insert(header::RETRY_AFTER, wish.parse().unwrap());
            return response;
        }
        Manner::Huge => return json_answer(200, &json!([{"x": "y".repeat(4 << 20)}])),
        Manner::SendsElsewhere => {
            return (StatusCode::FOUND, [(header::LOCATION, "http://169.254.169.254/")]).into_response();
        }
        Manner::Well | Manner::LosesPages | Manner::SomebodyElse | Manner::DoesAndHangs => {}
    }
    let body: Value = match serde_json::from_slice(&body) {
        Ok(body) => body,
        Err(_) => Value::String(String::from_utf8_lossy(&body).into_owned()),
    };
    let query = parts.uri.query().unwrap_or_default();
    let mut query: HashMap<String, String> = pairs(query).collect();
    if manner == Manner::LosesPages && query.get("_page").is_some_and(|page| page != "1") {
        query.insert(String::from("_page"), String::from("9999"));
    }
    let is_somebody_else = manner == Manner::SomebodyElse;
    let answer = {
        let mut world = world.lock().unwrap_or_else(PoisonError::into_inner);
        world.answer(&parts.method, parts.uri.path(), &query, &parts.headers, &body, is_somebody_else)
    };
    if manner == Manner::DoesAndHangs && parts.method != Method::GET {
        return std::future::pending().await;
    }
    answer
}
