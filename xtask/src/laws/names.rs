//! Names that stay in their room: a database driver in the store alone, no clock or file in the
//! libraries that take them as arguments, nothing of the issuer in the gate.

use std::collections::BTreeSet;

use super::tokens::Mention;
use super::{Breach, Source};

struct Rule {
    applies: fn(&str) -> bool,
    /// Paths, or single words, that may not be named there.
    kept_out: &'static [&'static str],
    instead: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        applies: |path| !may_name_drivers(path),
        kept_out: &["sqlx", "rusqlite"],
        instead: "database drivers are named in crates/server/src/store/ alone",
    },
    Rule {
        applies: |path| in_room(path, "gate") || in_room(path, "relay"),
        kept_out: &["crate::store", "self::store", "super::store", "paraph_core"],
        instead: "gate and relay know what a verifier knows, and no more",
    },
    Rule {
        applies: |path| path.starts_with("crates/core/src/"),
        kept_out: &["std::env", "std::fs", "std::net", "tokio::net", "tokio::fs"],
        instead: "core has no input or output (`core::net` has the types of addresses)",
    },
    Rule {
        applies: |path| path.starts_with("crates/jose/src/"),
        kept_out: &["std::time::SystemTime", "std::fs", "std::net", "async"],
        instead: "jose is plain computation: time is an argument, bytes come from the caller",
    },
];

/// Every name outside its room: the first place per name and file.
pub fn breaches(sources: &[Source]) -> Vec<Breach> {
    sources
        .iter()
        .flat_map(|source| RULES.iter().flat_map(|rule| broken(rule, source)))
        .collect()
}

fn broken(rule: &Rule, source: &Source) -> Vec<Breach> {
    if !(rule.applies)(&source.path) {
        return Vec::new();
    }
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for mention in source.mentions() {
        let names = rule.kept_out.iter().filter(|name| names(&mention, name));
        for name in names.filter(|name| told.insert(**name)) {
            let place = format!("{}:{}", source.path, mention.line);
            found.push(Breach {
                place,
                why: format!("names `{name}`: {}", rule.instead),
            });
        }
    }
    found
}

/// A word is found anywhere in a path; a path at the start, or behind a glob that may bring it in.
fn names(mention: &Mention, wanted: &str) -> bool {
    let wanted: Vec<&str> = wanted.split("::").collect();
    let path = plain(&mention.path);
    if let [word] = wanted[..] {
        return path.contains(&word);
    }
    match path.split_last() {
        // `use super::*` opens every test module.
        Some((&"*", above)) if !matches!(above, [] | ["super"]) => {
            wanted.starts_with(above) || above.starts_with(&wanted)
        }
        _ => path.starts_with(&wanted),
    }
}

/// A path with `super::super` as one `super`: how deep a module lies does not matter here.
fn plain(path: &[String]) -> Vec<&str> {
    let mut plain: Vec<&str> = path.iter().map(String::as_str).collect();
    plain.dedup_by(|one, other| one == other && *one == "super");
    plain
}

/// Benchmarks compare drivers; tests of the store may look behind it.
fn may_name_drivers(path: &str) -> bool {
    let test_of_the_store = path.contains("/tests/") && path.contains("/store/");
    path.starts_with("crates/server/src/store/") || path.starts_with("bench/") || test_of_the_store
}

