//! `POST /api/refresh`: a refresh token for a fresh pair. What came in a cookie is answered only in a cookie, and a refusal
//! never clears it: the refusal may arrive after a newer login's answer.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use paraph_core::auth::FIRST_PARTY;
use paraph_core::refresh::Refresh;
use paraph_core::secret::Secret;
use paraph_core::session::Carrier;
use serde::Deserialize;
use utoipa::ToSchema;

use super::answer;
use crate::http::App;
use crate::http::credential::{Credential, in_cookie, in_header};
use crate::http::json::OptionalJson;
use crate::http::problem::{Code, Problem};
use crate::http::source::Source;

/// A request for a fresh pair; empty where the refresh token is in the cookie.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// The refresh token, if it is not in the cookie.
    #[schema(value_type = Option<String>)]
    refresh_token: Option<Secret>,
    /// The client that presents it; the first-party client `app` by default.
    client_id: Option<String>,
    /// Whom the access token is for; the session's audience by default.
    audience: Option<String>,
    /// No wider than the session's; all of it by default.
    scope: Option<String>,
}

/// Refreshes.
///
/// # Errors
/// `refresh_invalid`, `session_ended`, `refresh_retry`, `bad_request`, `busy`, `unavailable`.
pub async fn refresh(
    State(app): State<App>,
    Source(origin): Source,
    headers: HeaderMap,
    OptionalJson(body): OptionalJson<RefreshRequest>,
) -> Result<Response, Problem> {
    let (token, carrier) = presented(&app, &headers, &body)?;
    let request = Refresh {
        token,
        client: body.client_id.as_deref(),
        carrier,
        audience: body.audience.as_deref(),
        scope: body.scope.as_deref(),
    };
    let tokens = app.auth().refresh(request, &origin).await?;
    answer::tokens(&app, &tokens)
}

/// The header wins, then the body, then the cookie; what is refused never falls back.
fn presented<'a>(
    app: &App,
    headers: &'a HeaderMap,
    body: &'a RefreshRequest,
) -> Result<(&'a str, Carrier), Problem> {
    let client = body.client_id.as_deref().unwrap_or(FIRST_PARTY);
    let credential = match (in_header(headers)?, &body.refresh_token) {
        (Some(credential), _) => Some(credential),
        (None, Some(token)) => Some(Credential::Refresh(token.expose(), Carrier::Bearer)),
        (None, None) => in_cookie(app, headers, client)?,
    };
    match credential {
        Some(Credential::Refresh(token, carrier)) => Ok((token, carrier)),
        Some(Credential::Access(_)) => Err(Problem::new(Code::RefreshInvalid).detail(
            "the Authorization header, which wins over the cookie, holds no refresh token",
        )),
        None => Err(Problem::new(Code::RefreshInvalid)
            .detail("neither a refresh_token in the body nor the cookie")),
    }
}
