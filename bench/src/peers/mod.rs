//! The libraries that are compared: a small type each. `josekit` is not among these modules: it is linked to OpenSSL, and
//! so has a program of its own beside this one.

mod jsonwebtoken;
mod jwt_simple;
mod ours;
mod raw;

use paraph_contest::library::Library;
use paraph_contest::remote::Remote;

pub(crate) use self::jsonwebtoken::{Jsonwebtoken, decoding_key, validation};
pub(crate) use self::jwt_simple::JwtSimple;
pub(crate) use self::ours::Ours;
pub(crate) use self::raw::{Checker, Raw, ecdsa, ml_dsa, rng};

/// The peers, in the order of the tables.
pub(crate) fn peers() -> Vec<Box<dyn Library>> {
    vec![
        Box::new(Jsonwebtoken),
        Box::new(JwtSimple),
        Box::new(josekit()),
    ]
}

pub(crate) fn josekit() -> Remote {
    Remote::new("josekit", "paraph-bench-josekit")
}
