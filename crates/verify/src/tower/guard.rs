//! Guards: what a caller needs beyond a good token. They stand inside of [`RequireToken`](super::RequireToken).
//!
//! A guard that finds no caller refuses with 401 and never passes: a route whose token layer was forgotten is closed, not
//! open. Where a request brought a token that nobody checked, a `tracing` warning says so.

use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::future::ResponseFuture;
use crate::caller;
use crate::{Principal, Reject};

/// Lets callers through whose token grants a scope: 403 `insufficient_scope` to others.
///
/// Scopes are whole words (RFC 6749, section 3.3): `readwrite` does not grant `read`, and a text with a blank or none at all
/// is granted by no token. Where several are needed, one layer each.
#[derive(Clone, Debug)]
pub struct RequireScope(Arc<str>);

/// Lets callers through whose subject has a role: 403 `forbidden` to others. Roles are compared whole.
#[derive(Clone, Debug)]
pub struct RequireRole(Arc<str>);

/// The service that [`RequireScope`] and [`RequireRole`] put around another.
#[derive(Clone, Debug)]
pub struct Guarded<S> {
    need: Need,
    inner: S,
}

#[derive(Clone, Debug)]
enum Need {
    Scope(Arc<str>),
    Role(Arc<str>),
}

impl RequireScope {
    /// `scope` is one word of the token's `scope` claim.
    #[must_use]
    pub fn new(scope: impl Into<Arc<str>>) -> Self {
        Self(scope.into())
    }
}

impl RequireRole {
    /// `role` is one member of the token's `roles` claim.
    #[must_use]
    pub fn new(role: impl Into<Arc<str>>) -> Self {
        Self(role.into())
    }
}

impl Need {
    fn check(&self, caller: &Principal) -> Result<(), Reject> {
        match self {
            Self::Scope(scope) => caller.require_scope(scope),
            Self::Role(role) => caller.require_role(role),
        }
    }
}

impl<S> Layer<S> for RequireScope {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Self::Service {
        let need = Need::Scope(Arc::clone(&self.0));
        Guarded { need, inner }
    }
}

impl<S> Layer<S> for RequireRole {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Self::Service {
        let need = Need::Role(Arc::clone(&self.0));
        Guarded { need, inner }
    }
}

impl<S, B, R> Service<Request<B>> for Guarded<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: From<Bytes>,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = ResponseFuture<S, B>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let caller = caller::required(request.extensions(), request.headers());
        match caller.and_then(|caller| self.need.check(caller)) {
            Ok(()) => ResponseFuture::passed(self.inner.call(request)),
            Err(reject) => ResponseFuture::refused(reject),
        }
    }
}
