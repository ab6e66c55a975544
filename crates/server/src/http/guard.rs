//! Who may call a route. The route list names the guard, the router puts it before the handler, and the handler receives
//! what the guard found: it cannot forget to ask.

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use paraph_core::audit::Actor;
use paraph_core::auth::Origin;
use paraph_core::error::AuthError;
use paraph_verify::Reject;

use super::App;
use super::credential::{Caller, Credential, in_header, presented};
use super::problem::{Code, Problem};
use super::source::{Peer, Source};
use super::ui;

/// Middleware of [`Guard::Account`](super::routes::Guard::Account).
///
/// # Errors
/// The refusal of what was presented, or of nothing.
pub async fn account(
    State(app): State<App>,
    Source(origin): Source,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let caller = needed(&app, &request)?.prove(&app, &origin).await?;
    Ok(pass(caller, request, next).await)
}

/// Middleware of [`Guard::Visitor`](super::routes::Guard::Visitor).
///
/// # Errors
/// What keeps us from knowing who calls; whoever is nobody is sent to the login page.
pub async fn visitor(
    State(app): State<App>,
    Source(origin): Source,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let caller = match needed(&app, &request) {
        Ok(credential) => credential.prove(&app, &origin).await,
        Err(refused) => Err(refused),
    };
    match caller {
        Ok(caller) => Ok(pass(caller, request, next).await),
        Err(refused) if refused.status() == StatusCode::UNAUTHORIZED => {
            Ok(ui::see_other(&app, ui::LOGIN))
        }
        Err(refused) => Err(refused),
    }
}

/// Middleware of [`Guard::AccessToken`](super::routes::Guard::AccessToken).
///
/// # Errors
/// The refusal of what was presented, or of nothing.
pub async fn access_token(
    State(app): State<App>,
    Source(origin): Source,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let caller = needed(&app, &request)?.identify(&app, &origin).await?;
    Ok(pass(caller, request, next).await)
}

/// Middleware of [`Guard::Admin`](super::routes::Guard::Admin).
///
/// # Errors
/// The refusal of the token, or `forbidden`.
pub async fn admin(
    State(app): State<App>,
    Source(origin): Source,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let peer = request.extensions().get::<Peer>().copied();
    let actor = match peer {
        Some(Peer::Os(uid)) => Actor::Os(uid),
        _ => operator(&app, request.headers(), &origin).await?,
    };
    Ok(pass(actor, request, next).await)
}

fn needed<'a>(app: &App, request: &'a Request) -> Result<Credential<'a>, Problem> {
    Ok(presented(app, request.headers())?.ok_or(Reject::Missing)?)
}

/// Hands what was found to the handler.
async fn pass(
    found: impl Clone + Send + Sync + 'static,
    mut request: Request,
    next: Next,
) -> Response {
    request.extensions_mut().insert(found);
    next.run(request).await
}

/// The operator whose access token for the issuer came in the header. Roles are read anew, from the database.
async fn operator(app: &App, headers: &HeaderMap, origin: &Origin) -> Result<Actor, Problem> {
    let credential = match in_header(headers)?.ok_or(Reject::Missing)? {
        token @ Credential::Access(_) => token,
        Credential::Refresh(..) => {
            return Err(Problem::new(Code::TokenInvalid)
                .detail("this route takes an access token whose audience is the issuer"));
        }
    };
    let holder = credential.prove(app, origin).await?.holder;
    match app.auth().me(holder.user).await {
        Ok(user) if user.is_privileged() => Ok(Actor::Operator(user.id)),
        Ok(_) | Err(AuthError::NotFound) => Err(Problem::new(Code::Forbidden)
            .detail("only for people with the role paraph:operator or paraph:admin")),
        Err(error) => Err(error.into()),
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let found = parts.extensions.get::<Self>().copied();
        found.ok_or_else(|| Problem::fault("this route's guard proves no caller"))
    }
}

/// Extractor: the operator or local process behind an admin route.
#[derive(Clone, Debug)]
pub struct By(pub Actor);

impl<S: Sync> FromRequestParts<S> for By {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let found = parts.extensions.get::<Actor>().cloned();
        found
            .map(Self)
            .ok_or_else(|| Problem::fault("this route's guard proves no operator"))
    }
}
