//! One policy per kind of token: each takes its own kind and no other (RFC 8725 section 3.12), and
//! says the same when it was written down and read again.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

use std::sync::LazyLock;

use paraph_jose::policy::{Audiences, ClaimRule, MAX_ASSERTION_LIFE, MAX_ONE_TIME_LIFE, Typ};
use paraph_jose::{Alg, Error, KeySet, Policy, SigningKey, jws, jwt};
use proptest::prelude::*;
use serde_json::{Value, json};

const NOW: i64 = 1_800_000_000;
const ISSUER: &str = "https://id.example";
const CLIENT: &str = "cli_1";

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(Alg::EdDSA).unwrap());
static SET: LazyLock<KeySet> = LazyLock::new(|| KeySet::from(KEY.verifying_key()));

/// A kind: its name, its policy if it has one by name, the `typ`s it is written with, its claims.
struct Kind {
    name: &'static str,
    policy: Option<Policy>,
    typs: &'static [Option<&'static str>],
    claims: Value,
}

#[rustfmt::skip]
fn kinds() -> Vec<Kind> {
    let kind = |name, policy, typs, claims| Kind { name, policy, typs, claims };
    let end = NOW + 200;
    vec![
        kind("access token", Some(Policy::access_token(ISSUER, "api")), &[Some("at+jwt"), Some("application/at+jwt")], json!({
            "iss": ISSUER, "aud": "api", "sub": "usr_1", "client_id": CLIENT, "jti": "a", "iat": NOW, "exp": end,
        })),
        kind("foreign access token", Some(Policy::foreign_access_token(ISSUER, "api")), &[Some("JWT"), Some("jwt")], json!({
            "iss": ISSUER, "aud": "api", "sub": "usr_1", "azp": CLIENT, "scope": "read", "jti": "f", "iat": NOW, "exp": end,
        })),
        kind("ID token", Some(Policy::id_token(ISSUER, CLIENT)), &[Some("JWT"), None], json!({
            "iss": ISSUER, "aud": CLIENT, "sub": "usr_1", "azp": CLIENT, "nonce": "n", "at_hash": "h", "auth_time": NOW, "iat": NOW, "exp": end,
        })),
        kind("client assertion", Some(Policy::client_assertion(CLIENT, ISSUER)), &[Some("client-authentication+jwt"), Some("JWT"), None], json!({
            "iss": CLIENT, "aud": ISSUER, "sub": CLIENT, "jti": "c", "iat": NOW, "exp": end,
        })),
        kind("one-time token", Some(Policy::one_time_token(ISSUER, "api")), &[Some("one-time+jwt")], json!({
            "iss": ISSUER, "aud": "api", "sub": "usr_1", "client_id": CLIENT, "jti": "o", "iat": NOW, "exp": end,
        })),
        kind("logout token", None, &[Some("logout+jwt"), Some("JWT"), None], json!({
            "iss": ISSUER, "aud": CLIENT, "sub": "usr_1", "sid": "s", "jti": "l", "iat": NOW, "exp": end,
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        })),
        kind("userinfo answer", None, &[Some("token-introspection+jwt"), Some("dpop+jwt"), Some("secevent+jwt")], json!({
            "iss": ISSUER, "aud": "api", "sub": "usr_1", "client_id": CLIENT, "jti": "u", "iat": NOW, "exp": end,
        })),
    ]
}

fn sign(typ: Option<&str>, claims: &Value) -> String {
    jws::sign(&KEY, typ, claims.to_string().as_bytes()).unwrap()
}

fn judge(policy: &Policy, typ: Option<&str>, claims: &Value) -> Result<(), Error> {
    jwt::verify::<Value>(&sign(typ, claims), &SET, policy, NOW).map(drop)
}

/// The claims with one changed; `null` takes it away.
fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
        value => claims[name] = value,
    }
    claims
}

fn named(name: &str) -> (Policy, Value) {
    let kind = kinds().into_iter().find(|kind| kind.name == name).unwrap();
    (kind.policy.unwrap(), kind.claims)
}

