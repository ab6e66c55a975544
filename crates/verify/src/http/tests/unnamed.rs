//! An issuer with a single key, whose tokens name none that its set has: another kid, or no kid at all. That a key stands
//! alone is all that makes it theirs, so a signature that it did not make may be that of its successor.

use paraph_jose::{Error, Jwk};

use super::super::error::FetchError;
use super::issuer::{Does, Issuer, answer};
use super::*;

/// Two keys of Ed25519, their secrets 32 bytes of 1 and of 2, and the access token of [`claims`] that PyJWT signs with each,
/// without a kid.
const PUBLIC: [&str; 2] = [
    "iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w",
    "gTl3Dqh9F19Wo1Rmw0x-zMuNipG07jeiXfYPW4_Js5Q",
];
const SIGNED: &str = "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.\
    eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUub3JnIiwic3ViIjoidXNyX2EiLCJhdWQiOiJhcGkiLCJjbGllbnRfaWQiOiJhcHAi\
    LCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMDMwMCwianRpIjoiajEiLCJzaWQiOiJzZXNfYSIsInNjb3BlIjoicmVhZCIs\
    ImxzbiI6MTA5OTUxMTYyNzc3Nn0";
const SIGNATURES: [&str; 2] = [
    "Zh_G9SFwTYdbVOd8OF2foTRVz--JhbHvSDtr2NZIM9ojJGEB5cVjWGrUfqmbHiGZVcZ3K9q9BKbxofLn_7CqBw",
    "wVrk7PLl2bDkfL9FSbk4WZUoOfFdkqk2wS0F6N0RQkmgWGqNfWHJnnXRAUU00jfdIXIsylrxp7r7SKYduNHiBA",
];

/// The set of one of these keys, called `kid` or nothing.
fn lone(which: usize, kid: Option<&str>) -> String {
    let x = PUBLIC[which];
    let jwk = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}"#);
    shown(&Jwk::parse(jwk).unwrap(), kid)
}

/// A token without a kid.
fn kidless(which: usize) -> String {
    format!("{SIGNED}.{}", SIGNATURES[which])
}

/// The set of `key` alone, called `kid` or nothing.
fn shown(key: &Jwk, kid: Option<&str>) -> String {
    let mut jwk: Value = serde_json::from_str(&key.to_json()).unwrap();
    match kid {
        Some(kid) => jwk["kid"] = json!(kid),
        None => drop(jwk.as_object_mut().unwrap().remove("kid")),
    }
    json!({ "keys": [jwk] }).to_string()
}

fn unnamed(key: &SigningKey) -> Answer {
    Answer::Bytes(shown(&key.to_jwk().public().unwrap(), None).into())
}

/// A token of `key`, signed under a name of the issuer's own.
fn token_as(key: &SigningKey, kid: &str) -> String {
    let named = key.to_jwk().with_kid(kid).unwrap();
    token(&SigningKey::from_jwk(&named).unwrap())
}

/// The refusal of a token that one key did not sign.
fn unsigned() -> Result<(), Reject> {
    Err(Error::BadSignature.into())
}

/// With a set of one key, and an issuer whose tokens name others.
async fn house(set: Answer) -> House {
    let house = House::of(remote(), Some(set));
    settle().await;
    assert!(house.verifier.health().is_ready());
    house
}

#[tokio::test]
async fn k02_a_key_without_a_kid_gets_a_successor_over_the_wire() {
    let says = |which| Does::Says(answer("200 OK", "", &lone(which, None)));
    let issuer = Issuer::new(says(0)).await;
    let verifier = remote().base_url(issuer.url()).start().unwrap();
    assert!(verifier.verify_when_ready(&kidless(0)).await.is_ok());
    issuer.now(says(1));
    assert_eq!(verifier.verify(&kidless(1)), Err(IN_DOUBT));
    until(|| verifier.verify(&kidless(1)).is_ok()).await;
    // The old one is a stranger's now, and the question was just answered.
    for _ in 0..100 {
        assert_eq!(verifier.verify(&kidless(0)).map(drop), unsigned());
    }
    assert_eq!(issuer.hits(), 2);
}

