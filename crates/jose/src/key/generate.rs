//! New keys, from the crypto library's own generator.

use aws_lc_rs::encoding::{AsBigEndian, AsDer};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RsaKeyPair,
};

use super::akp::SEED_LEN;
use super::{AkpKey, EcKey, Material, OctKey, OkpKey, Secret};
#[cfg(feature = "ed448")]
use super::{Ed448Key, ed448};
use crate::alg::{Alg, Curve, Scheme};
use crate::error::Error;
use crate::spki;

impl Material {
    /// Makes new material for `alg`: RSA keys have 2048 bits, secrets the length of the hash.
    pub(crate) fn generate(alg: Alg) -> Result<Self, Error> {
        match alg.scheme() {
            Scheme::Hmac { hash } => OctKey::new(random(hash.tag_len())?).map(Self::Oct),
            Scheme::Rsa { .. } => rsa(),
            Scheme::Ecdsa { curve, sign } => ec(curve, sign),
            Scheme::Ed25519 => ed25519(),
            #[cfg(feature = "ed448")]
            Scheme::Ed448 => Ed448Key::from_seed(random(ed448::LEN)?).map(Self::Ed448),
            Scheme::MlDsa(set) => AkpKey::from_seed(set, random(SEED_LEN)?).map(Self::Akp),
        }
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

fn rsa() -> Result<Material, Error> {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| Error::Crypto)?;
    let pkcs8 = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair);
    spki::private_key(pkcs8.map_err(|_| Error::Crypto)?.as_ref())
}

fn ec(curve: &'static Curve, alg: &'static EcdsaSigningAlgorithm) -> Result<Material, Error> {
    let pair = EcdsaKeyPair::generate(alg).map_err(|_| Error::Crypto)?;
    let d = pair
        .private_key()
        .as_be_bytes()
        .map_err(|_| Error::Crypto)?;
    let d = Secret::new(d.as_ref().to_vec());
    EcKey::from_point(curve, pair.public_key().as_ref().to_vec(), Some(d)).map(Material::Ec)
}

fn ed25519() -> Result<Material, Error> {
    let pair = Ed25519KeyPair::generate().map_err(|_| Error::Crypto)?;
    let seed = pair.seed().map_err(|_| Error::Crypto)?;
    let seed = seed.as_be_bytes().map_err(|_| Error::Crypto)?;
    OkpKey::new(
        pair.public_key().as_ref(),
        Some(Secret::new(seed.as_ref().to_vec())),
    )
    .map(Material::Okp)
}
