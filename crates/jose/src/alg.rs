//! THE table: everything this crate knows about one JWS algorithm, in one place (RFC 7518 section
//! 3, RFC 8037).
//!
//! Nothing below this file lists algorithms. Code elsewhere matches on [`Scheme`], of which there
//! are four, and reads the rest from the row. A new algorithm is a new row; a new kind of key is a
//! new scheme.
//!
//! `none` is not here, so there is nothing to switch off. `Ed25519` (RFC 9864) is a name of its
//! own: a key is pinned to one name, and ours is `EdDSA`.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::hmac::{HMAC_SHA256, HMAC_SHA384, HMAC_SHA512};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaSigningAlgorithm,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512, RsaParameters, RsaSignatureEncoding,
};
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A JWS algorithm, by its registered name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "the names are the registry's; the table has the rest"
)]
pub enum Alg {
    HS256,
    HS384,
    HS512,
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    EdDSA,
}

/// How a family of algorithms works, with what the crypto library needs for this one.
#[derive(Debug)]
pub(crate) enum Scheme {
    /// HMAC; the secret must be at least as long as the hash (RFC 7518 section 3.2).
    Hmac { hash: aws_lc_rs::hmac::Algorithm },
    /// RSA, PKCS#1 v1.5 or PSS with the salt as long as the hash (RFC 7518 sections 3.3, 3.5).
    Rsa {
        check: &'static RsaParameters,
        sign: &'static RsaSignatureEncoding,
    },
    /// ECDSA with r and s of fixed length (RFC 7518 section 3.4).
    Ecdsa {
        curve: &'static Curve,
        sign: &'static EcdsaSigningAlgorithm,
    },
    /// Ed25519 (RFC 8037).
    Ed25519,
}

/// A NIST curve.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Curve {
    /// The `crv` of a JWK.
    pub(crate) name: &'static str,
    /// Bytes of one coordinate.
    pub(crate) len: usize,
    /// The named curve's object identifier, DER contents.
    pub(crate) oid: &'static [u8],
}

static P256: Curve = Curve {
    name: "P-256",
    len: 32,
    oid: &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
};
static P384: Curve = Curve {
    name: "P-384",
    len: 48,
    oid: &[0x2b, 0x81, 0x04, 0x00, 0x22],
};

struct Row {
    alg: Alg,
    name: &'static str,
    scheme: Scheme,
}

macro_rules! rsa {
    ($check:ident, $sign:ident) => {
        Scheme::Rsa {
            check: &$check,
            sign: &$sign,
        }
    };
}

/// In the order of the enum: a test holds them together.
#[rustfmt::skip]
static TABLE: [Row; 12] = [
    Row { alg: Alg::HS256, name: "HS256", scheme: Scheme::Hmac { hash: HMAC_SHA256 } },
    Row { alg: Alg::HS384, name: "HS384", scheme: Scheme::Hmac { hash: HMAC_SHA384 } },
    Row { alg: Alg::HS512, name: "HS512", scheme: Scheme::Hmac { hash: HMAC_SHA512 } },
    Row { alg: Alg::RS256, name: "RS256", scheme: rsa!(RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256) },
    Row { alg: Alg::RS384, name: "RS384", scheme: rsa!(RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_SHA384) },
    Row { alg: Alg::RS512, name: "RS512", scheme: rsa!(RSA_PKCS1_2048_8192_SHA512, RSA_PKCS1_SHA512) },
    Row { alg: Alg::PS256, name: "PS256", scheme: rsa!(RSA_PSS_2048_8192_SHA256, RSA_PSS_SHA256) },
    Row { alg: Alg::PS384, name: "PS384", scheme: rsa!(RSA_PSS_2048_8192_SHA384, RSA_PSS_SHA384) },
    Row { alg: Alg::PS512, name: "PS512", scheme: rsa!(RSA_PSS_2048_8192_SHA512, RSA_PSS_SHA512) },
    Row { alg: Alg::ES256, name: "ES256", scheme: Scheme::Ecdsa { curve: &P256, sign: &ECDSA_P256_SHA256_FIXED_SIGNING } },
    Row { alg: Alg::ES384, name: "ES384", scheme: Scheme::Ecdsa { curve: &P384, sign: &ECDSA_P384_SHA384_FIXED_SIGNING } },
    Row { alg: Alg::EdDSA, name: "EdDSA", scheme: Scheme::Ed25519 },
];

impl Alg {
    /// Every algorithm, in the table's order.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.alg)
    }

    /// The registered name, as it stands in `alg`.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// True for HMAC: whoever can check can also sign.
    pub fn is_symmetric(self) -> bool {
        matches!(self.scheme(), Scheme::Hmac { .. })
    }

    pub(crate) fn scheme(self) -> &'static Scheme {
        &self.row().scheme
    }

    /// The one algorithm of a curve.
    pub(crate) fn of_curve(wanted: &Curve) -> Option<Self> {
        let fits =
            |row: &&Row| matches!(row.scheme, Scheme::Ecdsa { curve, .. } if curve == wanted);
        TABLE.iter().find(fits).map(|row| row.alg)
    }

    /// The one algorithm of Ed25519 keys.
    pub(crate) fn of_ed25519() -> Option<Self> {
        TABLE
            .iter()
            .find(|row| matches!(row.scheme, Scheme::Ed25519))
            .map(|row| row.alg)
    }

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }
}

impl Curve {
    /// The first curve of the table that `fits`.
    pub(crate) fn find(fits: impl Fn(&Self) -> bool) -> Option<&'static Self> {
        TABLE.iter().find_map(|row| match row.scheme {
            Scheme::Ecdsa { curve, .. } if fits(curve) => Some(curve),
            _ => None,
        })
    }
}

impl FromStr for Alg {
    type Err = Error;

    /// Exact: `es256` is not `ES256`.
    fn from_str(name: &str) -> Result<Self, Error> {
        let row = TABLE.iter().find(|row| row.name == name);
        row.map(|row| row.alg)
            .ok_or(Error::KeyUnsupported("algorithm"))
    }
}

impl TryFrom<String> for Alg {
    type Error = Error;

    fn try_from(name: String) -> Result<Self, Error> {
        name.parse()
    }
}

impl From<Alg> for &'static str {
    fn from(alg: Alg) -> Self {
        alg.name()
    }
}

impl fmt::Display for Alg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.alg as usize, index);
            assert_eq!(row.name, format!("{:?}", row.alg));
            assert_eq!(row.name.parse(), Ok(row.alg));
        }
    }

    #[test]
    fn t01_none_is_no_algorithm_in_any_casing() {
        for name in [
            "none", "None", "NONE", "nOnE", "", "hs256", "es256", "HS256 ", "Ed25519",
        ] {
            assert_eq!(
                name.parse::<Alg>(),
                Err(Error::KeyUnsupported("algorithm")),
                "{name:?}"
            );
        }
    }

    #[test]
    fn serde_uses_the_name() {
        let json = serde_json::to_string(&Alg::EdDSA).unwrap();
        assert_eq!(json, "\"EdDSA\"");
        assert_eq!(serde_json::from_str::<Alg>(&json).unwrap(), Alg::EdDSA);
        assert!(serde_json::from_str::<Alg>("\"none\"").is_err());
    }
}
