//! A panic is the failure of one request: it is answered 500, its words go to the log, and the server goes on.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;

use super::problem::Problem;

/// Middleware: turns a panic of what lies within into a fault.
pub async fn catch(request: Request, next: Next) -> Response {
    // Nothing of the request outlives the panic, and shared state keeps its own promises across unwinding.
    let caught = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    caught.unwrap_or_else(|panic| {
        Problem::fault(format!("panic: {}", words(&*panic))).into_response()
    })
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("of no text")
}
