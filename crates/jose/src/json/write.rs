//! Claims as JSON, written into a buffer that is there already.
//!
//! The usual values of claims (strings, numbers, lists, objects) are written here, strings eight bytes at a time. The text is
//! `serde_json`'s, byte for byte: whatever is not done here makes it decline, and `serde_json` writes the whole.

use std::fmt;

use serde::ser::{Error, Impossible, SerializeMap, SerializeSeq, SerializeStruct};
use serde::{Serialize, Serializer};

use super::SERDE_PRIVATE;
use super::lex::plain_run;

/// Appends `value` as JSON.
///
/// # Errors
/// What `serde_json` says of it.
pub(crate) fn append<T: Serialize>(value: &T, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let start = out.len();
    if value.serialize(Writer(out)).is_ok() {
        return Ok(());
    }
    out.truncate(start);
    serde_json::to_writer(out, value)
}

/// Why nothing was written: `serde_json` finds out.
#[derive(Debug)]
struct Declined;

impl fmt::Display for Declined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("left to serde_json")
    }
}

impl std::error::Error for Declined {}

impl Error for Declined {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

type Done = Result<(), Declined>;

/// Writes one value.
struct Writer<'a>(&'a mut Vec<u8>);

impl<'a> Writer<'a> {
    /// A number, whose digits `serde_json` has from a library of its own.
    #[inline]
    fn number<T: Serialize>(self, value: T) -> Done {
        serde_json::to_writer(self.0, &value).map_err(Declined::custom)
    }

    #[inline]
    fn null(self) {
        self.0.extend_from_slice(b"null");
    }

    fn begin(self, bracket: u8) -> Parts<'a> {
        self.0.push(bracket);
        Parts {
            out: self.0,
            is_first: true,
        }
    }
}

/// A string with its quotes.
#[inline]
fn string(text: &str, out: &mut Vec<u8>) -> Done {
    if plain_run(text.as_bytes()) < text.len() {
        return serde_json::to_writer(out, text).map_err(Declined::custom);
    }
    out.reserve(text.len() + 2);
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
    Ok(())
}

/// Elements of a list or members of an object, the opening bracket being written.
struct Parts<'a> {
    out: &'a mut Vec<u8>,
    is_first: bool,
}

impl Parts<'_> {
    #[inline]
    fn next(&mut self) {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(b',');
        }
    }

    #[inline]
    fn member<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.out.push(b':');
        value.serialize(Writer(self.out))
    }

    #[inline]
    fn close(self, bracket: u8) {
        self.out.push(bracket);
    }
}

impl SerializeSeq for Parts<'_> {
    type Ok = ();
    type Error = Declined;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.next();
        value.serialize(Writer(self.out))
    }

    fn end(self) -> Done {
        self.close(b']');
        Ok(())
    }
}

impl SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = Declined;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        self.next();
        let start = self.out.len();
        key.serialize(Writer(self.out))?;
        // Keys of another type become strings, by rules of serde_json's.
        match self.out.get(start) {
            Some(b'"') => Ok(()),
            _ => Err(Declined),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.member(value)
    }

    fn end(self) -> Done {
        self.close(b'}');
        Ok(())
    }
}

impl SerializeStruct for Parts<'_> {
    type Ok = ();
    type Error = Declined;

    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        self.next();
        string(name, self.out)?;
        self.member(value)
    }

    fn end(self) -> Done {
        self.close(b'}');
        Ok(())
    }
}

macro_rules! numbers {
    ($($method:ident $type:ty)*) => {
        $(#[inline]
        fn $method(self, value: $type) -> Done {
            self.number(value)
        })*
    };
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = Declined;
    type SerializeSeq = Parts<'a>;
    type SerializeTuple = Impossible<(), Declined>;
    type SerializeTupleStruct = Impossible<(), Declined>;
    type SerializeTupleVariant = Impossible<(), Declined>;
    type SerializeMap = Parts<'a>;
    type SerializeStruct = Parts<'a>;
    type SerializeStructVariant = Impossible<(), Declined>;

    numbers! {
        serialize_i8 i8 serialize_i16 i16 serialize_i32 i32 serialize_i64 i64 serialize_u8 u8
        serialize_u16 u16 serialize_u32 u32 serialize_u64 u64 serialize_f32 f32 serialize_f64 f64
        serialize_char char
    }

    fn serialize_bool(self, value: bool) -> Done {
        self.0
            .extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Done {
        string(value, self.0)
    }

    fn serialize_none(self) -> Done {
        self.null();
        Ok(())
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Done {
        self.null();
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Done {
        self.null();
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Done {
        string(variant, self.0)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'a>, Declined> {
        Ok(self.begin(b'['))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'a>, Declined> {
        Ok(self.begin(b'{'))
    }

    #[inline]
    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Parts<'a>, Declined> {
        if name.starts_with(SERDE_PRIVATE) {
            return Err(Declined);
        }
        Ok(self.begin(b'{'))
    }

    // Seldom among claims.

    fn serialize_bytes(self, _: &[u8]) -> Done {
        Err(Declined)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Done {
        Err(Declined)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Declined> {
        Err(Declined)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Declined> {
        Err(Declined)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Declined> {
        Err(Declined)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Declined> {
        Err(Declined)
    }
}

#[cfg(test)]
mod tests;
