//! Keys by HTTPS: fetched ahead of need, kept while the issuer is away, dropped when they are too old (feature `http`).
//!
//! One background task per issuer does all the work; a request only reads what it put down. What it refuses to take for a
//! set of keys: any status but 200, redirects, more than 1 MiB, an answer that takes more than 5 s in all, anything but a
//! strict JWK set (RFC 7517), private or symmetric keys, equal kids, weak keys, an empty set. None of these ever replaces
//! a set that is there, and none becomes a refusal of a token: what cannot be known is 503
//! ([`Reject::Unavailable`](crate::Reject::Unavailable)).
//!
//! Plain http is for loopback hosts alone. The environment's proxy is used only when asked for ([`Remote::proxied`]).

mod accept;
mod clock;
mod error;
mod feed;
mod fetch;
mod health;
mod life;
mod pace;
mod persist;
mod place;
mod remote;
mod state;
mod tell;

pub(crate) use self::health::SourceHealth;
pub use self::health::{FetchFailure, Health, IssuerHealth};
pub use self::remote::Remote;

#[cfg(test)]
mod tests;
