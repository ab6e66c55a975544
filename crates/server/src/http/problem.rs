//! Refusals on the wire: the one file that turns an error into `application/problem+json` (RFC 9457), or into a page.
//!
//! Inside, errors are named by what they mean; here each gets its code, status and title. Causes go to the log, never to
//! the wire: a 500 carries a request id and nothing else.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use paraph_core::Millis;
use paraph_core::error::AuthError;
use paraph_verify::Reject;
use serde::Serialize;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

pub use super::code::Code;
use super::request_id::RequestId;
use super::ui::Pages;

/// When to ask again where nothing better is known, milliseconds.
const SHORTLY: Millis = 2_000;

/// A refusal on its way out. As a response it has no body yet: [`write()`] adds it, with the request's id.
#[derive(Clone, Debug)]
pub struct Problem {
    kind: Kind,
    detail: Option<String>,
    retry_after: Option<u64>,
    challenge: Option<HeaderValue>,
    cause: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Refusal(Code, StatusCode),
    Fault,
}

/// The document, as clients see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// `urn:paraph:error:<code>`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    #[schema(example = "urn:paraph:error:bad_request")]
    kind: Option<String>,
    /// One line for people; not stable.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'static str>,
    /// The response's status.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// The stable word.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "bad_request")]
    code: Option<&'static str>,
    /// What exactly; for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Names this request in the server's log.
    request_id: String,
}

impl Problem {
    /// A refusal with this meaning.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self {
            kind: Kind::Refusal(code, code.status()),
            detail: None,
            retry_after: None,
            challenge: challenge(code),
            cause: None,
        }
    }

    /// A fault of ours; the cause is for the log alone.
    #[must_use]
    pub fn fault(cause: impl Into<String>) -> Self {
        Self {
            kind: Kind::Fault,
            detail: None,
            retry_after: None,
            challenge: None,
            cause: Some(cause.into()),
        }
    }

    /// A malformed request.
    #[must_use]
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(Code::BadRequest).detail(detail)
    }

    /// Something that is needed is not there; the cause is for the log alone.
    #[must_use]
    pub fn unavailable(cause: impl Into<String>) -> Self {
        Self::new(Code::Unavailable).because(cause).after(SHORTLY)
    }

    /// What is known of a refusal that came without words of ours.
    fn of_status(status: StatusCode) -> Self {
        if status.is_server_error() {
            return Self::fault(format!("a bare {status}"));
        }
        Self::new(Code::BadRequest).with_status(status)
    }

    /// Says what exactly; never anything secret.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Says for the log why; never goes to the wire.
    #[must_use]
    pub fn because(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Says when to ask again: whole seconds, at least one.
    #[must_use]
    pub fn after(mut self, wait: Millis) -> Self {
        self.retry_after = Some(wait.max(1).unsigned_abs().div_ceil(1_000));
        self
    }

    /// Answers with a closer status than the code's own.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        if let Kind::Refusal(code, _) = self.kind {
            self.kind = Kind::Refusal(code, status);
        }
        self
    }

    /// Its code; `None` for a fault.
    #[must_use]
    pub const fn code(&self) -> Option<Code> {
        match self.kind {
            Kind::Refusal(code, _) => Some(code),
            Kind::Fault => None,
        }
    }

    /// Why, for the log.
    #[must_use]
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// The status it is answered with.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self.kind {
            Kind::Refusal(_, status) => status,
            Kind::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// When to ask again, in seconds.
    #[must_use]
    pub const fn retry_after(&self) -> Option<u64> {
        self.retry_after
    }

    /// What exactly, in words for people.
    #[must_use]
    pub fn said(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    fn write_json(&self, id: &RequestId, response: &mut Response) {
        let body = serde_json::to_vec(&self.body(id)).unwrap_or_default();
        *response.body_mut() = Body::from(body);
        response.headers_mut().insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
    }

    fn body(&self, id: &RequestId) -> ProblemBody {
        let code = self.code();
        ProblemBody {
            kind: code.map(|code| format!("urn:paraph:error:{}", code.as_str())),
            title: code.map(Code::title),
            status: code.map(|_| self.status().as_u16()),
            code: code.map(Code::as_str),
            detail: self.detail.clone().filter(|_| code.is_some()),
            request_id: id.to_string(),
        }
    }
}

impl PartialSchema for Problem {
    fn schema() -> RefOr<Schema> {
        ProblemBody::schema()
    }
}

