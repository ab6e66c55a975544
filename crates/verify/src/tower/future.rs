//! The answer of a request that was let through, refused, or waits for the verifier's first keys.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_service::Service;

use super::layer::Rule;
use super::service::introduce;
use crate::{Principal, Reject};

pin_project! {
    /// The future of [`CheckToken`](super::CheckToken) and [`Guarded`](super::Guarded).
    pub struct ResponseFuture<S: Service<Request<B>>, B> {
        #[pin]
        state: State<S, B, S::Future>,
    }
}

pin_project! {
    #[project = Now]
    enum State<S, B, F> {
        Passed { #[pin] future: F },
        Refused { reject: Reject },
        // Boxed, so that this rare state does not make the others larger.
        Waiting { check: Check, held: Option<Box<(S, Request<B>)>> },
    }
}

type Check = Pin<Box<dyn Future<Output = Result<Arc<Principal>, Reject>> + Send>>;

impl<S: Service<Request<B>>, B> ResponseFuture<S, B> {
    pub(super) fn passed(future: S::Future) -> Self {
        let state = State::Passed { future };
        Self { state }
    }

    pub(super) fn refused(reject: Reject) -> Self {
        let state = State::refused(reject);
        Self { state }
    }

    /// `ready` was polled ready for this request.
    pub(super) fn waiting(rule: Arc<Rule>, token: String, request: Request<B>, ready: S) -> Self {
        let state = State::Waiting {
            check: Box::pin(async move { rule.verifier.verify_when_ready(&token).await }),
            held: Some(Box::new((ready, request))),
        };
        Self { state }
    }
}

impl<S, B, F> State<S, B, F> {
    fn refused(reject: Reject) -> Self {
        reject.log();
        Self::Refused { reject }
    }
}

impl<S, B, R> Future for ResponseFuture<S, B>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: From<Bytes>,
{
    type Output = Result<Response<R>, S::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.project().state;
        loop {
            let next = match state.as_mut().project() {
                Now::Passed { future } => return future.poll(cx),
                Now::Refused { reject } => return Poll::Ready(Ok(reject.answer())),
                Now::Waiting { check, held } => {
                    let judgement = ready!(check.as_mut().poll(cx));
                    // It is there until the check has ended, which is now.
                    let Some(held) = held.take() else {
                        return Poll::Pending;
                    };
                    resume(*held, judgement)
                }
            };
            state.set(next);
        }
    }
}

fn resume<S: Service<Request<B>>, B>(
    (mut service, mut request): (S, Request<B>),
    judgement: Result<Arc<Principal>, Reject>,
) -> State<S, B, S::Future> {
    match judgement {
        Ok(principal) => {
            introduce(&mut request, Some(principal));
            let future = service.call(request);
            State::Passed { future }
        }
        Err(reject) => State::refused(reject),
    }
}

impl<S: Service<Request<B>>, B> fmt::Debug for ResponseFuture<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
