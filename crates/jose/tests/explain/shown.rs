//! Nothing secret, nothing hidden and nothing long is ever shown.

use base64_simd::{STANDARD, URL_SAFE_NO_PAD};
use paraph_jose::explain::{Explanation, Keys, Outcome, Value as Shown, explain};
use paraph_jose::policy::ClaimRule;
use paraph_jose::{Alg, Error, SigningKey};
use serde_json::{Value, json};

use super::{NOW, SECRET, by_secret, first_key, policy, token};

pub(super) fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
    digits.collect::<Vec<_>>().concat()
}

/// Every spelling in which bytes may come out.
fn spellings(bytes: &[u8]) -> Vec<String> {
    let mut list = vec![
        STANDARD.encode_to_string(bytes),
        URL_SAFE_NO_PAD.encode_to_string(bytes),
        hex(bytes),
        format!("{bytes:?}").trim_matches(['[', ']']).to_owned(),
        format!("{bytes:02x?}").trim_matches(['[', ']']).to_owned(),
    ];
    list.extend(str::from_utf8(bytes).ok().map(str::to_owned));
    list
}

fn shows_none_of(explained: &Explanation, secrets: &[&[u8]]) {
    let out = [
        format!("{explained:?}"),
        format!("{explained:#?}"),
        serde_json::to_string(explained).unwrap(),
    ];
    for secret in secrets {
        for spelling in spellings(secret) {
            // A part is enough to tell that something leaks.
            let part: String = spelling.chars().take(12).collect();
            assert!(
                out.iter().all(|out| !out.contains(&part)),
                "{part}: {}",
                out[1]
            );
        }
    }
}

#[test]
fn k01_no_key_no_secret_and_no_signature_is_ever_shown() {
    let weak = b"hunter2 hunter2 0815";
    let coded = STANDARD.encode_to_string(SECRET);
    let changes =
        json!({ "password": "correct horse", "email": "ada@example.org", "aud": "web", "exp": 1 });
    let mut checked = 0;
    for secret in [&weak[..], SECRET, coded.as_bytes()] {
        let k = URL_SAFE_NO_PAD.encode_to_string(secret);
        let given = [
            Keys::from_secret(secret, None),
            Keys::from_secret(secret, Some(Alg::ES256)),
            Keys::from_jwk(
                &json!({ "kty": "oct", "k": k, "alg": "HS256" }).to_string(),
                None,
            ),
            Keys::from_jwk(
                &json!({ "kty": "oct", "k": k, "alg": "none" }).to_string(),
                None,
            ),
            Keys::from_jwk(
                &json!({ "kty": "oct", "k": k, "crv": "x" }).to_string(),
                None,
            ),
            Keys::from_pem(str::from_utf8(secret).unwrap(), None),
        ];
        for token in [
            by_secret(secret),
            by_secret(SECRET),
            token(Some("JWT"), &changes),
        ] {
            let mac = token.rsplit('.').next().unwrap();
            let mac = URL_SAFE_NO_PAD.decode_to_vec(mac).unwrap();
            for keys in &given {
                assert!(!format!("{keys:?}").contains("hunter2"));
                let explained = explain(&token, keys.clone(), policy(), NOW);
                shows_none_of(
                    &explained,
                    &[secret, &mac, b"correct horse", b"ada@example.org"],
                );
                checked += 1;
            }
        }
    }
    assert_eq!(checked, 54);
    let private = SigningKey::generate(Alg::RS256).unwrap().to_jwk();
    let parts: Value = serde_json::from_str(&private.to_json()).unwrap();
    let d = URL_SAFE_NO_PAD
        .decode_to_vec(parts["d"].as_str().unwrap())
        .unwrap();
    let explained = explain(
        &by_secret(weak),
        Keys::from_jwk(&private.to_json(), None),
        policy(),
        NOW,
    );
    shows_none_of(&explained, &[&d]);
    let explained = explain(
        "a.b.c",
        Keys::refused(Error::KeyInconsistent),
        policy(),
        NOW,
    );
    assert!(!explained.is_accepted());
}

/// A rule may be about any claim; the value found is shown for names that are registered and harmless.
#[test]
fn c10_of_other_claims_no_value_is_shown() {
    let found = json!({ "pin": "hunter2-0815", "nonce": "seen" });
    for (claim, shown) in [("pin", false), ("nonce", true)] {
        let policy = policy().with_claim(ClaimRule::equals(claim, "wanted"));
        let explained = explain(&token(Some("at+jwt"), &found), &first_key(), &policy, NOW);
        let text = serde_json::to_string(&explained).unwrap();
        assert!(
            text.contains("claim_mismatch") && text.contains("wanted"),
            "{text}"
        );
        assert!(!text.contains("hunter2"), "{text}");
        assert_eq!(text.contains(r#""found":"seen""#), shown, "{text}");
    }
}

#[test]
fn c10_what_a_stranger_wrote_cannot_steer_a_terminal_nor_flood_it() {
    let steer = "\u{1b}]0;x\u{7}\u{202e}\u{2066}\u{feff}\u{85}";
    let long = "x".repeat(3000);
    for text in [steer, &long] {
        let head = json!({ "alg": text, "kid": text, "typ": text, "cty": text, text: 1 });
        let payload = json!({ "iss": text, "aud": [text, text], "exp": text, "sub": text, "nonce": text, text: 1 });
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode_to_string(value.to_string());
        let heads = [
            encode(&head),
            encode(&json!({ "alg": "EdDSA" })),
            encode(&json!({ "alg": text.get(..200).unwrap_or(text) })),
        ];
        for head in heads {
            let explained = explain(
                &format!("{head}.{}.AA", encode(&payload)),
                &first_key(),
                policy(),
                NOW,
            );
            for check in &explained.checks {
                let shown = match &check.outcome {
                    Outcome::Held { found, .. } | Outcome::NotReached { found, .. } => {
                        vec![found.clone()]
                    }
                    Outcome::Failed {
                        expected, found, ..
                    } => vec![expected.clone(), found.clone()],
                    _ => Vec::new(),
                };
                let texts = shown.into_iter().flatten().map(|value| match value {
                    Shown::Text(text) => text,
                    other => format!("{other:?}"),
                });
                for text in texts.chain(check.claim.clone()) {
                    assert!(text.len() < 2000, "{text}");
                    let hidden = |c: char| c.is_control() || "\u{202e}\u{2066}\u{feff}".contains(c);
                    assert!(!text.contains(hidden), "{text}");
                }
            }
        }
    }
}
