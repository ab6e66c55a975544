//! The service that [`RequireToken`](super::RequireToken) and [`AllowToken`](super::AllowToken) put around another.
//!
//! A request is judged where it arrives, without a task, a lock or an allocation of its own. Only while the verifier has no
//! keys yet is a future made that waits for them.

use std::mem;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use tower_service::Service;

use super::future::ResponseFuture;
use super::layer::Rule;
use crate::reject::Outage;
use crate::{Principal, Reject};

/// Checks the token of each request before the service inside sees it.
#[derive(Clone, Debug)]
pub struct CheckToken<S> {
    rule: Arc<Rule>,
    inner: S,
}

impl<S> CheckToken<S> {
    pub(super) fn new(rule: Arc<Rule>, inner: S) -> Self {
        Self { rule, inner }
    }
}

impl<S, B, R> Service<Request<B>> for CheckToken<S>
where
    S: Service<Request<B>, Response = Response<R>> + Clone,
    R: From<Bytes>,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = ResponseFuture<S, B>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let token = match self.rule.token(&request) {
            Ok(token) => token,
            Err(reject) => return ResponseFuture::refused(reject),
        };
        match token.map(|it| self.rule.verifier.verify(it)).transpose() {
            Ok(principal) => {
                introduce(&mut request, principal);
                ResponseFuture::passed(self.inner.call(request))
            }
            Err(Reject::Unavailable(Outage::NoKeys)) => {
                let token = token.unwrap_or_default().to_owned();
                ResponseFuture::waiting(Arc::clone(&self.rule), token, request, self.take_ready())
            }
            Err(reject) => ResponseFuture::refused(reject),
        }
    }
}

impl<S: Clone> CheckToken<S> {
    /// The service that was polled ready; a clone stays in its place and is polled anew.
    fn take_ready(&mut self) -> S {
        let clone = self.inner.clone();
        mem::replace(&mut self.inner, clone)
    }
}

/// From here on the request's caller is this one. One that was named before is forgotten: nobody checked it here.
pub(super) fn introduce<B>(request: &mut Request<B>, principal: Option<Arc<Principal>>) {
    let extensions = request.extensions_mut();
    match principal {
        Some(principal) => extensions.insert(principal),
        None => extensions.remove::<Arc<Principal>>(),
    };
}
