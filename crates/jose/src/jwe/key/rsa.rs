//! RSA keys for OAEP (RFC 7518 section 4.3). What [`crate::Jwk`] refuses at load is refused here, too:
//! under 2048 bits, weak exponents, ROCA moduli, private keys without CRT parts.

use std::fmt;

use aws_lc_rs::rsa::{
    OaepAlgorithm, OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PrivateDecryptingKey,
    PublicEncryptingKey,
};
use zeroize::Zeroizing;

use super::material::Member;
use crate::b64;
use crate::der::{BIT_STRING, INTEGER, NULL, OCTET_STRING, OID, SEQUENCE, write};
use crate::error::Error;
use crate::key::Material;

const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// An RSA key that passed the checks, ready for both directions.
pub(crate) struct Key {
    material: Material,
    public: OaepPublicEncryptingKey,
    private: Option<OaepPrivateDecryptingKey>,
}

impl Key {
    /// From the parts of an RSA key, of which other types were told apart before.
    pub(super) fn new(material: Material) -> Result<Self, Error> {
        const BAD: Error = Error::KeyMalformed("RSA public key");
        let public = PublicEncryptingKey::from_der(&spki(&material)).map_err(|_| BAD)?;
        let private = match pkcs8(&material) {
            Some(der) => {
                let key = PrivateDecryptingKey::from_pkcs8(&der);
                let key = key.map_err(|_| Error::KeyInconsistent)?;
                Some(OaepPrivateDecryptingKey::new(key).map_err(|_| Error::Crypto)?)
            }
            None => None,
        };
        Ok(Self {
            public: OaepPublicEncryptingKey::new(public).map_err(|_| BAD)?,
            private,
            material,
        })
    }

    pub(crate) fn encrypt(
        &self,
        alg: &'static OaepAlgorithm,
        cek: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let mut out = vec![0; self.public.ciphertext_size()];
        self.public
            .encrypt(alg, cek, &mut out, None)
            .map_err(|_| Error::Crypto)?;
        Ok(out)
    }

    /// `None` for anything that was not encrypted for this key.
    pub(crate) fn decrypt(
        &self,
        alg: &'static OaepAlgorithm,
        encrypted: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let key = self.private.as_ref()?;
        if encrypted.len() != key.key_size_bytes() {
            return None;
        }
        let mut out = Zeroizing::new(vec![0; key.min_output_size()]);
        let len = key.decrypt(alg, encrypted, &mut out, None).ok()?.len();
        out.truncate(len);
        Some(out)
    }

    pub(super) fn is_private(&self) -> bool {
        self.private.is_some()
    }

    pub(super) fn members(&self, private: bool) -> Vec<Member> {
        let mut members = self.material.required_members();
        if private {
            members.extend(self.material.private_members());
        }
        members
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").finish_non_exhaustive()
    }
}

/// `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7).
fn spki(material: &Material) -> Vec<u8> {
    let key = write(
        SEQUENCE,
        &[&integer(material, "n"), &integer(material, "e")],
    );
    write(SEQUENCE, &[&algorithm(), &write(BIT_STRING, &[&[0], &key])])
}

/// `PrivateKeyInfo` (RFC 5958), for a private key.
fn pkcs8(material: &Material) -> Option<Zeroizing<Vec<u8>>> {
    if !material.is_private() {
        return None;
    }
    let version = write(INTEGER, &[&[0]]);
    let mut numbers = vec![Zeroizing::new(version.clone())];
    numbers.extend(["n", "e", "d", "p", "q", "dp", "dq", "qi"].map(|name| integer(material, name)));
    let numbers: Vec<_> = numbers.iter().map(|number| &number[..]).collect();
    let key = Zeroizing::new(write(SEQUENCE, &numbers));
    let key = Zeroizing::new(write(OCTET_STRING, &[&key]));
    Some(Zeroizing::new(write(
        SEQUENCE,
        &[&version, &algorithm(), &key],
    )))
}

fn algorithm() -> Vec<u8> {
    write(
        SEQUENCE,
        &[&write(OID, &[RSA_ENCRYPTION]), &write(NULL, &[])],
    )
}

/// The member `name` as a DER integer in its shortest form.
fn integer(material: &Material, name: &str) -> Zeroizing<Vec<u8>> {
    let members = [material.required_members(), material.private_members()].concat();
    let value = members.iter().find(|(known, _)| *known == name);
    let bytes = value.and_then(|(_, text)| b64::decode(text));
    let bytes = Zeroizing::new(bytes.unwrap_or_default());
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let bytes = &bytes[zeros.min(bytes.len().saturating_sub(1))..];
    let sign: &[u8] = if bytes.first().is_some_and(|first| *first >= 0x80) {
        &[0]
    } else {
        &[]
    };
    Zeroizing::new(write(INTEGER, &[sign, bytes]))
}
