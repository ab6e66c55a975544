//! The offline token tools: round trips, refusals and exit codes.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::Shell;

#[rustfmt::skip]
const ALGORITHMS: [&str; 19] = [
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
    "ES256", "ES384", "ES512", "ES256K", "EdDSA", "Ed25519", "Ed448",
    "ML-DSA-44", "ML-DSA-65", "ML-DSA-87",
];
const CLAIMS: &str =
    r#"{"iss":"https://id.example.org","aud":"api","sub":"usr_1","client_id":"app","jti":"j1"}"#;
const VERIFY: &str = "--issuer https://id.example.org --audience api";

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// A shell with a key and its public half.
fn with_key(alg: &str) -> Shell {
    let shell = Shell::new();
    shell.ok(
        &format!("jwk generate --alg {alg} --out k --public-out p"),
        "",
    );
    shell
}

fn token(shell: &Shell) -> String {
    shell.ok("jwt sign --jwk k --life 5m", CLAIMS)
}

#[test]
fn every_algorithm_signs_and_verifies() {
    for alg in ALGORITHMS {
        let shell = Shell::new();
        let key = shell.ok(&format!("jwk generate --alg {alg}"), "");
        shell.write("k", &key);
        let token = shell.ok("jwt sign --jwk k --life 5m", CLAIMS);
        let claims = json(&shell.ok(&format!("jwt verify --jwk k {VERIFY} --alg {alg}"), &token));
        assert_eq!(
            (&claims["sub"], &claims["jti"]),
            (&json!("usr_1"), &json!("j1"))
        );
        assert_eq!(
            claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
            300
        );
        let signed = shell.ok("jws sign --jwk k", "any\nbytes");
        assert_eq!(shell.ok("jws verify --jwk k", &signed), "any\nbytes");
    }
}

#[test]
fn k08_a_generated_key_carries_alg_use_and_its_thumbprint_as_kid() {
    let shell = Shell::new();
    for alg in ALGORITHMS {
        let text = shell.ok(&format!("jwk generate --alg {alg} --json"), "");
        assert_eq!(text.matches('\n').count(), 1);
        let key = json(&text);
        assert_eq!((&key["alg"], &key["use"]), (&json!(alg), &json!("sig")));
        assert_eq!(key.get("key_ops"), None);
        let thumbprint = shell.ok("jwk thumbprint", &text);
        assert_eq!(key["kid"], thumbprint.trim_end());
        let uri = shell.ok("jwk thumbprint --uri", &text);
        let name = uri.strip_prefix("urn:ietf:params:oauth:jwk-thumbprint:sha-256:");
        assert_eq!(name, Some(thumbprint.as_str()));
    }
}

