//! What is bound to a statement and what comes back in a row: four kinds, the same on both databases.

use paraph_core::id::{LoginId, SessionId, UserId};

/// One value. A bound `Null` has the type of a text, so nullable integers are never bound: say `NULL` in the statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// An integer: a count, a generation, unix milliseconds.
    Int(i64),
    /// A text: an id, a word, JSON.
    Text(String),
    /// A truth value; `SQLite` keeps 0 and 1.
    Bool(bool),
}

/// The values of a statement's parameters, `$1` first.
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::store::Value::from($value)),*] };
}
pub(crate) use values;

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl<T: Into<String>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, |text| Self::Text(text.into()))
    }
}

macro_rules! ids {
    ($($id:ty),*) => {$(
        impl From<$id> for Value {
            fn from(id: $id) -> Self {
                Self::Text(id.to_string())
            }
        }
    )*};
}
ids!(UserId, LoginId, SessionId);
