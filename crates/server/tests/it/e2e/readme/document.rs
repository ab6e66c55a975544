//! A README as data: its blocks, its commands with what they are said to print, and the examples it names.

use std::fs;
use std::path::{Path, PathBuf};

/// A fenced block: its language and its lines.
pub(crate) struct Block {
    pub(crate) language: String,
    pub(crate) lines: Vec<String>,
}

/// A command of a README and the lines it is said to print.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) command: String,
    pub(crate) prints: Vec<String>,
}

/// The repository's folder.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The repository's own README.
pub(crate) fn blocks() -> Vec<Block> {
    blocks_of("README.md")
}

/// The blocks of a document of the repository.
pub(crate) fn blocks_of(path: &str) -> Vec<Block> {
    let text = fs::read_to_string(root().join(path)).expect(path);
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let inside = lines.by_ref().take_while(|line| *line != "```");
            blocks.push(Block {
                language: language.to_owned(),
                lines: inside.map(str::to_owned).collect(),
            });
        }
    }
    blocks
}

pub(super) fn steps() -> Vec<Step> {
    let plain = blocks().into_iter().filter(|it| it.language.is_empty());
    plain.flat_map(Block::steps).collect()
}

impl Block {
    /// Its commands, with what they are said to print.
    pub(crate) fn steps(self) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        for line in self.lines {
            match line.strip_prefix("$ ") {
                Some(command) => steps.push(Step {
                    command: command.to_owned(),
                    prints: Vec::new(),
                }),
                None => steps.last_mut().expect("a command").prints.push(line),
            }
        }
        steps
    }
}

/// The examples as they are, but for the port.
pub(crate) fn examples(folder: &Path, port: u16) {
    let target = folder.join("examples");
    fs::create_dir_all(&target).expect("a folder");
    for name in ["check.py", "check.mjs"] {
        let text = fs::read_to_string(root().join("examples").join(name)).expect(name);
        assert!(text.contains("http://localhost:8080"), "{name}");
        let text = text.replace("localhost:8080", &format!("localhost:{port}"));
        fs::write(target.join(name), text).expect(name);
    }
    let python = fs::read_to_string(target.join("check.py")).expect("check.py");
    assert_eq!(python.lines().count(), 6, "the README says six lines");
}

/// Compares line by line; `...` in the README stands for anything.
pub(crate) fn compare(promised: &[String], printed: &str, command: &str) {
    let printed: Vec<_> = printed.lines().map(str::trim_end).collect();
    assert_eq!(promised.len(), printed.len(), "{command}: {printed:?}");
    for (promised, printed) in promised.iter().zip(printed) {
        assert!(
            fits(promised, printed),
            "{command}: {promised} is {printed}"
        );
    }
}

fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split("...");
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts = parts.peekable();
    let mut open = false;
    while let Some(part) = parts.next() {
        open = part.is_empty() && parts.peek().is_none();
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    open || rest.is_empty()
}

#[test]
fn dots_stand_for_anything_and_nothing_else_does() {
    assert!(fits("usr_...", "usr_abc"));
    assert!(fits(r#"{"a":"...","b":300}"#, r#"{"a":"x","b":300}"#));
    for (pattern, text) in [
        (r#"{"a":"...","b":300}"#, r#"{"a":"x","b":301}"#),
        ("usr_...", "user_abc"),
        ("listening", "listening on"),
        (r#"{"a":"..."}"#, r#"{"a":"x"}, and more"#),
    ] {
        assert!(!fits(pattern, text), "{pattern} {text}");
    }
}
