use super::*;

fn file(text: &str) -> Inputs {
    Inputs {
        file: Some(("/etc/paraph/paraph.toml".into(), text.into())),
        ..Inputs::default()
    }
}

fn environment(pairs: &[(&str, &str)]) -> Inputs {
    let environment = pairs
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    Inputs {
        environment,
        ..Inputs::default()
    }
}

fn refusal(inputs: Inputs) -> String {
    let error = Loaded::resolve(inputs)
        .expect_err("should be refused")
        .to_string();
    assert!(!error.contains('\n'), "one line: {error}");
    error
}

#[test]
fn nothing_said_means_the_documented_defaults() {
    let config = Loaded::resolve(Inputs::default()).unwrap().config;
    assert_eq!(config.tokens.algorithm, [paraph_jose::Alg::ES256]);
    assert_eq!(config.tokens.life.as_seconds(), 300);
    assert_eq!(config.tokens.audience, "api");
    assert_eq!(config.refresh.replay_window.as_seconds(), 30);
    assert_eq!(config.refresh.idle.as_seconds(), 30 * 86_400);
    assert_eq!(config.refresh.absolute.as_seconds(), 180 * 86_400);
    assert_eq!(config.sessions.per_user, 500);
    assert_eq!(config.http.listen.to_string(), "localhost:8080");
    assert!(config.http.origins.is_empty() && config.http.behind_proxy.is_empty());
    assert!(!config.database.is_postgres());
    assert!(config.signup.is_open(Mode::Development) && !config.signup.is_open(Mode::Production));
}

#[test]
fn flags_beat_the_environment_and_that_beats_the_file() {
    let mut inputs = file("[tokens]\nlife = 60\naudience = 'a'\n[http]\nlisten = 'localhost:1'");
    inputs.environment = environment(&[
        ("PARAPH_TOKENS__LIFE", "2 min"),
        ("PARAPH_HTTP__LISTEN", "localhost:2"),
        ("PARAPH_TEST_POSTGRES", "left alone"),
        ("PATH", "left alone"),
    ])
    .environment;
    inputs.flags = vec![("--listen", "http", "listen", "localhost:3".into())];
    let Loaded { config, sources } = Loaded::resolve(inputs).unwrap();
    assert_eq!(config.tokens.audience, "a");
    assert_eq!(config.tokens.life.as_seconds(), 120);
    assert_eq!(config.http.listen, Listen::localhost(3));
    let shown: Vec<_> = sources
        .iter()
        .map(|(key, source)| format!("{key} {source}"))
        .collect();
    assert_eq!(
        shown,
        [
            "http.listen --listen",
            "tokens.audience /etc/paraph/paraph.toml",
            "tokens.life PARAPH_TOKENS__LIFE"
        ]
    );
}

