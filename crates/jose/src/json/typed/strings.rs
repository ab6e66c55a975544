//! A short list of strings as serde sees it.

use serde::de::{DeserializeSeed, Error as _, SeqAccess, Visitor};
use serde_json::Error;

use super::value::Value;
use crate::json::Raw;

/// Strings that are kept of a list; a longer one is parsed again.
const LIST: usize = 8;

/// The elements of a short list of strings without escapes: roles, audiences.
pub(super) struct Strings<'a> {
    kept: [&'a str; LIST],
    next: usize,
    len: usize,
}

impl<'a> Strings<'a> {
    /// `text` is a checked value; `None` if it is anything else.
    #[inline]
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let mut rest = text.strip_prefix('[')?;
        let mut list = Self {
            kept: [""; LIST],
            next: 0,
            len: 0,
        };
        loop {
            let start = rest.strip_prefix('"')?;
            let end = start
                .bytes()
                .position(|byte| byte == b'"' || byte == b'\\')?;
            *list.kept.get_mut(list.len)? = &rest[..end + 2];
            list.len += 1;
            // An escape, blanks between: serde_json reads them.
            match start.as_bytes()[end..] {
                [b'"', b']'] => return Some(list),
                [b'"', b',', ..] => rest = &start[end + 2..],
                _ => return None,
            }
        }
    }

    pub(super) fn visit<V: Visitor<'a>>(mut self, visitor: V) -> Result<V::Value, Error> {
        let read = visitor.visit_seq(&mut self)?;
        if self.next == self.len {
            Ok(read)
        } else {
            Err(Error::custom("elements left"))
        }
    }
}

impl<'a> SeqAccess<'a> for Strings<'a> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'a>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let Some(text) = self.kept[..self.len].get(self.next) else {
            return Ok(None);
        };
        self.next += 1;
        seed.deserialize(Value(Raw { text, plain: true })).map(Some)
    }
}
