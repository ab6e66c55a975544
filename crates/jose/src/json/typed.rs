//! A checked object read into a type, without parsing its text a second time.
//!
//! [`Members`] keeps where the members of an object stand while it is checked; serde then gets
//! strings without escapes and plain integers from there, and everything else from `serde_json`,
//! value by value. It answers only what `serde_json` would answer for the whole text: wherever it
//! fails, [`read`] asks `serde_json`, whose word is final.
//!
//! But for types that swallow errors of their parts (`deserialize_with` and a default): to them a value that they could
//! not read is one value, where `serde_json` may stop inside it and refuse the text. And a name is a string to a type that
//! would take it as a number, too.

use arrayvec::ArrayVec;
use serde::Deserialize;
use serde_json::Error;
use serde_json::de::StrRead;

use self::object::Object;
use super::Raw;

// Before the modules that use it.
#[macro_use]
mod hand_over;

mod object;
mod strings;
mod value;

/// Members that are kept; an object with more is parsed again.
const KEPT: usize = 32;

/// The members of an object, in the order of its text.
#[derive(Debug)]
pub(crate) struct Members<'a> {
    kept: ArrayVec<(&'a str, Raw<'a>), KEPT>,
    /// A member was there that is not kept: one too many, or a name with escapes.
    more: bool,
}

impl<'a> Members<'a> {
    pub(crate) fn new() -> Self {
        Self {
            kept: ArrayVec::new(),
            more: false,
        }
    }

    /// Keeps a member; a name with escapes is `None`.
    #[inline]
    pub(crate) fn push(&mut self, name: Option<&'a str>, value: Raw<'a>) {
        let kept = name.is_some_and(|name| self.kept.try_push((name, value)).is_ok());
        self.more |= !kept;
    }
}

/// Reads `text`, whose `members` were kept as it was checked, into a `C`.
///
/// # Errors
/// What `serde_json` says, which knows where it stopped.
#[inline]
pub(crate) fn read<'a, C: Deserialize<'a>>(
    text: &'a str,
    members: &Members<'a>,
) -> Result<C, Error> {
    let mut object = Object::new(text, &members.kept);
    // One place for what is read: it may be large, and to move it costs as much as to read it.
    let mut read;
    if members.more {
        read = parsed(text);
    } else {
        read = C::deserialize(&mut object);
        if read.is_err() || !object.is_read() {
            read = parsed(text);
        }
    }
    read
}

/// The slow way, which few go.
#[inline(never)]
fn parsed<'a, C: Deserialize<'a>>(text: &'a str) -> Result<C, Error> {
    serde_json::from_str(text)
}

type Parser<'a> = serde_json::Deserializer<StrRead<'a>>;

/// What a parser made, if it has read all.
fn whole<T>(read: Result<T, Error>, mut parser: Parser<'_>) -> Result<T, Error> {
    let read = read?;
    parser.end()?;
    Ok(read)
}

#[cfg(test)]
mod tests;
