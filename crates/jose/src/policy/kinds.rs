//! The kinds of token that have a policy by name: what each must be, and for how long it may live.
//!
//! No two kinds accept each other's tokens: `typ` tells them apart where there is one, and where
//! history left only `JWT` or nothing, the audience, the issuer and claims do (RFC 8725 section
//! 3.12).

use super::rules::Rules;
use super::{Audiences, ClaimRule, DEFAULT_LEEWAY, Policy, Typ};
use crate::header;

/// The longest life of an access token of ours, and of an ID token, in seconds: one day.
pub const MAX_LIFE: i64 = 86_400;
/// The longest life of a foreign access token, and of anything else, in seconds: thirty days.
pub const MAX_FOREIGN_LIFE: i64 = 30 * 86_400;
/// The largest maximum age of a policy, in seconds: nothing lives longer.
pub const MAX_AGE: i64 = MAX_FOREIGN_LIFE;
/// The longest life of a client assertion, in seconds: five minutes.
pub const MAX_ASSERTION_LIFE: i64 = 300;
/// The longest life of a one-time token, in seconds: ten minutes.
pub const MAX_ONE_TIME_LIFE: i64 = 600;

/// The `typ` of an access token (RFC 9068 section 2.1).
pub const ACCESS_TOKEN_TYP: &str = "at+jwt";
/// The `typ` of a client assertion (draft-ietf-oauth-rfc7523bis-11 section 4, which updates RFC
/// 7523 and stands in the RFC editor's queue; registered with IANA).
pub const CLIENT_ASSERTION_TYP: &str = "client-authentication+jwt";
/// The `typ` of a token that is good for one use: ours alone.
pub const ONE_TIME_TOKEN_TYP: &str = "one-time+jwt";
/// The `typ` of a token that does not say what it is (RFC 7519 section 5.1).
pub(crate) const PLAIN_TYP: &str = "JWT";

/// The claims RFC 9068 section 2.2 requires of an access token, beyond the ones always required.
const ACCESS_TOKEN: [&str; 4] = ["sub", "client_id", "iat", "jti"];

/// The longest life of what names its kind in `typ`.
const LIVES: [(&str, i64); 3] = [
    (ACCESS_TOKEN_TYP, MAX_LIFE),
    (CLIENT_ASSERTION_TYP, MAX_ASSERTION_LIFE),
    (ONE_TIME_TOKEN_TYP, MAX_ONE_TIME_LIFE),
];

/// The longest life where a policy names none: the shortest of the kinds that its `typ` lets in. What
/// need not have a `typ` may be an ID token; what has one of its own is as a foreign token.
pub(super) fn longest_life(typ: &Typ) -> i64 {
    let (typs, none_is_a_typ) = typ.names();
    let known = typs.iter().flat_map(|typ| {
        let same = |(known, _): &&(&str, i64)| header::same_type(known, typ);
        LIVES.iter().filter(same).map(|(_, life)| *life)
    });
    let bound = if none_is_a_typ {
        MAX_LIFE
    } else {
        MAX_FOREIGN_LIFE
    };
    known.fold(bound, i64::min)
}

impl Policy {
    /// Tokens of a kind of your own, by its `typ`: `iss exp` and, unless the audience is any, `aud`;
    /// and no other rule. The longest life is that of the kinds above which `typ` lets in, or thirty
    /// days.
    ///
    /// ```
    /// use paraph_jose::policy::{Audiences, ClaimRule, Policy};
    /// let policy = Policy::new("https://id.example", Audiences::Only("app".into()), "logout+jwt")
    ///     .with_required(["iat", "jti", "events"])
    ///     .with_claim(ClaimRule::absent("nonce"));
    /// ```
    pub fn new(issuer: impl Into<String>, audiences: Audiences, typ: impl Into<Typ>) -> Self {
        let typ = typ.into();
        let life = longest_life(&typ);
        Self::of(issuer, audiences, typ, &[], life)
    }

    /// Access tokens of RFC 9068 (`typ: at+jwt`) from `issuer` for `audience`: `iss aud exp iat sub
    /// client_id jti`.
    pub fn access_token(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        let audiences = Audiences::OneOf(vec![audience.into()]);
        Self::of(issuer, audiences, ACCESS_TOKEN_TYP, &ACCESS_TOKEN, MAX_LIFE)
    }

