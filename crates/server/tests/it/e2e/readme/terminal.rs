//! A terminal as the README's reader has it: it follows the steps and checks what they show.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::document::{Step, compare, examples};
use crate::e2e::call::PASSWORD;
use crate::e2e::process::{Place, Ran, bin, finish, given};

/// A second terminal: what was typed so far that later lines need.
pub(super) struct Terminal<'a> {
    place: &'a Place,
    port: u16,
    prelude: String,
    access: String,
    refresh: String,
}

impl<'a> Terminal<'a> {
    /// A checkout's folder as the commands need it: the built binary, the examples.
    pub(super) fn open(place: &'a Place, port: u16) -> Self {
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
    pub(super) fn follow(&mut self, step: &Step) -> &'static str {
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
