//! The layers: requests pass with a good access token, and are answered with a refusal (RFC 6750) without one.
//!
//! - [`RequireToken`] for routes that need a caller, [`AllowToken`] for those that only like to know theirs. Both put an
//!   `Arc<`[`Principal`](crate::Principal)`>` into the request's extensions and take away any that was there before.
//! - [`RequireScope`] and [`RequireRole`] inside of them, for routes that need more. Alone they refuse everything.
//!
//! They work on any `http::Request`, leave its body alone, and pass the errors of the service inside on as they are. The
//! bodies of answers must be made from [`bytes::Bytes`], as axum's `Body` and `http_body_util::Full` are; for others there
//! is tower-http's `MapResponseBodyLayer`.
//!
//! ```
//! # use std::convert::Infallible;
//! # use bytes::Bytes;
//! # use http::{Request, Response};
//! # use http_body_util::Full;
//! use paraph_verify::{RequireRole, RequireToken, Verifier};
//! use tower::{ServiceBuilder, service_fn};
//!
//! # fn service(verifier: Verifier) -> impl tower::Service<Request<()>> {
//! ServiceBuilder::new()
//!     .layer(RequireToken::new(verifier))
//!     .layer(RequireRole::new("editor"))
//!     .service(service_fn(async |_: Request<()>| {
//!         Ok::<_, Infallible>(Response::new(Full::new(Bytes::from("hello"))))
//!     }))
//! # }
//! ```
//!
//! # What is refused
//!
//! | request | answer |
//! | --- | --- |
//! | without a token ([`AllowToken`] lets it pass) | 401 `token_invalid`, with a bare challenge |
//! | two `Authorization` headers, another scheme than `Bearer`, no token after it, two cookies of the name | 401 `token_invalid` |
//! | with a token that is not one of the issuer's, not for this audience, not readable | 401 `token_invalid` |
//! | with a token whose time has run out: refresh, try again | 401 `token_expired` |
//! | with a token that was taken back | 401 `token_revoked` |
//! | with a token that lacks the scope of [`RequireScope`] | 403 `insufficient_scope` |
//! | of a subject without the role of [`RequireRole`] | 403 `forbidden` |
//! | with a token in a cookie, made by a page of another site | 403 `origin_not_allowed` |
//! | while nothing can be said about tokens: not the caller's fault | 503 `unavailable`, with `Retry-After` |
//!
//! The answer is [`Reject::answer`](crate::Reject::answer). It carries the [`Reject`](crate::Reject) in its extensions, and
//! a `tracing` event of level debug tells its cause.
//!
//! # Order
//!
//! A layer for CORS belongs **outside** of these: a preflight (`OPTIONS`) carries no token, and a page cannot read a
//! refusal that has no CORS headers. Layers for tracing and time-outs belong outside as well.
//!
//! # Tokens in cookies
//!
//! [`RequireToken::or_cookie`] takes a named cookie where there is **no** `Authorization` header; a header that is refused
//! never falls back to the cookie. Browsers attach cookies to requests that other sites make them send, so a token from a
//! cookie comes with the [cross-site check](crate::origin) on every unsafe method, and on every request with an `Upgrade`
//! header: a `WebSocket` begins with a `GET`, is not bound by CORS, and has effects. Other routes must have none under `GET`.

mod answer;
mod future;
mod guard;
mod layer;
mod service;
mod source;

pub use self::future::ResponseFuture;
pub use self::guard::{Guarded, RequireRole, RequireScope};
pub use self::layer::{AllowToken, RequireToken};
pub use self::service::CheckToken;