    /// The same for any audience: what the issuer itself accepts where every access token of its
    /// own is welcome.
    pub fn access_token_any_audience(issuer: impl Into<String>) -> Self {
        let any = Audiences::Any;
        Self::of(issuer, any, ACCESS_TOKEN_TYP, &ACCESS_TOKEN, MAX_LIFE)
    }

    /// Access tokens of issuers that write `typ: JWT`: `iss aud exp sub`. Such tokens do not say
    /// that they are access tokens, so give each kind an audience of its own.
    ///
    /// Not every issuer's can be had: a header with more than `alg`, `typ`, `kid` and `cty` is refused whatever the policy
    /// says, and some write `x5t` beside the `kid` (Microsoft Entra ID, AD FS).
    pub fn foreign_access_token(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        let audiences = Audiences::OneOf(vec![audience.into()]);
        Self::of(issuer, audiences, PLAIN_TYP, &["sub"], MAX_FOREIGN_LIFE)
    }

    /// ID tokens (OIDC Core 1.0 section 3.1.3.7) from `issuer` for the client
    /// `client_id`: `iss aud exp iat sub`.
    ///
    /// Many providers write no `typ`, so it may be `JWT` or absent, and nothing else. `aud` is this
    /// client alone, `azp` this client if there is one, and `events`, which marks a logout token
    /// (OIDC Back-Channel Logout 1.0 section 2.4), must be absent. Whoever sent a nonce
    /// demands it: `.with_claim(ClaimRule::equals("nonce", ..))`.
    pub fn id_token(issuer: impl Into<String>, client_id: impl Into<String>) -> Self {
        let client = client_id.into();
        let audiences = Audiences::Only(client.clone());
        let typ = Typ::OneOfOrAbsent(vec![PLAIN_TYP.into()]);
        Self::of(issuer, audiences, typ, &["sub", "iat"], MAX_LIFE)
            .with_claim(ClaimRule::equals_if_present("azp", client))
            .with_claim(ClaimRule::absent("events"))
    }

    /// Assertions by which the client `client_id` proves itself to `issuer` (RFC 7523 sections 2.2
    /// and 3, as draft-ietf-oauth-rfc7523bis updates them): `iss sub aud exp jti`.
    ///
    /// `aud` is the issuer alone, as one string; `iss` and `sub` are the client; `typ` is
    /// `client-authentication+jwt`, or what today's clients write: `JWT` or nothing. An assertion
    /// is good once: its `jti` must be remembered until it expires, which is
    /// [`MAX_ASSERTION_LIFE`] away at most.
    pub fn client_assertion(client_id: impl Into<String>, issuer: impl Into<String>) -> Self {
        let client = client_id.into();
        let audiences = Audiences::OnlyString(issuer.into());
        let typ = Typ::OneOfOrAbsent(vec![CLIENT_ASSERTION_TYP.into(), PLAIN_TYP.into()]);
        let life = MAX_ASSERTION_LIFE;
        Self::of(client.clone(), audiences, typ, &["jti"], life)
            .with_claim(ClaimRule::equals("sub", client))
    }

    /// Tokens of ours that are good for one use (`typ: one-time+jwt`) from `issuer` for `audience`
    /// alone: `iss aud exp iat jti`. The `jti` must be remembered until the token expires, which is
    /// [`MAX_ONE_TIME_LIFE`] away at most.
    pub fn one_time_token(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        let audiences = Audiences::Only(audience.into());
        let life = MAX_ONE_TIME_LIFE;
        Self::of(issuer, audiences, ONE_TIME_TOKEN_TYP, &["iat", "jti"], life)
    }

    fn of(
        issuer: impl Into<String>,
        audiences: Audiences,
        typ: impl Into<Typ>,
        required: &[&str],
        max_life: i64,
    ) -> Self {
        let rules = Rules {
            issuers: vec![issuer.into()],
            audiences,
            algorithms: None,
            typ: typ.into(),
            required: required.iter().map(|name| (*name).to_owned()).collect(),
            claims: Vec::new(),
            leeway: DEFAULT_LEEWAY,
            max_age: None,
            max_life: Some(max_life),
        };
        Self {
            required: rules.required(),
            rules,
        }
    }
}