fn in_room(path: &str, room: &str) -> bool {
    let Some(inside) = path.strip_prefix("crates/server/src/") else {
        return false;
    };
    inside
        .strip_prefix(room)
        .is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, code: &str) -> Vec<String> {
        let breaches = breaches(&[Source::new(path, code).unwrap()]);
        breaches
            .into_iter()
            .map(|breach| breach.to_string())
            .collect()
    }

    fn refused(path: &str, code: &str, name: &str) {
        let found = found(path, code);
        assert_eq!(found.len(), 1, "{path}: {code}: {found:?}");
        assert!(found[0].contains(&format!("names `{name}`")), "{found:?}");
    }

    fn accepted(path: &str, code: &str) {
        assert_eq!(found(path, code), Vec::<String>::new(), "{path}: {code}");
    }

    #[test]
    fn a_driver_outside_the_store_is_refused() {
        refused(
            "crates/server/src/http/login.rs",
            "use sqlx::PgPool;",
            "sqlx",
        );
        refused(
            "crates/core/src/user.rs",
            "fn f(e: rusqlite::Error) {}",
            "rusqlite",
        );
        refused(
            "crates/server/tests/it/login.rs",
            "fn f() { rusqlite::open() }",
            "rusqlite",
        );
        refused("xtask/src/main.rs", "m!(sqlx)", "sqlx");
    }

    #[test]
    fn a_driver_in_the_store_its_tests_and_benchmarks_is_accepted() {
        accepted(
            "crates/server/src/store/tx.rs",
            "use rusqlite::Row; use sqlx::PgPool;",
        );
        accepted(
            "crates/server/tests/it/store/engine.rs",
            "use rusqlite::Row;",
        );
        accepted("bench/src/turns.rs", "use sqlx::PgPool;");
        accepted(
            "crates/server/src/app.rs",
            "// no sqlx here\nfn f() { \"rusqlite\" }",
        );
    }

    #[test]
    fn the_store_and_the_core_are_refused_in_gate_and_relay() {
        refused(
            "crates/server/src/gate/mod.rs",
            "use crate::store::Tx;",
            "crate::store",
        );
        refused(
            "crates/server/src/gate.rs",
            "use crate::{store, http};",
            "crate::store",
        );
        refused(
            "crates/server/src/gate/a.rs",
            "use super::super::store::Tx;",
            "super::store",
        );
        refused(
            "crates/server/src/relay/mod.rs",
            "fn f(a: paraph_core::Auth) {}",
            "paraph_core",
        );
        refused(
            "crates/server/src/gate/a.rs",
            "use crate::*;",
            "crate::store",
        );
        accepted("crates/server/src/gate/a.rs", "mod tests { use super::*; }");
        accepted("crates/server/src/gateway/mod.rs", "use crate::store::Tx;");
        accepted(
            "crates/server/src/http/me.rs",
            "use crate::store::Tx; use paraph_core::Auth;",
        );
    }

    #[test]
    fn input_and_output_are_refused_in_the_core() {
        refused("crates/core/src/a.rs", "use std::{env, fmt};", "std::env");
        refused(
            "crates/core/src/a.rs",
            "fn f() { std::fs::read(x) }",
            "std::fs",
        );
        refused("crates/core/src/a.rs", "use std::net::IpAddr;", "std::net");
        refused("crates/core/src/a.rs", "use tokio::net::*;", "tokio::net");
        refused(
            "crates/core/src/a.rs",
            "use tokio::fs as disk;",
            "tokio::fs",
        );
        accepted(
            "crates/core/src/a.rs",
            "use core::net::IpAddr; use std::fmt; env!(\"X\");",
        );
        accepted("crates/core/tests/a.rs", "use std::fs;");
    }

    #[test]
    fn clock_files_and_async_are_refused_in_jose() {
        let clock = "use std::time; fn f() -> time::SystemTime { x }";
        refused("crates/jose/src/jwt.rs", clock, "std::time::SystemTime");
        refused(
            "crates/jose/src/jwt.rs",
            "use std::time::*;",
            "std::time::SystemTime",
        );
        refused("crates/jose/src/jwt.rs", "async fn f() {}", "async");
        refused("crates/jose/src/jwt.rs", "use std::fs::File;", "std::fs");
        accepted(
            "crates/jose/src/jwt.rs",
            "use std::time::Duration; use super::*;",
        );
        accepted("crates/verify/src/fetch.rs", "async fn f() {}");
    }
}
