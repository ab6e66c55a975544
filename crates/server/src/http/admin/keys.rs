//! `/admin/api/keys`: the signing keys, without their private halves.

use axum::Json as Answer;
use axum::extract::State;
use paraph_core::clock::seconds;
use paraph_core::commands::roots::SigningKeyRow;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::App;
use crate::http::page::Page;
use crate::http::problem::Problem;

/// A signing key.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Key)]
pub struct KeyShape {
    /// RFC 7638 thumbprint.
    pub kid: String,
    /// Its algorithm.
    pub alg: String,
    /// When it was made, unix seconds.
    pub created: i64,
    /// Whether it signs new tokens.
    pub signs: bool,
}

/// Lists the signing keys, oldest first.
///
/// # Errors
/// `unavailable`.
#[utoipa::path(get, operation_id = "list_keys", path = "/admin/api/keys",
    responses((status = 200, body = Page<KeyShape>), (status = "4XX", body = Problem)))]
pub async fn list(State(app): State<App>) -> Result<Answer<Page<KeyShape>>, Problem> {
    let rows = app.auth().signing_keys().await?;
    let signing = app.auth().keys.signing().kid();
    let shape = |row: SigningKeyRow| KeyShape {
        signs: row.kid == signing,
        kid: row.kid,
        alg: row.alg,
        created: seconds(row.created),
    };
    Ok(Answer(Page::whole(rows.into_iter().map(shape).collect())))
}
