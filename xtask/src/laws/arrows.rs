//! The arrows between crates: who may depend on whom, and what from outside may reach a crate.
//!
//! Between our crates every kind of dependency counts, development ones too. From outside, all that a
//! normal build links counts, however deep it lies.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, PackageId};

use super::Breach;

/// What each crate of ours may name; a crate that is not here may not exist.
const ALLOWED: &[(&str, &[&str])] = &[
    ("paraph-jose", &[]),
    ("paraph-ledger", &["paraph-jose"]),
    ("paraph-verify", &["paraph-jose", "paraph-ledger"]),
    ("paraph-core", &["paraph-jose", "paraph-ledger"]),
    (
        "paraph",
        &[
            "paraph-core",
            "paraph-verify",
            "paraph-ledger",
            "paraph-jose",
        ],
    ),
    ("xtask", &[]),
    // Examples: what they name, a reader needs.
    ("notes", &["paraph-verify"]),
];

/// What may never reach a crate: no input or output in the libraries of tokens and entries, no HTTP
/// and no SQL in the use cases, no database in a service that only verifies.
const KEPT_OUT: &[(&str, &[&str])] = &[
    ("paraph-jose", NO_IO),
    ("paraph-ledger", NO_IO),
    (
        "paraph-core",
        &[
            "axum",
            "http",
            "hyper",
            "reqwest",
            "rusqlite",
            "sqlx",
            "sqlx-core",
            "tower",
        ],
    ),
    (
        "paraph-verify",
        &["rusqlite", "sqlx", "sqlx-core", "libsqlite3-sys"],
    ),
];

const NO_IO: &[&str] = &[
    "async-std",
    "axum",
    "futures-executor",
    "http",
    "hyper",
    "mio",
    "reqwest",
    "rusqlite",
    "smol",
    "sqlx",
    "tokio",
];

/// A crate of the workspace.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its package name.
    pub name: String,
    /// The crates of the workspace that its manifest names, whatever the kind of dependency.
    pub ours: BTreeSet<String>,
    /// Every package that a normal build of it links, by name.
    pub reach: BTreeSet<String>,
}

/// The crates of the workspace, as cargo resolved them.
pub fn members(metadata: &Metadata) -> Vec<Member> {
    let packages = metadata.workspace_packages();
    let names: BTreeSet<&str> = packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let edges = normal_edges(metadata);
    let of_package = |package: &&cargo_metadata::Package| Member {
        name: package.name.to_string(),
        ours: package
            .dependencies
            .iter()
            .map(|dependency| dependency.name.clone())
            .filter(|name| names.contains(name.as_str()))
            .collect(),
        reach: reach(&package.id, &edges)
            .iter()
            .map(|id| metadata[id].name.to_string())
            .collect(),
    };
    packages.iter().map(of_package).collect()
}

/// Every arrow that no rule allows.
pub fn breaches(members: &[Member]) -> Vec<Breach> {
    members
        .iter()
        .flat_map(|member| unlawful_arrows(member).chain(intruders(member)))
        .collect()
}

fn unlawful_arrows(member: &Member) -> impl Iterator<Item = Breach> {
    let rule = ALLOWED
        .iter()
        .find(|(name, _)| *name == member.name)
        .map(|(_, allowed)| *allowed);
    let unknown = rule.is_none().then(|| Breach {
        place: member.name.clone(),
        why: "has no place in the house: draw its arrows in xtask/src/laws/arrows.rs".into(),
    });
    let allowed = rule.unwrap_or_default();
    let wrong = member
        .ours
        .iter()
        .filter(move |name| !allowed.contains(&name.as_str()));
    let wrong = wrong.map(|name| Breach {
        place: member.name.clone(),
        why: format!("may not depend on {name}"),
    });
    unknown.into_iter().chain(wrong)
}

fn intruders(member: &Member) -> impl Iterator<Item = Breach> {
    let rules = KEPT_OUT.iter().filter(|(name, _)| *name == member.name);
    let names = rules
        .flat_map(|(_, names)| *names)
        .filter(|name| member.reach.contains(**name));
    names.map(|name| Breach {
        place: member.name.clone(),
        why: format!(
            "links {name}: `cargo tree -p {} -e normal -i {name}` tells how",
            member.name
        ),
    })
}

type Edges<'a> = BTreeMap<&'a PackageId, Vec<&'a PackageId>>;

fn normal_edges(metadata: &Metadata) -> Edges<'_> {
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    let normal = |dep: &&cargo_metadata::NodeDep| {
        dep.dep_kinds
            .iter()
            .any(|kind| kind.kind == DependencyKind::Normal)
    };
    nodes
        .map(|node| {
            (
                &node.id,
                node.deps.iter().filter(normal).map(|d| &d.pkg).collect(),
            )
        })
        .collect()
}

fn reach<'a>(from: &PackageId, edges: &Edges<'a>) -> BTreeSet<&'a PackageId> {
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<&PackageId> = edges.get(from).cloned().unwrap_or_default();
    while let Some(id) = waiting.pop() {
        if let Some((id, next)) = edges.get_key_value(id)
            && seen.insert(*id)
        {
            waiting.extend(next);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, ours: &[&str], outside: &[&str]) -> Member {
        let set = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        Member {
            name: name.into(),
            ours: set(ours),
            reach: set(outside),
        }
    }

    fn places(members: &[Member]) -> Vec<String> {
        breaches(members).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lawful_arrows_pass() {
        let server = [
            "paraph-core",
            "paraph-verify",
            "paraph-ledger",
            "paraph-jose",
        ];
        let members = [
            member("paraph", &server, &["sqlx", "tokio", "axum"]),
            member("paraph-jose", &[], &["serde", "aws-lc-rs"]),
        ];
        assert_eq!(places(&members), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_upwards_is_refused() {
        let members = [member("paraph-jose", &["paraph-ledger"], &[])];
        assert_eq!(
            places(&members),
            ["paraph-jose: may not depend on paraph-ledger"]
        );
        let members = [member(
            "paraph-verify",
            &["paraph-jose", "paraph-core"],
            &[],
        )];
        assert_eq!(
            places(&members),
            ["paraph-verify: may not depend on paraph-core"]
        );
    }

    #[test]
    fn a_crate_without_a_rule_is_refused() {
        assert!(places(&[member("paraph-extra", &[], &[])])[0].contains("no place in the house"));
    }

    #[test]
    fn what_is_kept_out_is_refused_however_deep() {
        for (krate, intruder) in [
            ("paraph-jose", "tokio"),
            ("paraph-ledger", "reqwest"),
            ("paraph-core", "http"),
            ("paraph-verify", "sqlx"),
        ] {
            let found = places(&[member(krate, &[], &[intruder])]);
            assert!(
                found[0].starts_with(&format!("{krate}: links {intruder}")),
                "{found:?}"
            );
        }
    }

    #[test]
    fn reach_follows_normal_dependencies_to_the_end() {
        let metadata = super::super::metadata(&crate::root()).unwrap();
        let members = members(&metadata);
        let xtask = members
            .iter()
            .find(|member| member.name == "xtask")
            .unwrap();
        assert!(xtask.reach.contains("unicode-ident"), "through proc-macro2");
        assert!(
            !xtask.reach.contains("tempfile"),
            "a development dependency"
        );
        let server = members
            .iter()
            .find(|member| member.name == "paraph")
            .unwrap();
        assert!(server.ours.contains("paraph-core"));
    }
}
