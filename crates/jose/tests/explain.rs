//! An explanation says what verification says: over the hostile tokens, over generated ones, and
//! with everything that a person may paste.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

use std::sync::LazyLock;

use paraph_jose::explain::{Explanation, Keys, Name, Outcome, Verdict, explain};
use paraph_jose::policy::ClaimRule;
use paraph_jose::{Alg, Error, Jwk, KeySet, Policy, SigningKey, VerifyingKey, jws, jwt};
use proptest::prelude::*;
use serde_json::{Value, json};

const NOW: i64 = 1_800_000_000;
const ISSUER: &str = "https://id.example";
const CHECKS: usize = 24;

static DATA: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("data/hostile.json")).unwrap());
static KEYS: LazyLock<Vec<SigningKey>> = LazyLock::new(|| {
    let algs = [Alg::EdDSA, Alg::ES256, Alg::HS256];
    algs.map(|alg| SigningKey::generate(alg).unwrap()).into()
});

/// Explains, and holds the explanation against what verification says.
fn agree(token: &str, keys: &KeySet, policy: &Policy, now: i64) -> Explanation {
    let explained = explain(token, keys, policy, now);
    let verified = jwt::verify::<Value>(token, keys, policy, now);
    let shown = format!("{token:.300}: {explained:#?}");
    let names: Vec<_> = explained.checks.iter().map(|check| check.name).collect();
    assert!(names.is_sorted(), "the order of verification: {shown}");
    let mut distinct = names.clone();
    distinct.dedup();
    assert_eq!(distinct.len(), CHECKS, "every check stands there: {shown}");
    let all_held = explained.checks.iter().all(|check| check.outcome.is_held());
    let first = explained.failures().next().map(|(_, code)| code);
    match verified {
        Ok(_) => assert!(explained.is_accepted() && all_held, "{shown}"),
        Err(error) => {
            let refused = Verdict::Refused {
                code: error.code(),
                reason: error.to_string(),
            };
            assert_eq!(explained.verdict, refused, "{shown}");
            assert_eq!(first, Some(error.code()), "{error}: {shown}");
        }
    }
    let signed = outcome(&explained, Name::Signature).is_held();
    assert_eq!(explained.proven, signed, "{shown}");
    for check in &explained.checks {
        let made = !matches!(check.outcome, Outcome::NotReached { .. });
        let said = (made && check.name.is_of_claims()).then_some(signed);
        assert_eq!(check.proven, said, "{shown}");
    }
    explained
}

fn outcome(explained: &Explanation, name: Name) -> &Outcome {
    &explained
        .checks
        .iter()
        .find(|check| check.name == name)
        .unwrap()
        .outcome
}

fn codes(explained: &Explanation) -> Vec<&'static str> {
    explained.failures().map(|(_, code)| code).collect()
}

fn hints(explained: &Explanation) -> Vec<&'static str> {
    explained
        .hints
        .iter()
        .map(paraph_jose::explain::Hint::code)
        .collect()
}

fn policy() -> Policy {
    Policy::access_token(ISSUER, "api")
}

fn claims(changes: &Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "aud": "api", "sub": "usr_1", "client_id": "app", "jti": "t1", "iat": NOW, "exp": NOW + 300,
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    claims
}

/// A token by the first key.
fn token(typ: Option<&str>, changes: &Value) -> String {
    jws::sign(&KEYS[0], typ, claims(changes).to_string().as_bytes()).unwrap()
}

fn first_key() -> KeySet {
    KeySet::from(KEYS[0].verifying_key())
}

