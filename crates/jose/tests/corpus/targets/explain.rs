//! Explanations: whatever the token, the verdict is that of verification, and what is shown is
//! bounded, visible and free of secrets.

use std::sync::LazyLock;

use base64_simd::STANDARD_NO_PAD;
use paraph_jose::explain::{Expected, Explanation, Keys, Name, Outcome, Verdict, explain};
use paraph_jose::policy::ClaimRule;
use paraph_jose::{Alg, Error, Jwk, KeySet, MAX_TOKEN, Policy, jwt};
use serde::de::IgnoredAny;
use serde_json::Value;

use super::data::{self, NOW};
use super::jws::{SETS, policy};
use super::oracle::encode;
use super::promises::{CLAIMS, KEY, TOKEN, frugal};
use super::signed::{KEYS, KID, SECRET, header_of, sign_by};

/// A secret that no key object takes.
const WEAK: &[u8] = b"hunter2 hunter3";
/// Checks that every explanation has.
const CHECKS: usize = 24;
/// Bytes that an explanation may have, beside a multiple of the token.
const FLOOR: usize = 16 * 1024;
const GOOD: &[u8] = br#"{"iss":"https://id.example","aud":"api","sub":"u","client_id":"a","jti":"t","iat":1799999990,"exp":1800000290}"#;

static POLICIES: LazyLock<[Policy; 3]> = LazyLock::new(|| {
    let id_token = Policy::id_token("https://id.example", "api");
    let open = Policy::access_token_any_audience("https://ID.example/");
    [
        policy(),
        id_token.with_claim(ClaimRule::equals("nonce", "n")),
        open.with_algorithms([Alg::ES256]).with_max_age(60).unwrap(),
    ]
});

/// Spellings of the secrets, padded or not, and what a weak one could be found by.
static HIDDEN: LazyLock<Vec<String>> = LazyLock::new(|| {
    let texts = [SECRET, WEAK].into_iter().flat_map(|secret| {
        let digits = secret.iter().map(|byte| format!("{byte:02x}"));
        let hex = digits.collect::<Vec<_>>().concat();
        [
            String::from_utf8(secret.to_vec()).unwrap(),
            encode(secret),
            STANDARD_NO_PAD.encode_to_string(secret),
            hex.to_uppercase(),
            hex,
            format!("{secret:?}"),
        ]
    });
    let mut texts: Vec<_> = texts.chain([unnamed().thumbprint()]).collect();
    texts.dedup();
    texts
});

fn unnamed() -> Jwk {
    Jwk::from_secret(SECRET, Alg::HS256).unwrap()
}

/// A secret whose name is its hash, by which a weak one could be guessed.
static BY_HASH: LazyLock<KeySet> = LazyLock::new(|| KeySet::try_from(&unnamed()).unwrap());

/// A token, its header, its payload or both segments, by one of the policies, as the first byte
/// says; by several keys.
pub(super) fn any_token(data: &[u8]) {
    let Some((how, rest)) = data.split_first() else {
        return;
    };
    let Some(token) = token(*how, rest) else {
        return;
    };
    let now = match how >> 3 & 3 {
        0 | 1 => NOW,
        2 => i64::MIN,
        _ => i64::MAX,
    };
    let policy = &POLICIES[usize::from(how >> 5) % POLICIES.len()];
    for set in [&*KEYS, &SETS[0], &*BY_HASH] {
        agree(&token, set, policy, now);
    }
    unproven(&token, policy, now);
    by_secret(&token, policy, now);
}

fn token(how: u8, rest: &[u8]) -> Option<String> {
    let text = || str::from_utf8(rest).ok();
    let secret = if how & 4 == 0 { SECRET } else { WEAK };
    let sign = |input: &str| sign_by(secret, input);
    let join = |header: &[u8], payload: &[u8]| format!("{}.{}", encode(header), encode(payload));
    Some(match how & 3 {
        0 => text()?.to_owned(),
        1 => sign(&join(header_of(Some("at+jwt")).as_bytes(), rest)),
        2 => sign(&join(rest, GOOD)),
        _ => sign(text()?),
    })
}

/// The explanation says what verification says, and shows which check it was.
fn agree(token: &str, keys: &KeySet, policy: &Policy, now: i64) {
    let explained = shown(token, keys.into(), policy.into(), now);
    let all_held = explained.checks.iter().all(|check| check.outcome.is_held());
    let first = match jwt::verify::<IgnoredAny>(token, keys, policy, now) {
        Ok(_) => {
            assert!(explained.is_accepted());
            None
        }
        Err(error) => {
            let expected = (error.code(), error.to_string());
            assert_eq!(refusal(&explained), Some(expected));
            Some(error.code())
        }
    };
    assert_eq!(explained.failures().next().map(|(_, code)| code), first);
    assert_eq!(all_held, first.is_none());
    assert_eq!(explained.proven, is_signed(&explained));
}

fn refusal(explained: &Explanation) -> Option<(&'static str, String)> {
    match &explained.verdict {
        Verdict::Refused { code, reason, .. } => Some((*code, reason.clone())),
        _ => None,
    }
}

fn is_signed(explained: &Explanation) -> bool {
    let mut checks = explained.checks.iter();
    checks.any(|check| check.name == Name::Signature && check.outcome.is_held())
}

