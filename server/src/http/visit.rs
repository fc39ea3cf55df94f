//! Before a page or form: who is asking, in which language, from where.

use std::net::IpAddr;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use axum_extra::extract::CookieJar;
use carrel_app::visit::Visit;
use carrel_services::{
    ServiceError, Services,
    audit::Origin,
    my_data::OwnCounts,
    network::coarse,
    sessions::Session,
    token::{Token, opaque_id},
};
use http::{HeaderValue, request::Parts};
use ipnet::IpNet;
use tracing::Instrument as _;

use super::{AppState, client_address::client_address, cookies, language::RequestLanguage, peer};

/// The page that begins with how much the library holds.
const HOME: &str = "/my-data";

/// Puts a [`Visit`] into the request. Its path is logged with the request's number; query and body never are.
pub(super) async fn enter(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let request_id = opaque_id().unwrap_or_default();
    let (mut parts, body) = request.into_parts();
    let visit = visit_of(&state, &parts, request_id.clone()).await;
    let span = tracing::info_span!("request", id = %request_id, method = %parts.method);
    parts.extensions.insert(visit);
    let mut response = next.run(Request::from_parts(parts, body)).instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

async fn visit_of(state: &AppState, request: &Parts, request_id: String) -> Visit {
    let language = request.extensions.get::<RequestLanguage>().and_then(|found| found.prefix).unwrap_or_default();
    let address = peer(&request.extensions)
        .map(|peer| client_address(peer.ip(), &request.headers, &state.config.trusted_proxies));
    let network = address.map(coarse);
    let services = state.services.clone();
    let organization = match services.profile().await {
        Ok(profile) => Some(profile),
        Err(ServiceError::NotSetUp) => None,
        Err(error) => {
            tracing::error!(%error, "the organization cannot be read");
            None
        }
    };
    let jar = CookieJar::from_headers(&request.headers);
    let (mut session, counts) = match cookies::read(&jar, &state.config, cookies::Purpose::Session) {
        None => (None, None),
        Some(token) => find_session(&services, &token, request.uri.path()).await.unwrap_or_else(|error| {
            tracing::error!(%error, "sessions cannot be read");
            (None, None)
        }),
    };
    let step = cookies::read(&jar, &state.config, cookies::Purpose::Step);
    if let Some(session) = &mut session
        && !may_staff_work_from(address, &state.config.staff_networks)
    {
        session.leave_roles();
    }
    let path = own_path(request.uri.path_and_query().map_or("/", |path| path.as_str()));
    Visit {
        services,
        language,
        session,
        counts,
        step,
        browser: cookies::read(&jar, &state.config, cookies::Purpose::Provider),
        kept_form: cookies::read(&jar, &state.config, cookies::Purpose::Form),
        origin: Origin { network, request_id, ..Origin::default() },
        page: request.method.is_safe().then(|| path.clone()),
        path,
        organization,
    }
}

/// The session, and with it what the home page counts: it is asked for most often.
async fn find_session(
    services: &Services,
    token: &Token,
    path: &str,
) -> Result<(Option<Session>, Option<OwnCounts>), ServiceError> {
    if path == HOME {
        return Ok(services.find_session_with_counts(token).await?.unzip());
    }
    Ok((services.find_session(token).await?, None))
}

/// Staff access can be limited to networks; without a list it is not.
fn may_staff_work_from(address: Option<IpAddr>, networks: &[IpNet]) -> bool {
    // An IPv4 address may come in IPv6's clothes.
    let address = address.map(|address| address.to_canonical());
    networks.is_empty() || address.is_some_and(|address| networks.iter().any(|network| network.contains(&address)))
}

/// The path with one slash before it: with two, a link made of it would lead to another host.
fn own_path(path: &str) -> String {
    format!("/{}", path.trim_start_matches(['/', '\\']))
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn a_path_never_names_a_host() {
        assert_eq!(own_path("//evil.example/x?y=//z"), "/evil.example/x?y=//z");
        assert_eq!(own_path("/\\evil.example"), "/evil.example");
        assert_eq!(own_path("/my-data?find=a"), "/my-data?find=a");
    }
}