#[test]
fn c07_every_kind_is_taken_by_its_own_policy_and_refused_by_every_other() {
    let mut judged = 0;
    for theirs in kinds() {
        for ours in kinds() {
            let Some(policy) = &ours.policy else { continue };
            for typ in theirs.typs {
                let accepted = judge(policy, *typ, &theirs.claims);
                let pair = format!("{} ({typ:?}) as {}", theirs.name, ours.name);
                assert_eq!(
                    accepted.is_ok(),
                    theirs.name == ours.name,
                    "{pair}: {accepted:?}"
                );
                judged += 1;
            }
        }
    }
    assert_eq!(judged, 5 * 16);
}

/// Where the audience is the same for every kind, as careless set-ups have it, `typ` still decides.
#[test]
fn c07_kinds_with_a_typ_of_their_own_need_no_other_difference() {
    for theirs in kinds() {
        for ours in kinds() {
            let Some(policy) = &ours.policy else { continue };
            let own = theirs.typs.iter().flatten();
            for typ in own.filter(|typ| !typ.eq_ignore_ascii_case("JWT")) {
                let everything = json!({
                    "iss": ISSUER, "aud": "same", "sub": ISSUER, "client_id": CLIENT, "jti": "j", "iat": NOW, "exp": NOW + 200,
                });
                let policy = policy
                    .clone()
                    .with_audiences(["same"])
                    .with_issuers([ISSUER]);
                let accepted = judge(&policy, Some(typ), &everything).is_ok();
                let own = theirs.name == ours.name && ours.name != "client assertion";
                assert_eq!(accepted, own, "{typ} as {}", ours.name);
            }
        }
    }
}

#[test]
fn c07_no_kind_but_access_tokens_may_be_cached() {
    for kind in kinds() {
        let Some(policy) = kind.policy else { continue };
        assert_eq!(
            policy.is_for_access_tokens(),
            kind.name.ends_with("access token"),
            "{}",
            kind.name
        );
    }
    let typ = |typ: Typ| {
        Policy::access_token(ISSUER, "api")
            .with_typ(typ)
            .is_for_access_tokens()
    };
    let list = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    assert!(typ(Typ::OneOf(list(&["at+jwt", "JWT"]))));
    assert!(!typ(Typ::OneOf(list(&["at+jwt", "logout+jwt"]))));
    assert!(!typ(Typ::OneOf(Vec::new())));
    assert!(!typ(Typ::OneOfOrAbsent(list(&["at+jwt"]))));
}

#[test]
fn c07_id_tokens_are_for_this_client_alone() {
    let (policy, claims) = named("ID token");
    let judge = |claims: &Value| judge(&policy, None, claims);
    let mismatch = |name: &'static str| Err(Error::ClaimMismatch(name.into()));
    for (name, value, outcome) in [
        ("aud", json!([CLIENT]), Ok(())),
        ("azp", json!(null), Ok(())),
        (
            "aud",
            json!([CLIENT, "other"]),
            Err(Error::AudienceMismatch),
        ),
        ("aud", json!([CLIENT, CLIENT]), Err(Error::AudienceMismatch)),
        ("aud", json!("other"), Err(Error::AudienceMismatch)),
        ("azp", json!("other"), mismatch("azp")),
        ("azp", json!([CLIENT]), mismatch("azp")),
        ("azp", json!(""), mismatch("azp")),
        ("events", json!({}), mismatch("events")),
        ("sub", json!(null), Err(Error::ClaimMissing("sub".into()))),
        ("iat", json!(null), Err(Error::ClaimMissing("iat".into()))),
        ("exp", json!(NOW + 90_000), Err(Error::TooOld)),
        (
            "iss",
            json!("https://id.example/"),
            Err(Error::IssuerMismatch),
        ),
    ] {
        assert_eq!(
            judge(&with(&claims, name, value.clone())),
            outcome,
            "{name}: {value}"
        );
    }
    for typ in ["at+jwt", "logout+jwt", "", "JWT+x"] {
        assert_eq!(
            self::judge(&policy, Some(typ), &claims),
            Err(Error::TypMismatch),
            "{typ}"
        );
    }
    let asked = policy.clone().with_claim(ClaimRule::equals("nonce", "n"));
    assert_eq!(self::judge(&asked, None, &claims), Ok(()));
    for (nonce, outcome) in [
        (json!(null), Err(Error::ClaimMissing("nonce".into()))),
        (json!("N"), mismatch("nonce")),
        (json!(["n"]), mismatch("nonce")),
        (json!(1), mismatch("nonce")),
    ] {
        assert_eq!(
            self::judge(&asked, None, &with(&claims, "nonce", nonce)),
            outcome
        );
    }
}

