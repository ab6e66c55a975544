//! The caller of a request, as the token layer left it in the extensions: for guards and extractor alike.
//!
//! Fails closed. A layer lets no request with an `Authorization` header pass without a caller, so one that has the header and
//! no caller was not checked at all: it is refused even where callers are optional, and the log is told why.

use std::sync::Arc;

use http::header::AUTHORIZATION;
use http::{Extensions, HeaderMap};

use crate::{Principal, Reject};

/// The caller; `None` if the request came without a token.
pub(crate) fn optional<'a>(
    extensions: &'a Extensions,
    headers: &HeaderMap,
) -> Result<Option<&'a Arc<Principal>>, Reject> {
    let caller = extensions.get::<Arc<Principal>>();
    if caller.is_none() && headers.contains_key(AUTHORIZATION) {
        tracing::warn!(
            "no token layer checked this request: put RequireToken or AllowToken around the route"
        );
        return Err(Reject::Missing);
    }
    Ok(caller)
}

/// The same where there must be one.
pub(crate) fn required<'a>(
    extensions: &'a Extensions,
    headers: &HeaderMap,
) -> Result<&'a Arc<Principal>, Reject> {
    optional(extensions, headers)?.ok_or(Reject::Missing)
}
