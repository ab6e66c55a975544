//! Checks Paraph's access tokens inside a service, without a lookup per request.
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
//! // What a handler does: take the token out of the request, check it, ask for the right it needs.
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
//! The crate reads no clock and no file, and asks nobody.

pub mod bearer;
mod claims;
pub mod cookie;
mod keys;
pub mod origin;
mod reject;
mod verifier;

pub use claims::{Ancestor, Ancestors, MOST_ANCESTORS, Principal, ScopeSet};
pub use keys::Keys;
pub use reject::{Cause, Outage, Reject};
pub use verifier::Verifier;
