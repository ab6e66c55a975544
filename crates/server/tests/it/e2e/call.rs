//! HTTP as clients speak it.

use std::time::Duration;

use http::HeaderMap;
use reqwest::{Client, ClientBuilder, RequestBuilder};
use serde_json::{Value, json};

/// What every account of these tests is opened with.
pub(crate) const PASSWORD: &str = "correct horse 7 battery";

/// A client of one server.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) http: Client,
    pub(crate) base: String,
}

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// The tokens of a login or a refresh.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Caller {
    pub(crate) fn new(url: &str) -> Self {
        Self::of(url, Client::builder())
    }

    /// Each request on a connection of its own: an idle one may be closed under a request that comes at that moment.
    pub(crate) fn without_pool(url: &str) -> Self {
        Self::of(url, Client::builder().pool_max_idle_per_host(0))
    }

    fn of(url: &str, http: ClientBuilder) -> Self {
        let http = http.no_proxy().timeout(Duration::from_secs(30));
        Self {
            http: http.build().expect("a client"),
            base: url.to_owned(),
        }
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.base))
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.base)).json(body)
    }

    /// Opens an account; development servers let anyone.
    pub(crate) async fn sign_up(&self, email: &str) {
        let body = json!({ "email": email, "password": PASSWORD });
        let reply = send(self.post("/api/signup", &body)).await;
        assert_eq!(reply.status, 202, "{reply:?}");
    }

    pub(crate) fn log_in(&self, email: &str) -> RequestBuilder {
        let body = json!({ "email": email, "password": PASSWORD });
        self.post("/api/login", &body)
    }

    /// Logs in; must succeed.
    pub(crate) async fn pair(&self, email: &str) -> Pair {
        Pair::of(&send(self.log_in(email)).await)
    }

    pub(crate) async fn refresh(&self, token: &str) -> Reply {
        send(self.post("/api/refresh", &json!({ "refresh_token": token }))).await
    }

    pub(crate) async fn log_out(&self, token: &str) -> Reply {
        send(self.post("/api/logout", &json!({ "refresh_token": token }))).await
    }

    pub(crate) async fn me(&self, token: &str) -> Reply {
        send(self.get("/api/me").bearer_auth(token)).await
    }
}

/// Sends a request that must be answered.
pub(crate) async fn send(request: RequestBuilder) -> Reply {
    try_send(request).await.expect("an answer")
}

/// Sends a request; an error leaves open what became of it, unless it is one of connecting.
pub(crate) async fn try_send(request: RequestBuilder) -> reqwest::Result<Reply> {
    let response = request.send().await?;
    Ok(Reply {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.text().await?,
    })
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The stable code of a refusal.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status, self.code().as_str()),
            (status, code),
            "{self:?}"
        );
    }
}

impl Pair {
    #[track_caller]
    pub(crate) fn of(reply: &Reply) -> Self {
        assert_eq!(reply.status, 200, "{reply:?}");
        let body = reply.json();
        let member = |name: &str| body[name].as_str().expect(name).to_owned();
        Self {
            access: member("access_token"),
            refresh: member("refresh_token"),
        }
    }
}
