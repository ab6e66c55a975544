//! Claims behind a signature: accepted if, and only if, the rules written down say so.

use std::sync::LazyLock;

use paraph_jose::Policy;
use paraph_jose::policy::{Audiences, ClaimRule, MAX_FOREIGN_LIFE};

use super::data::NOW;
use super::oracle::{Rules, members};
use super::variants::{Member, times, variants};
use super::{data, signed};

/// The longest payload that a token has room for.
const ROOM: usize = 6000;
const ISSUER: &str = "https://id.example";
const TYP: &str = "at+jwt";

/// Policies by their constructors, and the same as their pages describe them.
static RULES: LazyLock<Vec<(Policy, Rules)>> = LazyLock::new(|| {
    let written = policies().into_iter().zip(WRITTEN);
    let both = written.map(|(policy, text)| {
        let tree = serde_json::from_str(text).unwrap();
        (policy.with_typ(TYP), Rules::read(&tree).unwrap())
    });
    both.collect()
});

fn policies() -> [Policy; 6] {
    let api = || Audiences::OneOf(vec!["api".into()]);
    let any = Policy::new(ISSUER, Audiences::Any, TYP).with_required(["nonce"]);
    let any = any.with_leeway(0).unwrap();
    let young = Policy::new(ISSUER, api(), TYP).with_leeway(60).unwrap();
    [
        Policy::access_token(ISSUER, "api"),
        any.with_max_life(MAX_FOREIGN_LIFE).unwrap(),
        young.with_max_age(600).unwrap(),
        Policy::id_token(ISSUER, "api").with_claim(ClaimRule::equals("nonce", "n")),
        Policy::client_assertion(ISSUER, "api"),
        Policy::one_time_token(ISSUER, "api").with_claim(ClaimRule::absent("nbf")),
    ]
}

const WRITTEN: [&str; 6] = [
    r#"{"issuers":["https://id.example"],"audiences":{"one_of":["api"]},"typ":"at+jwt","leeway":30,
        "required":["iss","aud","exp","sub","client_id","iat","jti"]}"#,
    r#"{"issuers":["https://id.example"],"audiences":"any","typ":"at+jwt","leeway":0,"max_life":2592000,
        "required":["iss","exp","nonce"]}"#,
    r#"{"issuers":["https://id.example"],"audiences":{"one_of":["api"]},"typ":"at+jwt","leeway":60,"max_age":600,
        "required":["iss","aud","exp","iat"]}"#,
    r#"{"issuers":["https://id.example"],"audiences":{"only":"api"},"typ":"at+jwt","leeway":30,
        "required":["iss","aud","exp","iat","sub"],
        "claims":[{"equals_if_present":{"claim":"azp","value":"api"}},{"absent":{"claim":"events"}},{"equals":{"claim":"nonce","value":"n"}}]}"#,
    r#"{"issuers":["https://id.example"],"audiences":{"only_string":"api"},"typ":"at+jwt","leeway":30,"max_life":300,
        "required":["iss","sub","aud","exp","jti"],"claims":[{"equals":{"claim":"sub","value":"https://id.example"}}]}"#,
    r#"{"issuers":["https://id.example"],"audiences":{"only":"api"},"typ":"at+jwt","leeway":30,"max_life":600,
        "required":["iss","aud","exp","iat","jti"],"claims":[{"absent":{"claim":"nbf"}}]}"#,
];

/// Judges a payload at three times by all policies.
pub(super) fn judged(data: &[u8]) {
    if data.len() > ROOM {
        return;
    }
    let token = signed::token(Some(TYP), data);
    let claims = members(data);
    for (policy, rules) in RULES.iter() {
        for now in [NOW, NOW + 330, 0] {
            let outcome = signed::judged(&token, data, policy, now);
            let expected = rules.accept(claims.as_ref(), now);
            assert_eq!(outcome.is_ok(), expected, "{outcome:?}");
        }
    }
}

/// What the first two policies accept.
const ACCESS: [Member; 8] = [
    ("iss", "\"https://id.example\""),
    ("aud", "[\"other\",\"api\"]"),
    ("sub", "\"usr_1\""),
    ("client_id", "\"app\""),
    ("jti", "\"t1\""),
    ("iat", "1799999990"),
    ("exp", "1800000290"),
    ("nonce", "\"n\""),
];
/// What the others accept, but for `iat`, which one of them does without.
const OTHER: [Member; 6] = [
    ("iss", "\"https://id.example\""),
    ("aud", "\"api\""),
    ("sub", "\"https://id.example\""),
    ("jti", "\"t1\""),
    ("exp", "1800000290"),
    ("nonce", "\"n\""),
];

/// The vectors' payloads; each claim at every kind of value and every edge of time.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut names: Vec<_> = ACCESS.iter().map(|(name, _)| *name).collect();
    names.extend(["nbf", "scope", "sid", "auth_time", "azp", "events", "other"]);
    let edges = ["iat", "exp", "nbf"];
    let dated = [&OTHER[..], &[("iat", "1799999990")]].concat();
    [
        data::payloads(),
        variants(&ACCESS, &names),
        times(&ACCESS, &edges),
        variants(&dated, &["aud", "sub", "nonce", "azp", "events"]),
        times(&OTHER, &edges),
    ]
    .concat()
}