/// Where keys or rules are missing nothing is accepted; without a key nothing is proven.
fn unproven(token: &str, policy: &Policy, now: i64) {
    for keys in [Keys::none(), Keys::refused(Error::KeyWithoutCrt)] {
        let explained = shown(token, keys, policy.into(), now);
        assert!(!explained.is_accepted() && !explained.proven && !is_signed(&explained));
    }
    let whole = || Expected::from(policy);
    for part in [
        whole().without_issuer(),
        whole().without_audience(),
        whole().without_typ(),
    ] {
        assert!(!shown(token, (&*KEYS).into(), part, now).is_accepted());
    }
}

/// One secret is for any `kid`; a weak one explains and proves nothing.
fn by_secret(token: &str, policy: &Policy, now: i64) {
    let shown = |keys| shown(token, keys, policy.into(), now);
    let k = encode(WEAK);
    let set = format!("{{\"keys\":[{{\"kty\":\"oct\",\"kid\":\"{KID}\",\"k\":\"{k}\"}}]}}");
    let weak = Keys::from_jwk(&set, Some(Alg::HS256));
    for keys in [Keys::from_secret(WEAK, None), weak] {
        let explained = shown(keys);
        assert!(!explained.is_accepted() && !explained.proven);
    }
    let good = shown(Keys::from_secret(SECRET, Some(Alg::HS256)));
    let named = jwt::verify::<IgnoredAny>(token, &KEYS, policy, now);
    // Only the kid can make a difference.
    assert!(good.is_accepted() || named.is_err());
    shown(Keys::from_jwk(token, None));
    shown(Keys::from_pem(token, None));
}

/// What every explanation is: each check in its order, documented codes, and nothing that is
/// secret, hidden or endless.
fn shown(token: &str, keys: Keys<'_>, expected: Expected<'_>, now: i64) -> Explanation {
    let explained = frugal(token.as_bytes(), 64, 64 * 1024, || {
        explain(token, keys, expected, now)
    });
    let names = explained.checks.iter().map(|check| check.name);
    let mut names: Vec<_> = names.collect();
    assert!(names.is_sorted());
    names.dedup();
    assert_eq!(names.len(), CHECKS);
    for (_, code) in explained.failures() {
        let known = [TOKEN, CLAIMS, KEY].concat().contains(&code) || code == "key_symmetric";
        assert!(known, "refused as {code}");
    }
    for check in &explained.checks {
        let made = !matches!(check.outcome, Outcome::NotReached { .. });
        let says = (made && check.name.is_of_claims()).then_some(explained.proven);
        assert_eq!(check.proven, says);
    }
    let json = serde_json::to_string(&explained).unwrap();
    // A byte may be shown in eight, and in three places.
    assert!(json.len() <= FLOOR + 24 * token.len().min(MAX_TOKEN));
    is_visible(&serde_json::from_str(&json).unwrap());
    let seen = HIDDEN.iter().find(|hidden| json.contains(*hidden));
    assert_eq!(seen, None, "{json}");
    explained
}

/// No character that a terminal obeys or that nobody sees.
fn is_visible(shown: &Value) {
    match shown {
        Value::Array(list) => list.iter().for_each(is_visible),
        Value::Object(members) => members.values().for_each(is_visible),
        Value::String(text) => {
            let hidden = |one: char| {
                one.is_control() || "\u{ad}\u{200b}\u{202e}\u{2066}\u{feff}".contains(one)
            };
            assert!(!text.contains(hidden), "{text:?}");
        }
        _ => {}
    }
}

/// Each policy; by the weak secret, too, and at the ends of time.
const WAYS: [u8; 6] = [0, 1 << 5, 2 << 5, 4, 16, 24];

/// The vectors' tokens, payloads and headers; what people paste instead of a token.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let pasted = [
        "",
        "par_r_0",
        "par_k_0",
        "par_s_0",
        "par_o_0",
        "Bearer e30.e30.AA",
        "bearer \"e30.e30.AA\"",
        " e30.e30.AA\n",
        "e30=.e30+.AA/",
        "e30.AA.AA.AA.AA",
        "e30.e30",
        "\u{202e}.\u{200b}",
    ];
    let pasted = pasted.map(|text| text.as_bytes().to_vec());
    let good = header_of(Some("at+jwt"));
    let hidden = [
        r#"{"iss":"\u001b[2J\u0085"}"#,
        r#"{"iss":"\u202e","aud":["\u200b\ufeff"],"exp":"\u2066"}"#,
    ];
    let hidden = hidden.map(|text| text.as_bytes().to_vec());
    let segments = format!("{}.{}", encode(good.as_bytes()), encode(GOOD));
    let headers = [r#"{"alg":"HS256","typ":"at+jwt"}"#, &good].map(|text| text.as_bytes().to_vec());
    let kid =
        format!("{{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"{KID}\",\"crit\":[],\"jwk\":{{}}}}");
    let few = |seeds: Vec<Vec<u8>>| seeds.into_iter().step_by(5).collect();
    let kinds = [
        (0, data::tokens()),
        (0, pasted.to_vec()),
        (1, few(super::claims::seeds())),
        (1, hidden.to_vec()),
        (2, few(data::headers())),
        (2, [headers.to_vec(), vec![kid.into_bytes()]].concat()),
        (3, vec![segments.into_bytes(); WAYS.len()]),
    ];
    let mut seeds = Vec::new();
    for (how, texts) in &kinds {
        for (way, text) in WAYS.into_iter().cycle().zip(texts) {
            seeds.push([&[how | way], text.as_slice()].concat());
        }
    }
    seeds
}
