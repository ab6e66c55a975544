//! What a stranger wrote, made fit for terminals and logs: short, on one line, in one direction.

use super::Value;
use crate::json::Raw;

/// Characters that are shown of one value.
const LONGEST: usize = 160;
/// Elements that are shown of a list.
const MOST: usize = 8;

/// The text, cut and with everything invisible made visible.
pub(super) fn text(text: &str) -> Value {
    Value::Text(escaped(text))
}

/// Several texts, cut to a few.
pub(super) fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> Value {
    let mut texts = texts.into_iter();
    let mut shown: Vec<_> = texts.by_ref().take(MOST).map(escaped).collect();
    if texts.next().is_some() {
        shown.push("..".to_owned());
    }
    Value::Text(shown.join(", "))
}

/// A claim's value: a string without its quotes, strings of a list with commas, anything else as it stands.
pub(super) fn claim(value: Raw<'_>) -> Value {
    if let Some(one) = value.string() {
        return text(&one);
    }
    let mut strings = Vec::new();
    if value.each_string(|one| strings.push(one.into_owned())) {
        let Value::Text(shown) = list(strings.iter().map(String::as_str)) else {
            return text("");
        };
        return Value::Text(format!("[{shown}]"));
    }
    text(value.text())
}

/// See [`text`].
pub(super) fn escaped(text: &str) -> String {
    let mut shown = String::new();
    for (at, one) in text.chars().enumerate() {
        if at == LONGEST {
            shown.push_str("..");
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
            Value::Text("a, a, a, a, a, a, a, a, ..".into())
        );
    }
}
