//! `jwk generate`, `convert` and `thumbprint` for keys of both kinds, and PEM in and out.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::Shell;

/// Keys with a public half, of each type and of both kinds.
const PUBLIC: [&str; 9] = [
    "ES256",
    "ES256K",
    "EdDSA",
    "Ed448",
    "RS256",
    "ML-DSA-44",
    "ECDH-ES",
    "ECDH-ES+A192KW",
    "RSA-OAEP-256",
];
const SECRET: [&str; 6] = [
    "HS256",
    "A128KW",
    "A192GCMKW",
    "dir",
    "A256GCM",
    "A128CBC-HS256",
];

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn without(jwk: &Value, name: &str) -> Value {
    let mut jwk = jwk.clone();
    jwk.as_object_mut().unwrap().remove(name);
    jwk
}

#[test]
fn k08_every_generated_key_has_its_use_and_its_name() {
    let shell = Shell::new();
    for alg in PUBLIC.iter().chain(&SECRET) {
        let text = shell.ok(&format!("jwk generate --alg {alg}"), "");
        let key = json(&text);
        // `dir` is a key for one encryption.
        let named = if *alg == "dir" { "A256GCM" } else { alg };
        assert_eq!(key["alg"], named);
        let signs = ["ES", "Ed", "RS2", "HS", "ML"]
            .iter()
            .any(|start| alg.starts_with(start));
        assert_eq!(key["use"], if signs { "sig" } else { "enc" }, "{alg}");
        let thumbprint = shell.ok("jwk thumbprint", &text);
        // The thumbprint of a secret for encryption would help to guess it.
        let kid = if signs || PUBLIC.contains(alg) {
            json!(thumbprint.trim_end())
        } else {
            Value::Null
        };
        assert_eq!(key["kid"], kid, "{alg}");
    }
    let ran = shell.pipe("jwk generate --alg RSA1_5", "");
    assert_eq!(ran.code, 2);
}

#[test]
fn a_key_goes_to_pem_and_back() {
    for alg in PUBLIC {
        let shell = Shell::new();
        shell.ok(
            &format!("jwk generate --alg {alg} --out k --public-out p"),
            "",
        );
        for (from, to) in [("k", "k.pem"), ("p", "p.pem")] {
            shell.ok(&format!("jwk convert --jwk {from} --to pem --out {to}"), "");
            let back = shell.ok(&format!("jwk convert --pem {to} --alg {alg}"), "");
            assert_eq!(json(&back), json(&shell.read(from)), "{alg}");
            let printed = shell.ok(&format!("jwk convert --jwk {from} --to pem"), "");
            assert_eq!(printed, shell.read(to), "{alg}");
        }
        let public = shell.ok("jwk convert --pem k.pem --public --to pem", "");
        assert_eq!(public, shell.read("p.pem"), "{alg}");
        let line = json(&shell.ok("jwk convert --jwk p --to pem --json", ""));
        assert_eq!(line, json!({ "pem": public }), "{alg}");
        for pem in ["k.pem", "p.pem"] {
            let named = shell.ok(&format!("jwk thumbprint --pem {pem}"), "");
            assert_eq!(json(&shell.read("k"))["kid"], named.trim_end(), "{alg}");
        }
    }
}

#[test]
fn secret_output_is_its_owners_alone_and_overwrites_nothing() {
    let shell = Shell::new();
    shell.ok("jwk generate --alg ECDH-ES --out k --public-out p", "");
    for to in ["jwk", "pem"] {
        for (half, mode) in [("k", 0o600), ("p", 0o644)] {
            let file = format!("{half}.{to}");
            let line = format!("jwk convert --jwk {half} --to {to} --out {file}");
            assert_eq!(shell.ok(&line, ""), "");
            let found = std::fs::metadata(shell.path().join(&file))
                .unwrap()
                .permissions();
            assert_eq!(found.mode() & mode, found.mode() & 0o777, "{file}");
            let before = shell.read(&file);
            assert_eq!(shell.pipe(&line, "").code, 2, "{file} is there");
            assert_eq!(shell.read(&file), before);
        }
    }
}