#[test]
fn c07_client_assertions_are_for_the_issuer_alone_from_the_client_alone() {
    let (policy, claims) = named("client assertion");
    let judge = |claims: &Value| judge(&policy, None, claims);
    let later = |seconds| json!(NOW + seconds);
    let whole = judge(&claims);
    assert_eq!(whole, Ok(()));
    for (name, value, outcome) in [
        ("aud", json!([ISSUER]), Err(Error::AudienceMismatch)),
        ("aud", json!([ISSUER, "x"]), Err(Error::AudienceMismatch)),
        (
            "aud",
            json!("https://id.example/oauth/token"),
            Err(Error::AudienceMismatch),
        ),
        ("iss", json!("cli_2"), Err(Error::IssuerMismatch)),
        ("iss", json!(ISSUER), Err(Error::IssuerMismatch)),
        (
            "sub",
            json!("usr_1"),
            Err(Error::ClaimMismatch("sub".into())),
        ),
        ("sub", json!(null), Err(Error::ClaimMissing("sub".into()))),
        ("jti", json!(null), Err(Error::ClaimMissing("jti".into()))),
        ("exp", later(MAX_ASSERTION_LIFE), Ok(())),
        ("exp", later(MAX_ASSERTION_LIFE + 1), Err(Error::TooOld)),
    ] {
        assert_eq!(
            judge(&with(&claims, name, value.clone())),
            outcome,
            "{name}: {value}"
        );
    }
    // Many clients write no `iat`: then the rest of the life is what counts.
    let bare = with(&claims, "iat", Value::Null);
    let most = MAX_ASSERTION_LIFE + policy.leeway();
    assert_eq!(judge(&with(&bare, "exp", later(most))), Ok(()));
    assert_eq!(
        judge(&with(&bare, "exp", later(most + 1))),
        Err(Error::TooOld)
    );
    assert_eq!(
        self::judge(&policy, Some("at+jwt"), &claims),
        Err(Error::TypMismatch)
    );
}

#[test]
fn c07_one_time_tokens_live_shortly_at_one_place() {
    let (policy, claims) = named("one-time token");
    let typ = Some("one-time+jwt");
    for (name, value, outcome) in [
        ("aud", json!(["api", "web"]), Err(Error::AudienceMismatch)),
        ("jti", json!(null), Err(Error::ClaimMissing("jti".into()))),
        ("iat", json!(null), Err(Error::ClaimMissing("iat".into()))),
        (
            "exp",
            json!(NOW + MAX_ONE_TIME_LIFE + 1),
            Err(Error::TooOld),
        ),
        ("sub", json!(null), Ok(())),
    ] {
        assert_eq!(
            judge(&policy, typ, &with(&claims, name, value.clone())),
            outcome,
            "{name}: {value}"
        );
    }
}