#[test]
fn k08_the_thumbprint_is_that_of_rfc_7638_section_3_1() {
    let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhM\
             stn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbIS\
             D08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
    let n = n.replace(' ', "");
    let key = json!({"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"});
    let shell = Shell::new();
    let thumbprint = shell.ok("jwk thumbprint", &key.to_string());
    assert_eq!(thumbprint, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs\n");
    let line = json(&shell.ok(
        "jwk thumbprint --json",
        &json!({ "keys": [key] }).to_string(),
    ));
    assert_eq!(line["kid"], "2011-04-29");
}

#[test]
fn private_keys_go_into_files_of_their_owner_alone_and_overwrite_nothing() {
    let shell = with_key("ES256");
    let mode = std::fs::metadata(shell.path().join("k"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let (private, public) = (json(&shell.read("k")), json(&shell.read("p")));
    assert!(private.get("d").is_some() && public.get("d").is_none());
    assert_eq!(private["kid"], public["kid"]);
    for line in [
        "--out k",
        "--public-out p",
        "--out new --public-out p",
        "--out k --public-out new",
    ] {
        assert_eq!(
            shell
                .pipe(&format!("jwk generate --alg ES256 {line}"), "")
                .code,
            2
        );
    }
    assert_eq!(
        (json(&shell.read("k")), json(&shell.read("p"))),
        (private, public)
    );
    assert!(!shell.path().join("new").exists());
}

#[test]
fn a_key_without_a_kid_checks_any_payload_under_any_kid() {
    let shell = with_key("ES256");
    for (from, to, kid) in [("k", "named", Some("another")), ("p", "unnamed", None)] {
        let mut key = json(&shell.read(from));
        match kid {
            Some(kid) => key["kid"] = json!(kid),
            None => drop(key.as_object_mut().unwrap().remove("kid")),
        }
        shell.write(to, &key.to_string());
    }
    for payload in ["{}", "no JSON", ""] {
        let token = shell.ok("jws sign --jwk named", payload);
        assert_eq!(shell.ok("jws verify --jwk unnamed", &token), payload);
        shell.refused("jws verify --jwk p", &token, "key_unknown");
    }
}

#[test]
fn the_public_half_verifies_and_cannot_sign() {
    let shell = with_key("EdDSA");
    let token = token(&shell);
    shell.ok(&format!("jwt verify --jwk p {VERIFY}"), &token);
    shell.refused("jwt sign --jwk p", CLAIMS, "key_not_private");
}

#[test]
fn verify_refuses_with_a_code_per_cause() {
    let shell = with_key("ES256");
    let good = token(&shell);
    let old = shell.ok(
        "jwt sign --jwk k",
        &CLAIMS.replace('{', r#"{"iat":1000,"exp":1300,"#),
    );
    let other = shell.ok("jwt sign --jwk k --life 5m --typ JWT", CLAIMS);
    let incomplete = shell.ok("jwt sign --jwk k --life 5m", &CLAIMS.replace("jti", "jtx"));
    let stranger = token(&with_key("ES256"));
    let (head, _) = good.rsplit_once('.').unwrap();
    let forged = format!("{head}.{}", "A".repeat(86));
    let long = format!("{good}{}", "A".repeat(9_000));
    for (flags, token, code) in [
        (VERIFY, old.as_str(), "expired"),
        (VERIFY, &other, "typ_mismatch"),
        (VERIFY, &incomplete, "claim_missing"),
        (VERIFY, &stranger, "key_unknown"),
        (VERIFY, &forged, "bad_signature"),
        (VERIFY, &long, "token_too_long"),
        (VERIFY, "", "token_not_compact"),
        (VERIFY, "a.b", "token_not_compact"),
        (
            "--issuer https://id.example.org/ --audience api",
            &good,
            "issuer_mismatch",
        ),
        (
            "--issuer https://id.example.org --audience other",
            &good,
            "audience_mismatch",
        ),
        (
            "--issuer https://id.example.org --audience api --typ JWT",
            &good,
            "typ_mismatch",
        ),
        (
            "--issuer https://id.example.org --audience api --alg RS256",
            &good,
            "alg_not_allowed",
        ),
    ] {
        shell.refused(&format!("jwt verify --jwk p {flags}"), token, code);
    }
    shell.ok(&format!("jwt verify --jwk p {VERIFY} --typ JWT"), &other);
    shell.write("token", &good);
    let line = shell.ok(
        &format!("jwt verify --jwk p {VERIFY} --token-file token --json"),
        "",
    );
    let printed = json(&line);
    assert_eq!(
        (&printed["alg"], &printed["claims"]["sub"]),
        (&json!("ES256"), &json!("usr_1"))
    );
    assert_eq!(line.matches('\n').count(), 1);
}

#[test]
fn jws_verify_refuses_with_a_code_per_cause() {
    let shell = with_key("ES256");
    let good = shell.ok("jws sign --jwk k --typ note", "hello");
    let (head, _) = good.rsplit_once('.').unwrap();
    shell.refused(
        "jws verify --jwk p",
        &format!("{head}.{}", "A".repeat(86)),
        "bad_signature",
    );
    shell.refused("jws verify --jwk p --typ other", &good, "typ_mismatch");
    shell.refused("jws verify --jwk p --alg EdDSA", &good, "alg_not_allowed");
    shell.refused("jws sign --jwk k", &"x".repeat(9_000), "token_too_long");
    let printed = json(&shell.ok("jws verify --jwk p --typ note --json", &good));
    assert_eq!(
        (&printed["payload"], &printed["payload_base64url"]),
        (&json!("hello"), &json!("aGVsbG8"))
    );
}

#[test]
fn a_key_without_a_kid_checks_any_payload() {
    let shell = Shell::new();
    let mut key = json(&shell.ok("jwk generate --alg ES256", ""));
    key["kid"] = json!("named");
    shell.write("k", &key.to_string());
    let mut public = json(&shell.ok("jwk convert --jwk k --public", ""));
    public.as_object_mut().unwrap().remove("kid");
    shell.write("p", &public.to_string());
    for payload in ["hello", "{}"] {
        let token = shell.ok("jws sign --jwk k", payload);
        assert_eq!(shell.ok("jws verify --jwk p", &token), payload);
    }
}

#[test]
fn claims_that_nobody_would_accept_are_not_signed() {
    let shell = with_key("ES256");
    for (claims, code) in [
        ("", "claims_not_object"),
        ("[]", "claims_not_object"),
        ("\"x\"", "claims_not_object"),
        ("{\"a\":1", "claims_not_object"),
        ("{\"a\":1,\"a\":2}", "claims_json"),
    ] {
        shell.refused("jwt sign --jwk k", claims, code);
    }
    shell.refused("jwt sign --jwk k --life 5m", r#"{"exp":1}"#, "claims_json");
}

#[test]
fn decode_shows_and_says_that_it_checked_nothing() {
    let shell = with_key("ES256");
    let token = token(&shell);
    for ran in [
        shell.pipe("jwt decode", &token),
        shell.pipe(&format!("jwt decode {token}"), ""),
        shell.pipe(&format!("jwt decode --json {token}"), ""),
    ] {
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.contains("nothing was checked"));
        let printed = json(&ran.out);
        assert_eq!(
            (&printed["header"]["typ"], &printed["claims"]["aud"]),
            (&json!("at+jwt"), &json!("api"))
        );
    }
    shell.refused("jwt decode a.b.c.d.e", "", "token_not_compact");
}

#[test]
fn a_set_signs_with_the_key_that_is_named() {
    let shell = Shell::new();
    let keys =
        ["ES256", "EdDSA"].map(|alg| json(&shell.ok(&format!("jwk generate --alg {alg}"), "")));
    shell.write("set", &json!({ "keys": keys }).to_string());
    assert_eq!(shell.pipe("jws sign --jwk set", "x").code, 2);
    shell.refused("jws sign --jwk set --kid nobody", "x", "key_unknown");
    let kid = keys[1]["kid"].as_str().unwrap();
    let token = shell.ok(&format!("jws sign --jwk set --kid {kid}"), "x");
    let printed = json(&shell.ok("jws verify --jwk set --json", &token));
    assert_eq!(
        (&printed["alg"], &printed["kid"]),
        (&json!("EdDSA"), &json!(kid))
    );
    let public = json(&shell.ok("jwk convert --jwk set --public", ""));
    assert_eq!(public["keys"].as_array().unwrap().len(), 2);
    assert!(!public.to_string().contains("\"d\":"));
    let empty = Shell::new();
    empty.write("set", r#"{"keys":[]}"#);
    empty.refused("jws sign --jwk set", "x", "key_set_empty");
    empty.refused("jws verify --jwk set", &token, "key_set_empty");
}

/// RFC 8037 appendix A.1, as PKCS#8.
const ED25519_PEM: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
";

#[test]
fn pem_and_secret_phrases_become_jwks() {
    let shell = Shell::new();
    shell.write("pem", ED25519_PEM);
    let public = json(&shell.ok("jwk convert --pem pem --public", ""));
    assert_eq!(public["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    assert_eq!(public["kid"], "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    assert_eq!(
        (&public["alg"], &public["use"]),
        (&json!("EdDSA"), &json!("sig"))
    );
    let phrase = "an old phrase that is long enough, 32 bytes and more";
    shell.write("phrase", &format!("{phrase}\n"));
    let secret = json(&shell.ok("jwk convert --raw phrase --alg HS256", ""));
    let k = base64_simd::URL_SAFE_NO_PAD.encode_to_string(phrase);
    assert_eq!((&secret["k"], &secret["alg"]), (&json!(k), &json!("HS256")));
    shell.refused(
        "jwk convert --raw phrase --alg HS256 --public",
        "",
        "key_symmetric",
    );
    shell.write("short", "secret");
    shell.refused("jwk convert --raw short --alg HS256", "", "key_weak");
    shell.refused(
        "jwk convert --raw phrase --alg ES256",
        "",
        "key_alg_mismatch",
    );
    shell.refused("jwk convert --pem pem --alg ES256", "", "key_alg_mismatch");
}

#[test]
fn a_key_without_an_algorithm_needs_one_named() {
    let shell = with_key("RS256");
    let mut key = json(&shell.read("p"));
    key.as_object_mut()
        .unwrap()
        .retain(|name, _| name != "alg" && name != "kid");
    shell.write("bare", &key.to_string());
    let token = token(&shell);
    shell.refused("jwk convert --jwk bare", "", "key_needs_alg");
    shell.refused(
        &format!("jwt verify --jwk bare {VERIFY}"),
        &token,
        "key_needs_alg",
    );
    shell.refused(
        &format!("jwt verify --jwk bare {VERIFY} --alg PS256"),
        &token,
        "alg_mismatch",
    );
    // Its thumbprint is not the kid of tokens that somebody else named: a single nameless key checks them all.
    shell.ok(
        &format!("jwt verify --jwk bare {VERIFY} --alg RS256"),
        &token,
    );
    let mut named = json(&shell.read("k"));
    named["kid"] = "theirs".into();
    shell.write("named", &named.to_string());
    let theirs = shell.ok("jwt sign --jwk named --life 5m", CLAIMS);
    shell.ok(
        &format!("jwt verify --jwk bare {VERIFY} --alg RS256"),
        &theirs,
    );
    shell.refused(
        &format!("jwt verify --jwk p {VERIFY}"),
        &theirs,
        "key_unknown",
    );
}

#[test]
fn malformed_keys_are_refused_with_their_own_codes() {
    let shell = Shell::new();
    for (name, text, code) in [
        ("not-json", "x", "key_json"),
        ("no-kty", "{}", "key_malformed"),
        ("doubled", r#"{"kty":"oct","kty":"oct"}"#, "key_json"),
        (
            "weak",
            r#"{"kty":"oct","alg":"HS256","k":"c2VjcmV0"}"#,
            "key_weak",
        ),
    ] {
        shell.write(name, text);
        shell.refused(&format!("jws sign --jwk {name}"), "x", code);
        shell.refused(&format!("jwk thumbprint --jwk {name}"), "", code);
    }
}
