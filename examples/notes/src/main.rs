//! Notes: a small API that checks Paraph's access tokens by itself.

use std::collections::HashMap;
use std::error::Error;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use paraph_verify::{Claims, RequireScope, RequireToken, Verifier};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower_http::cors::CorsLayer;

/// Whose scripts may call.
const PAGE: HeaderValue = HeaderValue::from_static("http://localhost:3000");

/// In memory, by the token's subject.
type Notes = Arc<Mutex<HashMap<String, Vec<String>>>>;

#[derive(Deserialize, Serialize)]
struct Note {
    text: String,
}

/// What this service reads of an account's own claims (`paraph user add .. --claim notes_limit:=5`).
#[derive(Deserialize)]
struct Plan {
    #[serde(default = "Plan::free")]
    notes_limit: usize,
}

impl Plan {
    fn free() -> usize {
        100
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    // RUST_LOG=paraph_verify=debug says why a token is refused.
    tracing_subscriber::fmt::init();
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let setting = |name, default: &str| std::env::var(name).unwrap_or_else(|_| default.into());
    let issuer = setting("ISSUER", "http://localhost:8080");
    let address = setting("LISTEN", "localhost:4000");
    let routes = routes(Verifier::remote(issuer, "api")?);
    let listener = TcpListener::bind(&address).await?;
    println!("listening on http://{address}");
    Ok(axum::serve(listener, routes).await?)
}

fn routes(verifier: Verifier) -> Router {
    let write = post(add_note).route_layer(RequireScope::new("notes:write"));
    Router::new()
        .route("/notes", write.get(read_notes))
        // All routes above need a token, those below do not.
        .route_layer(RequireToken::new(verifier))
        .route("/", get(Json(json!({ "service": "notes" }))))
        // Outermost: a preflight has no token, and a page must be able to read a refusal.
        .layer(cors())
        .with_state(Notes::default())
}

fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(PAGE)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE])
        .expose_headers([RETRY_AFTER, WWW_AUTHENTICATE])
}

async fn read_notes(State(notes): State<Notes>, claims: Claims) -> Json<Value> {
    let notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
    let own = notes.get(&claims.sub).map_or(&[][..], Vec::as_slice);
    Json(json!({ "notes": own }))
}

async fn add_note(
    State(notes): State<Notes>,
    Claims { principal, custom }: Claims<Plan>,
    Json(note): Json<Note>,
) -> Result<(StatusCode, Json<Note>), StatusCode> {
    let mut notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
    let own = notes.entry(principal.sub.clone()).or_default();
    if own.len() >= custom.notes_limit {
        return Err(StatusCode::FORBIDDEN);
    }
    own.push(note.text.clone());
    Ok((StatusCode::CREATED, Json(note)))
}
