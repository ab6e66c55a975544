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
