//! ML-DSA keys (RFC 9964): `pub` as FIPS 204 encodes it, and the 32-byte seed as `priv`. Refused at
//! load: other lengths than the parameter set's, a seed of another key, and a public key whose t1 no
//! honest key has, under which anybody could sign.

use aws_lc_rs::encoding::AsRawBytes;
use aws_lc_rs::signature::{KeyPair, ParsedPublicKey, PqdsaKeyPair};

use super::Secret;
use super::material::{Member, member, word};
use super::ops::Checker;
use super::t1;
use crate::alg::{Alg, MlDsa, Scheme};
use crate::error::Error;

/// Bytes of a private seed, of every parameter set.
pub(crate) const SEED_LEN: usize = 32;
/// Bytes of the public seed rho, which come first in a public key; what follows is t1.
const RHO_LEN: usize = 32;

/// An ML-DSA public key, and its seed if there is one.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    set: &'static MlDsa,
    public: Vec<u8>,
    seed: Option<Secret>,
}

impl Key {
    pub(crate) fn new(
        set: &'static MlDsa,
        public: Vec<u8>,
        seed: Option<Secret>,
    ) -> Result<Self, Error> {
        if public.len() != set.public_len {
            return Err(Error::KeyMalformed("length of the ML-DSA public key"));
        }
        if seed.as_ref().is_some_and(|seed| !is_seed(seed)) {
            return Err(Error::KeyMalformed("length of the ML-DSA seed"));
        }
        if !t1::is_spread(&public[RHO_LEN..]) {
            return Err(Error::KeyWeak(
                "ML-DSA public key that no honest one is like",
            ));
        }
        let key = Self { set, public, seed };
        key.checker()?;
        if key.seed.is_some() {
            key.pair()?;
        }
        Ok(key)
    }

    /// From the seed alone, as PKCS#8 carries it.
    pub(crate) fn from_seed(set: &'static MlDsa, seed: Secret) -> Result<Self, Error> {
        let public = expand(set, &seed)?.public_key().as_ref().to_vec();
        Self::new(set, public, Some(seed))
    }

    /// From the seed and its expansion, which must be the same key (RFC 9881 section 6).
    pub(crate) fn from_both(
        set: &'static MlDsa,
        seed: Secret,
        expanded: &[u8],
    ) -> Result<Self, Error> {
        let pair = expand(set, &seed)?;
        let ours = pair
            .private_key()
            .as_raw_bytes()
            .map_err(|_| Error::Crypto)?;
        let same = aws_lc_rs::constant_time::verify_slices_are_equal(ours.as_ref(), expanded);
        same.map_err(|_| Error::KeyInconsistent)?;
        Self::new(set, pair.public_key().as_ref().to_vec(), Some(seed))
    }

    /// The one algorithm of the parameter set.
    pub(crate) fn alg(&self) -> Option<Alg> {
        Alg::of_scheme(|scheme| matches!(scheme, Scheme::MlDsa(set) if *set == self.set))
    }

    pub(crate) fn public_bytes(&self) -> &[u8] {
        &self.public
    }

    pub(crate) fn set(&self) -> &'static MlDsa {
        self.set
    }

    pub(crate) fn is_of(&self, set: &MlDsa) -> bool {
        self.set == set
    }

    pub(super) fn checker(&self) -> Result<Checker, Error> {
        let key = ParsedPublicKey::new(self.set.check, &self.public)
            .map_err(|_| Error::KeyMalformed("ML-DSA public key"))?;
        Ok(Checker::Public {
            key,
            signature_len: self.set.signature_len,
        })
    }

    pub(super) fn pair(&self) -> Result<PqdsaKeyPair, Error> {
        let seed = self.seed.as_ref().ok_or(Error::KeyNotPrivate)?;
        let pair = expand(self.set, seed)?;
        if pair.public_key().as_ref() == self.public {
            Ok(pair)
        } else {
            Err(Error::KeyInconsistent)
        }
    }

    pub(super) fn public(&self) -> Self {
        Self {
            set: self.set,
            public: self.public.clone(),
            seed: None,
        }
    }

    pub(crate) fn seed(&self) -> Option<&Secret> {
        self.seed.as_ref()
    }

    pub(super) fn required_members(&self) -> Vec<Member> {
        let alg = self.alg().map_or("", Alg::name);
        vec![
            word("alg", alg),
            word("kty", "AKP"),
            member("pub", &self.public),
        ]
    }

    pub(super) fn private_members(&self) -> Vec<Member> {
        let seed = self.seed.iter();
        seed.map(|seed| member("priv", seed.bytes())).collect()
    }
}

fn is_seed(seed: &Secret) -> bool {
    seed.bytes().len() == SEED_LEN
}

fn expand(set: &'static MlDsa, seed: &Secret) -> Result<PqdsaKeyPair, Error> {
    PqdsaKeyPair::from_seed(set.sign, seed.bytes())
        .map_err(|_| Error::KeyMalformed("length of the ML-DSA seed"))
}
