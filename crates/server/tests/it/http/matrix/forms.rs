//! Forms: of other types, not UTF-8, with other fields, too large; each refused on a page.

use http::header::CONTENT_TYPE;
use paraph::http::body::LIMIT;
use paraph::http::routes::{Refuses, Route, routes};

use super::{Stage, form, path};
use crate::support::app::TestApp;
use crate::support::client::{self, Client, encoded};

type Fields = &'static [(&'static str, &'static str)];

/// Every route that takes a form, with its sample.
fn with_form() -> impl Iterator<Item = (Route, Fields)> {
    routes()
        .into_iter()
        .filter_map(|route| form(&route).map(|fields| (route, fields)))
}

#[test]
fn there_are_six_and_all_refuse_on_pages() {
    assert_eq!(with_form().count(), 6);
    assert!(with_form().all(|(route, _)| route.refuses == Refuses::InHtml));
}

#[tokio::test]
async fn w02_other_types_are_refused_on_every_form_route_even_from_our_own_page() {
    let app = TestApp::production().await;
    app.person("ada@example.org").await;
    let page = app.logged_in_browser("ada@example.org").await;
    let before = app.dump();
    for (route, fields) in with_form() {
        let json: serde_json::Map<_, _> = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).into()))
            .collect();
        let json = serde_json::Value::Object(json).to_string();
        for (kind, body) in [
            (None, encoded(fields)),
            (Some("text/plain"), encoded(fields)),
            (Some("text/plain"), json.clone()),
            (Some("application/json"), json.clone()),
            (Some("multipart/form-data; boundary=x"), encoded(fields)),
            (
                Some("application/x-www-form-urlencoded; charset=utf-16"),
                encoded(fields),
            ),
        ] {
            let mut request = page.request(route.method.clone(), &path(&route));
            *request.body_mut() = body.into();
            if let Some(kind) = kind {
                client::set(&mut request, CONTENT_TYPE, kind);
            }
            let answer = page.send(request).await;
            answer.refused(415, "unsupported_media_type");
            assert!(answer.is_page() && answer.body.contains("x-www-form-urlencoded"));
        }
    }
    assert_eq!(app.dump(), before);
}

#[tokio::test]
async fn w02_l12_forms_that_are_none_or_have_other_fields_are_refused() {
    let stage = Stage::new().await;
    for (route, fields) in with_form() {
        let good = encoded(fields);
        let with = |more: &str| format!("{good}&{more}");
        let mut bad = vec![
            with("role=admin"),
            with("carrier=bearer"),
            with("audience=api"),
            with("client_id=app"),
            with("=x"),
            with("%00=x"),
            with("x=%ff"),
            with("x=%"),
        ];
        if let Some((name, _)) = fields.first() {
            bad.push(with(&format!("{name}=twice")));
            bad.push(format!("{name}=a%00b"));
            bad.push(format!("{name}=%c3%28"));
            bad.push(String::new());
            bad.push(format!("{{\"{name}\":\"x\"}}"));
        }
        for body in bad {
            let answer = stage
                .send(client::form(stage.request(&route), body.clone()))
                .await;
            assert!(answer.is_page(), "{} {body}: {answer:?}", route.path);
            assert_eq!(answer.refusal(), (400, "bad_request".into()), "{body}");
        }
        stage.unchanged(route.path);
    }
}

#[tokio::test]
async fn d09_forms_over_the_limit_are_refused() {
    let stage = Stage::new().await;
    for (route, fields) in with_form() {
        let body = format!("{}&x={}", encoded(fields), "x".repeat(LIMIT));
        let answer = stage.send(client::form(stage.request(&route), body)).await;
        answer.refused(413, "body_too_large");
        assert!(answer.is_page());
        stage.unchanged(route.path);
    }
}
