//! What is fuzzed: a function for each parser, which takes any bytes and panics when the library
//! breaks a promise. `fuzz/` feeds them what libFuzzer makes up, `corpus/main.rs` what it has kept.
//!
//! A target reaches its parser by the public API alone. What stands behind a signature or an
//! encryption is signed or encrypted here, with keys that only these tests have.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

mod claims;
mod data;
mod explain;
mod json;
mod jwe;
mod jws;
mod keys;
mod oracle;
mod policy;
mod promises;
mod signed;
mod unverified;
mod variants;

/// One target.
pub(crate) struct Target {
    /// Its name, and that of its folder in `fuzz/corpus`.
    pub(crate) name: &'static str,
    /// Feeds it; panics when a promise is broken.
    pub(crate) run: fn(&[u8]),
    /// Inputs to begin with, from the vectors of the other tests.
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
}

#[rustfmt::skip]
pub(crate) const TARGETS: &[Target] = &[
    Target { name: "base64url", run: signed::base64url, seeds: data::texts },
    Target { name: "json", run: json::check, seeds: data::texts },
    Target { name: "typed", run: json::typed, seeds: json::seeds },
    Target { name: "claims", run: claims::judged, seeds: claims::seeds },
    Target { name: "policy", run: policy::read, seeds: policy::seeds },
    Target { name: "jws", run: jws::any_token, seeds: data::tokens },
    Target { name: "jws_header", run: signed::header, seeds: signed::headers },
    Target { name: "jws_paths", run: signed::paths, seeds: data::payloads },
    Target { name: "explain", run: explain::any_token, seeds: explain::seeds },
    Target { name: "unverified", run: unverified::read, seeds: unverified::seeds },
    Target { name: "jwk", run: keys::jwk, seeds: keys::seeds },
    Target { name: "jwks", run: keys::set, seeds: data::sets },
    Target { name: "pem", run: keys::pem, seeds: data::pems },
    Target { name: "der", run: keys::der, seeds: data::ders },
    Target { name: "jwe", run: jwe::any_token, seeds: jwe::seeds },
    Target { name: "jwe_header", run: jwe::header, seeds: jwe::headers },
    Target { name: "jwe_key", run: jwe::key, seeds: jwe::keys },
    Target { name: "nested", run: jwe::nested, seeds: data::tokens },
];

/// The target of this name.
pub(crate) fn find(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
