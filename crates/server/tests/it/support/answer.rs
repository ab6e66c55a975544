//! An answer, read to its end and checked for what every answer must be.

use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use paraph::http::code::Code;
use serde_json::Value;

/// What pages may do.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The most that is read.
const MOST: usize = 1 << 20;

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, MOST)
            .await
            .expect("the body is whole");
        let body = String::from_utf8(body.to_vec()).expect("the body is text");
        let answer = Self {
            status: parts.status,
            headers: parts.headers,
            body,
        };
        answer.check();
        answer
    }

    /// What holds for every answer of every test: security headers, and problems that are whole.
    fn check(&self) {
        let (policy, referrer) = if self.is_page() {
            (PAGE_POLICY, "same-origin")
        } else {
            ("default-src 'none'; frame-ancestors 'none'", "no-referrer")
        };
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", referrer),
            ("cross-origin-opener-policy", "same-origin"),
            ("content-security-policy", policy),
        ] {
            assert_eq!(self.header(name), Some(value), "{name}: {self:?}");
        }
        let cache = self
            .header("cache-control")
            .expect("every answer says how to cache it");
        let may_be_kept = self.status.is_success() && !self.is_page();
        assert!(may_be_kept || cache == "no-store", "{self:?}");
        let id = self.header("x-request-id").expect("every answer has an id");
        assert!(
            id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{id}"
        );
        if self.is_page() {
            self.check_page();
        }
        if self.status.is_client_error() || self.status.is_server_error() {
            self.check_problem(id);
        }
    }

    /// Whether it is a page.
    pub(crate) fn is_page(&self) -> bool {
        self.header("content-type") == Some("text/html; charset=utf-8")
    }

    /// What holds for every page: no script, no style within it, and whole.
    fn check_page(&self) {
        if self.body.is_empty() {
            return; // HEAD
        }
        assert!(self.body.starts_with("<!doctype html>"), "{self:?}");
        assert!(self.body.trim_end().ends_with("</html>"), "{self:?}");
        for never in [
            "<script",
            "<style",
            " style=",
            "\"javascript:",
            "par_r_",
            "eyJ",
        ] {
            assert!(!self.body.contains(never), "{never}: {self:?}");
        }
    }

    fn check_problem(&self, id: &str) {
        if self.body.is_empty() {
            return; // HEAD
        }
        if self.is_page() {
            let is_fault = self.status == StatusCode::INTERNAL_SERVER_ERROR;
            assert_eq!(self.code_of_page().is_none(), is_fault, "{self:?}");
            assert!(!is_fault || self.body.contains(id), "{self:?}");
        } else {
            self.check_document(id);
        }
        if self.status == StatusCode::UNAUTHORIZED {
            assert!(
                self.header("www-authenticate")
                    .is_some_and(|how| how.starts_with("Bearer"))
            );
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            assert!(
                self.header("retry-after")
                    .is_some_and(|wait| wait.parse::<u64>().is_ok())
            );
        }
    }

    fn check_document(&self, id: &str) {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        let problem: Value = serde_json::from_str(&self.body).expect("problems are JSON");
        assert_eq!(problem["request_id"], id);
        if self.status == StatusCode::INTERNAL_SERVER_ERROR {
            assert_eq!(
                problem.as_object().map(serde_json::Map::len),
                Some(1),
                "{self:?}"
            );
            return;
        }
        let code = problem["code"].as_str().expect("problems have codes");
        assert_eq!(problem["type"], format!("urn:paraph:error:{code}"));
        assert_eq!(problem["status"], self.status.as_u16());
        assert!(problem["title"].is_string());
    }

    /// The code of the refusal on a page: in words where nothing else is, else as an attribute.
    fn code_of_page(&self) -> Option<&'static str> {
        let shown = |code: &&Code| {
            let code = code.as_str();
            let marks = [
                format!("<code>{code}</code>"),
                format!("data-code=\"{code}\""),
            ];
            marks.iter().any(|mark| self.body.contains(mark))
        };
        Code::ALL.iter().find(shown).map(|code| code.as_str())
    }

    /// One header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(name)
            .map(|value| value.to_str().expect("headers are text"))
    }

    /// The body as JSON; null if there is none.
    pub(crate) fn json(&self) -> Value {
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_str(&self.body).expect("the body is JSON")
    }

    /// The body of a success.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert!(self.status.is_success(), "{self:?}");
        self.json()
    }

    /// Status and code of a refusal.
    #[track_caller]
    pub(crate) fn refusal(&self) -> (u16, String) {
        assert!(
            self.headers.get(CONTENT_TYPE).is_some(),
            "no refusal: {self:?}"
        );
        let code = if self.is_page() {
            self.code_of_page().map(str::to_owned)
        } else {
            self.json()["code"].as_str().map(str::to_owned)
        };
        (self.status.as_u16(), code.expect("a refusal has a code"))
    }

    /// Asserts status and code of a refusal.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) {
        assert_eq!(self.refusal(), (status, code.to_owned()), "{self:?}");
    }

    /// Asserts that it sends the browser to this path, by 303.
    #[track_caller]
    pub(crate) fn sends_to(&self, path: &str) {
        assert_eq!(
            (self.status.as_u16(), self.header("location")),
            (303, Some(path)),
            "{self:?}"
        );
    }

    /// Whether it is the start of nothing: no body, this status.
    #[track_caller]
    pub(crate) fn empty(&self, status: u16) {
        assert_eq!(
            (self.status.as_u16(), self.body.as_str()),
            (status, ""),
            "{self:?}"
        );
    }
}
