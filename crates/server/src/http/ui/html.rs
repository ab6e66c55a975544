//! What every page shares: its policy, its frame, and the way from a form to the next page.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};

use super::style;
use crate::http::App;
use crate::http::problem::Problem;

/// One stylesheet and our own forms, nothing else: no script, no picture, no frame, no style within the page.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// Under `no-referrer` browsers send our own forms with `Origin: null`, and those without `Sec-Fetch-Site` would be locked
/// out. No other site learns more.
const REFERRER: &str = "same-origin";

/// Where a page is served: what its frame needs.
#[derive(Debug)]
pub(super) struct Site<'a> {
    /// The issuer without its scheme: whose login this is.
    pub(super) name: &'a str,
    /// What every link starts with.
    pub(super) base: &'a str,
    /// The path of the stylesheet, below the base path.
    pub(super) style: &'static str,
}

impl<'a> Site<'a> {
    pub(super) fn of(app: &'a App) -> Self {
        let issuer = app.issuer();
        Self {
            name: issuer.split_once("://").map_or(issuer, |(_, rest)| rest),
            base: app.base_path(),
            style: style::path(),
        }
    }
}

/// The answer with this page.
pub(super) fn page(page: &impl Template) -> Result<Response, Problem> {
    let mut response = render(page)?.into_response();
    dress(response.headers_mut());
    Ok(response)
}

/// A page as text.
pub(super) fn render(page: &impl Template) -> Result<String, Problem> {
    let text = page.render();
    text.map_err(|error| Problem::fault(format!("a template: {error}")))
}

/// Says that it is a page, and what it may do.
pub(super) fn dress(headers: &mut HeaderMap) {
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, REFERRER),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Sends the browser on, to be asked for with GET: 303 and never 307, which would send a password along.
#[must_use]
pub fn see_other(app: &App, path: &str) -> Response {
    let to = format!("{}{path}", app.base_path());
    match HeaderValue::from_str(&to) {
        Ok(to) => (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response(),
        Err(_) => Problem::fault("a base path that no header can hold").into_response(),
    }
}

/// What just happened, said on the next page. The query names it and can say nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    SignedUp,
    LoggedOut,
    LoggedOutEverywhere,
    Ended,
    PasswordChanged,
}

impl Notice {
    const ALL: [Self; 5] = [
        Self::SignedUp,
        Self::LoggedOut,
        Self::LoggedOutEverywhere,
        Self::Ended,
        Self::PasswordChanged,
    ];

    /// The one that the query names.
    pub(super) fn of(uri: &Uri) -> Option<Self> {
        let query = uri.query()?.strip_prefix("notice=")?;
        Self::ALL.into_iter().find(|notice| notice.word() == query)
    }

    /// The path with this notice.
    pub(super) fn at(self, path: &str) -> String {
        format!("{path}?notice={}", self.word())
    }

    const fn word(self) -> &'static str {
        match self {
            Self::SignedUp => "signed-up",
            Self::LoggedOut => "logged-out",
            Self::LoggedOutEverywhere => "logged-out-everywhere",
            Self::Ended => "ended",
            Self::PasswordChanged => "password-changed",
        }
    }

    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::SignedUp => {
                "You can log in now. If this address already had an account, its old password still counts."
            }
            Self::LoggedOut => "You are logged out.",
            Self::LoggedOutEverywhere => "You are logged out on every device.",
            Self::Ended => "That login has ended.",
            Self::PasswordChanged => "Your password is changed. All other logins have ended.",
        }
    }
}
