//! What a stranger wrote, made fit for terminals and logs: short, on one line, in one direction.

use serde_json::Value as Json;

use super::Value;
use crate::json::Raw;
use crate::policy::{Audiences, Typ};

/// Characters that are shown of one value.
const LONGEST: usize = 160;
/// Elements that are shown of a list.
const MOST: usize = 8;
/// Stands for what was cut.
const CUT: &str = "..";

/// The text, cut and with everything invisible made visible.
pub(super) fn text(text: &str) -> Value {
    Value::Text(escaped(text))
}

/// Several texts, cut to a few.
pub(super) fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> Value {
    Value::Texts(few(texts.into_iter().map(escaped), || CUT.to_owned()))
}

/// The rule, made as short.
pub(super) fn audiences(rule: &Audiences) -> Value {
    Value::Audiences(match rule {
        Audiences::Any => Audiences::Any,
        Audiences::OneOf(names) => Audiences::OneOf(names_of(names)),
        Audiences::Only(name) => Audiences::Only(escaped(name)),
        Audiences::OnlyString(name) => Audiences::OnlyString(escaped(name)),
    })
}

/// The rule, made as short.
pub(super) fn typ(rule: &Typ) -> Value {
    Value::Typ(match rule {
        Typ::Exactly(typ) => Typ::Exactly(escaped(typ)),
        Typ::OneOf(typs) => Typ::OneOf(names_of(typs)),
        Typ::OneOfOrAbsent(typs) => Typ::OneOfOrAbsent(names_of(typs)),
    })
}

fn names_of(names: &[String]) -> Vec<String> {
    few(names.iter().map(|name| escaped(name)), || CUT.to_owned())
}

/// A value of a right type: a string is a text, anything else JSON.
pub(super) fn claim(value: Raw<'_>) -> Value {
    match json(value, 0) {
        Json::String(text) => Value::Text(text),
        other => Value::Json(other),
    }
}

/// A value of a wrong type.
pub(super) fn mistyped(value: Raw<'_>) -> Value {
    Value::Mistyped(json(value, 0))
}

/// The value with its strings made fit. What is nested in it may be anything, and is left out.
fn json(value: Raw<'_>, depth: usize) -> Json {
    if let Some(text) = value.string() {
        return Json::String(escaped(&text));
    }
    match value.elements() {
        Some(_) if depth > 0 => Json::Array(Vec::new()),
        Some(list) => {
            let list = list.map(|element| json(element, depth + 1));
            Json::Array(few(list, || Json::from(CUT)))
        }
        None if value.text().starts_with('{') => Json::Object(serde_json::Map::new()),
        None => serde_json::from_str(value.text()).unwrap_or_default(),
    }
}

/// The first of them, and a mark in the place of the others.
fn few<T>(mut all: impl Iterator<Item = T>, cut: impl Fn() -> T) -> Vec<T> {
    let mut shown: Vec<_> = all.by_ref().take(MOST).collect();
    shown.extend(all.next().map(|_| cut()));
    shown
}

/// See [`text`].
pub(super) fn escaped(text: &str) -> String {
    let mut shown = String::new();
    for (at, one) in text.chars().enumerate() {
        if at == LONGEST {
            shown.push_str(CUT);
            break;
        }
        if is_hidden(one) {
            shown.extend(one.escape_unicode());
        } else {
            shown.push(one);
        }
    }
    shown
}

/// Control characters, those that turn the direction of writing, and those that take no room.
fn is_hidden(one: char) -> bool {
    one.is_control()
        || matches!(one,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_and_nothing_long_is_shown() {
        assert_eq!(
            escaped("a\u{1b}[2Jb\n\u{202e}\u{feff}\u{e9}"),
            "a\\u{1b}[2Jb\\u{a}\\u{202e}\\u{feff}\u{e9}"
        );
        let long = escaped(&"x".repeat(LONGEST + 1));
        assert_eq!(long, format!("{}..", "x".repeat(LONGEST)));
        assert_eq!(escaped(&"x".repeat(LONGEST)).len(), LONGEST);
        assert_eq!(
            list(["a"; 9]),
            Value::Texts(
                ["a", "a", "a", "a", "a", "a", "a", "a", ".."]
                    .map(str::to_owned)
                    .into()
            )
        );
    }
}
