use std::sync::atomic::{AtomicI64, Ordering};

use paraph_jose::{Alg, Error, KeySet, SigningKey, jwt};
use paraph_ledger::{Entry, Lsn, Scope};
use serde_json::{Value, json};

use super::*;
use crate::Cause;

mod cache;
mod revocation;

const ISSUER: &str = "https://id.example.org";
const MADE: i64 = 1_700_000_000;

/// An issuer, its ledger and one service that trusts it.
struct House {
    key: SigningKey,
    keys: Keys,
    view: Arc<View>,
    clock: Arc<AtomicI64>,
    verifier: Verifier,
}

impl House {
    fn new() -> Self {
        let key = SigningKey::generate(Alg::ES256).unwrap();
        let keys = Keys::new(KeySet::new([key.verifying_key()]).unwrap());
        let view = Arc::new(View::new(Lsn::FIRST));
        let clock = Arc::new(AtomicI64::new(MADE * 1_000));
        let policy = Policy::access_token(ISSUER, "api");
        let hand = Arc::clone(&clock);
        let verifier = Verifier::local(policy, keys.clone(), Arc::clone(&view), move || {
            hand.load(Ordering::Relaxed)
        });
        Self {
            key,
            keys,
            view,
            clock,
            verifier,
        }
    }

    fn judge(&self, claims: &Value) -> Result<Arc<Principal>, Reject> {
        let token = jwt::sign(&self.key, "at+jwt", claims).unwrap();
        self.verifier.verify(&token)
    }

    fn revoke(&self, scope: Scope, id: &str, number: u64) {
        self.view.extend(&[entry(scope, id, number)]);
    }
}

fn lsn(number: u64) -> Lsn {
    Lsn::try_from(Lsn::FIRST.as_u64() + number).unwrap()
}

fn entry(scope: Scope, id: &str, number: u64) -> Entry {
    Entry {
        lsn: lsn(number),
        scope,
        id: id.to_owned(),
        at: 0,
        until: i64::MAX,
    }
}

