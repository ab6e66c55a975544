//! Checks Paraph's access tokens inside a service, without a lookup per request.
//!
#![cfg_attr(
    all(feature = "axum", feature = "http"),
    doc = include_str!("front.md")
)]
//!
//! # Features
//!
//! None is on by default.
//!
//! | feature | what it adds | what it brings along |
//! | --- | --- | --- |
//! | `axum` | the extractor `Claims`, and `Reject` as an answer of handlers | `tower`, axum-core |
//! | `tower` | the layers `RequireToken`, `AllowToken`, `RequireScope`, `RequireRole` | tower-layer, tower-service, tracing |
//! | `http` | `Verifier::remote`: keys fetched from the issuer and kept current | reqwest with rustls, tokio, metrics, tracing |
//!
//! # Without a framework
//!
//! A [`Verifier`] holds what it needs in memory: the issuer's public [`Keys`] and a view of its revocations. It answers
//! with a [`Principal`], the typed claims of the caller, or with a [`Reject`], which knows its stable code, its status and
//! its `WWW-Authenticate` header.
//!
//! ```
//! use std::sync::Arc;
//!
//! use http::HeaderMap;
//! use paraph_jose::{Alg, KeySet, Policy, SigningKey, jwt};
//! use paraph_ledger::{Entry, Lsn, Scope, View};
//! use paraph_verify::{Keys, Principal, Reject, Verifier, bearer};
//!
//! // What a layer does: take the token out of the request, check it, ask for the right it needs.
//! fn caller(verifier: &Verifier, headers: &HeaderMap) -> Result<Arc<Principal>, Reject> {
//!     let token = bearer::read(headers)?.ok_or(Reject::Missing)?;
//!     let principal = verifier.verify(token)?;
//!     principal.require_scope("orders:read")?;
//!     Ok(principal)
//! }
//!
//! // What the service sets up once.
//! let key = SigningKey::generate(Alg::ES256)?;
//! let keys = Keys::new(KeySet::new([key.verifying_key()])?);
//! let view = Arc::new(View::new(Lsn::FIRST));
//! let policy = Policy::access_token("https://id.example.org", "api");
//! let verifier = Verifier::local(policy, keys, Arc::clone(&view), || 1_700_000_000_000);
//!
//! // What the issuer gave the caller.
//! let token = jwt::sign(&key, "at+jwt", &serde_json::json!({
//!     "iss": "https://id.example.org", "aud": "api", "sub": "usr_1", "client_id": "app", "sid": "ses_1",
//!     "jti": "t1", "iat": 1_700_000_000, "exp": 1_700_000_300, "scope": "orders:read", "lsn": Lsn::FIRST,
//! }))?;
//! let mut headers = HeaderMap::new();
//! headers.insert("authorization", format!("Bearer {token}").parse()?);
//! assert_eq!(caller(&verifier, &headers)?.sub, "usr_1");
//!
//! // The session is ended: the same token is refused from the next request on.
//! let lsn = Lsn::FIRST.next().unwrap();
//! view.extend(&[Entry { lsn, scope: Scope::Session, id: "ses_1".into(), at: 0, until: i64::MAX }]);
//! assert_eq!(caller(&verifier, &headers).unwrap_err().code(), "token_revoked");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What makes a request acceptable beyond its token:
//!
//! - [`bearer`] and [`cookie`] read a token from a request and refuse what is ambiguous: doubled headers, two cookies of
//!   one name.
//! - [`origin`] is the cross-site check. A service that takes a token from a **cookie** needs it on every unsafe route.
//!
//! Where the keys come from, and whose they are:
//!
//! - [`Verifier::local`] is over [`Keys`] and a view that the service keeps current itself. It reads no clock and no file,
//!   and asks nobody.
//! - With the feature `http`, `Verifier::remote` fetches an issuer's keys and keeps them current, and `Verifier::foreign`
//!   does so for issuers that are not ours. `Verifier::health` says how they are.
//! - [`Verifier::also`] joins several: one service, several issuers.

#[cfg(feature = "axum")]
pub mod axum;
pub mod bearer;
mod cache;
#[cfg(feature = "tower")]
mod caller;
mod claims;
pub mod cookie;
#[cfg(feature = "http")]
mod http;
mod keys;
pub mod origin;
mod reject;
mod setup;
#[cfg(feature = "tower")]
pub mod tower;
mod verifier;

// Whole, for their types stand in signatures here: who names one gets the version that fits.
pub use paraph_jose::{self, Alg, Policy};
pub use paraph_ledger;

#[cfg(feature = "axum")]
#[doc(inline)]
pub use axum::Claims;
pub use cache::{CacheStats, TokenCache};
pub use claims::{Ancestor, Ancestors, MOST_ANCESTORS, Principal, ScopeSet};
#[cfg(feature = "http")]
pub use http::{FetchFailure, Health, IssuerHealth, Remote};
pub use keys::Keys;
pub use reject::{Cause, Outage, Reject};
pub use setup::SetupError;
#[cfg(feature = "tower")]
#[doc(inline)]
pub use tower::{AllowToken, RequireRole, RequireScope, RequireToken};
pub use verifier::Verifier;
