//! The checks by name, in the order of verification.

use std::fmt;

use serde::Serialize;

/// A check of verification. The order is that of verification; the names are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Name {
    /// The token is not longer than [`crate::MAX_TOKEN`].
    Length,
    /// Three segments of base64url characters (RFC 7515 section 7.1).
    Shape,
    /// The header is canonical base64url, and short enough.
    HeaderBase64,
    /// The header is a strict JSON object.
    HeaderJson,
    /// The header holds `alg`, `typ`, `kid` and `cty` alone, each in its form, and no `crit`.
    HeaderMembers,
    /// There is a key with the token's `kid`.
    KeyFound,
    /// `alg` names an algorithm of signatures.
    AlgKnown,
    /// `alg` is the one algorithm of the key.
    AlgMatchesKey,
    /// The key is strong enough to be accepted.
    KeyStrength,
    /// The header's `typ` is the expected one.
    Typ,
    /// The policy allows the key's algorithm.
    AlgAllowed,
    /// The signature verifies.
    Signature,
    /// The content is plain claims, no other token (`cty`).
    Cty,
    /// The claims are canonical base64url.
    ClaimsBase64,
    /// The claims are a strict JSON object.
    ClaimsJson,
    /// Registered claims have their types.
    ClaimTypes,
    /// The claims that the policy demands are there.
    RequiredClaims,
    /// `iss` is a trusted issuer.
    Issuer,
    /// `aud` names this service.
    Audience,
    /// Claims that must have one value have it.
    ClaimValues,
    /// The time for the token has begun (`nbf`).
    NotBefore,
    /// The token was not issued in the future (`iat`).
    IssuedAt,
    /// The token is not too old, and was not made to live too long.
    Age,
    /// The token has not expired (`exp`).
    Expiry,
}

impl Name {
    /// True for what is read from the payload: proven by the signature alone.
    pub fn is_of_claims(self) -> bool {
        self >= Self::ClaimsBase64
    }
}

/// In words, for people; programs get the name by serialising.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Length => "length",
            Self::Shape => "shape",
            Self::HeaderBase64 => "header base64",
            Self::HeaderJson => "header JSON",
            Self::HeaderMembers => "header members",
            Self::KeyFound => "key found",
            Self::AlgKnown => "alg known",
            Self::AlgMatchesKey => "alg matches key",
            Self::KeyStrength => "key strength",
            Self::Typ => "typ",
            Self::AlgAllowed => "alg allowed",
            Self::Signature => "signature",
            Self::Cty => "cty",
            Self::ClaimsBase64 => "claims base64",
            Self::ClaimsJson => "claims JSON",
            Self::ClaimTypes => "claim types",
            Self::RequiredClaims => "required claims",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::ClaimValues => "claim values",
            Self::NotBefore => "not before",
            Self::IssuedAt => "issued at",
            Self::Age => "age",
            Self::Expiry => "expiry",
        })
    }
}
