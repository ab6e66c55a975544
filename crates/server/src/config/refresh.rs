//! `[refresh]`: how long a login lasts, and how long a replayed refresh token counts as a retry.

use serde::{Deserialize, Serialize};

use super::{ConfigError, Span};

/// A window beyond this would hide a thief for too long.
const LONGEST_WINDOW: Span = Span::seconds(600);

/// The `[refresh]` section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Refresh {
    /// W: the same question within it gets the same answer.
    pub replay_window: Span,
    /// A session unused for so long is over.
    pub idle: Span,
    /// A session is over after so long, used or not.
    pub absolute: Span,
}

impl Default for Refresh {
    fn default() -> Self {
        Self {
            replay_window: Span::seconds(30),
            idle: Span::seconds(30 * 86_400),
            absolute: Span::seconds(180 * 86_400),
        }
    }
}

impl Refresh {
    /// `life` is that of an access token.
    pub(super) fn check(&self, life: Span) -> Result<(), ConfigError> {
        let Self {
            replay_window,
            idle,
            absolute,
        } = *self;
        let fault =
            |key: &str, reason: String| Err(ConfigError::new(format!("refresh.{key}"), reason));
        if replay_window < Span::seconds(1) || replay_window > LONGEST_WINDOW {
            return fault(
                "replay_window",
                format!("is {replay_window}; choose from 1s to {LONGEST_WINDOW}"),
            );
        }
        if idle > absolute {
            return fault(
                "idle",
                format!("is {idle}, longer than refresh.absolute ({absolute}): shorten it"),
            );
        }
        if life > idle {
            let reason = format!(
                "is {idle}, shorter than tokens.life ({life}): a token would outlive its session"
            );
            return fault("idle", reason);
        }
        // A session must be able to turn before it is idle: the window and its gap last 4/3 of it.
        if replay_window.as_seconds() * 2 > idle.as_seconds() {
            return fault(
                "replay_window",
                format!("is {replay_window}, over half of refresh.idle ({idle})"),
            );
        }
        Ok(())
    }
}
