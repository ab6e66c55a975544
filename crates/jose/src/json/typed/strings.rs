//! A list of strings as serde sees it.

use serde::de::{DeserializeSeed, Error as _, SeqAccess, Visitor};
use serde_json::Error;

use super::value::Value;
use crate::json::Raw;
use crate::json::raw::Elements;

/// The elements of a list that begins with a string: roles, audiences.
pub(super) struct Strings<'a>(Elements<'a>);

impl<'a> Strings<'a> {
    /// `None` for anything else.
    #[inline]
    pub(super) fn of(value: Raw<'a>) -> Option<Self> {
        let begins = value.text().starts_with("[\"");
        begins.then(|| value.elements()).flatten().map(Self)
    }

    pub(super) fn visit<V: Visitor<'a>>(mut self, visitor: V) -> Result<V::Value, Error> {
        let mut read = visitor.visit_seq(&mut self);
        if read.is_ok() && self.0.next().is_some() {
            read = Err(Error::custom("elements left"));
        }
        read
    }
}

impl<'a> SeqAccess<'a> for Strings<'a> {
    type Error = Error;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'a>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let element = self.0.next();
        element.map(|raw| seed.deserialize(Value(raw))).transpose()
    }
}
