//! `POST /api/login`: e-mail address and password for a pair of tokens.

use axum::extract::State;
use axum::response::Response;
use http::header::ORIGIN;
use http::{HeaderMap, HeaderName};
use paraph_core::login::LogIn;
use paraph_core::secret::Secret;
use paraph_core::session::Carrier;
use serde::Deserialize;
use utoipa::ToSchema;

use super::answer;
use crate::http::App;
use crate::http::json::Json;
use crate::http::problem::Problem;
use crate::http::source::Source;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A request to log in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// The e-mail address.
    email: String,
    /// The password.
    #[schema(value_type = String, format = Password)]
    password: Secret,
    /// `bearer`: both tokens in the body; `browser`: the refresh token in a cookie. By default what fits the caller.
    #[schema(value_type = Option<String>, example = "bearer")]
    carrier: Option<Carrier>,
    /// At which client; the first-party client `app` by default.
    client_id: Option<String>,
    /// Whom the access token is for.
    audience: Option<String>,
    /// Blank-separated; all that the client has by default.
    scope: Option<String>,
}

/// Logs in.
///
/// # Errors
/// `invalid_credentials`, `bad_request`, `busy`, `unavailable`.
pub async fn log_in(
    State(app): State<App>,
    Source(origin): Source,
    headers: HeaderMap,
    Json(body): Json<LoginRequest>,
) -> Result<Response, Problem> {
    let request = LogIn {
        email: body.email,
        password: body.password,
        client: body.client_id,
        audience: body.audience,
        scope: body.scope,
        carrier: body.carrier.unwrap_or_else(|| fitting(&headers)),
    };
    let tokens = app.auth().log_in(request, &origin).await?;
    answer::tokens(&app, &tokens)
}

/// A page gets the cookie, which its scripts cannot read; a program gets both tokens.
fn fitting(headers: &HeaderMap) -> Carrier {
    if headers.contains_key(ORIGIN) || headers.contains_key(SEC_FETCH_SITE) {
        Carrier::Browser
    } else {
        Carrier::Bearer
    }
}
