//! A strict JSON checker that reads what it checked (RFC 8259; unique names: RFC 7515 section 4, RFC
//! 7519 section 4; UTF-8 alone: RFC 8725 sections 2.6, 3.7).
//!
//! One pass over the text, no recursion deeper than 16, no allocation for objects with up to 32
//! open member names, written without escapes. Whoever parses the text afterwards (serde) sees only what passed here.
//!
//! Refused: anything but one object; duplicate member names at any level, compared after
//! unescaping; nesting over 16; more than 256 members in one object; invalid UTF-8 (and so UTF-16),
//! a byte order mark, NUL in any spelling, lone surrogates, control characters, bytes after the
//! object; numbers over 32 characters or beyond an f64; names that `serde_json` keeps for itself.

mod lex;
mod names;
mod raw;
mod scan;
#[cfg(test)]
mod tests;
pub(crate) mod typed;
pub(crate) mod write;

use std::borrow::Cow;
use std::fmt;

use crate::error::{Error, Part};
pub(crate) use names::Name;
pub(crate) use raw::Raw;
use scan::Scanner;

/// Objects and arrays may nest this deep.
const MAX_DEPTH: usize = 16;
/// One object may have this many members.
const MAX_MEMBERS: usize = 256;
/// A number may have this many characters.
const MAX_NUMBER: usize = 32;
/// How `serde_json` begins the names by which its own types pass through serde. Where it meets one as the name of a
/// member, it reads the member's string as JSON of its own: text that nobody has checked.
pub(crate) const SERDE_PRIVATE: &str = "$serde_json::private::";

/// What was wrong with a JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Longer than its kind may be.
    TooLong,
    /// Not UTF-8, a byte order mark, NUL, or half of a surrogate pair.
    NotText,
    /// Not JSON, or bytes after its end.
    Syntax,
    /// JSON, but not an object.
    NotObject,
    /// The same member name twice in one object.
    Duplicate,
    /// Nested deeper than 16.
    TooDeep,
    /// More than 256 members in one object.
    TooManyMembers,
    /// A number too long or too large.
    Number,
    /// A member name that would make a parser behind this one read a string as JSON.
    Reserved,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "too long",
            Self::NotText => "not plain UTF-8 text",
            Self::Syntax => "syntax error",
            Self::NotObject => "not an object",
            Self::Duplicate => "duplicate member",
            Self::TooDeep => "nested too deep",
            Self::TooManyMembers => "too many members",
            Self::Number => "number out of range",
            Self::Reserved => "reserved member name",
        })
    }
}

/// Checks that `bytes` are one strict JSON object and hands each of its own members to `visit`,
/// unescaped name and raw value. Returns the text, now known to be UTF-8. What `visit` refuses ends
/// the walk.
pub(crate) fn object<'a, E>(
    bytes: &'a [u8],
    mut visit: impl FnMut(Cow<'a, str>, Raw<'a>) -> Result<(), E>,
) -> Result<&'a str, Refused<E>> {
    members(bytes, |name, value| visit(name.unescaped(), value))
}

/// The same with names as they stand in the text.
pub(crate) fn members<'a, E>(
    bytes: &'a [u8],
    visit: impl FnMut(Name<'a>, Raw<'a>) -> Result<(), E>,
) -> Result<&'a str, Refused<E>> {
    let text = str::from_utf8(bytes).map_err(|_| Fault::NotText)?;
    Scanner::new(text).whole(visit)?;
    Ok(text)
}

/// Checks that `bytes` are one strict JSON object and returns its text; what it holds is not judged.
///
/// # Errors
/// The first [`Fault`] found.
pub fn check(bytes: &[u8]) -> Result<&str, Fault> {
    object(bytes, |_, _| Ok(())).map_err(Refused::fault)
}

/// Either the text was bad, or the visitor refused a member.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused<E> {
    /// The text is not strict JSON.
    Json(Fault),
    /// The visitor's own error.
    Visitor(E),
}

impl<E> From<Fault> for Refused<E> {
    fn from(fault: Fault) -> Self {
        Self::Json(fault)
    }
}

impl Refused<Error> {
    /// The error of the whole, where the text is this part of the input.
    pub(crate) fn in_part(self, part: Part) -> Error {
        match self {
            Self::Json(fault) => Error::Json(part, fault),
            Self::Visitor(error) => error,
        }
    }
}

impl Refused<std::convert::Infallible> {
    /// A visitor that refuses nothing leaves only faults.
    fn fault(self) -> Fault {
        match self {
            Self::Json(fault) => fault,
            Self::Visitor(never) => match never {},
        }
    }
}
