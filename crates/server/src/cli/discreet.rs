//! What of a wrong command line is not repeated: an argument too many is often a token or a password that was meant for
//! standard input, and standard error ends up in logs.
//!
//! Not shown: unexpected arguments and values, unknown subcommands, and long values of options. Shown: the names of
//! unknown options that are plain words, for typing errors; our own names; short values, and which name was meant.

use std::error::Error;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::hint::name;

/// Stands for what is not repeated.
const HIDDEN: &str = "<not repeated>";
/// The longest value of an option that is repeated: no token is so short.
const LONGEST: usize = 24;

/// The same error, without what may be secret.
pub(super) fn discreet(mut error: clap::Error) -> clap::Error {
    let (kind, is_shown): (_, fn(&str) -> bool) = match error.kind() {
        ErrorKind::UnknownArgument => (ContextKind::InvalidArg, is_name),
        ErrorKind::InvalidSubcommand => (ContextKind::InvalidSubcommand, |_| false),
        ErrorKind::TooManyValues => (ContextKind::InvalidValue, |_| false),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            (ContextKind::InvalidValue, |value| value.len() <= LONGEST)
        }
        _ => return error,
    };
    // Tips repeat what they are about.
    error.remove(ContextKind::Suggested);
    let Some(ContextValue::String(text)) = error.get(kind).cloned() else {
        return error;
    };
    if is_shown(&text) {
        return tipped(error, &text);
    }
    if error
        .source()
        .is_some_and(|reason| reason.to_string().contains(&text))
    {
        error = without_reason(&error);
    }
    error.insert(kind, ContextValue::String(HIDDEN.to_owned()));
    error
}

/// The same with the name that was meant.
fn tipped(mut error: clap::Error, value: &str) -> clap::Error {
    let option = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(option)) => option.as_str(),
        _ => "",
    };
    if let Some(tip) = name::tip(option, value) {
        error.insert(
            ContextKind::Suggested,
            ContextValue::StyledStrs(vec![tip.into()]),
        );
    }
    error
}

/// For a reason that quotes the value.
fn without_reason(error: &clap::Error) -> clap::Error {
    let mut bare = clap::Error::new(ErrorKind::InvalidValue);
    for (kind, value) in error.context() {
        bare.insert(kind, value.clone());
    }
    bare
}

/// True for the name of an option as ours are: `--two-words`.
fn is_name(argument: &str) -> bool {
    let name = argument.strip_prefix("--").unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
    (1..=LONGEST).contains(&name.len()) && name.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory, Parser};

    use super::super::{Cli, Failure, Io};

    const SECRET: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";
    const PASSWORD: &str = "zebra-7";

    /// Every command by its words, those that only hold others included.
    fn commands(command: &Command, path: &[String], found: &mut Vec<(Vec<String>, Command)>) {
        found.push((path.to_vec(), command.clone()));
        for child in command.get_subcommands() {
            let path = [path, &[child.get_name().to_owned()]].concat();
            commands(child, &path, found);
        }
    }

    fn every_command() -> Vec<(Vec<String>, Command)> {
        let mut found = Vec::new();
        let root = Cli::command();
        commands(&root, &[root.get_name().to_owned()], &mut found);
        assert!(found.len() > 30, "{}", found.len());
        found
    }

    /// What the command line is answered with, if it is refused. Nothing is run.
    fn answer(path: &[String], rest: &[&str]) -> Option<String> {
        let args = path.iter().map(String::as_str).chain(rest.iter().copied());
        let refused = Cli::try_parse_from(args).err()?;
        let (mut out, mut err) = (Vec::new(), Vec::new());
        Failure::from(refused).report(&mut Io {
            stdin: &mut std::io::empty(),
            stdout: &mut out,
            stderr: &mut err,
            terminal: false,
            shown: false,
        });
        out.append(&mut err);
        Some(String::from_utf8(out).unwrap())
    }

    fn assert_discreet(path: &[String], rest: &[&str]) -> bool {
        let Some(answer) = answer(path, rest) else {
            return false;
        };
        let shown = format!("{path:?} {rest:?}: {answer}");
        assert!(
            !answer.contains("eyJ") && !answer.contains("c2lnbmF0dXJl"),
            "{shown}"
        );
        assert!(!answer.contains(PASSWORD), "{shown}");
        true
    }

    #[test]
    fn s06_no_command_repeats_an_argument_too_many() {
        for (path, _) in every_command() {
            for secret in [SECRET, PASSWORD] {
                let equals = format!("--nonsense={secret}");
                let (dashed, double) = (format!("-{secret}"), format!("--{secret}"));
                for rest in [
                    &[secret; 9][..],
                    &["--", secret, secret, secret, secret, secret],
                    &["help", secret],
                    &[&equals],
                    &[&dashed],
                    &[&double],
                    &["--nonsense", secret],
                ] {
                    assert!(assert_discreet(&path, rest), "{path:?} takes {rest:?}");
                }
            }
        }
    }

    #[test]
    fn s06_no_option_repeats_a_token_given_as_its_value() {
        let mut refused = 0;
        for (path, command) in every_command() {
            for option in command.get_arguments().filter_map(|arg| arg.get_long()) {
                let (flag, joined) = (format!("--{option}"), format!("--{option}={SECRET}"));
                refused += usize::from(assert_discreet(&path, &[&flag, SECRET]));
                refused += usize::from(assert_discreet(&path, &[&joined]));
            }
        }
        assert!(refused > 100, "{refused}");
    }

    #[test]
    fn typing_errors_are_still_told() {
        let path = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        for (words, rest, told) in [
            ("paraph jwt sign", &["--typo", "x"][..], "'--typo'"),
            ("paraph jwt sign", &["--jwks", "x"], "'--jwk'"),
            ("paraph jwt", &["verfy"], "'verify'"),
            ("paraph jwk generate", &["--alg", "es256"], "'es256'"),
            (
                "paraph jwk generate",
                &["--alg", "es256"],
                "of this name is known",
            ),
            (
                "paraph jwk generate",
                &["--alg", "es256"],
                "tip: write it 'ES256'",
            ),
            ("paraph jwt sign", &[SECRET], "Usage: paraph jwt sign"),
        ] {
            let answer = answer(&path(words), rest).unwrap();
            assert!(answer.contains(told), "{told}: {answer}");
        }
    }
}
