//! What `jwt sign` warns of on standard error, and what it refuses as of no use.

use super::Shell;

const AUD: &str = r#"{"aud":"api"}"#;

fn with_key() -> Shell {
    let shell = Shell::new();
    shell.ok("jwk generate --alg ES256 --out k --public-out p", "");
    shell
}

#[test]
fn a_token_that_is_dangerous_or_useless_is_signed_with_a_warning() {
    let shell = with_key();
    for (flags, claims, told) in [
        ("--life 5m", AUD, &[][..]),
        ("--life 1d", AUD, &[]),
        ("--life 30d", AUD, &["30 days", "RFC 6750"]),
        ("", AUD, &["no `exp`", "--life"]),
        ("--life 5m", "{}", &["no `aud`", "RFC 8725"]),
        (
            "",
            r#"{"aud":"api","exp":4102444800000}"#,
            &["milliseconds", "JWTs use seconds"],
        ),
        ("", r#"{"aud":"api","exp":1000}"#, &["1970-01-01T00:16:40Z"]),
        (
            "",
            r#"{"aud":"api","exp":"4102444800"}"#,
            &["`exp` must be", "leave out the quotes"],
        ),
        ("--life 2d", AUD, &["2 days"]),
    ] {
        for json in ["", "--json"] {
            let ran = shell.pipe(
                &format!("jwt sign --jwk k --typ JWT {flags} {json}"),
                claims,
            );
            assert_eq!(ran.code, 0, "{ran:?}");
            assert_eq!(ran.out.matches('\n').count(), 1, "{ran:?}");
            let lines = usize::from(!told.is_empty());
            assert_eq!(ran.err.matches("warning: ").count(), lines, "{ran:?}");
            assert_eq!(ran.err.matches('\n').count(), lines, "{ran:?}");
            for word in told {
                assert!(ran.err.contains(word), "{word}: {ran:?}");
            }
            assert!(!ran.err.contains("eyJ"), "{ran:?}");
        }
    }
    // Each on a line of its own.
    let ran = shell.pipe("jwt sign --jwk k --typ JWT", "{}");
    assert_eq!(
        ran.err
            .lines()
            .filter(|line| line.starts_with("warning: no `"))
            .count(),
        2
    );
}

#[test]
fn a_token_that_nobody_could_accept_is_not_asked_for() {
    let shell = with_key();
    for (args, told) in [
        (["--life", "0s"], "--life 5m"),
        (["--life", "0"], "--life 5m"),
        (["--typ", ""], "--typ JWT"),
        (["--typ", "  "], "--typ JWT"),
    ] {
        let ran = shell.run(
            &[&["jwt", "sign", "--jwk", "k"], &args[..]].concat(),
            AUD.as_bytes(),
        );
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(ran.err.starts_with("usage: "), "{ran:?}");
        let (_, hint) = ran.err.split_once("; hint: ").unwrap();
        assert!(hint.contains(told), "{ran:?}");
    }
}
