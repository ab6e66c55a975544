//! Inputs made by the program: an object that is good, with one member missing, another, or of every
//! other kind. What a fuzzer would have to guess letter by letter.

use super::data::NOW;

/// A member's name and its value as JSON.
pub(super) type Member = (&'static str, &'static str);

/// Values of every kind, and the edges of numbers.
const VALUES: [&str; 26] = [
    "null",
    "true",
    "\"\"",
    "\"x\"",
    "\"\\u0061\"",
    "\"\\u0000\"",
    "0",
    "-0",
    "-1",
    "1.0",
    "1e3",
    "1e400",
    "255",
    "256",
    "253402300799",
    "253402300800",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999",
    "[]",
    "[\"x\",\"y\"]",
    "[\"x\",1]",
    "{}",
    "{\"x\":0}",
];

/// The object; without each member; with each of `names`, also in capitals, at every value.
pub(super) fn variants(base: &[Member], names: &[&str]) -> Vec<Vec<u8>> {
    let whole: Vec<_> = base.iter().map(|(name, value)| (*name, *value)).collect();
    let mut all = vec![write(&whole)];
    for (name, _) in base {
        all.push(write(&without(&whole, name)));
    }
    for name in names {
        for value in VALUES {
            all.push(with(&whole, name, value));
            all.push(with(&whole, &name.to_ascii_uppercase(), value));
        }
    }
    all
}

/// The object with each of `names` at every second where a rule turns.
pub(super) fn times(base: &[Member], names: &[&str]) -> Vec<Vec<u8>> {
    let edges = [0, 30, 60, 300, 330, 600, 630, 660, 86_400, 86_430];
    let around = |edge: i64| [edge - 1, edge, edge + 1];
    let seconds = edges.into_iter().flat_map(around);
    let seconds: Vec<_> = seconds
        .flat_map(|delta| [NOW - delta, NOW + delta])
        .collect();
    let at = |name| {
        seconds
            .iter()
            .map(move |time| with(base, name, &time.to_string()))
    };
    names.iter().flat_map(|name| at(*name)).collect()
}

fn with(base: &[(&str, &str)], name: &str, value: &str) -> Vec<u8> {
    let mut members = without(base, name);
    members.push((name, value));
    write(&members)
}

fn without<'a>(base: &[(&'a str, &'a str)], name: &str) -> Vec<(&'a str, &'a str)> {
    base.iter()
        .copied()
        .filter(|(known, _)| *known != name)
        .collect()
}

fn write(members: &[(&str, &str)]) -> Vec<u8> {
    let texts = members
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"));
    format!("{{{}}}", texts.collect::<Vec<_>>().join(",")).into_bytes()
}
