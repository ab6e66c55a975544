//! The key that signs.

use std::fmt;
use std::sync::Arc;

use super::ops::Signer;
use super::{Material, VerifyingKey};
use crate::alg::Alg;
use crate::error::Error;
use crate::header;
use crate::jwk::{Jwk, Usage};
use crate::policy::{ACCESS_TOKEN_TYP, PLAIN_TYP};
use crate::purpose::Purpose;

/// The token kinds whose header is encoded once per key.
pub(super) const COMMON_TYPES: [&str; 2] = [ACCESS_TOKEN_TYP, PLAIN_TYP];

/// A private or symmetric key, parsed once, with exactly one algorithm. Clones share it.
#[derive(Clone)]
pub struct SigningKey(Arc<Inner>);

struct Inner {
    jwk: Jwk,
    signer: Signer,
    headers: [String; COMMON_TYPES.len()],
    verifying: VerifyingKey,
}

impl SigningKey {
    /// Makes a new key: RSA with 2048 bits, secrets as long as the hash. Its kid is its thumbprint.
    ///
    /// # Errors
    /// [`Error::Crypto`] if the crypto library fails.
    pub fn generate(alg: Alg) -> Result<Self, Error> {
        let material = Material::generate(alg)?;
        // Nobody guesses a secret that was drawn as long as the hash.
        let kid =
            Jwk::new(material.clone(), Some(alg.into()), None, Usage::default())?.thumbprint();
        Self::load(material, alg, Some(&kid))
    }

    /// Loads a private or symmetric JWK.
    ///
    /// # Errors
    /// [`Error::KeyNotPrivate`], [`Error::KeyNeedsAlg`], [`Error::KeyUse`] (`use` or `key_ops` rule
    /// out signing), [`Error::KeyInconsistent`].
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, Error> {
        if !jwk.is_private() {
            return Err(Error::KeyNotPrivate);
        }
        if !jwk.usage().allows_to("sign") {
            return Err(Error::KeyUse);
        }
        Self::load(jwk.material().clone(), jwk.signature_alg()?, jwk.kid())
    }

    /// Loads a PEM private key; RSA keys need `alg`, for others it is only compared.
    ///
    /// # Errors
    /// As [`Jwk::from_pem`] and [`SigningKey::from_jwk`].
    pub fn from_pem(pem: &str, alg: Option<Alg>) -> Result<Self, Error> {
        Self::from_jwk(&Jwk::from_pem(pem, alg)?)
    }

    /// The one algorithm.
    pub fn alg(&self) -> Alg {
        self.0.verifying.alg()
    }

    /// The key's id: the one its JWK named, else its thumbprint. Empty for a secret that nobody named; see
    /// [`VerifyingKey::kid`].
    pub fn kid(&self) -> &str {
        self.0.verifying.kid()
    }

    /// The whole key, private part included, with `alg`, `use` and, if it has one, `kid`.
    pub fn to_jwk(&self) -> Jwk {
        self.0.jwk.clone()
    }

    /// The public half, for a JWKS; `None` for a symmetric key, which has none.
    pub fn public_jwk(&self) -> Option<Jwk> {
        self.0.jwk.public()
    }

    /// The half that checks. For a symmetric key it holds the same secret.
    pub fn verifying_key(&self) -> VerifyingKey {
        self.0.verifying.clone()
    }

    fn load(material: Material, alg: Alg, kid: Option<&str>) -> Result<Self, Error> {
        let signer = material.signer(alg)?;
        let purpose = Purpose::Sign(alg);
        let kid = kid.map(str::to_owned);
        let unnamed = Jwk::new(material, Some(purpose), kid, Usage::of(purpose))?;
        let jwk = unnamed.named();
        let verifying = VerifyingKey::load(&jwk, alg)?;
        let headers = COMMON_TYPES.map(|typ| header::encode(alg, Some(typ), verifying.kid()));
        Ok(Self(Arc::new(Inner {
            jwk,
            signer,
            headers,
            verifying,
        })))
    }

    pub(crate) fn signer(&self) -> &Signer {
        &self.0.signer
    }

    /// Begins a token: the encoded header and its dot.
    pub(crate) fn begin(&self, typ: Option<&str>, token: &mut String) {
        let common = typ.and_then(|typ| COMMON_TYPES.iter().position(|common| *common == typ));
        match common {
            Some(index) => token.push_str(&self.0.headers[index]),
            None => token.push_str(&header::encode(self.alg(), typ, self.kid())),
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("alg", &self.alg())
            .field("kid", &self.kid())
            .finish()
    }
}
