//! `[signup]`: who may make an account for themselves.

use serde::{Deserialize, Serialize};

use super::{ConfigError, Mode};

/// The `[signup]` section.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Signup {
    /// By default open in development, closed in production.
    pub mode: Option<SignupMode>,
}

/// Whether strangers may sign up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignupMode {
    /// Anybody with an e-mail address.
    Open,
    /// Operators alone make accounts.
    Closed,
}

impl Signup {
    /// Whether signup is open under this mode.
    pub fn is_open(&self, mode: Mode) -> bool {
        match self.mode {
            Some(signup) => signup == SignupMode::Open,
            None => mode == Mode::Development,
        }
    }

    /// Without mail nobody could tell whose address it is.
    pub(super) fn check_under(&self, mode: Mode) -> Result<(), ConfigError> {
        if mode == Mode::Production && self.is_open(mode) {
            let reason = "open needs SMTP to prove addresses, which is not there yet: leave it closed and \
                          make accounts with `paraph user add`";
            return Err(ConfigError::new("signup.mode", reason));
        }
        Ok(())
    }
}
