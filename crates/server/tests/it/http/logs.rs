//! What the log holds, at its most talkative.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use http::Method;
use http::header::COOKIE;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{self, Client};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the lock").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn s01_no_secret_and_no_path_as_sent_is_logged_at_any_level() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(lines.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let page = app.logged_in_browser("ada@example.org").await;
    let cookie = page.jar().split_once('=').expect("a cookie").1.to_owned();
    let (access, refresh) = app.log_in("ada@example.org", "api").await;
    page.post_nothing("/api/refresh").await.ok();
    app.anonymous()
        .post("/api/refresh", &json!({ "refresh_token": refresh }))
        .await
        .ok();
    app.bearer(&access)
        .get("/api/me?token=kanarienvogel")
        .await
        .ok();
    app.bearer(&access).get("/kanarienvogel").await;
    app.bearer("kanarienvogel").get("/api/me").await;
    let wrong = json!({ "email": "ada@example.org", "password": "kanarienvogel" });
    app.anonymous().post("/api/login", &wrong).await;
    app.anonymous()
        .post("/api/login", &json!({ "kanarienvogel": "kanarienvogel" }))
        .await;
    let mut request = page.request(Method::POST, "/api/refresh");
    client::set(&mut request, COOKIE, "par-dev-r-app=kanarienvogel");
    page.send(request).await;
    drop(guard);
    let log = String::from_utf8(lines.0.lock().expect("the lock").clone()).expect("text");
    assert!(
        log.contains("route=\"/api/login\"") && log.contains("status=401"),
        "{log}"
    );
    assert!(log.contains("code=\"invalid_credentials\""), "{log}");
    let lines = log.lines().filter(|line| line.contains("answered"));
    assert_eq!(lines.clone().count(), 10);
    assert!(
        lines
            .clone()
            .all(|line| line.contains("request{request_id=")),
        "{log}"
    );
    let named = |line: &str| line.contains("peer=");
    let refused = |line: &str| line.contains("status=401") || line.contains("status=403");
    assert!(
        lines.clone().all(|line| named(line) == refused(line)),
        "{log}"
    );
    for secret in [
        PASSWORD,
        "kanarienvogel",
        "par_r_",
        &cookie,
        &access,
        &refresh,
        "eyJ",
    ] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}
