//! THE table of content encryption: everything this crate knows about one JWE `enc`, in one place
//! (RFC 7518 section 5).

use aws_lc_rs::aead::{self, AES_128_GCM, AES_192_GCM, AES_256_GCM};
use aws_lc_rs::cipher::{self, AES_128, AES_192, AES_256};
use aws_lc_rs::hmac::{self, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512};
use serde::{Deserialize, Serialize};

/// How the content is encrypted: a JWE `enc`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "the names are the registry's; the table has the rest"
)]
pub enum Enc {
    A128Gcm,
    A192Gcm,
    A256Gcm,
    A128CbcHs256,
    A192CbcHs384,
    A256CbcHs512,
}

/// How it works.
#[derive(Debug)]
pub(super) enum Content {
    /// AES GCM (section 5.3).
    Gcm(&'static aead::Algorithm),
    /// AES CBC and an HMAC over it, with half of the key each (section 5.2).
    CbcHmac {
        cipher: &'static cipher::Algorithm,
        hash: hmac::Algorithm,
    },
}

struct Row {
    enc: Enc,
    name: &'static str,
    key_len: usize,
    content: Content,
}

/// In the order of the enum: a test holds them together.
#[rustfmt::skip]
static TABLE: [Row; 6] = [
    Row { enc: Enc::A128Gcm, name: "A128GCM", key_len: 16, content: Content::Gcm(&AES_128_GCM) },
    Row { enc: Enc::A192Gcm, name: "A192GCM", key_len: 24, content: Content::Gcm(&AES_192_GCM) },
    Row { enc: Enc::A256Gcm, name: "A256GCM", key_len: 32, content: Content::Gcm(&AES_256_GCM) },
    Row { enc: Enc::A128CbcHs256, name: "A128CBC-HS256", key_len: 32, content: Content::CbcHmac { cipher: &AES_128, hash: HMAC_SHA256 } },
    Row { enc: Enc::A192CbcHs384, name: "A192CBC-HS384", key_len: 48, content: Content::CbcHmac { cipher: &AES_192, hash: HMAC_SHA384 } },
    Row { enc: Enc::A256CbcHs512, name: "A256CBC-HS512", key_len: 64, content: Content::CbcHmac { cipher: &AES_256, hash: HMAC_SHA512 } },
];

impl Enc {
    /// Bytes of the content key.
    pub fn key_len(self) -> usize {
        self.row().key_len
    }

    /// True for AES GCM.
    pub(crate) fn is_gcm(self) -> bool {
        matches!(self.content(), Content::Gcm(_))
    }

    /// Bytes of the initialisation vector.
    pub(crate) fn iv_len(self) -> usize {
        match self.content() {
            Content::Gcm(alg) => alg.nonce_len(),
            Content::CbcHmac { cipher, .. } => cipher.block_len(),
        }
    }

    /// Bytes of the tag: GCM's 16, or half of the hash.
    pub(crate) fn tag_len(self) -> usize {
        match self.content() {
            Content::Gcm(alg) => alg.tag_len(),
            Content::CbcHmac { hash, .. } => hash.tag_len() / 2,
        }
    }

    pub(super) fn content(self) -> &'static Content {
        &self.row().content
    }
}

registered_names!(Enc, enc, "enc", "content encryption");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.enc as usize, index);
            assert_eq!(row.name.parse(), Ok(row.enc));
            let letters = row.name.replace('-', "").to_lowercase();
            assert_eq!(format!("{:?}", row.enc).to_lowercase(), letters);
        }
    }

    #[test]
    fn lengths_are_those_of_the_rfc() {
        let lengths: Vec<_> = Enc::all()
            .map(|enc| (enc.key_len(), enc.iv_len(), enc.tag_len()))
            .collect();
        let gcm = |key| (key, 12, 16);
        let rfc = [
            gcm(16),
            gcm(24),
            gcm(32),
            (32, 16, 16),
            (48, 16, 24),
            (64, 16, 32),
        ];
        assert_eq!(lengths, rfc);
    }
}
