//! The stylesheet. Its path holds a hash of its bytes, so it is kept for ever and a new one is seen at once.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use paraph_core::audit::hex;

const STYLE: &str = include_str!("../../../assets/style.css");

static PATH: LazyLock<String> = LazyLock::new(|| {
    let digest = digest(&SHA256, STYLE.as_bytes());
    format!("/assets/style-{}.css", hex(&digest.as_ref()[..8]))
});

/// Its path, below the base path.
#[must_use]
pub fn path() -> &'static str {
    &PATH
}

/// `GET` its path.
pub async fn read() -> ([(HeaderName, HeaderValue); 2], &'static str) {
    let headers = [
        (CONTENT_TYPE, "text/css; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
    (headers, STYLE)
}
