//! What a service writes into its router: the two layers that check tokens.

use std::sync::Arc;

use http::Request;
use tower_layer::Layer;

use super::service::CheckToken;
use super::source::Source;
use crate::origin::Origins;
use crate::{Reject, Verifier};

/// Lets requests with a good access token through, and no others. Clones share everything.
///
/// The service inside finds an `Arc<`[`Principal`](crate::Principal)`>` in the request's extensions. What is refused, and
/// how, is told at the [module](crate::tower).
#[derive(Clone, Debug)]
pub struct RequireToken(Arc<Rule>);

/// Lets requests without an access token through as well, for routes that are public and like to know their caller.
///
/// A request with a good token passes with its [`Principal`](crate::Principal), one without a token passes without. One with
/// a bad token is refused as by [`RequireToken`]: its sender believes to be logged in, and must learn that it is not.
#[derive(Clone, Debug)]
pub struct AllowToken(Arc<Rule>);

/// What both do. It is shared, so that a clone of the service for each request costs one counter.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) verifier: Verifier,
    source: Source,
    passes_anonymous: bool,
}

impl RequireToken {
    /// Takes tokens from `Authorization: Bearer` alone.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        Self(Rule::new(verifier, Source::default(), false))
    }

    /// Takes a token from the cookie `name` too, where there is no `Authorization` header. Requests that have effects must
    /// then come from `origins` ([cross-site check](crate::origin)). Called again, the last name counts.
    ///
    /// ```
    /// # use paraph_verify::{RequireToken, Verifier, origin::{InvalidOrigin, Origins}};
    /// # fn layer(verifier: Verifier) -> Result<RequireToken, InvalidOrigin> {
    /// let origins = Origins::production("https://app.example.org", ["https://admin.example.org"])?;
    /// let layer = RequireToken::new(verifier).or_cookie("__Host-par-t-app", origins);
    /// # Ok(layer)
    /// # }
    /// ```
    #[must_use]
    pub fn or_cookie(self, name: impl Into<String>, origins: Origins) -> Self {
        Self(self.0.with(Source::or_cookie(name.into(), origins)))
    }
}

impl AllowToken {
    /// Takes tokens from `Authorization: Bearer` alone.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        Self(Rule::new(verifier, Source::default(), true))
    }

    /// As [`RequireToken::or_cookie`]. A request with neither header nor cookie passes from any origin.
    #[must_use]
    pub fn or_cookie(self, name: impl Into<String>, origins: Origins) -> Self {
        Self(self.0.with(Source::or_cookie(name.into(), origins)))
    }
}

impl Rule {
    fn new(verifier: Verifier, source: Source, passes_anonymous: bool) -> Arc<Self> {
        Arc::new(Self {
            verifier,
            source,
            passes_anonymous,
        })
    }

    fn with(&self, source: Source) -> Arc<Self> {
        Self::new(self.verifier.clone(), source, self.passes_anonymous)
    }

    /// The request's token; `None` if it may pass without.
    pub(super) fn token<'a, B>(&self, request: &'a Request<B>) -> Result<Option<&'a str>, Reject> {
        match self.source.read(request)? {
            None if !self.passes_anonymous => Err(Reject::Missing),
            token => Ok(token),
        }
    }
}

impl<S> Layer<S> for RequireToken {
    type Service = CheckToken<S>;

    fn layer(&self, inner: S) -> Self::Service {
        CheckToken::new(Arc::clone(&self.0), inner)
    }
}

impl<S> Layer<S> for AllowToken {
    type Service = CheckToken<S>;

    fn layer(&self, inner: S) -> Self::Service {
        CheckToken::new(Arc::clone(&self.0), inner)
    }
}
