//! What people paste around a token is named and taken off; the text stays refused.

use paraph_jose::explain::explain;
use paraph_jose::{jws, jwt};
use serde_json::{Value, json};

use super::{KEYS, NOW, agree, claims, first_key, hints, policy, token};

#[test]
fn what_was_pasted_wrongly_is_named_and_not_repeated() {
    let good = token(Some("at+jwt"), &json!({}));
    for (text, expected) in [
        (
            "par_r_AbCdEfGhIjKlMnOpQrStUvWxYz".to_owned(),
            vec!["refresh_token"],
        ),
        (
            "par_k_AbCdEfGhIjKlMnOpQrStUvWxYz".to_owned(),
            vec!["api_key"],
        ),
        (
            "par_s_AbCdEfGhIjKlMnOpQrStUvWxYz".to_owned(),
            vec!["session_secret"],
        ),
        (
            "par_o_AbCdEfGhIjKlMnOpQrStUvWxYz".to_owned(),
            vec!["one_time_secret"],
        ),
        (format!("Bearer {good}"), vec!["bearer_prefix"]),
        (
            format!("bearer  \"{good}\""),
            vec!["bearer_prefix", "quotes"],
        ),
        (format!("\"{good}\""), vec!["quotes"]),
        (format!("'{good}'"), vec!["quotes"]),
        (format!(" {good}\n"), vec!["whitespace"]),
        (good.replace('.', ".\n  "), vec!["whitespace"]),
        (good.replacen('.', "==.", 1), vec!["loose_base64"]),
        (format!("{good}+/"), vec!["loose_base64"]),
        ("a.b.c.d.e".to_owned(), vec!["encrypted"]),
        (format!("https://app.example.org/cb?token={good}"), vec![]),
        ("a.b.c.d".to_owned(), vec![]),
        (String::new(), vec![]),
        ("\u{fc}\u{fc}".to_owned(), vec![]),
    ] {
        assert_eq!(
            hints(&explain(&text, &first_key(), policy(), NOW)),
            expected,
            "{text}"
        );
        let explained = explain(&text, &first_key(), policy(), NOW);
        assert!(!format!("{explained:?}").contains("AbCdEf"));
    }
}

