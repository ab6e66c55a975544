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

#[test]
fn b05_an_issuer_in_any_other_spelling_is_refused() {
    for (url, why) in [
        ("", "https://"),
        ("localhost:8080", "https://"),
        ("ftp://id.example.org", "https://"),
        ("HTTPS://id.example.org", "https://"),
        ("http://id.example.org", "http is for localhost alone"),
        ("http://127.0.0.1:8080", "http is for localhost alone"),
        ("http://[::1]:8080", "http is for localhost alone"),
        (
            "http://localhost.example.org",
            "http is for localhost alone",
        ),
        ("http://app.localhost", "http is for localhost alone"),
        ("https://id.example.org/", "no slash at its end"),
        ("https://id.example.org/a/", "no slash at its end"),
        ("https://id.example.org?x", "no query"),
        ("https://id.example.org/a?x=y", "no query"),
        ("https://id.example.org#x", "no fragment"),
        ("https://ada@id.example.org", "no user name"),
        ("https://ada:pw@id.example.org", "no user name"),
        ("https://id.example.org:443", "leave out :443"),
        ("http://localhost:80", "leave out :80"),
        ("https://id.example.org:0", "no port"),
        ("https://id.example.org:", "no port"),
        ("https://id.example.org:08443", "no port"),
        ("https://id.example.org:70000", "no port"),
        ("https://ID.example.org", "no host name"),
        ("https://", "no host name"),
        ("https://id..example.org", "no host name"),
        ("https://b\u{fc}cher.example", "no host name"),
        ("https://id.example.org\\@evil.example", "no user name"),
        ("https://[::0001]", "no IPv6"),
        ("https://[2001:DB8::1]", "no IPv6"),
        ("https://id.example.org//a", "plain parts"),
        ("https://id.example.org/a/../b", "plain parts"),
        ("https://id.example.org/a%2fb", "plain parts"),
        ("https://id.example.org/a b", "plain parts"),
        ("https://id.example.org/{tenant}", "plain parts"),
    ] {
        let error = url.parse::<Issuer>().expect_err(url).to_string();
        assert!(error.contains(why), "{url}: {error}");
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
