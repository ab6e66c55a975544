//! Any sequence of questions and changes is answered as by a verifier without a cache, which is the model.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

static KEYS: LazyLock<[SigningKey; 2]> =
    LazyLock::new(|| [Alg::ES256, Alg::EdDSA].map(|alg| SigningKey::generate(alg).unwrap()));

/// Good ones of two keys with other times and ids, forged ones, twins.
static TOKENS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut tokens = Vec::new();
    for (at, key) in KEYS.iter().enumerate() {
        for (jti, start, life) in [("a", 0, 300), ("b", 20, 60), ("c", -300, 1_000)] {
            let mut claims = claims(10);
            claims["jti"] = json!(jti);
            claims["sid"] = json!(["a", "b"][at]);
            claims["iat"] = json!(MADE + start);
            claims["nbf"] = json!(MADE + start + 35);
            claims["exp"] = json!(MADE + start + life);
            tokens.push(jwt::sign(key, "at+jwt", &claims).unwrap());
        }
    }
    let [header, payload, _] = parts(&tokens[0]);
    let [_, other, signature] = parts(&tokens[1]);
    let forged = [
        format!("{header}.{payload}.{signature}"),
        format!("{header}.{other}.{}", parts(&tokens[0])[2]),
    ];
    let twins = [twin(&tokens[0]), twin(&tokens[1])];
    tokens.extend(forged.into_iter().chain(twins));
    tokens
});

#[derive(Clone, Debug)]
enum Step {
    Verify(usize),
    Clock(i64),
    Revoke(Scope, &'static str, u64),
    /// Which of the two keys are known.
    Keys(Vec<usize>),
}

fn step() -> impl Strategy<Value = Step> {
    let sets = prop::sample::select(vec![vec![0], vec![1], vec![0, 1]]);
    let id = prop::sample::select(vec!["a", "b", "c"]);
    let scope = prop::sample::select(vec![Scope::Token, Scope::Session]);
    prop_oneof![
        12 => (0..TOKENS.len()).prop_map(Step::Verify),
        3 => (-2..40_i64).prop_map(Step::Clock),
        1 => (-600..600_i64).prop_map(Step::Clock),
        1 => (scope, id, 8..13_u64).prop_map(|(scope, id, lsn)| Step::Revoke(scope, id, lsn)),
        1 => sets.prop_map(Step::Keys),
    ]
}

fn policy(max_age: Option<i64>) -> Policy {
    let policy = Policy::access_token(ISSUER, "api");
    match max_age {
        Some(seconds) => policy.with_max_age(seconds).unwrap(),
        None => policy,
    }
}

fn key_set(which: &[usize]) -> KeySet {
    KeySet::new(which.iter().map(|&at| KEYS[at].verifying_key())).unwrap()
}

proptest! {
    #[test]
    fn c13_a_cache_changes_no_answer(
        steps in prop::collection::vec(step(), 1..80),
        max_age in prop::option::of(0..200_i64),
        capacity in prop::sample::select(vec![1_usize, 3, 100]),
    ) {
        let house = House::new();
        house.keys.replace(key_set(&[0, 1]));
        let plain = house.verifier.with_policy(policy(max_age)).unwrap();
        let cached = [TokenCache::new(capacity), TokenCache::hashed(capacity)]
            .map(|cache| plain.clone().with_cache(cache));
        for step in steps {
            match step {
                Step::Verify(at) => {
                    let answer = plain.verify(&TOKENS[at]);
                    for verifier in &cached {
                        prop_assert_eq!(&verifier.verify(&TOKENS[at]), &answer);
                    }
                }
                Step::Clock(seconds) => {
                    house.clock.fetch_add(seconds * 1_000, Ordering::Relaxed);
                }
                Step::Revoke(scope, id, number) => house.revoke(scope, id, number),
                Step::Keys(which) => house.keys.replace(key_set(&which)),
            }
        }
    }
}
