//! A pair of tokens on its way out: each carrier gets each token at one place and nowhere else.

use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::SET_COOKIE;
use paraph_core::auth::Tokens;
use paraph_core::clock::seconds;
use paraph_core::session::Carrier;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::App;
use crate::http::cookie;
use crate::http::problem::Problem;

/// The answer to a login or a refresh (the members of RFC 6749 section 5.1).
#[derive(Serialize, ToSchema)]
pub struct TokenResponse<'a> {
    /// A JWT of RFC 9068.
    access_token: &'a str,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// For how many seconds the access token is valid.
    expires_in: i64,
    /// For the carrier `bearer` alone; the carrier `browser` gets it in a cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
}

/// The answer with these tokens.
///
/// # Errors
/// `bad_request` if a browser would drop the cookie for its size.
pub fn tokens(app: &App, tokens: &Tokens) -> Result<Response, Problem> {
    let refresh = tokens.refresh_token.expose();
    let (in_body, in_cookie) = match tokens.carrier {
        Carrier::Bearer => (Some(refresh), None),
        Carrier::Browser => (None, Some(refresh_cookie(app, tokens)?)),
    };
    let body = TokenResponse {
        access_token: &tokens.access_token,
        token_type: "Bearer",
        expires_in: tokens.expires_in,
        refresh_token: in_body,
    };
    let mut response = axum::Json(body).into_response();
    if let Some(cookie) = in_cookie {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// `Set-Cookie` with the refresh token of the carrier `browser`; it lives as long as the session can.
///
/// # Errors
/// `bad_request` if a browser would drop it for its size.
pub fn refresh_cookie(app: &App, tokens: &Tokens) -> Result<HeaderValue, Problem> {
    let age = seconds(tokens.absolute_end - app.clock().now());
    let refresh = tokens.refresh_token.expose();
    cookie::set(app.mode(), &tokens.client, refresh, age)
}
