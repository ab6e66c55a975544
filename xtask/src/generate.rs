//! `cargo xtask generate [--check]`: documents made from the code. With `--check` a document that is not what the code says
//! is an error, and nothing is written.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::{Outcome, root, rows};

/// Makes or checks all documents.
///
/// # Errors
/// A document that cannot be made or written; with `check`, one that is out of date.
pub fn run(check: bool) -> Outcome<()> {
    let root = root();
    let documents = [
        ("docs/openapi.json", openapi(&root)?),
        ("docs/SECURITY-TESTS.md", rows::document(&root)?),
    ];
    for (path, text) in documents {
        settle(&root.join(path), path, &text, check)?;
    }
    Ok(())
}

fn settle(file: &Path, path: &str, text: &str, check: bool) -> Outcome<()> {
    if fs::read_to_string(file).is_ok_and(|old| old == text) {
        return Ok(());
    }
    if check {
        return Err(format!("{path} is not what the code says: run cargo xtask generate").into());
    }
    fs::write(file, text)?;
    println!("wrote {path}");
    Ok(())
}

fn openapi(root: &Path) -> Outcome<String> {
    let arguments = [
        "run",
        "--quiet",
        "--package",
        "paraph",
        "--example",
        "openapi",
    ];
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(root)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
