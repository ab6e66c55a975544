//! What the wire can bring, over real sockets.

use super::issuer::{Does, Issuer, answer};
use super::*;

/// For answers that take too long. All else gets the default, so that a busy machine changes nothing.
const LIMIT: Duration = Duration::from_millis(400);

fn verifier(issuer: &Issuer) -> Verifier {
    remote().base_url(issuer.url()).start().unwrap()
}

/// A fresh verifier meets `does`: the code of its failure.
async fn failure(does: Does) -> (&'static str, Issuer) {
    let issuer = Issuer::new(does).await;
    let code = failure_of(&verifier(&issuer)).await;
    (code, issuer)
}

async fn failure_of(verifier: &Verifier) -> &'static str {
    let outcome = verifier.verify_when_ready(&token(&key())).await;
    assert_eq!(outcome, Err(NO_KEYS));
    let failure = verifier.health().issuers.remove(0).last_failure;
    failure.map_or("none", |failure| failure.code)
}

async fn all_fail(cases: Vec<(&'static str, Does)>) {
    let mut running = tokio::task::JoinSet::new();
    for (expected, does) in cases {
        running.spawn(async move {
            let said: String = format!("{does:?}").chars().take(80).collect();
            assert_eq!(failure(does).await.0, expected, "{said}");
        });
    }
    running.join_all().await;
}

#[tokio::test]
async fn k04_what_is_not_a_whole_quick_answer_is_a_failure() {
    let good = set(&[&key()]);
    let whole = |status, lines| Does::Says(answer(status, lines, &good));
    let raw = |text: &str| Does::Says(text.as_bytes().to_vec());
    all_fail(vec![
        ("status", whole("500 Internal Server Error", "")),
        ("status", whole("404 Not Found", "")),
        ("status", whole("204 No Content", "")),
        ("status", whole("206 Partial Content", "")),
        ("status", whole("203 Non-Authoritative", "")),
        (
            "broken",
            raw("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}"),
        ),
        (
            "broken",
            raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}"),
        ),
        (
            "broken",
            raw("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}"),
        ),
        ("broken", raw("220 smtp.example.org ESMTP\r\n")),
        ("broken", raw("")),
        ("broken", Does::Resets),
        (
            "key_set_json",
            Does::Says(answer("200 OK", "", "<!doctype html>")),
        ),
        (
            "key_set_json",
            Does::Says(answer(
                "200 OK",
                "content-encoding: gzip\r\n",
                "\x1f\x08\x00",
            )),
        ),
        (
            "key_set_empty",
            Does::Says(answer("200 OK", "", r#"{"keys":[]}"#)),
        ),
        // Cut to its announced length it is no JSON any more.
        (
            "key_set_json",
            raw(&format!(
                "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{good}"
            )),
        ),
    ])
    .await;
}

#[tokio::test]
async fn k04_d10_slow_answers_end_at_the_limit() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n".to_vec();
    let open = b"HTTP/1.1 200 OK\r\n\r\n{".to_vec();
    for does in [
        Does::Waits,
        Does::Drips(b"HTTP/1.1 200 OK\r\nx-slow: ".to_vec()),
        Does::Drips(head),
        Does::Drips(open),
    ] {
        let issuer = Issuer::new(does.clone()).await;
        let slow = remote().base_url(issuer.url()).timeout(LIMIT);
        let started = Instant::now();
        assert_eq!(
            failure_of(&slow.start().unwrap()).await,
            "timeout",
            "{does:?}"
        );
        assert!((LIMIT..SECOND * 4).contains(&started.elapsed()), "{does:?}");
    }
}

#[tokio::test]
async fn k04_more_than_a_megabyte_is_not_read() {
    let head = |line: &str| format!("HTTP/1.1 200 OK\r\n{line}\r\n").into_bytes();
    let ten = "content-length: 10485760\r\n";
    for (line, most, expected) in [
        (ten, 0, "too_large"),
        ("content-length: 9223372036854775807\r\n", 0, "too_large"),
        ("content-length: 18446744073709551615\r\n", 0, "broken"),
        // Announces nothing and never ends.
        ("", 1024 * 1024, "too_large"),
    ] {
        let (code, issuer) = failure(Does::Pours(head(line))).await;
        assert_eq!(code, expected, "{line}");
        // What lies in the buffers of both sockets comes on top.
        let poured = issuer.poured();
        assert!(poured <= most + 8 * 1024 * 1024, "{line}: {poured}");
    }
    let body = format!("{}{}", set(&[&key()]), " ".repeat(1024 * 1024));
    let chunk = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    let (code, _) = failure(Does::Says(chunk.into_bytes())).await;
    assert_eq!(code, "too_large");
}

#[tokio::test]
async fn k04_a_redirect_is_not_followed() {
    let good = Issuer::new(Does::Says(answer("200 OK", "", &set(&[&key()])))).await;
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        for target in [good.url(), "/".to_owned(), "http://localhost:1/".to_owned()] {
            let line = format!("location: {target}\r\n");
            let (code, issuer) = failure(Does::Says(answer(status, &line, ""))).await;
            assert_eq!((code, issuer.hits()), ("redirect", 1), "{status} {target}");
        }
    }
    assert_eq!(good.hits(), 0);
}

#[tokio::test]
async fn a_request_says_who_asks_for_what() {
    let key = key();
    let issuer = Issuer::new(Does::Says(answer(
        "200 OK",
        "set-cookie: a=b\r\n",
        &set(&[&key]),
    )))
    .await;
    let verifier = verifier(&issuer);
    verifier.verify_when_ready(&token(&key)).await.unwrap();
    // A question, for a second request: it brings no cookie.
    assert_eq!(verifier.verify(&token(&super::key())), Err(IN_DOUBT));
    until(|| issuer.requests().len() == 2).await;
    for request in issuer.requests() {
        let version = env!("CARGO_PKG_VERSION");
        let lines: Vec<_> = request.trim_end().split("\r\n").collect();
        assert_eq!(lines[0], "GET /.well-known/jwks.json HTTP/1.1");
        let mut names: Vec<_> = lines[1..].iter().map(|line| line.to_lowercase()).collect();
        names.sort();
        let expected = [
            "accept: application/jwk-set+json, application/json".to_owned(),
            format!("host: {}", issuer.address),
            format!("user-agent: paraph-verify/{version}"),
        ];
        assert_eq!(names, expected);
    }
}

#[tokio::test]
async fn k05_down_and_back_again() {
    let key = key();
    let good = Does::Says(answer("200 OK", "", &set(&[&key])));
    let issuer = Issuer::new(good.clone()).await;
    let verifier = verifier(&issuer);
    verifier.verify_when_ready(&token(&key)).await.unwrap();
    let address = issuer.goes_down().await;
    let next = super::key();
    assert_eq!(verifier.verify(&token(&next)), Err(IN_DOUBT));
    until(|| verifier.health().issuers[0].failures > 0).await;
    assert_eq!(verifier.verify(&token(&next)), Err(IN_DOUBT));
    assert!(verifier.verify(&token(&key)).is_ok());
    let failure = verifier.health().issuers.remove(0).last_failure.unwrap();
    assert_eq!(failure.code, "connect");
    // The first attempt of a fresh verifier fails, the second finds the issuer back.
    let fresh = remote()
        .base_url(format!("http://{address}"))
        .start()
        .unwrap();
    assert_eq!(fresh.verify_when_ready(&token(&key)).await, Err(NO_KEYS));
    let _issuer = Issuer::at(address, good).await;
    until(|| fresh.health().is_ready()).await;
    assert!(fresh.verify(&token(&key)).is_ok());
}
