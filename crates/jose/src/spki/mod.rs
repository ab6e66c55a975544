//! Keys inside DER, in and out: `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7) and PKCS#8 (RFC
//! 5958), which say by an `AlgorithmIdentifier` what they hold: RSA (RFC 8017), curves (RFC 5480),
//! Ed25519, Ed448 and X25519 (RFC 8410), ML-DSA (RFC 9881).

use zeroize::Zeroizing;

use crate::alg::{Curve, MlDsa};
use crate::der::{NULL, OID, Reader, SEQUENCE, write};
use crate::error::Error;
use crate::key::OkpCurve;

pub(crate) mod read;
pub(crate) mod write;

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

/// Tags of the optional fields: attributes and public key of PKCS#8, parameters and public key of
/// SEC 1.
const CONTEXT_0: u8 = 0xa0;
const CONTEXT_1: u8 = 0xa1;
const IMPLICIT_1: u8 = 0x81;
/// The seed alone, in an ML-DSA private key.
const IMPLICIT_0: u8 = 0x80;

/// What an `AlgorithmIdentifier` says.
enum Kind {
    Rsa,
    Ec(&'static Curve),
    Okp(OkpCurve),
    MlDsa(&'static MlDsa),
}

impl Kind {
    fn read(mut id: Reader<'_>) -> Result<Self, Error> {
        let oid = id.value(OID)?;
        let kind = match oid {
            RSA if id.value(NULL)?.is_empty() => Self::Rsa,
            EC => Self::Ec(curve_of(
                id.value(OID)
                    .map_err(|_| Error::KeyUnsupported("unnamed curve"))?,
            )?),
            _ => match (OkpCurve::of_oid(oid), MlDsa::find(oid)) {
                (Some(curve), _) => Self::Okp(curve),
                (_, Some(set)) => Self::MlDsa(set),
                _ => return Err(Error::KeyUnsupported("key type")),
            },
        };
        id.end()?;
        Ok(kind)
    }

    fn write(&self) -> Zeroizing<Vec<u8>> {
        let oid = |oid| write(OID, &[oid]);
        match self {
            Self::Rsa => write(SEQUENCE, &[&oid(RSA), &write(NULL, &[])]),
            Self::Ec(curve) => write(SEQUENCE, &[&oid(EC), &oid(curve.oid)]),
            Self::Okp(curve) => write(SEQUENCE, &[&oid(curve.oid())]),
            Self::MlDsa(set) => write(SEQUENCE, &[&oid(set.oid)]),
        }
    }
}

fn curve_of(oid: &[u8]) -> Result<&'static Curve, Error> {
    Curve::find(|curve| curve.oid == oid).ok_or(Error::KeyUnsupported("curve"))
}
