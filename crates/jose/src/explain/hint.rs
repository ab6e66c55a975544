//! The usual causes, each with a stable code and one sentence.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

/// What the cause of a refusal may be. Serialises as `code` and `text`; the code is stable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// A refresh token of ours where a JWT is expected.
    RefreshToken,
    /// An API secret of ours where a JWT is expected.
    ApiKey,
    /// A session secret of ours where a JWT is expected.
    SessionSecret,
    /// A one-time secret of ours where a JWT is expected.
    OneTimeSecret,
    /// `Bearer ` before the token.
    BearerPrefix,
    /// Quotes around the token.
    Quotes,
    /// Blanks or line breaks around or in the token.
    Whitespace,
    /// An encrypted token where a signed one is expected.
    Encrypted,
    /// Padding, or the alphabet of plain base64.
    LooseBase64,
    /// `alg: none`.
    AlgNone,
    /// An HMAC token for a public key, or the other way round.
    KeyConfusion,
    /// The text of a public key given as a secret.
    PublicKeyAsSecret,
    /// A secret that is too weak.
    WeakSecret,
    /// The signature holds by the secret's other reading in base64.
    SecretEncoding,
    /// No key with this `kid`: with the kids there are, those of public keys.
    KeyRotated(Vec<String>),
    /// The token names no `kid` and there are several keys.
    KeyIdMissing,
    /// An ID token where an access token is expected.
    IdToken,
    /// `typ` is `JWT` or absent where a kind of its own is expected.
    PlainTyp,
    /// A token for another audience.
    OtherAudience,
    /// The issuer differs by a slash at its end, by case or by scheme.
    IssuerSpelling,
    /// A time in milliseconds.
    Milliseconds,
    /// Two clocks differ.
    ClockSkew,
}

impl Hint {
    /// A stable `snake_case` name, for machines.
    pub fn code(&self) -> &'static str {
        self.row().0
    }

    fn row(&self) -> (&'static str, &'static str) {
        match self {
            Self::RefreshToken => (
                "refresh_token",
                "this is a refresh token: services take access tokens, which it is exchanged for",
            ),
            Self::ApiKey => ("api_key", "this is an API secret, no JWT"),
            Self::SessionSecret => ("session_secret", "this is a session's secret, no JWT"),
            Self::OneTimeSecret => ("one_time_secret", "this is a one-time secret, no JWT"),
            Self::BearerPrefix => (
                "bearer_prefix",
                "`Bearer ` is the header's scheme and no part of the token",
            ),
            Self::Quotes => ("quotes", "the token was copied with the quotes around it"),
            Self::Whitespace => (
                "whitespace",
                "the token was copied with blanks or line breaks",
            ),
            Self::Encrypted => (
                "encrypted",
                "this is an encrypted token (JWE): decrypt it first, then check the signed one inside",
            ),
            Self::LooseBase64 => (
                "loose_base64",
                "the token is written in plain or padded base64: JWTs use base64url without padding",
            ),
            Self::AlgNone => (
                "alg_none",
                "`alg: none` means that nobody signed: such a token is never accepted",
            ),
            Self::KeyConfusion => (
                "key_confusion",
                "a shared secret and a public key were confused: `alg` and key are of different families",
            ),
            Self::PublicKeyAsSecret => (
                "public_key_as_secret",
                "the secret is the text of a key: public keys check signatures as keys (RS256, ES256, ..), never as HMAC secrets, for everybody has them",
            ),
            Self::WeakSecret => (
                "weak_secret",
                "a weak secret can be guessed from any one token: make a random one as long as the hash",
            ),
            Self::SecretEncoding => (
                "secret_encoding",
                "the signature holds by the secret's other reading: one side uses its base64 text, the other the bytes that the text stands for",
            ),
            Self::KeyRotated(_) => (
                "key_rotated",
                "no key has the token's `kid`: the issuer may have changed its keys since these were fetched",
            ),
            Self::KeyIdMissing => (
                "key_id_missing",
                "the token names no `kid`: its issuer must, or give the one key alone",
            ),
            Self::IdToken => (
                "id_token",
                "this looks like an ID token, which tells a client who logged in: services take access tokens",
            ),
            Self::PlainTyp => (
                "plain_typ",
                "the token does not say what it is: `typ` is `JWT` or missing, as in ID tokens and in access tokens that do not follow RFC 9068",
            ),
            Self::OtherAudience => (
                "other_audience",
                "the token is for another service: ask for one with this audience",
            ),
            Self::IssuerSpelling => (
                "issuer_spelling",
                "the issuer differs only by a slash at the end, by case or by scheme: it is compared exactly",
            ),
            Self::Milliseconds => (
                "milliseconds",
                "a time is in milliseconds: JWTs use seconds",
            ),
            Self::ClockSkew => (
                "clock_skew",
                "it is a matter of seconds: compare the clocks of the two machines",
            ),
        }
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().1)?;
        match self {
            Self::KeyRotated(kids) if !kids.is_empty() => {
                write!(f, " (there are: {})", kids.join(", "))
            }
            _ => Ok(()),
        }
    }
}

impl Serialize for Hint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_struct("Hint", 2)?;
        members.serialize_field("code", self.code())?;
        members.serialize_field("text", &self.to_string())?;
        members.end()
    }
}
