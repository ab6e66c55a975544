//! A layer as one writes it by hand over the crate `jsonwebtoken`: keys and rules made once, a service without boxes,
//! signature, `exp`, `nbf`, `iss` and `aud` checked, the claims in the request's extensions.

use std::future::Ready;
use std::future::ready;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use futures_util::future::Either;
use http::StatusCode;
use http::header::AUTHORIZATION;
use jsonwebtoken::{DecodingKey, Validation, decode};
use paraph_jose::SigningKey;
use tower::{Layer, Service};

use crate::Outcome;
use crate::tokens::{Owned, peer_key, validation};

#[derive(Clone)]
pub(super) struct PeerLayer(Arc<(DecodingKey, Validation)>);

#[derive(Clone)]
pub(super) struct PeerService<S> {
    inner: S,
    rules: Arc<(DecodingKey, Validation)>,
}

impl PeerLayer {
    pub(super) fn new(key: &SigningKey) -> Outcome<Self> {
        Ok(Self(Arc::new((peer_key(key)?, validation(key.alg())?))))
    }
}

impl<S> Layer<S> for PeerLayer {
    type Service = PeerService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        let rules = self.0.clone();
        PeerService { inner, rules }
    }
}

impl<S: Service<Request, Response = Response>> Service<Request> for PeerService<S> {
    type Response = Response;
    type Error = S::Error;
    type Future = Either<S::Future, Ready<Result<Response, S::Error>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let Some(claims) = self.claims(&request) else {
            return Either::Right(ready(Ok(StatusCode::UNAUTHORIZED.into_response())));
        };
        request.extensions_mut().insert(Arc::new(claims));
        Either::Left(self.inner.call(request))
    }
}

impl<S> PeerService<S> {
    fn claims(&self, request: &Request) -> Option<Owned> {
        let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
        let token = header.strip_prefix("Bearer ")?;
        let (key, validation) = &*self.rules;
        Some(decode::<Owned>(token, key, validation).ok()?.claims)
    }
}
