//! Keys: refused ones are explained, good ones serve from any container.

use base64_simd::URL_SAFE_NO_PAD;
use paraph_jose::explain::{Keys, Name, Outcome, Verdict, explain};
use paraph_jose::{Alg, Error};
use serde_json::{Value, json};

use super::{KEYS, NOW, SECRET, claims, codes, hints, mac, outcome, policy, token};

#[test]
fn t11_a_refused_secret_is_explained_and_never_accepted() {
    let phrase = b"a phrase of 20 bytes";
    let header = json!({ "alg": "HS256", "typ": "at+jwt" });
    let token = mac(phrase, &header, &claims(&json!({})));
    let k = URL_SAFE_NO_PAD.encode_to_string(phrase);
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
        let explained = explain(&token, keys.clone(), policy(), NOW);
        assert_eq!(codes(&explained), ["key_weak"]);
        assert!(outcome(&explained, Name::Signature).is_held());
        assert!(!explained.is_accepted() && !explained.proven);
        let Outcome::Failed { reason, .. } = outcome(&explained, Name::KeyStrength) else {
            panic!()
        };
        assert!(reason.ends_with("160 of 256 bits"), "{reason}");
        assert_eq!(hints(&explained), ["weak_secret"]);
        let other = explain(&token.replace("eyJ", "eyK"), keys, policy(), NOW);
        assert!(!outcome(&other, Name::Signature).is_held());
    }
    let wrong = explain(
        &token,
        Keys::from_secret(b"another phrase", None),
        policy(),
        NOW,
    );
    assert_eq!(codes(&wrong), ["key_weak", "bad_signature"]);
    let empty = explain(&token, Keys::from_secret(b"", None), policy(), NOW);
    assert_eq!(codes(&empty), ["key_weak", "bad_signature"]);
}

fn jwk(secret: &[u8], kid: Option<&str>, names_alg: bool) -> Value {
    let mut jwk = json!({ "kty": "oct", "k": URL_SAFE_NO_PAD.encode_to_string(secret) });
    if let Some(kid) = kid {
        jwk["kid"] = json!(kid);
    }
    if names_alg {
        jwk["alg"] = json!("HS256");
    }
    jwk
}

/// A good access token by a secret, with a kid or without.
fn kid_mac(secret: &[u8], kid: Option<&str>) -> String {
    let mut header = json!({ "alg": "HS256", "typ": "at+jwt" });
    if let Some(kid) = kid {
        header["kid"] = json!(kid);
    }
    mac(secret, &header, &claims(&json!({})))
}

/// A set is refused for its one weak key; the key that the token means is tried all the same.
#[test]
fn t11_a_weak_secret_in_a_set_is_tried_too() {
    let (weak, good) = (&b"a phrase of 20 bytes"[..], SECRET);
    let (w, g) = (jwk(weak, Some("w"), true), jwk(good, Some("g"), true));
    let mut aes = jwk(&[b'a'; 16], None, false);
    aes["alg"] = json!("A128KW");
    let rsa = json!({ "kty": "RSA", "kid": "r", "n": "AQAB", "e": "AQAB" });
    for (keys, token, held) in [
        (json!([w]), kid_mac(weak, Some("w")), Some(true)),
        (json!([w]), kid_mac(weak, None), Some(true)),
        (json!([w]), kid_mac(b"another phrase", None), Some(false)),
        (
            json!([jwk(weak, None, true)]),
            kid_mac(weak, Some("x")),
            Some(true),
        ),
        (
            json!([jwk(weak, None, false)]),
            kid_mac(weak, None),
            Some(true),
        ),
        (json!([w, g]), kid_mac(weak, Some("w")), Some(true)),
        (json!([g, w]), kid_mac(weak, Some("w")), Some(true)),
        (json!([g, w]), kid_mac(good, Some("g")), Some(true)),
        (json!([g, w]), kid_mac(weak, Some("g")), Some(false)),
        (json!([g, w]), kid_mac(weak, Some("x")), None),
        (json!([g, w]), kid_mac(weak, None), None),
        (json!([w, rsa]), kid_mac(weak, None), None),
        (json!([aes]), kid_mac(&[b'a'; 16], None), None),
    ] {
        let text = json!({ "keys": keys }).to_string();
        let explained = explain(
            &token,
            Keys::from_jwk(&text, Some(Alg::HS256)),
            policy(),
            NOW,
        );
        let shown = format!("{text}: {explained:#?}");
        let failed = outcome(&explained, Name::KeyStrength);
        assert!(
            matches!(
                failed,
                Outcome::Failed {
                    code: "key_weak",
                    ..
                }
            ),
            "{shown}"
        );
        let signature = match outcome(&explained, Name::Signature) {
            Outcome::NotReached { .. } => None,
            made => Some(made.is_held()),
        };
        assert_eq!(signature, held, "{shown}");
        assert!(!explained.proven && !explained.is_accepted(), "{shown}");
        let refused = matches!(
            explained.verdict,
            Verdict::Refused {
                code: "key_weak",
                ..
            }
        );
        assert!(refused, "{shown}");
        let k = URL_SAFE_NO_PAD.encode_to_string(weak);
        let json = serde_json::to_string(&explained).unwrap();
        assert!(
            !json.contains(&k) && !json.contains("a phrase of"),
            "{json}"
        );
    }
}

