//! RSA keys (RFC 7518 sections 3.3, 3.5, 4.3, 6.3). Refused at load: under 2048 or over 8192 bits, an
//! even modulus or one that anybody can factor, an exponent that is even, 1 or over 32 bits, private keys without CRT
//! parts or with parts of another key, multi-prime keys.

use aws_lc_rs::rsa::{KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::{RsaKeyPair, RsaParameters};

use super::Secret;
use super::factors;
use super::material::{Member, member, word};
use super::ops::Checker;
use crate::error::Error;

const MIN_BITS: usize = 2048;
const MAX_BITS: usize = 8192;
const MAX_EXPONENT_LEN: usize = 4;

/// An RSA key that passed the checks.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    n: Vec<u8>,
    e: Vec<u8>,
    private: Option<Box<PrivateParts>>,
}

/// Everything private about a two-prime RSA key.
#[derive(Clone, Debug)]
pub(crate) struct PrivateParts {
    pub(crate) d: Secret,
    pub(crate) p: Secret,
    pub(crate) q: Secret,
    pub(crate) dp: Secret,
    pub(crate) dq: Secret,
    pub(crate) qi: Secret,
}

impl PrivateParts {
    /// Some tools write zeros where the CRT parts belong.
    pub(crate) fn has_no_crt(&self) -> bool {
        [&self.p, &self.q, &self.dp, &self.dq, &self.qi]
            .iter()
            .any(|part| part.bytes() == [0])
    }
}

impl Key {
    pub(crate) fn new(
        n: Vec<u8>,
        e: Vec<u8>,
        private: Option<PrivateParts>,
    ) -> Result<Self, Error> {
        check_modulus(&n)?;
        check_exponent(&e)?;
        let key = Self {
            n,
            e,
            private: private.map(Box::new),
        };
        if key.private.is_some() {
            key.pair()?;
        }
        Ok(key)
    }

    pub(super) fn checker(&self, params: &'static RsaParameters) -> Result<Checker, Error> {
        let key = self
            .components()
            .to_parsed_public_key(params)
            .map_err(|_| Error::KeyMalformed("RSA public key"))?;
        Ok(Checker::Public {
            key,
            signature_len: self.n.len(),
        })
    }

    pub(super) fn pair(&self) -> Result<RsaKeyPair, Error> {
        let private = self.private.as_ref().ok_or(Error::KeyNotPrivate)?;
        RsaKeyPair::from_components(&KeyPairComponents {
            public_key: self.components(),
            d: private.d.bytes(),
            p: private.p.bytes(),
            q: private.q.bytes(),
            dP: private.dp.bytes(),
            dQ: private.dq.bytes(),
            qInv: private.qi.bytes(),
        })
        .map_err(|_| Error::KeyInconsistent)
    }

    pub(super) fn public(&self) -> Self {
        Self {
            n: self.n.clone(),
            e: self.e.clone(),
            private: None,
        }
    }

    pub(crate) fn n(&self) -> &[u8] {
        &self.n
    }

    pub(crate) fn e(&self) -> &[u8] {
        &self.e
    }

    pub(crate) fn private(&self) -> Option<&PrivateParts> {
        self.private.as_deref()
    }

    pub(super) fn required_members(&self) -> Vec<Member> {
        vec![
            member("e", &self.e),
            word("kty", "RSA"),
            member("n", &self.n),
        ]
    }

    pub(super) fn private_members(&self) -> Vec<Member> {
        let Some(private) = &self.private else {
            return Vec::new();
        };
        vec![
            member("d", private.d.bytes()),
            member("p", private.p.bytes()),
            member("q", private.q.bytes()),
            member("dp", private.dp.bytes()),
            member("dq", private.dq.bytes()),
            member("qi", private.qi.bytes()),
        ]
    }

    fn components(&self) -> PublicKeyComponents<&[u8]> {
        PublicKeyComponents {
            n: &self.n,
            e: &self.e,
        }
    }
}

fn check_modulus(n: &[u8]) -> Result<(), Error> {
    let first = *n.first().ok_or(Error::KeyMalformed("empty RSA modulus"))?;
    if first == 0 {
        return Err(Error::KeyMalformed("leading zero in the RSA modulus"));
    }
    let bits = n.len() * 8 - first.leading_zeros() as usize;
    if bits < MIN_BITS {
        return Err(Error::KeyWeak("RSA under 2048 bits"));
    }
    if bits > MAX_BITS {
        return Err(Error::KeyWeak("RSA over 8192 bits"));
    }
    if n.last().is_some_and(|last| last % 2 == 0) {
        return Err(Error::KeyWeak("even RSA modulus"));
    }
    factors::weakness(n).map_or(Ok(()), |why| Err(Error::KeyWeak(why)))
}

/// FIPS 186-5 has keys of 65537 and more made; 3 and its like are taken, for peers use them and they harm only
/// verifiers that are lax about padding.
fn check_exponent(e: &[u8]) -> Result<(), Error> {
    match e {
        [] | [0, ..] => Err(Error::KeyMalformed("leading zero in the RSA exponent")),
        [1] => Err(Error::KeyWeak("RSA exponent 1")),
        [.., last] if last % 2 == 0 => Err(Error::KeyWeak("even RSA exponent")),
        _ if e.len() > MAX_EXPONENT_LEN => Err(Error::KeyWeak("RSA exponent over 32 bits")),
        _ => Ok(()),
    }
}
