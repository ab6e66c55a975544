//! `config check`, and where its values come from.

use serde_json::Value;

use super::Shell;

#[test]
fn the_file_in_the_data_folder_is_read_unless_another_is_named() {
    let shell = Shell::new();
    std::fs::create_dir(shell.path().join("data")).unwrap();
    shell.write("data/paraph.toml", "[tokens]\naudience = 'in-data'\n");
    shell.write("other.toml", "[tokens]\naudience = 'other'\n");
    for (flags, audience) in [
        ("--data data", "audience = \"in-data\"  # data/paraph.toml"),
        (
            "--data data --config other.toml",
            "audience = \"other\"  # other.toml",
        ),
        ("--data elsewhere", "audience = \"api\"  # default"),
    ] {
        let shown = shell.ok(&format!("config check {flags}"), "");
        assert!(shown.contains(audience), "{flags}: {shown}");
    }
    shell.refused("config check --config missing.toml", "", "config_refused");
    assert!(
        !shell.path().join("elsewhere").exists(),
        "checking makes nothing"
    );
}

#[test]
fn flags_beat_variables_and_json_says_which_won() {
    let shell = Shell::new()
        .with("PARAPH_HTTP__LISTEN", "localhost:1111")
        .with("PARAPH_TOKENS__LIFE", "2 min")
        .with("PARAPH_TEST_ANYTHING", "left alone");
    let shown = shell.ok("config check --json --listen localhost:2222", "");
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["config"]["http"]["listen"], "localhost:2222");
    assert_eq!(shown["config"]["tokens"]["life"], "2m");
    assert_eq!(shown["sources"]["http.listen"], "--listen");
    assert_eq!(shown["sources"]["tokens.life"], "PARAPH_TOKENS__LIFE");
}

#[test]
fn b05_unsafe_flags_and_variables_are_refused_in_one_line() {
    for (name, value, line, says) in [
        (
            "PARAPH_HTTP__ORIGINS",
            "*",
            "config check",
            "http.origins (PARAPH_HTTP__ORIGINS)",
        ),
        (
            "PARAPH_TOKENS__ALGORITHM",
            "none",
            "config check",
            "tokens.algorithm",
        ),
        (
            "PARAPH_SIGNUP__MODE",
            "open",
            "config check --issuer https://a.b",
            "signup.mode",
        ),
        (
            "PARAPH_TEST_X",
            "",
            "config check --issuer http://a.b",
            "tokens.issuer (--issuer)",
        ),
        (
            "PARAPH_TEST_X",
            "",
            "config check --listen 0.0.0.0:80",
            "http.listen (--listen)",
        ),
        (
            "PARAPH_TEST_X",
            "",
            "config check --behind-proxy 0.0.0.0/0",
            "http.behind_proxy",
        ),
        (
            "PARAPH_TEST_X",
            "",
            "config check --database-url postgres://a:b@c/d",
            "database.url",
        ),
        ("PARAPH_TOKENS__LIEF", "5", "config check", "unknown key"),
        (
            "PARAPH_TOKENS__AUDIENCE",
            "http://localhost:8080",
            "config check",
            "tokens.audience",
        ),
    ] {
        let error = Shell::new()
            .with(name, value)
            .refused(line, "", "config_refused");
        assert!(error.contains(says), "{line}: {error}");
    }
}

#[test]
fn k06_a_database_url_with_a_password_stays_in_its_file() {
    let shell = Shell::new();
    shell.write("url", "postgres://ada:hunter2@db/paraph");
    shell.write(
        "paraph.toml",
        "[database]\nurl_file = 'url'\n[keys]\nmaster_key_file = 'm'\n",
    );
    for format in ["", "--json"] {
        let shown = shell.ok(&format!("config check --config paraph.toml {format}"), "");
        assert!(
            shown.contains("url_file") && !shown.contains("hunter2"),
            "{shown}"
        );
    }
}
