//! `POST /account/logout` and `/account/logout-everywhere`: as the JSON routes do it, whatever the cookie is worth.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;

use super::html::Notice;
use super::{LOGIN, see_other};
use crate::http::App;
use crate::http::api::logout::{LogoutRequest, end, end_all, forget};
use crate::http::form::{Form, NoFields};
use crate::http::problem::Problem;
use crate::http::source::Source;

/// Ends this login.
///
/// # Errors
/// `bad_request` for a broken request, `busy`, `unavailable`: then nobody is told that they are out.
pub async fn log_out(
    State(app): State<App>,
    Source(origin): Source,
    headers: HeaderMap,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Response, Problem> {
    end(&app, &headers, &LogoutRequest::default(), &origin).await?;
    gone(&app, &headers, Notice::LoggedOut)
}

/// Ends all logins of the person.
///
/// # Errors
/// As [`log_out`].
pub async fn log_out_everywhere(
    State(app): State<App>,
    Source(origin): Source,
    headers: HeaderMap,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Response, Problem> {
    end_all(&app, &headers, &LogoutRequest::default(), &origin).await?;
    gone(&app, &headers, Notice::LoggedOutEverywhere)
}

fn gone(app: &App, headers: &HeaderMap, notice: Notice) -> Result<Response, Problem> {
    let mut response = see_other(app, &notice.at(LOGIN));
    forget(app, headers, &LogoutRequest::default(), &mut response)?;
    Ok(response)
}
