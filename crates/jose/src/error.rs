//! One error for the whole crate, sorted by who is at fault.
//!
//! A variant never holds bytes of a token, a key or a claim: errors end up in logs and on
//! terminals. What a variant names (a claim, a member, a reason) is a word of ours or of the
//! caller's own policy.

use std::borrow::Cow;
use std::fmt::{self, Display};

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
    /// A name that is none of those this crate knows; says of what. Names are exact: `es256` is not
    /// `ES256`. (In a key it makes the key unsupported.)
    AlgUnknown(&'static str),
    /// A leeway over [`crate::policy::MAX_LEEWAY`] seconds, or below zero.
    LeewayOutOfRange,
    /// A setting out of its range: a policy's duration that is negative or beyond its bound, a
    /// written policy that accepts no issuer, audience, `typ` or algorithm or names an empty one, a
    /// recipient that accepts no content encryption, rounds for a password outside what is read.
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

/// What is said of an error: its code, and a sentence around the one detail it may have.
struct Told<'a> {
    code: &'static str,
    before: &'static str,
    detail: Option<&'a dyn Display>,
    after: &'static str,
}

impl Error {
    /// A stable `snake_case` name, for machines: logs, metrics, `--json` output, tests.
    pub fn code(&self) -> &'static str {
        self.told().code
    }

    /// True if the token was good in every way but its time has run out: the holder may refresh.
    pub fn is_expired(&self) -> bool {
        *self == Self::Expired
    }

    /// The same, met while a key was read: a name nobody knows is the key's, not the caller's.
    pub(crate) fn of_key(self) -> Self {
        match self {
            Self::AlgUnknown(what) => Self::KeyUnsupported(what),
            other => other,
        }
    }
}

/// One list for the codes and the sentences: a variant without a line does not compile.
macro_rules! told {
    ($($error:pat => $how:ident($code:literal $(, $said:expr)*),)*) => {
        impl Error {
            /// Every code there is.
            pub const CODES: &[&str] = &[$($code),*];

            fn told(&self) -> Told<'_> {
                match self {
                    $($error => $how($code $(, $said)*)),*
                }
            }
        }
    };
}

