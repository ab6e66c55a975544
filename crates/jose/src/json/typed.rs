//! A checked object read into a type, without parsing its text a second time.
//!
//! [`Members`] keeps where the members of an object stand while it is checked; serde then gets
//! strings without escapes and plain integers from there, and everything else from `serde_json`,
//! value by value. It answers only what `serde_json` would answer for the whole text: wherever it
//! fails, [`read`] asks `serde_json`, whose word is final.

use serde::Deserialize;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Error;
use serde_json::de::StrRead;

use super::Raw;

/// Members that are kept; an object with more is parsed again.
const KEPT: usize = 20;
/// Strings that are kept of a list; a longer one is parsed again.
const LIST: usize = 8;
/// How `serde_json` begins the names of types that it knows itself.
const PRIVATE: &str = "$serde_json::private::";
/// Every integer of so many digits fits a u64.
const DIGITS: usize = 19;

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
    let object = Object {
        text,
        members: members.kept[..members.len].iter(),
        value: Raw::of(text),
    };
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

/// The whole text, as serde sees it.
struct Object<'a, 'm> {
    text: &'a str,
    members: std::slice::Iter<'m, (&'a str, Raw<'a>)>,
    /// The value whose name was asked for last.
    value: Raw<'a>,
}

impl<'a> Object<'a, '_> {
    fn visit<V: Visitor<'a>>(mut self, visitor: V) -> Result<V::Value, Error> {
        let read = visitor.visit_map(&mut self)?;
        if self.members.len() == 0 {
            Ok(read)
        } else {
            Err(Error::custom("members left"))
        }
    }

    fn parser(&self) -> Parser<'a> {
        serde_json::Deserializer::from_str(self.text)
    }
}

impl<'a> MapAccess<'a> for Object<'a, '_> {
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

/// What a parser made, if it has read all.
fn whole<T>(read: Result<T, Error>, mut parser: Parser<'_>) -> Result<T, Error> {
    let read = read?;
    parser.end()?;
    Ok(read)
}

/// Hands the methods for which nothing is to be gained to `serde_json`, over the same text.
macro_rules! by_serde_json {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
            let mut parser = self.parser();
            whole(parser.$method(visitor), parser)
        })*

        fn deserialize_unit_struct<V: Visitor<'a>>(
            self,
            name: &'static str,
            visitor: V,
        ) -> Result<V::Value, Error> {
            let mut parser = self.parser();
            whole(parser.deserialize_unit_struct(name, visitor), parser)
        }

        fn deserialize_tuple_struct<V: Visitor<'a>>(
            self,
            name: &'static str,
            len: usize,
            visitor: V,
        ) -> Result<V::Value, Error> {
            let mut parser = self.parser();
            whole(parser.deserialize_tuple_struct(name, len, visitor), parser)
        }

        fn deserialize_enum<V: Visitor<'a>>(
            self,
            name: &'static str,
            variants: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, Error> {
            let mut parser = self.parser();
            whole(parser.deserialize_enum(name, variants, visitor), parser)
        }

        fn deserialize_newtype_struct<V: Visitor<'a>>(
            self,
            name: &'static str,
            visitor: V,
        ) -> Result<V::Value, Error> {
            if name.starts_with(PRIVATE) {
                let mut parser = self.parser();
                return whole(parser.deserialize_newtype_struct(name, visitor), parser);
            }
            visitor.visit_newtype_struct(self)
        }

        // It was checked already.
        fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.visit_unit()
        }
    };
}

impl<'a> Deserializer<'a> for Object<'a, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.visit(visitor)
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.visit(visitor)
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.visit(visitor)
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

/// One value of the object.
struct Value<'a>(Raw<'a>);

impl<'a> Value<'a> {
    fn parser(&self) -> Parser<'a> {
        serde_json::Deserializer::from_str(self.0.text)
    }

    /// An integer without a sign that fits a u64.
    #[inline]
    fn integer(&self) -> Option<u64> {
        if self.0.text.len() > DIGITS {
            return None;
        }
        self.0.text.bytes().try_fold(0, |value, byte| {
            let digit = byte.wrapping_sub(b'0');
            (digit < 10).then(|| value * 10 + u64::from(digit))
        })
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
            match self.integer() {
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
        if let Some(number) = self.integer() {
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
        if let Some(list) = Strings::of(self.0.text) {
            return list.visit(visitor);
        }
        let mut parser = self.parser();
        whole(parser.deserialize_seq(visitor), parser)
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, len: usize, visitor: V) -> Result<V::Value, Error> {
        if let Some(list) = Strings::of(self.0.text) {
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

/// The elements of a short list of strings without escapes: roles, audiences.
struct Strings<'a> {
    kept: [&'a str; LIST],
    next: usize,
    len: usize,
}

impl<'a> Strings<'a> {
    /// `text` is a checked value; `None` if it is anything else.
    fn of(text: &'a str) -> Option<Self> {
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

    fn visit<V: Visitor<'a>>(mut self, visitor: V) -> Result<V::Value, Error> {
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

#[cfg(test)]
mod tests;
