//! Our source files: found on disk, read, and cut into tokens if they are Rust.

use std::fs;
use std::path::Path;

use proc_macro2::TokenStream;

use super::Breach;
use super::tokens::{self, Function, Mention};
use crate::Outcome;

/// Folders of the checkout that hold sources of ours.
const FOLDERS: &[&str] = &["bench", "clients", "crates", "examples", "fuzz", "xtask"];
/// Folders below these that hold what was built or fetched.
const NOT_OURS: &[&str] = &["target", "node_modules", "dist"];
const LANGUAGES: &[&str] = &["rs", "ts", "js", "mjs", "py", "sh"];

/// One source file.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its place in the checkout, with `/` between the parts.
    pub path: String,
    /// Its text.
    pub text: String,
    tokens: TokenStream,
}

impl Source {
    /// Takes a file's text; one that is not Rust has no tokens.
    ///
    /// # Errors
    /// A Rust file that cannot be cut into tokens: no law could see into it.
    pub fn new(path: &str, text: &str) -> Result<Self, Breach> {
        let rust = Path::new(path).extension().is_some_and(|end| end == "rs");
        let tokens = if rust {
            text.parse()
        } else {
            Ok(TokenStream::new())
        };
        let tokens = tokens.map_err(|error: proc_macro2::LexError| Breach {
            place: path.to_owned(),
            why: format!("is no Rust: {error}"),
        })?;
        Ok(Self {
            path: path.to_owned(),
            text: text.to_owned(),
            tokens,
        })
    }

    /// Every path its code names, with `use` followed; comments and strings name nothing.
    pub(super) fn mentions(&self) -> Vec<Mention> {
        tokens::mentions(&self.tokens)
    }

    /// Every function with a body, those in macro calls included.
    pub(super) fn functions(&self) -> Vec<Function> {
        tokens::functions(&self.tokens)
    }
}

/// Every source file under `root`, and those that are no Rust.
pub(super) fn read_all(root: &Path) -> Outcome<(Vec<Source>, Vec<Breach>)> {
    let mut paths = Vec::new();
    for folder in FOLDERS {
        find(root, folder, &mut paths)?;
    }
    paths.sort();
    let (mut sources, mut unreadable) = (Vec::new(), Vec::new());
    for path in paths {
        match Source::new(&path, &fs::read_to_string(root.join(&path))?) {
            Ok(source) => sources.push(source),
            Err(breach) => unreadable.push(breach),
        }
    }
    Ok((sources, unreadable))
}

fn find(root: &Path, folder: &str, paths: &mut Vec<String>) -> Outcome<()> {
    let Ok(entries) = fs::read_dir(root.join(folder)) else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = format!("{folder}/{name}");
        if entry.file_type()?.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) && !name.starts_with('.') {
                find(root, &path, paths)?;
            }
        } else if name
            .rsplit_once('.')
            .is_some_and(|(_, end)| LANGUAGES.contains(&end))
        {
            paths.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_reported_not_skipped() {
        let dir = tempfile::tempdir().unwrap();
        let lay = |path: &str, text: &str| {
            let file = dir.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        lay("crates/a/src/good.rs", "fn f() {}");
        lay("crates/a/src/bad.rs", "fn f( {");
        lay("crates/a/target/debug/built.rs", "fn f() {}");
        lay("clients/browser/node_modules/x/index.js", "x");
        lay("clients/browser/src/index.ts", "`${x}`");
        lay("crates/a/Cargo.toml", "");
        let (sources, unreadable) = read_all(dir.path()).unwrap();
        let paths: Vec<_> = sources.iter().map(|source| source.path.as_str()).collect();
        assert_eq!(
            paths,
            ["clients/browser/src/index.ts", "crates/a/src/good.rs"]
        );
        assert_eq!(unreadable[0].place, "crates/a/src/bad.rs");
    }
}
