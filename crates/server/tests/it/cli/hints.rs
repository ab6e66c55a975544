//! Every refusal of the token tools says what to do next, and repeats nothing of what it was given.

use serde_json::{Value, json};

use super::{Ran, Shell};

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
    let old = block("RSA PRIVATE KEY").replacen('\n', "\nProc-Type: 4,ENCRYPTED\n\n", 1);
    shell.write("old", &old);
    shell.write("id.pub", &format!("ssh-rsa {SECRET} me@example.org\n"));
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
    // The reason itself names the flags.
    if code == "undecided" {
        return rest.to_owned();
    }
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

const CHECK: &str = "--issuer i --audience a";

#[test]
fn a_missing_algorithm_is_named_with_those_the_key_could_take() {
    let verify = format!("jwt verify --jwk bare {CHECK}");
    assert_hints(&[
        (
            "jwt sign --pem rsa.pem",
            "{}",
            "key_needs_alg",
            &["--alg", "RS256", "PS512"],
        ),
        (
            "jws sign --pem rsa.pem",
            "x",
            "key_needs_alg",
            &["--alg", "RS256"],
        ),
        (&verify, "@jws", "key_needs_alg", &["--alg", "RS256, RS384"]),
        ("jws verify --jwk bare", "@jws", "key_needs_alg", &["RS256"]),
        (
            "jwk convert --jwk bare",
            "",
            "key_needs_alg",
            &["RS256", "RSA-OAEP-256"],
        ),
        (
            "jwk convert --jwk bare.enc",
            "",
            "key_needs_alg",
            &["one of RSA-OAEP,"],
        ),
        (
            "jwe encrypt --pem rsa.pem",
            "x",
            "key_needs_alg",
            &["one of RSA-OAEP, RSA-OAEP-256"],
        ),
        (
            "jwe encrypt --jwk bare.enc",
            "x",
            "key_needs_alg",
            &["RSA-OAEP-256"],
        ),
        (
            "jwe decrypt --pem ecdh.pem",
            "@jwe",
            "key_needs_alg",
            &["ECDH-ES+A256KW"],
        ),
        (
            "jwt sign --jwk es --alg RS256",
            "{}",
            "key_alg_mismatch",
            &["is for ES256"],
        ),
        (
            "jwt sign --pem es.pem --alg RS256",
            "{}",
            "key_alg_mismatch",
            &["--alg ES256"],
        ),
        (
            "jwk convert --pem rsa.pem --alg ES256",
            "",
            "key_alg_mismatch",
            &["RS256"],
        ),
    ]);
}

#[test]
fn a_file_of_another_kind_is_recognised() {
    assert_hints(&[
        ("jws sign --jwk es.pem", "x", "key_json", &["--pem"]),
        ("jwk thumbprint", "@es.pem", "key_json", &["--pem"]),
        ("jwe encrypt --jwk rsa.pem", "x", "key_json", &["--pem"]),
        ("jws sign --pem es", "x", "key_malformed", &["--jwk"]),
        (
            "jwe decrypt --pem ecdh --alg ECDH-ES",
            "@jwe",
            "key_malformed",
            &["--jwk"],
        ),
        ("jwk convert --pem set", "", "key_malformed", &["--jwk"]),
        ("jws sign --jwk phrase", "x", "key_json", &["--raw"]),
        (
            "jws sign --pem params",
            "x",
            "key_malformed",
            &["EC PARAMETERS", "openssl pkey", "-noout"],
        ),
        (
            "jwk convert --pem cert",
            "",
            "key_unsupported",
            &["openssl x509 -pubkey -noout -in FILE"],
        ),
        (
            "jws verify --jwk cert",
            "@jws",
            "key_json",
            &["openssl x509 -pubkey -noout -in FILE"],
        ),
        (
            "jwk convert --pem request",
            "",
            "key_unsupported",
            &["openssl req -pubkey"],
        ),
        (
            "jws sign --pem locked",
            "x",
            "key_unsupported",
            &["password", "openssl pkey -in FILE"],
        ),
        (
            "jws sign --pem old",
            "x",
            "key_malformed",
            &["password", "openssl pkey -in FILE"],
        ),
        (
            "jws sign --pem ssh",
            "x",
            "key_unsupported",
            &["ssh-keygen -p -N '' -m PKCS8"],
        ),
        (
            "jwk convert --pem id.pub",
            "",
            "key_malformed",
            &["ssh-keygen -e -m PKCS8"],
        ),
        (
            "jwk convert --pem two",
            "",
            "key_malformed",
            &["one block", "openssl pkey"],
        ),
        (
            "jwk convert --pem bag",
            "",
            "key_malformed",
            &["openssl pkey"],
        ),
        (
            "jwk convert --pem der",
            "",
            "usage",
            &["openssl pkey -inform DER"],
        ),
        ("jwk convert --pem missing", "", "usage", &["name a file"]),
        ("jwk convert --jwk .", "", "usage", &["name a file"]),
    ]);
}

