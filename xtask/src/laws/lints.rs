//! Every crate takes the workspace's lints, and these forbid unsafe code.

use std::fs;

use cargo_metadata::Metadata;

use super::Breach;
use crate::Outcome;

/// The manifests' texts.
#[derive(Debug, Clone)]
pub struct Manifests {
    /// The workspace's own.
    pub workspace: String,
    /// Each crate's name and manifest.
    pub crates: Vec<(String, String)>,
}

impl Manifests {
    /// Reads them from the places that cargo names.
    ///
    /// # Errors
    /// When a manifest cannot be read.
    pub fn read(metadata: &Metadata) -> Outcome<Self> {
        let mut crates = Vec::new();
        for package in metadata.workspace_packages() {
            crates.push((
                package.name.to_string(),
                fs::read_to_string(&package.manifest_path)?,
            ));
        }
        let workspace = fs::read_to_string(metadata.workspace_root.join("Cargo.toml"))?;
        Ok(Self { workspace, crates })
    }
}

/// The manifests that let a crate out.
pub fn breaches(manifests: &Manifests) -> Vec<Breach> {
    let unsafe_allowed = !has(
        &manifests.workspace,
        "[workspace.lints.rust]",
        "unsafe_code=\"forbid\"",
    );
    let workspace = unsafe_allowed.then(|| Breach {
        place: "Cargo.toml".into(),
        why: "must say `unsafe_code = \"forbid\"` in [workspace.lints.rust]".into(),
    });
    let strays = manifests
        .crates
        .iter()
        .filter(|(_, text)| !has(text, "[lints]", "workspace=true"));
    let strays = strays.map(|(name, _)| Breach {
        place: name.clone(),
        why: "must say `workspace = true` in [lints]".into(),
    });
    workspace.into_iter().chain(strays).collect()
}

/// Whether a table of a manifest has this line, blanks aside.
fn has(manifest: &str, table: &str, line: &str) -> bool {
    let lines = manifest.lines().map(|line| line.replace(' ', ""));
    let mut inside = lines.skip_while(|line| line != table).skip(1);
    inside
        .by_ref()
        .take_while(|line| !line.starts_with('['))
        .any(|found| found == line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(workspace: &str, krate: &str) -> Vec<String> {
        let crates = vec![("paraph-jose".to_owned(), krate.to_owned())];
        let manifests = Manifests {
            workspace: workspace.into(),
            crates,
        };
        breaches(&manifests)
            .into_iter()
            .map(|breach| breach.place)
            .collect()
    }

    const STRICT: &str =
        "[workspace.lints.rust]\nmissing_docs = \"warn\"\nunsafe_code = \"forbid\"\n";

    #[test]
    fn u05_a_crate_without_the_lints_is_refused() {
        assert!(found(STRICT, "[lints]\nworkspace = true\n").is_empty());
        assert_eq!(
            found(STRICT, "[lints]\n[dependencies]\nworkspace = true\n"),
            ["paraph-jose"]
        );
        assert_eq!(found(STRICT, "[package]\nname = \"x\"\n"), ["paraph-jose"]);
    }

    #[test]
    fn u05_a_workspace_that_allows_unsafe_code_is_refused() {
        let lax = STRICT.replace("forbid", "deny");
        assert_eq!(found(&lax, "[lints]\nworkspace=true"), ["Cargo.toml"]);
    }
}
