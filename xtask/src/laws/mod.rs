//! The laws of the house, checked over the sources and over `cargo metadata`.
//!
//! Each law is a pure function from what was read to its breaches, so that its own tests can feed it
//! a bad example. `tests/laws.rs` runs all of them over this checkout.

pub mod arrows;
pub mod lints;
pub mod names;
pub mod sizes;
mod source;
mod tokens;

use std::fmt;
use std::path::Path;

use cargo_metadata::{Metadata, MetadataCommand};

pub use source::Source;

use crate::Outcome;
use crate::run::ask;

/// One place where a law is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// A crate, or a file with its line.
    pub place: String,
    /// What is wrong there, and what would be right.
    pub why: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.why)
    }
}

/// Everything the laws look at.
#[derive(Debug)]
pub struct House {
    /// The crates of the workspace with what they depend on.
    pub members: Vec<arrows::Member>,
    /// The manifests of the workspace and of its crates.
    pub manifests: lints::Manifests,
    /// Every source file of ours.
    pub sources: Vec<Source>,
    /// Files that are no Rust, although their names say so.
    pub unreadable: Vec<Breach>,
}

impl House {
    /// Reads the checkout at `root`.
    ///
    /// # Errors
    /// When cargo refuses the workspace or a file cannot be read.
    pub fn read(root: &Path) -> Outcome<Self> {
        let metadata = metadata(root)?;
        let (sources, unreadable) = source::read_all(root)?;
        Ok(Self {
            members: arrows::members(&metadata),
            manifests: lints::Manifests::read(&metadata)?,
            sources,
            unreadable,
        })
    }
}

/// A law: its name, and what finds its breaches.
pub type Law = (&'static str, fn(&House) -> Vec<Breach>);

/// All laws.
pub const LAWS: &[Law] = &[
    ("sources are readable", |house| house.unreadable.clone()),
    ("arrows", |house| arrows::breaches(&house.members)),
    ("lints", |house| lints::breaches(&house.manifests)),
    ("names", |house| names::breaches(&house.sources)),
    ("file sizes", |house| sizes::files(&house.sources)),
    ("function sizes", |house| sizes::functions(&house.sources)),
];

/// Every breach of every law in the checkout at `root`.
///
/// # Errors
/// See [`House::read`].
pub fn check(root: &Path) -> Outcome<Vec<Breach>> {
    let house = House::read(root)?;
    Ok(LAWS.iter().flat_map(|(_, law)| law(&house)).collect())
}

/// Filtered to this platform: else cargo would fetch packages that only other platforms build.
fn metadata(root: &Path) -> Outcome<Metadata> {
    let host = ask("rustc", &["--print", "host-tuple"]).ok_or("rustc does not tell its host")?;
    let mut command = MetadataCommand::new();
    command
        .current_dir(root)
        .other_options(["--filter-platform".to_owned(), host]);
    Ok(command.exec()?)
}
