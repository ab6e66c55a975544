//! Their tokens, judged by us.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use paraph_core::clock::millis;
use paraph_jose::{Jwk, JwkSet, KeySet, Policy};
use paraph_ledger::{Lsn, View};
use paraph_verify::{Keys, Verifier};
use serde_json::{Value, json};

use super::{PEERS, tools};
use crate::e2e::call::Caller;
use crate::e2e::process::{Place, Ran};

const ISSUER: &str = "https://theirs.example";

/// Claims as ours have them, valid now; then the same with one thing wrong each, and the code that we answer.
fn claims(now: i64) -> Vec<(&'static str, Value, &'static str)> {
    let good = json!({
        "iss": ISSUER, "aud": "api", "sub": "usr_1", "client_id": "app", "sid": "ses_1", "jti": "t1",
        "iat": now, "exp": now + 300, "scope": "orders:read", "lsn": Lsn::FIRST,
    });
    let with = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        claims
    };
    let mut endless = good.clone();
    endless.as_object_mut().expect("an object").remove("exp");
    vec![
        ("good", good.clone(), ""),
        ("over", with("exp", json!(now - 61)), "expired"),
        ("not begun", with("nbf", json!(now + 600)), "not_yet_valid"),
        (
            "made in the future",
            with("iat", json!(now + 600)),
            "issued_in_future",
        ),
        (
            "another audience",
            with("aud", json!("other")),
            "audience_mismatch",
        ),
        (
            "a list of audiences",
            with("aud", json!(["other"])),
            "audience_mismatch",
        ),
        (
            "another issuer",
            with("iss", json!("https://theirs.example/")),
            "issuer_mismatch",
        ),
        ("without an end", endless, "claim_missing"),
    ]
}

/// What the peers forge, and our answer.
const FORGED: [(&str, &str); 6] = [
    ("another key", "bad_signature"),
    ("alg none", "alg_mismatch"),
    ("the public key as a secret", "alg_mismatch"),
    ("another typ", "typ_mismatch"),
    ("an unknown crit", "header_critical"),
    ("a key in the header", "header_member"),
];

fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    millis(since.expect("after 1970")) / 1_000
}

#[test]
fn t01_t02_t03_t17_h01_c05_our_command_and_library_judge_tokens_of_pyjwt_and_jose() {
    let Some(tools) = tools() else { return };
    let place = Place::new();
    let table = claims(now());
    let bodies: Vec<_> = table.iter().map(|row| row.1.clone()).collect();
    let ask = |alg: &&str| json!({ "op": "make", "alg": alg, "typ": "at+jwt", "claims": bodies });
    for peer in PEERS {
        let algorithms = peer.algorithms(&tools, &place);
        let asks: Value = algorithms.iter().map(ask).collect();
        for (alg, made) in algorithms.iter().zip(peer.ask(&tools, &place, &asks)) {
            let judge = Judge::new(&place, alg, &made["jwk"]);
            let tokens = made["tokens"].as_array().expect("tokens");
            for ((what, _, code), token) in table.iter().zip(tokens) {
                judge.check(&format!("{peer:?} {alg} {what}"), token, code);
            }
            let forged = made["forged"].as_object().expect("forged tokens");
            assert_eq!(forged.len(), FORGED.len());
            for (what, code) in FORGED {
                // An ML-DSA key in a header makes it longer than any header may be.
                let long = alg.starts_with("ML-DSA") && code == "header_member";
                let code = if long { "token_too_long" } else { code };
                judge.check(&format!("{peer:?} {alg} {what}"), &forged[what], code);
            }
        }
    }
}

/// Our command and our library, with one key of theirs.
struct Judge<'a> {
    place: &'a Place,
    key: PathBuf,
    alg: &'a str,
    verifier: Verifier,
}

impl<'a> Judge<'a> {
    fn new(place: &'a Place, alg: &'a str, jwk: &Value) -> Self {
        let key = place.write("jwk.json", &jwk.to_string());
        let parsed = Jwk::parse(jwk.to_string()).expect("a JWK");
        let set = JwkSet::new([parsed]).expect("a set");
        let keys = Keys::new(KeySet::from_jwks(&set).expect("public keys"));
        let view = Arc::new(View::new(Lsn::FIRST));
        let policy = Policy::access_token(ISSUER, "api");
        let verifier = Verifier::local(policy, keys, view, || now() * 1_000);
        Self {
            place,
            key,
            alg,
            verifier,
        }
    }

    /// Accepts where `code` is empty; else refuses with one line that starts with it.
    fn check(&self, what: &str, token: &Value, code: &str) {
        let token = token.as_str().expect("a token");
        let ran = self.command(token);
        let library = self.verifier.verify(token);
        if code.is_empty() {
            assert_eq!(ran.code, Some(0), "{what}: {ran:?}");
            assert_eq!(library.expect(what).sub, "usr_1");
            return;
        }
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (Some(1), ""),
            "{what}: {ran:?}"
        );
        assert_eq!(ran.err.lines().count(), 1, "{what}: {ran:?}");
        assert!(ran.err.starts_with(&format!("{code}: ")), "{what}: {ran:?}");
        assert!(library.is_err(), "{what}");
    }

    fn command(&self, token: &str) -> Ran {
        let key = self.key.to_str().expect("UTF-8");
        let line = [
            "jwt",
            "verify",
            "--jwk",
            key,
            "--issuer",
            ISSUER,
            "--audience",
            "api",
            "--alg",
            self.alg,
        ];
        self.place.command(&line, token)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t03_the_server_refuses_its_own_claims_under_a_peers_key() {
    let Some(tools) = tools() else { return };
    let place = Place::new();
    let server = place.serve();
    let caller = Caller::new(&server.url);
    caller.sign_up("ada@example.org").await;
    let token = caller.pair("ada@example.org").await.access;
    let reply = caller.me(&token).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let payload = token.split('.').nth(1).expect("a payload");
    let payload = base64_simd::URL_SAFE_NO_PAD
        .decode_to_vec(payload)
        .expect("base64url");
    let claims: Value = serde_json::from_slice(&payload).expect("claims");
    let asks = json!([{ "op": "make", "alg": "ES256", "typ": "at+jwt", "claims": [claims] }]);
    for peer in PEERS {
        let made = peer.ask(&tools, &place, &asks).remove(0);
        let forged = made["forged"].as_object().expect("forged tokens");
        let all = forged
            .values()
            .chain(made["tokens"].as_array().expect("tokens"));
        for token in all {
            let token = token.as_str().expect("a token");
            caller.me(token).await.refused(401, "token_invalid");
        }
    }
}
