//! Whatever is wrong with a fetch, in whatever state it meets the verifier: no token is accepted that was not, and none is
//! refused for good.

use super::super::error::FetchError;
use super::*;

/// What the verifier has when the fault begins.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    NoSet,
    GoodSet,
    TooOld,
}

fn faults(key: &SigningKey) -> Vec<Answer> {
    let other = super::key();
    let private = |key: &SigningKey| key.to_jwk().to_json().to_string();
    let public = |key: &SigningKey| key.to_jwk().public().unwrap().to_json().to_string();
    let oct = r#"{"kty":"oct","alg":"HS256","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;
    let large = format!(
        r#"{{"kty":"RSA","alg":"RS256","e":"AQAB","n":"{}"}}"#,
        "_".repeat(2_730)
    );
    let list = |keys: &[String]| format!(r#"{{"keys":[{}]}}"#, keys.join(","));
    let texts = [
        list(&[]),
        "{}".to_owned(),
        String::new(),
        "<!doctype html><title>Sign in to the network</title>".to_owned(),
        "[]".to_owned(),
        set(&[key]).replace("]}", "]"),
        format!("{}x", set(&[key])),
        list(&[public(key), public(key)]),
        list(&[public(key), private(&other)]),
        list(&[private(key)]),
        list(&[oct.to_owned()]),
        list(&[public(key), oct.to_owned()]),
        list(&[public(key), large]),
        list(&[r#"{"kty":"OKP","crv":"X25519","x":"AA"}"#.to_owned()]),
        list(&[public(key)
            .replacen('{', r#"{"use":"enc","#, 1)
            .replace(r#","use":"sig""#, "")]),
        format!(r#"{{"keys":[{0}],"keys":[{0}]}}"#, public(key)),
        format!("{}{}", set(&[key]), " ".repeat(1024 * 1024)),
    ];
    let errors = [
        FetchError::Timeout,
        FetchError::Connect("refused".to_owned()),
        FetchError::Status(500),
        FetchError::Status(404),
        FetchError::Redirect(302),
        FetchError::TooLarge,
        FetchError::Broken("cut".to_owned()),
    ];
    let mut faults: Vec<_> = texts
        .into_iter()
        .map(|text| Answer::Bytes(text.into()))
        .collect();
    faults.push(Answer::Bytes(vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0]));
    faults.extend(errors.map(Answer::Fault));
    faults.extend([Answer::Never, Answer::Panic]);
    faults
}

async fn in_state(state: State) -> House {
    let house = House::of(remote(), Some(Answer::Fault(FetchError::Timeout)));
    if state != State::NoSet {
        house.answers(&[&house.key]);
        sleep(SECOND * 31).await;
        assert_eq!(house.judge(&house.good()), Ok(()), "{state:?}");
    }
    if state == State::TooOld {
        house.stub.now(Answer::Fault(FetchError::Timeout));
        sleep(SECOND * 3_700).await;
    }
    house
}

async fn meet(state: State, at: usize) {
    let house = in_state(state).await;
    let fault = faults(&house.key).swap_remove(at);
    house.stub.now(fault.clone());
    let (good, unknown) = (house.good(), token(&key()));
    let (for_good, for_unknown) = match state {
        State::GoodSet => (Ok(()), Err(IN_DOUBT)),
        State::NoSet | State::TooOld => (Err(NO_KEYS), Err(NO_KEYS)),
    };
    for second in [0, 1, 3, 8, 20, 40] {
        let said = format!("{state:?}, {fault:?}, second {second}");
        assert_eq!(house.judge(&good), for_good, "{said}");
        assert_eq!(house.judge(&unknown), for_unknown, "{said}");
        let checked = house.verifier.verify_when_ready(&good).await.map(drop);
        assert_eq!(checked, for_good, "{said}");
        sleep(SECOND * second).await;
    }
    let health = house.verifier.health();
    assert!(health.issuers[0].failures > 0, "{state:?}, {fault:?}");
    house.answers(&[&house.key]);
    sleep(SECOND * 40).await;
    assert_eq!(house.judge(&good), Ok(()), "{state:?}, {fault:?}");
}

#[tokio::test(start_paused = true)]
async fn k05_no_fault_in_any_state_becomes_an_answer_about_a_token() {
    for state in [State::NoSet, State::GoodSet, State::TooOld] {
        for at in 0..faults(&key()).len() {
            meet(state, at).await;
        }
    }
}
