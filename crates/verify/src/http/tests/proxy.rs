//! Proxies that the environment names.

use super::alone::fetch_once;
use super::issuer::{Does, Issuer, answer};

/// An environment that names the proxy for everything, in every spelling.
fn everywhere(proxy: &str) -> [(&str, &str); 6] {
    [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
    ]
    .map(|name| (name, proxy))
}

#[tokio::test]
async fn k04_the_environments_proxy_is_used_only_when_asked_for() {
    let proxy = Issuer::new(Does::Says(answer("502 Bad Gateway", "", ""))).await;
    let issuer = Issuer::new(Does::Resets).await;
    // Reaches this machine, and is no loopback address.
    let outside = format!("https://0.0.0.0:{}", issuer.address.port());
    for (proxied, hits) in [(false, (1, 0)), (true, (1, 1))] {
        let outcome = fetch_once(&outside, proxied, &everywhere(&proxy.url())).await;
        assert!(outcome.starts_with("connect: "), "{outcome}");
        assert_eq!((issuer.hits(), proxy.hits()), hits, "{outcome}");
    }
    // What it sees is a tunnel to be opened, not a request.
    assert!(proxy.requests()[0].starts_with("CONNECT 0.0.0.0:"));
}

#[tokio::test]
async fn k04_no_proxy_stands_before_this_machine() {
    let proxy = Issuer::new(Does::Says(answer("502 Bad Gateway", "", ""))).await;
    let issuer = Issuer::new(Does::Says(answer("404 Not Found", "", ""))).await;
    let outcome = fetch_once(&issuer.url(), true, &everywhere(&proxy.url())).await;
    assert!(outcome.starts_with("status: "), "{outcome}");
    assert_eq!((issuer.hits(), proxy.hits()), (1, 0));
}
