//! `jwt explain`: what people see, what programs get, and when the exit code is 0.

mod given;

use serde_json::{Value, json};

use super::{Ran, Shell};

/// As the README of npm jsonwebtoken makes it: a phrase of 20 bytes, an `exp` one hour later, long past.
const PHRASE: &str = "my secret of 20 byte";
const README: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.\
    eyJkYXRhIjoiZm9vYmFyIiwiaWF0IjoxNTE2MjM5MDIyLCJleHAiOjE1MTYyNDI2MjJ9.";

const CLAIMS: &str =
    r#"{"iss":"https://id.example.org","aud":"api","sub":"usr_1","client_id":"app","jti":"j1"}"#;
const WHOLE: &str = "--issuer https://id.example.org --audience api";

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn by_phrase(phrase: &str) -> String {
    let message = README.trim_end_matches('.');
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, phrase.as_bytes());
    let tag = aws_lc_rs::hmac::sign(&key, message.as_bytes());
    let tag = base64_simd::URL_SAFE_NO_PAD.encode_to_string(tag);
    format!("{message}.{tag}")
}

/// A shell with an ES256 key `k`, its public half `p` and a good token.
fn with_token() -> (Shell, String) {
    let shell = Shell::new();
    shell.ok("jwk generate --alg ES256 --out k --public-out p", "");
    let token = shell.ok("jwt sign --jwk k --life 5m", CLAIMS);
    (shell, token.trim_end().to_owned())
}

/// What stands behind the mark, and the line of one check.
fn marked(line: &str) -> &str {
    line.split_once(' ').map_or("", |(_, rest)| rest)
}

fn line<'a>(ran: &'a Ran, check: &str) -> &'a str {
    let mut lines = ran.out.lines();
    let found = lines.find(|line| marked(line).starts_with(check));
    found.unwrap_or_else(|| panic!("no {check}: {}", ran.out))
}

/// The last line of a report. A refusal stands on standard error, too, as every refusal does.
fn verdict(ran: &Ran) -> &str {
    let verdict = ran.out.lines().next_back().unwrap_or_default();
    let refusal = verdict.strip_prefix("refused: ").unwrap_or(verdict);
    let repeated = ran.err.starts_with(refusal) && ran.err.lines().count() == 1;
    assert_eq!(repeated, ran.code == 1, "{verdict}: {}", ran.err);
    verdict
}

/// The code and the reason, without what to do next.
fn refusal(ran: &Ran) -> &str {
    let (refusal, _) = ran.err.split_once("; hint: ").unwrap();
    refusal
}

fn check<'a>(explained: &'a Value, name: &str) -> &'a Value {
    let mut checks = explained["checks"].as_array().unwrap().iter();
    checks.find(|check| check["check"] == name).unwrap()
}

#[test]
fn t11_the_example_of_a_well_known_readme_is_explained() {
    let shell = Shell::new();
    shell.write("phrase", &format!("{PHRASE}\n"));
    let token = by_phrase(PHRASE);
    let ran = shell.pipe(&format!("jwt explain {token} --raw phrase"), "");
    assert_eq!(
        (ran.code, verdict(&ran)),
        (
            1,
            "refused: key_weak: the secret is too short for HS256: 160 of 256 bits"
        )
    );
    assert!(line(&ran, "key strength").starts_with("\u{2717} key strength     FAILED"));
    assert!(line(&ran, "key strength").contains("160 of 256 bits"));
    assert_eq!(line(&ran, "signature"), "\u{2713} signature        held");
    let expiry = line(&ran, "expiry");
    assert!(
        expiry.contains("FAILED       expired: the token has expired (2018-01-18T02:30:22Z, "),
        "{expiry}"
    );
    assert!(expiry.ends_with(" years ago)"), "{expiry}");
    assert!(
        line(&ran, "issuer").starts_with("- issuer           not reached  no issuer was given")
    );
    assert!(line(&ran, "typ").ends_with("(the token says JWT)"));
    assert_eq!(ran.out.matches("FAILED").count(), 2, "{}", ran.out);
    assert!(
        ran.out
            .contains("note: the signature holds, but by a key that is refused")
    );

    let ran = shell.pipe("jwt explain --raw phrase --json", &token);
    assert_eq!((ran.code, ran.out.matches('\n').count()), (1, 1));
    let explained = json(&ran.out);
    assert_eq!(explained["verdict"]["code"], "key_weak");
    assert_eq!(
        check(&explained, "signature"),
        &json!({ "check": "signature", "result": "held" })
    );
    let expiry = json!({
        "check": "expiry", "result": "failed", "code": "expired", "reason": "the token has expired",
        "found": 1_516_242_622, "proven": false,
    });
    assert_eq!(check(&explained, "expiry"), &expiry);
    let strength = check(&explained, "key_strength");
    assert_eq!(
        (&strength["expected"], &strength["found"]),
        (&json!(256), &json!(160))
    );
    assert_eq!(explained["hints"][0]["code"], "weak_secret");
}

