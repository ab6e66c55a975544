//! What verifiers and clients look up: the public keys (RFC 7517) and the metadata (RFC 8414). Both may be cached shortly.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde::Serialize;
use utoipa::ToSchema;

use super::App;

/// Five minutes: long enough to spare us requests, short enough for a new key to be seen before it signs.
const SHORTLY: HeaderValue = HeaderValue::from_static("public, max-age=300");
const JWK_SET: HeaderValue = HeaderValue::from_static("application/jwk-set+json");

/// The metadata. What is not served yet is not named.
#[derive(Debug, Serialize, ToSchema)]
pub struct Metadata {
    /// The `iss` of every token.
    issuer: String,
    /// Where the public keys are.
    jwks_uri: String,
    /// The scopes that exist.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scopes_supported: Vec<String>,
    /// None: there is no authorization endpoint.
    response_types_supported: Vec<String>,
    /// None: left out, it would mean two.
    grant_types_supported: Vec<String>,
}

/// The public keys.
pub async fn jwks(State(app): State<App>) -> Response {
    let headers = [(CONTENT_TYPE, JWK_SET), (CACHE_CONTROL, SHORTLY)];
    (headers, app.auth().keys.jwks().to_owned()).into_response()
}

/// The metadata.
pub async fn metadata(State(app): State<App>) -> Response {
    let issuer = app.issuer().to_owned();
    let metadata = Metadata {
        jwks_uri: jwks_uri(&issuer),
        issuer,
        scopes_supported: app.auth().policy.scopes.clone(),
        response_types_supported: Vec::new(),
        grant_types_supported: Vec::new(),
    };
    ([(CACHE_CONTROL, SHORTLY)], axum::Json(metadata)).into_response()
}

/// Where an issuer's public keys are; an issuer has no slash at its end.
#[must_use]
pub fn jwks_uri(issuer: &str) -> String {
    format!("{issuer}/.well-known/jwks.json")
}
