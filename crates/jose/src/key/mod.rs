//! Keys, parsed once. A key object has exactly one algorithm, one kid, and the checks behind it.
//!
//! [`Material`] is what any key is made of, whatever it is for; `fit` says what it may be for.
//! [`SigningKey`] signs, [`VerifyingKey`] checks, [`KeySet`] is what a verifier trusts; those that
//! encrypt are in [`crate::jwe`]. There is no
//! call that takes "a key string": a key comes from a strict JWK, from PEM, or from the generator,
//! and its type fixes what it can do. Only symmetric material can become an HMAC key (RFC 8725
//! sections 2.1, 3.1).

mod akp;
mod ec;
mod ed25519;
#[cfg(feature = "ed448")]
mod ed448;
mod factors;
mod fit;
mod generate;
mod lookalike;
mod material;
mod oct;
mod okp;
mod ops;
mod rsa;
mod secret;
mod set;
mod signing;
mod t1;
mod verifying;
#[cfg(test)]
mod wycheproof;
mod x25519;

pub(crate) use akp::Key as AkpKey;
pub(crate) use ec::Key as EcKey;
pub(crate) use lookalike::hexadecimal;
pub(crate) use material::Material;
pub(crate) use oct::Key as OctKey;
pub(crate) use okp::{Curve as OkpCurve, Key as OkpKey};
pub(crate) use ops::Checker;
pub(crate) use rsa::{Key as RsaKey, PrivateParts as RsaPrivateParts};
pub(crate) use secret::Secret;
pub use set::KeySet;
pub use signing::SigningKey;
pub use verifying::VerifyingKey;
