//! `POST /api/logout` and `/api/logout-everywhere`: 204, whatever the tokens are worth. Only what keeps us from ending a
//! session is an error: a caller is never told they are out while they are not.
//!
//! Logging out is the one place where the header does not hide the cookie. A page that sends its access token with every
//! call would else keep its session, and be told it is over. So everything presented is logged out.
//!
//! `Clear-Site-Data` says `"cache"` alone: `"cookies"` and `"storage"` would take what the app's other pages keep there.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use paraph_core::auth::{FIRST_PARTY, Origin};
use paraph_core::secret::Secret;
use paraph_core::session::Carrier;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::App;
use crate::http::cookie;
use crate::http::credential::{Credential, in_cookie, in_header};
use crate::http::json::OptionalJson;
use crate::http::problem::Problem;
use crate::http::source::Source;

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// A request to log out; empty where the refresh token is in the cookie or the header.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogoutRequest {
    /// The refresh token, if it is in neither.
    #[schema(value_type = Option<String>)]
    refresh_token: Option<Secret>,
    /// Whose cookie it is in; the first-party client `app` by default.
    client_id: Option<String>,
}

/// Ends the session of each token presented.
///
/// # Errors
/// `bad_request` for a broken request, `busy`, `unavailable`.
pub async fn log_out(
    State(app): State<App>,
    Source(origin): Source,
    headers: HeaderMap,
    OptionalJson(body): OptionalJson<LogoutRequest>,
) -> Result<Response, Problem> {
    end(&app, &headers, &body, &origin).await?;
    done(&app, &headers, &body)
}

/// Ends all sessions of each person whose token is presented.
///
/// # Errors
/// `bad_request` for a broken request, `busy`, `unavailable`.
pub async fn log_out_everywhere(
    State(app): State<App>,
    Source(origin): Source,
    headers: HeaderMap,
    OptionalJson(body): OptionalJson<LogoutRequest>,
) -> Result<Response, Problem> {
    end_all(&app, &headers, &body, &origin).await?;
    done(&app, &headers, &body)
}

/// Ends the session of each token presented; one that is worth nothing has none.
///
/// # Errors
/// `bad_request` for broken cookies, `busy`, `unavailable`.
pub async fn end(
    app: &App,
    headers: &HeaderMap,
    body: &LogoutRequest,
    origin: &Origin,
) -> Result<(), Problem> {
    for credential in presented(app, headers, body)? {
        if let Some(caller) = credential.prove_if_good(app, origin).await? {
            app.auth().log_out(&caller.holder, origin).await?;
        }
    }
    Ok(())
}

/// Ends all sessions of each person whose token is presented.
///
/// # Errors
/// As [`end`].
pub async fn end_all(
    app: &App,
    headers: &HeaderMap,
    body: &LogoutRequest,
    origin: &Origin,
) -> Result<(), Problem> {
    for credential in presented(app, headers, body)? {
        if let Some(caller) = credential.prove_if_good(app, origin).await? {
            app.auth().end_sessions(&caller.holder, origin).await?;
        }
    }
    Ok(())
}

fn presented<'a>(
    app: &App,
    headers: &'a HeaderMap,
    body: &'a LogoutRequest,
) -> Result<Vec<Credential<'a>>, Problem> {
    let in_body = body.refresh_token.as_ref().map(Secret::expose);
    // A broken header is worth nothing, as an expired token is; it must not keep the cookie's session alive.
    let header = in_header(headers).unwrap_or_default();
    let cookie = in_cookie(app, headers, client(body))?;
    let body = in_body.map(|token| Credential::Refresh(token, Carrier::Bearer));
    Ok(header.into_iter().chain(body).chain(cookie).collect())
}

fn done(app: &App, headers: &HeaderMap, body: &LogoutRequest) -> Result<Response, Problem> {
    let mut response = StatusCode::NO_CONTENT.into_response();
    forget(app, headers, body, &mut response)?;
    Ok(response)
}

/// Has the browser forget: the cookie, and what it cached.
///
/// # Errors
/// `bad_request` if no client of that name can have a cookie.
pub fn forget(
    app: &App,
    headers: &HeaderMap,
    body: &LogoutRequest,
    response: &mut Response,
) -> Result<(), Problem> {
    let answer = response.headers_mut();
    answer.insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"cache\""));
    if cookie::carries(headers, app.mode()) {
        answer.insert(SET_COOKIE, cookie::clear(app.mode(), client(body))?);
    }
    Ok(())
}

fn client(body: &LogoutRequest) -> &str {
    body.client_id.as_deref().unwrap_or(FIRST_PARTY)
}