impl ToSchema for Problem {}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if let Some(challenge) = &self.challenge {
            headers.insert(WWW_AUTHENTICATE, challenge.clone());
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Middleware: writes the document of a refusal, with the id of the request; on a page's route it is a page.
///
/// A refusal that brings none (an extractor's of the framework, with words of its own) gets one by its status: whatever the
/// route, clients find a document, and nothing of ours stands on the wire that we have not written.
pub async fn write(
    State(pages): State<Pages>,
    id: RequestId,
    request: Request,
    next: Next,
) -> Response {
    let is_page = pages.includes(request.uri().path());
    let mut response = next.run(request).await;
    let status = response.status();
    let said = response.extensions().get::<Problem>().cloned();
    let problem = match said {
        Some(problem) => problem,
        None if status.is_client_error() || status.is_server_error() => Problem::of_status(status),
        None => return response,
    };
    if is_page {
        pages.write(&problem, &id, &mut response);
    } else {
        problem.write_json(&id, &mut response);
    }
    response.extensions_mut().insert(problem);
    response
}

/// A 401 carries a challenge (RFC 9110 section 15.5.2); that of an access token comes with its refusal.
fn challenge(code: Code) -> Option<HeaderValue> {
    (code.status() == StatusCode::UNAUTHORIZED).then(|| HeaderValue::from_static("Bearer"))
}

impl From<AuthError> for Problem {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::BadRequest(detail) => Self::bad_request(detail),
            AuthError::InvalidCredentials => Self::new(Code::InvalidCredentials),
            AuthError::RefreshInvalid => Self::new(Code::RefreshInvalid),
            AuthError::SessionEnded => Self::new(Code::SessionEnded),
            AuthError::RefreshRetry(wait) => Self::new(Code::RefreshRetry).after(wait),
            AuthError::Forbidden => Self::new(Code::Forbidden),
            AuthError::SignupClosed => Self::new(Code::SignupClosed),
            AuthError::PasswordRejected(why) => Self::new(Code::PasswordRejected).detail(why),
            AuthError::NotFound => Self::new(Code::NotFound),
            AuthError::Conflict(detail) => Self::new(Code::Conflict).detail(detail),
            AuthError::Busy(wait) => Self::new(Code::Busy).after(wait),
            AuthError::Unavailable(cause) => Self::unavailable(cause),
            AuthError::Fault(cause) => Self::fault(cause),
        }
    }
}

impl From<Reject> for Problem {
    fn from(reject: Reject) -> Self {
        let code = match &reject {
            Reject::Expired => Code::TokenExpired,
            Reject::Revoked(_) => Code::TokenRevoked,
            Reject::InsufficientScope { .. } => Code::InsufficientScope,
            Reject::MissingRole { .. } => Code::Forbidden,
            Reject::OriginNotAllowed(_) => Code::OriginNotAllowed,
            Reject::Unavailable(_) => Code::Unavailable,
            _ => Code::TokenInvalid,
        };
        let cause = std::error::Error::source(&reject).map(ToString::to_string);
        Self {
            challenge: reject.www_authenticate(),
            cause,
            ..Self::new(code).detail(reject.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_401_carries_a_challenge() {
        for code in Code::ALL {
            let headers = Problem::new(*code).into_response().headers().clone();
            if code.status() == StatusCode::UNAUTHORIZED {
                assert!(headers.contains_key(WWW_AUTHENTICATE), "{code:?}");
            }
        }
    }

    #[test]
    fn a_service_that_refuses_says_what_we_say() {
        use paraph_verify::{Outage, origin};
        let required = || "x".to_owned();
        for reject in [
            Reject::Missing,
            Reject::Expired,
            Reject::from(paraph_verify::bearer::BearerError::Doubled),
            Reject::Revoked(paraph_ledger::Scope::Session),
            Reject::InsufficientScope {
                required: required(),
            },
            Reject::MissingRole {
                required: required(),
            },
            Reject::OriginNotAllowed(origin::Refused { seen: None }),
            Reject::Unavailable(Outage::NoKeys),
        ] {
            let theirs = (reject.code(), reject.title(), reject.status());
            let code = Problem::from(reject).code().unwrap();
            assert_eq!((code.as_str(), code.title(), code.status()), theirs);
        }
    }

    #[test]
    fn s02_a_fault_carries_a_request_id_and_nothing_else() {
        let fault = Problem::fault("SELECT * FROM user").detail("/var/lib");
        let body = serde_json::to_value(fault.body(&RequestId::of("abc"))).unwrap();
        assert_eq!(body, serde_json::json!({ "request_id": "abc" }));
        assert_eq!(fault.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[test]
    fn waits_are_whole_seconds_rounded_up() {
        for (millis, header) in [
            (0, "1"),
            (1, "1"),
            (1_000, "1"),
            (1_001, "2"),
            (9_400, "10"),
        ] {
            let response = Problem::new(Code::RefreshRetry)
                .after(millis)
                .into_response();
            assert_eq!(response.headers()[RETRY_AFTER], header);
        }
    }
}
