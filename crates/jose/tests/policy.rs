//! What the policy accepts and refuses, by claims we sign ourselves: the rules are the subject
//! here, not the tokens.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

mod given;

use std::sync::LazyLock;

use paraph_jose::policy::{Audiences, MAX_AGE, MAX_FOREIGN_LIFE, MAX_LEEWAY, Times};
use paraph_jose::{Alg, Error, KeySet, Policy, SigningKey, jws, jwt};
use serde_json::{Value, json};

use given::{ISSUER, NOW, claims, policy};

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(Alg::EdDSA).unwrap());
static SET: LazyLock<KeySet> = LazyLock::new(|| KeySet::from(KEY.verifying_key()));

fn judge(policy: &Policy, changes: &Value, now: i64) -> Result<(), Error> {
    let token = jwt::sign(&KEY, policy.typ(), &claims(changes)).unwrap();
    jwt::verify::<Value>(&token, &SET, policy, now).map(drop)
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
    let widest = Policy::foreign_access_token(ISSUER, "api")
        .with_leeway(MAX_LEEWAY)
        .and_then(|policy| policy.with_max_age(MAX_AGE))
        .and_then(|policy| policy.with_max_life(MAX_FOREIGN_LIFE))
        .unwrap();
    let wide = i128::from;
    let (leeway, most) = (wide(MAX_LEEWAY), wide(MAX_FOREIGN_LIFE));
    let times = [i64::MIN, i64::MIN + 40, 0, NOW, NOW + 300, i64::MAX];
    for (now, exp) in times.iter().flat_map(|now| times.map(|exp| (*now, exp))) {
        for iat in times.map(Some).into_iter().chain([None]) {
            let kept = iat.map_or(Times::until(exp), |iat| Times::until(exp).with_iat(iat));
            let (now, exp, iat) = (wide(now), wide(exp), iat.map(wide));
            let aged = |iat| now - iat > most + leeway || exp - iat > most || iat > now + leeway;
            let end = wide(i64::MAX).min(exp + leeway);
            let refused = now >= end || iat.map_or(exp - now > most + leeway, aged);
            let judged = widest.judge_times(&kept, i64::try_from(now).unwrap());
            assert_eq!(judged.is_err(), refused, "{kept:?} at {now}");
        }
    }
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
}

