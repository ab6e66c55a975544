//! From a JWK to a key that works: its one algorithm, then what the crypto library needs for it.

use crate::error::Error;
use crate::jwe::agree;
use crate::jwe::alg::{KeyAlg, Scheme};
use crate::jwe::enc::Enc;
use crate::jwe::oaep;
use crate::jwk::{Jwk, Side, Usage};
use crate::key::{Material, Secret};
use crate::purpose::Purpose;

/// A key with its one algorithm.
#[derive(Debug)]
pub(crate) struct Key {
    alg: KeyAlg,
    /// The whole key, with `alg`, `use` and, if it has a name, `kid`.
    jwk: Jwk,
    means: Means,
    /// True if the owner gave the name.
    named: bool,
    /// What the JWK's `alg` says where it names an `enc`.
    enc: Option<Enc>,
}

/// What hides content keys and recovers them.
#[derive(Debug)]
pub(crate) enum Means {
    /// A shared secret, or a password for PBES2.
    Secret(Secret),
    Rsa(Box<oaep::Key>),
    Agree(Box<agree::Key>),
}

impl Key {
    /// Loads a JWK for one side; `alg` is for a key that names none, and else compared.
    pub(super) fn load(jwk: &Jwk, alg: Option<KeyAlg>, side: Side) -> Result<Self, Error> {
        let purpose = purpose(jwk, alg)?;
        let (alg, enc) = match purpose {
            Purpose::Encrypt(alg) => (alg, None),
            Purpose::Content(enc) => (KeyAlg::Dir, Some(enc)),
            Purpose::Sign(_) => return Err(Error::KeyUse),
        };
        // Of a private key only the public half encrypts; a secret has none.
        let public = jwk.public().filter(|_| side == Side::Encrypt);
        let jwk = public.as_ref().unwrap_or(jwk);
        if !jwk.usage().allows_encryption(alg, side) {
            return Err(Error::KeyUse);
        }
        if side == Side::Decrypt && !jwk.is_private() {
            return Err(Error::KeyNotPrivate);
        }
        Self::new(alg, enc, purpose, jwk)
    }

    fn new(alg: KeyAlg, enc: Option<Enc>, purpose: Purpose, jwk: &Jwk) -> Result<Self, Error> {
        let named = jwk.kid().is_some();
        let kid = jwk.kid().map(str::to_owned);
        let usage = Usage::of(purpose);
        let jwk = Jwk::new(jwk.material().clone(), Some(purpose), kid, usage)?.named();
        Ok(Self {
            alg,
            means: Means::new(alg, jwk.material())?,
            jwk,
            named,
            enc,
        })
    }

    pub(crate) fn alg(&self) -> KeyAlg {
        self.alg
    }

    pub(crate) fn jwk(&self) -> &Jwk {
        &self.jwk
    }

    pub(crate) fn means(&self) -> &Means {
        &self.means
    }

    pub(crate) fn kid(&self) -> Option<&str> {
        self.jwk.kid()
    }

    /// True if the owner named the key; else any token may mean it.
    pub(crate) fn is_named(&self) -> bool {
        self.named
    }

    /// True if a content of `enc` can be encrypted: only a shared content key rules some out.
    pub(crate) fn takes(&self, enc: Enc) -> bool {
        match (self.alg.scheme(), &self.means) {
            (Scheme::Direct, Means::Secret(secret)) => {
                self.enc.is_none_or(|named| named == enc) && secret.bytes().len() == enc.key_len()
            }
            _ => true,
        }
    }
}

/// The JWK of a shared secret, or of a password if that is what was meant.
pub(super) fn secret(secret: &[u8], alg: KeyAlg, is_password: bool) -> Result<Jwk, Error> {
    if alg.takes_password() != is_password {
        return Err(Error::KeyAlgMismatch);
    }
    Jwk::from_secret(secret, alg)
}

/// What the key is for: what it names, else what the caller says. Both at once must agree.
fn purpose(jwk: &Jwk, wanted: Option<KeyAlg>) -> Result<Purpose, Error> {
    if jwk.usage().is_for_signatures() || !jwk.material().can_encrypt() {
        return Err(Error::KeyUse);
    }
    let Some(named) = jwk.named_purpose() else {
        return wanted.map(Purpose::Encrypt).ok_or(Error::KeyNeedsAlg);
    };
    let alg = match named {
        Purpose::Sign(_) => return Err(Error::KeyUse),
        Purpose::Encrypt(alg) => alg,
        // A content key is used directly.
        Purpose::Content(_) => KeyAlg::Dir,
    };
    if wanted.is_some_and(|wanted| wanted != alg) {
        return Err(Error::KeyAlgMismatch);
    }
    Ok(named)
}

impl Means {
    fn new(alg: KeyAlg, material: &Material) -> Result<Self, Error> {
        match (alg.scheme(), material) {
            (Scheme::Oaep(_), key) => oaep::Key::new(key).map(Box::new).map(Self::Rsa),
            (Scheme::Agree(_), key) => agree::Key::new(key).map(Box::new).map(Self::Agree),
            (_, Material::Oct(key)) => Ok(Self::Secret(key.secret().clone())),
            _ => Err(Error::KeyAlgMismatch),
        }
    }
}
