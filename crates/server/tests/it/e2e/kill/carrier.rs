//! Where a client holds its refresh token, and what an answer means to it.

use std::time::Instant;

use paraph_core::token::RefreshToken;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::history::{Call, Outcome};
use crate::e2e::call::{Caller, Reply};

/// In the body, or in a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carrier {
    Bearer,
    Cookie,
}

/// A session as its holder knows it.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) session: String,
    pub(super) generation: u32,
    pub(super) refresh: String,
    pub(super) access: String,
    /// When it was given; none for a login, whose token turns at once.
    pub(super) turned: Option<Instant>,
}

impl Carrier {
    /// Its name at a login.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Bearer => "bearer",
            Self::Cookie => "browser",
        }
    }

    /// A request that presents the refresh token.
    pub(super) fn present(self, caller: &Caller, path: &str, held: &Held) -> RequestBuilder {
        if self == Self::Bearer {
            return caller.post(path, &json!({ "refresh_token": held.refresh }));
        }
        let request = caller.http.post(format!("{}{path}", caller.base));
        request
            .header("origin", &caller.base)
            .header("cookie", format!("par-dev-r-app={}", held.refresh))
    }

    /// The session that an answer gives.
    pub(super) fn held(self, reply: &Reply) -> Option<Held> {
        let body = reply.json();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let refresh = if self == Self::Cookie {
            cookie(reply)?
        } else {
            text(&body["refresh_token"])?
        };
        let parsed = RefreshToken::parse(&refresh).ok()?;
        Some(Held {
            session: parsed.session.to_string(),
            generation: parsed.generation,
            refresh,
            access: text(&body["access_token"])?,
            turned: (parsed.generation > 0).then(Instant::now),
        })
    }

    /// What an answer means. A refusal never takes the cookie away, and a 503 says when to come again.
    pub(super) fn outcome(self, call: &Call, reply: &Reply) -> Outcome {
        let wrong = || Outcome::Wrong(format!("{reply:?}"));
        let cleared = reply.header("set-cookie").is_some();
        match (reply.status, call) {
            (200, Call::LogIn { .. }) => self
                .held(reply)
                .map_or_else(wrong, |held| Outcome::Opened(held.session)),
            (200, Call::Refresh { .. }) => self
                .held(reply)
                .map_or_else(wrong, |held| Outcome::Turned(held.generation)),
            (200 | 204, _) => Outcome::Done,
            (400..500, _) if !cleared => Outcome::Refused(reply.code()),
            (503, _) if !cleared && reply.header("retry-after").is_some() => {
                match reply.code().as_str() {
                    "busy" | "refresh_retry" => Outcome::Later,
                    _ => Outcome::Unknown,
                }
            }
            _ => wrong(),
        }
    }
}

fn cookie(reply: &Reply) -> Option<String> {
    let line = reply.header("set-cookie")?;
    let pair = line.split(';').next()?;
    pair.strip_prefix("par-dev-r-app=").map(str::to_owned)
}
