//! `[sessions]`: how many a person may have.

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// The `[sessions]` section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sessions {
    /// Live sessions of one person; a login beyond it ends the oldest.
    pub per_user: u32,
}

impl Default for Sessions {
    fn default() -> Self {
        Self { per_user: 500 }
    }
}

impl Sessions {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if !(1..=100_000).contains(&self.per_user) {
            let reason = format!("is {}; choose from 1 to 100000", self.per_user);
            return Err(ConfigError::new("sessions.per_user", reason));
        }
        Ok(())
    }
}