#[test]
fn variables_carry_text_numbers_and_lists() {
    let config = Loaded::resolve(environment(&[
        ("PARAPH_TOKENS__AUDIENCE", "123"),
        ("PARAPH_TOKENS__ALGORITHM", "EdDSA, RS256"),
        ("PARAPH_TOKENS__SCOPES", r#"["read", "write"]"#),
        ("PARAPH_SESSIONS__PER_USER", "7"),
        (
            "PARAPH_HTTP__BEHIND_PROXY",
            "10.0.0.0/8,192.0.2.7,2001:db8::/32",
        ),
    ]))
    .unwrap()
    .config;
    assert_eq!(config.tokens.audience, "123");
    assert_eq!(config.tokens.algorithm.len(), 2);
    assert_eq!(config.tokens.scopes, ["read", "write"]);
    assert_eq!(config.sessions.per_user, 7);
    let proxies: Vec<_> = config
        .http
        .behind_proxy
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(proxies, ["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32"]);
}

#[test]
fn paths_in_a_file_are_relative_to_it() {
    let config = Loaded::resolve(file("[keys]\nmaster_key_file = 'm.key'"))
        .unwrap()
        .config;
    assert_eq!(
        config.keys.master_key_file,
        Some("/etc/paraph/m.key".into())
    );
    let config = Loaded::resolve(file("[keys]\nmaster_key_file = '/run/m.key'"))
        .unwrap()
        .config;
    assert_eq!(config.keys.master_key_file, Some("/run/m.key".into()));
}

#[test]
fn b05_unknown_and_malformed_settings_are_refused_where_they_stand() {
    for (text, parts) in [
        (
            "[tokens]\nlief = 5",
            ["tokens.lief (/etc/paraph/paraph.toml)", "unknown key"],
        ),
        (
            "[token]\nlife = 5",
            ["token.life (/etc/paraph/paraph.toml)", "unknown key"],
        ),
        ("life = 5", ["life (/etc/paraph/paraph.toml)", "[section]"]),
        ("[tokens]\n\nlife = = 5", ["paraph.toml, line 3", "no TOML"]),
        (
            "[tokens]\nlife = 5\nlife = 6",
            ["paraph.toml, line 3", "duplicate key"],
        ),
        ("[sessions]\nper_user = -1", ["sessions.per_user", "-1"]),
        (
            "[sessions]\nper_user = 'many'",
            ["sessions.per_user", "many"],
        ),
        ("[signup]\nmode = 'ajar'", ["signup.mode", "ajar"]),
        ("[redis]\nurl = 'redis://x'", ["redis.url", "unknown key"]),
    ] {
        let error = refusal(file(text));
        assert!(
            parts.iter().all(|part| error.contains(part)),
            "{text}: {error}"
        );
    }
    for (name, value, part) in [
        ("PARAPH_TOKENS__LIEF", "5", "unknown key"),
        ("PARAPH_LIFE", "5", "PARAPH_SECTION__KEY"),
        ("PARAPH_", "5", "PARAPH_SECTION__KEY"),
        ("PARAPH_TOKENS__LIFE", "soon", "no duration"),
        ("PARAPH_SESSIONS__PER_USER", "[1]", "PER_USER"),
    ] {
        let error = refusal(environment(&[(name, value)]));
        assert!(error.contains(name) && error.contains(part), "{error}");
    }
}

/// Every unsafe configuration, with the key its refusal must name and what it must say.
#[rustfmt::skip]
const UNSAFE: &[(&str, &str, &str)] = &[
    ("[tokens]\nissuer = 'http://id.example.org'", "tokens.issuer", "http is for localhost alone"),
    ("[tokens]\nissuer = 'https://id.example.org/'", "tokens.issuer", "no slash at its end"),
    ("[tokens]\nalgorithm = 'none'", "tokens.algorithm", "use RS256"),
    ("[tokens]\nalgorithm = 'es256'", "tokens.algorithm", "use RS256"),
    ("[tokens]\nalgorithm = 'RS1'", "tokens.algorithm", "use RS256"),
    ("[tokens]\nalgorithm = 'HS256'", "tokens.algorithm", "no public key"),
    ("[tokens]\nalgorithm = []", "tokens.algorithm", "names no algorithm"),
    ("[tokens]\nalgorithm = ['ES256', 'ES256']", "tokens.algorithm", "twice"),
    ("[tokens]\nlife = 0", "tokens.life", "from 1s"),
    ("[tokens]\nlife = '5M'", "tokens.life", "to 1d"),
    ("[tokens]\nlife = '500ms'", "tokens.life", "whole number of seconds"),
    ("[tokens]\naudience = ''", "tokens.audience", "no name"),
    ("[tokens]\naudience = 'a b'", "tokens.audience", "no name"),
    ("[tokens]\naudiences = ['a', '']", "tokens.audiences", "no name"),
    ("[tokens]\nissuer = 'https://a.b'\naudience = 'https://a.b'", "tokens.audience", "may not be the issuer"),
    ("[tokens]\nissuer = 'https://a.b'\naudiences = 'https://a.b'", "tokens.audiences", "may not be the issuer"),
    ("[tokens]\nscopes = ['a b']", "tokens.scopes", "no scope"),
    ("[refresh]\nreplay_window = 0", "refresh.replay_window", "from 1s"),
    ("[refresh]\nreplay_window = '1h'", "refresh.replay_window", "to 10m"),
    ("[refresh]\nidle = '1s'\n[tokens]\nlife = 1", "refresh.replay_window", "half of refresh.idle"),
    ("[refresh]\nidle = '1year'", "refresh.idle", "longer than refresh.absolute"),
    ("[refresh]\nabsolute = '20years'", "refresh.absolute", "ten years"),
    ("[refresh]\nidle = '4m'", "refresh.idle", "shorter than tokens.life"),
    ("[sessions]\nper_user = 0", "sessions.per_user", "from 1"),
    ("[http]\norigins = '*'", "http.origins", "every page"),
    ("[http]\norigins = ['https://*.example.org']", "http.origins", "every page"),
    ("[http]\norigins = 'null'", "http.origins", "no origin"),
    ("[http]\norigins = 'https://app.example.org/'", "http.origins", "no origin"),
    ("[http]\norigins = 'https://app.example.org/x'", "http.origins", "no origin"),
    ("[http]\norigins = 'https://App.example.org'", "http.origins", "no origin"),
    ("[http]\norigins = 'https://app.example.org:443'", "http.origins", "no origin"),
    ("[http]\norigins = 'https://u@app.example.org'", "http.origins", "no origin"),
    ("[http]\norigins = 'app.example.org'", "http.origins", "no origin"),
    ("[http]\norigins = 'ftp://app.example.org'", "http.origins", "no origin"),
    ("[http]\norigins = 'http://app.example.org'", "http.origins", "list it as https"),
    ("[http]\nlisten = '0.0.0.0:8080'", "http.listen", "--behind-proxy"),
    ("[http]\nlisten = '[::]:8080'", "http.listen", "--behind-proxy"),
    ("[http]\nbehind_proxy = '0.0.0.0/0'", "http.behind_proxy", "everybody"),
    ("[http]\nbehind_proxy = '::/0'", "http.behind_proxy", "everybody"),
    ("[http]\nbehind_proxy = 'proxy'", "http.behind_proxy", "no network"),
    ("[signup]\nmode = 'open'\n[tokens]\nissuer = 'https://a.b'", "signup.mode", "needs SMTP"),
    ("[database]\nurl = 'postgres://a:b@c/d'", "database.url", "database.url_file"),
    ("[database]\nurl = 'mysql://c/d'", "database.url", "postgres://"),
    ("[database]\nurl = 'postgres://c/d'\nurl_file = 'f'", "database.url", "keep one"),
    ("[database]\nurl = 'postgres://c/d'", "keys.master_key_file", "--master-key"),
    ("[database]\npool = 1", "database.pool", "from 2"),
    ("[passwords]\nmemory_kib = 19455", "passwords.memory_kib", "from 19456"),
    ("[passwords]\npasses = 1", "passwords.memory_kib", "from 47104"),
    ("[passwords]\npasses = 0", "passwords.passes", "from 1"),
    ("[passwords]\nmemory_kib = 65537", "passwords.memory_kib", "to 65536"),
    ("[passwords]\npasses = 11", "passwords.passes", "to 10"),
    ("[passwords]\nlanes = 5", "passwords.lanes", "to 4"),
    ("[passwords]\nparallel = 0", "passwords.parallel", "from 1"),
    ("[passwords]\nlanes = 0", "passwords.lanes", "from 1"),
    ("[passwords]\nmemory_kib = 65537", "passwords.memory_kib", "to 65536"),
    ("[passwords]\npasses = 11", "passwords.passes", "to 10"),
    ("[passwords]\nlanes = 5", "passwords.lanes", "to 4"),
];

#[test]
fn b05_unsafe_configurations_are_refused_with_the_reason() {
    for (text, key, says) in UNSAFE {
        let error = refusal(file(text));
        let named = error.split([' ', ':']).next() == Some(key);
        assert!(named && error.contains(says), "{text}: {error}");
    }
}

#[test]
fn scopes_fit_into_a_header() {
    let scopes = |bytes: usize| {
        let names: Vec<_> = (0..bytes / 8).map(|n| format!("{n:07}")).collect();
        Loaded::resolve(file(&format!("[tokens]\nscopes = {names:?}")))
    };
    assert!(scopes(1_024).is_ok());
    let error = scopes(1_032).unwrap_err().to_string();
    assert!(error.contains("at most 1024"), "{error}");
}

#[test]
fn safe_configurations_beside_the_unsafe_ones_pass() {
    for text in [
        "[tokens]\nissuer = 'https://id.example.org/auth'\nlife = '1day'",
        "[tokens]\nissuer = 'http://localhost:8080'\n[signup]\nmode = 'open'",
        "[tokens]\nissuer = 'https://a.b'\n[signup]\nmode = 'closed'",
        "[tokens]\naudiences = ['https://shop.example.org']\nscopes = ['a:read', 'b']",
        "[http]\norigins = ['https://app.example.org', 'https://b.example:8443', 'http://localhost:3000']",
        "[http]\nlisten = '0.0.0.0:8080'\nbehind_proxy = ['10.0.0.0/8']",
        "[database]\nurl = 'postgres://ada@db/paraph'\n[keys]\nmaster_key_file = '/run/k'",
        "[passwords]\nmemory_kib = 7168\npasses = 9",
        "[passwords]\nmemory_kib = 65536\npasses = 10\nlanes = 4",
        "[refresh]\nreplay_window = 1\nidle = 10\nabsolute = 10\n[tokens]\nlife = 10",
    ] {
        Loaded::resolve(file(text)).expect(text);
    }
}

#[test]
fn b05_what_depends_on_the_issuer_is_checked_again_once_it_is_settled() {
    let open = Loaded::resolve(file("[signup]\nmode = 'open'")).unwrap();
    assert!(open.check_under(&Issuer::localhost(8080)).is_ok());
    let error = open
        .check_under(&"https://a.b".parse().unwrap())
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("signup.mode (/etc/paraph/paraph.toml)"),
        "{error}"
    );
}

#[test]
fn config_check_prints_toml_that_reads_back_to_the_same() {
    let text = "[tokens]\nissuer = 'https://a.b'\nlife = '2 min'\n[http]\norigins = 'https://c.d'";
    let loaded = Loaded::resolve(file(text)).unwrap();
    let shown = loaded.to_toml();
    assert!(
        shown.contains("life = \"2m\"  # /etc/paraph/paraph.toml\n"),
        "{shown}"
    );
    assert!(shown.contains("audience = \"api\"  # default\n"), "{shown}");
    assert_eq!(Loaded::resolve(file(&shown)).unwrap().config, loaded.config);
    let json = loaded.to_json();
    assert_eq!(json["config"]["tokens"]["life"], "2m");
    assert_eq!(json["sources"]["http.origins"], "/etc/paraph/paraph.toml");
}
