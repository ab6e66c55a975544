//! Printing: JSON for programs on one line, JSON for people indented, tables; never a control character of a stranger.

use std::borrow::Cow;
use std::time::{Duration, UNIX_EPOCH};

use clap::Args;
use serde_json::{Value, json};

use super::failure::Failure;
use super::io::Io;

/// How results are printed.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Format {
    /// Print one line of JSON, for programs (lists: one line each)
    #[arg(long)]
    pub(super) json: bool,
}

impl Format {
    /// JSON in any case: one line for programs, indented for people.
    pub(super) fn json(self, io: &mut Io<'_>, value: &Value) -> Result<(), Failure> {
        let text = if self.json {
            value.to_string()
        } else {
            format!("{value:#}")
        };
        Ok(writeln!(io.stdout, "{}", harmless(&text))?)
    }

    /// Passes on what checking gave; for programs a refusal is data, too: its code and its reason.
    pub(super) fn checked<T>(
        self,
        io: &mut Io<'_>,
        found: Result<T, Failure>,
    ) -> Result<T, Failure> {
        if self.json
            && let Some((code, reason)) = found.as_ref().err().and_then(Failure::refusal)
        {
            let refused = json!({ "valid": false, "code": code, "reason": reason });
            // Where nobody reads it, or it cannot be written, the token is as refused.
            let _ = self.json(io, &refused);
        }
        found
    }

    /// A word for people, or the whole value for programs.
    pub(super) fn word(self, io: &mut Io<'_>, word: &str, value: &Value) -> Result<(), Failure> {
        if self.json {
            return self.json(io, value);
        }
        Ok(writeln!(io.stdout, "{}", one_line(word))?)
    }

    /// Rows: a table with these columns for people, a line of JSON each for programs.
    pub(super) fn rows(
        self,
        io: &mut Io<'_>,
        columns: &[Column],
        rows: &[Value],
    ) -> Result<(), Failure> {
        if self.json {
            return rows.iter().try_for_each(|row| self.json(io, row));
        }
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| columns.iter().map(|column| column.cell(row)).collect())
            .collect();
        let titles: Vec<String> = columns
            .iter()
            .map(|Column(title, ..)| (*title).to_owned())
            .collect();
        let lines: Vec<&Vec<String>> = std::iter::once(&titles).chain(&cells).collect();
        let width = |at: usize| {
            lines
                .iter()
                .map(|line| line[at].chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns.len()).map(width).collect();
        for line in &lines {
            let padded = line
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:<width$}"));
            writeln!(
                io.stdout,
                "{}",
                padded.collect::<Vec<_>>().join("  ").trim_end()
            )?;
        }
        Ok(())
    }
}

/// Prints JSON that was written before, with its newline.
pub(super) fn print_json(io: &mut Io<'_>, json: &str) -> Result<(), Failure> {
    Ok(write!(io.stdout, "{}", harmless(json))?)
}

/// A column of a table: its title, the member it shows, and how.
pub(super) struct Column(
    pub(super) &'static str,
    pub(super) &'static str,
    pub(super) fn(&Value) -> String,
);

impl Column {
    fn cell(&self, row: &Value) -> String {
        let Self(_, member, show) = self;
        show(&row[member])
    }
}

/// A value as a cell: text as it is, lists with commas, nothing as `-`.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".into(),
        Value::String(text) if text.is_empty() => "-".into(),
        Value::String(text) => one_line(text),
        Value::Array(list) if list.is_empty() => "-".into(),
        Value::Array(list) => list.iter().map(cell).collect::<Vec<_>>().join(","),
        other => one_line(&other.to_string()),
    }
}

/// Unix seconds as UTC.
pub(super) fn time(value: &Value) -> String {
    let seconds = value.as_u64().filter(|seconds| *seconds > 0);
    let at = seconds.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)));
    at.map_or("-".into(), |at| {
        humantime::format_rfc3339_seconds(at).to_string()
    })
}

/// The text with its control characters, and those that turn the direction of writing, made visible.
pub(super) fn one_line(text: &str) -> String {
    let show = |c: char| {
        if steers(c) {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    };
    text.chars().map(show).collect()
}

/// The same for a text of several lines.
pub(super) fn visible(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(one_line).collect();
    lines.join("\n")
}

/// JSON that means the same, with the characters escaped that JSON lets stand and a terminal obeys: DEL, U+009B and its
/// like, those that turn the direction of writing. They stand nowhere but in strings.
fn harmless(json: &str) -> Cow<'_, str> {
    if !json.chars().any(|c| steers(c) && c != '\n') {
        return json.into();
    }
    let show = |c: char| match c {
        '\n' => c.to_string(),
        c if steers(c) => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    json.chars().map(show).collect()
}

/// What a terminal obeys instead of showing it. All lie in the first 65,536.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_strangers_text_cannot_steer_the_terminal() {
        assert_eq!(
            one_line("a\u{1b}[2Jb\r\n\u{202e}c\u{e9}"),
            "a\\u{1b}[2Jb\\r\\n\\u{202e}c\u{e9}"
        );
    }

    #[test]
    fn c10_json_of_a_stranger_cannot_steer_the_terminal() {
        let value = json!({
            "a\u{9b}31m": ["\u{1b}[2J\u{7f}\u{85}\u{9d}0;x\u{9c}", "\u{202e}\u{2066}\u{61c}\u{2028}", "\u{e9}\u{1f600}\n"],
        });
        for json in [true, false] {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let mut io = Io {
                stdin: &mut std::io::empty(),
                stdout: &mut out,
                stderr: &mut err,
                terminal: false,
                shown: false,
            };
            Format { json }.json(&mut io, &value).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(!text.chars().any(|c| steers(c) && c != '\n'), "{text:?}");
            assert!(text.contains("\u{e9}\u{1f600}"), "{text:?}");
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        }
    }

    #[test]
    fn cells_and_times_are_short() {
        for (value, text) in [
            (json!(null), "-"),
            (json!(""), "-"),
            (json!([]), "-"),
            (json!(["a", "b"]), "a,b"),
            (json!(true), "true"),
        ] {
            assert_eq!(cell(&value), text);
        }
        assert_eq!(time(&json!(1_700_000_000)), "2023-11-14T22:13:20Z");
        assert_eq!(time(&json!(null)), "-");
    }

    #[test]
    fn a_table_lines_up_and_programs_get_a_line_each() {
        let columns = [Column("id", "id", cell), Column("roles", "roles", cell)];
        let rows = [
            json!({"id": "usr_1", "roles": []}),
            json!({"id": "u", "roles": ["x", "y"]}),
        ];
        for (json, text) in [
            (false, "id     roles\nusr_1  -\nu      x,y\n"),
            (
                true,
                "{\"id\":\"usr_1\",\"roles\":[]}\n{\"id\":\"u\",\"roles\":[\"x\",\"y\"]}\n",
            ),
        ] {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let mut io = Io {
                stdin: &mut std::io::empty(),
                stdout: &mut out,
                stderr: &mut err,
                terminal: false,
                shown: false,
            };
            Format { json }.rows(&mut io, &columns, &rows).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
    }
}