told! {
    Self::TokenTooLong => plain("token_too_long", "the token is longer than allowed (8192 bytes where nothing else was set)"),
    Self::TokenNotCompact => plain("token_not_compact", "not a compact token: a JWS has three base64url segments, a JWE five"),
    Self::TokenBase64 => plain("token_base64", "a segment of the token is not strict base64url"),
    Self::Json(Part::Header, fault) => about("header_json", "the header is not acceptable JSON: ", fault, ""),
    Self::Json(Part::Claims, fault) => about("claims_json", "the claims are not acceptable JSON: ", fault, ""),
    Self::Json(Part::Key, fault) => about("key_json", "the key is not acceptable JSON: ", fault, ""),
    Self::Json(Part::KeySet, fault) => about("key_set_json", "the key set is not acceptable JSON: ", fault, ""),
    Self::HeaderCritical => plain("header_critical", "the header demands an extension (`crit`) that is not understood"),
    Self::HeaderMember => plain("header_member", "the header has a member that is not accepted"),
    Self::HeaderCompressed => plain("header_zip", "the token is compressed (`zip`), which is not accepted"),
    Self::HeaderIterations => plain("header_p2c", "the token's `p2c` is not between 1000 and 1200000"),
    Self::HeaderType(name) => about("header_type", "the header's `", name, "` is missing or has the wrong form"),
    Self::ClaimType(name) => about("claim_type", "the claim `", name, "` has the wrong type or value"),
    Self::AlgMismatch => plain("alg_mismatch", "the token's `alg` is not the algorithm of the key"),
    Self::AlgNotAllowed => plain("alg_not_allowed", "the policy does not allow the key's algorithm"),
    Self::KeyUnknown => plain("key_unknown", "no key with the token's `kid`"),
    Self::KeyIdMissing => plain("key_id_missing", "the token names no `kid` and there are several keys"),
    Self::BadSignature => plain("bad_signature", "the signature does not verify"),
    Self::EncNotAllowed => plain("enc_not_allowed", "the token's `enc` is not among those allowed"),
    Self::DecryptionFailed => plain("decryption_failed", "the token was not encrypted for this key, or was changed"),
    Self::NotNested => plain("not_nested", "the decrypted content is not a nested token (`cty`)"),
    Self::TypMismatch => plain("typ_mismatch", "the token's `typ` is not the expected one"),
    Self::NestedContent => plain("nested_content", "the token's content is not plain claims (`cty`)"),
    Self::ClaimMissing(name) => about("claim_missing", "the claim `", name, "` is missing"),
    Self::ClaimMismatch(name) => about("claim_mismatch", "the claim `", name, "` is not what the policy demands"),
    Self::IssuerMismatch => plain("issuer_mismatch", "the token's `iss` is not a trusted issuer"),
    Self::AudienceMismatch => plain("audience_mismatch", "the token's `aud` does not name this service"),
    Self::Expired => plain("expired", "the token has expired"),
    Self::NotYetValid => plain("not_yet_valid", "the token is not valid yet (`nbf`)"),
    Self::IssuedInFuture => plain("issued_in_future", "the token was issued in the future (`iat`)"),
    Self::TooOld => plain("too_old", "the token is older or lives longer than the policy allows"),
    Self::ClaimsShape(column) => about("claims_shape", "the claims do not fit the expected type (column ", column, ")"),
    Self::KeyMalformed(what) => about("key_malformed", "the key is malformed: ", what, ""),
    Self::KeyUnsupported(what) => about("key_unsupported", "the key is not supported: ", what, ""),
    Self::KeyWeak(what) => about("key_weak", "the key is too weak: ", what, ""),
    Self::KeyInconsistent => plain("key_inconsistent", "the key's parts contradict each other"),
    Self::KeyWithoutCrt => plain("key_without_crt", "the RSA private key lacks its CRT parts (p, q, dp, dq, qi)"),
    Self::KeyNeedsAlg => plain("key_needs_alg", "the key names no algorithm: name one"),
    Self::KeyAlgMismatch => plain("key_alg_mismatch", "the key cannot be used with this algorithm"),
    Self::KeyUse => plain("key_use", "the key's `use` or `key_ops` do not allow this"),
    Self::KeyNotPrivate => plain("key_not_private", "this needs a private or symmetric key"),
    Self::KeySymmetric => plain("key_symmetric", "a secret has no public half and no PEM"),
    Self::KeySetEmpty => plain("key_set_empty", "the key set has no usable key"),
    Self::KeySetDuplicateKid => plain("key_set_duplicate_kid", "two keys of the set have the same `kid`"),
    Self::KeySetMixed => plain("key_set_mixed", "the key set mixes secret and public keys"),
    Self::AlgUnknown(what) => about("alg_unknown", "no ", what, " of this name is known"),
    Self::LeewayOutOfRange => plain("leeway_out_of_range", "the leeway must be between 0 and 60 seconds"),
    Self::PolicyInvalid(what) => about("policy_invalid", "the policy is not valid: ", what, ""),
    Self::ClaimsNotObject => plain("claims_not_object", "the claims to sign are not a JSON object"),
    Self::Crypto => plain("crypto", "the crypto library failed"),
}

fn plain(code: &'static str, sentence: &'static str) -> Told<'static> {
    Told {
        code,
        before: sentence,
        detail: None,
        after: "",
    }
}

fn about<'a>(
    code: &'static str,
    before: &'static str,
    detail: &'a dyn Display,
    after: &'static str,
) -> Told<'a> {
    Told {
        code,
        before,
        detail: Some(detail),
        after,
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = self.told();
        f.write_str(told.before)?;
        if let Some(detail) = told.detail {
            detail.fmt(f)?;
        }
        f.write_str(told.after)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests;
