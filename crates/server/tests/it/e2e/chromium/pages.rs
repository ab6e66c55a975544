//! The server's own pages as a person uses them, in two browsers: sign up, log in, see the account, end the other login, change
//! the password, leave. The other browser holds the page of `examples/spa`, and is refused at its next refresh.

use std::time::Duration;

use serde_json::{Value, json};

use super::Page;
use crate::e2e::process::Place;

const CONFIG: &str = "[tokens]\nscopes = ['notes:read', 'notes:write']\n";

/// What a first visit to the login page may weigh, in bytes on the wire.
const LIGHT: u64 = 30 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn signup_login_account_and_the_end_of_another_login() {
    let place = Place::new();
    let Some(page) = Page::open(&place, CONFIG).await else {
        return;
    };
    let ask = json!({ "issuer": page.issuer.url });
    let seen = page.run("pages", ask, Duration::from_mins(4));
    println!("{}", seen["weight"]);
    let views = [
        "login",
        "signup",
        "signed-up",
        "refused",
        "account",
        "logins",
        "ended",
        "changed",
        "kept",
    ];
    assert_eq!(seen["looked_at"], json!(views));
    assert_eq!(seen["findings"], json!([]));
    assert_eq!(seen["errors"], json!([]));
    assert_eq!(
        seen["logins"],
        json!([1, 2, 1]),
        "one, the other, one again"
    );
    // The other browser, at its next refresh.
    let refused = json!([
        "GET /api/me 401 token_revoked",
        "POST /api/refresh 401 session_ended"
    ]);
    assert_eq!(seen["other"]["answers"], refused, "{seen}");
    assert_eq!(seen["other"]["shows"], "login", "{seen}");
    assert_eq!(seen["other"]["account"], "/login", "{seen}");
    assert_eq!(seen["after_logout"], "/login", "{seen}");
    weigh(&seen["weight"]);
    page.issuer.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn w06_names_run_nothing_in_a_browser() {
    let place = Place::new();
    let Some(page) = Page::open(&place, CONFIG).await else {
        return;
    };
    let names = [
        "<script>pwned = 1</script>",
        "<img src=x onerror='pwned = 1'>",
        "</dd></dl><svg onload=pwned=1>",
        "\"><a href='javascript:pwned=1'>x</a>",
        "{{ 7 * 7 }}",
    ];
    let ask = json!({ "issuer": page.issuer.url, "names": names });
    let seen = page.run("names", ask, Duration::from_mins(3));
    assert_eq!(seen["shown"], json!(names));
    assert_eq!(seen["pwned"], json!([false, false, false, false, false]));
    // Were one to get through, the page's policy would still stop it.
    assert_eq!(
        seen["planted"], false,
        "the policy let a planted script run"
    );
    page.issuer.stop();
}

fn weigh(weight: &Value) {
    let bytes = |name: &str| weight[name].as_u64().expect("bytes");
    assert!(bytes("login") > 0 && bytes("login") <= LIGHT, "{weight}");
    assert!(bytes("account") > 0, "{weight}");
}
