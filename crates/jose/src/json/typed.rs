//! A checked object read into a type, without parsing its text a second time.
//!
//! [`Members`] keeps where the members of an object stand while it is checked; serde then gets
//! strings without escapes and plain integers from there, and everything else from `serde_json`,
//! value by value. It answers only what `serde_json` would answer for the whole text: wherever it
//! fails, [`read`] asks `serde_json`, whose word is final.

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
const KEPT: usize = 20;

/// The members of an object, in the order of its text.
#[derive(Debug)]
pub(crate) struct Members<'a> {
    kept: [(&'a str, Raw<'a>); KEPT],
    len: usize,
    /// A member was there that is not kept: one too many, or a name with escapes.
    more: bool,
}

impl<'a> Members<'a> {
    pub(crate) fn new() -> Self {
        let nothing = Raw {
            text: "",
            plain: false,
        };
        Self {
            kept: [("", nothing); KEPT],
            len: 0,
            more: false,
        }
    }

    /// Keeps a member; a name with escapes is `None`.
    #[inline]
    pub(crate) fn push(&mut self, name: Option<&'a str>, value: Raw<'a>) {
        match (name, self.kept.get_mut(self.len)) {
            (Some(name), Some(place)) => {
                *place = (name, value);
                self.len += 1;
            }
            _ => self.more = true,
        }
    }
}

/// Reads `text`, whose `members` were kept as it was checked, into a `C`.
///
/// # Errors
/// Where `serde_json` stopped: the column.
#[inline]
pub(crate) fn read<'a, C: Deserialize<'a>>(
    text: &'a str,
    members: &Members<'a>,
) -> Result<C, usize> {
    let object = Object::new(text, &members.kept[..members.len]);
    if !members.more
        && let Ok(read) = C::deserialize(object)
    {
        return Ok(read);
    }
    parsed(text).map_err(|error| error.column())
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
