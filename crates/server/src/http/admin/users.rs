//! `/admin/api/users`: accounts.

use axum::Json as Answer;
use axum::extract::{Path, State};
use http::StatusCode;
use paraph_core::commands::people::Change;
use paraph_core::error::AuthError;
use paraph_core::id::UserId;

use super::shapes::{ChangeShape, Ended, NewUserShape, SessionShape, UserShape};
use crate::http::App;
use crate::http::guard::By;
use crate::http::json::Json;
use crate::http::page::{Ask, Page, Query};
use crate::http::problem::Problem;
use crate::http::source::Source;

/// Makes an account.
///
/// # Errors
/// `bad_request`, `password_rejected`, `conflict`, `forbidden`, `busy`, `unavailable`.
#[utoipa::path(post, operation_id = "create_user", path = "/admin/api/users", request_body = NewUserShape,
    responses((status = 201, body = UserShape), (status = "4XX", body = Problem)))]
pub async fn create(
    State(app): State<App>,
    By(actor): By,
    Source(origin): Source,
    Json(new): Json<NewUserShape>,
) -> Result<(StatusCode, Answer<UserShape>), Problem> {
    let user = app.auth().create_user(new.into(), &actor, &origin).await?;
    Ok((StatusCode::CREATED, Answer(user.into())))
}

/// Lists accounts by id, or finds the one with an e-mail address.
///
/// # Errors
/// `bad_request`, `unavailable`.
#[utoipa::path(get, operation_id = "list_users", path = "/admin/api/users",
    params(("after" = Option<String>, Query), ("limit" = Option<u32>, Query), ("email" = Option<String>, Query)),
    responses((status = 200, body = Page<UserShape>), (status = "4XX", body = Problem)))]
pub async fn list(
    State(app): State<App>,
    Query(ask): Query<Ask>,
) -> Result<Answer<Page<UserShape>>, Problem> {
    if let Some(email) = &ask.email {
        return match app.auth().user_by_email(email).await {
            Ok(user) => Ok(Answer(Page::whole(vec![user.into()]))),
            Err(AuthError::NotFound) => Ok(Answer(Page::whole(Vec::new()))),
            Err(error) => Err(error.into()),
        };
    }
    let limit = ask.limit()?;
    let after = ask.after.as_deref().map(str::parse).transpose();
    let after = after.map_err(|_| Problem::bad_request("after: not the id of a user"))?;
    let users = app.auth().users(after, limit).await?;
    let full = users.len() == limit as usize;
    let next = users
        .last()
        .filter(|_| full)
        .map(|user| user.id.to_string());
    Ok(Answer(Page {
        items: users.into_iter().map(Into::into).collect(),
        next,
    }))
}

/// Reads an account.
///
/// # Errors
/// `not_found`, `unavailable`.
#[utoipa::path(get, operation_id = "read_user", path = "/admin/api/users/{id}", params(("id" = String, Path)),
    responses((status = 200, body = UserShape), (status = "4XX", body = Problem)))]
pub async fn read(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Answer<UserShape>, Problem> {
    Ok(Answer(app.auth().user(user(&id)?).await?.into()))
}

/// Changes an account, or its password alone.
///
/// # Errors
/// `bad_request`, `password_rejected`, `not_found`, `conflict`, `forbidden`, `busy`, `unavailable`.
#[utoipa::path(patch, operation_id = "change_user", path = "/admin/api/users/{id}", params(("id" = String, Path)), request_body = ChangeShape,
    responses((status = 200, body = UserShape), (status = "4XX", body = Problem)))]
pub async fn change(
    State(app): State<App>,
    By(actor): By,
    Source(origin): Source,
    Path(id): Path<String>,
    Json(mut change): Json<ChangeShape>,
) -> Result<Answer<UserShape>, Problem> {
    let (id, password) = (user(&id)?, change.password.take());
    let change = Change::from(change);
    let auth = app.auth();
    let changed = match password {
        None => auth.change_user(id, change, &actor, &origin).await?,
        Some(password) if change == Change::default() => {
            auth.set_password(id, &password, &actor, &origin).await?
        }
        Some(_) => return Err(Problem::bad_request("password: change it alone")),
    };
    Ok(Answer(changed.into()))
}

/// Lists the live sessions of a person, the newest turn first.
///
/// # Errors
/// `not_found`, `unavailable`.
#[utoipa::path(get, operation_id = "list_user_sessions", path = "/admin/api/users/{id}/sessions", params(("id" = String, Path)),
    responses((status = 200, body = Page<SessionShape>), (status = "4XX", body = Problem)))]
pub async fn sessions(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Answer<Page<SessionShape>>, Problem> {
    let sessions = app.auth().user_sessions(user(&id)?).await?;
    Ok(Answer(Page::whole(
        sessions.into_iter().map(Into::into).collect(),
    )))
}

/// Ends all sessions of a person.
///
/// # Errors
/// `not_found`, `forbidden`, `unavailable`.
#[utoipa::path(delete, operation_id = "end_user_sessions", path = "/admin/api/users/{id}/sessions", params(("id" = String, Path)),
    responses((status = 200, body = Ended), (status = "4XX", body = Problem)))]
pub async fn end_sessions(
    State(app): State<App>,
    By(actor): By,
    Source(origin): Source,
    Path(id): Path<String>,
) -> Result<Answer<Ended>, Problem> {
    let ended = app
        .auth()
        .end_user_sessions(user(&id)?, &actor, &origin)
        .await?;
    Ok(Answer(Ended { ended }))
}

/// What is no id of a user is the id of none.
fn user(id: &str) -> Result<UserId, AuthError> {
    id.parse().map_err(|_| AuthError::NotFound)
}
