//! `GET /api/me`, `GET /api/sessions`, `DELETE /api/sessions/{id}`: who am I, and where am I logged in.

use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};
use paraph_core::audit::hex;
use paraph_core::clock::seconds;
use paraph_core::error::AuthError;
use paraph_core::session::Session;
use paraph_core::user::{RESERVED, User};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::http::App;
use crate::http::credential::Caller;
use crate::http::page::Page;
use crate::http::problem::{Code, Problem};
use crate::http::source::Source;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

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
    /// The address of its last refresh.
    address: Option<String>,
    /// How the person logged in (RFC 8176).
    amr: Vec<String>,
    /// When it was opened.
    created: i64,
    /// When it was last refreshed.
    last_used: i64,
    /// When it ends without a further refresh.
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
    let me = serde_json::to_vec(&Me::of(user, caller.is_own)).map_err(fault)?;
    let tag = etag(&me)?;
    let mut response = if is_known(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(CONTENT_TYPE, JSON)], me).into_response()
    };
    response.headers_mut().insert(ETAG, tag);
    Ok(response)
}

/// Lists the caller's live sessions, the newest turn first.
///
/// # Errors
/// The guard's refusals; `unavailable`.
pub async fn sessions(
    State(app): State<App>,
    caller: Caller,
) -> Result<axum::Json<Page<SessionItem>>, Problem> {
    let sessions = app.auth().sessions(&caller.holder).await?;
    let items = sessions
        .into_iter()
        .map(|session| SessionItem::of(session, &caller))
        .collect();
    Ok(axum::Json(Page::whole(items)))
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
            last_used: seconds(session.made),
            expires: seconds(session.idle_end),
        }
    }
}

/// A strong validator: 128 bits of the hash of what is shown.
fn etag(body: &[u8]) -> Result<HeaderValue, Problem> {
    let digest = digest(&SHA256, body);
    let tag = format!("\"{}\"", hex(&digest.as_ref()[..16]));
    HeaderValue::from_str(&tag).map_err(fault)
}

fn fault(error: impl std::error::Error) -> Problem {
    Problem::fault(error.to_string())
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
