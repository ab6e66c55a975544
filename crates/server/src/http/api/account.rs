//! `GET /api/me`, `GET /api/sessions`, `DELETE /api/sessions/{id}`: who am I, and where am I logged in.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};
use paraph_core::clock::seconds;
use paraph_core::error::AuthError;
use paraph_core::session::Session;
use paraph_core::user::{RESERVED, User};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::http::App;
use crate::http::credential::Caller;
use crate::http::problem::{Code, Problem};
use crate::http::source::Source;

/// Who calls.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The `sub` of their tokens.
    id: String,
    /// The e-mail address as typed.
    email: String,
    /// What they are called.
    name: Option<String>,
    /// Their roles; the reserved ones only for tokens that are good for the account.
    roles: Vec<String>,
    /// Their custom claims.
    #[schema(value_type = Object)]
    claims: Map<String, Value>,
    /// When the account was made, unix seconds.
    created: i64,
}

/// A list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sessions {
    /// The live sessions, the newest turn first.
    items: Vec<SessionItem>,
    /// Always null: the list is whole.
    next: Option<String>,
}

/// One session. Times are unix seconds.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionItem {
    /// The `sid` of its tokens.
    id: String,
    /// Whether it is the caller's.
    current: bool,
    /// At which client.
    client_id: String,
    /// The device, as it described itself.
    device: Option<String>,
    /// The address of the last turn.
    address: Option<String>,
    /// How the person logged in (RFC 8176).
    amr: Vec<String>,
    /// When it was opened.
    created: i64,
    /// When it last turned.
    used: i64,
    /// When it ends in any case.
    expires: i64,
}

/// Says who calls, with an `ETag`.
///
/// # Errors
/// The guard's refusals; `unavailable`.
pub async fn me(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let user = app
        .auth()
        .me(caller.holder.user)
        .await
        .map_err(|error| match error {
            // The token outlived its account by less than the announcement took.
            AuthError::NotFound => Problem::new(Code::TokenRevoked),
            other => other.into(),
        })?;
    let me = axum::Json(Me::of(user, caller.is_own));
    let tag = etag(&me)?;
    let mut response = if is_known(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        me.into_response()
    };
    response.headers_mut().insert(ETAG, tag);
    Ok(response)
}

/// Lists the caller's sessions.
///
/// # Errors
/// The guard's refusals; `unavailable`.
pub async fn sessions(
    State(app): State<App>,
    caller: Caller,
) -> Result<axum::Json<Sessions>, Problem> {
    let sessions = app.auth().sessions(&caller.holder).await?;
    let items = sessions
        .into_iter()
        .map(|session| SessionItem::of(session, &caller))
        .collect();
    Ok(axum::Json(Sessions { items, next: None }))
}

/// Ends one of the caller's sessions.
///
/// # Errors
/// `not_found` for one that is not theirs or is over; the guard's refusals; `unavailable`.
pub async fn end_session(
    State(app): State<App>,
    Source(origin): Source,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let session = id.parse().map_err(|_| AuthError::NotFound)?;
    app.auth()
        .end_session(&caller.holder, session, &origin)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Me {
    fn of(user: User, is_own: bool) -> Self {
        let shown = |role: &String| is_own || !role.starts_with(RESERVED);
        Self {
            id: user.id.to_string(),
            email: user.email,
            name: user.name,
            roles: user.roles.into_iter().filter(shown).collect(),
            claims: user.claims,
            created: seconds(user.created),
        }
    }
}

impl SessionItem {
    fn of(session: Session, caller: &Caller) -> Self {
        Self {
            current: caller.holder.session == Some(session.id),
            id: session.id.to_string(),
            client_id: session.client,
            device: session.device,
            address: session.address,
            amr: session.amr,
            created: seconds(session.created),
            used: seconds(session.made),
            expires: seconds(session.absolute_end),
        }
    }
}

/// A strong validator: the hash of what is shown.
fn etag(me: &Me) -> Result<HeaderValue, Problem> {
    let body = serde_json::to_vec(me).map_err(|error| Problem::fault(error.to_string()))?;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &body);
    let bits = digest
        .as_ref()
        .iter()
        .take(16)
        .fold(0, |bits: u128, &byte| bits << 8 | u128::from(byte));
    let tag = format!("\"{bits:032x}\"");
    HeaderValue::from_str(&tag).map_err(|error| Problem::fault(error.to_string()))
}

/// `If-None-Match` (RFC 9110 section 13.1.2), compared weakly.
fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let lines = headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut tags = lines.flat_map(|line| line.split(',')).map(str::trim);
    tags.any(|known| known == "*" || known.trim_start_matches("W/").as_bytes() == tag.as_bytes())
}
