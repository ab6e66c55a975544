//! [`Claims`]: who calls, with the custom claims in a type of the service's own.

use std::any;
use std::ops::Deref;
use std::sync::Arc;

use axum_core::extract::{FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::reject::Cause;
use crate::{Principal, Reject, caller};

/// The caller of a request that [`RequireToken`](crate::RequireToken) or [`AllowToken`](crate::AllowToken) let through.
///
/// Dereferences to its [`Principal`]. `T` is what the service makes of the token's custom claims; by default nothing.
/// `Option<Claims<T>>` takes requests without a token too, behind [`AllowToken`](crate::AllowToken).
///
/// ```
/// use paraph_verify::{Claims, Reject};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Plan {
///     plan: String,
///     #[serde(default)]
///     seats: u32,
/// }
///
/// async fn hello(claims: Claims) -> String {
///     format!("hello {}", claims.sub)
/// }
///
/// async fn seats(Claims { principal, custom }: Claims<Plan>) -> Result<String, Reject> {
///     principal.require_scope("seats:read")?;
///     Ok(format!("{} has {} seats", custom.plan, custom.seats))
/// }
///
/// async fn front(claims: Option<Claims>) -> &'static str {
///     if claims.is_some() { "welcome back" } else { "welcome" }
/// }
/// # axum::Router::<()>::new().route("/", axum::routing::get(hello).post(seats).put(front));
/// ```
///
/// # Errors
/// As an argument it refuses the request with
/// - [`Reject::Missing`] (401) if the request has no caller, for it came without a token or no layer checked it;
/// - [`Reject::Invalid`] (401) if the custom claims do not fit `T`. A claim that not every token has is an `Option` or
///   `#[serde(default)]`.
#[derive(Clone, Debug)]
pub struct Claims<T = NoCustom> {
    /// The claims that every token may have.
    pub principal: Arc<Principal>,
    /// The others.
    pub custom: T,
}

/// Takes no notice of custom claims: [`Principal::custom`] still holds them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct NoCustom {}

impl<T: DeserializeOwned> Claims<T> {
    fn new(principal: &Arc<Principal>) -> Result<Self, Reject> {
        // What serde says may repeat a claim's value, and goes nowhere.
        let custom = T::deserialize(&principal.custom).map_err(|_| {
            Reject::Invalid(Cause::Custom {
                wanted: any::type_name::<T>(),
            })
        })?;
        let principal = Arc::clone(principal);
        Ok(Self { principal, custom })
    }
}

impl<T> Deref for Claims<T> {
    type Target = Principal;

    fn deref(&self) -> &Principal {
        &self.principal
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Claims<T> {
    type Rejection = Reject;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Reject> {
        Self::new(caller::required(&parts.extensions, &parts.headers)?)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> OptionalFromRequestParts<S> for Claims<T> {
    type Rejection = Reject;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Option<Self>, Reject> {
        let caller = caller::optional(&parts.extensions, &parts.headers)?;
        caller.map(Self::new).transpose()
    }
}
