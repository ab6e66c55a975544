//! What the policy accepts and refuses, by claims we sign ourselves: the rules are the subject
//! here, not the tokens.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

use std::sync::LazyLock;

use paraph_jose::policy::{Audiences, MAX_LEEWAY, Times};
use paraph_jose::{Alg, Error, KeySet, Policy, SigningKey, jws, jwt};
use serde_json::{Value, json};

const NOW: i64 = 1_800_000_000;
const ISSUER: &str = "https://id.example";

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(Alg::EdDSA).unwrap());
static SET: LazyLock<KeySet> = LazyLock::new(|| KeySet::from(KEY.verifying_key()));

fn claims(changes: &Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "aud": "api", "sub": "usr_1", "client_id": "app", "jti": "t1", "iat": NOW, "exp": NOW + 300,
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
}

fn judge(policy: &Policy, changes: &Value, now: i64) -> Result<(), Error> {
    let token = jwt::sign(&KEY, policy.typ(), &claims(changes)).unwrap();
    jwt::verify::<Value>(&token, &SET, policy, now).map(drop)
}

fn policy() -> Policy {
    Policy::access_token(ISSUER, "api")
}

#[test]
fn c04_each_boundary_is_exact_for_each_leeway() {
    for leeway in [0, 1, 30, 60] {
        let policy = policy().with_leeway(leeway).unwrap();
        let exp = NOW + 300;
        assert_eq!(judge(&policy, &json!({}), exp + leeway - 1), Ok(()));
        assert_eq!(
            judge(&policy, &json!({}), exp + leeway),
            Err(Error::Expired)
        );
        assert!(!policy.is_expired(exp, exp + leeway - 1) && policy.is_expired(exp, exp + leeway));
        let nbf = json!({ "nbf": NOW + 100 });
        assert_eq!(judge(&policy, &nbf, NOW + 100 - leeway), Ok(()));
        assert_eq!(
            judge(&policy, &nbf, NOW + 99 - leeway),
            Err(Error::NotYetValid)
        );
        assert_eq!(judge(&policy, &json!({}), NOW - leeway), Ok(()));
        assert_eq!(
            judge(&policy, &json!({}), NOW - leeway - 1),
            Err(Error::IssuedInFuture)
        );
    }
}

#[test]
fn c04_the_ends_of_time_do_not_overflow() {
    assert_eq!(judge(&policy(), &json!({}), i64::MAX), Err(Error::Expired));
    assert_eq!(
        judge(&policy(), &json!({}), i64::MIN),
        Err(Error::IssuedInFuture)
    );
    let aged = policy()
        .with_max_age(i64::MAX)
        .unwrap()
        .with_max_life(i64::MAX)
        .unwrap();
    assert_eq!(judge(&aged, &json!({}), NOW), Ok(()));
}

#[test]
fn c04_no_leeway_over_a_minute() {
    assert_eq!(MAX_LEEWAY, 60);
    for seconds in [-1, 61, i64::MIN, i64::MAX] {
        assert_eq!(policy().with_leeway(seconds), Err(Error::LeewayOutOfRange));
    }
}

#[test]
fn c03_age_and_life_are_bounded() {
    let aged = policy().with_max_age(100).unwrap();
    assert_eq!(judge(&aged, &json!({}), NOW + 130), Ok(()));
    assert_eq!(judge(&aged, &json!({}), NOW + 131), Err(Error::TooOld));
    let short = policy().with_max_life(299).unwrap();
    assert_eq!(judge(&short, &json!({}), NOW), Err(Error::TooOld));
    let exact = policy().with_max_life(300).unwrap();
    assert_eq!(judge(&exact, &json!({}), NOW), Ok(()));
    assert!(matches!(
        policy().with_max_age(-1),
        Err(Error::PolicyInvalid(_))
    ));
    assert!(matches!(
        policy().with_max_life(-1),
        Err(Error::PolicyInvalid(_))
    ));
}

#[test]
fn c04_kept_times_are_judged_as_a_token_is() {
    let policy = policy().with_max_age(100).unwrap();
    let changes = json!({ "nbf": NOW + 40, "exp": NOW + 120 });
    let token = jwt::sign(&KEY, policy.typ(), &claims(&changes)).unwrap();
    let kept = jwt::verify::<Value>(&token, &SET, &policy, NOW + 50);
    let kept = kept.unwrap().times;
    let expected = Times {
        exp: NOW + 120,
        nbf: Some(NOW + 40),
        iat: Some(NOW),
    };
    assert_eq!(kept, expected);
    let seen: Vec<_> = (NOW - 40..NOW + 160)
        .map(|now| {
            let whole = jwt::verify::<Value>(&token, &SET, &policy, now).map(drop);
            assert_eq!(policy.judge_times(&kept, now), whole, "{}", now - NOW);
            whole
        })
        .collect();
    for outcome in [Ok(()), Err(Error::NotYetValid), Err(Error::TooOld)] {
        assert!(seen.contains(&outcome), "{outcome:?}");
    }
    let longest = Times {
        exp: i64::MAX,
        nbf: Some(i64::MIN),
        iat: Some(i64::MIN),
    };
    assert_eq!(policy.judge_times(&longest, i64::MAX), Err(Error::TooOld));
}

#[test]
fn c07_policies_for_what_is_shown_once_say_so() {
    let foreign = Policy::foreign_access_token(ISSUER, "api");
    for policy in [policy(), foreign, policy().with_typ("application/AT+JWT")] {
        assert!(policy.is_for_access_tokens(), "{}", policy.typ());
    }
    for typ in [
        "logout+jwt",
        "client-authentication+jwt",
        "",
        "at",
        "dpop+jwt",
    ] {
        assert!(!policy().with_typ(typ).is_for_access_tokens(), "{typ}");
    }
}

