//! The key that checks.

use std::fmt;
use std::sync::Arc;

use super::ops::Checker;
use super::signing::COMMON_TYPES;
use crate::alg::Alg;
use crate::b64;
use crate::error::Error;
use crate::header;
use crate::jwk::Jwk;

/// Signatures are decoded on the stack: ML-DSA-87 makes the longest, RSA with 8192 bits the longest
/// of the others, RSA with 2048 bits the longest usual.
const LONGEST: usize = 4627;
const LONG: usize = 1024;
const SHORT: usize = 256;

/// A public or symmetric key, parsed once, with exactly one algorithm. Clones share it.
///
/// It holds either a public key or a secret, never "bytes": there is no way to check an HMAC with a
/// public key. A secret comes by [`Jwk::from_secret`] and [`VerifyingKey::from_jwk`]; this does not compile:
/// ```compile_fail,E0599
/// # use paraph_jose::{Alg, VerifyingKey};
/// let confused = VerifyingKey::from_secret(b"-----BEGIN PUBLIC KEY-----", Alg::HS256);
/// ```
#[derive(Clone)]
pub struct VerifyingKey(Arc<Inner>);

struct Inner {
    alg: Alg,
    kid: String,
    named: bool,
    private: bool,
    checker: Checker,
    /// The encoded headers of our own tokens, with the dot: found by comparing bytes, without
    /// parsing.
    headers: [String; COMMON_TYPES.len()],
}

impl VerifyingKey {
    /// Loads a JWK for checking; of a private asymmetric one only the public half is taken.
    ///
    /// # Errors
    /// [`Error::KeyNeedsAlg`], [`Error::KeyUse`] (`use` or `key_ops` rule out checking).
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, Error> {
        let public = jwk.public();
        let jwk = public.as_ref().unwrap_or(jwk);
        if !jwk.usage().allows_to("verify") {
            return Err(Error::KeyUse);
        }
        Self::load(jwk, jwk.signature_alg()?)
    }

    /// Loads a PEM key; RSA keys need `alg`, for others it is only compared.
    ///
    /// # Errors
    /// As [`Jwk::from_pem`] and [`VerifyingKey::from_jwk`].
    pub fn from_pem(pem: &str, alg: Option<Alg>) -> Result<Self, Error> {
        Self::from_jwk(&Jwk::from_pem(pem, alg)?)
    }

    /// The one algorithm.
    pub fn alg(&self) -> Alg {
        self.0.alg
    }

    /// The key's id: the one its JWK named, else its thumbprint. Empty for a secret that nobody named,
    /// whose thumbprint would help to guess it: its tokens have no `kid`.
    pub fn kid(&self) -> &str {
        &self.0.kid
    }

    /// True if the owner named the key; else, where it is the only one, any token may mean it.
    pub(super) fn is_named(&self) -> bool {
        self.0.named
    }

    /// True for a symmetric key: whoever checks with it can also sign.
    pub fn is_symmetric(&self) -> bool {
        self.0.private
    }

    pub(super) fn load(jwk: &Jwk, alg: Alg) -> Result<Self, Error> {
        let named = jwk.kid().is_some();
        let kid = jwk.clone().named().kid().unwrap_or_default().to_owned();
        let headers = COMMON_TYPES.map(|typ| header::encode(alg, Some(typ), &kid));
        let checker = jwk.material().checker(alg)?;
        let private = jwk.is_symmetric();
        Ok(Self(Arc::new(Inner {
            alg,
            kid,
            named,
            private,
            checker,
            headers,
        })))
    }

    /// If `token` begins with a header of ours for this key: its `typ` and its length with the dot.
    pub(crate) fn common_header(&self, token: &str) -> Option<(&'static str, usize)> {
        let index = self
            .0
            .headers
            .iter()
            .position(|header| token.starts_with(header.as_str()))?;
        Some((COMMON_TYPES[index], self.0.headers[index].len()))
    }

    /// Where the signature's dot must stand in a token of this key, if it stands there.
    pub(crate) fn signature_dot(&self, token: &str) -> Option<usize> {
        let signature = b64::encoded_len(self.0.checker.signature_len());
        let dot = token.len().checked_sub(signature + 1)?;
        (token.as_bytes()[dot] == b'.').then_some(dot)
    }

    /// Checks the base64url `signature` over `message`, without allocating.
    pub(crate) fn check(&self, message: &[u8], signature: &str) -> Result<(), Error> {
        match self.0.checker.signature_len() {
            0..=SHORT => self.check_in(message, signature, &mut [0; SHORT]),
            len if len <= LONG => self.check_in(message, signature, &mut [0; LONG]),
            _ => self.check_in(message, signature, &mut [0; LONGEST]),
        }
    }

    fn check_in(&self, message: &[u8], signature: &str, buffer: &mut [u8]) -> Result<(), Error> {
        if signature.len() != b64::encoded_len(self.0.checker.signature_len()) {
            return Err(Error::BadSignature);
        }
        let signature = b64::decode_slice(signature, buffer).ok_or(Error::TokenBase64)?;
        self.0.checker.check(message, signature)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyingKey")
            .field("alg", &self.alg())
            .field("kid", &self.kid())
            .finish()
    }
}
