//! An explanation on paper: a line for each check with a mark and a word, then the hints, then the verdict. No colours: the
//! words say it all.

use paraph_jose::explain::{Check, Explanation, Name, Outcome, Value, Verdict};

use super::super::failure::Failure;
use super::super::io::Io;
use super::super::print::one_line;
use super::when;

/// What no key and no clock can tell.
const OFFLINE: &str = "whether the token was revoked is not known offline";

/// Prints the whole report to standard output; its last line is the verdict.
pub(super) fn print(io: &mut Io<'_>, explained: &Explanation) -> Result<(), Failure> {
    let Some(inside) = &explained.inside else {
        body(io, explained)?;
        return say(io, "", &verdict(explained));
    };
    say(
        io,
        "note: ",
        "this is not a token alone; the one in it is explained",
    )?;
    writeln!(io.stdout)?;
    body(io, inside)?;
    say(io, "inside: ", &verdict(inside))?;
    writeln!(io.stdout)?;
    hints(io, explained)?;
    say(io, "", &verdict(explained))
}

/// Checks, how much they are worth, hints.
fn body(io: &mut Io<'_>, explained: &Explanation) -> Result<(), Failure> {
    for check in &explained.checks {
        say(io, "", &line(check, explained.now))?;
    }
    writeln!(io.stdout)?;
    let note = if explained.proven {
        OFFLINE
    } else {
        unproven(explained)
    };
    say(io, "note: ", note)?;
    hints(io, explained)
}

fn hints(io: &mut Io<'_>, explained: &Explanation) -> Result<(), Failure> {
    let mut hints = explained.hints.iter();
    hints.try_for_each(|hint| say(io, "hint: ", &hint.to_string()))
}

fn say(io: &mut Io<'_>, what: &str, text: &str) -> Result<(), Failure> {
    Ok(writeln!(io.stdout, "{what}{}", one_line(text))?)
}

fn verdict(explained: &Explanation) -> String {
    match &explained.verdict {
        Verdict::Accepted => "accepted".to_owned(),
        Verdict::Refused { code, reason, .. } => format!("refused: {code}: {reason}"),
        Verdict::Undecided { missing, .. } => format!("undecided: {}", undecided(missing)),
        _ => "refused".to_owned(),
    }
}

/// Why the claims are worth nothing.
fn unproven(explained: &Explanation) -> &'static str {
    let mut checks = explained.checks.iter();
    let holds = |check: &Check| check.name == Name::Signature && check.outcome.is_held();
    if checks.any(holds) {
        "the signature holds, but by a key that is refused: it does not prove who made the claims"
    } else {
        "nothing proves what the claims say, anybody may have written them"
    }
}

/// What was not given, by the flags that give it.
pub(super) fn undecided(missing: &[&str]) -> String {
    let flags = missing.iter().map(|part| match *part {
        "key" => "a key (--jwk, --pem or --raw)".to_owned(),
        part => format!("--{part}"),
    });
    let flags = flags.collect::<Vec<_>>().join(", ");
    format!("nothing failed, but it is not proven without {flags}")
}

fn line(check: &Check, now: i64) -> String {
    let (mark, word, detail) = match &check.outcome {
        Outcome::Held { found: None, .. } => ('\u{2713}', "held", nothing(check.name).to_owned()),
        Outcome::Held {
            found: Some(found), ..
        } => ('\u{2713}', "held", value(found, now)),
        Outcome::Failed {
            code,
            reason,
            expected,
            found,
            ..
        } => {
            let told = differs(expected.as_ref(), found.as_ref(), now);
            let key = check.key.as_ref();
            let key = key.map(|key| format!("; {key}")).unwrap_or_default();
            ('\u{2717}', "FAILED", format!("{code}: {reason}{told}{key}"))
        }
        Outcome::NotReached { why, found, .. } => {
            let found = found
                .as_ref()
                .map(|found| format!(" (the token says {})", value(found, now)));
            (
                '-',
                "not reached",
                format!("{why}{}", found.unwrap_or_default()),
            )
        }
        _ => ('?', "", String::new()),
    };
    let line = format!("{mark} {:<16} {word:<11}  {detail}", check.name);
    line.trim_end().to_owned()
}

/// What holds because nothing contradicts it says so.
fn nothing(name: Name) -> &'static str {
    match name {
        Name::KeyFound => "the only key",
        Name::NotBefore | Name::IssuedAt => "the token has none",
        _ => "",
    }
}

/// The two values of a failure, behind its reason.
fn differs(expected: Option<&Value>, found: Option<&Value>, now: i64) -> String {
    match (expected, found) {
        (Some(expected), Some(found)) => {
            format!(
                " (expected {}, found {})",
                value(expected, now),
                value(found, now)
            )
        }
        (Some(expected), None) => format!(" (expected {})", value(expected, now)),
        (None, Some(found)) => format!(" ({})", value(found, now)),
        (None, None) => String::new(),
    }
}

fn value(value: &Value, now: i64) -> String {
    match value {
        Value::Time(time) => when::at(*time, now),
        other => other.to_string(),
    }
}
