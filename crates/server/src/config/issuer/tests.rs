use super::*;

fn issuer(url: &str) -> Issuer {
    url.parse().unwrap()
}

const LOCAL: Bound = Bound {
    loopback: true,
    port: 8080,
};
const PUBLIC: Bound = Bound {
    loopback: false,
    port: 8080,
};

#[test]
fn mode_origin_path_and_port_follow_from_the_name() {
    use Mode::{Development, Production};
    for (url, mode, origin, path, port) in [
        ("http://localhost", Development, "http://localhost", "", 80),
        (
            "http://localhost:8080",
            Development,
            "http://localhost:8080",
            "",
            8080,
        ),
        (
            "http://localhost:8080/auth",
            Development,
            "http://localhost:8080",
            "/auth",
            8080,
        ),
        (
            "https://localhost:8443",
            Production,
            "https://localhost:8443",
            "",
            8443,
        ),
        (
            "https://id.example.org",
            Production,
            "https://id.example.org",
            "",
            443,
        ),
        (
            "https://id.example.org/a/b-c",
            Production,
            "https://id.example.org",
            "/a/b-c",
            443,
        ),
        (
            "https://192.0.2.1:444",
            Production,
            "https://192.0.2.1:444",
            "",
            444,
        ),
        (
            "https://[2001:db8::1]:444/x",
            Production,
            "https://[2001:db8::1]:444",
            "/x",
            444,
        ),
        (
            "https://xn--bcher-kva.example",
            Production,
            "https://xn--bcher-kva.example",
            "",
            443,
        ),
    ] {
        let issuer = issuer(url);
        assert_eq!(issuer.as_str(), url);
        assert_eq!((issuer.mode(), issuer.origin()), (mode, origin), "{url}");
        assert_eq!((issuer.base_path(), issuer.port()), (path, port), "{url}");
    }
}

/// Names that are refused, and what the refusal must say.
#[rustfmt::skip]
const REFUSED: &[(&str, &str)] = &[
    ("", "is no URL"),
    ("id.example.org", "is no URL"),
    ("https://", "is no URL"),
    ("https://[::1", "is no URL"),
    ("https://id.example.org:70000", "is no URL"),
    ("https://xn--a", "is no URL"),
    ("localhost:8080", "starts with https://"),
    ("ftp://id.example.org", "starts with https://"),
    ("http://id.example.org", "http is for localhost alone"),
    ("http://127.0.0.1:8080", "http is for localhost alone"),
    ("http://[::1]:8080", "http is for localhost alone"),
    ("http://localhost.", "http is for localhost alone"),
    ("http://localhost.example.org", "http is for localhost alone"),
    ("http://app.localhost", "http is for localhost alone"),
    ("https://id.example.org/", "no slash at its end"),
    ("https://id.example.org/a/", "no slash at its end"),
    ("https://id.example.org?x", "no query"),
    ("https://id.example.org?", "no query"),
    ("https://id.example.org/a?x=y", "no query"),
    ("https://id.example.org#x", "no query and no fragment"),
    ("https://ada@id.example.org", "no user name"),
    ("https://ada:pw@id.example.org", "no user name"),
    ("https://id.example.org:443", "write https://id.example.org"),
    ("http://localhost:80", "write http://localhost"),
    ("https://id.example.org:", "write https://id.example.org"),
    ("https://id.example.org:08443", "write https://id.example.org:8443"),
    ("https://id.example.org:0", "names no port"),
    ("HTTPS://id.example.org", "write https://id.example.org"),
    ("https://ID.example.org", "write https://id.example.org"),
    (" https://id.example.org", "write https://id.example.org"),
    ("https://id.exam\nple.org", "write https://id.example.org"),
    ("https:id.example.org", "write https://id.example.org"),
    ("https:\\\\id.example.org", "write https://id.example.org"),
    ("https://1", "write https://0.0.0.1"),
    ("https://b\u{fc}cher.example", "write https://xn--bcher-kva.example"),
    ("https://[::0001]", "write https://[::1]"),
    ("https://[2001:DB8::1]", "write https://[2001:db8::1]"),
    ("https://id..example.org", "no empty part"),
    ("https://id.example.org.", "no dot at its end"),
    ("https://id.example.org//a", "plain parts"),
    ("https://id.example.org/a/../b", "write https://id.example.org/b"),
    ("https://id.example.org/a%2fb", "plain parts"),
    ("https://id.example.org/a b", "plain parts"),
    ("https://id.example.org/{tenant}", "plain parts"),
];

#[test]
fn b05_an_issuer_in_any_other_spelling_is_refused() {
    for (url, why) in REFUSED {
        let error = url.parse::<Issuer>().expect_err(url).to_string();
        assert!(error.contains(why), "{url}: {error}");
    }
}

proptest::proptest! {
    #[test]
    fn an_accepted_issuer_is_its_origin_and_its_path(url in "https?://[a-z0-9.:@%A-Z\\[\\]/?#_~-]{1,24}") {
        if let Ok(issuer) = url.parse::<Issuer>() {
            proptest::prop_assert_eq!(issuer.as_str(), &url);
            let parsed = reqwest::Url::parse(&url).unwrap();
            proptest::prop_assert_eq!(parsed.origin().ascii_serialization(), issuer.origin());
            proptest::prop_assert_eq!(parsed.path().trim_end_matches('/'), issuer.base_path());
        }
    }
}

#[test]
fn a_start_settles_on_one_issuer() {
    let (org, local) = (
        issuer("https://id.example.org"),
        issuer("http://localhost:8080"),
    );
    let based = issuer("http://localhost:8080/auth");
    for (asked, stored, bound, settled) in [
        (None, None, LOCAL, &local),
        (Some(&local), None, LOCAL, &local),
        (Some(&based), None, LOCAL, &based),
        (None, Some(&based), LOCAL, &based),
        (Some(&local), Some(&local), LOCAL, &local),
        (Some(&org), None, LOCAL, &org),
        (Some(&org), None, PUBLIC, &org),
        (None, Some(&org), PUBLIC, &org),
    ] {
        assert_eq!(settle(asked, stored, bound).as_ref(), Ok(settled));
    }
}

#[test]
fn b05_a_start_under_a_wrong_issuer_is_refused_naming_the_flags() {
    let (org, local) = (
        issuer("https://id.example.org"),
        issuer("http://localhost:8080"),
    );
    let other = issuer("http://localhost:9090");
    for (asked, stored, bound, flags) in [
        (Some(&local), Some(&org), LOCAL, ["--issuer", "--data"]),
        (Some(&org), Some(&local), LOCAL, ["--issuer", "--data"]),
        (
            Some(&other),
            None,
            LOCAL,
            ["--listen localhost:9090", "--issuer https://"],
        ),
        (
            None,
            Some(&other),
            LOCAL,
            ["--listen localhost:9090", "--issuer https://"],
        ),
        (Some(&local), None, PUBLIC, ["--listen", "--issuer"]),
        (None, None, PUBLIC, ["--issuer", "https://"]),
    ] {
        let error = settle(asked, stored, bound).unwrap_err().to_string();
        assert!(flags.iter().all(|flag| error.contains(flag)), "{error}");
        assert!(!error.contains('\n'));
    }
}

#[test]
fn a_development_issuer_on_port_80_is_written_without_it() {
    assert_eq!(Issuer::localhost(80), issuer("http://localhost"));
    assert_eq!(Issuer::localhost(8080), issuer("http://localhost:8080"));
}
