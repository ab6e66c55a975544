//! JSON bodies coming in. `Content-Type: application/json` alone (so that no form of another site can speak to us), at most
//! [`LIMIT`](super::body::LIMIT) bytes, read strictly; unknown members are refused by the types themselves (`deny_unknown_fields`).

use axum::extract::{FromRequest, Request};
use http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use super::body::{check_type, named, read, wrong_type};
use super::problem::Problem;

const KIND: &str = "application/json";

/// A body that must be there.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// A body that may be empty; it is `T::default()` then, and needs no `Content-Type`.
#[derive(Debug)]
pub struct OptionalJson<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        check_type(request.headers(), KIND)?;
        parse(&read(request).await?).map(Self)
    }
}

impl<T: DeserializeOwned + Default, S: Sync> FromRequest<S> for OptionalJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let is_typed = request.headers().contains_key(CONTENT_TYPE);
        if is_typed {
            check_type(request.headers(), KIND)?;
        }
        let body = read(request).await?;
        match (body.is_empty(), is_typed) {
            (true, _) => Ok(Self(T::default())),
            (false, true) => parse(&body).map(Self),
            (false, false) => Err(wrong_type(KIND)),
        }
    }
}

/// Reads a value of `T` from strict JSON.
///
/// # Errors
/// `bad_request` with a detail that names members, never their values.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    // Judged as a token's claims are: what got in here could stand in one.
    let text = paraph_jose::json::check(body)
        .map_err(|fault| Problem::bad_request(format!("the body is not strict JSON: {fault}")))?;
    serde_json::from_str(text).map_err(|error| Problem::bad_request(describe(&error)))
}

fn describe(error: &serde_json::Error) -> String {
    named(&error.to_string()).unwrap_or_else(|| {
        format!(
            "a member has a wrong type or value, at line {} column {}",
            error.line(),
            error.column()
        )
    })
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use http::StatusCode;
    use http::header::CONTENT_LENGTH;
    use serde::Deserialize;

    use super::*;
    use crate::http::body::LIMIT;
    use crate::http::problem::Code;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        a: String,
        b: Option<bool>,
    }

    fn request(kinds: &[&str], body: impl Into<Body>) -> Request {
        let mut request = Request::new(body.into());
        for kind in kinds {
            request
                .headers_mut()
                .append(CONTENT_TYPE, kind.parse().unwrap());
        }
        request
    }

    async fn code(kinds: &[&str], body: impl Into<Body>) -> Option<Code> {
        let read = Json::<Sample>::from_request(request(kinds, body), &()).await;
        read.err().and_then(|problem| problem.code())
    }

    #[tokio::test]
    async fn takes_application_json_alone() {
        let good = r#"{"a":"x"}"#;
        for kind in [
            "application/json",
            "Application/JSON",
            "application/json; charset=UTF-8",
        ] {
            assert_eq!(code(&[kind], good).await, None, "{kind}");
        }
        let refused: [&[&str]; 7] = [
            &[],
            &["text/plain"],
            &["application/x-www-form-urlencoded"],
            &["application/json; charset=latin1"],
            &["application/json", "application/json"],
            &["text/plain; application/json"],
            &["application/problem+json"],
        ];
        for kinds in refused {
            assert_eq!(
                code(kinds, good).await,
                Some(Code::UnsupportedMediaType),
                "{kinds:?}"
            );
        }
    }

    #[tokio::test]
    async fn an_optional_body_needs_no_type_when_empty() {
        let read = async |kinds: &[&str], body: &'static str| {
            OptionalJson::<Sample>::from_request(request(kinds, body), &())
                .await
                .map(|json| json.0)
        };
        assert_eq!(read(&[], "").await.unwrap(), Sample::default());
        assert_eq!(
            read(&["application/json"], "").await.unwrap(),
            Sample::default()
        );
        assert_eq!(
            read(&["application/json"], r#"{"a":"x"}"#).await.unwrap().a,
            "x"
        );
        for kinds in [&[] as &[&str], &["text/plain"]] {
            let problem = read(kinds, r#"{"a":"x"}"#).await.unwrap_err();
            assert_eq!(problem.code(), Some(Code::UnsupportedMediaType));
        }
        let problem = read(&["text/plain"], "").await.unwrap_err();
        assert_eq!(problem.code(), Some(Code::UnsupportedMediaType));
    }

    #[tokio::test]
    async fn d09_a_body_over_the_limit_is_not_read_to_its_end() {
        let json = ["application/json"];
        let fits = format!(r#"{{"a":"{}"}}"#, "x".repeat(LIMIT - 8));
        assert_eq!(fits.len(), LIMIT);
        assert_eq!(code(&json, fits.clone()).await, None);
        assert_eq!(code(&json, fits + " ").await, Some(Code::BodyTooLarge));
        let endless = futures_util::stream::repeat(Ok::<_, std::fmt::Error>("x".repeat(1_024)));
        assert_eq!(
            code(&json, Body::from_stream(endless)).await,
            Some(Code::BodyTooLarge)
        );
        let mut announced = request(&json, "{}");
        announced
            .headers_mut()
            .insert(CONTENT_LENGTH, "99999999999999999999999".parse().unwrap());
        let problem = Json::<Sample>::from_request(announced, &())
            .await
            .unwrap_err();
        assert_eq!(problem.code(), Some(Code::BodyTooLarge));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_is_given_up() {
        let body =
            Body::from_stream(futures_util::stream::pending::<Result<&str, std::io::Error>>());
        let problem = Json::<Sample>::from_request(request(&["application/json"], body), &())
            .await
            .unwrap_err();
        assert_eq!(problem.status(), StatusCode::REQUEST_TIMEOUT);
    }

    #[test]
    fn s02_details_name_members_and_repeat_no_value() {
        let said = |body: &str| format!("{:?}", parse::<Sample>(body.as_bytes()).unwrap_err());
        assert!(said(r#"{"a":"x","role":"hunter2"}"#).contains("unknown field `role`"));
        assert!(said(r#"{"b":true}"#).contains("missing field `a`"));
        assert!(said(r#"{"a":"x","b":"hunter2"}"#).contains("wrong type"));
        assert!(said(r#"["x",true]"#).contains("not an object"));
        assert!(said(r#"{"a":"x","\u0061":"x"}"#).contains("duplicate member"));
        assert!(said(r#"{"a":"x\u0000"}"#).contains("not plain UTF-8 text"));
        for body in [
            r#"{"a":"x","role":"hunter2"}"#,
            r#"{"a":"x","b":"hunter2"}"#,
            r#"{"a":["hunter2"]}"#,
        ] {
            assert!(!said(body).contains("hunter2"), "{body}");
        }
    }
}