#[test]
fn passwords_have_an_option_of_their_own() {
    assert_hints(&[
        (
            "jwk generate --alg PBES2-HS256+A128KW",
            "",
            "key_alg_mismatch",
            &["--password-file"],
        ),
        (
            "jwe encrypt --pem rsa.pem --alg PBES2-HS256+A128KW",
            "x",
            "key_alg_mismatch",
            &["--password-file"],
        ),
        (
            "jwe encrypt --password-file phrase --alg A128KW",
            "x",
            "key_alg_mismatch",
            &["PBES2-HS512+A256KW"],
        ),
        (
            "jwe encrypt --password-file short",
            "x",
            "key_weak",
            &["16 bytes", "openssl rand"],
        ),
    ]);
}

#[test]
fn a_token_for_another_command_and_a_kid_that_is_not_there_are_told() {
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

#[test]
fn a_name_that_is_nearly_right_is_corrected() {
    let shell = furnished();
    for (line, told) in [
        ("jwk generate --alg hs256", "'HS256'"),
        ("jwt sign --jwk es --alg RS-256", "'RS256'"),
        ("jws verify --jwk es --alg es_256", "'ES256'"),
        (
            "jwt verify --jwk es --issuer i --audience a --alg eddsa",
            "'EdDSA'",
        ),
        ("jwt explain --alg MLDSA44", "'ML-DSA-44'"),
        ("jwe encrypt --jwk ecdh --alg ecdh-es", "'ECDH-ES'"),
        (
            "jwe encrypt --jwk ecdh --alg RSA_OAEP_256",
            "'RSA-OAEP-256'",
        ),
        ("jwe encrypt --jwk ecdh --enc aes-gcm", "A256GCM"),
        ("jwe decrypt --jwk ecdh --enc a256gcm", "'A256GCM'"),
        ("jwk generate --alg ECDH-ES --crv p-256", "'P-256'"),
        ("jwk generate --alg none", "unsigned"),
        ("jwk generate --alg RSA1_5", "RSA-OAEP-256"),
        ("jwt sign --jwk es --alg ECDH-ES", "ECDH-ES encrypts"),
        ("jwe encrypt --jwk ecdh --alg ES256", "ES256 signs"),
        ("jwe encrypt --jwk ecdh --alg A256GCM", "--enc"),
        ("jwk generate --alg HS257", "jwk generate --help"),
    ] {
        let ran = shell.pipe(line, "x");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}: {ran:?}");
        let (_, tip) = ran.err.split_once("tip: ").expect(line);
        assert!(tip.contains(told), "{line}: {tip}");
    }
}

