//! A checked object as serde sees it: its members in turn, without a second parse.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Error;

use super::value::Value;
use super::{Parser, whole};
use crate::json::Raw;

/// The whole text, as serde sees it.
pub(super) struct Object<'a, 'm> {
    text: &'a str,
    members: std::slice::Iter<'m, (&'a str, Raw<'a>)>,
    /// The value of the name that was asked for last.
    value: Raw<'a>,
    /// It was not asked for yet.
    is_due: bool,
}

impl<'a, 'm> Object<'a, 'm> {
    #[inline]
    pub(super) fn new(text: &'a str, members: &'m [(&'a str, Raw<'a>)]) -> Self {
        Self {
            text,
            members: members.iter(),
            value: Raw::of(text),
            is_due: false,
        }
    }

    /// True once every member was asked for, name and value.
    #[inline]
    pub(super) fn is_read(&self) -> bool {
        self.members.len() == 0 && !self.is_due
    }

    fn parser(&self) -> Parser<'a> {
        serde_json::Deserializer::from_str(self.text)
    }
}

/// What a type that does not take names and values in turn makes of it, only `serde_json` can say.
#[cold]
fn out_of_turn() -> Error {
    Error::custom("out of turn")
}

impl<'a> MapAccess<'a> for &mut Object<'a, '_> {
    type Error = Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        if self.is_due {
            return Err(out_of_turn());
        }
        let Some(&(name, value)) = self.members.next() else {
            return Ok(None);
        };
        self.value = value;
        self.is_due = true;
        seed.deserialize(BorrowedStrDeserializer::new(name))
            .map(Some)
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Error> {
        if !std::mem::take(&mut self.is_due) {
            return Err(out_of_turn());
        }
        seed.deserialize(Value(self.value))
    }
}

impl<'a> Deserializer<'a> for &mut Object<'a, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(self)
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(self)
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(self)
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, len: usize, visitor: V) -> Result<V::Value, Error> {
        let mut parser = self.parser();
        whole(parser.deserialize_tuple(len, visitor), parser)
    }

    by_serde_json! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_i128 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_u128 deserialize_f32 deserialize_f64 deserialize_char deserialize_str
        deserialize_string deserialize_bytes deserialize_byte_buf deserialize_unit
        deserialize_seq deserialize_identifier
    }
}
