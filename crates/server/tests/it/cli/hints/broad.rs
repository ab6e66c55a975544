//! Whatever is given, to whatever tool: a code, a next step, and nothing repeated.

use super::*;

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
