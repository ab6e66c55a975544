//! How a value came by the wrong type: what serializers and people do.

use std::ops::Range;

use super::hint::Hint;
use super::value::Form;
use crate::json::Raw;

/// From 2001 to 5138, the days that tokens are of, in milliseconds.
const MILLISECONDS: Range<i64> = 978_307_200_000..100_000_000_000_000;
/// The same in microseconds.
const MICROSECONDS: Range<i64> = 978_307_200_000_000..100_000_000_000_000_000;

/// What may have happened to the value of `name`, which has not the form that it should have.
pub(super) fn of(name: &str, form: Form, value: Raw<'_>) -> Vec<Hint> {
    if value.is_null() {
        return vec![Hint::NullValue];
    }
    match form {
        Form::UnixSeconds => time(value),
        _ => text(name, value).into_iter().collect(),
    }
}

fn time(value: Raw<'_>) -> Vec<Hint> {
    let Some(text) = value.string() else {
        return number(value.text()).into_iter().collect();
    };
    let text = text.trim();
    if text.parse::<f64>().is_ok() && text.bytes().any(|byte| byte.is_ascii_digit()) {
        return [Hint::NumberAsText]
            .into_iter()
            .chain(number(text))
            .collect();
    }
    let date = is_date(text).then_some(Hint::DateAsText);
    date.into_iter().collect()
}

fn number(text: &str) -> Option<Hint> {
    match text.parse::<i64>() {
        Ok(time) if MICROSECONDS.contains(&time) => Some(Hint::Microseconds),
        Ok(time) if MILLISECONDS.contains(&time) => Some(Hint::Milliseconds),
        Ok(_) => None,
        Err(_) => is_no_integer(text).then_some(Hint::Fraction),
    }
}

/// A number with a fraction or an exponent.
fn is_no_integer(text: &str) -> bool {
    text.contains(['.', 'e', 'E']) && text.parse::<f64>().is_ok()
}

/// As RFC 3339 writes it: `2026-01-31..`.
fn is_date(text: &str) -> bool {
    let is_digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let is_dash = |at: usize| text.as_bytes().get(at) == Some(&b'-');
    (0..4).all(is_digit) && is_dash(4) && is_digit(5) && is_digit(6) && is_dash(7)
}

fn text(name: &str, value: Raw<'_>) -> Option<Hint> {
    let first = value.text().as_bytes().first()?;
    match first {
        b'-' | b'0'..=b'9' => Some(Hint::TextAsNumber),
        // Of other claims nobody knows which one was meant.
        b'[' if name == "scope" => Some(Hint::ListForText),
        _ => None,
    }
}