fn claims(number: u64) -> Value {
    json!({
        "iss": ISSUER, "sub": "usr_a", "aud": "api", "client_id": "app", "iat": MADE, "exp": MADE + 300,
        "jti": "j1", "sid": "ses_a", "scope": "read", "lsn": lsn(number),
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = claims(10);
    claims[name] = value;
    claims
}

#[test]
fn h12_no_policy_makes_the_keys_vouch_for_another_issuer() {
    let verifier = House::new().verifier;
    for other in [
        "https://other.example",
        "https://id.example.org/",
        "https://ID.example.org",
    ] {
        let refused = verifier.with_policy(Policy::access_token(other, "api"));
        assert_eq!(
            refused.unwrap_err(),
            crate::SetupError::OtherIssuer,
            "{other}"
        );
    }
    let both = Policy::access_token(ISSUER, "api").with_issuers([ISSUER, "https://other.example"]);
    assert!(verifier.with_policy(both).is_err());
    assert!(
        verifier
            .with_policy(Policy::access_token(ISSUER, "billing"))
            .is_ok()
    );
}

#[test]
fn a_fresh_token_says_who_calls() {
    let principal = House::new().judge(&claims(10)).unwrap();
    assert_eq!(
        (principal.sub.as_str(), principal.client_id.as_deref()),
        ("usr_a", Some("app"))
    );
    assert!(principal.has_scope("read"));
}

#[test]
fn c07_other_kinds_of_token_are_refused() {
    let house = House::new();
    for typ in [
        "JWT",
        "jwt",
        "logout+jwt",
        "secevent+jwt",
        "dpop+jwt",
        "at",
        "at+jwt+x",
        "id+jwt",
    ] {
        let token = jwt::sign(&house.key, typ, &claims(10)).unwrap();
        let refused = house.verifier.verify(&token);
        assert_eq!(
            refused,
            Err(Reject::Invalid(Cause::Token(Error::TypMismatch))),
            "{typ}"
        );
    }
    for opaque in [
        "",
        ".",
        "..",
        "a.b",
        "par_r_AbCd",
        "eyJhbGciOiJub25lIn0.e30.",
    ] {
        let refused = house.verifier.verify(opaque).unwrap_err();
        assert_eq!(refused.code(), "token_invalid", "{opaque}");
    }
}

#[test]
fn c12_tokens_of_another_issuer_audience_or_key_are_refused() {
    let house = House::new();
    for (name, value, cause) in [
        (
            "iss",
            json!("https://id.example.org/"),
            Error::IssuerMismatch,
        ),
        (
            "iss",
            json!("https://staging.example.org"),
            Error::IssuerMismatch,
        ),
        ("aud", json!("billing"), Error::AudienceMismatch),
        ("aud", json!("ap"), Error::AudienceMismatch),
    ] {
        let refused = house.judge(&with(name, value.clone()));
        assert_eq!(
            refused,
            Err(Reject::Invalid(Cause::Token(cause))),
            "{value}"
        );
    }
    // Ours name exactly one audience.
    assert_eq!(
        house
            .judge(&with("aud", json!(["api"])))
            .unwrap_err()
            .code(),
        "token_invalid"
    );
    let stranger = House::new();
    let token = jwt::sign(&stranger.key, "at+jwt", &claims(10)).unwrap();
    assert_eq!(
        house.verifier.verify(&token).unwrap_err().code(),
        "token_invalid"
    );
}

#[test]
fn c04_expiry_counts_to_the_second_and_the_clock_in_milliseconds() {
    let house = House::new();
    let judge_at = |milliseconds| {
        house.clock.store(milliseconds, Ordering::Relaxed);
        house.judge(&claims(10)).map(drop)
    };
    let end = (MADE + 300 + 30) * 1_000;
    assert_eq!(judge_at(end - 1), Ok(()));
    assert_eq!(judge_at(end), Err(Reject::Expired));
    assert_eq!(judge_at((MADE - 30) * 1_000), Ok(()));
    assert_eq!(
        judge_at((MADE - 30) * 1_000 - 1).unwrap_err().code(),
        "token_invalid"
    );
}

#[test]
fn c11_expired_and_badly_signed_is_badly_signed() {
    let house = House::new();
    let stranger = SigningKey::generate(Alg::ES256).unwrap();
    let theirs = jwt::sign(&stranger, "at+jwt", &claims(10)).unwrap();
    let ours = jwt::sign(&house.key, "at+jwt", &claims(10)).unwrap();
    let (signed, _) = ours.rsplit_once('.').unwrap();
    let (_, signature) = theirs.rsplit_once('.').unwrap();
    house.clock.store((MADE + 9_000) * 1_000, Ordering::Relaxed);
    assert_eq!(house.verifier.verify(&ours), Err(Reject::Expired));
    let refused = house.verifier.verify(&format!("{signed}.{signature}"));
    assert_eq!(
        refused,
        Err(Reject::Invalid(Cause::Token(Error::BadSignature)))
    );
}

#[test]
fn c10_a_refusal_says_nothing_of_what_the_token_holds() {
    let house = House::new();
    let marked = json!("MARK-<script>");
    for bad in [
        with("iss", marked.clone()),
        with("aud", marked.clone()),
        with("lsn", marked.clone()),
        with("sub", json!([marked.clone()])),
        with("anc", json!([marked.clone()])),
        with("scope", json!(format!("a  {marked}"))),
    ] {
        let refused = house.judge(&bad).unwrap_err();
        let said = format!("{refused} {refused:?} {:?}", refused.www_authenticate());
        assert!(!said.contains("MARK"), "{said}");
    }
}

#[test]
fn k03_a_key_that_was_taken_out_vouches_for_nothing_more() {
    let house = House::new();
    let old = jwt::sign(&house.key, "at+jwt", &claims(10)).unwrap();
    let next = SigningKey::generate(Alg::EdDSA).unwrap();
    let new = jwt::sign(&next, "at+jwt", &claims(10)).unwrap();
    assert!(house.verifier.verify(&new).is_err());
    let both = [house.key.verifying_key(), next.verifying_key()];
    house.keys.replace(KeySet::new(both).unwrap());
    assert!(house.verifier.verify(&old).is_ok() && house.verifier.verify(&new).is_ok());
    house
        .keys
        .replace(KeySet::new([next.verifying_key()]).unwrap());
    assert_eq!(
        house.verifier.verify(&old).unwrap_err().code(),
        "token_invalid"
    );
    assert!(house.verifier.verify(&new).is_ok());
}

#[test]
fn another_policy_shares_keys_and_revocations() {
    let house = House::new();
    let any = house
        .verifier
        .with_policy(Policy::access_token_any_audience(ISSUER))
        .unwrap();
    let token = jwt::sign(&house.key, "at+jwt", &with("aud", json!("billing"))).unwrap();
    assert!(house.verifier.verify(&token).is_err());
    assert!(any.verify(&token).is_ok());
    house.revoke(Scope::Client, "app", 11);
    assert_eq!(any.verify(&token), Err(Reject::Revoked(Scope::Client)));
}
