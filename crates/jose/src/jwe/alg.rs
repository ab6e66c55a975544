//! THE table of key management: everything this crate knows about one JWE `alg`, in one place (RFC
//! 7518 section 4, RFC 8037 section 3.2).
//!
//! Nothing below this file lists algorithms: code elsewhere matches on [`Scheme`], of which there
//! are six. `RSA1_5` is not here, so there is nothing to switch off.

use aws_lc_rs::aead::{self, AES_128_GCM, AES_192_GCM, AES_256_GCM};
use aws_lc_rs::pbkdf2::{self, PBKDF2_HMAC_SHA256, PBKDF2_HMAC_SHA384, PBKDF2_HMAC_SHA512};
use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepAlgorithm};
use serde::{Deserialize, Serialize};

use super::wrap::Kek;

/// How the content key reaches the recipient: a JWE `alg`, by its registered name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "the names are the registry's; the table has the rest"
)]
pub enum KeyAlg {
    Dir,
    A128Kw,
    A192Kw,
    A256Kw,
    A128GcmKw,
    A192GcmKw,
    A256GcmKw,
    EcdhEs,
    EcdhEsA128Kw,
    EcdhEsA192Kw,
    EcdhEsA256Kw,
    RsaOaep,
    RsaOaep256,
    Pbes2Hs256A128Kw,
    Pbes2Hs384A192Kw,
    Pbes2Hs512A256Kw,
}

/// How a family of algorithms works, with what the crypto library needs for this one.
pub(crate) enum Scheme {
    /// The shared secret is the content key (section 4.5).
    Direct,
    /// AES key wrap (section 4.4).
    Wrap(Kek),
    /// AES GCM over the content key, IV and tag in the header (section 4.7).
    GcmWrap(&'static aead::Algorithm),
    /// An ephemeral agreement: its result is the content key, or wraps it (section 4.6).
    Agree(Option<Kek>),
    /// RSA-OAEP (section 4.3).
    Oaep(&'static OaepAlgorithm),
    /// A key of a password, which wraps the content key (section 4.8).
    Password {
        prf: pbkdf2::Algorithm,
        kek: Kek,
        /// What OWASP asks of this hash: default and floor of what we write.
        iterations: u32,
    },
}

struct Row {
    alg: KeyAlg,
    name: &'static str,
    scheme: Scheme,
}

/// In the order of the enum: a test holds them together.
#[rustfmt::skip]
static TABLE: [Row; 16] = [
    Row { alg: KeyAlg::Dir, name: "dir", scheme: Scheme::Direct },
    Row { alg: KeyAlg::A128Kw, name: "A128KW", scheme: Scheme::Wrap(Kek::A128) },
    Row { alg: KeyAlg::A192Kw, name: "A192KW", scheme: Scheme::Wrap(Kek::A192) },
    Row { alg: KeyAlg::A256Kw, name: "A256KW", scheme: Scheme::Wrap(Kek::A256) },
    Row { alg: KeyAlg::A128GcmKw, name: "A128GCMKW", scheme: Scheme::GcmWrap(&AES_128_GCM) },
    Row { alg: KeyAlg::A192GcmKw, name: "A192GCMKW", scheme: Scheme::GcmWrap(&AES_192_GCM) },
    Row { alg: KeyAlg::A256GcmKw, name: "A256GCMKW", scheme: Scheme::GcmWrap(&AES_256_GCM) },
    Row { alg: KeyAlg::EcdhEs, name: "ECDH-ES", scheme: Scheme::Agree(None) },
    Row { alg: KeyAlg::EcdhEsA128Kw, name: "ECDH-ES+A128KW", scheme: Scheme::Agree(Some(Kek::A128)) },
    Row { alg: KeyAlg::EcdhEsA192Kw, name: "ECDH-ES+A192KW", scheme: Scheme::Agree(Some(Kek::A192)) },
    Row { alg: KeyAlg::EcdhEsA256Kw, name: "ECDH-ES+A256KW", scheme: Scheme::Agree(Some(Kek::A256)) },
    Row { alg: KeyAlg::RsaOaep, name: "RSA-OAEP", scheme: Scheme::Oaep(&OAEP_SHA1_MGF1SHA1) },
    Row { alg: KeyAlg::RsaOaep256, name: "RSA-OAEP-256", scheme: Scheme::Oaep(&OAEP_SHA256_MGF1SHA256) },
    Row { alg: KeyAlg::Pbes2Hs256A128Kw, name: "PBES2-HS256+A128KW", scheme: Scheme::Password { prf: PBKDF2_HMAC_SHA256, kek: Kek::A128, iterations: 600_000 } },
    Row { alg: KeyAlg::Pbes2Hs384A192Kw, name: "PBES2-HS384+A192KW", scheme: Scheme::Password { prf: PBKDF2_HMAC_SHA384, kek: Kek::A192, iterations: 210_000 } },
    Row { alg: KeyAlg::Pbes2Hs512A256Kw, name: "PBES2-HS512+A256KW", scheme: Scheme::Password { prf: PBKDF2_HMAC_SHA512, kek: Kek::A256, iterations: 210_000 } },
];

impl KeyAlg {
    /// True if the key is derived from a password (PBES2).
    pub fn takes_password(self) -> bool {
        matches!(self.scheme(), Scheme::Password { .. })
    }

    /// True if whoever can encrypt can also decrypt: everything but ECDH-ES and RSA-OAEP.
    pub fn is_symmetric(self) -> bool {
        !matches!(self.scheme(), Scheme::Agree(_) | Scheme::Oaep(_))
    }

    pub(crate) fn scheme(self) -> &'static Scheme {
        &self.row().scheme
    }
}

impl Scheme {
    /// The header members that belong to the algorithm beside `alg` and `enc`.
    pub(crate) fn header_members(&self) -> &'static [&'static str] {
        match self {
            Self::Direct | Self::Wrap(_) | Self::Oaep(_) => &[],
            Self::GcmWrap(_) => &["iv", "tag"],
            Self::Agree(_) => &["epk", "apu", "apv"],
            Self::Password { .. } => &["p2s", "p2c"],
        }
    }

    /// The `key_ops` of which a key must name one if it names any (RFC 7517 section 4.3):
    /// for encryption, then for decryption.
    pub(crate) fn key_ops(&self) -> [&'static [&'static str]; 2] {
        match self {
            Self::Direct => [&["encrypt"], &["decrypt"]],
            Self::Agree(_) => [&["deriveKey", "deriveBits"]; 2],
            _ => [&["wrapKey", "encrypt"], &["unwrapKey", "decrypt"]],
        }
    }
}

registered_names!(KeyAlg, alg, "alg", "algorithm");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.alg as usize, index);
            assert_eq!(row.name.parse(), Ok(row.alg));
            let letters = row.name.replace(['-', '+'], "").to_lowercase();
            assert_eq!(format!("{:?}", row.alg).to_lowercase(), letters);
        }
    }

    #[test]
    fn t20_rsa1_5_is_no_algorithm() {
        for name in [
            "RSA1_5",
            "rsa-oaep",
            "DIR",
            "",
            "RSA-OAEP-512",
            "A128KW ",
            "none",
            "RS256",
        ] {
            assert!(name.parse::<KeyAlg>().is_err(), "{name:?}");
        }
    }
}
