use super::*;

const OWN: &str = "https://id.example.org";
const LISTED: &str = "https://app.example.org:8443";

/// Origins that pass neither as ours nor as listed, in production.
const FOREIGN: [&str; 27] = [
    "null",
    "NULL",
    "",
    "*",
    "https://evil.example",
    "https://evil-example.org",
    "https://evil-id.example.org",
    "https://id.example.org.evil.example",
    "https://id.example.orgevil",
    "https://sub.id.example.org",
    "https://example.org",
    "https://id.example.org:8443",
    "https://id.example.org:444",
    "https://app.example.org",
    "https://app.example.org:84430",
    "http://id.example.org",
    "http://id.example.org:443",
    "https://id.example.org@evil.example",
    "https://evil.example@id.example.org",
    "https://id.example.org:443@evil.example",
    "https://id.example.org/",
    "https://id.example.org#",
    "https://id.example.org?",
    "https://id.example.org.",
    "id.example.org",
    "https://id.example.org, https://evil.example",
    "http://localhost:3000",
];

fn production() -> Origins {
    Origins::production(OWN, [LISTED]).unwrap()
}

fn development() -> Origins {
    Origins::development("http://localhost:8080").unwrap()
}

fn headers(lines: &[(HeaderName, &str)]) -> HeaderMap {
    lines
        .iter()
        .map(|(name, value)| {
            (
                name.clone(),
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            )
        })
        .collect()
}

fn post(origins: &Origins, lines: &[(HeaderName, &str)], cookie: bool) -> bool {
    origins
        .check(&Method::POST, &headers(lines), cookie)
        .is_ok()
}

fn cors(origins: &Origins, origin: &str) -> bool {
    origins.allows_cors(&HeaderValue::from_bytes(origin.as_bytes()).unwrap())
}

#[test]
fn w02_the_table_of_both_headers() {
    // Origin, Sec-Fetch-Site, passes with a cookie of ours, passes without one.
    let table: [(Option<&str>, Option<&str>, bool, bool); 16] = [
        (None, None, false, true),
        (None, Some("same-origin"), true, true),
        (None, Some("none"), false, false),
        (None, Some("same-site"), false, false),
        (None, Some("cross-site"), false, false),
        (None, Some("Same-Origin"), false, false),
        (None, Some("same-origin, cross-site"), false, false),
        (None, Some(""), false, false),
        (Some(OWN), None, true, true),
        (Some(LISTED), None, true, true),
        (Some(LISTED), Some("cross-site"), true, true),
        (Some(LISTED), Some("same-site"), true, true),
        (Some("null"), None, false, false),
        (Some("null"), Some("cross-site"), false, false),
        (Some("null"), Some("same-origin"), true, true),
        (Some("https://a b"), Some("same-origin"), false, false),
    ];
    for (origin, site, with, without) in table {
        let lines: Vec<_> = (origin.map(|value| (ORIGIN, value)).into_iter())
            .chain(site.map(|value| (SEC_FETCH_SITE, value)))
            .collect();
        assert_eq!(
            post(&production(), &lines, true),
            with,
            "with cookie: {lines:?}"
        );
        assert_eq!(
            post(&production(), &lines, false),
            without,
            "no cookie: {lines:?}"
        );
    }
}

#[test]
fn w02_foreign_origins_are_refused_for_every_unsafe_method() {
    let extension = Method::from_bytes(b"PURGE").unwrap();
    for method in [
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        extension,
    ] {
        for foreign in FOREIGN {
            let headers = headers(&[(ORIGIN, foreign)]);
            let refused = production().check(&method, &headers, false);
            assert!(refused.is_err(), "{method} {foreign:?}");
        }
    }
}

#[test]
fn w02_safe_methods_pass_and_so_must_change_nothing() {
    let headers = headers(&[
        (ORIGIN, "https://evil.example"),
        (SEC_FETCH_SITE, "cross-site"),
    ]);
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        assert_eq!(production().check(&method, &headers, true), Ok(()));
    }
}

#[test]
fn r12_a_refresh_cookie_is_no_use_to_another_site() {
    // What browsers send: a form, fetch with credentials, a sandboxed frame, a page of a sister subdomain.
    let attempts: [&[(HeaderName, &str)]; 5] = [
        &[
            (ORIGIN, "https://evil.example"),
            (SEC_FETCH_SITE, "cross-site"),
        ],
        &[(ORIGIN, "null"), (SEC_FETCH_SITE, "cross-site")],
        &[
            (ORIGIN, "https://sister.example.org"),
            (SEC_FETCH_SITE, "same-site"),
        ],
        &[(ORIGIN, "https://evil.example")],
        &[],
    ];
    for lines in attempts {
        assert!(!post(&production(), lines, true), "{lines:?}");
    }
    let own_page = [(ORIGIN, OWN), (SEC_FETCH_SITE, "same-origin")];
    assert!(post(&production(), &own_page, true));
}

