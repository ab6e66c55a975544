//! What is told at the start instead of later.

use super::*;

fn code(remote: &Remote) -> &'static str {
    remote
        .checked()
        .map_or_else(|error| error.code(), |_| "fine")
}

#[test]
fn b05_what_cannot_be_safe_does_not_start() {
    let ours = || Policy::access_token(ISSUER, "api");
    let foreign = || Policy::foreign_access_token(ISSUER, "api");
    let named = |issuer: &str| Policy::access_token(issuer, "api");
    for (remote, expected) in vec![
        (Verifier::remote_with(ours()), "fine"),
        (
            Verifier::remote_with(ours().with_typ("application/at+jwt")),
            "fine",
        ),
        (Verifier::remote_with(foreign()), "policy_typ"),
        (
            Verifier::remote_with(ours().with_typ("logout+jwt")),
            "policy_typ",
        ),
        (
            Verifier::remote_with(ours().with_issuers(["a", "b"])),
            "policy_issuers",
        ),
        (
            Verifier::remote_with(ours().with_issuers([""; 0])),
            "policy_issuers",
        ),
        (Verifier::foreign(foreign()), "fine"),
        (Verifier::foreign(ours()), "fine"),
        (
            Verifier::foreign(foreign().with_issuers(["a", "b"])),
            "policy_issuers",
        ),
        (
            Verifier::remote_with(named("http://id.example.org")),
            "address",
        ),
        (
            Verifier::remote_with(named("http://localhost:8080")),
            "fine",
        ),
        (Verifier::remote_with(named("accounts")), "address"),
        (
            Verifier::remote_with(named("accounts")).base_url("https://id.example.org"),
            "fine",
        ),
        (
            Verifier::remote_with(named("accounts")).jwks_uri("https://id.example.org/k"),
            "fine",
        ),
        (
            Verifier::remote_with(ours()).base_url("http://10.0.0.1"),
            "address",
        ),
        (
            Verifier::remote_with(ours()).jwks_uri("http://10.0.0.1"),
            "address",
        ),
        (
            Verifier::remote_with(ours())
                .base_url(ISSUER)
                .jwks_uri(ISSUER),
            "setting",
        ),
        (Verifier::remote_with(ours()).max_age(SECOND), "setting"),
        (
            Verifier::remote_with(ours()).cooldown(Duration::ZERO),
            "setting",
        ),
    ] {
        assert_eq!(code(&remote), expected, "{remote:?}");
    }
}

#[test]
fn outside_of_a_runtime_it_says_so() {
    let refused = Verifier::remote(ISSUER, "api").unwrap_err();
    assert_eq!(refused, SetupError::NoRuntime);
    assert!(refused.to_string().contains("tokio"));
}

#[tokio::test]
async fn a_verifier_can_be_made_of_two_words() {
    let verifier = Verifier::remote("http://localhost:1", "api").unwrap();
    assert!(verifier.cache_stats().is_some());
    assert!(!verifier.health().is_ready());
    let bare = Verifier::remote_with(Policy::access_token("http://localhost:1", "api"));
    assert!(bare.cache(None).start().unwrap().cache_stats().is_none());
}

#[tokio::test]
async fn c05_a_slash_at_the_end_is_no_issuer_of_ours_but_may_be_anothers() {
    let refused = Verifier::remote("http://localhost:1/", "api").unwrap_err();
    assert_eq!(refused.code(), "address");
    let foreign = Policy::foreign_access_token("http://localhost:1/", "api");
    assert!(Verifier::foreign(foreign).start().is_ok());
}

#[test]
fn every_error_has_words() {
    let address = SetupError::Address {
        setting: "base_url",
        why: "must be https",
    };
    for (error, words) in [
        (SetupError::NoRuntime, "runtime"),
        (
            SetupError::NotAccessTokens { typ: "JWT".into() },
            "Verifier::foreign",
        ),
        (SetupError::Issuers(2), "2 issuers"),
        (SetupError::SameIssuer("x".into()), "\"x\""),
        (address, "`base_url` must be https"),
        (SetupError::Setting("a word"), "a word"),
        (
            SetupError::Client("no certificates".into()),
            "no certificates",
        ),
    ] {
        assert!(error.to_string().contains(words), "{error}");
    }
}
