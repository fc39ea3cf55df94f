//! The HTTP server: router and middleware.

mod client_address;
mod consent_gate;
pub mod cookies;
pub mod device;
mod finish;
mod headers;
mod language;
mod late_form;
mod pages;
mod visit;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use ::http::{HeaderValue, StatusCode, header::CACHE_CONTROL};
use axum::{
    Router, ServiceExt as _,
    extract::{ConnectInfo, DefaultBodyLimit, Request},
    middleware,
    serve::ListenerExt as _,
};
use carrel_services::Services;
use leptos::config::LeptosOptions;
use tokio::{net::TcpListener, signal};
use tower::Layer as _;
use tower_http::{
    compression::{CompressionLayer, CompressionLevel},
    csrf::CsrfLayer,
    services::ServeDir,
    set_header::SetResponseHeaderLayer,
};

pub use self::pages::render;
use crate::{api, cli::CommandError, config::Config, routes};

/// A form is never larger, in bytes.
const FORM_LIMIT: usize = 64 * 1024;

/// What handlers share.
#[derive(Clone)]
pub struct AppState {
    /// The use cases.
    pub services: Services,
    /// What leptos needs to know of the browser's files.
    pub leptos: LeptosOptions,
    /// The settings.
    pub config: Arc<Config>,
}

impl axum::extract::FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

/// Serves until told to stop.
pub async fn serve(listener: TcpListener, config: &Config, services: Services) -> Result<(), CommandError> {
    let app = app(config, services);
    // Without it every streamed answer waits 40 ms for the other side's delayed acknowledgement.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
    });
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(told_to_stop()).await?;
    Ok(())
}

/// The whole application: what stands outside the router sees a request before its route is chosen.
pub fn app(config: &Config, services: Services) -> impl AppService {
    let state = AppState { services, leptos: leptos_options(config), config: Arc::new(config.clone()) };
    middleware::from_fn(language::take_prefix).layer(router(state))
}

/// A service of requests that can be served.
pub trait AppService:
    tower::Service<Request, Response = axum::response::Response, Error = std::convert::Infallible, Future: Send>
    + Clone
    + Send
    + Sync
    + 'static
{
}

impl<S> AppService for S where
    S: tower::Service<Request, Response = axum::response::Response, Error = std::convert::Infallible, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static
{
}

fn router(state: AppState) -> Router {
    // The last layer is the first to see a request.
    let dynamic = pages::router(&state)
        .merge(routes::router())
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(middleware::from_fn_with_state(state.clone(), consent_gate::stop))
        .layer(middleware::from_fn_with_state(state.clone(), late_form::keep))
        .layer(middleware::from_fn_with_state(state.clone(), visit::enter))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        // Mail services send the one press of RFC 8058; its token is its protection.
        .layer(
            CsrfLayer::new()
                .with_insecure_bypass(|method, uri| method == ::http::Method::POST && is_one_press(uri.path())),
        )
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(middleware::from_fn(finish::finish));
    let files = Router::new()
        .nest_service("/pkg", kept_forever(config_dir(&state, "pkg")))
        .nest_service("/fonts", kept_forever(config_dir(&state, "fonts")))
        .route("/favicon.svg", kept_a_day(&state, "favicon.svg"))
        .route("/idle.js", kept_a_day(&state, "idle.js"))
        .route("/note-check.js", kept_a_day(&state, "note-check.js"))
        .route("/robots.txt", kept_a_day(&state, "robots.txt"));
    let programs = api::router(&state).layer(middleware::from_fn(finish::finish));
    let all = dynamic.merge(files).with_state(state.clone());
    all.layer(middleware::from_fn(move |request: Request, next| api::take(programs.clone(), request, next)))
        .layer(middleware::from_fn_with_state(state, headers::secure))
}

/// `/u/TOKEN`, by which direct mailing is called off.
fn is_one_press(path: &str) -> bool {
    path.strip_prefix("/u/").is_some_and(|token| !token.is_empty() && !token.contains('/'))
}

fn config_dir(state: &AppState, name: &str) -> std::path::PathBuf {
    state.config.site_dir.join(name)
}

/// Files whose names change with their content.
fn kept_forever(folder: std::path::PathBuf) -> Router {
    let year = HeaderValue::from_static("public, max-age=31536000, immutable");
    Router::new().fallback_service(ServeDir::new(folder).precompressed_br()).layer(middleware::map_response(
        move |mut response: axum::response::Response| {
            let year = year.clone();
            async move {
                if response.status() == StatusCode::OK {
                    response.headers_mut().insert(CACHE_CONTROL, year);
                }
                response
            }
        },
    ))
}

fn kept_a_day(state: &AppState, name: &str) -> axum::routing::MethodRouter<AppState> {
    let day = SetResponseHeaderLayer::overriding(CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    axum::routing::get_service(tower_http::services::ServeFile::new(config_dir(state, name))).layer(day)
}

fn leptos_options(config: &Config) -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("carrel")
        .site_root(config.site_dir.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .site_addr(config.listen)
        .hash_files(true)
        .build()
}

async fn told_to_stop() {
    let interrupt = async { signal::ctrl_c().await.ok() };
    #[cfg(unix)]
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut stream) => stream.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<Option<()>>();
    tokio::select! {
        _ = interrupt => {}
        _ = terminate => {}
    }
    // Requests under way are finished, but not for ever.
    tokio::spawn(async {
        tokio::time::sleep(Duration::from_secs(20)).await;
        std::process::exit(0);
    });
}

/// Where a request comes from, through the proxies that are known.
pub(crate) fn caller_address(state: &AppState, parts: &::http::request::Parts) -> Option<std::net::IpAddr> {
    let peer = peer(&parts.extensions)?;
    Some(client_address::client_address(peer.ip(), &parts.headers, &state.config.trusted_proxies))
}

/// The address of the other end of the connection.
pub(crate) fn peer(extensions: &::http::Extensions) -> Option<SocketAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0)
}
