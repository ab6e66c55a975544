//! `GET` and `POST /login`. Signup stands on the same page, where it is open.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, Uri};
use paraph_core::auth::Origin;
use paraph_core::login::LogIn;
use paraph_core::secret::Secret;
use paraph_core::session::Carrier;
use serde::Deserialize;

use super::html::{Notice, page};
use super::refusal::{Alert, Field, shown};
use super::{ACCOUNT, Site, see_other};
use crate::http::App;
use crate::http::api::answer::refresh_cookie;
use crate::http::credential::presented;
use crate::http::form::Form;
use crate::http::problem::Problem;
use crate::http::source::Source;

/// The form `login-form`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginForm {
    email: String,
    password: Secret,
}

/// The page. What was typed is kept, but for passwords.
#[derive(Template)]
#[template(path = "login.html")]
pub(super) struct LoginPage<'a> {
    site: Site<'a>,
    signup_open: bool,
    notice: Option<Notice>,
    email: &'a str,
    refused: Option<Alert>,
    signup: Signup<'a>,
}

/// The form `signup-form`, as it was sent.
#[derive(Default)]
pub(super) struct Signup<'a> {
    pub(super) email: &'a str,
    pub(super) name: &'a str,
    pub(super) refused: Option<Alert>,
}

impl<'a> LoginPage<'a> {
    pub(super) fn of(app: &'a App) -> Self {
        Self {
            site: Site::of(app),
            signup_open: app.auth().policy.signup_open,
            notice: None,
            email: "",
            refused: None,
            signup: Signup::default(),
        }
    }

    pub(super) fn with_signup(self, signup: Signup<'a>) -> Self {
        Self { signup, ..self }
    }
}

impl Signup<'_> {
    /// Whether it was the password that was refused.
    fn is_weak(&self) -> bool {
        let refused = self.refused.as_ref();
        refused.is_some_and(|alert| alert.names(Field::Password))
    }
}

/// Shows the page; whoever is logged in is sent to their account.
///
/// # Errors
/// `bad_request` for broken cookies, `busy`, `unavailable`.
pub async fn show(
    State(app): State<App>,
    Source(origin): Source,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Problem> {
    if is_logged_in(&app, &headers, &origin).await? {
        return Ok(see_other(&app, ACCOUNT));
    }
    page(&LoginPage {
        notice: Notice::of(&uri),
        ..LoginPage::of(&app)
    })
}

/// Logs in. The access token is dropped: pages act by the cookie.
///
/// # Errors
/// `invalid_credentials`, `bad_request`, `busy`, `unavailable`.
pub async fn log_in(
    State(app): State<App>,
    Source(origin): Source,
    Form(form): Form<LoginForm>,
) -> Result<Response, Problem> {
    let request = LogIn {
        email: form.email.clone(),
        password: form.password,
        client: None,
        audience: None,
        scope: None,
        carrier: Carrier::Browser,
    };
    let tokens = match app.auth().log_in(request, &origin).await {
        Ok(tokens) => tokens,
        Err(error) => return again(&app, error.into(), &form.email),
    };
    let mut response = see_other(&app, ACCOUNT);
    let cookie = refresh_cookie(&app, &tokens)?;
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}

fn again(app: &App, problem: Problem, email: &str) -> Result<Response, Problem> {
    let Some(alert) = Alert::of(&problem) else {
        return Err(problem);
    };
    let page = LoginPage {
        email,
        refused: Some(alert),
        ..LoginPage::of(app)
    };
    shown(problem, &page)
}

/// A cookie that is worth nothing is none; one that cannot be judged is an error.
async fn is_logged_in(app: &App, headers: &HeaderMap, origin: &Origin) -> Result<bool, Problem> {
    let Some(credential) = presented(app, headers)? else {
        return Ok(false);
    };
    let caller = credential.prove_if_good(app, origin).await?;
    Ok(caller.is_some())
}