#[test]
fn every_hostile_token_is_refused_by_the_check_that_verification_names() {
    let (mut seen, mut accepted) = (0, 0);
    for case in DATA["tokens"].as_array().unwrap() {
        if !case["needs"].is_null() && !cfg!(feature = "ed448") {
            continue;
        }
        let names = case["keys"].as_array().unwrap().iter();
        let jwks = names.map(|name| Jwk::parse(DATA["jwks"][name.as_str().unwrap()].to_string()));
        let loaded = jwks
            .map(|jwk| VerifyingKey::from_jwk(&jwk?))
            .collect::<Result<Vec<_>, _>>();
        let keys = loaded.and_then(KeySet::new).unwrap();
        let policy = match case["policy"].as_str() {
            Some("foreign") => Policy::foreign_access_token(ISSUER, "api"),
            Some("any_audience") => Policy::access_token_any_audience(ISSUER),
            _ => policy(),
        };
        let mut token = case["token"].as_str().unwrap().to_owned();
        if let Some(len) = case["pad"].as_u64() {
            token.push_str(&"A".repeat(usize::try_from(len).unwrap() - token.len()));
        }
        accepted += usize::from(agree(&token, &keys, &policy, NOW).is_accepted());
        seen += 1;
    }
    assert!(
        seen >= 600 && accepted >= 20,
        "{seen} tokens, {accepted} accepted"
    );
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let wrong = json!({ "exp": NOW - 500, "iat": NOW - 800, "aud": "web", "iss": "https://other.example", "jti": null, "sub": null });
    let explained = agree(&token(Some("JWT"), &wrong), &first_key(), &policy(), NOW);
    assert_eq!(
        codes(&explained),
        [
            "typ_mismatch",
            "claim_missing",
            "claim_missing",
            "issuer_mismatch",
            "audience_mismatch",
            "expired"
        ]
    );
    assert!(explained.proven);
    let missing: Vec<_> = explained
        .checks
        .iter()
        .filter_map(|check| check.claim.as_deref())
        .collect();
    assert_eq!(missing, ["sub", "jti"]);
}

#[test]
fn c10_what_no_signature_vouches_for_is_not_proven() {
    let good = token(Some("at+jwt"), &json!({}));
    let (head, _) = good.rsplit_once('.').unwrap();
    let forged = format!("{head}.{}", "A".repeat(86));
    for (token, keys) in [(&forged, Keys::from(&first_key())), (&good, Keys::none())] {
        let explained = explain(token, keys, &policy(), NOW);
        assert!(!explained.proven && !explained.is_accepted());
        let of_claims = explained
            .checks
            .iter()
            .filter(|check| check.name.is_of_claims());
        assert!(
            of_claims
                .map(|check| check.proven)
                .all(|proven| proven == Some(false))
        );
    }
    assert!(explain(&good, &first_key(), &policy(), NOW).proven);
}

#[test]
fn c01_a_claim_of_the_wrong_type_hides_nothing_behind_it() {
    let odd = json!({ "exp": "soon", "nbf": NOW + 400, "aud": ["web"], "sid": 7 });
    let explained = agree(&token(Some("at+jwt"), &odd), &first_key(), &policy(), NOW);
    assert_eq!(
        codes(&explained),
        [
            "claim_type",
            "claim_type",
            "audience_mismatch",
            "not_yet_valid"
        ]
    );
    assert!(matches!(
        outcome(&explained, Name::Expiry),
        Outcome::NotReached { .. }
    ));
}

#[test]
fn rules_for_claims_are_checks_of_their_own() {
    let policy = policy()
        .with_claim(ClaimRule::equals("nonce", "n"))
        .with_claim(ClaimRule::absent("events"));
    for (changes, expected) in [
        (json!({ "nonce": "n" }), vec![]),
        (json!({ "nonce": "m" }), vec!["claim_mismatch"]),
        (json!({}), vec!["claim_missing"]),
        (
            json!({ "events": {} }),
            vec!["claim_missing", "claim_mismatch"],
        ),
    ] {
        let explained = agree(&token(Some("at+jwt"), &changes), &first_key(), &policy, NOW);
        assert_eq!(codes(&explained), expected, "{changes}");
    }
}

