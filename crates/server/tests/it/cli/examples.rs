//! Every example in the help of a token tool runs as it is printed, in a folder with the files it names.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::Shell;

const CLAIMS: &str =
    r#"{"iss":"https://id.example.org","aud":"api","sub":"u","client_id":"c","jti":"1"}"#;
/// Those of the examples that write out less.
const SHORT: &str = r#"{"iss":"I","aud":"A","sub":"u","client_id":"c","jti":"1"}"#;
/// Each tool, and how many examples it has at least.
const TOOLS: [(&str, usize); 11] = [
    ("jwk generate", 5),
    ("jwk convert", 6),
    ("jwk thumbprint", 3),
    ("jws sign", 1),
    ("jws verify", 1),
    ("jwt sign", 2),
    ("jwt verify", 3),
    ("jwt explain", 4),
    ("jwt decode", 2),
    ("jwe encrypt", 5),
    ("jwe decrypt", 4),
];

/// The examples of a help text: indented commands, those that end in `|` with the line that follows.
fn examples(help: &str) -> Vec<String> {
    let Some((_, after)) = help.split_once("Example") else {
        return Vec::new();
    };
    let lines = after
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with("  "));
    let mut examples: Vec<String> = Vec::new();
    for line in lines {
        match examples.last_mut().filter(|last| last.ends_with('|')) {
            Some(last) => *last = format!("{last} {}", line.trim()),
            None => examples.push(line.trim().to_owned()),
        }
    }
    examples
}

/// The keys and texts that examples name.
fn furnish(shell: &Shell) {
    let make = |name: &str, line: &str| shell.write(name, &shell.ok(line, ""));
    let es: Value = serde_json::from_str(&shell.ok("jwk generate --alg ES256", "")).unwrap();
    let es = json!({"kid": "first", "kty": es["kty"], "crv": es["crv"], "x": es["x"], "y": es["y"], "d": es["d"], "alg": "ES256"});
    for name in ["key.jwk", "signing.jwk"] {
        shell.write(name, &es.to_string());
    }
    make("public.jwk", "jwk convert --jwk key.jwk --public");
    shell.write(
        "jwks.json",
        &format!("{{\"keys\":[{}]}}", shell.read("public.jwk")),
    );
    shell.write("fetched", &shell.read("jwks.json"));
    make("rsa", "jwk generate --alg RS256");
    make("rsa.pem", "jwk convert --jwk rsa --to pem");
    make("x", "jwk generate --alg ECDH-ES+A256KW --crv X25519");
    make("x25519.pem", "jwk convert --jwk x --to pem");
    make("inbox.jwk", "jwk generate --alg ECDH-ES");
    make("inbox-public.jwk", "jwk convert --jwk inbox.jwk --public");
    shell.write("phrase.txt", "a phrase of more than thirty-two bytes\n");
    shell.write("password", "a phrase of more than thirty-two bytes\n");
    shell.write("letter.txt", "hello");
    shell.write("claims.json", CLAIMS);
}

/// The same files for another example, which may write over them.
fn copy_of(furnished: &Shell) -> Shell {
    let shell = Shell::new();
    for file in std::fs::read_dir(furnished.path())
        .unwrap()
        .map(Result::unwrap)
    {
        if file.file_type().unwrap().is_file() {
            std::fs::copy(file.path(), shell.path().join(file.file_name())).unwrap();
        }
    }
    // Nothing is fetched: what stands for curl prints the keys.
    stand_in(&shell, "curl", "cat \"$(dirname \"$0\")\"/../fetched");
    if !Path::new("/usr/bin/openssl").exists() {
        stand_in(&shell, "openssl", "cat");
    }
    shell
}

fn stand_in(shell: &Shell, name: &str, script: &str) {
    let folder = shell.path().join("bin");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(name);
    std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&file, Permissions::from_mode(0o755)).unwrap();
}

/// The token that an example is about.
fn token(shell: &Shell, example: &str) -> String {
    let says = |words: &str| example.contains(words);
    let sign = |key: &str, claims: &str| shell.ok(&format!("jwt sign {key} --life 5m"), claims);
    if says("jwe decrypt --pem") {
        return shell.ok("jwe encrypt --pem rsa.pem --alg RSA-OAEP-256", "hello");
    }
    if says("jwe decrypt --password-file") {
        return shell.ok(
            "jwe encrypt --password-file password --enc A128CBC-HS256",
            "hello",
        );
    }
    if says("jwe decrypt --jwk") {
        return shell.ok("jwe encrypt --jwk inbox-public.jwk", "hello");
    }
    if says("--pem rsa.pem --alg RS256") {
        return sign("--pem rsa.pem --alg RS256 --typ JWT", SHORT);
    }
    if says("--raw phrase.txt") {
        shell.write(
            "secret",
            &shell.ok("jwk convert --raw phrase.txt --alg HS256", ""),
        );
        return sign("--jwk secret", CLAIMS);
    }
    sign("--jwk key.jwk", CLAIMS)
}

/// What stands behind each `--out` and `--public-out`: overwritten by no tool.
fn clear(shell: &Shell, example: &str) {
    let words: Vec<_> = example.split_whitespace().collect();
    for pair in words.windows(2) {
        if ["--out", "--public-out"].contains(&pair[0]) {
            let _ = std::fs::remove_file(shell.path().join(pair[1]));
        }
    }
}

fn run(shell: &Shell, example: &str) -> (i32, String) {
    let token = token(shell, example);
    shell.write("token", &token);
    if example.contains("< nested") {
        let nested = shell.ok("jwt sign --jwk key.jwk --life 5m", SHORT);
        let encrypt = "jwe encrypt --jwk inbox-public.jwk --cty JWT";
        shell.write("nested", &shell.ok(encrypt, nested.trim_end()));
    }
    clear(shell, example);
    let ours = Path::new(env!("CARGO_BIN_EXE_paraph")).parent().unwrap();
    let path = format!(
        "{}:{}:/usr/bin:/bin",
        shell.path().join("bin").display(),
        ours.display()
    );
    let output = Command::new("/bin/sh")
        .args(["-c", &example.replace("eyJhbGciOi..", token.trim_end())])
        .env_clear()
        .env("PATH", path)
        .current_dir(shell.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), err)
}

#[test]
fn every_example_of_the_token_tools_runs() {
    let furnished = Shell::new();
    furnish(&furnished);
    for (tool, least) in TOOLS {
        let examples = examples(&furnished.ok(&format!("{tool} --help"), ""));
        assert!(examples.len() >= least, "{tool}: {examples:#?}");
        let own = format!("paraph {tool}");
        assert!(
            examples.iter().any(|example| example.contains(&own)),
            "{tool}"
        );
        for example in examples {
            let shell = copy_of(&furnished);
            let (code, err) = run(&shell, &example);
            // To explain is to say no of a token that was given with too little to say yes.
            let undecided = tool == "jwt explain" && code == 1 && err.starts_with("undecided: ");
            assert!(code == 0 || undecided, "{example}: {code}: {err}");
            // In a pipe only the last command's code is seen.
            let failed = ["usage: ", "error: ", "hint: ", "not found"]
                .iter()
                .any(|word| err.contains(word));
            assert!(!failed || undecided, "{example}: {err}");
        }
    }
}