#[test]
fn c03_a_maximum_age_demands_iat() {
    let foreign = Policy::foreign_access_token(ISSUER, "api")
        .with_max_age(10)
        .unwrap();
    let mut without = claims(&json!({}));
    without.as_object_mut().unwrap().remove("iat");
    let token = jwt::sign(&KEY, "JWT", &without).unwrap();
    let refused = jwt::verify::<Value>(&token, &SET, &foreign, NOW).unwrap_err();
    assert_eq!(refused, Error::ClaimMissing("iat".into()));
}

#[test]
fn required_claims_are_named_when_missing_and_null_is_missing() {
    let policy = policy().with_required(["sub", "roles", "tenant", "roles"]);
    let both = json!({ "tenant": "t", "roles": [] });
    assert_eq!(judge(&policy, &both, NOW), Ok(()));
    let missing = |name: &'static str| Err(Error::ClaimMissing(name.into()));
    assert_eq!(
        judge(&policy, &json!({ "tenant": "t" }), NOW),
        missing("roles")
    );
    assert_eq!(
        judge(&policy, &json!({ "roles": 1, "tenant": null }), NOW),
        missing("tenant")
    );
    assert_eq!(judge(&policy, &json!({}), NOW), missing("roles"));
}

#[test]
fn c06_audiences_are_exact_and_none_accepts_nothing() {
    let two = policy().with_audiences(["web", "mobile"]);
    assert_eq!(judge(&two, &json!({ "aud": "mobile" }), NOW), Ok(()));
    assert_eq!(judge(&two, &json!({ "aud": ["x", "web"] }), NOW), Ok(()));
    assert_eq!(judge(&two, &json!({}), NOW), Err(Error::AudienceMismatch));
    let none = policy().with_audiences(Vec::<String>::new());
    assert_eq!(judge(&none, &json!({}), NOW), Err(Error::AudienceMismatch));
    let any = Policy::access_token_any_audience(ISSUER);
    assert_eq!(judge(&any, &json!({}), NOW), Ok(()));
    assert_eq!(any.audiences(), &Audiences::Any);
    assert_eq!(
        judge(&any.with_audiences(["x"]), &json!({}), NOW),
        Err(Error::AudienceMismatch)
    );
}

#[test]
fn c12_another_tenant_with_the_same_key_is_refused() {
    let tenant = json!({ "iss": "https://id.example/b" });
    assert_eq!(judge(&policy(), &tenant, NOW), Err(Error::IssuerMismatch));
    let both = policy().with_issuers([ISSUER, "https://id.example/b"]);
    assert_eq!(judge(&both, &tenant, NOW), Ok(()));
}

#[test]
fn t03_the_policy_can_narrow_the_algorithms() {
    assert_eq!(
        judge(&policy().with_algorithms([Alg::ES256]), &json!({}), NOW),
        Err(Error::AlgNotAllowed)
    );
    assert_eq!(
        judge(&policy().with_algorithms([]), &json!({}), NOW),
        Err(Error::AlgNotAllowed)
    );
    assert_eq!(
        judge(&policy().with_algorithms([Alg::EdDSA]), &json!({}), NOW),
        Ok(())
    );
}

#[test]
fn c07_other_kinds_of_token_are_refused() {
    let token = jwt::sign(&KEY, "logout+jwt", &claims(&json!({}))).unwrap();
    for policy in [
        policy(),
        Policy::foreign_access_token(ISSUER, "api"),
        Policy::access_token_any_audience(ISSUER),
    ] {
        assert_eq!(
            jwt::verify::<Value>(&token, &SET, &policy, NOW).unwrap_err(),
            Error::TypMismatch
        );
    }
    let named = policy().with_typ("application/logout+jwt");
    assert!(jwt::verify::<Value>(&token, &SET, &named, NOW).is_ok());
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
        assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), policy);
        let changed = |from, to| text.replace(from, to);
        let bad = [
            text.replace("\"leeway\":5", "\"leeway\":61")
                .replace("\"leeway\":30", "\"leeway\":-1"),
            changed("{\"issuers\"", "{\"unknown\":1,\"issuers\""),
            changed("\"typ\":\"at+jwt\",", ""),
        ];
        for bad in bad {
            assert!(serde_json::from_str::<Policy>(&bad).is_err(), "{bad}");
        }
    }
}

#[test]
fn claims_that_fit_the_policy_but_not_the_caller_are_told_without_quoting_them() {
    #[derive(Debug, serde::Deserialize)]
    struct Numbers {
        #[expect(dead_code, reason = "only its type matters")]
        sub: u32,
    }
    let token = jwt::sign(&KEY, "at+jwt", &claims(&json!({ "sub": "secret-subject" }))).unwrap();
    let refused = jwt::verify::<Numbers>(&token, &SET, &policy(), NOW).unwrap_err();
    assert_eq!(refused.code(), "claims_shape");
    assert!(!refused.to_string().contains("secret-subject"));
}

#[test]
fn only_objects_of_a_size_that_verifies_are_signed() {
    for value in [json!([1]), json!("text"), json!(null), json!(7)] {
        assert_eq!(
            jwt::sign(&KEY, "at+jwt", &value),
            Err(Error::ClaimsNotObject)
        );
    }
    let long = "x".repeat(paraph_jose::MAX_TOKEN);
    assert_eq!(
        jwt::sign(&KEY, "at+jwt", &json!({ "a": long })),
        Err(Error::TokenTooLong)
    );
    assert_eq!(
        jws::sign(&KEY, None, long.as_bytes()),
        Err(Error::TokenTooLong)
    );
    let most = jws::sign(&KEY, None, &vec![b'x'; 5900]).unwrap();
    assert!(jws::verify(&most, &SET, None).is_ok());
}
