//! Policies as they are written down, and as code leaves them half filled: none is wider than it says.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

mod given;

use std::sync::LazyLock;

use paraph_jose::policy::{Audiences, ClaimRule, MAX_AGE, MAX_FOREIGN_LIFE, Times, Typ};
use paraph_jose::{Alg, Error, KeySet, Policy, SigningKey, jwt};
use serde_json::{Value, json};

use given::{ISSUER, NOW, claims, policy};

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(Alg::EdDSA).unwrap());
static SET: LazyLock<KeySet> = LazyLock::new(|| KeySet::from(KEY.verifying_key()));

/// An access token's policy as it is written, with one member changed.
fn written(name: &str, value: &Value) -> String {
    let mut members = serde_json::to_value(policy()).unwrap();
    members[name] = value.clone();
    members.to_string()
}

fn read(text: &str) -> Result<Policy, serde_json::Error> {
    serde_json::from_str(text)
}

#[test]
fn c03_no_policy_leaves_age_or_life_unbounded() {
    for (seconds, holds) in [
        (0, true),
        (1, true),
        (30 * 86_400, true),
        (-1, false),
        (i64::MIN, false),
        (30 * 86_400 + 1, false),
        (i64::MAX, false),
    ] {
        for (name, set) in [
            ("max_age", policy().with_max_age(seconds)),
            ("max_life", policy().with_max_life(seconds)),
        ] {
            assert_eq!(set.is_ok(), holds, "{name} {seconds}");
            if let Err(error) = set {
                assert_eq!(error.code(), "policy_invalid");
            }
            let text = written(name, &json!(seconds));
            assert_eq!(read(&text).is_ok(), holds, "{text}");
        }
    }
}

/// In code what is empty is not filled yet, and accepts nothing.
#[test]
fn c05_c06_h10_what_is_empty_accepts_nothing() {
    let rule = |rule: ClaimRule| policy().with_claim(rule);
    let typ = |typ: Typ| policy().with_typ(typ);
    let nothing = [
        Policy::access_token("", ""),
        Policy::access_token("", "api"),
        Policy::access_token(ISSUER, ""),
        policy().with_issuers([""; 0]),
        policy().with_issuers([""]),
        policy().with_audiences([""; 0]),
        policy().with_algorithms([]),
        typ("".into()),
        typ("application/".into()),
        typ(Typ::OneOf(Vec::new())),
        typ(Typ::OneOf(vec![String::new()])),
        rule(ClaimRule::equals("nonce", "")),
        rule(ClaimRule::equals_if_present("nonce", "")),
    ];
    for policy in &nothing {
        for typ in ["at+jwt", "", "application/"] {
            for aud in [json!("api"), json!(""), json!([]), json!(null)] {
                for iss in [json!(ISSUER), json!("")] {
                    let changes = json!({ "iss": iss, "aud": aud, "nonce": "" });
                    let token = jwt::sign(&KEY, typ, &claims(&changes)).unwrap();
                    let judged = jwt::verify::<Value>(&token, &SET, policy, NOW);
                    assert!(judged.is_err(), "{changes} {typ:?}: {policy:?}");
                }
            }
        }
        let text = serde_json::to_string(policy).unwrap();
        assert!(read(&text).is_err(), "{text}");
    }
}