#[test]
fn t04_one_set_serves_both_halves() {
    let shell = Shell::new();
    let algs = ["ES256", "ECDH-ES", "RSA-OAEP", "EdDSA"];
    let keys = algs.map(|alg| json(&shell.ok(&format!("jwk generate --alg {alg}"), "")));
    shell.write("set", &json!({ "keys": keys }).to_string());
    let public = shell.ok("jwk convert --jwk set --public", "");
    shell.write("public", &public);
    assert_eq!(json(&public)["keys"].as_array().unwrap().len(), 4);
    assert!(!public.contains("\"d\":"));
    assert_eq!(
        shell.ok("jwk thumbprint --jwk public", "").lines().count(),
        4
    );
    let kid = |at: usize| keys[at]["kid"].as_str().unwrap();
    for at in [0, 3] {
        let signed = shell.ok(&format!("jws sign --jwk set --kid {}", kid(at)), "hello");
        assert_eq!(shell.ok("jws verify --jwk public", &signed), "hello");
        let line = format!("jwe encrypt --jwk public --kid {}", kid(at));
        shell.refused(&line, "x", "key_unknown");
    }
    for at in [1, 2] {
        let line = format!("jwe encrypt --jwk public --kid {}", kid(at));
        let hidden = shell.ok(&line, "hello");
        assert_eq!(shell.ok("jwe decrypt --jwk set", &hidden), "hello");
        let line = format!("jws sign --jwk set --kid {}", kid(at));
        shell.refused(&line, "x", "key_use");
    }
    let one = format!("jwk convert --jwk set --kid {} --to pem", kid(1));
    assert!(
        shell
            .ok(&one, "")
            .starts_with("-----BEGIN PRIVATE KEY-----\n")
    );
    let ran = shell.pipe("jwk convert --jwk set --to pem", "");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("--kid"), "{ran:?}");
    shell.refused("jwk convert --jwk set --kid nobody", "", "key_unknown");
}

#[test]
fn a_nameless_key_is_pinned_by_its_caller() {
    let shell = Shell::new();
    let whole = json(&shell.ok("jwk generate --alg ECDH-ES", ""));
    let bare = without(&without(&without(&whole, "alg"), "use"), "kid");
    shell.write("bare", &bare.to_string());
    let convert = |more: &str| json(&shell.ok(&format!("jwk convert --jwk bare {more}"), ""));
    assert_eq!(
        convert("")["alg"],
        "ES256",
        "the signature that its curve has"
    );
    for (alg, role) in [
        ("ES256", "sig"),
        ("ECDH-ES", "enc"),
        ("ECDH-ES+A128KW", "enc"),
    ] {
        let key = convert(&format!("--alg {alg}"));
        assert_eq!((&key["alg"], &key["use"]), (&json!(alg), &json!(role)));
        assert_eq!(key["kid"], whole["kid"]);
    }
    shell.refused(
        "jwk convert --jwk bare --alg RSA-OAEP",
        "",
        "key_alg_mismatch",
    );
    shell.write("used", &without(&whole, "alg").to_string());
    shell.refused("jwk convert --jwk used", "", "key_needs_alg");
    shell.refused("jwk convert --jwk used --alg ES256", "", "key_alg_mismatch");
    // A PEM names no algorithm, so none is needed for one.
    assert!(
        shell
            .ok("jwk convert --jwk used --to pem", "")
            .contains("PRIVATE")
    );
}

