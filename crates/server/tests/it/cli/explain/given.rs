//! What is given to `jwt explain` and `jwt verify`: tokens in wrappers, keys, flags; and what programs get of a refusal.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::{Ran, Shell};
use super::{CLAIMS, WHOLE, json as parsed, line, verdict, with_token};

/// What `explain` takes off, `verify` does not take.
#[test]
fn t12_a_token_in_a_wrapper_is_explained_and_never_accepted() {
    let (shell, good) = with_token();
    for (text, hint) in [
        (format!("Bearer {good}"), "hint: `Bearer `"),
        (
            format!("Authorization: Bearer {good}"),
            "hint: `Bearer ` (with `Authorization: ` before it)",
        ),
        (
            format!("Cookie: a=b; t={good}"),
            "hint: the token stands in a cookie",
        ),
        (format!("t={good}"), "hint: the token stands in a cookie"),
        (
            json!({ "access_token": good }).to_string(),
            "hint: this is a JSON answer",
        ),
        (
            format!("\"{good}\""),
            "hint: the token was copied with the quotes",
        ),
    ] {
        let verified = shell.pipe(&format!("jwt verify --jwk p {WHOLE}"), &text);
        assert_eq!((verified.code, verified.out.as_str()), (1, ""), "{text}");
        let ran = shell.pipe(&format!("jwt explain --jwk p {WHOLE}"), &text);
        assert_eq!(ran.code, 1, "{text}");
        assert!(
            verdict(&ran).starts_with("refused: token_not_compact: "),
            "{}",
            ran.out
        );
        for part in [
            "note: this is not a token alone; the one in it is explained\n",
            "\ninside: accepted\n",
            hint,
        ] {
            assert!(ran.out.contains(part), "{part}: {}", ran.out);
        }
        let ran = shell.pipe(&format!("jwt explain --json --jwk p {WHOLE}"), &text);
        let explained = parsed(&ran.out);
        assert_eq!(ran.code, 1);
        assert!(ran.err.starts_with("token_not_compact: "), "{}", ran.err);
        assert_eq!(explained["verdict"]["code"], "token_not_compact");
        assert_eq!(explained["inside"]["verdict"]["outcome"], "accepted");
    }
}

#[test]
fn an_alg_without_its_key_is_wrong_usage_and_says_what_to_do() {
    let (shell, good) = with_token();
    for flags in ["--alg ES256", "--alg HS256 --json", "--alg RS256 --typ JWT"] {
        let ran = shell.pipe(&format!("jwt explain {flags}"), &good);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{flags}");
        for word in ["usage: ", "--jwk", "--pem", "--raw", "leave --alg out"] {
            assert!(ran.err.contains(word), "{word}: {}", ran.err);
        }
    }
    assert_eq!(
        shell
            .pipe(&format!("jwt explain --alg ES256 --jwk p {WHOLE}"), &good)
            .code,
        0
    );
}

/// As `--help` says: the token names the size, unless `--alg` does.
#[test]
fn a_raw_secret_is_for_the_size_that_the_token_names() {
    let shell = Shell::new();
    let secret = "a secret of sixty-four bytes, which is enough for every one of them: 123";
    shell.write("raw", secret);
    for alg in ["HS256", "HS384", "HS512"] {
        shell.ok(
            &format!("jwk convert --raw raw --alg {alg} --out {alg}"),
            "",
        );
        let token = shell.ok(&format!("jwt sign --jwk {alg} --life 5m"), CLAIMS);
        shell.ok(&format!("jwt explain --raw raw {WHOLE}"), &token);
        shell.ok(
            &format!("jwt explain --raw raw {WHOLE} --alg {alg}"),
            &token,
        );
        let other = if alg == "HS256" { "HS384" } else { "HS256" };
        let ran = shell.pipe(
            &format!("jwt explain --raw raw {WHOLE} --alg {other}"),
            &token,
        );
        assert!(verdict(&ran).contains("alg_mismatch"), "{}", ran.out);
    }
    let help = shell.ok("jwt explain --help", "");
    let words: Vec<_> = help.split_whitespace().collect();
    assert!(
        words.join(" ").contains(
            "for whichever of HS256, HS384 and HS512 the token names unless --alg says it"
        ),
        "{help}"
    );
}

