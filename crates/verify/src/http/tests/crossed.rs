//! Two issuers whose keys have the same kid.

use super::*;

const OTHER: &str = "https://login.example.com";

/// The set of `key`, which says to be called `kid`.
fn named(key: &SigningKey, kid: &str) -> String {
    let mut set: Value = serde_json::from_str(&set(&[key])).unwrap();
    set["keys"][0]["kid"] = json!(kid);
    set.to_string()
}

/// A token of `issuer`, signed by `key` under the name `kid`.
fn forged(key: &SigningKey, kid: &str, typ: &str, issuer: &str) -> String {
    let mut jwk: Value = serde_json::from_str(&key.to_jwk().to_json()).unwrap();
    jwk["kid"] = json!(kid);
    let jwk = paraph_jose::Jwk::parse(jwk.to_string()).unwrap();
    let key = SigningKey::from_jwk(&jwk).unwrap();
    jwt::sign(&key, typ, &claims(issuer)).unwrap()
}

fn started(remote: Remote, set: String) -> Verifier {
    let stub = Stub::new(Answer::Bytes(set.into()));
    remote.start_with(Box::new(stub)).unwrap()
}

#[tokio::test(start_paused = true)]
async fn h12_the_issuer_of_a_token_picks_the_keys() {
    let (ours, theirs) = (key(), key());
    let foreign = Verifier::foreign(Policy::foreign_access_token(OTHER, "api"));
    let foreign = foreign.clock(|| MADE * 1_000);
    let one = started(remote(), named(&ours, "k1"));
    let two = started(foreign, named(&theirs, "k1"));
    for verifier in [
        one.clone().also(two.clone()).unwrap(),
        two.clone().also(one.clone()).unwrap(),
    ] {
        for (key, typ, issuer, passes) in [
            (&ours, "at+jwt", ISSUER, true),
            (&theirs, "JWT", OTHER, true),
            (&theirs, "at+jwt", ISSUER, false),
            (&ours, "JWT", OTHER, false),
            // The policy is the issuer's, too.
            (&theirs, "at+jwt", OTHER, false),
            (&ours, "JWT", ISSUER, false),
        ] {
            let token = forged(key, "k1", typ, issuer);
            let outcome = verifier.verify_when_ready(&token).await;
            assert_eq!(outcome.is_ok(), passes, "{typ} {issuer}");
            if let Err(reject) = outcome {
                assert_eq!(reject.code(), "token_invalid");
            }
        }
    }
    let joined = one.also(two).unwrap();
    let principal = joined.verify(&forged(&theirs, "k1", "JWT", OTHER)).unwrap();
    assert_eq!((principal.iss.as_str(), principal.lsn), (OTHER, None));
}

#[tokio::test(start_paused = true)]
async fn h12_an_issuer_nobody_trusts_is_the_same_401() {
    let ours = key();
    let foreign = Verifier::foreign(Policy::foreign_access_token(OTHER, "api"));
    let one = started(remote(), set(&[&ours]));
    let both = one.clone().also(started(foreign, set(&[&key()]))).unwrap();
    settle().await;
    for issuer in ["https://evil.example", "", "https://id.example.org/"] {
        let token = jwt::sign(&ours, "at+jwt", &claims(issuer)).unwrap();
        let alone = one.verify(&token).unwrap_err();
        let joined = both.verify(&token).unwrap_err();
        assert_eq!(
            (joined.code(), joined.to_string()),
            (alone.code(), alone.to_string())
        );
        assert_eq!(joined.www_authenticate(), alone.www_authenticate());
    }
    for nonsense in ["", "a", "a.b.c", "e30.e30.AA", "e30.eyJpc3MiOjF9.AA"] {
        assert_eq!(both.verify(nonsense).unwrap_err().code(), "token_invalid");
        assert_eq!(
            both.verify_when_ready(nonsense).await.unwrap_err().code(),
            "token_invalid"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn h12_an_unknown_kid_asks_its_own_issuer_alone() {
    let (ours, theirs) = (key(), key());
    let stubs = [&ours, &theirs].map(|key| Stub::new(Answer::Bytes(set(&[key]).into())));
    let foreign = Verifier::foreign(Policy::access_token(OTHER, "api"));
    let both = remote().start_with(Box::new(stubs[0].clone())).unwrap();
    let both = both
        .also(foreign.start_with(Box::new(stubs[1].clone())).unwrap())
        .unwrap();
    settle().await;
    let token = jwt::sign(&key(), "at+jwt", &claims(OTHER)).unwrap();
    assert_eq!(both.verify(&token), Err(IN_DOUBT));
    settle().await;
    assert_eq!((stubs[0].hits(), stubs[1].hits()), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn h12_one_issuer_is_trusted_once() {
    let one = started(remote(), set(&[&key()]));
    let same = started(remote(), set(&[&key()]));
    let refused = one.clone().also(same.clone()).unwrap_err();
    assert_eq!(refused, SetupError::SameIssuer(ISSUER.to_owned()));
    let foreign = Verifier::foreign(Policy::foreign_access_token(OTHER, "api"));
    let other = started(foreign, set(&[&key()]));
    let joined = other.also(one).unwrap();
    assert_eq!(joined.also(same).unwrap_err().code(), "same_issuer");
}

#[tokio::test(start_paused = true)]
async fn v07_health_is_told_per_issuer() {
    let foreign = Verifier::foreign(Policy::foreign_access_token(OTHER, "api"));
    let one = started(remote(), set(&[&key()]));
    let both = one.also(started(foreign, "{}".to_owned())).unwrap();
    settle().await;
    let health = both.health();
    let seen: Vec<_> = health
        .issuers
        .iter()
        .map(|issuer| (issuer.issuer.as_str(), issuer.keys, issuer.is_ready()))
        .collect();
    assert_eq!(seen, [(ISSUER, 1, true), (OTHER, 0, false)]);
    assert!(!health.is_ready());
}
