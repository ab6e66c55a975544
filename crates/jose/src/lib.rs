//! JOSE for Paraph: strict JWS, JWE, JWK and JWT on aws-lc-rs. No I/O, no clock, no global state.
//!
//! ```
//! use paraph_jose::{Alg, KeySet, Policy, SigningKey, jwt};
//! # #[derive(serde::Serialize, serde::Deserialize)] struct Claims { iss: String, aud: String, sub: String, client_id: String, jti: String, iat: i64, exp: i64 }
//! # let now = 1_700_000_000;
//! # let claims = Claims { iss: "https://id.example".into(), aud: "api".into(), sub: "usr_1".into(), client_id: "app".into(), jti: "t1".into(), iat: now, exp: now + 300 };
//! let key = SigningKey::generate(Alg::ES256)?;
//! let token = jwt::sign(&key, "at+jwt", &claims)?;
//! let keys = KeySet::new([key.verifying_key()])?;
//! let policy = Policy::access_token("https://id.example", "api");
//! let verified = jwt::verify::<Claims>(&token, &keys, &policy, now)?;
//! # assert_eq!(verified.claims.sub, "usr_1");
//! # Ok::<(), paraph_jose::Error>(())
//! ```
//!
//! The algorithms: HS, RS and PS with 256, 384 and 512 bits, ES256, ES384, ES512, ES256K, `EdDSA`
//! by both of its names, ML-DSA-44, -65 and -87, and Ed448 with the feature `ed448` (a second crypto
//! library, so off by default).
//!
//! Three rules carry the crate. **The key fixes the algorithm**: a key object has exactly one, and
//! a token's header is only compared with it. **Nothing unchecked is read**: signature first, then
//! strict JSON, then types, then the [`Policy`]. **What is loose is refused**: duplicate members,
//! padded base64, unknown header members, claims of the wrong type, weak keys; each with a stable
//! [`Error::code`].
//!
//! Time is an argument: `now` is unix seconds. Start with [`jwt`] for tokens with claims, [`jws`]
//! for any payload, [`mod@explain`] for a token that is refused, [`jwe`] for what others may not read, [`Jwk`] and [`JwkSet`] for keys on the
//! wire, [`json`] for other texts of strangers.

// First: the tables below use its macro.
#[macro_use]
mod names;

mod alg;
mod b64;
mod claims;
pub mod dangerous;
mod der;
mod error;
pub mod explain;
mod header;
pub mod json;
pub mod jwe;
mod jwk;
pub mod jws;
pub mod jwt;
mod key;
mod pem;
pub mod policy;
mod purpose;
mod spki;
mod unverified;

pub use alg::Alg;
pub use error::{Error, Part};
pub use explain::explain;
pub use json::Fault;
pub use jwk::{Jwk, JwkSet};
pub use jws::MAX_TOKEN;
pub use key::{KeySet, SigningKey, VerifyingKey};
pub use policy::Policy;
pub use purpose::Purpose;
pub use unverified::UnverifiedIssuer;
