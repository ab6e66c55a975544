//! A row that was read: its cells are taken in the order of the statement's columns, each as what it must be.
//!
//! A cell of the wrong kind is a fault of ours or a damaged row, so every taker may fail with [`TxError::Fault`]. The
//! cell's value is never repeated in the error: it may be a secret.

use std::any::type_name;
use std::str::FromStr;

use serde::de::DeserializeOwned;

use super::{TxError, Value};

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(pub(super) Vec<Value>);

/// The cells of a row that have not been taken yet.
#[derive(Debug)]
pub struct Cells(std::vec::IntoIter<Value>);

impl Row {
    /// Its cells, first column first.
    #[must_use]
    pub fn cells(self) -> Cells {
        Cells(self.0.into_iter())
    }
}

#[expect(clippy::missing_errors_doc, reason = "the module says it once for all")]
impl Cells {
    /// An integer.
    pub fn int(&mut self) -> Result<i64, TxError> {
        self.optional_int()?.ok_or_else(unreadable::<i64>)
    }

    /// An integer, or nothing.
    pub fn optional_int(&mut self) -> Result<Option<i64>, TxError> {
        match self.0.next() {
            Some(Value::Int(value)) => Ok(Some(value)),
            Some(Value::Null) => Ok(None),
            _ => Err(unreadable::<i64>()),
        }
    }

    /// An integer of a narrower type.
    pub fn number<T: TryFrom<i64>>(&mut self) -> Result<T, TxError> {
        T::try_from(self.int()?).map_err(|_| unreadable::<T>())
    }

    /// An integer of a narrower type, or nothing.
    pub fn optional_number<T: TryFrom<i64>>(&mut self) -> Result<Option<T>, TxError> {
        self.optional_int()?
            .map(|value| T::try_from(value).map_err(|_| unreadable::<T>()))
            .transpose()
    }

    /// A truth value.
    pub fn bool(&mut self) -> Result<bool, TxError> {
        match self.0.next() {
            Some(Value::Bool(value)) => Ok(value),
            Some(Value::Int(value @ 0..=1)) => Ok(value == 1),
            _ => Err(unreadable::<bool>()),
        }
    }

    /// A text.
    pub fn text(&mut self) -> Result<String, TxError> {
        self.optional_text()?.ok_or_else(unreadable::<String>)
    }

    /// A text, or nothing.
    pub fn optional_text(&mut self) -> Result<Option<String>, TxError> {
        match self.0.next() {
            Some(Value::Text(value)) => Ok(Some(value)),
            Some(Value::Null) => Ok(None),
            _ => Err(unreadable::<String>()),
        }
    }

    /// An id or a word of a closed list.
    pub fn parsed<T: FromStr>(&mut self) -> Result<T, TxError> {
        self.text()?.parse().map_err(|_| unreadable::<T>())
    }

    /// JSON.
    pub fn json<T: DeserializeOwned>(&mut self) -> Result<T, TxError> {
        serde_json::from_str(&self.text()?).map_err(|_| unreadable::<T>())
    }
}

fn unreadable<T>() -> TxError {
    TxError::Fault(format!("a cell cannot be read as {}", type_name::<T>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_the_wrong_kind_are_faults_that_repeat_no_value() {
        let row = Row(vec![Value::Text("canary".into())]);
        let TxError::Fault(cause) = row.clone().cells().int().unwrap_err() else {
            panic!("a fault");
        };
        assert!(!cause.contains("canary"));
        let TxError::Fault(cause) = row.cells().json::<u32>().unwrap_err() else {
            panic!("a fault");
        };
        assert!(!cause.contains("canary"));
    }

    #[test]
    fn truth_is_read_from_both_databases() {
        let row = Row(vec![Value::Bool(true), Value::Int(0), Value::Int(2)]);
        let mut cells = row.cells();
        assert_eq!(cells.bool(), Ok(true));
        assert_eq!(cells.bool(), Ok(false));
        assert!(cells.bool().is_err());
        assert!(cells.bool().is_err(), "no cell is left");
    }
}
