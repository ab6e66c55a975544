//! THE table: everything this crate knows about one JWS algorithm, in one place (RFC 7518 section
//! 3, RFC 8037, RFC 8812, RFC 9864, RFC 9964).
//!
//! Nothing below this file lists algorithms. Code elsewhere matches on [`Scheme`] and reads the
//! rest from the row. A new algorithm is a new row; a new kind of key is a new scheme.
//!
//! `none` is not here, so there is nothing to switch off, and neither is RS1. `EdDSA` and `Ed25519`
//! (RFC 9864) are two names of one scheme: a key is pinned to one of them, and a token that says
//! the other is refused. A key that says neither is pinned to `EdDSA`, the name every peer knows.

use aws_lc_rs::hmac::{HMAC_SHA256, HMAC_SHA384, HMAC_SHA512};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P256K1_SHA256_FIXED_SIGNING,
    ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaSigningAlgorithm,
    ML_DSA_44, ML_DSA_44_SIGNING, ML_DSA_65, ML_DSA_65_SIGNING, ML_DSA_87, ML_DSA_87_SIGNING,
    PqdsaSigningAlgorithm, PqdsaVerificationAlgorithm, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384,
    RSA_PKCS1_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaParameters, RsaSignatureEncoding,
};
use serde::{Deserialize, Serialize};

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
    ES512,
    ES256K,
    EdDSA,
    Ed25519,
    MlDsa44,
    MlDsa65,
    MlDsa87,
    #[cfg(feature = "ed448")]
    Ed448,
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
    /// ECDSA with r and s of fixed length (RFC 7518 section 3.4, RFC 8812 section 3.2).
    Ecdsa {
        curve: &'static Curve,
        sign: &'static EcdsaSigningAlgorithm,
    },
    /// Ed25519 (RFC 8037, RFC 9864).
    Ed25519,
    /// Ed448 (RFC 8037, RFC 9864).
    #[cfg(feature = "ed448")]
    Ed448,
    /// ML-DSA without a context or a prehash (RFC 9964, FIPS 204).
    MlDsa(&'static MlDsa),
}

/// A parameter set of ML-DSA: a key of one never fits another.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct MlDsa {
    pub(crate) check: &'static PqdsaVerificationAlgorithm,
    pub(crate) sign: &'static PqdsaSigningAlgorithm,
    /// Bytes of a public key, and of a signature (FIPS 204 section 4, table 2).
    pub(crate) public_len: usize,
    pub(crate) signature_len: usize,
    /// The object identifier, DER contents (RFC 9881 section 2).
    pub(crate) oid: &'static [u8],
}

static ML_DSA_44_SET: MlDsa = MlDsa {
    check: &ML_DSA_44,
    sign: &ML_DSA_44_SIGNING,
    public_len: 1312,
    signature_len: 2420,
    oid: &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x11],
};
static ML_DSA_65_SET: MlDsa = MlDsa {
    check: &ML_DSA_65,
    sign: &ML_DSA_65_SIGNING,
    public_len: 1952,
    signature_len: 3309,
    oid: &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x12],
};
static ML_DSA_87_SET: MlDsa = MlDsa {
    check: &ML_DSA_87,
    sign: &ML_DSA_87_SIGNING,
    public_len: 2592,
    signature_len: 4627,
    oid: &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x13],
};

/// A curve of ECDSA.
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
static P521: Curve = Curve {
    name: "P-521",
    len: 66,
    oid: &[0x2b, 0x81, 0x04, 0x00, 0x23],
};
static SECP256K1: Curve = Curve {
    name: "secp256k1",
    len: 32,
    oid: &[0x2b, 0x81, 0x04, 0x00, 0x0a],
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
static TABLE: &[Row] = &[
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
    Row { alg: Alg::ES512, name: "ES512", scheme: Scheme::Ecdsa { curve: &P521, sign: &ECDSA_P521_SHA512_FIXED_SIGNING } },
    Row { alg: Alg::ES256K, name: "ES256K", scheme: Scheme::Ecdsa { curve: &SECP256K1, sign: &ECDSA_P256K1_SHA256_FIXED_SIGNING } },
    Row { alg: Alg::EdDSA, name: "EdDSA", scheme: Scheme::Ed25519 },
    Row { alg: Alg::Ed25519, name: "Ed25519", scheme: Scheme::Ed25519 },
    Row { alg: Alg::MlDsa44, name: "ML-DSA-44", scheme: Scheme::MlDsa(&ML_DSA_44_SET) },
    Row { alg: Alg::MlDsa65, name: "ML-DSA-65", scheme: Scheme::MlDsa(&ML_DSA_65_SET) },
    Row { alg: Alg::MlDsa87, name: "ML-DSA-87", scheme: Scheme::MlDsa(&ML_DSA_87_SET) },
    #[cfg(feature = "ed448")]
    Row { alg: Alg::Ed448, name: "Ed448", scheme: Scheme::Ed448 },
];

impl Alg {
    /// True for HMAC: whoever can check can also sign.
    pub fn is_symmetric(self) -> bool {
        matches!(self.scheme(), Scheme::Hmac { .. })
    }

    pub(crate) fn scheme(self) -> &'static Scheme {
        &self.row().scheme
    }

    /// The algorithm of keys whose scheme `fits`, where they name none: the first of the table.
    pub(crate) fn of_scheme(fits: impl Fn(&Scheme) -> bool) -> Option<Self> {
        TABLE
            .iter()
            .find(|row| fits(&row.scheme))
            .map(|row| row.alg)
    }

    /// The one algorithm of a curve.
    pub(crate) fn of_curve(wanted: &Curve) -> Option<Self> {
        Self::of_scheme(|scheme| matches!(scheme, Scheme::Ecdsa { curve, .. } if *curve == wanted))
    }
}

impl Curve {
    /// Every curve, in the table's order.
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        TABLE.iter().filter_map(|row| match row.scheme {
            Scheme::Ecdsa { curve, .. } => Some(curve),
            _ => None,
        })
    }

    /// The first curve of the table that `fits`.
    pub(crate) fn find(fits: impl Fn(&Self) -> bool) -> Option<&'static Self> {
        Self::all().find(|curve| fits(curve))
    }
}

impl MlDsa {
    /// The parameter set that the object identifier names.
    pub(crate) fn find(oid: &[u8]) -> Option<&'static Self> {
        TABLE.iter().find_map(|row| match row.scheme {
            Scheme::MlDsa(set) if set.oid == oid => Some(set),
            _ => None,
        })
    }
}

registered_names!(Alg, alg, "alg", "algorithm");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.alg as usize, index);
            let spelled = format!("{:?}", row.alg).replace("MlDsa", "ML-DSA-");
            assert_eq!(row.name, spelled);
            assert_eq!(row.name.parse(), Ok(row.alg));
        }
    }

    #[test]
    fn t01_none_is_no_algorithm_in_any_casing() {
        for name in [
            "none",
            "None",
            "NONE",
            "nOnE",
            "",
            "hs256",
            "es256",
            "HS256 ",
            "RS1",
            "ed25519",
            "ML-DSA",
            "ML-DSA-44 ",
            "HashML-DSA-44",
        ] {
            assert_eq!(
                name.parse::<Alg>(),
                Err(Error::AlgUnknown("algorithm")),
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
