//! `POST /api/signup`: anyone makes an account of their own. Always 202 `{}`, whether or not the address is taken.

use axum::extract::State;
use http::StatusCode;
use paraph_core::secret::Secret;
use paraph_core::signup::SignUp;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::App;
use crate::http::json::Json;
use crate::http::problem::Problem;
use crate::http::source::Source;

/// A request for an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignupRequest {
    /// The e-mail address.
    email: String,
    /// At least 8 characters, at most 1,024 bytes.
    #[schema(value_type = String, format = Password)]
    password: Secret,
    /// What they are called.
    name: Option<String>,
}

/// Signs up; an address that is taken is answered like one that is not.
///
/// # Errors
/// `signup_closed`, `bad_request`, `password_rejected`, `busy`, `unavailable`.
pub async fn sign_up(
    State(app): State<App>,
    Source(origin): Source,
    Json(body): Json<SignupRequest>,
) -> Result<(StatusCode, axum::Json<Empty>), Problem> {
    let request = SignUp {
        email: body.email,
        password: body.password,
        name: body.name,
    };
    app.auth().sign_up(request, &origin).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(Empty {})))
}

/// `{}`.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct Empty {}