/// Which key of a set is to blame: a public one by its kid, a secret by its place alone.
#[test]
fn t11_a_key_for_which_a_set_is_refused_is_named() {
    let set = |keys: &[&Value]| json!({ "keys": keys }).to_string();
    let (good, weak) = (
        jwk(SECRET, Some("g"), true),
        jwk(b"a phrase of 20 bytes", Some("w"), true),
    );
    let also = jwk(b"another phrase", Some("v"), true);
    let ours: Value = serde_json::from_str(&KEYS[0].public_jwk().unwrap().to_json()).unwrap();
    let n = URL_SAFE_NO_PAD.encode_to_string([0xff; 128]);
    let small = json!({ "kty": "RSA", "kid": "small", "n": n, "e": "AQAB", "alg": "RS256" });
    let nameless = json!({ "kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256" });
    let torn = json!({ "kty": "EC", "kid": "torn", "crv": "P-256", "x": "AA", "y": "AA" });
    let public = token(Some("at+jwt"), &json!({}));
    let (strength, found) = (Name::KeyStrength, Name::KeyFound);
    let by = |kid| kid_mac(SECRET, Some(kid));
    for (text, token, name, key) in [
        (set(&[&good, &weak]), &by("g"), strength, json!(1)),
        (set(&[&good, &weak]), &by("x"), strength, json!(1)),
        (set(&[&weak, &also]), &by("v"), strength, json!(1)),
        (set(&[&weak, &also]), &by("w"), strength, json!(0)),
        (set(&[&ours, &small]), &public, strength, json!("small")),
        (set(&[&ours, &nameless]), &public, strength, json!(1)),
        (set(&[&torn, &ours]), &public, found, json!("torn")),
        (set(&[&ours, &ours]), &public, found, Value::Null),
        (small.to_string(), &public, strength, Value::Null),
        (set(&[]), &public, found, Value::Null),
    ] {
        let explained = explain(token, Keys::from_jwk(&text, None), policy(), NOW);
        let mut failed = explained
            .checks
            .iter()
            .filter(|check| check.name == name && check.outcome.is_failed());
        let shown = serde_json::to_value(failed.next().unwrap()).unwrap();
        assert_eq!(shown["key"], key, "{text}: {explained:#?}");
        let named = explained
            .checks
            .iter()
            .filter(|check| check.key.is_some())
            .count();
        assert_eq!(named, usize::from(!key.is_null()));
    }
}

#[test]
fn the_other_reading_of_a_secret_in_a_set_is_tried_too() {
    let set = json!({ "keys": [jwk(SECRET, Some("g"), true), jwk(b"another secret of thirty-two bytes", Some("h"), true)] });
    let text = URL_SAFE_NO_PAD.encode_to_string(SECRET);
    for (kid, expected) in [("g", vec!["secret_encoding"]), ("h", vec![])] {
        let token = kid_mac(text.as_bytes(), Some(kid));
        let explained = explain(
            &token,
            Keys::from_jwk(&set.to_string(), None),
            policy(),
            NOW,
        );
        assert_eq!(codes(&explained), ["bad_signature"]);
        assert_eq!(hints(&explained), expected);
    }
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
        let explained = explain(&good, keys, policy(), NOW);
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
    let jwk = KEYS[0].public_jwk().unwrap().to_json().to_string();
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
        let explained = explain(token, keys, policy(), NOW);
        assert!(
            explained.is_accepted() && explained.proven,
            "{explained:#?}"
        );
        assert!(explained.checks.iter().all(|check| check.outcome.is_held()));
    }
}
