//! [`Reject`] as an answer of a handler.

use axum_core::response::{IntoResponse, Response};

use crate::Reject;

/// The answer of [`Reject::answer`], so that `?` works in handlers. The cause is logged, at debug.
impl IntoResponse for Reject {
    fn into_response(self) -> Response {
        self.log();
        self.answer()
    }
}
