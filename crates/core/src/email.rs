//! An e-mail address: kept as typed, with a unique key computed here.

/// An address and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    typed: String,
    key: String,
}

impl Email {
    /// As typed.
    #[must_use]
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// The unique key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}