/// In a text it is a mistake; so is a member that says nothing, or says it twice.
#[test]
fn c03_c05_c06_a_written_policy_says_what_it_means() {
    let whole = serde_json::to_string(&policy().with_algorithms([Alg::ES256])).unwrap();
    let read_whole = read(&whole).unwrap();
    for (name, values) in [
        ("issuers", json!([null, [], [""], ["", ISSUER], ISSUER, {}])),
        (
            "audiences",
            json!([
                null, "", "one_of", {}, [], ["api"], { "one_of": [] }, { "one_of": [""] },
                { "one_of": ["api", ""] }, { "one_of": null }, { "only": "" },
                { "only_string": "" }, { "only": "api", "one_of": ["api"] }
            ]),
        ),
        (
            "algorithms",
            json!([null, [], [null], ["none"], ["ES256", "es256"], {}, "ES256"]),
        ),
        (
            "typ",
            json!([
                null, "", "application/", "APPLICATION/", [], {}, { "one_of": [] },
                { "one_of": [""] }, { "one_of": ["at+jwt", ""] }, { "one_of_or_absent": [""] },
                { "exactly": "at+jwt" }
            ]),
        ),
        (
            "required",
            json!([null, [""], ["sub", ""], "sub", [null], {}]),
        ),
        (
            "claims",
            json!([
                null, {}, [null], [{ "equals": { "claim": "", "value": "x" } }],
                [{ "equals": { "claim": "nonce", "value": "" } }],
                [{ "equals_if_present": { "claim": "nonce", "value": "" } }],
                [{ "absent": { "claim": "" } }]
            ]),
        ),
        ("leeway", json!([null, -1, 61, 1.0, "30"])),
        (
            "max_age",
            json!([null, -1, MAX_AGE + 1, i64::MAX, u64::MAX, 1.5, "1"]),
        ),
        (
            "max_life",
            json!([null, -1, MAX_FOREIGN_LIFE + 1, i64::MAX, u64::MAX, 1.5, "1"]),
        ),
    ] {
        for value in values.as_array().unwrap() {
            let text = written(name, value);
            assert!(read(&text).is_err(), "{text}");
        }
        let mut members = serde_json::to_value(&read_whole).unwrap();
        if let Some(value) = members.as_object_mut().unwrap().remove(name) {
            let twice = whole.replacen('{', &format!("{{\"{name}\":{value},"), 1);
            assert!(read(&twice).is_err(), "{twice}");
        }
    }
    for (from, to) in [
        (
            r#"{"one_of":["api"]}"#,
            r#"{"one_of":["api"],"one_of":["api"]}"#,
        ),
        (
            r#""typ":"at+jwt""#,
            r#""typ":{"one_of":["at+jwt"],"one_of":["JWT"]}"#,
        ),
        (
            r#""leeway""#,
            r#""claims":[{"absent":{"claim":"a","claim":"b"}}],"leeway""#,
        ),
    ] {
        let twice = whole.replace(from, to);
        assert_ne!(twice, whole);
        assert!(read(&twice).is_err(), "{twice}");
    }
}

/// A policy that names no life has that of the shortest kind which its `typ` lets in.
#[test]
fn c03_a_policy_without_a_life_has_that_of_its_kind() {
    for (typ, life) in [
        (json!("at+jwt"), 86_400),
        (json!("application/AT+JWT"), 86_400),
        (json!("client-authentication+jwt"), 300),
        (json!("one-time+jwt"), 600),
        (json!("JWT"), MAX_FOREIGN_LIFE),
        (json!("logout+jwt"), MAX_FOREIGN_LIFE),
        (json!({ "one_of": ["JWT", "at+jwt"] }), 86_400),
        (json!({ "one_of_or_absent": ["JWT"] }), 86_400),
        (json!({ "one_of_or_absent": [] }), 86_400),
        (
            json!({ "one_of_or_absent": ["JWT", "client-authentication+jwt"] }),
            300,
        ),
    ] {
        let mut members = serde_json::to_value(policy()).unwrap();
        members["typ"] = typ.clone();
        members.as_object_mut().unwrap().remove("max_life");
        members["required"] = json!([]);
        let read: Policy = serde_json::from_value(members).unwrap();
        assert_eq!(read.max_life(), life, "{typ}");
        assert_eq!(
            Policy::new(
                ISSUER,
                Audiences::OneOf(vec!["api".into()]),
                read.typ_rule().clone()
            ),
            read
        );
        let text = serde_json::to_string(&read).unwrap();
        assert!(text.contains(&format!("\"max_life\":{life}")), "{text}");
        let until = |exp| read.judge_times(&Times::until(exp).with_iat(NOW), NOW);
        assert_eq!(until(NOW + life), Ok(()));
        assert_eq!(until(NOW + life + 1), Err(Error::TooOld));
    }
}

#[test]
fn a_policy_survives_its_text_and_a_bad_one_does_not_load() {
    let policy = policy()
        .with_required(["roles"])
        .with_leeway(5)
        .unwrap()
        .with_algorithms([Alg::ES256]);
    for policy in [policy, Policy::access_token_any_audience(ISSUER)] {
        let text = serde_json::to_string(&policy).unwrap();
        assert_eq!(read(&text).unwrap(), policy);
        let changed = |from, to| text.replace(from, to);
        let bad = [
            text.replace("\"leeway\":5", "\"leeway\":61")
                .replace("\"leeway\":30", "\"leeway\":-1"),
            changed("{\"issuers\"", "{\"unknown\":1,\"issuers\""),
            changed("\"typ\":\"at+jwt\",", ""),
        ];
        for bad in bad {
            assert!(read(&bad).is_err(), "{bad}");
        }
    }
}