#[test]
fn only_what_verify_accepts_exits_0() {
    let (shell, token) = with_token();
    let ran = shell.pipe(&format!("jwt explain --jwk p {WHOLE}"), &token);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(
        ran.out.ends_with("offline\naccepted\n") && !ran.out.contains("FAILED"),
        "{}",
        ran.out
    );
    let explained = json(&shell.ok(&format!("jwt explain --jwk p {WHOLE} --json {token}"), ""));
    assert_eq!(
        (&explained["verdict"], &explained["proven"]),
        (&json!({ "outcome": "accepted" }), &json!(true))
    );
    for (flags, missing) in [
        (
            String::new(),
            "a key (--jwk, --pem or --raw), --issuer, --audience, --typ",
        ),
        ("--jwk p".to_owned(), "--issuer, --audience, --typ"),
        ("--jwk p --audience api --typ at+jwt".to_owned(), "--issuer"),
        (
            "--jwk p --issuer https://id.example.org --typ at+jwt".to_owned(),
            "--audience",
        ),
        (WHOLE.to_owned(), "a key (--jwk, --pem or --raw)"),
    ] {
        let ran = shell.pipe(&format!("jwt explain {flags}"), &token);
        let expected = format!("undecided: nothing failed, but it is not proven without {missing}");
        assert_eq!((ran.code, verdict(&ran)), (1, expected.as_str()), "{flags}");
        assert!(!ran.out.contains("FAILED"), "{}", ran.out);
    }
}

