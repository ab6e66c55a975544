//! Proxies that the environment names. A test cannot set its own environment, so each case is a process of its own.

use std::process::Command;

use super::issuer::{Does, Issuer, answer};
use super::*;

const TARGET: &str = "PARAPH_TEST_TARGET";
const PROXIED: &str = "PARAPH_TEST_PROXIED";

/// Fetches once from `target`, in an environment that names `proxy` for everything.
async fn fetch_once(target: String, proxy: String, proxied: bool) {
    let run = move || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([
            "--exact",
            "http::tests::proxy::in_its_own_process",
            "--ignored",
        ]);
        for name in [
            "HTTP_PROXY",
            "http_proxy",
            "HTTPS_PROXY",
            "https_proxy",
            "ALL_PROXY",
            "all_proxy",
        ] {
            command.env(name, &proxy);
        }
        for name in ["NO_PROXY", "no_proxy"] {
            command.env_remove(name);
        }
        command.env(TARGET, target);
        if proxied {
            command.env(PROXIED, "1");
        }
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains("1 passed"), "{said}");
    };
    tokio::task::spawn_blocking(run).await.unwrap();
}

#[tokio::test]
#[ignore = "run by the tests below, in an environment of its own"]
async fn in_its_own_process() {
    let Ok(target) = std::env::var(TARGET) else {
        return;
    };
    let remote = remote().base_url(target).timeout(SECOND);
    let remote = if std::env::var(PROXIED).is_ok() {
        remote.proxied()
    } else {
        remote
    };
    let verifier = remote.start().unwrap();
    assert_eq!(verifier.check(&token(&key())).await, Err(NO_KEYS));
    assert_eq!(verifier.health().issuers[0].fetches, 1);
}

#[tokio::test]
async fn k04_the_environments_proxy_is_used_only_when_asked_for() {
    let proxy = Issuer::new(Does::Says(answer("502 Bad Gateway", "", ""))).await;
    let issuer = Issuer::new(Does::Says(Vec::new())).await;
    // Reaches this machine, and is no loopback address.
    let outside = format!("https://0.0.0.0:{}", issuer.address.port());
    fetch_once(outside.clone(), proxy.url(), false).await;
    assert_eq!((issuer.hits(), proxy.hits()), (1, 0));
    fetch_once(outside, proxy.url(), true).await;
    assert_eq!((issuer.hits(), proxy.hits()), (1, 1));
    // What it sees is a tunnel to be opened, not a request.
    assert!(proxy.requests()[0].starts_with("CONNECT 0.0.0.0:"));
}

#[tokio::test]
async fn k04_no_proxy_stands_before_this_machine() {
    let proxy = Issuer::new(Does::Says(answer("502 Bad Gateway", "", ""))).await;
    let issuer = Issuer::new(Does::Says(answer("404 Not Found", "", ""))).await;
    fetch_once(issuer.url(), proxy.url(), true).await;
    assert_eq!((issuer.hits(), proxy.hits()), (1, 0));
}
