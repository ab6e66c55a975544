//! `POST /login/signup`. An address that is taken is answered like one that is not: go and log in.

use axum::extract::State;
use axum::response::Response;
use paraph_core::secret::Secret;
use paraph_core::signup::SignUp;
use serde::Deserialize;

use super::html::Notice;
use super::login::{LoginPage, Signup};
use super::refusal::{Alert, shown};
use super::{LOGIN, see_other};
use crate::http::App;
use crate::http::form::Form;
use crate::http::problem::Problem;
use crate::http::source::Source;

/// The form `signup-form`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignupForm {
    email: String,
    password: Secret,
    /// Sent empty where it was left empty.
    #[serde(default)]
    name: String,
}

/// Signs up.
///
/// # Errors
/// `signup_closed`, `bad_request`, `password_rejected`, `busy`, `unavailable`.
pub async fn sign_up(
    State(app): State<App>,
    Source(origin): Source,
    Form(form): Form<SignupForm>,
) -> Result<Response, Problem> {
    let name = Some(&form.name).filter(|name| !name.trim().is_empty());
    let request = SignUp {
        email: form.email.clone(),
        password: form.password,
        name: name.cloned(),
    };
    let problem = match app.auth().sign_up(request, &origin).await {
        Ok(()) => return Ok(see_other(&app, &Notice::SignedUp.at(LOGIN))),
        Err(error) => Problem::from(error),
    };
    let Some(alert) = Alert::of(&problem) else {
        return Err(problem);
    };
    let page = LoginPage::of(&app).with_signup(Signup {
        email: &form.email,
        name: &form.name,
        refused: Some(alert),
    });
    shown(problem, &page)
}
