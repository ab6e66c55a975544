//! An issuer, its ledger, and what a router of a test is made of.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
#[cfg(feature = "http")]
use paraph_jose::JwkSet;
use paraph_jose::{Alg, KeySet, Policy, SigningKey, jwt};
use paraph_ledger::{Entry, Lsn, Scope, View};
use paraph_verify::{Keys, Verifier};
use serde_json::{Value, json};
use tower::ServiceExt;

pub(crate) const ISSUER: &str = "https://id.example.org";
pub(crate) const MADE: i64 = 1_700_000_000;

pub(crate) struct House {
    key: SigningKey,
    pub(crate) view: Arc<View>,
    pub(crate) verifier: Verifier,
}

/// What came back, whole.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl House {
    pub(crate) fn new() -> Self {
        let key = SigningKey::generate(Alg::ES256).unwrap();
        let keys = Keys::new(KeySet::new([key.verifying_key()]).unwrap());
        let view = Arc::new(View::new(Lsn::FIRST));
        let policy = Policy::access_token(ISSUER, "api");
        let verifier = Verifier::local(policy, keys, Arc::clone(&view), || MADE * 1_000);
        Self {
            key,
            view,
            verifier,
        }
    }

    pub(crate) fn claims() -> Value {
        json!({
            "iss": ISSUER, "sub": "usr_ada", "aud": "api", "client_id": "app", "sid": "ses_1", "jti": "t1",
            "iat": MADE, "exp": MADE + 300, "scope": "notes:read", "lsn": Lsn::FIRST, "roles": ["author"],
        })
    }

    /// A token of Ada's, with some claims changed or added.
    pub(crate) fn token(&self, changes: &Value) -> String {
        let mut claims = Self::claims();
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        jwt::sign(&self.key, "at+jwt", &claims).unwrap()
    }

    pub(crate) fn good(&self) -> String {
        self.token(&json!({}))
    }

    /// The same claims under the name of our key, signed by nobody we know.
    pub(crate) fn forged(&self, changes: &Value) -> String {
        let good = self.token(changes);
        let other = Self::new().good();
        let (_, signature) = other.rsplit_once('.').unwrap();
        let (signed, _) = good.rsplit_once('.').unwrap();
        format!("{signed}.{signature}")
    }

    /// What the issuer publishes.
    #[cfg(feature = "http")]
    pub(crate) fn jwks(&self) -> String {
        let set = JwkSet::new([self.key.public_jwk().unwrap()]);
        set.unwrap().to_json().to_string()
    }

    pub(crate) fn revoke_session(&self) {
        let lsn = Lsn::FIRST.next().unwrap();
        self.view.extend(&[Entry {
            lsn,
            scope: Scope::Session,
            id: "ses_1".into(),
            at: 0,
            until: i64::MAX,
        }]);
    }
}

/// A request with these headers; `Bearer` before a token that comes as `authorization`.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

pub(crate) fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

pub(crate) async fn ask(router: &Router, request: Request<Body>) -> Seen {
    see(router.clone().oneshot(request).await.unwrap()).await
}

pub(crate) async fn get(router: &Router, path: &str, headers: &[(&str, &str)]) -> Seen {
    ask(router, request("GET", path, headers)).await
}

async fn see(response: Response) -> Seen {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Seen {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

impl Seen {
    pub(crate) fn code(&self) -> String {
        let problem: Value = serde_json::from_str(&self.body).expect(&self.body);
        problem["code"].as_str().unwrap().to_owned()
    }

    pub(crate) fn refused(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status.as_u16(), self.code()),
            (status, code.to_owned()),
            "{self:?}"
        );
    }

    pub(crate) fn passed(&self, body: &str) {
        assert_eq!(
            (self.status, self.body.as_str()),
            (StatusCode::OK, body),
            "{self:?}"
        );
    }
}