/// Wrapped, in each way that one recognises: refused as verification refuses it, and the token inside explained.
#[test]
fn t12_a_token_in_a_wrapper_is_explained_and_never_accepted() {
    let good = token(Some("at+jwt"), &json!({}));
    let old = token(
        Some("at+jwt"),
        &json!({ "iat": NOW - 900, "exp": NOW - 600 }),
    );
    let near = token(Some("at+jwt"), &json!({ "aud": "API/" }));
    for (before, after, expected) in [
        ("Bearer ", "", vec!["bearer_prefix"]),
        ("bearer\t", "", vec!["bearer_prefix"]),
        ("Authorization: Bearer ", "\r\n", vec!["bearer_prefix"]),
        ("authorization:bearer ", "", vec!["bearer_prefix"]),
        ("Cookie: session=", "", vec!["cookie_pair"]),
        ("Cookie: theme=dark; token=", "; x=1", vec!["cookie_pair"]),
        (
            "Set-Cookie: __Host-t=",
            "; HttpOnly; Path=/",
            vec!["cookie_pair"],
        ),
        ("token=", "", vec!["cookie_pair"]),
        ("token=\"", "\"", vec!["quotes", "cookie_pair"]),
        (
            r#"{"access_token":""#,
            r#"","token_type":"Bearer"}"#,
            vec!["json_body"],
        ),
        (
            r#"{"id_token":"a.b.c","access_token":""#,
            r#""}"#,
            vec!["json_body"],
        ),
        (r#"{ "token" : ""#, "\" }\n", vec!["json_body"]),
        ("\"", "\"", vec!["quotes"]),
        ("\"Bearer ", "\"", vec!["quotes", "bearer_prefix"]),
        ("  ", "\n", vec!["whitespace"]),
    ] {
        for (token, codes) in [
            (&good, vec![]),
            (&old, vec!["expired"]),
            (&near, vec!["audience_mismatch"]),
        ] {
            let text = format!("{before}{token}{after}");
            assert!(jwt::verify::<Value>(&text, &first_key(), &policy(), NOW).is_err());
            let explained = agree(&text, &first_key(), &policy(), NOW);
            assert!(!explained.is_accepted(), "{text}");
            assert_eq!(hints(&explained), expected, "{text}");
            let inside = explained.inside.expect(&text);
            assert_eq!(*inside, explain(token, &first_key(), policy(), NOW));
            assert_eq!(super::codes(&inside), codes);
        }
    }
}

#[test]
fn of_several_tokens_in_an_answer_the_access_token_is_meant() {
    let good = token(Some("at+jwt"), &json!({}));
    let other = token(Some("JWT"), &json!({ "aud": "app" }));
    for text in [
        json!({ "access_token": good, "id_token": other }).to_string(),
        format!(r#"{{"id_token":"{other}","token":"{other}","access_token":"{good}"}}"#),
        format!(r#"{{"access_token":"{good}","token":"{other}"}}"#),
        format!(r#"{{"access_token":"a.b","token":"{good}","refresh_token":"{other}"}}"#),
    ] {
        let explained = agree(&text, &first_key(), &policy(), NOW);
        assert!(explained.inside.unwrap().is_accepted(), "{text}");
    }
}

#[test]
fn what_is_broken_by_blanks_is_put_together() {
    let good = token(Some("at+jwt"), &json!({}));
    let (left, right) = good.split_at(100);
    let explained = explain(&format!("{left}\n  {right}"), &first_key(), policy(), NOW);
    assert_eq!(hints(&explained), ["whitespace"]);
    assert!(!explained.is_accepted() && explained.inside.unwrap().is_accepted());
}

#[test]
fn where_no_token_is_clearly_there_nothing_is_taken_out() {
    let good = token(Some("at+jwt"), &json!({}));
    for (text, expected) in [
        (good.clone(), vec![]),
        ("Bearer a.b".to_owned(), vec!["bearer_prefix"]),
        (
            "Bearer par_k_AAAA".to_owned(),
            vec!["bearer_prefix", "api_key"],
        ),
        (
            "Bearer a.b.c.d.e".to_owned(),
            vec!["bearer_prefix", "encrypted"],
        ),
        ("a=b".to_owned(), vec![]),
        ("version=1.2.3".to_owned(), vec!["loose_base64"]),
        (r#"{"access_token":7}"#.to_owned(), vec![]),
        (format!(r#"{{"other":"{good}"}}"#), vec![]),
        (format!(r#"{{"access_token":"{good}"]"#), vec![]),
        (format!("{good} {good}"), vec!["whitespace"]),
        (format!("token {good}"), vec!["whitespace"]),
        (format!("{good} x"), vec!["whitespace"]),
        (format!("{good}\n{good}"), vec!["whitespace"]),
        (format!("Bearer {}", "A".repeat(100_000)), vec![]),
    ] {
        let explained = agree(&text, &first_key(), &policy(), NOW);
        assert_eq!(explained.inside, None, "{text:.90}");
        assert_eq!(hints(&explained), expected, "{text:.90}");
    }
}

#[test]
fn t05_a_signature_that_is_cut_off_is_named() {
    let payload = claims(&json!({})).to_string();
    let good = jws::sign(&KEYS[0], Some("at+jwt"), payload.as_bytes()).unwrap();
    let (message, _) = good.rsplit_once('.').unwrap();
    for (text, expected) in [
        (message.to_owned(), vec!["cut_off"]),
        (format!("{message}."), vec!["cut_off"]),
        (
            format!("Bearer {message}"),
            vec!["bearer_prefix", "cut_off"],
        ),
        (good.clone(), vec![]),
        (format!("{message}.AAAA"), vec![]),
        ("a.b".to_owned(), vec![]),
    ] {
        let explained = agree(&text, &first_key(), &policy(), NOW);
        assert_eq!(hints(&explained), expected, "{text}");
    }
}