#[test]
fn c04_kept_times_are_judged_as_a_token_is() {
    let policy = policy().with_max_age(100).unwrap();
    let changes = json!({ "nbf": NOW + 40, "exp": NOW + 120 });
    let token = jwt::sign(&KEY, policy.typ(), &claims(&changes)).unwrap();
    let kept = jwt::verify::<Value>(&token, &SET, &policy, NOW + 50);
    let kept = kept.unwrap().times;
    let expected = Times::until(NOW + 120).with_nbf(NOW + 40).with_iat(NOW);
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
    let longest = Times::until(i64::MAX).with_nbf(i64::MIN).with_iat(i64::MIN);
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

/// What a kind must have stays demanded, however often more is demanded.
#[test]
fn c03_c07_more_may_be_demanded_and_never_less() {
    for (base, kept) in [
        (
            policy(),
            &["iss", "sub", "aud", "exp", "iat", "jti", "client_id"][..],
        ),
        (
            Policy::foreign_access_token(ISSUER, "api"),
            &["iss", "sub", "aud", "exp"],
        ),
        (
            Policy::id_token(ISSUER, "api"),
            &["iss", "sub", "aud", "exp", "iat"],
        ),
        (
            Policy::client_assertion(ISSUER, "api"),
            &["iss", "sub", "aud", "exp", "jti"],
        ),
        (
            Policy::one_time_token(ISSUER, "api"),
            &["iss", "aud", "exp", "iat", "jti"],
        ),
        (
            Policy::new(ISSUER, Audiences::Any, "at+jwt"),
            &["iss", "exp"],
        ),
    ] {
        assert_eq!(base.required().collect::<Vec<_>>(), kept);
        for more in [&[][..], &["exp"], &["tenant"], &["tenant", "nbf", "tenant"]] {
            let policy = base.clone().with_required(more.iter().copied());
            let required: Vec<_> = policy.required().collect();
            for name in kept.iter().chain(more) {
                let demanded = required.iter().filter(|one| *one == name).count();
                assert_eq!(demanded, 1, "{name} of {required:?}");
            }
        }
    }
    let asked = policy().with_required(["tenant"]);
    let without = |name: &str| {
        let mut changed = claims(&json!({ "tenant": "t" }));
        changed.as_object_mut().unwrap().remove(name);
        let token = jwt::sign(&KEY, "at+jwt", &changed).unwrap();
        jwt::verify::<Value>(&token, &SET, &asked, NOW).map(drop)
    };
    assert_eq!(without("none"), Ok(()));
    for name in asked.required() {
        let missing = Error::ClaimMissing(name.to_owned().into());
        assert_eq!(without(name), Err(missing));
    }
}

#[test]
fn a_policy_tells_all_that_it_demands() {
    let plain = policy();
    assert_eq!((plain.algorithms(), plain.max_age()), (None, None));
    assert_eq!((plain.max_life(), plain.leeway()), (86_400, 30));
    let set = plain
        .with_algorithms([Alg::ES256])
        .with_max_age(7)
        .and_then(|policy| policy.with_max_life(9))
        .unwrap();
    assert_eq!(set.algorithms(), Some(&[Alg::ES256][..]));
    assert_eq!((set.max_age(), set.max_life()), (Some(7), 9));
}

/// An empty name is never the one that is meant, in a token and in a policy.
#[test]
fn c06_an_empty_audience_is_nobodys() {
    let empty = [
        policy().with_audiences([""]),
        policy().with_audience_rule(Audiences::Only(String::new())),
        policy().with_audience_rule(Audiences::OnlyString(String::new())),
        Policy::access_token_any_audience(ISSUER),
        policy(),
    ];
    for policy in &empty {
        for aud in [
            json!(""),
            json!([""]),
            json!(["", "api"]),
            json!(["api", ""]),
        ] {
            let judged = judge(policy, &json!({ "aud": aud }), NOW);
            assert_eq!(judged, Err(Error::ClaimType("aud")), "{aud}");
        }
    }
    for policy in &empty[..3] {
        let judged = judge(policy, &json!({}), NOW);
        assert_eq!(judged, Err(Error::AudienceMismatch));
    }
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

/// A scope is one filled string, handed on as it stands: rights are matched by whoever uses it.
#[test]
fn c09_a_scope_is_one_filled_string() {
    for scope in [
        json!(["read", "write"]),
        json!([]),
        json!({ "read": true }),
        json!(""),
        json!(null),
        json!(1),
        json!(true),
    ] {
        let judged = judge(&policy(), &json!({ "scope": scope }), NOW);
        assert_eq!(judged, Err(Error::ClaimType("scope")), "{scope}");
    }
    for scope in [
        "read",
        "readwrite",
        "read  write",
        " read",
        "READ",
        "read\twrite",
        " ",
    ] {
        let token = jwt::sign(&KEY, "at+jwt", &claims(&json!({ "scope": scope }))).unwrap();
        let verified = jwt::verify::<Value>(&token, &SET, &policy(), NOW).unwrap();
        assert_eq!(verified.claims["scope"], scope);
    }
    assert_eq!(judge(&policy(), &json!({}), NOW), Ok(()));
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

/// `sign` does not look into the claims; `json::check`, to which it refers, refuses what verification does.
#[test]
fn t15_what_signing_does_not_look_at_can_be_asked_before() {
    let deep = format!("{}{}", "[".repeat(16), "]".repeat(16));
    let many = (0..257).map(|name| format!("\"{name}\":0"));
    let many = many.collect::<Vec<_>>().join(",");
    for (claims, readable) in [
        (r#"{"sub":"a"}"#.to_owned(), true),
        (r#"{"sub":"a","sub":"a"}"#.to_owned(), false),
        (r#"{"x":{"a":1,"\u0061":1}}"#.to_owned(), false),
        (r#"{"sub":"a\u0000"}"#.to_owned(), false),
        (format!("{{\"x\":{deep}}}"), false),
        (format!("{{{many}}}"), false),
        (r#"{"n":1e400}"#.to_owned(), false),
    ] {
        let raw = serde_json::value::RawValue::from_string(claims.clone()).unwrap();
        let token = jwt::sign(&KEY, "at+jwt", &raw).unwrap();
        let refused = jwt::verify::<Value>(&token, &SET, &policy(), NOW).unwrap_err();
        assert_eq!(refused.code() != "claims_json", readable, "{claims}");
        let checked = paraph_jose::json::check(claims.as_bytes());
        assert_eq!(checked.is_ok(), readable, "{claims}");
    }
}
