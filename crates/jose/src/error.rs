//! One error for the whole crate, sorted by who is at fault.
//!
//! A variant never holds bytes of a token, a key or a claim: errors end up in logs and on
//! terminals. What a variant names (a claim, a member, a reason) is a word of ours or of the
//! caller's own policy.

use std::borrow::Cow;
use std::fmt;

use crate::json::Fault;

/// Why a token, a key or a call was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    // --- The token is malformed ---
    /// The token is longer than [`crate::MAX_TOKEN`] bytes (or what a [`crate::jwe::Decrypter`] was
    /// told), or its header than 1 KiB; nothing of it was decoded.
    TokenTooLong,
    /// Not three segments of base64url characters (RFC 7515 section 7.1), five of a JWE (RFC 7516
    /// section 7.1).
    TokenNotCompact,
    /// A segment is not canonical base64url: padding, stray length or unused bits set (RFC 7515
    /// section 2).
    TokenBase64,
    /// A part is not the strict JSON object it must be (RFC 8259, RFC 8725 section 2.6).
    Json(Part, Fault),
    /// The header carries `crit`; this version understands no extension (RFC 7515 section 4.1.11).
    HeaderCritical,
    /// The header carries a member other than `alg`, `typ`, `kid`, `cty` (and, of a JWE, those that
    /// its `alg` defines): key material is never taken from it.
    HeaderMember,
    /// The header demands decompression (`zip`), which is not offered (RFC 8725 section 3.6).
    HeaderCompressed,
    /// The header's `p2c` is below 1,000 or above [`crate::jwe::MAX_ITERATIONS`].
    HeaderIterations,
    /// A header member has the wrong type or form, or `alg` is missing.
    HeaderType(&'static str),
    /// A claim has the wrong type or an impossible value (RFC 7519 section 4.1).
    ClaimType(&'static str),

    // --- The token is well formed, and not acceptable ---
    /// The header's `alg` is not the one algorithm of the key (RFC 8725 section 3.1).
    AlgMismatch,
    /// The key's algorithm is not among those the policy allows.
    AlgNotAllowed,
    /// No key of the set has the token's `kid`.
    KeyUnknown,
    /// The token names no `kid` and the set holds several keys.
    KeyIdMissing,
    /// The signature does not verify. Says nothing about the claims: they were not read.
    BadSignature,
    /// The header's `enc` is not one that the recipient allows.
    EncNotAllowed,
    /// The token was not encrypted for this key, or was changed: which of both, and where, is not
    /// said (RFC 7516 section 11.5).
    DecryptionFailed,
    /// The decrypted content is not a nested token (`cty` is not `JWT`, RFC 7519 section 5.2).
    NotNested,
    /// The header's `typ` is missing or another (RFC 8725 section 3.11).
    TypMismatch,
    /// The header names a content type (`cty`) where plain claims are expected.
    NestedContent,
    /// A required claim is missing.
    ClaimMissing(Cow<'static, str>),
    /// A claim has not the one value that the policy demands, or should not be there at all.
    ClaimMismatch(Cow<'static, str>),
    /// `iss` is none of the policy's issuers (RFC 7519 section 4.1.1).
    IssuerMismatch,
    /// `aud` names none of the policy's audiences (RFC 7519 section 4.1.3).
    AudienceMismatch,
    /// `exp` plus leeway has been reached; everything else was acceptable (RFC 7519 section 4.1.4).
    Expired,
    /// `nbf` lies beyond the leeway in the future (RFC 7519 section 4.1.5).
    NotYetValid,
    /// `iat` lies beyond the leeway in the future.
    IssuedInFuture,
    /// `iat` is older than the policy's maximum age, or `exp` further from `iat` (from now, where
    /// there is none) than its maximum life.
    TooOld,
    /// The claims are acceptable but do not fit the caller's type; the column where reading
    /// stopped.
    ClaimsShape(usize),

    // --- A key or a key set is refused ---
    /// The key's text (JWK, PEM or DER) is malformed; the reason names the part.
    KeyMalformed(&'static str),
    /// The key is of a type, curve, algorithm or container this crate does not know.
    KeyUnsupported(&'static str),
    /// The key is too weak or dangerous to use; the reason names the rule.
    KeyWeak(&'static str),
    /// The key's parts contradict each other.
    KeyInconsistent,
    /// The key carries a private RSA exponent without its CRT parts, which cannot be imported
    /// safely.
    KeyWithoutCrt,
    /// The key does not say its algorithm and its type allows several: name one.
    KeyNeedsAlg,
    /// The key cannot have this algorithm, or names another.
    KeyAlgMismatch,
    /// `use` or `key_ops` do not allow this use of the key (RFC 7517 sections 4.2, 4.3).
    KeyUse,
    /// A public key was given where signing needs a private or symmetric one.
    KeyNotPrivate,
    /// A symmetric key was given where there is none: it has no public half and no PEM.
    KeySymmetric,
    /// The set has no usable key.
    KeySetEmpty,
    /// Two keys of the set have the same `kid`.
    KeySetDuplicateKid,
    /// The set mixes secret and public keys.
    KeySetMixed,

    // --- The caller's mistake ---
    /// A leeway over [`crate::policy::MAX_LEEWAY`] seconds, or below zero.
    LeewayOutOfRange,
    /// A setting out of its range: a negative duration of a policy, a recipient that accepts no
    /// content encryption, rounds for a password outside what is read.
    PolicyInvalid(&'static str),
    /// The value to sign does not serialise to a JSON object.
    ClaimsNotObject,
    /// The crypto library failed (no entropy, no memory).
    Crypto,
}

/// The piece of input that was not acceptable JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The JOSE header.
    Header,
    /// The claims of a JWT.
    Claims,
    /// A JSON Web Key.
    Key,
    /// A JSON Web Key Set.
    KeySet,
}

impl Error {
    /// A stable `snake_case` name, for machines: logs, metrics, `--json` output, tests.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TokenTooLong => "token_too_long",
            Self::TokenNotCompact => "token_not_compact",
            Self::TokenBase64 => "token_base64",
            Self::Json(Part::Header, _) => "header_json",
            Self::Json(Part::Claims, _) => "claims_json",
            Self::Json(Part::Key, _) => "key_json",
            Self::Json(Part::KeySet, _) => "key_set_json",
            Self::HeaderCritical => "header_critical",
            Self::HeaderMember => "header_member",
            Self::HeaderCompressed => "header_zip",
            Self::HeaderIterations => "header_p2c",
            Self::HeaderType(_) => "header_type",
            Self::ClaimType(_) => "claim_type",
            Self::AlgMismatch => "alg_mismatch",
            Self::AlgNotAllowed => "alg_not_allowed",
            Self::KeyUnknown => "key_unknown",
            Self::KeyIdMissing => "key_id_missing",
            Self::BadSignature => "bad_signature",
            Self::EncNotAllowed => "enc_not_allowed",
            Self::DecryptionFailed => "decryption_failed",
            Self::NotNested => "not_nested",
            Self::TypMismatch => "typ_mismatch",
            Self::NestedContent => "nested_content",
            Self::ClaimMissing(_) => "claim_missing",
            Self::ClaimMismatch(_) => "claim_mismatch",
            Self::IssuerMismatch => "issuer_mismatch",
            Self::AudienceMismatch => "audience_mismatch",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::IssuedInFuture => "issued_in_future",
            Self::TooOld => "too_old",
            Self::ClaimsShape(_) => "claims_shape",
            Self::KeyMalformed(_) => "key_malformed",
            Self::KeyUnsupported(_) => "key_unsupported",
            Self::KeyWeak(_) => "key_weak",
            Self::KeyInconsistent => "key_inconsistent",
            Self::KeyWithoutCrt => "key_without_crt",
            Self::KeyNeedsAlg => "key_needs_alg",
            Self::KeyAlgMismatch => "key_alg_mismatch",
            Self::KeyUse => "key_use",
            Self::KeyNotPrivate => "key_not_private",
            Self::KeySymmetric => "key_symmetric",
            Self::KeySetEmpty => "key_set_empty",
            Self::KeySetDuplicateKid => "key_set_duplicate_kid",
            Self::KeySetMixed => "key_set_mixed",
            Self::LeewayOutOfRange => "leeway_out_of_range",
            Self::PolicyInvalid(_) => "policy_invalid",
            Self::ClaimsNotObject => "claims_not_object",
            Self::Crypto => "crypto",
        }
    }

    /// True if the token was good in every way but its time has run out: the holder may refresh.
    pub fn is_expired(&self) -> bool {
        *self == Self::Expired
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "the header",
            Self::Claims => "the claims",
            Self::Key => "the key",
            Self::KeySet => "the key set",
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(part, fault) => write!(f, "{part} is not acceptable JSON: {fault}"),
            Self::HeaderType(name) => {
                write!(f, "the header's `{name}` is missing or has the wrong form")
            }
            Self::ClaimType(name) => write!(f, "the claim `{name}` has the wrong type or value"),
            Self::ClaimMissing(name) => write!(f, "the claim `{name}` is missing"),
            Self::ClaimMismatch(name) => {
                write!(f, "the claim `{name}` is not what the policy demands")
            }
            Self::ClaimsShape(column) => {
                write!(
                    f,
                    "the claims do not fit the expected type (column {column})"
                )
            }
            Self::KeyMalformed(what) => write!(f, "the key is malformed: {what}"),
            Self::KeyUnsupported(what) => write!(f, "the key is not supported: {what}"),
            Self::KeyWeak(what) => write!(f, "the key is too weak: {what}"),
            Self::PolicyInvalid(what) => write!(f, "the policy is not valid: {what}"),
            plain => f.write_str(plain.sentence()),
        }
    }
}

impl Error {
    /// The line of each variant that carries no detail.
    fn sentence(&self) -> &'static str {
        match self {
            Self::TokenTooLong => {
                "the token is longer than allowed (8192 bytes where nothing else was set)"
            }
            Self::TokenNotCompact => {
                "not a compact token: a JWS has three base64url segments, a JWE five"
            }
            Self::TokenBase64 => "a segment of the token is not strict base64url",
            Self::HeaderCritical => {
                "the header demands an extension (`crit`) that is not understood"
            }
            Self::HeaderMember => "the header has a member that is not accepted",
            Self::AlgMismatch => "the token's `alg` is not the algorithm of the key",
            Self::AlgNotAllowed => "the policy does not allow the key's algorithm",
            Self::KeyUnknown => "no key with the token's `kid`",
            Self::KeyIdMissing => "the token names no `kid` and there are several keys",
            Self::BadSignature => "the signature does not verify",
            Self::HeaderCompressed => "the token is compressed (`zip`), which is not accepted",
            Self::HeaderIterations => "the token's `p2c` is not between 1000 and 1200000",
            Self::EncNotAllowed => "the token's `enc` is not among those allowed",
            Self::DecryptionFailed => "the token was not encrypted for this key, or was changed",
            Self::NotNested => "the decrypted content is not a nested token (`cty`)",
            Self::TypMismatch => "the token's `typ` is not the expected one",
            Self::NestedContent => "the token's content is not plain claims (`cty`)",
            Self::IssuerMismatch => "the token's `iss` is not a trusted issuer",
            Self::AudienceMismatch => "the token's `aud` does not name this service",
            Self::Expired => "the token has expired",
            Self::NotYetValid => "the token is not valid yet (`nbf`)",
            Self::IssuedInFuture => "the token was issued in the future (`iat`)",
            Self::TooOld => "the token is older or lives longer than the policy allows",
            Self::KeyInconsistent => "the key's parts contradict each other",
            Self::KeyWithoutCrt => "the RSA private key lacks its CRT parts (p, q, dp, dq, qi)",
            Self::KeyNeedsAlg => "the key names no algorithm: name one",
            Self::KeyAlgMismatch => "the key cannot be used with this algorithm",
            Self::KeyUse => "the key's `use` or `key_ops` do not allow this",
            Self::KeyNotPrivate => "this needs a private or symmetric key",
            Self::KeySymmetric => "a secret has no public half and no PEM",
            Self::KeySetEmpty => "the key set has no usable key",
            Self::KeySetDuplicateKid => "two keys of the set have the same `kid`",
            Self::KeySetMixed => "the key set mixes secret and public keys",
            Self::LeewayOutOfRange => "the leeway must be between 0 and 60 seconds",
            Self::ClaimsNotObject => "the claims to sign are not a JSON object",
            _ => "the crypto library failed",
        }
    }
}

impl std::error::Error for Error {}
