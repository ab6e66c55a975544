//! Keys as texts, and in files: a new file always, and one that only its owner reads if the key is secret.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{Error, ErrorKind, Write};
use std::path::Path;

use paraph_jose::{Fault, Jwk, Part};
use serde::Serialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::super::failure::Failure;
use crate::data::write_private;

/// The members of one key, each as it is spelled: nothing of a secret is copied.
type Members<'a> = BTreeMap<&'a str, &'a RawValue>;

/// One key, or a set of several, as JSON: a line for programs, indented for people. Wiped when dropped.
pub(super) fn spell(keys: &[Jwk], line: bool) -> Result<Zeroizing<String>, Failure> {
    let texts: Vec<_> = keys.iter().map(Jwk::to_json).collect();
    let parsed = texts.iter().map(|text| serde_json::from_str(text));
    let members: Vec<Members<'_>> = parsed.collect::<Result<_, _>>().map_err(|_| no_json())?;
    // Room for all of it with its blanks, so that no copy of a secret is left behind by growing.
    let len: usize = texts.iter().map(|text| 2 * text.len() + 512).sum();
    let mut out = Zeroizing::new(Vec::with_capacity(len));
    let written = match members.as_slice() {
        [one] => write(&mut out, one, line),
        all => write(&mut out, &BTreeMap::from([("keys", all)]), line),
    };
    written.map_err(|_| no_json())?;
    out.push(b'\n');
    let text = str::from_utf8(&out).map_err(|_| no_json())?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn write(out: &mut Vec<u8>, value: &impl Serialize, line: bool) -> serde_json::Result<()> {
    if line {
        serde_json::to_writer(out, value)
    } else {
        serde_json::to_writer_pretty(out, value)
    }
}

fn no_json() -> Failure {
    paraph_jose::Error::Json(Part::Key, Fault::Syntax).into()
}

/// Writes `text`, which spells `key`, into a new file.
pub(super) fn write_key(file: &Path, key: &Jwk, text: &str) -> Result<(), Failure> {
    let written = if key.is_private() {
        write_private(file, text.as_bytes())
    } else {
        write_new(file, text)
    };
    written.map_err(|error| refused(file, &error))
}

/// Takes back what `write_key` wrote.
pub(super) fn take_back(file: &Path) {
    // Whoever reads the failure that led here can do no more about this one.
    let _ = fs::remove_file(file);
}

pub(super) fn refused(file: &Path, error: &Error) -> Failure {
    let hint = match error.kind() {
        ErrorKind::AlreadyExists => {
            "no key is overwritten: name a new file, or move the old one away"
        }
        _ => "name a new file in a folder that is there and that you may write to",
    };
    Failure::usage(format!("{}: {error}", file.display())).hint(hint)
}

/// A file that could not be written whole is not left.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create_new(true).open(path)?;
    let written = file.write_all(text.as_bytes());
    if written.is_err() {
        take_back(path);
    }
    written
}
