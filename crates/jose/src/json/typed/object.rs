//! A checked object as serde sees it: its members in turn, without a second parse.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::Error;

use super::value::Value;
use super::{Parser, whole};
use crate::json::Raw;

/// The whole text, as serde sees it.
pub(super) struct Object<'a, 'm> {
    text: &'a str,
    members: std::slice::Iter<'m, (&'a str, Raw<'a>)>,
    /// The value whose name was asked for last.
    value: Raw<'a>,
}

impl<'a, 'm> Object<'a, 'm> {
    #[inline]
    pub(super) fn new(text: &'a str, members: &'m [(&'a str, Raw<'a>)]) -> Self {
        Self {
            text,
            members: members.iter(),
            value: Raw::of(text),
        }
    }

    /// True once every member was asked for.
    #[inline]
    pub(super) fn is_read(&self) -> bool {
        self.members.len() == 0
    }

    fn parser(&self) -> Parser<'a> {
        serde_json::Deserializer::from_str(self.text)
    }
}

impl<'a> MapAccess<'a> for &mut Object<'a, '_> {
    type Error = Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some(&(name, value)) = self.members.next() else {
            return Ok(None);
        };
        self.value = value;
        seed.deserialize(BorrowedStrDeserializer::new(name))
            .map(Some)
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Error> {
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
