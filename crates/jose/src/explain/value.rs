//! What was expected and what was found: typed for programs, in words for people.

use std::fmt;

use serde::Serialize;

use crate::policy::{Audiences, Typ};

/// A value that was expected or found; a stranger's is cut, and its control characters are visible. Serialises as
/// the value itself; `Display` says it in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Value {
    /// A text.
    Text(String),
    /// Texts; where they are expected, any one of them.
    Texts(Vec<String>),
    /// Nothing at all: `null`.
    Nothing,
    /// A time, unix seconds.
    Time(i64),
    /// So many bytes.
    Bytes(usize),
    /// So many bits.
    Bits(usize),
    /// So many segments of a token.
    Segments(usize),
    /// How old, and made to live how long.
    Span(Span),
    /// How old at most, and how long a life at most.
    Limits(Span),
    /// A form, by its stable name.
    Form(Form),
    /// A rule for audiences, as a policy writes it.
    Audiences(Audiences),
    /// A rule for `typ`, as a policy writes it.
    Typ(Typ),
    /// JSON as it stands in the token, what is nested in it left out, and a number that is no 64-bit
    /// integer as the nearest double: `17e8` is `1700000000.0`.
    Json(serde_json::Value),
    /// The same where its type is what is wrong.
    Mistyped(serde_json::Value),
}

/// How old a token is or may be, and how long it was made to live or may; seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Span {
    /// From `iat` to now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<i64>,
    /// From `iat` to `exp`; from now, where there is no `iat`.
    pub life: i64,
}

/// The form that something must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Form {
    /// Characters of base64url.
    #[serde(rename = "base64url")]
    Base64Url,
    /// A whole number of seconds since 1970.
    UnixSeconds,
    /// Any string.
    AnyString,
    /// A string of 1 to 256 bytes.
    ShortString,
    /// A string that is not empty.
    FilledString,
    /// A string or a list of strings, nothing of it empty.
    StringOrList,
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Texts(texts) => f.write_str(&texts.join(", ")),
            Self::Nothing => f.write_str("none"),
            Self::Time(time) => time.fmt(f),
            Self::Bytes(count) => write!(f, "{count} bytes"),
            Self::Bits(count) => write!(f, "{count} bits"),
            Self::Segments(1) => f.write_str("1 segment"),
            Self::Segments(5) => f.write_str("5 segments, as an encrypted token (JWE) has"),
            Self::Segments(count) => write!(f, "{count} segments"),
            Self::Span(span) => span.fmt(f),
            Self::Limits(span) => write!(f, "{span} at most"),
            Self::Form(form) => form.fmt(f),
            Self::Audiences(rule) => write_audiences(rule, f),
            Self::Typ(rule) => rule.fmt(f),
            Self::Json(value) => value.fmt(f),
            Self::Mistyped(value) => write_mistyped(value, f),
        }
    }
}

fn write_audiences(rule: &Audiences, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match rule {
        Audiences::Any => f.write_str("any"),
        Audiences::OneOf(list) => f.write_str(&list.join(", ")),
        Audiences::Only(one) => write!(f, "{one} alone"),
        Audiences::OnlyString(one) => write!(f, "{one} alone, not in a list"),
    }
}

fn write_mistyped(value: &serde_json::Value, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        serde_json::Value::Null => f.write_str("null"),
        serde_json::Value::Bool(_) => write!(f, "{value}, a boolean"),
        serde_json::Value::Number(_) => write!(f, "{value}, a number"),
        serde_json::Value::String(_) => write!(f, "{value}, a string"),
        serde_json::Value::Array(_) => write!(f, "{value}, a list"),
        serde_json::Value::Object(_) => f.write_str("an object"),
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(age) = self.age {
            write!(f, "age {age} s, ")?;
        }
        write!(f, "life {} s", self.life)
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base64Url => "characters of base64url",
            Self::UnixSeconds => "a whole number of seconds since 1970, up to the year 9999",
            Self::AnyString => "a string",
            Self::ShortString => "a string of 1 to 256 bytes",
            Self::FilledString => "a string that is not empty",
            Self::StringOrList => "a string, or a list of strings, and nothing of it empty",
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_itself_for_programs_and_words_for_people() {
        let span = |age| Span { age, life: 300 };
        let only = Audiences::OnlyString("api".into());
        for (value, programs, people) in [
            (Value::Text("a".into()), json!("a"), "a"),
            (
                Value::Texts(vec!["a".into(), "b".into()]),
                json!(["a", "b"]),
                "a, b",
            ),
            (Value::Nothing, json!(null), "none"),
            (Value::Time(7), json!(7), "7"),
            (Value::Bytes(8192), json!(8192), "8192 bytes"),
            (Value::Bits(160), json!(160), "160 bits"),
            (Value::Segments(1), json!(1), "1 segment"),
            (Value::Segments(2), json!(2), "2 segments"),
            (
                Value::Span(span(None)),
                json!({ "life": 300 }),
                "life 300 s",
            ),
            (
                Value::Limits(span(Some(60))),
                json!({ "age": 60, "life": 300 }),
                "age 60 s, life 300 s at most",
            ),
            (
                Value::Form(Form::AnyString),
                json!("any_string"),
                "a string",
            ),
            (
                Value::Audiences(only),
                json!({ "only_string": "api" }),
                "api alone, not in a list",
            ),
            (Value::Typ("x".into()), json!("x"), "x"),
            (Value::Json(json!(["a", 1])), json!(["a", 1]), r#"["a",1]"#),
            (Value::Mistyped(json!("1")), json!("1"), r#""1", a string"#),
            (Value::Mistyped(json!(null)), json!(null), "null"),
        ] {
            assert_eq!(serde_json::to_value(&value).unwrap(), programs);
            assert_eq!(value.to_string(), people);
        }
    }
}
