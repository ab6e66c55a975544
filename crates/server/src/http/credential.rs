//! What a request presents to prove who calls: `Authorization: Bearer` with an access or a refresh token, else the refresh
//! cookie. Where both came the header wins, and a header that is refused never falls back to the cookie.

use http::HeaderMap;
use paraph_core::auth::{FIRST_PARTY, Holder, Origin};
use paraph_core::session::Carrier;
use paraph_core::token::REFRESH_PREFIX;
use paraph_verify::{Principal, Reject, bearer};

use super::App;
use super::cookie;
use super::problem::{Code, Problem};

/// One thing that a request presents; not checked yet.
#[derive(Clone, Copy)]
pub enum Credential<'a> {
    /// An access token, from the header.
    Access(&'a str),
    /// A refresh token, and by which carrier it came.
    Refresh(&'a str, Carrier),
}

/// One who has proved who they are, and how.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    /// The person and their session.
    pub holder: Holder,
    /// Whether the proof is good for the account itself. An access token for a service is not.
    pub is_own: bool,
}

/// The credential that counts, if there is one.
///
/// # Errors
/// `token_invalid` for a broken header, `bad_request` for broken cookies.
pub fn presented<'a>(app: &App, headers: &'a HeaderMap) -> Result<Option<Credential<'a>>, Problem> {
    match in_header(headers)? {
        Some(credential) => Ok(Some(credential)),
        None => in_cookie(app, headers, FIRST_PARTY),
    }
}

/// The credential in `Authorization`.
///
/// # Errors
/// `token_invalid` for another scheme or what is no token.
pub fn in_header(headers: &HeaderMap) -> Result<Option<Credential<'_>>, Problem> {
    let token = bearer::read(headers).map_err(Reject::from)?;
    Ok(token.map(|token| {
        if token.starts_with(REFRESH_PREFIX) {
            Credential::Refresh(token, Carrier::Bearer)
        } else {
            Credential::Access(token)
        }
    }))
}

/// The credential in a client's cookie.
///
/// # Errors
/// `bad_request` for two cookies of the name, or a broken one.
pub fn in_cookie<'a>(
    app: &App,
    headers: &'a HeaderMap,
    client: &str,
) -> Result<Option<Credential<'a>>, Problem> {
    let token = cookie::read(headers, app.mode(), client)?;
    Ok(token.map(|token| Credential::Refresh(token, Carrier::Browser)))
}

impl Credential<'_> {
    /// Who this proves, for routes of one's own account: an access token for the issuer itself, or a refresh token, which
    /// is judged but never turns.
    ///
    /// # Errors
    /// The refusals of access tokens and of refresh tokens; `unavailable` and `busy`.
    pub async fn prove(self, app: &App, origin: &Origin) -> Result<Caller, Problem> {
        let holder = match self {
            Self::Access(token) => holder(app.account_tokens().verify(token)?.as_ref())?,
            Self::Refresh(token, carrier) => app.auth().judge(token, carrier, origin).await?,
        };
        Ok(Caller {
            holder,
            is_own: true,
        })
    }

    /// As [`Credential::prove`] where what is worth nothing counts as not presented.
    ///
    /// # Errors
    /// Only what keeps us from knowing: `unavailable` and `busy`.
    pub async fn prove_if_good(
        self,
        app: &App,
        origin: &Origin,
    ) -> Result<Option<Caller>, Problem> {
        match self.prove(app, origin).await {
            Ok(caller) => Ok(Some(caller)),
            Err(problem) if problem.status().is_server_error() => Err(problem),
            Err(_) => Ok(None),
        }
    }

    /// As [`Credential::prove`], and any access token of ours proves who its person is.
    ///
    /// # Errors
    /// As [`Credential::prove`].
    pub async fn identify(self, app: &App, origin: &Origin) -> Result<Caller, Problem> {
        let Self::Access(token) = self else {
            return self.prove(app, origin).await;
        };
        let principal = app.all_tokens().verify(token)?;
        Ok(Caller {
            holder: holder(&principal)?,
            is_own: principal.aud == [app.issuer()],
        })
    }
}

/// Our own tokens name people and sessions by our ids; a program's token names no person.
fn holder(principal: &Principal) -> Result<Holder, Problem> {
    let no_person = || Problem::new(Code::Forbidden).detail("the access token is not a person's");
    let session = principal.sid.as_deref().map(str::parse).transpose();
    Ok(Holder {
        user: principal.sub.parse().map_err(|_| no_person())?,
        session: session.map_err(|_| no_person())?,
    })
}
