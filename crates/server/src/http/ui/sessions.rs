//! `POST /account/sessions/end`: ends one login.

use axum::extract::State;
use axum::response::Response;
use paraph_core::error::AuthError;
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

/// The form beside each login.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndForm {
    session: String,
}

/// Ends the login. Whoever ends their own is logged out: their next page is that of the login.
///
/// # Errors
/// `not_found` for one that is not theirs or is over; the guard's refusals; `busy`, `unavailable`.
pub async fn end(
    State(app): State<App>,
    Source(origin): Source,
    caller: Caller,
    Form(form): Form<EndForm>,
) -> Result<Response, Problem> {
    let ended = match form.session.parse() {
        Ok(session) => {
            let auth = app.auth();
            auth.end_session(&caller.holder, session, &origin).await
        }
        Err(_) => Err(AuthError::NotFound),
    };
    match ended.map_err(Problem::from) {
        Ok(()) => Ok(see_other(&app, &Notice::Ended.at(ACCOUNT))),
        Err(problem) if problem.code() == Some(Code::NotFound) => {
            let alert = Alert {
                words: "That login is over already, or is none of yours.".into(),
                code: Code::NotFound.as_str(),
                field: Field::No,
            };
            again(&app, &caller, problem, alert, Section::Logins).await
        }
        Err(problem) => Err(problem),
    }
}
