//! S01, D15: what the log never says, and what nobody can make it say.

use std::process::Command;

use serde_json::json;

use super::canary::{NEVER, PERSONAL, use_everything};
use crate::e2e::call::{Caller, PASSWORD, send};
use crate::e2e::process::{Place, finish};

#[tokio::test(flavor = "multi_thread")]
async fn s01_no_secret_is_logged_at_any_level() {
    let place = Place::new();
    let server = place.start().env("RUST_LOG", "trace").run();
    let all = use_everything(&place, &server).await;
    // Of the libraries below us, the one for HTTP/2 says most at that level.
    let mut curl = Command::new("curl");
    curl.args(["-s", "--noproxy", "*", "--http2-prior-knowledge", "-H"]);
    curl.args([&format!("authorization: Bearer {}", NEVER[4]), "-H"]);
    curl.args([&format!("origin: {}", server.url), "-H"]);
    curl.args([&format!("cookie: par-dev-r-app={}", NEVER[3]), "--json"]);
    curl.args([&format!("{{\"refresh_token\":\"{}\"}}", all[8])]);
    let ran = finish(
        curl.arg(format!("{}/api/refresh?q={}", server.url, NEVER[5])),
        "",
    );
    assert!(ran.out.contains("refresh_invalid"), "{ran:?}");
    server.stop();
    let log = place.log();
    assert!(log.contains("TRACE"), "the level is trace");
    assert!(
        log.matches("request_id=").count() >= 10,
        "requests are logged"
    );
    for canary in all.iter().map(String::as_str).chain(PERSONAL) {
        let line = log.lines().find(|line| line.contains(canary));
        assert_eq!(line, None, "{canary} is in the log");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn d15_nothing_from_outside_makes_a_line_of_the_log() {
    let place = Place::new();
    let server = place.start().env("RUST_LOG", "debug").run();
    let caller = Caller::new(&server.url);
    let forged = "x\r\n2026-01-01T00:00:00Z ERROR FORGED line";
    for (email, password) in [(forged, PASSWORD), ("ada@example.org", forged)] {
        let body = json!({ "email": email, "password": password });
        send(caller.post("/api/login", &body)).await;
        send(caller.post("/api/signup", &body)).await;
        send(caller.post("/api/refresh", &json!({ "refresh_token": email }))).await;
    }
    let too_long = "FORGED ".repeat(4_000);
    send(
        caller
            .log_in("ada@example.org")
            .header("user-agent", &too_long),
    )
    .await;
    send(caller.get("/%0d%0aFORGED%1b[31m?FORGED%0a")).await;
    send(caller.get("/api/me").bearer_auth("FORGED.FORGED.FORGED")).await;
    send(caller.get("/api/me").header("x-forwarded-for", "FORGED")).await;
    send(caller.get("/api/me").header("x-request-id", "FORGED")).await;
    server.stop();
    let log = place.log();
    assert!(log.lines().count() > 10, "{log}");
    for line in log.lines() {
        let stamped = line.len() > 20 && line.as_bytes()[..4].iter().all(u8::is_ascii_digit);
        assert!(
            stamped && line.as_bytes()[4] == b'-',
            "no line of ours: {line}"
        );
        assert!(line.len() < 1_000, "{} bytes: {line}", line.len());
        assert!(!line.contains("FORGED"), "{line}");
        assert!(!line.contains(|it: char| it.is_control()), "{line:?}");
    }
}
