//! Our tokens, judged by them.

use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::Duration;

use serde_json::json;

use super::{ALGORITHMS, PEERS, Peer, tools};
use crate::e2e::call::{Caller, Pair};
use crate::e2e::process::{Place, Server, finish};
use crate::e2e::readme::examples;

impl Peer {
    /// What it says of a wrong audience, a wrong issuer, a wrong time.
    fn refusals(self) -> [&'static str; 3] {
        match self {
            Self::PyJwt => [
                "InvalidAudienceError",
                "InvalidIssuerError",
                "ExpiredSignatureError",
            ],
            Self::JwCrypto => [
                "JWTInvalidClaimValue aud",
                "JWTInvalidClaimValue iss",
                "JWTExpired",
            ],
            Self::Jose => [
                "ERR_JWT_CLAIM_VALIDATION_FAILED aud",
                "ERR_JWT_CLAIM_VALIDATION_FAILED iss",
                "ERR_JWT_EXPIRED exp",
            ],
        }
    }
}

/// A server whose tokens live for a second, and one of its tokens when that second is over.
async fn expired_token(place: &Place, alg: &str) -> (Server, String) {
    let config = format!("[tokens]\nalgorithm = '{alg}'\nlife = '1s'\n");
    let server = place.start().config(&config).run();
    let caller = Caller::new(&server.url);
    caller.sign_up("ada@example.org").await;
    let Pair { access, .. } = caller.pair("ada@example.org").await;
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    (server, access)
}

#[tokio::test(flavor = "multi_thread")]
async fn pyjwt_and_jose_take_our_tokens_and_refuse_wrong_audience_issuer_and_time() {
    let Some(tools) = tools() else { return };
    let place = Place::new();
    let able = PEERS.map(|peer| (peer, peer.algorithms(&tools, &place)));
    for alg in ALGORITHMS {
        let place = Place::new();
        let (server, token) = expired_token(&place, alg).await;
        let ask = |audience: &str, issuer: &str, leeway: u32| {
            json!({
                "op": "verify", "token": token, "jwks_uri": format!("{}/.well-known/jwks.json", server.url),
                "audience": audience, "issuer": issuer, "leeway": leeway, "alg": alg,
            })
        };
        let issuer = server.url.as_str();
        let asks = json!([
            ask("api", issuer, 60),
            ask("other", issuer, 60),
            ask("api", "http://localhost:1", 60),
            ask("api", issuer, 0),
        ]);
        for (peer, _) in able.iter().filter(|(_, algs)| algs.contains(&alg)) {
            let answers = peer.ask(&tools, &place, &asks);
            assert_eq!(
                answers[0]["claims"]["iss"], issuer,
                "{alg} {peer:?}: {answers:?}"
            );
            assert_eq!(answers[0]["typ"], "at+jwt");
            let refusals: Vec<_> = answers[1..].iter().map(|it| it["error"].clone()).collect();
            assert_eq!(refusals, peer.refusals(), "{alg} {peer:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_work_as_they_are() {
    let Some(tools) = tools() else { return };
    let place = Place::new();
    let server = place.serve();
    let caller = Caller::new(&server.url);
    caller.sign_up("ada@example.org").await;
    let token = caller.pair("ada@example.org").await.access;
    examples(place.path(), server.port());
    symlink(
        tools.join("npm/node_modules"),
        place.path().join("node_modules"),
    )
    .expect("a link");
    let broken = format!("{}A", &token[..token.len() - 1]);
    let broken = if broken == token {
        token.replace('.', "-")
    } else {
        broken
    };
    for (program, script) in [("venv/bin/python", "check.py"), ("bin/node", "check.mjs")] {
        let run = |token: &str| {
            let mut command = Command::new(tools.join(program));
            command
                .arg(place.path().join("examples").join(script))
                .arg(token);
            finish(command.env("no_proxy", "*"), "")
        };
        let good = run(&token);
        assert_eq!(good.code, Some(0), "{script}: {good:?}");
        assert!(good.out.contains(&server.url), "{script}: {good:?}");
        assert_ne!(run(&broken).code, Some(0), "{script} takes a broken token");
    }
}
