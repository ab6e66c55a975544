//! B05: configurations that are unsafe.

use crate::e2e::process::{Place, Start};

/// Section, setting, and what the refusal names.
const UNSAFE: [(&str, &str, &str); 9] = [
    ("http", "origins = ['*']", "http.origins"),
    ("http", "origins = ['http://app.example.org']", "https"),
    ("http", "behind_proxy = '0.0.0.0/0'", "http.behind_proxy"),
    ("tokens", "algorithm = 'HS256'", "tokens.algorithm"),
    ("tokens", "algorithm = 'none'", "tokens.algorithm"),
    ("tokens", "life = '2 days'", "tokens.life"),
    ("tokens", "live = '5m'", "tokens.live"),
    ("passwords", "memory_kib = 1024", "passwords.memory_kib"),
    ("refresh", "replay_window = '0s'", "refresh.replay_window"),
];

#[test]
fn b05_unsafe_settings_are_refused_before_anything_is_made() {
    let place = Place::new();
    for (section, setting, says) in UNSAFE {
        let start = place.start().config(&format!("[{section}]\n{setting}\n"));
        refused(&place, &start, says);
    }
    place.serve().stop();
}

#[test]
fn b05_unsafe_flags_are_refused_before_anything_is_made() {
    let place = Place::new();
    let issuer = |url| place.start().args(&["--issuer", url]);
    refused(&place, &issuer("http://id.example.org"), "https");
    refused(&place, &issuer("https://id.example.org/"), "slash");
    refused(&place, &place.start().listen("0.0.0.0:0"), "--behind-proxy");
    place.serve().stop();
}

fn refused(place: &Place, start: &Start<'_>, says: &str) {
    let ran = start.refused();
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (Some(1), ""),
        "{says}: {ran:?}"
    );
    assert!(ran.err.starts_with("config_refused: "), "{says}: {ran:?}");
    assert!(ran.err.contains(says), "{says}: {ran:?}");
    assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
    assert!(!place.data().exists(), "{says}");
}