#[test]
fn w15_doubled_headers_are_refused_even_when_each_would_pass() {
    let attempts: [&[(HeaderName, &str)]; 5] = [
        &[(ORIGIN, OWN), (ORIGIN, OWN)],
        &[(ORIGIN, OWN), (ORIGIN, "https://evil.example")],
        &[(ORIGIN, "https://evil.example"), (ORIGIN, OWN)],
        &[
            (SEC_FETCH_SITE, "same-origin"),
            (SEC_FETCH_SITE, "same-origin"),
        ],
        &[
            (ORIGIN, OWN),
            (SEC_FETCH_SITE, "same-origin"),
            (SEC_FETCH_SITE, "cross-site"),
        ],
    ];
    for lines in attempts {
        assert!(!post(&production(), lines, true), "{lines:?}");
        assert!(!post(&production(), lines, false), "{lines:?}");
    }
}

#[test]
fn w15_a_cross_site_post_with_the_token_in_a_cookie_is_refused_at_any_service() {
    // The same file guards a service that knows nothing of the issuer but its own origin.
    let service = Origins::production("https://shop.example.org/base", [""; 0]).unwrap();
    assert!(post(
        &service,
        &[(ORIGIN, "https://shop.example.org")],
        true
    ));
    assert!(!post(&service, &[(ORIGIN, OWN)], true));
    assert!(!post(&service, &[], true));
}

#[test]
fn w04_cors_and_the_check_share_one_list() {
    for foreign in FOREIGN {
        assert!(!cors(&production(), foreign), "{foreign:?}");
    }
    for ours in [
        OWN,
        LISTED,
        "https://id.example.org:443",
        "HTTPS://ID.example.ORG",
        "https://APP.example.org:8443",
    ] {
        assert!(cors(&production(), ours), "{ours}");
        assert!(post(&production(), &[(ORIGIN, ours)], true), "{ours}");
    }
}

#[test]
fn w04_development_trusts_this_machine_and_no_name_like_it() {
    for local in [
        "http://localhost",
        "http://localhost:3000",
        "https://localhost:5173",
        "http://127.0.0.1:8081",
        "https://127.0.0.1",
        "http://[::1]:4200",
        "http://[0:0:0:0:0:0:0:1]",
    ] {
        assert!(cors(&development(), local), "{local}");
        assert!(!cors(&production(), local), "{local}");
    }
    for other in [
        "http://localhost.evil",
        "http://localhost.evil.example:8080",
        "http://evil-localhost",
        "http://evil.localhost",
        "http://localhost.",
        "http://localhost:",
        "http://localhost:+80",
        "http://localhost:80:80",
        "http://localhost:65536",
        "http://localhost:8080@evil.example",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.2",
        "http://2130706433",
        "http://[::1",
        "http://::1",
        "http://[::1].evil.example",
        "http://[::ffff:127.0.0.1]",
        "ftp://localhost",
        "://localhost",
        "localhost",
        "null",
        "https://id.example.org",
    ] {
        assert!(!cors(&development(), other), "{other}");
        assert!(!post(&development(), &[(ORIGIN, other)], false), "{other}");
    }
}

#[test]
fn development_may_list_more() {
    let origins = development()
        .with_listed(["https://tunnel.example"])
        .unwrap();
    assert!(cors(&origins, "https://tunnel.example"));
    assert!(cors(&origins, "http://localhost:3000"));
    assert!(!cors(&origins, "https://other.example"));
}

#[test]
fn app_shells_may_be_listed_by_their_own_scheme() {
    let origins = Origins::production(OWN, ["tauri://localhost", "capacitor://localhost"]).unwrap();
    assert!(cors(&origins, "tauri://localhost"));
    assert!(!cors(&origins, "https://localhost"));
    assert!(!cors(&development(), "tauri://localhost"));
}

#[test]
fn a_list_with_a_wildcard_or_a_path_is_refused_whole() {
    for bad in [
        "*",
        "null",
        "https://*.example.org",
        "https://app.example.org/",
    ] {
        assert!(Origins::production(OWN, [LISTED, bad]).is_err(), "{bad}");
        assert!(development().with_listed([LISTED, bad]).is_err(), "{bad}");
    }
}

#[test]
fn a_refusal_names_what_it_saw_safely() {
    let seen = |lines: &[(HeaderName, &str)]| {
        let headers = headers(lines);
        let refused = production()
            .check(&Method::POST, &headers, true)
            .unwrap_err();
        refused.seen
    };
    assert_eq!(seen(&[]), None);
    assert_eq!(seen(&[(SEC_FETCH_SITE, "none")]), None);
    assert_eq!(seen(&[(ORIGIN, "null")]).as_deref(), Some("null"));
    assert_eq!(
        seen(&[(ORIGIN, "a"), (ORIGIN, "b")]).as_deref(),
        Some("a, b")
    );
    assert_eq!(
        seen(&[(ORIGIN, "\u{e9}\"")]).as_deref(),
        Some("\\xc3\\xa9\\\"")
    );
    let long = "x".repeat(5_000);
    assert_eq!(seen(&[(ORIGIN, &long)]).unwrap().len(), SEEN_LIMIT);
}
