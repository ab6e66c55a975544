//! Exit code 2 for wrong usage, 0 for help; and what a command line may not hold.

use super::Shell;

#[test]
fn wrong_usage_exits_2_and_says_so_on_standard_error() {
    let shell = Shell::new();
    shell.write("set.jwk", r#"{"keys":[]}"#);
    for line in [
        "",
        "nonsense",
        "jwk generate",
        "jwk generate --alg none",
        "jwk generate --alg HS256 --public-out p",
        "jwk convert",
        "jwk convert --raw f",
        "jwk convert --jwk a --pem b",
        "jwk thumbprint --jwk missing",
        "jwt verify --jwk missing --issuer i",
        "jwt verify --jwk missing --issuer i --audience a",
        "jwt verify --issuer i --audience a",
        "jwt sign --jwk a --pem b",
        "jwt decode a --token-file b",
        "jwt explain a --token-file b",
        "jwt explain a --jwk missing",
        "jwt explain a --jwk set.jwk --raw set.jwk",
        "jwt explain a --alg none",
        "jws verify --pem missing",
        "user add",
        "user add a@b.c --claim x",
        "user set a@b.c",
        "user list --server https://id.example.org",
        "user list --token-file t",
        "session end",
        "session end ses_1 --user a@b.c",
        "config",
    ] {
        let ran = shell.pipe(line, "");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}: {}", ran.err);
        assert!(!ran.err.is_empty(), "{line}");
    }
}

#[test]
fn s06_a_token_as_an_argument_is_refused_and_not_repeated() {
    let shell = Shell::new();
    for command in [
        "jwt verify --jwk k --issuer i --audience a",
        "jws verify --jwk k",
    ] {
        let ran = shell.pipe(&format!("{command} eyJhbGciOiJub25lIn0.e30."), "");
        assert_eq!(ran.code, 2, "{command}");
        assert!(ran.err.contains("--token-file"), "{}", ran.err);
        assert!(!ran.err.contains("eyJ"), "{}", ran.err);
        let ran = shell.pipe(&format!("{command} eyJhbGci.e30.a eyJhbGci.e30.b"), "");
        assert_eq!(ran.code, 2, "{command}");
        assert!(!ran.err.contains("eyJ"), "{}", ran.err);
    }
    for command in [
        "jwt sign --jwk k",
        "jwt",
        "jwe encrypt --jwk k",
        "login a@b.c",
    ] {
        let ran = shell.pipe(&format!("{command} eyJhbGciOiJub25lIn0.e30."), "");
        assert_eq!(ran.code, 2, "{command}");
        assert!(ran.err.contains("Usage: paraph"), "{}", ran.err);
        assert!(!ran.err.contains("eyJ"), "{}", ran.err);
    }
}

#[test]
fn an_unknown_algorithm_is_told_as_that() {
    let shell = Shell::new();
    for command in [
        "jwk generate",
        "jwt sign --jwk k",
        "jwt explain a",
        "jwe encrypt --jwk k",
    ] {
        let ran = shell.pipe(&format!("{command} --alg foo"), "");
        assert_eq!(ran.code, 2, "{command}");
        assert!(
            ran.err.contains("no algorithm of this name is known"),
            "{}",
            ran.err
        );
        assert!(!ran.err.contains("the key"), "{}", ran.err);
    }
}

/// A kid is often a thumbprint, and one of 64 begins with a hyphen.
#[test]
fn a_kid_may_begin_with_a_hyphen() {
    let shell = Shell::new();
    let key = r#"{"kty":"oct","alg":"HS256","kid":"-wP4","k":"bm90IGEgc2VjcmV0IGJ1dCBsb25nIGVub3VnaCBmb3IgSFMyNTY"}"#;
    shell.write("set", &format!("{{\"keys\":[{key}]}}"));
    let token = shell.ok("jwt sign --jwk set --kid -wP4", "{}");
    let header = shell.ok("jwt decode", &token);
    assert!(header.contains("-wP4"), "{header}");
    let refused = shell.refused("jwt sign --jwk set --kid -wP5", "{}", "key_unknown");
    assert!(!refused.contains("wP5"), "{refused}");
}

#[test]
fn help_teaches_by_example_and_exits_0() {
    let shell = Shell::new();
    for command in [
        "serve",
        "user add",
        "user list",
        "user set",
        "session list",
        "session end",
        "key list",
        "login",
        "config check",
        "jwk generate",
        "jwk convert",
        "jwk thumbprint",
        "jws sign",
        "jws verify",
        "jwt sign",
        "jwt verify",
        "jwt explain",
        "jwt decode",
    ] {
        let help = shell.ok(&format!("{command} --help"), "");
        let example = format!("paraph {command}");
        let after = help.split("Example").nth(1).unwrap_or_default();
        assert!(after.contains(&example), "{command}: {help}");
    }
    for command in ["user disable", "user enable", "user password"] {
        assert!(
            shell
                .ok(&format!("{command} --help"), "")
                .contains("e-mail")
        );
    }
}

#[test]
fn s06_no_secret_is_an_argument_or_a_variable() {
    let shell = Shell::new();
    for line in [
        "user add a@b.c --password x",
        "user password a@b.c x",
        "login a@b.c --password x",
        "jwt verify eyJ.eyJ.x --jwk k --issuer i --audience a",
        "jws verify eyJ.eyJ.x --jwk k",
        "jwk convert --secret x --alg HS256",
    ] {
        assert_eq!(shell.pipe(line, "").code, 2, "{line}");
    }
    for name in ["PARAPH_DATABASE__PASSWORD", "PARAPH_KEYS__MASTER_KEY"] {
        let shell = Shell::new().with(name, "secret");
        let error = shell.refused("config check", "", "config_refused");
        assert!(
            error.contains("unknown key") && !error.contains("secret"),
            "{error}"
        );
    }
    let shell = Shell::new().with("PARAPH_DATABASE__URL", "postgres://ada:hunter2@db/paraph");
    let error = shell.refused("config check", "", "config_refused");
    assert!(
        error.contains("database.url_file") && !error.contains("hunter2"),
        "{error}"
    );
}

#[test]
fn what_could_not_be_written_was_not_done() {
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_paraph"));
    let ran = command
        .args(["jwk", "generate", "--alg", "ES256"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(1));
    assert!(ran.stderr.starts_with(b"io: "));
}
