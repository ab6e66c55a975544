//! `GET /account`: who am I, and where am I logged in.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::Uri;
use paraph_core::Millis;
use paraph_core::error::AuthError;
use paraph_core::session::Session;
use paraph_core::user::User;

use super::html::{Notice, page};
use super::refusal::{Alert, Field, shown};
use super::{LOGIN, Site, device, see_other, when};
use crate::http::App;
use crate::http::credential::Caller;
use crate::http::problem::Problem;

/// How many logins are shown; a person looks through no more.
const MOST: usize = 50;

/// The page.
#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    site: Site<'a>,
    user: User,
    since: String,
    logins: Vec<Card>,
    /// How many more there are than are shown.
    more: usize,
    notice: Option<Notice>,
    /// Why a login was not ended.
    logins_refused: Option<Alert>,
    /// Why the password was not changed.
    password_refused: Option<Alert>,
}

/// One login.
struct Card {
    id: String,
    is_this: bool,
    device: String,
    address: Option<String>,
    since: String,
    used: String,
    used_ago: String,
}

/// The part of the page whose form was refused.
pub(super) enum Section {
    Logins,
    Password,
}

/// Shows the page.
///
/// # Errors
/// The guard's refusals; `busy`, `unavailable`.
pub async fn show(State(app): State<App>, caller: Caller, uri: Uri) -> Result<Response, Problem> {
    match AccountPage::load(&app, &caller).await? {
        Some(mut account) => {
            account.notice = Notice::of(&uri);
            page(&account)
        }
        None => Ok(see_other(&app, LOGIN)),
    }
}

/// Shows the page again, with the refusal of one of its forms.
pub(super) async fn again(
    app: &App,
    caller: &Caller,
    problem: Problem,
    alert: Alert,
    section: Section,
) -> Result<Response, Problem> {
    let Some(mut account) = AccountPage::load(app, caller).await? else {
        return Ok(see_other(app, LOGIN));
    };
    match section {
        Section::Logins => account.logins_refused = Some(alert),
        Section::Password => account.password_refused = Some(alert),
    }
    shown(problem, &account)
}

impl<'a> AccountPage<'a> {
    /// What there is to show; nothing, if the account has gone since the cookie was judged.
    async fn load(app: &'a App, caller: &Caller) -> Result<Option<Self>, Problem> {
        let user = match app.auth().me(caller.holder.user).await {
            Ok(user) => user,
            Err(AuthError::NotFound) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let is_this = |session: &Session| caller.holder.session == Some(session.id);
        let mut sessions = app.auth().sessions(&caller.holder).await?;
        // The one they look from is never among those left out.
        sessions.sort_by_key(|session| !is_this(session));
        let more = sessions.len().saturating_sub(MOST);
        let now = app.clock().now();
        let card = |session| Card::of(is_this(&session), session, now);
        Ok(Some(Self {
            site: Site::of(app),
            since: when::day(user.created),
            user,
            logins: sessions.into_iter().take(MOST).map(card).collect(),
            more,
            notice: None,
            logins_refused: None,
            password_refused: None,
        }))
    }

    /// Whether it was the new password that was refused.
    fn is_weak(&self) -> bool {
        let refused = self.password_refused.as_ref();
        refused.is_some_and(|alert| alert.names(Field::Password))
    }
}

impl Card {
    fn of(is_this: bool, session: Session, now: Millis) -> Self {
        Self {
            id: session.id.to_string(),
            is_this,
            device: device::describe(session.device.as_deref()),
            address: session.address,
            since: when::day(session.created),
            used: when::machine(session.made),
            used_ago: when::ago(session.made, now),
        }
    }
}
