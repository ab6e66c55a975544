//! Every refusal of the token tools says what to do next, and repeats nothing of what it was given.

use serde_json::{Value, json};

use super::{Ran, Shell};

mod broad;
mod commands;
mod keys;
mod tokens;

/// Stands in files that are no keys: no answer repeats it.
const SECRET: &str = "c2VjcmV0IHRoYXQgbm9ib2R5IHByaW50cw";

fn block(label: &str) -> String {
    format!("-----BEGIN {label}-----\n{SECRET}==\n-----END {label}-----\n")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Keys of each kind, good and bad, and tokens of both kinds.
fn furnished() -> Shell {
    let shell = Shell::new();
    for (alg, name) in [
        ("ES256", "es"),
        ("RS256", "rsa"),
        ("ECDH-ES", "ecdh"),
        ("EdDSA", "ed"),
    ] {
        shell.ok(
            &format!("jwk generate --alg {alg} --out {name} --public-out {name}.pub"),
            "",
        );
        shell.ok(
            &format!("jwk convert --jwk {name} --to pem --out {name}.pem"),
            "",
        );
    }
    shell.ok("jwk generate --alg HS256 --out hs", "");
    let mut bare = json(&shell.read("rsa.pub"));
    bare.as_object_mut()
        .unwrap()
        .retain(|name, _| !["alg", "kid", "use"].contains(&name.as_str()));
    shell.write("bare", &bare.to_string());
    bare["use"] = json!("enc");
    shell.write("bare.enc", &bare.to_string());
    let keys = ["es", "ed", "ecdh", "rsa"].map(|name| json(&shell.read(name)));
    shell.write("set", &json!({ "keys": keys }).to_string());
    shell.write("twice", &json!({ "keys": [keys[0], keys[0]] }).to_string());
    shell.write(
        "mixed",
        &json!({ "keys": [keys[0], json(&shell.read("ed.pub"))] }).to_string(),
    );
    shell.write("none", r#"{"keys":[]}"#);
    shell.write("empty", "");
    shell.write("object", "{}");
    shell.write("list", "[]");
    shell.write(
        "weak",
        &json!({"kty":"oct","alg":"HS256","k":"c2VjcmV0"}).to_string(),
    );
    shell.write("alien", &json!({"kty":"XYZ","k":SECRET}).to_string());
    shell.write("phrase", SECRET);
    shell.write("short", "hunter2");
    furnish_containers(&shell);
    shell.write(
        "jws",
        &shell.ok("jwt sign --jwk es --life 5m", r#"{"aud":"a"}"#),
    );
    shell.write(
        "jwe",
        &shell.ok("jwe encrypt --jwk ecdh.pub --enc A128CBC-HS256", "hello"),
    );
    shell
}

/// What else a key comes in: not one of them is read as it is.
fn furnish_containers(shell: &Shell) {
    std::fs::write(shell.path().join("der"), [0x30, 0x82, 0xff, 0xfe]).unwrap();
    for (name, label) in [
        ("cert", "CERTIFICATE"),
        ("request", "CERTIFICATE REQUEST"),
        ("locked", "ENCRYPTED PRIVATE KEY"),
        ("ssh", "OPENSSH PRIVATE KEY"),
        ("dsa", "DSA PRIVATE KEY"),
        ("garbled", "PRIVATE KEY"),
    ] {
        shell.write(name, &block(label));
    }
    let (ec, ed) = (shell.read("es.pem"), shell.read("ed.pem"));
    shell.write("params", &format!("{}{ec}", block("EC PARAMETERS")));
    shell.write("two", &format!("{ec}{ed}"));
    shell.write("bag", &format!("Bag Attributes\n    localKeyID: 01\n{ec}"));
    shell.write("chain", &format!("{ec}{}", block("CERTIFICATE")));
    let old = block("RSA PRIVATE KEY").replacen('\n', "\nProc-Type: 4,ENCRYPTED\n\n", 1);
    shell.write("old", &old);
    shell.write("id.pub", &format!("ssh-rsa {SECRET} me@example.org\n"));
}

/// The next step of a refusal, which is one line.
fn step(ran: &Ran, line: &str) -> String {
    let shown = format!("{line}: {ran:?}");
    assert!(
        !ran.err.contains(SECRET) && !ran.err.contains("hunter2"),
        "{shown}"
    );
    assert!(
        !ran.err.contains("MIG") && !ran.err.contains("eyJ"),
        "{shown}"
    );
    if ran.code == 2 && ran.err.starts_with("error: ") {
        assert!(ran.err.contains("--help"), "{shown}");
        return ran.err.clone();
    }
    assert_eq!(ran.err.matches('\n').count(), 1, "{shown}");
    let (code, rest) = ran.err.split_once(": ").expect(&shown);
    let is_code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    assert!(code.chars().all(is_code), "{shown}");
    assert_eq!(code == "usage", ran.code == 2, "{shown}");
    let (reason, hint) = rest.split_once("; hint: ").expect(&shown);
    assert!(reason.len() > 5 && hint.trim_end().len() > 10, "{shown}");
    hint.to_owned()
}

/// Each line must be refused by its code, with all these words in its hint.
fn assert_hints(rows: &[(&str, &str, &str, &[&str])]) {
    let shell = furnished();
    for (line, stdin, code, words) in rows {
        let stdin = match stdin.strip_prefix('@') {
            Some(file) => shell.read(file),
            None => (*stdin).to_owned(),
        };
        let ran = shell.pipe(line, &stdin);
        assert!(ran.code != 0 && ran.out.is_empty(), "{line}: {ran:?}");
        assert!(ran.err.starts_with(&format!("{code}: ")), "{line}: {ran:?}");
        let hint = step(&ran, line);
        for word in *words {
            assert!(hint.contains(word), "{line}: {word}: {hint}");
        }
    }
}