#[test]
fn t11_the_weak_key_of_a_set_is_named() {
    let (shell, good) = with_token();
    let public: Value = parsed(&shell.read("p"));
    let weak = json!({ "kty": "oct", "alg": "HS256", "k": "c2VjcmV0", "kid": "hush" });
    let torn = json!({ "kty": "EC", "kid": "torn", "crv": "P-256", "x": "AA", "y": "AA" });
    for (keys, check, named) in [
        (
            json!([public, weak]),
            "key strength",
            "; key number 2 of the set",
        ),
        (
            json!([public, torn]),
            "key found",
            "; the key `torn` of the set",
        ),
    ] {
        shell.write("set", &json!({ "keys": keys }).to_string());
        let ran = shell.pipe(&format!("jwt explain --jwk set {WHOLE}"), &good);
        assert!(line(&ran, check).ends_with(named), "{}", ran.out);
        assert!(!ran.out.contains("c2VjcmV0"));
    }
}

/// The names in the first column of the table of `jwt verify --json`.
fn documented() -> Vec<&'static str> {
    let doc = include_str!("../../../../../../docs/TOKENS.md");
    let (_, rest) = doc
        .split_once("\n## Members of `jwt verify --json` and `jws verify --json`\n")
        .unwrap();
    let rows = rest.split("\n## ").next().unwrap().lines();
    let cells = rows.filter_map(|row| row.strip_prefix("| `")?.split(" | ").next());
    cells.flat_map(|cell| cell.split('`').step_by(2)).collect()
}

/// The members of what is said to programs, which is what is said to people.
fn as_data(plain: &Ran, ran: &Ran, code: Option<&str>) -> Vec<String> {
    assert_eq!((ran.code, &ran.err), (plain.code, &plain.err));
    assert_eq!(ran.out.matches('\n').count(), 1, "{}", ran.out);
    let said = parsed(&ran.out);
    assert_eq!(said["valid"], code.is_none());
    assert_eq!(said["code"].as_str(), code);
    if let Some(code) = code {
        let told = format!("{code}: {}; hint: ", said["reason"].as_str().unwrap());
        assert!(ran.err.starts_with(&told), "{}", ran.err);
        assert_eq!((ran.code, plain.out.as_str()), (1, ""));
    }
    said.as_object().unwrap().keys().cloned().collect()
}

#[test]
fn verify_tells_programs_of_a_refusal_as_it_tells_of_success() {
    let (shell, good) = with_token();
    let old = shell.ok(
        "jwt sign --jwk k",
        &CLAIMS.replace('{', r#"{"iat":1000,"exp":1300,"#),
    );
    shell.write("weak", r#"{"kty":"oct","alg":"HS256","k":"c2VjcmV0"}"#);
    let mut names = BTreeSet::new();
    for (key, token, code) in [
        ("p", &good, None),
        ("p", &old, Some("expired")),
        ("p", &format!("Bearer {good}"), Some("token_not_compact")),
        ("p", &String::new(), Some("token_not_compact")),
        ("weak", &good, Some("key_weak")),
    ] {
        let plain = shell.pipe(&format!("jwt verify --jwk {key} {WHOLE}"), token);
        let ran = shell.pipe(&format!("jwt verify --json --jwk {key} {WHOLE}"), token);
        names.extend(as_data(&plain, &ran, code));
    }
    for (key, token, code) in [
        ("p", &good, None),
        ("p", &old, None),
        ("p", &format!("Bearer {good}"), Some("token_not_compact")),
        ("weak", &good, Some("key_weak")),
    ] {
        let plain = shell.pipe(&format!("jws verify --jwk {key}"), token);
        let ran = shell.pipe(&format!("jws verify --json --jwk {key}"), token);
        names.extend(as_data(&plain, &ran, code));
    }
    let mut documented = documented();
    documented.sort_unstable();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), documented);
    for usage in ["--jwk missing", "--jwk p extra"] {
        let ran = shell.pipe(&format!("jwt verify --json {usage} {WHOLE}"), &good);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{usage}");
    }
}
