//! W14: the page of `examples/spa` keeps no token where a script of tomorrow would find it, and shows none. The same run looks at
//! its views: axe-core in light and dark, and pictures.

use std::time::Duration;

use serde_json::{Value, json};

use super::Page;
use crate::e2e::process::Place;

const CONFIG: &str = "[tokens]\nscopes = ['notes:read', 'notes:write']\n";

#[tokio::test(flavor = "multi_thread")]
async fn w14_no_token_in_storage_url_or_html() {
    let place = Place::new();
    let Some(page) = Page::open(&place, CONFIG).await else {
        return;
    };
    let seen = page.run("storage", json!({}), Duration::from_mins(3));
    let tokens: Vec<_> = seen["tokens"].as_array().expect("tokens").iter().collect();
    // Login, the button, the reload of the page; and the cookie, which no script sees.
    assert!(tokens.len() >= 4, "{seen}");
    for when in ["logged in", "reloaded", "logged out"] {
        let found = found(&seen["dumps"][when], &tokens);
        assert_eq!(found, Vec::<String>::new(), "{when}: {}", seen["dumps"]);
    }
    // The dump sees what is there.
    let planted = found(&seen["dumps"]["planted"], &tokens);
    let places = ["localStorage", "sessionStorage", "indexedDB", "html", "url"];
    for place in places {
        assert!(planted.iter().any(|it| it == place), "{place}: {planted:?}");
    }
    assert_eq!(seen["errors"], json!([]), "the page has errors");
    page.issuer.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_accessible_in_light_and_dark() {
    let place = Place::new();
    let Some(page) = Page::open(&place, CONFIG).await else {
        return;
    };
    let seen = page.run("notes", json!({}), Duration::from_mins(3));
    assert_eq!(
        seen["looked_at"],
        json!(["login", "refused", "empty", "notes"])
    );
    assert_eq!(seen["findings"], json!([]));
    page.issuer.stop();
}

/// Where in a dump a token stands, or something that looks like one.
fn found(dump: &Value, tokens: &[&Value]) -> Vec<String> {
    let places = dump.as_object().expect("a dump");
    let holds = |text: &str| {
        let is_in = |token: &&&Value| text.contains(token.as_str().expect("a token"));
        tokens.iter().any(|token| is_in(&token)) || text.contains("par_r_") || text.contains("eyJ")
    };
    let bad = places.iter().filter(|(_, text)| holds(&text.to_string()));
    bad.map(|(place, _)| place.clone()).collect()
}
