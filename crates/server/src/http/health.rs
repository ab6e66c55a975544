//! For whoever runs us: `/healthz` (the process answers) and `/readyz` (send requests here). Both are bare: no version, no
//! numbers, no names.

use std::time::Duration;

use axum::extract::State;
use paraph_core::Millis;
use paraph_core::commands::roots::Ping;
use serde::Serialize;
use utoipa::ToSchema;

use super::App;
use super::problem::Problem;

/// The most by which our clock may differ from the database's, milliseconds: refresh is judged by both.
const SKEW: u64 = 2_000;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// `{"status":"ok"}`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`.
    status: &'static str,
}

const OK: axum::Json<Health> = axum::Json(Health { status: "ok" });

/// The process is alive.
pub async fn healthz() -> axum::Json<Health> {
    OK
}

/// The database answers, clocks agree, and the server is not stopping.
///
/// # Errors
/// `unavailable`, with one of three words.
pub async fn readyz(State(app): State<App>) -> Result<axum::Json<Health>, Problem> {
    if app.is_draining() {
        return Err(Problem::unavailable("stopping").detail("stopping"));
    }
    let skew = skew(&app)
        .await
        .map_err(|cause| Problem::unavailable(cause).detail("database"))?;
    if skew.unsigned_abs() > SKEW {
        let cause = format!("the database's clock is {skew} ms ahead of ours");
        return Err(Problem::unavailable(cause).detail("clock"));
    }
    Ok(OK)
}

/// How far the database's clock is ahead of ours.
async fn skew(app: &App) -> Result<Millis, String> {
    match tokio::time::timeout(PATIENCE, app.auth().store.run(Ping)).await {
        Ok(Ok(pong)) => Ok(pong.skew),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("no answer in time".into()),
    }
}