#[test]
fn without_everything_nothing_is_accepted_and_the_rest_is_still_told() {
    use paraph_jose::explain::Expected;
    let good = token(Some("at+jwt"), &json!({}));
    let keys = first_key();
    let policy = policy();
    let whole = || Expected::from(&policy);
    for (keys, expected, missing) in [
        (Keys::none(), whole(), vec!["key"]),
        (Keys::from(&keys), whole().without_issuer(), vec!["issuer"]),
        (
            Keys::from(&keys),
            whole().without_audience(),
            vec!["audience"],
        ),
        (Keys::from(&keys), whole().without_typ(), vec!["typ"]),
        (
            Keys::none(),
            whole().without_issuer().without_audience().without_typ(),
            vec!["key", "issuer", "audience", "typ"],
        ),
    ] {
        let explained = explain(&good, keys.clone(), expected.clone(), NOW);
        assert_eq!(
            explained.verdict,
            Verdict::Undecided {
                missing: missing.clone()
            }
        );
        let late = explain(&good, keys, expected, NOW + 400);
        assert!(
            matches!(
                late.verdict,
                Verdict::Refused {
                    code: "expired",
                    ..
                }
            ),
            "{missing:?}"
        );
    }
}

#[test]
fn t11_a_refused_secret_is_explained_and_never_accepted() {
    let phrase = b"a phrase of 20 bytes";
    let header = json!({ "alg": "HS256", "typ": "at+jwt" });
    let token = mac(phrase, &header, &claims(&json!({})));
    let k = base64_simd::URL_SAFE_NO_PAD.encode_to_string(phrase);
    for keys in [
        Keys::from_secret(phrase, None),
        Keys::from_secret(phrase, Some(Alg::HS256)),
        Keys::from_jwk(
            &json!({ "kty": "oct", "k": k }).to_string(),
            Some(Alg::HS256),
        ),
        Keys::from_jwk(
            &json!({ "kty": "oct", "k": k, "alg": "HS256" }).to_string(),
            None,
        ),
    ] {
        let explained = explain(&token, keys.clone(), &policy(), NOW);
        assert_eq!(codes(&explained), ["key_weak"]);
        assert!(outcome(&explained, Name::Signature).is_held());
        assert!(!explained.is_accepted() && !explained.proven);
        let Outcome::Failed { reason, .. } = outcome(&explained, Name::KeyStrength) else {
            panic!()
        };
        assert!(reason.ends_with("160 of 256 bits"), "{reason}");
        assert_eq!(hints(&explained), ["weak_secret"]);
        let other = explain(&token.replace("eyJ", "eyK"), keys, &policy(), NOW);
        assert!(!outcome(&other, Name::Signature).is_held());
    }
    let wrong = explain(
        &token,
        Keys::from_secret(b"another phrase", None),
        &policy(),
        NOW,
    );
    assert_eq!(codes(&wrong), ["key_weak", "bad_signature"]);
    let empty = explain(&token, Keys::from_secret(b"", None), &policy(), NOW);
    assert_eq!(codes(&empty), ["key_weak", "bad_signature"]);
}