/// Whatever is given as a key, by every option of every tool.
#[test]
fn s06_every_wrong_key_is_refused_with_a_next_step_and_not_repeated() {
    let shell = furnished();
    let files = std::fs::read_dir(shell.path()).unwrap();
    let mut files: Vec<_> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .chain([".".to_owned(), "missing".to_owned(), SECRET.to_owned()])
        .collect();
    files.sort();
    let (jws, jwe) = (shell.read("jws"), shell.read("jwe"));
    let mut refused = 0;
    for (line, stdin) in [
        ("jws sign --jwk", "x"),
        ("jwt sign --alg HS256 --pem", "{}"),
        ("jws verify --pem", &jws),
        ("jwt verify --issuer i --audience a --jwk", &jws),
        ("jwk convert --jwk", ""),
        ("jwk convert --public --to pem --pem", ""),
        ("jwk convert --alg HS512 --raw", ""),
        ("jwk thumbprint --jwk", ""),
        ("jwk thumbprint --pem", ""),
        ("jwt explain --jwk", &jws),
        ("jwt explain --pem", &jws),
        ("jwe encrypt --jwk", "x"),
        ("jwe encrypt --alg RSA-OAEP --pem", "x"),
        ("jwe decrypt --jwk", &jwe),
        ("jwe decrypt --pem", &jwe),
        ("jwe decrypt --password-file", &jwe),
    ] {
        for file in &files {
            let line = format!("{line} {file}");
            let ran = shell.pipe(&line, stdin);
            if ran.code != 0 {
                step(&ran, &line);
                refused += 1;
            }
        }
    }
    assert!(refused > 400, "{refused}");
}

/// Whatever is given as a token, a claim or a flag.
#[test]
fn every_wrong_token_and_flag_is_refused_with_a_next_step() {
    let shell = furnished();
    let encode = |text: &str| base64_simd::URL_SAFE_NO_PAD.encode_to_string(text);
    let jws = shell.read("jws");
    let headed = |header: &str| format!("{}.{}.AAAA", encode(header), encode("{}"));
    let mut tokens = vec![
        String::new(),
        "a.b".into(),
        "a.b.c.d.e".into(),
        format!("Bearer {jws}"),
        jws.replacen('.', "=.", 1),
        "A".repeat(9_000),
        shell.read("jwe").replacen('.', "..", 1),
        headed("x"),
        headed("{}"),
        headed(r#"{"alg":"none"}"#),
        headed(r#"{"alg":"ES256","crit":["b64"]}"#),
        headed(r#"{"alg":"ES256","jwk":{}}"#),
        headed(r#"{"alg":"ES256","alg":"ES256"}"#),
        shell.ok("jws sign --jwk ed", "x"),
        shell.ok("jws sign --jwk es", "no claims"),
    ];
    for claims in [
        "{}",
        r#"{"iss":"i","aud":"b"}"#,
        r#"{"exp":"x"}"#,
        r#"{"iss":"i","aud":"a","exp":1}"#,
    ] {
        tokens.push(shell.ok("jwt sign --jwk es --typ JWT", claims));
    }
    let mut refused = 0;
    for token in &tokens {
        for line in [
            "jws verify --jwk es --typ note",
            "jwt verify --jwk es --issuer i --audience a",
            "jwt verify --jwk es.pub --issuer i --audience a --typ JWT",
            "jwt explain --jwk es --issuer i --audience a",
            "jwt decode",
            "jwe decrypt --jwk ecdh",
        ] {
            let ran = shell.pipe(line, token);
            if ran.code != 0 {
                step(&ran, line);
                refused += 1;
            }
        }
    }
    for line in [
        "jwt sign --jwk es --life soon",
        "jwt sign --jwk es --life 0s",
        "jwt sign --jwk es --life 5m --claims-file missing",
        "jwt sign --jwk es.pub",
        "jwt sign",
        "jws verify --jwk es a.b.c",
        "jwe encrypt --jwk hs",
        "jwk generate --alg ES256 --crv P-256",
        "jwk generate --alg ES256 --out es",
        "jwk generate --alg ES256 --out nowhere/k",
        "jwk generate --alg ES256 --out n --public-out n",
        "jwk generate --alg HS256 --public-out n",
        "jwk convert --jwk hs --public",
        "jwk convert --jwk hs --to pem",
        "jwk convert --jwk set --to pem",
        "jwk convert --jwk es --to pdf",
        "jwk convert --raw phrase --alg ES256",
        "jwk convert --raw short --alg HS256",
        "jws sign --jwk set",
    ] {
        let ran = shell.pipe(line, "{}");
        assert_ne!(ran.code, 0, "{line}: {ran:?}");
        step(&ran, line);
    }
    assert!(refused > 80, "{refused}");
}
