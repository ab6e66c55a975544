//! The page's 401, refresh, retry: one request for many calls, by `fetch` and by axios; a 503 waited for as long as it says; a
//! server that is gone is no logout.

use std::time::Duration;

use serde_json::json;

use super::Page;
use crate::e2e::process::Place;

const CONFIG: &str = "[tokens]\nlife = '2s'\nscopes = ['notes:read', 'notes:write']\n";

#[tokio::test(flavor = "multi_thread")]
async fn f10_many_calls_of_one_page_share_one_refresh() {
    let place = Place::new();
    let Some(page) = Page::open(&place, CONFIG).await else {
        return;
    };
    let seen = page.run("flight", json!({ "calls": 10 }), Duration::from_mins(3));
    let one_flight = json!({
        "GET /notes 401": 10, "POST /api/refresh 200": 1, "GET /notes 200": 10,
    });
    assert_eq!(seen["fetch"], one_flight);
    assert_eq!(seen["axios"], one_flight);
    let waited = json!({ "POST /api/refresh 503": 2, "POST /api/refresh 200": 1 });
    assert_eq!(seen["busy"], waited);
    let seconds = seen["waited"].as_f64().expect("seconds");
    assert!(
        (3.0..10.0).contains(&seconds),
        "Retry-After 1 and 2: {seconds} s"
    );
    let told = seen["without_a_server"].as_str().expect("words");
    assert!(told.starts_with("A server does not answer"), "{told}");
    assert_eq!(seen["still_in"], true, "{seen}");
    page.issuer.stop();
}
