//! Tokens for another command, and kids that are not there.

use super::*;

#[test]
fn a_token_for_another_command_is_told() {
    assert_hints(&[
        (
            "jwt decode",
            "@jwe",
            "token_not_compact",
            &["paraph jwe decrypt"],
        ),
        (
            "jws verify --jwk es",
            "@jwe",
            "token_not_compact",
            &["paraph jwe decrypt"],
        ),
        (
            "jwt verify --jwk es --issuer i --audience a",
            "@jwe",
            "token_not_compact",
            &["jwe decrypt"],
        ),
        (
            "jwe decrypt --jwk ecdh",
            "@jws",
            "token_not_compact",
            &["paraph jwt verify"],
        ),
        (
            "jwe decrypt --jwk ecdh",
            "@jwe",
            "enc_not_allowed",
            &["--enc A128CBC-HS256"],
        ),
        (
            "jwt sign --jwk es --life 5m",
            r#"{"exp":1}"#,
            "claims_json",
            &["`exp`", "--life"],
        ),
        (
            "jwt sign --jwk es --life 5m",
            r#"{"iat":1}"#,
            "claims_json",
            &["`iat`", "--life"],
        ),
        (
            "jwt sign --jwk es",
            "[]",
            "claims_not_object",
            &["JSON object"],
        ),
        (
            "jwk convert --jwk none --kid nope",
            "",
            "key_unknown",
            &["no key there has a kid"],
        ),
    ]);
}

#[test]
fn the_kids_that_are_there_are_named() {
    let shell = furnished();
    let kid = |name: &str| json(&shell.read(name))["kid"].as_str().unwrap().to_owned();
    for (line, there, not) in [
        (
            "jwk convert --jwk set --kid nope",
            &["es", "ed", "ecdh"][..],
            "",
        ),
        ("jws sign --jwk set --kid nope", &["es", "ed"], ""),
        ("jws sign --jwk set", &["es", "ed"], ""),
        ("jwk convert --jwk set --to pem", &["es"], ""),
        ("jwe encrypt --jwk set --kid nope", &["ecdh"], "es"),
        ("jwe encrypt --jwk ecdh.pub --kid nope", &["ecdh"], "es"),
    ] {
        let hint = step(&shell.pipe(line, "{}"), line);
        assert!(
            there.iter().all(|name| hint.contains(&kid(name))),
            "{line}: {hint}"
        );
        assert!(
            not.is_empty() || !hint.contains(&kid(not)),
            "{line}: {hint}"
        );
    }
}

/// A secret's kid may be its hash (RFC 7638), which helps to guess a weak one: `jwk thumbprint` makes such kids.
#[test]
fn t11_the_kids_of_secrets_are_counted_and_not_named() {
    let shell = furnished();
    let secret = |name: &str| {
        let mut key = json(&shell.read("hs"));
        key["kid"] = json!(name);
        key
    };
    let pair = json(&shell.read("es"));
    let write =
        |name: &str, keys: &[Value]| shell.write(name, &json!({ "keys": keys }).to_string());
    write("secrets", &[secret("hidden-1"), secret("hidden-2")]);
    write("private", &[pair.clone(), secret("hidden-1")]);
    shell.write("secret", &secret("hidden-1").to_string());
    let named = pair["kid"].as_str().unwrap();
    for (line, code, counted, shown) in [
        ("jws sign --jwk secrets", 2, "(2 there)", false),
        ("jws sign --jwk secrets --kid nope", 1, "(2 there)", false),
        (
            "jwk convert --jwk secrets --kid nope",
            1,
            "(2 there)",
            false,
        ),
        ("jwk convert --jwk private --kid nope", 1, "(1 there)", true),
        ("jwk convert --jwk private --to pem", 2, "(1 there)", true),
        ("jwk convert --jwk secret --kid nope", 1, "(1 there)", false),
    ] {
        let ran = shell.pipe(line, "{}");
        let hint = step(&ran, line);
        assert_eq!(ran.code, code, "{line}: {ran:?}");
        assert!(!ran.err.contains("hidden"), "{line}: {ran:?}");
        assert!(hint.contains(counted), "{line}: {hint}");
        assert_eq!(hint.contains(named), shown, "{line}: {hint}");
    }
}

/// No token has a part in it: the reason is not that of one whose key is not there.
#[test]
fn a_kid_that_was_named_in_vain_is_the_command_lines() {
    let shell = furnished();
    for line in [
        "jwk convert --jwk set --kid nope",
        "jws sign --jwk set --kid nope",
        "jwe encrypt --jwk set --kid nope",
        "jwe encrypt --jwk ecdh.pub --kid nope",
    ] {
        let ran = shell.pipe(line, "{}");
        assert!(
            ran.err
                .starts_with("key_unknown: no key there has the kid of --kid; hint: "),
            "{ran:?}"
        );
    }
}

/// Kids are whatever an issuer wrote: the line stays one line, and short.
#[test]
fn kids_are_shown_harmless_and_not_at_any_length() {
    let shell = furnished();
    let mut key = json(&shell.read("es.pub"));
    let keys: Vec<_> = (0..300)
        .map(|at| {
            key["kid"] = json!(format!("{at}\u{1b}[2J\n{}", "k".repeat(200)));
            key.clone()
        })
        .collect();
    shell.write("many", &json!({ "keys": keys }).to_string());
    let line = "jwk convert --jwk many --kid nope";
    let hint = step(&shell.pipe(line, ""), line);
    assert!(hint.contains("292 more") && hint.len() < 1_000, "{hint}");
    assert!(!hint.trim_end().contains(char::is_control), "{hint}");
}
