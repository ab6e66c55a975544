//! Bodies: no JSON, other members, other types, too large, of another kind.

use axum::body::Body;
use http::header::{CONTENT_TYPE, TRANSFER_ENCODING};
use paraph::http::body::LIMIT;
use serde_json::json;

use super::{Stage, with_json};
use crate::support::client;

#[tokio::test]
async fn d03_t15_what_is_no_json_or_no_object_is_refused() {
    let stage = Stage::new().await;
    let deep = |open: &str, shut: &str| format!("{}{}", open.repeat(30_000), shut.repeat(30_000));
    for (route, body) in with_json() {
        let good = body.to_string();
        let (name, value) = body
            .as_object()
            .and_then(|all| all.iter().next())
            .expect("a member");
        let bodies: Vec<Vec<u8>> = vec![
            b"{".into(),
            b"}".into(),
            b"\0".into(),
            b"{'a':1}".into(),
            b"a=b".into(),
            b"[]".into(),
            b"null".into(),
            b"true".into(),
            b"7".into(),
            br#""x""#.into(),
            format!("{good}{good}").into(),
            format!("{good},").into(),
            good[..good.len() - 1].into(),
            [b"\xef\xbb\xbf", good.as_bytes()].concat(),
            good.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            [&good.as_bytes()[..good.len() - 2], b"\xff\"}"].concat(),
            format!(r#"{{"{name}":{value},{}"#, &good[1..]).into(),
            format!(r#"{{"{name}":"a\u0000b"}}"#).into(),
            format!(r#"{{"{name}":"\ud800"}}"#).into(),
            format!(r#"{{"{name}\u0000":1}}"#).into(),
            deep("[", "]").into(),
            format!(r#"{{"{name}":{}"#, deep("[", "]")).into(),
        ];
        for body in bodies {
            let start = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
            let row = format!("{} {} {start}", route.method, route.path);
            let answer = stage.send(client::json(stage.request(&route), body)).await;
            assert_eq!(answer.refusal(), (400, "bad_request".into()), "{row}");
        }
        let deeper = "[".repeat(100_000);
        let answer = stage
            .send(client::json(stage.request(&route), deeper))
            .await;
        answer.refused(413, "body_too_large");
        stage.unchanged(route.path);
    }
}

#[tokio::test]
async fn l12_b03_members_that_the_route_does_not_know_are_refused() {
    let stage = Stage::new().await;
    let unknown = [
        ("role", json!("admin")),
        ("is_admin", json!(true)),
        ("admin", json!(true)),
        ("user_id", json!("usr_aaaaaaaaaaaaaaaaaaaaaaaaaa")),
        ("id", json!("usr_aaaaaaaaaaaaaaaaaaaaaaaaaa")),
        ("sub", json!("usr_aaaaaaaaaaaaaaaaaaaaaaaaaa")),
        ("email_verified", json!(true)),
        ("version", json!(0)),
        ("created", json!(0)),
        ("permissions", json!(["*"])),
        ("__proto__", json!({ "admin": true })),
        ("Email", json!("x")),
        ("", json!(1)),
    ];
    for (route, body) in with_json() {
        let more = [
            ("roles", json!(["paraph:admin"])),
            ("claims", json!({ "a": 1 })),
            ("disabled", json!(false)),
        ];
        for (name, value) in unknown.iter().chain(&more) {
            if body.get(*name).is_some() || route.path.starts_with("/admin") && name == &"disabled"
            {
                continue;
            }
            let mut body = body.clone();
            body[*name] = value.clone();
            let answer = stage
                .send(client::json(stage.request(&route), body.to_string()))
                .await;
            let row = format!("{} {} {name}: {answer:?}", route.method, route.path);
            assert_eq!(answer.refusal(), (400, "bad_request".into()), "{row}");
        }
        stage.unchanged(route.path);
    }
}

#[tokio::test]
async fn wrong_types_are_refused() {
    let stage = Stage::new().await;
    let values = [
        json!(true),
        json!(7),
        json!(-7.5),
        json!([]),
        json!([[]]),
        json!({}),
        json!("hello there"),
    ];
    for (route, body) in with_json() {
        for (name, right) in body.as_object().expect("an object") {
            let kind = std::mem::discriminant(right);
            let wrong = values
                .iter()
                .filter(|value| std::mem::discriminant(*value) != kind || **value == json!([[]]));
            for value in wrong {
                let mut body = body.clone();
                body[name] = value.clone();
                let answer = stage
                    .send(client::json(stage.request(&route), body.to_string()))
                    .await;
                let row = format!("{} {} {name}={value}: {answer:?}", route.method, route.path);
                assert_eq!(answer.refusal(), (400, "bad_request".into()), "{row}");
            }
        }
        stage.unchanged(route.path);
    }
}

#[tokio::test]
async fn d09_bodies_over_the_limit_are_refused_announced_or_not() {
    let stage = Stage::new().await;
    let hashes = stage.app.app.auth().hasher.calls();
    for (route, body) in with_json() {
        let padded = format!("{body}{}", " ".repeat(LIMIT));
        let answer = stage
            .send(client::json(stage.request(&route), padded.clone()))
            .await;
        answer.refused(413, "body_too_large");
        let chunks = futures_util::stream::iter([Ok::<_, std::io::Error>(padded)]);
        let mut request = client::json(stage.request(&route), Body::from_stream(chunks));
        client::set(&mut request, TRANSFER_ENCODING, "chunked");
        stage.send(request).await.refused(413, "body_too_large");
        stage.unchanged(route.path);
    }
    assert_eq!(stage.app.app.auth().hasher.calls(), hashes);
}

#[tokio::test]
async fn w02_other_types_are_refused_and_the_right_one_is_named() {
    let stage = Stage::new().await;
    for (route, body) in with_json() {
        for kind in [
            None,
            Some("text/plain"),
            Some("application/x-www-form-urlencoded"),
            Some("text/json"),
        ] {
            let mut request = stage.request(&route);
            *request.body_mut() = body.to_string().into();
            if let Some(kind) = kind {
                client::set(&mut request, CONTENT_TYPE, kind);
            }
            let answer = stage.send(request).await;
            answer.refused(415, "unsupported_media_type");
            assert!(answer.body.contains("application/json"));
        }
        stage.unchanged(route.path);
    }
}
