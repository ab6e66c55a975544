//! R14, F10: five tabs of one browser, each with the page of `examples/spa`, whose access tokens expire a hundred times at the
//! same moment: nobody is ever logged out.
//!
//! Nothing is shortened but the configured lives: each round every tab holds a token that has run out by the notes service's own
//! clock, which allows no leeway, and all five press their button at once.

use std::time::Duration;

use serde_json::{Value, json};

use super::Page;
use crate::e2e::process::Place;
use crate::support::store::dump;

const TABS: u64 = 5;
const EXPIRIES: u64 = 100;

/// A leaf is old after 4/3 of the window, which is a little more than one round: in every second round the first tab turns the
/// refresh token while the others present the one before it; in the rest all are answered with the newest again.
const CONFIG: &str = "[tokens]\nlife = '2s'\nscopes = ['notes:read', 'notes:write']\n\
    [refresh]\nreplay_window = '2s'\nidle = '1h'\n";

#[tokio::test(flavor = "multi_thread")]
async fn r14_five_tabs_a_hundred_expiries() {
    let place = Place::new();
    let Some(page) = Page::open(&place, CONFIG).await else {
        return;
    };
    let ask = json!({ "tabs": TABS, "expiries": EXPIRIES });
    let seen = page.run("tabs", ask, Duration::from_mins(9));
    println!("{seen}");
    assert_eq!(seen["logged_out"], json!([]), "{seen}");
    assert_eq!(seen["unexpected"], json!([]), "{seen}");
    let count = |name: &str| seen["answers"][name].as_u64().unwrap_or_default();
    assert_eq!(count("GET /notes 401 token_expired"), TABS * EXPIRIES);
    // One per tab and expiry, and those that opened the tabs.
    assert!(count("POST /api/refresh 200") >= TABS * EXPIRIES, "{seen}");
    let turns = seen["generation"].as_u64().expect("a number");
    assert!(turns >= EXPIRIES / 3, "{seen}");
    judge(&place, &seen);
    page.issuer.stop();
}

/// What the issuer wrote down: one session, still open, and no alarm.
fn judge(place: &Place, seen: &Value) {
    let rows = dump(&place.data().join("paraph.db")).0;
    let events: Vec<_> = rows["audit"]
        .iter()
        .map(|row| row.split('|').nth(2).expect("an event"))
        .collect();
    println!("{} audit rows", events.len());
    let alarms: Vec<_> = events
        .iter()
        .filter(|event| event.contains("reused") || event.contains("ended"))
        .collect();
    assert!(alarms.is_empty(), "{alarms:?} {seen}");
    assert_eq!(rows["sessions"].len(), 1, "{seen}");
}
