//! The Node of the tests: its packages from the committed lock, and Node itself from npm where the
//! system's is too old (Debian 12 ships 18, Debian 13 ships 20).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{committed, installed, mark_installed};
use crate::Outcome;
use crate::run::{ask, run};

/// The oldest Node taken: `puppeteer-core` asks for 22.12, and this is the next release with long support.
const OLDEST: u32 = 24;

/// Fills `npm/` and `bin/node` in `folder`.
///
/// # Errors
/// When npm cannot install what is locked, or no Node of at least version 24 is to be had.
pub(super) fn install(folder: &Path) -> Outcome<()> {
    install_packages("npm", folder)?;
    let node = match system_node() {
        Some(node) => node,
        None => packaged_node(folder)?,
    };
    let bin = folder.join("bin");
    fs::create_dir_all(&bin)?;
    let link = bin.join("node");
    let _ = fs::remove_file(&link);
    std::os::unix::fs::symlink(&node, &link)?;
    let version = ask(&link, &["--version"]).ok_or("the Node just installed does not run")?;
    println!("Node {version}");
    Ok(())
}

/// The system's Node, if it is new enough.
fn system_node() -> Option<PathBuf> {
    let major = major(&ask("node", &["--version"])?)?;
    let path = ask("node", &["-p", "process.execPath"])?;
    (major >= OLDEST).then(|| path.into())
}

/// Node out of the npm package of this platform. The package `node` itself only has an install script
/// that fetches these; naming them keeps scripts off.
fn packaged_node(folder: &Path) -> Outcome<PathBuf> {
    install_packages("node", folder)?;
    // Not through `.bin`, whose links older releases of npm do not make here.
    let packages = fs::read_dir(folder.join("node/node_modules"))?.filter_map(Result::ok);
    let node = packages
        .map(|package| package.path().join("bin/node"))
        .find(|node| node.is_file());
    node.ok_or_else(|| format!("please install Node {OLDEST} or newer").into())
}

/// `npm ci` of the folder `xtask/tools/NAME` in `folder/NAME`, unless it was done before.
fn install_packages(name: &str, folder: &Path) -> Outcome<()> {
    let target = folder.join(name);
    let lock = committed(name).join("package-lock.json");
    if installed(&target, &lock) {
        println!("{name}: as committed");
        return Ok(());
    }
    fs::create_dir_all(&target)?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(committed(name).join(file), target.join(file))?;
    }
    let mut npm = Command::new("npm");
    npm.current_dir(&target)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    run(npm.arg("--cache").arg(folder.join("npm-cache")))?;
    mark_installed(&target, &lock)
}

/// The 20 of `v20.11.1`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_numbers() {
        assert_eq!(major("v20.11.1"), Some(20));
        assert_eq!(major("v9.0.0"), Some(9));
        assert_eq!(major("20.1"), None);
        assert_eq!(major("vnext"), None);
    }
}
