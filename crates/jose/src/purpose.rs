//! What a key is for: the one name that may stand in a JWK's `alg`, of whichever of the three
//! registries' kinds it is (RFC 7517 section 4.4, RFC 7518 sections 3.1, 4.1, 5.1).

use std::fmt;
use std::str::FromStr;

use crate::alg::Alg;
use crate::error::Error;
use crate::jwe::{Enc, KeyAlg};

/// The one thing a key is for. A key for encryption never verifies, and a key for signatures never
/// decrypts (RFC 8725 section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// To sign and to check.
    Sign(Alg),
    /// To hide content keys, and to recover them.
    Encrypt(KeyAlg),
    /// To be a shared content key itself: `dir` with this one encryption.
    Content(Enc),
}

impl Purpose {
    /// The registered name, as it stands in `alg`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sign(alg) => alg.name(),
            Self::Encrypt(alg) => alg.name(),
            Self::Content(enc) => enc.name(),
        }
    }

    /// True if both sides hold the same secret.
    pub fn is_symmetric(self) -> bool {
        match self {
            Self::Sign(alg) => alg.is_symmetric(),
            Self::Encrypt(alg) => alg.is_symmetric(),
            Self::Content(_) => true,
        }
    }

    /// The `use` of a JWK.
    pub fn role(self) -> &'static str {
        match self {
            Self::Sign(_) => "sig",
            Self::Encrypt(_) | Self::Content(_) => "enc",
        }
    }
}

impl From<Alg> for Purpose {
    fn from(alg: Alg) -> Self {
        Self::Sign(alg)
    }
}

impl From<KeyAlg> for Purpose {
    fn from(alg: KeyAlg) -> Self {
        Self::Encrypt(alg)
    }
}

impl From<Enc> for Purpose {
    fn from(enc: Enc) -> Self {
        Self::Content(enc)
    }
}

impl FromStr for Purpose {
    type Err = Error;

    /// No name stands in two of the registries' tables: a test holds that.
    fn from_str(name: &str) -> Result<Self, Error> {
        let sign = name.parse().map(Self::Sign);
        let encrypt = sign.or_else(|_| name.parse().map(Self::Encrypt));
        encrypt
            .or_else(|_| name.parse().map(Self::Content))
            .map_err(|_: Error| Error::AlgUnknown("algorithm"))
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t04_a_name_has_one_purpose() {
        let all = Alg::all()
            .map(Purpose::from)
            .chain(KeyAlg::all().map(Purpose::from))
            .chain(Enc::all().map(Purpose::from));
        for purpose in all {
            assert_eq!(purpose.to_string().parse(), Ok(purpose));
            let is_signature = matches!(purpose, Purpose::Sign(_));
            assert_eq!(purpose.role() == "sig", is_signature, "{purpose}");
        }
        for name in ["none", "RSA1_5", "RS1", "es256", "DIR", ""] {
            let unknown = Err(Error::AlgUnknown("algorithm"));
            assert_eq!(name.parse::<Purpose>(), unknown, "{name:?}");
        }
    }
}
