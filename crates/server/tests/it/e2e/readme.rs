//! The README's walk-through, run as it is written: commands, and what they are said to print, are read from the README
//! itself. Only the port, the password and the two tokens are filled in.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::call::PASSWORD;
use super::process::{Place, Ran, bin, finish, given};

/// A fenced block: its language and its lines.
pub(crate) struct Block {
    pub(crate) language: String,
    pub(crate) lines: Vec<String>,
}

/// A command of the README and the lines it is said to print.
#[derive(Debug)]
struct Step {
    command: String,
    prints: Vec<String>,
}

/// The repository's folder.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) fn blocks() -> Vec<Block> {
    let text = fs::read_to_string(root().join("README.md")).expect("the README");
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

fn steps() -> Vec<Step> {
    let plain = blocks().into_iter().filter(|it| it.language.is_empty());
    let mut steps: Vec<Step> = Vec::new();
    for line in plain.flat_map(|block| block.lines) {
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

/// A second terminal: what was typed so far that later lines need.
struct Terminal<'a> {
    place: &'a Place,
    port: u16,
    prelude: String,
    access: String,
    refresh: String,
}

#[test]
fn the_two_minutes_of_the_readme_work_as_written() {
    let place = Place::new();
    let mut steps = steps().into_iter();
    let first = steps.next().expect("a first command");
    assert_eq!(first.command, "cargo run --release -- serve");
    let server = place.start().at_home().run();
    let port = server.port();
    let mut said = server.greeting.clone();
    said.push(format!("listening on {}", server.url));
    let promised: Vec<_> = first
        .prints
        .iter()
        .map(|line| line.replace("8080", &port.to_string()))
        .collect();
    assert_eq!(said, promised);
    let mut terminal = Terminal::open(&place, port);
    let mut done = Vec::new();
    for step in steps {
        done.push(terminal.follow(&step));
    }
    let all = [
        "alias", "user add", "login", "me", "check", "refresh", "sessions", "logout", "revoked",
    ];
    assert_eq!(done, all);
    server.stop();
}

impl<'a> Terminal<'a> {
    /// A checkout's folder as the commands need it: the built binary, the examples.
    fn open(place: &'a Place, port: u16) -> Self {
        let release = place.path().join("target/release");
        fs::create_dir_all(&release).expect("a folder");
        symlink(bin(), release.join("paraph")).expect("a link");
        examples(place.path(), port);
        Self {
            place,
            port,
            prelude: "shopt -s expand_aliases\n".into(),
            access: String::new(),
            refresh: String::new(),
        }
    }

    /// Does one step and checks what it shows; answers which one it was.
    fn follow(&mut self, step: &Step) -> &'static str {
        let command = step.command.as_str();
        let has = |part: &str| command.contains(part);
        if command.starts_with("alias ") {
            writeln!(self.prelude, "{command}").expect("memory");
            return "alias";
        }
        if has("user add") {
            self.add_user(step);
            return "user add";
        }
        if has("check.py") {
            self.check(step);
            return "check";
        }
        let ran = self.type_in(step);
        assert_eq!(ran.code, Some(0), "{command}: {ran:?}");
        if has("/api/login") {
            self.note_tokens(&ran);
            return "login";
        }
        if has("/api/refresh") {
            self.refreshes_alike(step, &ran);
            return "refresh";
        }
        if has("/api/logout") {
            assert!(ran.out.starts_with("HTTP/1.1 204 "), "{ran:?}");
            return "logout";
        }
        let answer: Value = serde_json::from_str(&ran.out).expect("JSON");
        if has("/api/sessions") {
            let items = answer["items"].as_array().expect("items");
            assert_eq!((items.len(), &items[0]["current"]), (1, &Value::Bool(true)));
            return "sessions";
        }
        assert!(
            has("/api/me"),
            "a command this test does not know: {command}"
        );
        if answer["email"] == "ada@example.org" {
            return "me";
        }
        assert_eq!(
            (&answer["status"], &answer["code"]),
            (&401.into(), &"token_revoked".into())
        );
        "revoked"
    }

    /// Asks for the password as a terminal does.
    fn add_user(&self, step: &Step) {
        let shown = self.on_a_terminal(&step.command, &["Password:", "The same again:"]);
        compare(&step.prints, &shown, &step.command);
    }

    fn check(&self, step: &Step) {
        if given("PARAPH_TEST_TOOLS").is_none() {
            return;
        }
        let ran = self.type_in(step);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let issuer = format!("'iss': 'http://localhost:{}'", self.port);
        assert!(ran.out.contains(&issuer), "{ran:?}");
    }

    fn note_tokens(&mut self, ran: &Ran) {
        let tokens: Value = serde_json::from_str(&ran.out).expect("JSON");
        let member = |name: &str| tokens[name].as_str().expect(name).to_owned();
        self.access = member("access_token");
        self.refresh = member("refresh_token");
    }

    /// "The same question again gets the same refresh token."
    fn refreshes_alike(&self, step: &Step, first: &Ran) {
        let again = self.type_in(step);
        let token = |ran: &Ran| -> Value {
            let answer: Value = serde_json::from_str(&ran.out).expect("JSON");
            answer["refresh_token"].clone()
        };
        assert_eq!(token(first), token(&again));
        assert!(token(first).as_str().is_some_and(|it| it != self.refresh));
    }

    /// Runs a command line and compares what it prints with what the README shows.
    fn type_in(&self, step: &Step) -> Ran {
        let mut shell = self.shell("bash");
        shell.args(["-c", &self.line(&step.command)]);
        let ran = finish(&mut shell, "");
        if !step.prints.is_empty() {
            compare(&step.prints, &ran.out, &step.command);
        }
        ran
    }

    fn line(&self, command: &str) -> String {
        let here = command
            .replace("localhost:8080", &format!("localhost:{}", self.port))
            .replace("\"...\"", &format!("\"{PASSWORD}\""));
        format!("{}{here}", self.prelude)
    }

    fn shell(&self, program: &str) -> Command {
        let mut path = std::env::var("PATH").expect("PATH");
        if let Some(tools) = given("PARAPH_TEST_TOOLS") {
            path = format!("{}:{path}", tools.join("venv/bin").display());
        }
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("HOME", self.place.path())
            .env("PATH", path)
            .env("A", &self.access)
            .env("R", &self.refresh)
            .current_dir(self.place.path());
        command
    }

    /// Runs a command line on a terminal (util-linux' `script`) and types the password at each prompt.
    fn on_a_terminal(&self, command: &str, prompts: &[&str]) -> String {
        let file = self.place.write("typed.sh", &self.line(command));
        let mut shell = self.shell("script");
        let typed = format!("bash {}", file.display());
        shell.args(["-q", "-e", "-c", &typed, "/dev/null"]);
        let mut child = shell
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script, of util-linux");
        let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut shown = String::new();
        for prompt in prompts {
            read_until(&mut output, &mut shown, prompt);
            writeln!(input, "{PASSWORD}").expect("the terminal reads");
        }
        output.read_to_string(&mut shown).expect("text");
        assert!(child.wait().expect("it ends").success(), "{shown}");
        assert!(!shown.contains(PASSWORD), "the password was shown");
        shown.replace('\r', "")
    }
}

fn read_until(output: &mut impl Read, shown: &mut String, wanted: &str) {
    let mut byte = [0];
    while !shown.ends_with(wanted) {
        output
            .read_exact(&mut byte)
            .unwrap_or_else(|error| panic!("{error}, and no {wanted} in {shown:?}"));
        shown.push(byte[0].into());
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
    assert_eq!(python.lines().count(), 5, "the README says five lines");
}

/// Compares line by line; `...` in the README stands for anything.
fn compare(promised: &[String], printed: &str, command: &str) {
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
