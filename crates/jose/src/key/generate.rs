//! New keys, from the crypto library's own generator.

use aws_lc_rs::encoding::{AsBigEndian, AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{EcdsaKeyPair, KeyPair, RsaKeyPair};

use super::akp::SEED_LEN;
use super::ec::signing_algorithm;
use super::{AkpKey, EcKey, Material, OctKey, OkpCurve, OkpKey, Secret};
use crate::alg::{Alg, Curve, Scheme};
use crate::error::Error;
use crate::spki;

impl Material {
    /// Makes new material for `alg`: RSA keys have 2048 bits, secrets the length of the hash.
    pub(crate) fn generate(alg: Alg) -> Result<Self, Error> {
        match alg.scheme() {
            Scheme::Hmac { hash } => Self::generate_secret(hash.tag_len()),
            Scheme::Rsa { .. } => Self::generate_rsa(),
            Scheme::Ecdsa { curve, .. } => Self::generate_ec(curve),
            Scheme::Ed25519 => Self::generate_okp(OkpCurve::Ed25519),
            #[cfg(feature = "ed448")]
            Scheme::Ed448 => Self::generate_okp(OkpCurve::Ed448),
            Scheme::MlDsa(set) => AkpKey::from_seed(set, random(SEED_LEN)?).map(Self::Akp),
        }
    }

    /// A secret of `len` bytes.
    pub(crate) fn generate_secret(len: usize) -> Result<Self, Error> {
        OctKey::new(random(len)?).map(Self::Oct)
    }

    /// An RSA key of 2048 bits.
    pub(crate) fn generate_rsa() -> Result<Self, Error> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| Error::Crypto)?;
        let pkcs8 = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair);
        spki::read::private_key(pkcs8.map_err(|_| Error::Crypto)?.as_ref())
    }

    pub(crate) fn generate_ec(curve: &'static Curve) -> Result<Self, Error> {
        let pair = EcdsaKeyPair::generate(signing_algorithm(curve)?).map_err(|_| Error::Crypto)?;
        let d = pair
            .private_key()
            .as_be_bytes()
            .map_err(|_| Error::Crypto)?;
        let d = Secret::new(d.as_ref().to_vec());
        EcKey::from_point(curve, pair.public_key().as_ref().to_vec(), Some(d)).map(Self::Ec)
    }

    pub(crate) fn generate_okp(curve: OkpCurve) -> Result<Self, Error> {
        OkpKey::from_private(curve, random(curve.len())?).map(Self::Okp)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "keys come from the crypto library's own generator"
)]
fn random(len: usize) -> Result<Secret, Error> {
    let mut secret = vec![0; len];
    aws_lc_rs::rand::fill(&mut secret).map_err(|_| Error::Crypto)?;
    Ok(Secret::new(secret))
}
