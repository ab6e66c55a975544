//! One value as serde sees it: a string without escapes or a plain integer at once, anything else by `serde_json`.

use serde::de::{Deserializer, Visitor};
use serde_json::Error;

use super::strings::Strings;
use super::{Parser, whole};
use crate::json::Raw;

/// One value of the object.
pub(super) struct Value<'a>(pub(super) Raw<'a>);

impl<'a> Value<'a> {
    fn parser(&self) -> Parser<'a> {
        serde_json::Deserializer::from_str(self.0.text)
    }
}

/// A string, or what `serde_json` says.
macro_rules! strings {
    ($($method:ident)*) => {
        $(#[inline]
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.0.plain_string() {
                Some(text) => visitor.visit_borrowed_str(text),
                None => {
                    let mut parser = self.parser();
                    whole(parser.$method(visitor), parser)
                }
            }
        })*
    };
}

/// A plain integer, or what `serde_json` says.
macro_rules! integers {
    ($($method:ident)*) => {
        $(#[inline]
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.0.natural() {
                Some(number) => visitor.visit_u64(number),
                None => {
                    let mut parser = self.parser();
                    whole(parser.$method(visitor), parser)
                }
            }
        })*
    };
}

impl<'a> Deserializer<'a> for Value<'a> {
    type Error = Error;

    #[inline]
    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        if let Some(text) = self.0.plain_string() {
            return visitor.visit_borrowed_str(text);
        }
        if let Some(number) = self.0.natural() {
            return visitor.visit_u64(number);
        }
        let mut parser = self.parser();
        whole(parser.deserialize_any(visitor), parser)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        if let Some(list) = Strings::of(self.0) {
            return list.visit(visitor);
        }
        let mut parser = self.parser();
        whole(parser.deserialize_seq(visitor), parser)
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, len: usize, visitor: V) -> Result<V::Value, Error> {
        if let Some(list) = Strings::of(self.0) {
            return list.visit(visitor);
        }
        let mut parser = self.parser();
        whole(parser.deserialize_tuple(len, visitor), parser)
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let mut parser = self.parser();
        whole(parser.deserialize_struct(name, fields, visitor), parser)
    }

    strings! { deserialize_char deserialize_str deserialize_string deserialize_identifier }
    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8
        deserialize_u16 deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64
    }
    by_serde_json! {
        deserialize_bool deserialize_i128 deserialize_u128 deserialize_bytes deserialize_byte_buf
        deserialize_unit deserialize_map
    }
}
