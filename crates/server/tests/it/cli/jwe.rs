//! `jwe encrypt` and `jwe decrypt`: round trips, RFC examples, refusals and exit codes.

use serde_json::{Value, json};

use super::Shell;

const ALGORITHMS: [&str; 13] = [
    "dir",
    "A128KW",
    "A192KW",
    "A256KW",
    "A128GCMKW",
    "A192GCMKW",
    "A256GCMKW",
    "ECDH-ES",
    "ECDH-ES+A128KW",
    "ECDH-ES+A192KW",
    "ECDH-ES+A256KW",
    "RSA-OAEP",
    "RSA-OAEP-256",
];
const PASSWORD: &str = "correct horse battery staple, and more";

/// The RFCs' tokens that the library's own tests run, too.
fn examples() -> Vec<Value> {
    let text = include_str!("../../../../jose/tests/data/jwe_rfc.json");
    let data: Value = serde_json::from_str(text).unwrap();
    data["tokens"].as_array().unwrap().clone()
}

#[test]
fn every_algorithm_encrypts_and_decrypts() {
    let shell = Shell::new();
    for alg in ALGORITHMS {
        shell.write("k", &shell.ok(&format!("jwk generate --alg {alg}"), ""));
        let token = shell.ok("jwe encrypt --jwk k --cty x", "any\nbytes");
        assert_eq!(
            shell.ok("jwe decrypt --jwk k", &token),
            "any\nbytes",
            "{alg}"
        );
        let line = shell.ok("jwe decrypt --jwk k --json", &token);
        let found: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(
            (&found["payload"], &found["cty"]),
            (&json!("any\nbytes"), &json!("x"))
        );
        assert_eq!(
            (&found["alg"], &found["enc"]),
            (&json!(alg), &json!("A256GCM"))
        );
    }
}

#[test]
fn the_public_half_encrypts_and_cannot_decrypt() {
    let shell = Shell::new();
    shell.ok("jwk generate --alg ECDH-ES --out k --public-out p", "");
    let token = shell.ok("jwe encrypt --jwk p --enc A128CBC-HS256", "hello");
    shell.refused("jwe decrypt --jwk p", &token, "key_not_private");
    shell.refused("jwe decrypt --jwk k", &token, "enc_not_allowed");
    let line = "jwe decrypt --jwk k --enc A128CBC-HS256 --enc A256GCM";
    assert_eq!(shell.ok(line, &token), "hello");
}

#[test]
fn what_encrypt_writes_decrypt_reads() {
    let shell = Shell::new();
    shell.ok("jwk generate --alg dir --out k", "");
    let long = "x".repeat(3_100_000);
    let token = shell.ok("jwe encrypt --jwk k", &long);
    assert!(shell.ok("jwe decrypt --jwk k", &token) == long);
    let longer = "x".repeat(3_200_000);
    shell.refused("jwe encrypt --jwk k", &longer, "token_too_long");
}

#[test]
fn d06_t20_the_rfcs_examples_decrypt_or_are_refused() {
    let shell = Shell::new();
    for example in examples() {
        let (alg, token) = (
            example["alg"].as_str().unwrap(),
            example["token"].as_str().unwrap(),
        );
        let key = if let Some(password) = example["password"].as_str() {
            shell.write("password", password);
            "--password-file password"
        } else {
            shell.write("k", &example["jwk"].to_string());
            "--jwk k"
        };
        let line = format!(
            "jwe decrypt {key} --alg {alg} --enc A128GCM --enc A256GCM --enc A128CBC-HS256"
        );
        match example["expect"].as_str().unwrap() {
            "ok" => assert_eq!(
                shell.ok(&line, token),
                example["plaintext"].as_str().unwrap()
            ),
            code => drop(shell.refused(&line, token, code)),
        }
    }
}

#[test]
fn t22_a_nested_token_goes_through_two_commands() {
    let shell = Shell::new();
    shell.ok("jwk generate --alg ES256 --out s --public-out sp", "");
    shell.ok("jwk generate --alg RSA-OAEP-256 --out k --public-out p", "");
    let claims = r#"{"iss":"I","aud":"A","sub":"u","client_id":"c","jti":"1"}"#;
    let signed = shell.ok("jwt sign --jwk s --life 5m", claims);
    let nested = shell.ok("jwe encrypt --jwk p --cty JWT", signed.trim_end());
    let verify = "jwt verify --jwk sp --issuer I --audience A";
    shell.refused(verify, &nested, "token_not_compact");
    let inner = shell.ok("jwe decrypt --jwk k", &nested);
    assert!(shell.ok(verify, &inner).contains("\"sub\""));
}

