//! `POST /account/password`: the old password for a new one. This login stays, all others end.

use axum::extract::State;
use axum::response::Response;
use paraph_core::secret::Secret;
use serde::Deserialize;

use super::account::{Section, again};
use super::html::Notice;
use super::refusal::{Alert, Field};
use super::{ACCOUNT, see_other};
use crate::http::App;
use crate::http::credential::Caller;
use crate::http::form::Form;
use crate::http::problem::{Code, Problem};
use crate::http::source::Source;

/// The form `password-form`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordForm {
    current: Secret,
    new: Secret,
}

/// Changes the password.
///
/// # Errors
/// `invalid_credentials` for a wrong current password, `password_rejected`, `busy`, `unavailable`.
pub async fn change(
    State(app): State<App>,
    Source(origin): Source,
    caller: Caller,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Problem> {
    let auth = app.auth();
    let changed = auth.change_password(&caller.holder, form.current, form.new, &origin);
    let problem = match changed.await {
        Ok(()) => return Ok(see_other(&app, &Notice::PasswordChanged.at(ACCOUNT))),
        Err(error) => Problem::from(error),
    };
    match alert(&problem) {
        Some(alert) => again(&app, &caller, problem, alert, Section::Password).await,
        None => Err(problem),
    }
}

/// Only one of the two passwords was refused, and who asks is known: it may be said which.
fn alert(problem: &Problem) -> Option<Alert> {
    let alert = Alert::of(problem)?;
    if problem.code() != Some(Code::InvalidCredentials) {
        return Some(alert);
    }
    Some(Alert {
        words: "The current password is wrong.".into(),
        field: Field::Current,
        ..alert
    })
}
