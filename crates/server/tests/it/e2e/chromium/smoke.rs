//! The driver itself: a browser starts, sees our server and nothing of the world outside.

use std::time::Duration;

use serde_json::json;

use super::Chromium;
use crate::e2e::process::Place;

#[test]
fn chromium_sees_this_machine_and_nothing_else() {
    let place = Place::new();
    let Some(chromium) = Chromium::new(&place) else {
        return;
    };
    let server = place.serve();
    let ask = json!({ "url": format!("{}/healthz", server.url) });
    let seen = chromium.run("smoke", &ask, Duration::from_mins(1));
    println!("{seen}");
    assert_eq!(seen["status"], 200);
    let outside = seen["outside"].as_str().expect("words");
    assert!(outside.contains("ERR_NAME_NOT_RESOLVED"), "{seen}");
}
