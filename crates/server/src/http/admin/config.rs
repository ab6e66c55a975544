//! `/admin/api/config`: the configuration in force, without secrets.

use axum::Json as Answer;
use axum::extract::State;
use serde_json::Value;

use crate::http::App;

/// Reads the configuration.
#[utoipa::path(get, operation_id = "read_config", path = "/admin/api/config", responses((status = 200, body = Object)))]
pub async fn read(State(app): State<App>) -> Answer<Value> {
    Answer(app.config().clone())
}
