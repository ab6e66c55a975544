//! Claims behind a signature: accepted if, and only if, the rules written down say so.

use std::sync::LazyLock;

use paraph_jose::Policy;

use super::data::NOW;
use super::oracle::{Judge, acceptable};
use super::variants::{Member, times, variants};
use super::{data, signed};

const ISSUER: &str = "https://id.example";
/// The longest payload that a token has room for.
const ROOM: usize = 6000;

static RULES: LazyLock<[(Policy, Judge); 3]> = LazyLock::new(|| {
    let ours = Judge {
        issuer: ISSUER,
        audience: Some("api"),
        required: &["iss", "aud", "exp", "sub", "client_id", "iat", "jti"],
        leeway: 30,
        max_age: None,
        max_life: Some(86_400),
    };
    let open = Judge {
        audience: None,
        required: &["iss", "exp", "nonce"],
        leeway: 0,
        max_life: None,
        ..ours
    };
    let aged = Judge {
        required: &["iss", "aud", "exp", "iat"],
        leeway: 60,
        max_age: Some(600),
        ..ours
    };
    let access = Policy::access_token(ISSUER, "api");
    let any = Policy::access_token_any_audience(ISSUER).with_required(["nonce"]);
    let any = any.with_leeway(0).unwrap().with_max_life(i64::MAX).unwrap();
    let young = access
        .clone()
        .with_required([""; 0])
        .with_leeway(60)
        .unwrap();
    [
        (access, ours),
        (any, open),
        (young.with_max_age(600).unwrap(), aged),
    ]
});

/// Judges a payload at three times by three policies.
pub(super) fn judged(data: &[u8]) {
    if data.len() > ROOM {
        return;
    }
    for (policy, judge) in RULES.iter() {
        for now in [NOW, NOW + 330, 0] {
            let outcome = signed::judged(data, policy, now);
            assert_eq!(outcome.is_ok(), acceptable(data, judge, now), "{outcome:?}");
        }
    }
}

/// What the first policy accepts.
const GOOD: [Member; 8] = [
    ("iss", "\"https://id.example\""),
    ("aud", "[\"other\",\"api\"]"),
    ("sub", "\"usr_1\""),
    ("client_id", "\"app\""),
    ("jti", "\"t1\""),
    ("iat", "1799999990"),
    ("exp", "1800000290"),
    ("nonce", "\"n\""),
];

/// The vectors' payloads; each claim at every kind of value and every edge of time.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut names: Vec<_> = GOOD.iter().map(|(name, _)| *name).collect();
    names.extend(["nbf", "scope", "sid", "auth_time", "other"]);
    let kinds = variants(&GOOD, &names);
    let edges = times(&GOOD, &["iat", "exp", "nbf"]);
    [data::payloads(), kinds, edges].concat()
}