#[test]
fn every_verdict_is_that_of_verify() {
    let (shell, good) = with_token();
    let other = shell.ok("jwt sign --jwk k --life 5m --typ JWT", CLAIMS);
    let old = shell.ok(
        "jwt sign --jwk k",
        &CLAIMS.replace('{', r#"{"iat":1000,"exp":1300,"#),
    );
    let stranger = with_token().1;
    let (head, _) = good.rsplit_once('.').unwrap();
    let forged = format!("{head}.{}", "A".repeat(86));
    let encoded = |flags: &str| shell.pipe(flags, &good);
    for token in [
        &good,
        &other,
        &old,
        &stranger,
        &forged,
        "",
        "a.b",
        &"A".repeat(9_000),
    ] {
        for flags in [
            WHOLE.to_owned(),
            WHOLE.replace("api", "web"),
            format!("{WHOLE} --typ JWT"),
            format!("{WHOLE} --alg RS256"),
        ] {
            let verified = shell.pipe(&format!("jwt verify --jwk p {flags}"), token);
            let explained = shell.pipe(&format!("jwt explain --jwk p {flags}"), token);
            let said = match verified.code {
                0 => "accepted".to_owned(),
                _ => format!("refused: {}", refusal(&verified)),
            };
            assert_eq!(
                (explained.code, verdict(&explained)),
                (verified.code, said.as_str()),
                "{flags}"
            );
            // What explain has found out counts more than what the code alone tells.
            let hint = explained
                .err
                .split_once("; hint: ")
                .map(|(_, hint)| hint.trim_end());
            let told = explained
                .out
                .lines()
                .find_map(|line| line.strip_prefix("hint: "));
            assert!(told.is_none() || told == hint, "{hint:?} {}", explained.out);
            assert_eq!(explained.out.matches(&said).count(), 1, "said once");
        }
    }
    assert_eq!(encoded("jwt explain --jwk p").code, 1);
}

#[test]
fn everything_wrong_and_its_hints_are_told_at_once() {
    let (shell, _) = with_token();
    let claims = CLAIMS
        .replace('{', r#"{"iat":1000,"exp":1300,"nonce":"n","#)
        .replace("\"api\"", "\"app\"");
    let token = shell.ok("jwt sign --jwk k --typ JWT", &claims);
    let ran = shell.pipe(
        "jwt explain --jwk p --issuer https://id.example.org/ --audience api",
        &token,
    );
    let failed: Vec<_> = ran
        .out
        .lines()
        .filter(|line| line.contains("FAILED"))
        .map(|line| marked(line)[..16].trim_end())
        .collect();
    assert_eq!(
        failed,
        ["typ", "issuer", "audience", "expiry"],
        "{}",
        ran.out
    );
    let hints: Vec<_> = ran
        .out
        .lines()
        .filter(|line| line.starts_with("hint: "))
        .collect();
    assert_eq!(hints.len(), 2, "{hints:?}");
    assert!(
        hints[0].contains("ID token") && hints[1].contains("slash"),
        "{hints:?}"
    );
    let ran = shell.pipe("jwt explain par_r_AQAAAAAAAAAA", "");
    assert!(
        ran.out.contains("hint: this is a refresh token") && !ran.out.contains("AQAA"),
        "{}",
        ran.out
    );
    let bearer = shell.run(&["jwt", "explain", &format!("Bearer {token}")], b"");
    assert!(bearer.out.contains("hint: `Bearer `"), "{}", bearer.out);
}

#[test]
fn what_a_stranger_wrote_does_not_reach_the_terminal() {
    let encode = |text: &str| base64_simd::URL_SAFE_NO_PAD.encode_to_string(text);
    let head = encode("{\"alg\":\"ES256\",\"typ\":\"\\u001b[2J\",\"\\u202ekey\":1}");
    let token = format!(
        "{head}.{}.AA",
        encode("{\"iss\":\"a\\u001b]0;x\\u0007\",\"password\":\"hunter2\"}")
    );
    let shell = Shell::new();
    for flags in ["", "--json", "--issuer i --audience a"] {
        let ran = shell.pipe(&format!("jwt explain {flags}"), &token);
        assert_eq!(ran.code, 1);
        let text = format!("{}{}", ran.out, ran.err).replace('\n', "");
        assert!(
            !text.contains(char::is_control) && !text.contains('\u{202e}'),
            "{text}"
        );
        assert!(
            text.contains("u{1b}") && !text.contains("hunter2"),
            "{text}"
        );
    }
}

#[test]
fn keys_that_are_refused_do_not_end_the_explanation() {
    let shell = Shell::new();
    shell.write("empty", "");
    shell.write("set", r#"{"keys":[]}"#);
    shell.write("weak", r#"{"kty":"oct","alg":"HS256","k":"c2VjcmV0"}"#);
    let token = by_phrase("secret");
    for (key, code) in [
        ("--jwk empty", "key_json"),
        ("--jwk set", "key_set_empty"),
        ("--pem empty", "key_malformed"),
        ("--jwk weak", "key_weak"),
        ("--raw empty", "key_weak"),
    ] {
        let ran = shell.pipe(&format!("jwt explain {key} {WHOLE}"), &token);
        assert_eq!(ran.code, 1);
        assert!(
            verdict(&ran).starts_with(&format!("refused: {code}: ")),
            "{key}: {}",
            ran.out
        );
        assert!(line(&ran, "expiry").contains("expired"), "{key}");
        let holds = line(&ran, "signature").ends_with("held");
        assert_eq!(holds, key == "--jwk weak", "{key}: {}", ran.out);
        assert!(!ran.out.contains("c2VjcmV0"));
    }
}

#[test]
fn what_was_not_asked_or_is_not_there_is_not_said_to_hold() {
    let (shell, _) = with_token();
    let bare = shell.ok("jwt sign --jwk k --typ x", r#"{"exp":4102444800}"#);
    let open = shell.pipe("jwt explain --jwk p", &bare);
    let required = line(&open, "required claims");
    assert!(
        required.contains("not reached") && required.contains("`typ`"),
        "{required}"
    );
    for name in ["not before", "issued at"] {
        assert!(
            line(&open, name).ends_with("the token has none"),
            "{}",
            open.out
        );
    }
    let asked = shell.pipe("jwt explain --jwk p --typ at+jwt", &bare);
    assert!(line(&asked, "required claims").contains("claim_missing"));
    let whole = shell.pipe(&format!("jwt explain --jwk p {WHOLE} --typ x"), &bare);
    assert!(line(&whole, "required claims").contains("FAILED"));
}

#[test]
fn c01_a_claim_of_the_wrong_type_shows_its_value_and_type() {
    let (shell, _) = with_token();
    for (claim, shown) in [
        (r#""exp":"1700000000""#, r#"found "1700000000", a string)"#),
        (r#""exp":true"#, "found true, a boolean)"),
        (r#""exp":4102444800,"sub":["a"]"#, r#"found ["a"], a list)"#),
    ] {
        let claims = format!("{{{claim}}}");
        let token = shell.ok("jwt sign --jwk k", &claims);
        let ran = shell.pipe("jwt explain --jwk p", &token);
        let types = line(&ran, "claim types");
        assert!(types.ends_with(shown), "{types}");
        let hinted = ran.out.contains("hint: a number written as text");
        assert_eq!(hinted, claim.contains("17"), "{}", ran.out);
    }
}
