//! JOSE for Rust: strict JWS, JWE, JWK and JWT on aws-lc-rs. No I/O, no clock, no global state.
//!
//! What most users need, in five lines:
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
//! A service that has its issuer's JWK Set:
//!
//! ```
//! use paraph_jose::{JwkSet, KeySet};
//! # let json = paraph_jose::JwkSet::new([paraph_jose::SigningKey::generate(paraph_jose::Alg::ES256)?.public_jwk().expect("public")])?.to_json();
//! let keys = KeySet::from_jwks(&JwkSet::parse(json)?)?;
//! # assert_eq!(keys.keys().len(), 1);
//! # Ok::<(), paraph_jose::Error>(())
//! ```
//!
//! # Where to start
//!
//! | for | see |
//! | --- | --- |
//! | tokens with claims | [`jwt`], and [`policy`] for what is accepted |
//! | any other signed payload | [`jws`] |
//! | what others may not read | [`jwe`]; signed and encrypted: [`jwt::sign_and_encrypt`], [`jwt::decrypt_and_verify`] |
//! | keys: JWK, PEM, generated | [`SigningKey`], [`VerifyingKey`], [`KeySet`], [`Jwk`], [`JwkSet`] |
//! | other JSON of strangers | [`json`] |
//! | why something was refused | [`Error`], whose [`Error::code`] is stable; every check of a token, and hints: [`mod@explain`] |
//!
//! Time is an argument: `now` is unix seconds. Claims that borrow from a buffer of yours
//! ([`jwt::verify_borrowed`]) cost no allocation.
//!
//! The algorithms: HS, RS and PS with 256, 384 and 512 bits, ES256, ES384, ES512, ES256K, `EdDSA`
//! by both of its names, ML-DSA-44, -65 and -87, and Ed448 with the feature `ed448` (a second crypto
//! library, so off by default).
//!
//! # Choices, and why
//!
//! Three rules carry the crate. **The key fixes the algorithm.** **Nothing unchecked is read**:
//! signature first, then strict JSON, then types, then the [`Policy`]. **What is loose is refused**,
//! not repaired. Most of the list answers a fault that a library has had:
//!
//! | choice | reason | has happened |
//! | --- | --- | --- |
//! | a key has one algorithm; the header's `alg` is only compared with it | whoever attacks writes the header | CVE-2015-9235, CVE-2016-10555, CVE-2023-48223, CVE-2023-48238, CVE-2024-54150 |
//! | `none`, RS1 and `RSA1_5` are not in the table | what is not there cannot be left on | CVE-2015-2951, GHSA-88q6-jcjg-hvmw |
//! | no call takes "a key string"; a secret that is some key's text is refused | a public key must not become an HMAC secret | CVE-2022-29217, CVE-2024-33663, CVE-2026-34950 |
//! | `jwk`, `jku`, `x5c`, `x5u`, `x5t` in a header are refused | a token cannot vouch for its own key | CVE-2018-0114, CVE-2026-27962, CVE-2026-34240 |
//! | `crit` is refused, and so are header members that are not known | what must be understood is not skipped | CVE-2025-59420, CVE-2026-32597 |
//! | the compact form alone, one parser, one spelling of base64url | two readings of one text | CVE-2022-39227, CVE-2022-25898, GHSA-jc38-x7x8-2xc8 |
//! | a claim of the wrong type is an error, never absent | a check that finds nothing passes | CVE-2026-25537, CVE-2020-26160 |
//! | `iss` and `aud` are compared as whole strings | a list or a prefix is not the issuer | CVE-2025-30144 |
//! | every [`Policy`] requires `exp`, `iss`, `typ`, and `aud` unless its name says otherwise; 60 s of leeway at most | options that interact are forgotten | RFC 8725 sections 3.8 to 3.12 |
//! | the signature is judged first, expiry last | "expired" must mean that all else was right | CVE-2024-51744 |
//! | secrets as long as the hash, none that was published | a blank or guessed secret signs anything | CVE-2019-20933, CVE-2020-28637 |
//! | RSA from 2048 to 8192 bits, no ROCA modulus; points on their curve, none of small order | keys come from strangers, too | CVE-2017-15361, CVE-2022-23539 |
//! | `r` and `s` in range, no signature of another length | zero verified once | CVE-2022-21449, CVE-2020-28042 |
//! | 8 KiB of token, 16 levels of JSON, looked at before anything is allocated | a refusal must be cheap | CVE-2025-30204 |
//! | no `zip`; at most 1.2 million rounds of PBES2 | so must a decryption that fails | CVE-2022-36083, CVE-2023-50967, CVE-2024-28176, CVE-2024-28180 |
//! | what was decrypted has another type than what was verified | anybody encrypts to a public key | CVE-2023-51774 |
//! | one error, at one time, for whatever fails under a decryption key | an oracle needs two answers | RFC 7516 section 11.5 |
//!
//! # How other libraries decide
//!
#![doc = include_str!("differences.md")]

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