#[tokio::test(start_paused = true)]
async fn k02_a_token_that_names_no_key_of_the_set_may_be_its_successors() {
    let (old, next) = (key(), key());
    let other = SigningKey::generate(Alg::Ed25519).unwrap();
    let text = |set: String| Answer::Bytes(set.into());
    for (before, good, after, token) in [
        // Named by the issuer's own names, or by one and the same.
        (
            unnamed(&old),
            token_as(&old, "1"),
            unnamed(&next),
            token_as(&next, "2"),
        ),
        (
            unnamed(&old),
            token_as(&old, "1"),
            unnamed(&next),
            token_as(&next, "1"),
        ),
        // Of another algorithm.
        (
            unnamed(&old),
            token_as(&old, "1"),
            unnamed(&other),
            token_as(&other, "1"),
        ),
        // Not named at all, whether the key has a name or not.
        (
            text(lone(0, None)),
            kidless(0),
            text(lone(1, None)),
            kidless(1),
        ),
        (
            text(lone(0, Some("1"))),
            kidless(0),
            text(lone(1, Some("1"))),
            kidless(1),
        ),
    ] {
        let house = house(before).await;
        assert_eq!(house.judge(&good), Ok(()));
        house.stub.now(after);
        assert_eq!(house.judge(&token), Err(IN_DOUBT));
        assert_eq!(house.judge(&good), Ok(()), "one token is in doubt");
        settle().await;
        assert_eq!(house.judge(&token), Ok(()));
        assert_eq!(house.stub.hits(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn h06_a_thousand_forgeries_cause_one_fetch_per_cooldown() {
    let (owner, stranger) = (key(), SigningKey::generate(Alg::EdDSA).unwrap());
    let house = house(unnamed(&owner)).await;
    let good = token_as(&owner, "theirs");
    let forged = token_as(&key(), "theirs");
    let forgeries = [
        (forged, Error::BadSignature),
        (token(&stranger), Error::AlgMismatch),
    ];
    let (mut doubts, started) = (0, Instant::now());
    for (forgery, error) in forgeries.iter().cycle().take(1_000) {
        match house.judge(forgery) {
            Err(reject) if reject == IN_DOUBT => doubts += 1,
            // Where the set did not change, the answer is what it was.
            judged => assert_eq!(judged, Err(error.clone().into())),
        }
        assert_eq!(house.judge(&good), Ok(()));
        sleep(Duration::from_millis(300)).await;
    }
    // A question costs one fetch; those that are due anyway come every five minutes.
    let (cooldowns, due) = (started.elapsed().as_secs().div_ceil(30), 2);
    assert!((9..=cooldowns).contains(&doubts), "{doubts} questions");
    let asked = house.stub.hits() as u64 - 1;
    assert!(
        (doubts..=doubts + due).contains(&asked),
        "{asked} fetches, {doubts} questions"
    );
}

/// No published key has such an `alg`: no newer set could make the token good, and nobody is asked.
#[tokio::test(start_paused = true)]
async fn t01_t02_t03_an_alg_of_no_public_key_is_refused_at_once() {
    let house = house(unnamed(&key())).await;
    let secret = SigningKey::generate(Alg::HS256).unwrap();
    let (_, rest) = SIGNED.split_once('.').unwrap();
    let headed = |alg: &str| {
        let header = json!({ "alg": alg, "typ": "at+jwt" }).to_string();
        format!(
            "{}.{rest}.AAAA",
            base64_simd::URL_SAFE_NO_PAD.encode_to_string(header)
        )
    };
    for token in [
        token_as(&secret, "a"),
        headed("none"),
        headed("HS256"),
        headed("HS999"),
    ] {
        assert_eq!(
            house.judge(&token),
            Err(Error::AlgMismatch.into()),
            "{token}"
        );
    }
    settle().await;
    assert_eq!(house.stub.hits(), 1);
}

#[tokio::test(start_paused = true)]
async fn h06_forgeries_and_unknown_kids_ask_one_question_together() {
    let house = House::new().await;
    let alone = self::house(Answer::Bytes(lone(0, Some("1")).into())).await;
    // A kid of the set: its key is the one that was meant, and nobody is asked.
    let forged = token_as(&key(), house.key.kid());
    for _ in 0..100 {
        assert_eq!(house.judge(&forged), unsigned());
    }
    settle().await;
    assert_eq!(house.stub.hits(), 1);
    assert_eq!(alone.judge(&token(&key())), Err(IN_DOUBT));
    assert_eq!(alone.judge(&kidless(1)), Err(IN_DOUBT));
    settle().await;
    assert_eq!(alone.judge(&kidless(1)), unsigned());
    assert_eq!(alone.stub.hits(), 2);
}

#[tokio::test(start_paused = true)]
async fn h06_a_successor_that_could_not_be_asked_for_is_no_refusal() {
    let house = house(Answer::Bytes(lone(0, None).into())).await;
    house.stub.now(Answer::Fault(FetchError::Status(500)));
    for _ in 0..25 {
        assert_eq!(house.judge(&kidless(1)), Err(IN_DOUBT));
        assert_eq!(house.judge(&kidless(0)), Ok(()));
        sleep(SECOND).await;
    }
    assert_eq!(house.stub.hits(), 2);
    house.stub.now(Answer::Bytes(lone(1, None).into()));
    sleep(SECOND * 6).await;
    assert_eq!(house.judge(&kidless(1)), Err(IN_DOUBT));
    settle().await;
    assert_eq!(house.judge(&kidless(1)), Ok(()));
}
