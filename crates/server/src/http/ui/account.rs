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
    refused: Option<Alert>,
    /// Why the password was not changed.
    kept: Option<Alert>,
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

/// Which form of the page was refused.
pub(super) enum Of {
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
    of: Of,
) -> Result<Response, Problem> {
    let Some(mut account) = AccountPage::load(app, caller).await? else {
        return Ok(see_other(app, LOGIN));
    };
    match of {
        Of::Logins => account.refused = Some(alert),
        Of::Password => account.kept = Some(alert),
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
        let sessions = app.auth().sessions(&caller.holder).await?;
        let now = app.clock().now();
        let (this, others): (Vec<_>, Vec<_>) = sessions
            .into_iter()
            .partition(|session| caller.holder.session == Some(session.id));
        let more = (this.len() + others.len()).saturating_sub(MOST);
        let all = this
            .into_iter()
            .map(|session| Card::of(session, true, now))
            .chain(
                others
                    .into_iter()
                    .map(|session| Card::of(session, false, now)),
            );
        Ok(Some(Self {
            site: Site::of(app),
            since: when::day(user.created),
            user,
            logins: all.take(MOST).collect(),
            more,
            notice: None,
            refused: None,
            kept: None,
        }))
    }

    /// Whether it was the new password that was refused.
    fn is_weak(&self) -> bool {
        let refused = self.kept.as_ref();
        refused.is_some_and(|alert| alert.names(Field::Password))
    }
}

impl Card {
    fn of(session: Session, is_this: bool, now: Millis) -> Self {
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
