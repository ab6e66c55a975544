//! The table of differences between the libraries. Each cell comes from a probe: a token or a key handed to the library, and
//! what came of it. What a library has no call for is "no such call": the question's arm in `peers` says why.
//!
//! Before a library is asked anything it must accept a good token, so that a refusal means what it seems to mean.

mod forge;
mod probes;
mod search;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use paraph_contest::library::{Answer, Library};

use self::forge::Fixtures;
use crate::Outcome;
use crate::peers::{self, Ours};
use crate::table::Table;

/// Compares the committed pages with the libraries instead of printing one.
pub(crate) const CHECK: &str = "--check";
/// Writes the pages.
pub(crate) const WRITE: &str = "--write";

/// What a cell says of one library.
type Probe = fn(&Fixtures, &dyn Library) -> Outcome<String>;

/// A row of the table: what is shown, and how it is found.
struct Row {
    what: &'static str,
    how: &'static str,
    probe: Probe,
}

pub(crate) fn run() -> Outcome<()> {
    let pages = pages()?;
    let asked = |flag: &str| std::env::args().any(|arg| arg == flag);
    for (path, text) in &pages {
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(path);
        if asked(WRITE) {
            fs::write(file, text)?;
            println!("wrote {path}");
        } else if !asked(CHECK) {
            println!("{text}");
            return Ok(());
        } else if fs::read_to_string(file)? != *text {
            return Err(format!("{path} is not what the libraries do: run with {WRITE}").into());
        }
    }
    Ok(())
}

/// The page, and the table alone for the front page of our crate.
fn pages() -> Outcome<[(&'static str, String); 2]> {
    let (table, notes) = ask_all()?;
    let page = format!("{HEAD}\n{table}\n{NOTES}\n{notes}");
    let fragment = format!("{FRAGMENT}\n{table}");
    Ok([
        ("docs/DIFFERENCES.md", page),
        ("crates/jose/src/differences.md", fragment),
    ])
}

/// The table, and how each row is found.
fn ask_all() -> Outcome<(String, String)> {
    let fixtures = Fixtures::new()?;
    let mut libraries: Vec<Box<dyn Library>> = vec![Box::new(Ours::Owned)];
    libraries.extend(peers::peers());
    let head = libraries
        .iter()
        .map(|library| format!("{} {}", library.name(), version(library.name())));
    let mut table = Table::new([String::new()].into_iter().chain(head));
    for library in &libraries {
        let good = fixtures.good();
        if library.answer(&good) != Answer::Accepted {
            return Err(format!("{} refuses a good token", library.name()).into());
        }
    }
    let mut notes = String::new();
    for row in probes::ROWS {
        let cell = |library: &dyn Library| {
            let cell = (row.probe)(&fixtures, library);
            cell.map_err(|error| format!("{}, {}: {error}", row.what, library.name()))
        };
        let cells = libraries.iter().map(|library| cell(&**library));
        let cells = cells.collect::<Result<Vec<_>, _>>()?;
        table.push([row.what.to_owned()].into_iter().chain(cells).collect());
        writeln!(notes, "- **{}**: {}", row.what, row.how)?;
    }
    Ok((table.markdown(), notes))
}

const HEAD: &str = "\
# Differences

What four JOSE libraries for Rust do with the same tokens and keys, as they come: options stay at their defaults unless a row says
otherwise. `cargo xtask bench differences` runs the libraries and prints this page.
";

const FRAGMENT: &str = "\
The same tokens and keys, handed to four libraries as they come: options stay at their defaults unless a row says otherwise. The
table is what a program saw (`cargo xtask bench differences`); `docs/DIFFERENCES.md` says how each row is found.
";

const NOTES: &str = "\
Not among the rows is what cannot be run here: use without the standard library or in WebAssembly, and reading JWK Sets from
a URL, which none of the four does.

## How each row is found
";

/// As `Cargo.lock` has it.
fn version(name: &str) -> &'static str {
    const LOCK: &str = include_str!("../../Cargo.lock");
    let entry = format!("name = \"{name}\"\nversion = \"");
    let rest = LOCK.split_once(entry.as_str()).map_or("", |(_, rest)| rest);
    rest.split('"').next().unwrap_or_default()
}
