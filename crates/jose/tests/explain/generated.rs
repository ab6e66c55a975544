//! Generated tokens: any header, any claims, any signature, any damage; and any text at all.

use base64_simd::URL_SAFE_NO_PAD;
use paraph_jose::explain::{Keys, explain};
use paraph_jose::{Alg, Jwk, KeySet, Policy, SigningKey, jws};
use proptest::prelude::*;
use serde_json::json;

use super::{ISSUER, KEYS, NOW, SECRET, agree, claims, first_key, mac, policy};

/// JSON texts of a token's parts; an empty one is left out.
#[derive(Clone, Debug)]
struct Parts {
    header: String,
    payload: String,
}

fn pick(of: &[&'static str]) -> impl Strategy<Value = &'static str> + Clone {
    prop::sample::select(of.to_vec())
}

/// An object of the members that are there, and a `tail` that may spoil it.
fn object(members: &[(&str, &str)], tail: &str) -> String {
    let filled = members.iter().filter(|(_, value)| !value.is_empty());
    let text = filled.map(|(name, value)| format!("\"{name}\":{value}"));
    format!("{{{}{tail}}}", text.collect::<Vec<_>>().join(","))
}

#[rustfmt::skip]
fn any_header() -> impl Strategy<Value = String> {
    let alg = pick(&[r#""EdDSA""#, r#""ES256""#, r#""HS256""#, r#""none""#, "1", ""]);
    let typ = pick(&[r#""at+jwt""#, r#""JWT""#, r#""application/at+jwt""#, "null", ""]);
    let kid = pick(&["own", "own", "own", r#""nobody""#, r#""""#, "7", ""]);
    let tail = pick(&["", "", "", r#","crit":["x"]"#, r#","jwk":{}"#, r#","cty":"JWT""#, r#","cty":1"#, ",", r#","alg":"none""#]);
    (alg, typ, kid, tail, 0..3usize).prop_map(|(alg, typ, kid, tail, key)| {
        let own = format!("\"{}\"", KEYS[key].kid());
        let kid = if kid == "own" { &own } else { kid };
        object(&[("alg", alg), ("typ", typ), ("kid", kid)], tail)
    })
}

#[rustfmt::skip]
fn any_payload() -> impl Strategy<Value = String> {
    let time = pick(&["1800000000", "1800000300", "1799990000", "1900000000", "1800000000000", r#""soon""#, "null", "1.5", ""]);
    let iss = pick(&[r#""https://id.example""#, r#""https://id.example""#, r#""x""#, r#""""#, "null", ""]);
    let aud = pick(&[r#""api""#, r#"["api","web"]"#, r#"["api"]"#, r#"["web"]"#, "[]", "{}", ""]);
    let tail = pick(&["", "", "", ",", r#","iss":1"#, "x"]);
    (iss, aud, time.clone(), time.clone(), time, tail).prop_map(|(iss, aud, exp, nbf, iat, tail)| {
        let members = [("iss", iss), ("aud", aud), ("sub", r#""u""#), ("client_id", r#""c""#), ("jti", r#""j""#), ("exp", exp), ("nbf", nbf), ("iat", iat)];
        object(&members, tail)
    })
}

fn any_token() -> impl Strategy<Value = String> {
    let parts = (any_header(), any_payload());
    let parts = parts.prop_map(|(header, payload)| Parts { header, payload });
    let damage = pick(&[
        "", "", "", "", "=", ".", "..", " ", "\"", "Bearer ", "A", "+", "\u{fc}",
    ]);
    let at = any::<prop::sample::Index>();
    (parts, 0..3usize, 0..4u8, damage, at).prop_map(|(parts, key, sign, damage, at)| {
        let mut token = signed(&parts, &KEYS[key], sign);
        let mut place = at.index(token.len() + 1);
        while !token.is_char_boundary(place) {
            place -= 1;
        }
        token.insert_str(place, damage);
        token
    })
}

/// With the key's own header where the signature shall hold: a key writes no other.
fn signed(parts: &Parts, key: &SigningKey, sign: u8) -> String {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode_to_string(text);
    let Parts { header, payload } = parts;
    match sign {
        0 | 1 => jws::sign(key, Some("at+jwt"), payload.as_bytes()).unwrap(),
        2 => jws::sign(key, Some("JWT"), payload.as_bytes()).unwrap(),
        _ => format!("{}.{}.{}", encode(header), encode(payload), "A".repeat(86)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

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
            explain(text, Keys::none(), policy(), NOW);
            explain(text, Keys::from_secret(&secret, None), policy(), i64::MIN);
            explain(text, Keys::from_jwk(text, Some(Alg::HS256)), policy(), i64::MAX);
            explain(text, Keys::from_pem(text, None), policy(), 0);
        }
    }
}

/// Headers of strangers whose signature holds: the way that `jws::sign` does not go.
#[test]
fn generated_headers_are_explained_as_they_are_verified() {
    let jwk = Jwk::from_secret(SECRET, Alg::HS256).unwrap();
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
                    let token = mac(SECRET, &header, &claims(&changes));
                    accepted += usize::from(agree(&token, &keys, &policy(), NOW).is_accepted());
                }
            }
        }
    }
    // A secret that nobody named, alone, is for every kid.
    assert_eq!(accepted, 6);
}
