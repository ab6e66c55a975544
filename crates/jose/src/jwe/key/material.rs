//! What a key is made of. [`Key::new`] checks; whatever exists is acceptable.

use zeroize::Zeroizing;

use super::rsa;
use crate::b64;
use crate::error::Error;
use crate::jwe::agree;
use crate::jwe::alg::{KeyAlg, Scheme};
use crate::jwe::enc::Enc;
use crate::jwe::pbes2::MAX_PASSWORD;
use crate::jwk::thumbprint;
use crate::key::Secret;

/// A random key of 16 bytes has about 15 different ones; fewer than this were not drawn at random.
const MIN_DISTINCT: usize = 8;

/// A JWK member with its value, wiped when dropped.
pub(super) type Member = (&'static str, Zeroizing<String>);

/// The parts of a key.
#[derive(Debug)]
pub(crate) enum Material {
    /// A shared secret, or a password for PBES2.
    Secret(Secret),
    Rsa(Box<rsa::Key>),
    Agree(Box<agree::Key>),
}

/// A key with its one algorithm.
#[derive(Debug)]
pub(crate) struct Key {
    alg: KeyAlg,
    material: Material,
    /// The name its owner gave, else the thumbprint of a public key.
    kid: Option<String>,
    named: bool,
    /// What a JWK's `alg` says where it names an `enc`.
    enc: Option<Enc>,
}

impl Key {
    pub(super) fn new(
        alg: KeyAlg,
        material: Material,
        kid: Option<String>,
        enc: Option<Enc>,
    ) -> Result<Self, Error> {
        match (alg.scheme(), &material) {
            (Scheme::Agree(_), Material::Agree(_)) | (Scheme::Oaep(_), Material::Rsa(_)) => {}
            (Scheme::Password { .. }, Material::Secret(password)) => check_password(password)?,
            (Scheme::Direct, Material::Secret(secret)) => {
                let fits = |enc: Enc| enc.key_len() == secret.bytes().len();
                check_secret(secret, enc.map_or_else(|| Enc::all().any(fits), fits))?;
            }
            (Scheme::Wrap(kek), Material::Secret(secret)) => {
                check_secret(secret, secret.bytes().len() == kek.len())?;
            }
            (Scheme::GcmWrap(gcm), Material::Secret(secret)) => {
                check_secret(secret, secret.bytes().len() == gcm.key_len())?;
            }
            _ => return Err(Error::KeyAlgMismatch),
        }
        let named = kid.is_some();
        let kid = kid.or_else(|| material.public_name());
        Ok(Self {
            alg,
            material,
            kid,
            named,
            enc,
        })
    }

    pub(crate) fn alg(&self) -> KeyAlg {
        self.alg
    }

    pub(crate) fn material(&self) -> &Material {
        &self.material
    }

    pub(crate) fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// True if the owner named the key; else any token may mean it.
    pub(crate) fn is_named(&self) -> bool {
        self.named
    }

    /// True if a content of `enc` can be encrypted: only a shared content key rules some out.
    pub(crate) fn takes(&self, enc: Enc) -> bool {
        match (self.alg.scheme(), &self.material) {
            (Scheme::Direct, Material::Secret(secret)) => {
                self.enc.is_none_or(|named| named == enc) && secret.bytes().len() == enc.key_len()
            }
            _ => true,
        }
    }

    /// The JWK, private members only if `private`; a shared secret has no other.
    pub(super) fn to_jwk(&self, private: bool) -> Option<Zeroizing<String>> {
        let own = self.material.members(private)?;
        let alg = self.enc.map_or(self.alg.name(), Enc::name);
        let mut common = vec![("alg", alg)];
        common.extend(self.kid().map(|kid| ("kid", kid)));
        common.push(("use", "enc"));
        let common = common
            .into_iter()
            .map(|(name, value)| (name, Zeroizing::new(value.to_owned())));
        Some(super::jwk::write(common.chain(own)))
    }
}

impl Material {
    pub(super) fn is_private(&self) -> bool {
        match self {
            Self::Secret(_) => true,
            Self::Rsa(key) => key.is_private(),
            Self::Agree(key) => key.secret().is_some(),
        }
    }

    fn members(&self, private: bool) -> Option<Vec<Member>> {
        match self {
            Self::Secret(secret) => private.then(|| {
                let k = Zeroizing::new(b64::encode(secret.bytes()));
                vec![("k", k), ("kty", Zeroizing::new("oct".to_owned()))]
            }),
            Self::Rsa(key) => Some(key.members(private)),
            Self::Agree(key) => {
                let public = key.point().members().into_iter();
                let public = public.map(|(name, value)| (name, Zeroizing::new(value)));
                let d = key.secret().filter(|_| private);
                let d = d.map(|d| ("d", Zeroizing::new(b64::encode(d.bytes()))));
                Some(public.chain(d).collect())
            }
        }
    }

    /// The thumbprint; a secret has none, for it would help to guess the secret.
    fn public_name(&self) -> Option<String> {
        self.members(false).map(|members| thumbprint(&members))
    }
}

fn check_secret(secret: &Secret, fits: bool) -> Result<(), Error> {
    if !fits {
        return Err(Error::KeyMalformed("length of the secret"));
    }
    let mut seen = [false; 256];
    for byte in secret.bytes() {
        seen[usize::from(*byte)] = true;
    }
    if seen.iter().filter(|seen| **seen).count() < MIN_DISTINCT {
        return Err(Error::KeyWeak("a repetitive secret"));
    }
    Ok(())
}

fn check_password(password: &Secret) -> Result<(), Error> {
    match password.bytes().len() {
        0 => Err(Error::KeyWeak("an empty password")),
        1..=MAX_PASSWORD => Ok(()),
        _ => Err(Error::KeyMalformed("a password over 1024 bytes")),
    }
}