#[test]
fn a_secret_has_neither_a_public_half_nor_a_pem() {
    let shell = Shell::new();
    for alg in SECRET {
        shell.write("k", &shell.ok(&format!("jwk generate --alg {alg}"), ""));
        for flag in [
            "--public",
            "--to pem",
            "--to pem --public",
            "--to pem --out new",
        ] {
            shell.refused(&format!("jwk convert --jwk k {flag}"), "", "key_symmetric");
        }
        assert_eq!(
            json(&shell.ok("jwk convert --jwk k", "")),
            json(&shell.read("k")),
            "{alg}"
        );
    }
    assert!(!shell.path().join("new").exists());
    std::fs::write(shell.path().join("raw"), (0..16).collect::<Vec<u8>>()).unwrap();
    let key = json(&shell.ok("jwk convert --raw raw --alg A128KW", ""));
    let wanted =
        json!({ "kty": "oct", "alg": "A128KW", "use": "enc", "k": "AAECAwQFBgcICQoLDA0ODw" });
    assert_eq!(key, wanted);
    shell.refused("jwk convert --raw raw --alg A256KW", "", "key_malformed");
}

#[test]
fn two_halves_are_written_or_none() {
    let shell = Shell::new();
    std::fs::create_dir(shell.path().join("d")).unwrap();
    std::os::unix::fs::symlink("d", shell.path().join("link")).unwrap();
    std::os::unix::fs::symlink("nowhere", shell.path().join("dangling")).unwrap();
    for (out, public) in [
        ("x", "x"),
        ("x", "./x"),
        ("d/x", "link/x"),
        ("x", "d/../x"),
        ("x", "missing/x"),
        ("missing/x", "x"),
        ("x", "dangling"),
        ("dangling", "x"),
        ("x", "d"),
    ] {
        let line = format!("jwk generate --alg ES256 --out {out} --public-out {public}");
        let ran = shell.pipe(&line, "");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}: {ran:?}");
        for file in ["x", "d/x", "x.new", "nowhere"] {
            assert!(!shell.path().join(file).exists(), "{line}: {file} is left");
        }
    }
    // Printed or written, the private half is never the one that is missing.
    let ran = shell.pipe("jwk generate --alg ES256 --public-out missing/x", "");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    let printed = json(&shell.ok("jwk generate --alg ES256 --public-out p", ""));
    assert_eq!(without(&printed, "d"), json(&shell.read("p")));
}

#[test]
fn a_key_that_agrees_is_on_the_curve_that_was_named() {
    let shell = Shell::new();
    for alg in ["ECDH-ES", "ECDH-ES+A256KW"] {
        for crv in ["P-256", "P-384", "P-521", "X25519"] {
            let key = json(&shell.ok(&format!("jwk generate --alg {alg} --crv {crv}"), ""));
            assert_eq!((&key["alg"], &key["crv"]), (&json!(alg), &json!(crv)));
            shell.write("k", &key.to_string());
            let hidden = shell.ok("jwe encrypt --jwk k", "hello");
            assert_eq!(shell.ok("jwe decrypt --jwk k", &hidden), "hello");
        }
    }
    for alg in ["ES256", "A256KW", "RSA-OAEP", "A256GCM"] {
        let line = format!("jwk generate --alg {alg} --crv P-384");
        shell.refused(&line, "", "key_alg_mismatch");
    }
    for crv in ["p-256", "secp256k1", "Ed25519", "X448", ""] {
        let line = format!("jwk generate --alg ECDH-ES --crv {crv}");
        assert_eq!(shell.pipe(&line, "").code, 2, "{crv}");
    }
}

#[test]
fn t07_t10_t19_a_broken_private_key_is_neither_converted_nor_named() {
    let shell = Shell::new();
    for alg in PUBLIC {
        let [one, two] = [0, 1].map(|_| json(&shell.ok(&format!("jwk generate --alg {alg}"), "")));
        let mut mixed = one.clone();
        for name in ["d", "priv"] {
            if two.get(name).is_some() {
                mixed[name] = two[name].clone();
            }
        }
        shell.write("mixed", &mixed.to_string());
        for line in [
            "jwk convert --jwk mixed",
            "jwk convert --jwk mixed --public",
            "jwk convert --jwk mixed --to pem",
            "jwk thumbprint --jwk mixed",
        ] {
            shell.refused(line, "", "key_inconsistent");
        }
    }
}
