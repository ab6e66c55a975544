//! `/admin/api/sessions`: ends anyone's session.

use axum::extract::{Path, State};
use http::StatusCode;
use paraph_core::error::AuthError;

use crate::http::App;
use crate::http::guard::By;
use crate::http::problem::Problem;
use crate::http::source::Source;

/// Ends a session.
///
/// # Errors
/// `not_found`, also for one that is over, `forbidden`, `unavailable`.
#[utoipa::path(delete, operation_id = "end_session", path = "/admin/api/sessions/{id}", params(("id" = String, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub async fn end(
    State(app): State<App>,
    By(actor): By,
    Source(origin): Source,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let session = id.parse().map_err(|_| AuthError::NotFound)?;
    app.auth().end_any_session(session, &actor, &origin).await?;
    Ok(StatusCode::NO_CONTENT)
}