#[test]
fn keys_that_could_not_be_read_are_told_by_their_codes() {
    let good = token(Some("at+jwt"), &json!({}));
    for (keys, code) in [
        (Keys::refused(Error::KeyWithoutCrt), "key_without_crt"),
        (
            Keys::refused(Error::KeyWeak("RSA under 2048 bits")),
            "key_weak",
        ),
        (Keys::from_jwk("{}", None), "key_malformed"),
        (Keys::from_jwk("x", None), "key_json"),
        (Keys::from_pem("x", None), "key_malformed"),
        (Keys::from_jwk(r#"{"keys":[]}"#, None), "key_set_empty"),
        (
            Keys::from_secret(b"a long enough secret phrase, really", Some(Alg::ES256)),
            "key_alg_mismatch",
        ),
    ] {
        let explained = explain(&good, keys, &policy(), NOW);
        assert_eq!(codes(&explained), [code]);
        assert!(matches!(explained.verdict, Verdict::Refused { code: said, .. } if said == code));
        assert!(matches!(
            outcome(&explained, Name::Signature),
            Outcome::NotReached { .. }
        ));
    }
}

#[test]
fn a_good_key_of_any_container_is_accepted_as_verification_would() {
    let good = token(Some("at+jwt"), &json!({}));
    let jwk = KEYS[0].public_jwk().unwrap().to_json();
    let nameless = {
        let mut jwk: Value = serde_json::from_str(&jwk).unwrap();
        jwk.as_object_mut().unwrap().remove("kid");
        jwk.to_string()
    };
    let secret = b"a secret phrase of more than 32 bytes, at last";
    let ours = mac(
        secret,
        &json!({ "alg": "HS256", "typ": "at+jwt", "kid": "theirs" }),
        &claims(&json!({})),
    );
    for (token, keys) in [
        (&good, Keys::from_jwk(&jwk, None)),
        (&good, Keys::from_jwk(&nameless, None)),
        (
            &good,
            Keys::from_jwk(&format!(r#"{{"keys":[{jwk}]}}"#), None),
        ),
        (&ours, Keys::from_secret(secret, None)),
    ] {
        let explained = explain(token, keys, &policy(), NOW);
        assert!(
            explained.is_accepted() && explained.proven,
            "{explained:#?}"
        );
        assert!(explained.checks.iter().all(|check| check.outcome.is_held()));
    }
}

/// A token by a secret that no key object would take.
fn mac(secret: &[u8], header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| base64_simd::URL_SAFE_NO_PAD.encode_to_string(value.to_string());
    let message = format!("{}.{}", encode(header), encode(claims));
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret);
    let tag = aws_lc_rs::hmac::sign(&key, message.as_bytes());
    format!(
        "{message}.{}",
        base64_simd::URL_SAFE_NO_PAD.encode_to_string(tag)
    )
}

/// Generated tokens: any header, any claims, any signature, any damage.
fn any_token() -> impl Strategy<Value = String> {
    let pick = |of: &[&'static str]| prop::sample::select(of.to_vec());
    let alg = pick(&[
        r#""EdDSA""#,
        r#""ES256""#,
        r#""HS256""#,
        r#""none""#,
        "1",
        "",
    ]);
    let typ = pick(&[
        r#""at+jwt""#,
        r#""JWT""#,
        r#""application/at+jwt""#,
        "null",
        "",
    ]);
    let extra = pick(&[
        "",
        "",
        "",
        r#","crit":["x"]"#,
        r#","jwk":{}"#,
        r#","cty":"JWT""#,
        r#","cty":1"#,
        ",",
        r#","alg":"none""#,
    ]);
    let kid = prop::sample::select(vec![0, 0, 0, 1, 2, 3, 4, 5]);
    let time = pick(&[
        "1800000000",
        "1800000300",
        "1799990000",
        "1900000000",
        "1800000000000",
        r#""soon""#,
        "null",
        "1.5",
        "",
    ]);
    let word = pick(&[
        r#""https://id.example""#,
        r#""api""#,
        r#"["api","web"]"#,
        r#"["web"]"#,
        "[]",
        r#""""#,
        "null",
        "{}",
        "",
    ]);
    let claims = (
        word.clone(),
        word,
        time.clone(),
        time.clone(),
        time,
        pick(&["", "", ",", r#","iss":1"#, "x"]),
    );
    let damage = pick(&[
        "", "", "", "", "=", ".", "..", " ", "\"", "Bearer ", "A", "+", "\u{fc}",
    ]);
    (
        alg,
        typ,
        extra,
        kid,
        claims,
        0..3usize,
        0..4u8,
        damage,
        any::<prop::sample::Index>(),
    )
        .prop_map(
            |(alg, typ, extra, kid, (iss, aud, exp, nbf, iat, tail), key, sign, damage, at)| {
                let kids = ["\"nobody\"", "\"\"", "7"];
                let own = format!("\"{}\"", KEYS[key].kid());
                let kid = match kid {
                    0 => own.as_str(),
                    1..=3 => kids[kid - 1],
                    _ => "",
                };
                let members = |list: &[(&str, &str)], tail: &str| {
                    let filled = list.iter().filter(|(_, value)| !value.is_empty());
                    let text = filled
                        .map(|(name, value)| format!("\"{name}\":{value}"))
                        .collect::<Vec<_>>()
                        .join(",");
                    format!("{{{text}{tail}}}")
                };
                let header = members(&[("alg", alg), ("typ", typ), ("kid", kid)], extra);
                let payload = members(
                    &[
                        ("iss", iss),
                        ("aud", aud),
                        ("sub", "\"u\""),
                        ("client_id", "\"c\""),
                        ("jti", "\"j\""),
                        ("exp", exp),
                        ("nbf", nbf),
                        ("iat", iat),
                    ],
                    tail,
                );
                let mut token = signed(&header, &payload, &KEYS[key], sign);
                let mut place = at.index(token.len() + 1);
                while !token.is_char_boundary(place) {
                    place -= 1;
                }
                token.insert_str(place, damage);
                token
            },
        )
}

/// Any header over any payload, with the key's own signature where it has one to give.
fn signed(header: &str, payload: &str, key: &SigningKey, sign: u8) -> String {
    let encode = |text: &str| base64_simd::URL_SAFE_NO_PAD.encode_to_string(text);
    // The key writes its own header: only there the signature can hold.
    match sign {
        0 | 1 => jws::sign(key, Some("at+jwt"), payload.as_bytes()).unwrap(),
        2 => jws::sign(key, Some("JWT"), payload.as_bytes()).unwrap(),
        _ => format!("{}.{}.{}", encode(header), encode(payload), "A".repeat(86)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_tokens_are_explained_as_they_are_verified(token in any_token(), set in 0..4usize) {
        let keys: Vec<_> = KEYS.iter().map(SigningKey::verifying_key).collect();
        let keys = match set {
            3 => KeySet::new(keys[..2].to_vec()).unwrap(),
            one => KeySet::from(keys[one].clone()),
        };
        agree(&token, &keys, &policy(), NOW);
        agree(&token, &keys, &Policy::id_token(ISSUER, "api"), NOW);
        agree(&token, &keys, &Policy::foreign_access_token(ISSUER, "api").with_algorithms([Alg::ES256]), NOW);
    }

    #[test]
    fn no_text_makes_it_panic(token in ".{0,200}", dots in "[a-zA-Z0-9_.=+ -]{0,200}", secret in any::<Vec<u8>>()) {
        for text in [&token, &dots] {
            agree(text, &first_key(), &policy(), NOW);
            explain(text, Keys::none(), &policy(), NOW);
            explain(text, Keys::from_secret(&secret, None), &policy(), i64::MIN);
            explain(text, Keys::from_jwk(text, Some(Alg::HS256)), &policy(), i64::MAX);
            explain(text, Keys::from_pem(text, None), &policy(), 0);
        }
    }
}

/// Signed headers of strangers: the way that `jws::sign` does not go.
#[test]
fn generated_headers_are_explained_as_they_are_verified() {
    let secret = [7; 40]
        .iter()
        .enumerate()
        .map(|(at, byte)| byte * 3 + u8::try_from(at).unwrap())
        .collect::<Vec<u8>>();
    let jwk = Jwk::from_secret(&secret, Alg::HS256).unwrap();
    let keys = KeySet::try_from(&jwk).unwrap();
    let mut accepted = 0;
    for alg in [
        json!("HS256"),
        json!("HS512"),
        json!("none"),
        json!("RS256"),
        json!(1),
        json!(null),
    ] {
        for typ in [
            json!("at+jwt"),
            json!("application/at+jwt"),
            json!("JWT"),
            json!(5),
            json!(null),
        ] {
            for (name, value) in [
                ("x", json!(null)),
                ("kid", json!(jwk.thumbprint())),
                ("kid", json!("other")),
                ("kid", json!(1)),
                ("kid", json!("")),
                ("crit", json!(["b64"])),
                ("cty", json!("JWT")),
                ("cty", json!(1)),
                ("x5t", json!("a")),
            ] {
                for changes in [
                    json!({}),
                    json!({ "exp": NOW - 100 }),
                    json!({ "exp": "x" }),
                    json!({ "aud": "web", "iss": null }),
                ] {
                    let mut header = json!({ "alg": alg, "typ": typ, name: value });
                    header
                        .as_object_mut()
                        .unwrap()
                        .retain(|_, value| !value.is_null());
                    let token = mac(&secret, &header, &claims(&changes));
                    accepted += usize::from(agree(&token, &keys, &policy(), NOW).is_accepted());
                }
            }
        }
    }
    assert_eq!(accepted, 4);
}