#[test]
fn t04_t14_refusals_have_a_code_per_cause() {
    let shell = Shell::new();
    shell.ok("jwk generate --alg ECDH-ES --out k --public-out p", "");
    shell.ok("jwk generate --alg ES256 --out s --public-out sp", "");
    let token = shell.ok("jwe encrypt --jwk p", "hello");
    let signed = shell.ok("jws sign --jwk s", "hello");
    shell.refused("jwe decrypt --jwk k", &signed, "token_not_compact");
    shell.refused("jwe decrypt --jwk s --alg ECDH-ES", &token, "key_use");
    shell.refused("jwe encrypt --jwk sp --alg ECDH-ES", "x", "key_use");
    shell.refused(
        "jwe decrypt --jwk k --alg RSA-OAEP",
        &token,
        "key_alg_mismatch",
    );
    let end = if token.trim_end().ends_with('A') {
        "Q"
    } else {
        "A"
    };
    let broken = format!("{}{end}", &token.trim_end()[..token.trim_end().len() - 1]);
    shell.refused("jwe decrypt --jwk k", &broken, "decryption_failed");
    shell.write("two", &shell.ok("jwk generate --alg ECDH-ES", ""));
    shell.refused("jwe decrypt --jwk two", &token, "key_unknown");
    for (line, why) in [
        ("jwe decrypt", "required"),
        ("jwe decrypt --jwk k --pem k", "cannot be used with"),
        ("jwe decrypt --jwk k --enc A1", "A1"),
        ("jwe encrypt --jwk k --alg RSA1_5", "RSA1_5"),
        (
            "jwe decrypt --jwk missing",
            "No such file or directory (os error 2); hint: name a file",
        ),
        ("jwe decrypt --jwk k a.b.c.d.e", "never from an argument"),
    ] {
        let ran = shell.pipe(line, &token);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}: {ran:?}");
        assert!(ran.err.contains(why), "{line}: {ran:?}");
    }
}

#[test]
fn a_set_encrypts_with_the_key_that_is_named_and_decrypts_with_the_one_that_fits() {
    let shell = Shell::new();
    let keys: Vec<Value> = ["ECDH-ES", "RSA-OAEP"]
        .map(|alg| {
            serde_json::from_str(&shell.ok(&format!("jwk generate --alg {alg}"), "")).unwrap()
        })
        .to_vec();
    let signing: Value = serde_json::from_str(&shell.ok("jwk generate --alg ES256", "")).unwrap();
    let all: Vec<_> = keys.iter().chain([&signing]).collect();
    shell.write("set", &json!({ "keys": all }).to_string());
    shell.refused("jwe encrypt --jwk set", "x", "key_id_missing");
    shell.refused("jwe encrypt --jwk set --kid other", "x", "key_unknown");
    for key in &keys {
        let kid = key["kid"].as_str().unwrap();
        let token = shell.ok(&format!("jwe encrypt --jwk set --kid {kid}"), "hello");
        assert_eq!(shell.ok("jwe decrypt --jwk set", &token), "hello");
    }
}

#[test]
fn a_password_is_the_first_line_of_a_file() {
    let shell = Shell::new();
    shell.write("password", &format!("{PASSWORD}\nanother line\n"));
    let token = shell.ok("jwe encrypt --password-file password", "hello");
    assert_eq!(
        shell.ok("jwe decrypt --password-file password", &token),
        "hello"
    );
    shell.write("other", "another long password, and more of it");
    shell.refused(
        "jwe decrypt --password-file other",
        &token,
        "decryption_failed",
    );
    shell.write("short", "hunter2");
    shell.refused("jwe encrypt --password-file short", "x", "key_weak");
    shell.refused(
        "jwk generate --alg PBES2-HS256+A128KW",
        "",
        "key_alg_mismatch",
    );
}

#[test]
fn help_teaches_by_example() {
    let shell = Shell::new();
    for (line, example) in [
        ("jwe encrypt --help", "paraph jwk generate --alg ECDH-ES"),
        ("jwe decrypt --help", "a decrypted payload is not verified"),
    ] {
        assert!(shell.ok(line, "").contains(example), "{line}");
    }
}
