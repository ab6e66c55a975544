//! `POST /api/password/change`: the old password for a new one. The caller's session stays, all others end.

use axum::extract::State;
use http::StatusCode;
use paraph_core::secret::Secret;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::App;
use crate::http::credential::Caller;
use crate::http::json::Json;
use crate::http::problem::Problem;
use crate::http::source::Source;

/// A request to change the password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChangeRequest {
    /// The password until now.
    #[schema(value_type = String, format = Password)]
    old_password: Secret,
    /// The password from now on: at least 8 characters, at most 1,024 bytes.
    #[schema(value_type = String, format = Password)]
    new_password: Secret,
}

/// Changes the password.
///
/// # Errors
/// `invalid_credentials` for a wrong old password, `password_rejected`, `busy`, `unavailable`.
pub async fn change(
    State(app): State<App>,
    Source(origin): Source,
    caller: Caller,
    Json(body): Json<PasswordChangeRequest>,
) -> Result<StatusCode, Problem> {
    let (old, new) = (body.old_password, body.new_password);
    app.auth()
        .change_password(&caller.holder, old, new, &origin)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
