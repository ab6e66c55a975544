//! RSA-OAEP (RFC 7518 section 4.3), with keys that the crypto library takes as DER.

use std::fmt;

use aws_lc_rs::rsa::{
    OaepAlgorithm, OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PrivateDecryptingKey,
    PublicEncryptingKey,
};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::key::Material;
use crate::spki;

/// An RSA key ready for both directions.
pub(crate) struct Key {
    public: OaepPublicEncryptingKey,
    private: Option<OaepPrivateDecryptingKey>,
}

impl Key {
    /// From the parts of an RSA key, of which other types were told apart before.
    pub(super) fn new(material: &Material) -> Result<Self, Error> {
        const BAD: Error = Error::KeyMalformed("RSA public key");
        let der = spki::write::public_key(material)?;
        let public = PublicEncryptingKey::from_der(&der).map_err(|_| BAD)?;
        let private = material.is_private().then(|| {
            let der = spki::write::private_key(material)?;
            let key = PrivateDecryptingKey::from_pkcs8(&der);
            let key = key.map_err(|_| Error::KeyInconsistent)?;
            OaepPrivateDecryptingKey::new(key).map_err(|_| Error::Crypto)
        });
        Ok(Self {
            public: OaepPublicEncryptingKey::new(public).map_err(|_| BAD)?,
            private: private.transpose()?,
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
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").finish_non_exhaustive()
    }
}
