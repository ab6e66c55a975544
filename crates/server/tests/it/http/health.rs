//! `/healthz` and `/readyz`.

use serde_json::json;

use crate::support::app::TestApp;
use crate::support::client::Client;

#[tokio::test]
async fn s05_health_is_bare() {
    let app = TestApp::new().await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(
            app.anonymous().get(path).await.ok(),
            json!({ "status": "ok" }),
            "{path}"
        );
    }
    for path in [
        "/metrics",
        "/debug",
        "/debug/pprof",
        "/status",
        "/info",
        "/env",
        "/dev/mail",
    ] {
        app.anonymous().get(path).await.refused(404, "not_found");
    }
}

#[tokio::test]
async fn a_server_that_stops_is_alive_and_not_ready() {
    let app = TestApp::new().await;
    app.app.drain();
    let answer = app.anonymous().get("/readyz").await;
    answer.refused(503, "unavailable");
    assert_eq!(answer.json()["detail"], "stopping");
    app.anonymous().get("/healthz").await.ok();
}
