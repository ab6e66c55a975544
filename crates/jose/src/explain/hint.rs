//! The usual causes, each with a stable code and one sentence.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

/// One list for the enum, its codes and its sentences.
macro_rules! hints {
    ($($(#[$doc:meta])* $hint:ident $(($data:ty))? $code:literal $text:literal)*) => {
        /// What the cause of a refusal may be. Serialises as `code` and `text`, and the `kids` where it
        /// has some; the code is stable.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Hint {
            $($(#[$doc])* $hint $(($data))?),*
        }

        impl Hint {
            /// Every code there is.
            pub const CODES: &[&str] = &[$($code),*];

            fn row(&self) -> (&'static str, &'static str) {
                match self {
                    $(Self::$hint { .. } => ($code, $text)),*
                }
            }
        }
    };
}

hints! {
    /// A refresh token of ours where a JWT is expected.
    RefreshToken "refresh_token"
        "this is a refresh token: services take access tokens, which it is exchanged for"
    /// An API secret of ours where a JWT is expected.
    ApiKey "api_key" "this is an API secret, no JWT"
    /// A session secret of ours where a JWT is expected.
    SessionSecret "session_secret" "this is a session's secret, no JWT"
    /// A one-time secret of ours where a JWT is expected.
    OneTimeSecret "one_time_secret" "this is a one-time secret, no JWT"
    /// `Bearer ` before the token.
    BearerPrefix "bearer_prefix"
        "`Bearer ` (with `Authorization: ` before it) is the HTTP header around the token and no part of it"
    /// A cookie around the token.
    CookiePair "cookie_pair" "the token stands in a cookie: only what is behind the name and `=` is the token"
    /// A JSON answer around the token.
    JsonBody "json_body" "this is a JSON answer: only the string in its member is the token"
    /// Quotes around the token.
    Quotes "quotes" "the token was copied with the quotes around it"
    /// Blanks or line breaks around or in the token.
    Whitespace "whitespace" "the token was copied with blanks or line breaks"
    /// An encrypted token where a signed one is expected.
    Encrypted "encrypted"
        "this is an encrypted token (JWE): decrypt it first (`paraph jwe decrypt`), then check the signed one inside"
    /// Two segments of three, or an empty third.
    CutOff "cut_off"
        "the signature is cut off: a JWT has three parts, HEADER.CLAIMS.SIGNATURE"
    /// Padding, or the alphabet of plain base64.
    LooseBase64 "loose_base64"
        "the token is written in plain or padded base64: JWTs use base64url without padding"
    /// `alg: none`.
    AlgNone "alg_none" "`alg: none` means that nobody signed: such a token is never accepted"
    /// An HMAC token for a public key, or the other way round.
    KeyConfusion "key_confusion"
        "a shared secret and a public key were confused: `alg` and key are of different families"
    /// The text of a public key given as a secret.
    PublicKeyAsSecret "public_key_as_secret"
        "the secret is the text of a key: public keys check signatures as keys (RS256, ES256, ..), never as HMAC secrets, for everybody has them"
    /// A secret that is too weak.
    WeakSecret "weak_secret"
        "a weak secret can be guessed from any one token: make a random one as long as the hash"
    /// The signature holds by the secret's other reading in base64 or hexadecimal.
    SecretEncoding "secret_encoding"
        "the signature holds by the secret's other reading: one side uses its text in base64 or hexadecimal, the other the bytes that the text stands for"
    /// An ECDSA signature in DER.
    DerSignature "der_signature"
        "the signature is in DER, as most crypto libraries write it: JWTs hold r and s side by side, each of the curve's length"
    /// No key with this `kid`: with the kids there are, those of public keys.
    KeyRotated(Vec<String>) "key_rotated"
        "no key has the token's `kid`: the issuer may have changed its keys since these were fetched"
    /// The token names no `kid` and there are several keys.
    KeyIdMissing "key_id_missing"
        "the token names no `kid`: its issuer must, or give the one key alone"
    /// A number written as text.
    NumberAsText "number_as_text" "a number written as text: leave out the quotes around it"
    /// A date written as text.
    DateAsText "date_as_text"
        "a date written as text: times in JWTs are numbers, whole seconds since 1970"
    /// A number where text is due.
    TextAsNumber "text_as_number" "a number where text is due: put quotes around it"
    /// A list of scopes where one text is due.
    ListForText "list_for_text"
        "a list where one text is due: scopes stand in one string, with blanks between them"
    /// A time with a fraction or an exponent.
    Fraction "fraction"
        "a time has a fraction or an exponent: JWTs use whole seconds here, in digits alone"
    /// `null` for something that is not there.
    NullValue "null_value" "`null` is a value of no type: what is not there is left out"
    /// A time in milliseconds.
    Milliseconds "milliseconds" "a time is in milliseconds: JWTs use seconds"
    /// A time in microseconds.
    Microseconds "microseconds" "a time is in microseconds: JWTs use seconds"
    /// An ID token where an access token is expected.
    IdToken "id_token"
        "this looks like an ID token, which tells a client who logged in: services take access tokens"
    /// `typ` is `JWT` or absent where a kind of its own is expected.
    PlainTyp "plain_typ"
        "the token does not say what it is: `typ` is `JWT` or missing, as in ID tokens and in access tokens that do not follow RFC 9068"
    /// A token for another audience.
    OtherAudience "other_audience"
        "the token is for another service: ask for one with this audience"
    /// The audience differs by a slash at its end, by case or by scheme.
    AudienceSpelling "audience_spelling"
        "the audience differs only by a slash at the end, by case or by scheme: it is compared exactly"
    /// The issuer differs by a slash at its end, by case or by scheme.
    IssuerSpelling "issuer_spelling"
        "the issuer differs only by a slash at the end, by case or by scheme: it is compared exactly"
    /// `exp` holds how long, not until when.
    Lifetime "lifetime"
        "`exp` looks like a lifetime: it must be the time at which the token ends, in seconds since 1970"
    /// Two clocks differ.
    ClockSkew "clock_skew" "it is a matter of seconds: compare the clocks of the two machines"
}

impl Hint {
    /// A stable `snake_case` name, for machines.
    pub fn code(&self) -> &'static str {
        self.row().0
    }

    fn kids(&self) -> Option<&[String]> {
        match self {
            Self::KeyRotated(kids) if !kids.is_empty() => Some(kids),
            _ => None,
        }
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().1)?;
        match self.kids() {
            Some(kids) => write!(f, " (there are: {})", kids.join(", ")),
            None => Ok(()),
        }
    }
}

impl Serialize for Hint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kids = self.kids();
        let count = 2 + usize::from(kids.is_some());
        let mut members = serializer.serialize_struct("Hint", count)?;
        members.serialize_field("code", self.code())?;
        members.serialize_field("text", &self.to_string())?;
        match kids {
            Some(kids) => members.serialize_field("kids", kids)?,
            None => members.skip_field("kids")?,
        }
        members.end()
    }
}
