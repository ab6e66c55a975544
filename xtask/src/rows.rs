//! Which test stands against which attack: tests are named by the id of the row they test (`t17_unknown_crit_is_refused`),
//! and `docs/SECURITY-TESTS.md` lists them. A row that is promised in `xtask/rows.txt` and has no test is an error.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;

const HEAD: &str = "\
# Attacks and the tests that stand against them

Made from the tests' names by `cargo xtask generate`. A test is named by the row it tests; a row without a test is an error.
";

/// The document.
///
/// # Errors
/// A file that cannot be read, a row without a test, a test whose row is not listed.
pub fn document(root: &Path) -> Outcome<String> {
    let rows = fs::read_to_string(root.join("xtask/rows.txt"))?;
    let mut tests = BTreeMap::new();
    for file in ["crates", "xtask"]
        .map(|folder| sources(&root.join(folder)))
        .into_iter()
        .collect::<Outcome<Vec<_>>>()?
        .concat()
    {
        let place = file
            .strip_prefix(root)
            .unwrap_or(&file)
            .display()
            .to_string();
        for name in names(&fs::read_to_string(&file)?) {
            for row in ids(name) {
                tests
                    .entry(row.to_owned())
                    .or_insert_with(Vec::new)
                    .push(format!("`{name}` in {place}"));
            }
        }
    }
    write(&rows, tests)
}

fn write(rows: &str, mut tests: BTreeMap<String, Vec<String>>) -> Outcome<String> {
    let mut text = HEAD.to_owned();
    for line in rows.lines().filter(|line| !line.is_empty()) {
        let Some((id, what)) = line
            .split_once(' ')
            .filter(|(id, _)| is_id(&id.to_lowercase()))
        else {
            write!(
                text,
                "\n## {line}\n\n| row | what must happen | tests |\n| --- | --- | --- |\n"
            )?;
            continue;
        };
        let found = tests
            .remove(&id.to_lowercase())
            .ok_or_else(|| format!("row {id} has no test"))?;
        writeln!(text, "| {id} | {what} | {} |", found.join("<br>"))?;
    }
    match tests.into_keys().next() {
        Some(id) => {
            Err(format!("tests name the row {id}, which xtask/rows.txt does not list").into())
        }
        None => Ok(text),
    }
}

fn sources(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::path);
    for path in entries.iter().map(fs::DirEntry::path) {
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    Ok(found)
}

/// The identifiers that begin with a row's id, comments apart: functions, and names in the lists that make functions.
fn names(source: &str) -> BTreeSet<&str> {
    let code = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let words = code.flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'));
    words
        .filter(|word| {
            word.len() > 6 && word.is_ascii() && word.as_bytes()[3] == b'_' && is_id(&word[..3])
        })
        .collect()
}

/// The rows a name begins with: `f01_v02_kill` tests two.
fn ids(name: &str) -> impl Iterator<Item = &str> {
    name.split('_').take_while(|word| is_id(word))
}

fn is_id(word: &str) -> bool {
    matches!(word.as_bytes(), [letter, tens, ones] if letter.is_ascii_lowercase() && tens.is_ascii_digit() && ones.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_without_a_test_is_an_error() {
        let error = write("T01 refuse none", BTreeMap::new()).unwrap_err();
        assert_eq!(error.to_string(), "row T01 has no test");
    }

    #[test]
    fn a_test_without_a_row_is_an_error() {
        let tests = BTreeMap::from([("z99".to_owned(), vec!["x".to_owned()])]);
        assert!(write("", tests).is_err());
    }

    #[test]
    fn a_name_may_begin_with_several_rows() {
        let name = "@01_@02_x_@03_y".replace('@', "t");
        assert_eq!(ids(&name).collect::<Vec<_>>(), ["t01", "t02"]);
    }

    #[test]
    fn finds_names_by_their_ids() {
        // Written with `@`, for this file is searched, too.
        let source = "async fn @01_none() {} fn a1_x() {}\n// @01_said\nrows! { @13_race \"R13\" }"
            .replace('@', "t");
        let found: Vec<_> = names(&source).into_iter().collect();
        assert_eq!(
            found,
            ["@01_none", "@13_race"].map(|name| name.replace('@', "t"))
        );
    }
}
