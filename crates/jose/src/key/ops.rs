//! The two operations, as the crypto library does them: one place that signs, one place that
//! checks.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    EcdsaKeyPair, Ed25519KeyPair, ParsedPublicKey, PqdsaKeyPair, RsaKeyPair, RsaSignatureEncoding,
};

#[cfg(feature = "ed448")]
use super::ed448;
use crate::b64;
use crate::error::Error;

/// A key ready to sign.
#[derive(Debug)]
pub(crate) enum Signer {
    Hmac(Box<hmac::Key>),
    Rsa {
        pair: RsaKeyPair,
        encoding: &'static RsaSignatureEncoding,
    },
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    #[cfg(feature = "ed448")]
    Ed448(Box<ed448_goldilocks_plus::SigningKey>),
    MlDsa(Box<PqdsaKeyPair>),
}

/// A key ready to check. The public arm cannot hold a secret, the HMAC arm nothing else.
#[derive(Debug)]
pub(crate) enum Checker {
    Hmac(Box<hmac::Key>),
    Public {
        key: ParsedPublicKey,
        signature_len: usize,
    },
    #[cfg(feature = "ed448")]
    Ed448(Box<ed448_goldilocks_plus::VerifyingKey>),
}

impl Signer {
    /// Signs what `token` holds, and appends the dot and the base64url signature.
    pub(crate) fn sign(&self, token: &mut String) -> Result<(), Error> {
        let message = token.as_bytes();
        match self {
            Self::Hmac(key) => attach(hmac::sign(key, message).as_ref(), token),
            Self::Ed25519(pair) => attach(pair.sign(message).as_ref(), token),
            #[cfg(feature = "ed448")]
            Self::Ed448(pair) => attach(&pair.sign_raw(message).to_bytes(), token),
            Self::MlDsa(pair) => {
                let mut signature = vec![0; pair.algorithm().signature_len()];
                pair.sign(message, &mut signature)
                    .map_err(|_| Error::Crypto)?;
                attach(&signature, token);
            }
            Self::Ecdsa(pair) => {
                let signature = pair
                    .sign(&library_rng(), message)
                    .map_err(|_| Error::Crypto)?;
                attach(signature.as_ref(), token);
            }
            Self::Rsa { pair, encoding } => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &library_rng(), message, &mut signature)
                    .map_err(|_| Error::Crypto)?;
                attach(&signature, token);
            }
        }
        Ok(())
    }
}

fn attach(signature: &[u8], token: &mut String) {
    token.push('.');
    b64::append(signature, token);
}

impl Checker {
    /// The exact length of every signature of this key, in bytes.
    pub(crate) fn signature_len(&self) -> usize {
        match self {
            Self::Hmac(key) => key.algorithm().tag_len(),
            Self::Public { signature_len, .. } => *signature_len,
            #[cfg(feature = "ed448")]
            Self::Ed448(_) => ed448::signature_len(),
        }
    }

    /// Checks `signature` over `message`; the HMAC comparison is constant-time in the library.
    pub(crate) fn check(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        let outcome = match self {
            Self::Hmac(key) => hmac::verify(key, message, signature),
            Self::Public { key, .. } => key.verify_sig(message, signature),
            #[cfg(feature = "ed448")]
            Self::Ed448(key) => return ed448::check(key, message, signature),
        };
        outcome.map_err(|_| Error::BadSignature)
    }
}

/// The library's generator, which signatures must name although they draw from it by themselves.
#[expect(
    clippy::disallowed_methods,
    reason = "signature nonces are the crypto library's own business"
)]
fn library_rng() -> SystemRandom {
    SystemRandom::new()
}