#[test]
fn policies_that_were_written_before_are_read_as_before() {
    let text = r#"{"issuers":["https://id.example"],"audiences":{"one_of":["api"]},"typ":"at+jwt","required":["sub","client_id","iat","jti"],"leeway":30,"max_life":86400}"#;
    let policy = Policy::access_token(ISSUER, "api");
    assert_eq!(serde_json::from_str::<Policy>(text).unwrap(), policy);
    assert_eq!(serde_json::to_string(&policy).unwrap(), text);
    assert_eq!(
        (policy.typ(), policy.typ_rule()),
        ("at+jwt", &Typ::Exactly("at+jwt".into()))
    );
    let any = text.replace(r#"{"one_of":["api"]}"#, r#""any""#);
    assert_eq!(
        serde_json::from_str::<Policy>(&any).unwrap(),
        Policy::access_token_any_audience(ISSUER)
    );
}

#[test]
fn a_rule_that_nobody_knows_is_no_policy() {
    let text = serde_json::to_string(&Policy::id_token(ISSUER, CLIENT)).unwrap();
    assert!(
        text.contains(r#""typ":{"one_of_or_absent":["JWT"]}"#),
        "{text}"
    );
    assert!(
        text.contains(
            r#"{"equals_if_present":{"claim":"azp","value":"cli_1"}},{"absent":{"claim":"events"}}"#
        ),
        "{text}"
    );
    for (from, to) in [
        ("one_of_or_absent", "any_of"),
        (r#""typ":{"one_of_or_absent":["JWT"]}"#, r#""typ":null"#),
        (
            r#""typ":{"one_of_or_absent":["JWT"]}"#,
            r#""typ":{"one_of_or_absent":["JWT"],"one_of":[]}"#,
        ),
        ("equals_if_present", "matches"),
        (r#""claim":"azp","#, r#""claim":"azp","case":"any","#),
        (r#""claim":"azp","#, ""),
        (r#"{"claim":"events"}"#, r#"{"claim":"events","value":"x"}"#),
        (r#"{"only":"#, r#"{"solely":"#),
        (r#""claims":"#, r#""rules":"#),
    ] {
        let changed = text.replace(from, to);
        assert_ne!(changed, text, "{from}");
        assert!(
            serde_json::from_str::<Policy>(&changed).is_err(),
            "{changed}"
        );
    }
}

fn any_policy() -> impl Strategy<Value = Policy> {
    let word = || prop::sample::select(vec!["api", CLIENT, ISSUER, "n", "usr_1"]);
    let base = prop::sample::select(
        kinds()
            .into_iter()
            .filter_map(|kind| kind.policy)
            .collect::<Vec<_>>(),
    );
    let claim = || prop::sample::select(vec!["sub", "nonce", "azp", "jti", "events", "none"]);
    let rule = (0..3, claim(), word()).prop_map(|(kind, claim, value)| match kind {
        0 => ClaimRule::equals(claim, value),
        1 => ClaimRule::equals_if_present(claim, value),
        _ => ClaimRule::absent(claim),
    });
    let typs = || prop::sample::subsequence(vec!["at+jwt", "JWT", "one-time+jwt", "x"], 1..3);
    let typ = (0..3, typs()).prop_map(|(kind, typs)| {
        let typs: Vec<String> = typs.into_iter().map(str::to_owned).collect();
        match kind {
            0 => Typ::Exactly(typs[0].clone()),
            1 => Typ::OneOf(typs),
            _ => Typ::OneOfOrAbsent(typs),
        }
    });
    (
        base,
        prop::option::of(typ),
        prop::collection::vec(rule, 0..3),
        prop::option::of(0..400i64),
        0..61i64,
    )
        .prop_map(|(policy, typ, rules, age, leeway)| {
            let policy = typ.into_iter().fold(policy, Policy::with_typ);
            let policy = rules.into_iter().fold(policy, Policy::with_claim);
            let policy = policy.with_leeway(leeway).unwrap();
            age.into_iter()
                .fold(policy, |policy, age| policy.with_max_age(age).unwrap())
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_policy_that_was_written_down_judges_as_before(policy in any_policy(), now in NOW - 100..NOW + 400) {
        let text = serde_json::to_string(&policy).unwrap();
        let read: Policy = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, &policy);
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), text);
        for kind in kinds() {
            for typ in kind.typs {
                let token = sign(*typ, &kind.claims);
                let outcome = |policy| jwt::verify::<Value>(&token, &SET, policy, now).map(drop);
                prop_assert_eq!(outcome(&read), outcome(&policy));
            }
        }
    }
}

#[test]
fn audiences_say_how_alone_they_are() {
    let claims = named("access token").1;
    let base = Policy::access_token(ISSUER, "api");
    let policy = |audiences: &Audiences| base.clone().with_audience_rule(audiences.clone());
    let one_of = Audiences::OneOf(vec!["api".into()]);
    let (only, string) = (
        Audiences::Only("api".into()),
        Audiences::OnlyString("api".into()),
    );
    for (aud, accepted) in [
        (json!("api"), [true, true, true]),
        (json!(["api"]), [true, true, false]),
        (json!(["api", "web"]), [true, false, false]),
        (json!(["web"]), [false, false, false]),
        (json!("web"), [false, false, false]),
    ] {
        for (audiences, accepted) in [&one_of, &only, &string].into_iter().zip(accepted) {
            let judged = judge(
                &policy(audiences),
                Some("at+jwt"),
                &with(&claims, "aud", aud.clone()),
            );
            assert_eq!(judged.is_ok(), accepted, "{aud} for {audiences:?}");
        }
    }
}
