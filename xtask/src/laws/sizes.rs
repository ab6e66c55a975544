//! Small rooms: no source file over 500 lines, no function over 80.
//!
//! A function is measured from its `fn` to its closing brace, comments and blank lines included, for
//! a reader has to scroll past those too. Closures count with the function they stand in.

use super::{Breach, Source};

/// The longest a source file may be, in lines.
pub const LONGEST_FILE: usize = 500;
/// The longest a function may be, in lines.
pub const LONGEST_FUNCTION: usize = 80;

/// Files that are too long, whatever their language.
pub fn files(sources: &[Source]) -> Vec<Breach> {
    let lines = |source: &Source| source.text.lines().count();
    let long = sources.iter().filter(|source| lines(source) > LONGEST_FILE);
    long.map(|source| Breach {
        place: source.path.clone(),
        why: format!(
            "has {} lines of at most {LONGEST_FILE}: split the idea",
            lines(source)
        ),
    })
    .collect()
}

/// Rust functions that are too long.
pub fn functions(sources: &[Source]) -> Vec<Breach> {
    sources.iter().flat_map(long_functions).collect()
}

fn long_functions(source: &Source) -> impl Iterator<Item = Breach> {
    let long = source
        .functions()
        .into_iter()
        .filter(|found| found.lines > LONGEST_FUNCTION);
    long.map(|found| Breach {
        place: format!("{}:{}", source.path, found.start),
        why: format!(
            "`{}` has {} lines of at most {LONGEST_FUNCTION}",
            found.name, found.lines
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source::new(path, text).unwrap()
    }

    fn function(lines: usize) -> String {
        format!("fn f() {{\n{}}}\n", "    g();\n".repeat(lines - 2))
    }

    #[test]
    fn a_file_of_501_lines_is_refused() {
        let at = |lines: usize| files(&[source("crates/a.rs", &"// x\n".repeat(lines))]);
        assert!(at(500).is_empty());
        assert_eq!(at(501)[0].place, "crates/a.rs");
    }

    #[test]
    fn files_in_other_languages_have_the_same_limit() {
        let script = source("clients/browser/session.ts", &"let x = `{`;\n".repeat(501));
        assert_eq!(files(&[script]).len(), 1);
    }

    #[test]
    fn a_function_of_81_lines_is_refused() {
        let at = |lines: usize| functions(&[source("crates/a.rs", &function(lines))]);
        assert!(at(80).is_empty());
        assert_eq!(
            at(81)[0].to_string(),
            "crates/a.rs:1: `f` has 81 lines of at most 80"
        );
    }

    #[test]
    fn methods_nested_functions_and_functions_in_macros_are_measured() {
        let long = function(81);
        for wrapped in [
            format!("impl X {{\n{long}}}"),
            format!("fn outer() {{\n{long}}}"),
            format!("proptest! {{\n#[test]\n{long}}}"),
            format!("mod m {{ trait T {{ fn short(&self); {long} }} }}"),
        ] {
            let found = functions(&[source("crates/a.rs", &wrapped)]);
            assert!(
                found
                    .iter()
                    .any(|breach| breach.why.starts_with("`f` has 81")),
                "{wrapped}"
            );
        }
    }
}
