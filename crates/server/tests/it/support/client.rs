//! Who calls is a type: nobody known, a program with a token, a page with cookies.

use std::cell::RefCell;
use std::collections::BTreeMap;

use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE};
use http::{HeaderValue, Method, Request};
use paraph::http::source::Peer;
use serde_json::Value;
use tower::ServiceExt;

use super::answer::Answer;
use super::app::TestApp;

/// Nobody known: no headers of its own.
#[derive(Clone, Copy)]
pub(crate) struct Anonymous<'a>(pub(crate) &'a TestApp);

/// A program with a token.
pub(crate) struct Bearer<'a>(pub(crate) &'a TestApp, pub(crate) String);

/// A page: it names its origin, and keeps cookies as browsers do.
pub(crate) struct Browser<'a> {
    app: &'a TestApp,
    pub(crate) origin: String,
    pub(crate) cookies: RefCell<BTreeMap<String, String>>,
}

pub(crate) trait Client {
    fn app(&self) -> &TestApp;

    /// Adds what this caller sends with every request.
    fn dress(&self, request: &mut Request<Body>);

    /// Keeps what this caller remembers of an answer.
    fn note(&self, _answer: &Answer) {}

    async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(json(self.request(Method::POST, path), body.to_string()))
            .await
    }

    async fn post_nothing(&self, path: &str) -> Answer {
        self.send(self.request(Method::POST, path)).await
    }

    /// Sends a form, as a page does.
    async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.request(Method::POST, path);
        self.send(form(request, encoded(fields))).await
    }

    /// A request below the base path, without body.
    fn request(&self, method: Method, path: &str) -> Request<Body> {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method;
        let path = format!("{}{path}", self.app().app.base_path());
        *request.uri_mut() = path.parse().expect("a path");
        request
    }

    async fn send(&self, mut request: Request<Body>) -> Answer {
        self.dress(&mut request);
        let answer = send(self.app(), request).await;
        self.note(&answer);
        answer
    }
}

/// Sends a request as it is.
pub(crate) async fn send(app: &TestApp, mut request: Request<Body>) -> Answer {
    if request.extensions().get::<Peer>().is_none() {
        let peer = "192.0.2.7:4711".parse().expect("an address");
        request.extensions_mut().insert(Peer::Address(peer));
    }
    let response = app
        .router
        .clone()
        .oneshot(request)
        .await
        .expect("routers do not fail");
    Answer::of(response).await
}

/// Gives a request a body of JSON.
pub(crate) fn json(mut request: Request<Body>, body: impl Into<Body>) -> Request<Body> {
    *request.body_mut() = body.into();
    set(&mut request, CONTENT_TYPE, "application/json");
    request
}

/// Gives a request a body that is a form.
pub(crate) fn form(mut request: Request<Body>, body: impl Into<Body>) -> Request<Body> {
    *request.body_mut() = body.into();
    let kind = "application/x-www-form-urlencoded";
    set(&mut request, CONTENT_TYPE, kind);
    request
}

/// Fields as browsers encode them.
pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| -> String {
        let each = text.bytes().map(|byte| match byte {
            b' ' => "+".into(),
            b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
            other => format!("%{other:02X}"),
        });
        each.collect()
    };
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Sets a header.
pub(crate) fn set(request: &mut Request<Body>, name: http::HeaderName, value: &str) {
    let value = HeaderValue::from_bytes(value.as_bytes()).expect("a header's value");
    request.headers_mut().insert(name, value);
}

impl Client for Anonymous<'_> {
    fn app(&self) -> &TestApp {
        self.0
    }

    fn dress(&self, _: &mut Request<Body>) {}
}

impl Client for Bearer<'_> {
    fn app(&self) -> &TestApp {
        self.0
    }

    fn dress(&self, request: &mut Request<Body>) {
        set(request, AUTHORIZATION, &format!("Bearer {}", self.1));
    }
}

impl<'a> Browser<'a> {
    pub(crate) fn new(app: &'a TestApp) -> Self {
        Self {
            app,
            origin: app.origin(),
            cookies: RefCell::default(),
        }
    }

    /// The same cookies under a page of another origin.
    pub(crate) fn at(mut self, origin: &str) -> Self {
        self.origin = origin.into();
        self
    }

    /// The `Cookie` header.
    pub(crate) fn jar(&self) -> String {
        let cookies = self.cookies.borrow();
        let pairs: Vec<_> = cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }
}

impl Client for Browser<'_> {
    fn app(&self) -> &TestApp {
        self.app
    }

    fn dress(&self, request: &mut Request<Body>) {
        set(request, ORIGIN, &self.origin);
        let jar = self.jar();
        if !jar.is_empty() {
            set(request, COOKIE, &jar);
        }
    }

    fn note(&self, answer: &Answer) {
        for line in answer.headers.get_all(SET_COOKIE) {
            let line = line.to_str().expect("cookies are text");
            let (pair, attributes) = line.split_once(';').expect("cookies have attributes");
            let (name, value) = pair.split_once('=').expect("cookies are pairs");
            let mut cookies = self.cookies.borrow_mut();
            if attributes.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.into(), value.into());
            }
        }
    }
}
