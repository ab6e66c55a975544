//! One start in a process of its own: a test cannot set its own environment.

use std::process::Command;

use super::*;

const TARGET: &str = "PARAPH_TEST_TARGET";
const PROXIED: &str = "PARAPH_TEST_PROXIED";

/// The variables that would disturb, or that a case sets.
const VARIABLES: [&str; 10] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
];

/// Fetches once from `target`. Answers with `ready`, or with the code and the text of the failure.
pub(super) async fn fetch_once(
    target: &str,
    proxied: bool,
    environment: &[(&str, &str)],
) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let name = "http::tests::alone::in_its_own_process";
    command.args(["--exact", name, "--ignored", "--nocapture"]);
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    command
        .envs(environment.iter().copied())
        .env(TARGET, target);
    if proxied {
        command.env(PROXIED, "1");
    }
    let running = tokio::task::spawn_blocking(move || command.output());
    let said = String::from_utf8(running.await.unwrap().unwrap().stdout).unwrap();
    let line = said.lines().find_map(|line| line.split_once("outcome: "));
    line.unwrap_or_else(|| panic!("{said}")).1.to_owned()
}

#[tokio::test]
#[ignore = "run by other tests, in an environment of its own"]
async fn in_its_own_process() {
    let Ok(target) = std::env::var(TARGET) else {
        return;
    };
    let remote = remote().base_url(target).timeout(SECOND * 2);
    let remote = if std::env::var(PROXIED).is_ok() {
        remote.proxied()
    } else {
        remote
    };
    let verifier = remote.start().unwrap();
    let _ = verifier.verify_when_ready(&token(&key())).await;
    let health = verifier.health();
    let failure = health.issuers[0].last_failure.as_ref();
    match failure {
        _ if health.is_ready() => println!("outcome: ready"),
        Some(failure) => println!("outcome: {}: {}", failure.code, failure.text),
        None => println!("outcome: nothing"),
    }
}
