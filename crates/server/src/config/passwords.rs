//! `[passwords]`: what one hash costs, and how many are made at once.

use std::num::NonZero;

use paraph_core::hasher::{HashParams, HasherSettings};
use serde::{Deserialize, Serialize};

use super::ConfigError;

/// OWASP's Argon2id parameters of equal strength: passes, and the least memory in KiB.
const FLOOR: [(u32, u32); 5] = [
    (1, 47_104),
    (2, 19_456),
    (3, 12_288),
    (4, 9_216),
    (5, 7_168),
];

/// The `[passwords]` section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Passwords {
    /// Hashes made at once, each with its memory; half of the processors by default, four at most.
    pub parallel: Option<u32>,
    /// Hashes that may wait, about a second's worth by default; beyond it logins are answered 503 with Retry-After.
    pub queue: Option<u32>,
    /// Argon2id memory of one hash, KiB.
    pub memory_kib: u32,
    /// Argon2id passes.
    pub passes: u32,
    /// Argon2id lanes.
    pub lanes: u32,
}

impl Default for Passwords {
    fn default() -> Self {
        let HashParams {
            memory,
            passes,
            lanes,
        } = HashParams::OWASP;
        Self {
            parallel: None,
            queue: None,
            memory_kib: memory,
            passes,
            lanes,
        }
    }
}

impl Passwords {
    /// What the pool of hashes is made with.
    pub fn hasher(&self) -> HasherSettings {
        let params = HashParams {
            memory: self.memory_kib,
            passes: self.passes,
            lanes: self.lanes,
        };
        let usual = HasherSettings::new(self.threads());
        let queue = self.queue.map_or(usual.queue, |queue| queue as usize);
        HasherSettings {
            params,
            queue,
            ..usual
        }
    }

    fn threads(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, NonZero::get);
        self.parallel.map_or_else(
            || (processors() / 2).clamp(1, 4),
            |threads| threads as usize,
        )
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let within = |key: &str, value: u32, least: u32, most: u32| {
            let reason = format!("is {value}; choose from {least} to {most}");
            let fine = (least..=most).contains(&value);
            fine.then_some(())
                .ok_or_else(|| ConfigError::new(format!("passwords.{key}"), reason))
        };
        within("parallel", self.parallel.unwrap_or(1), 1, 256)?;
        within("queue", self.queue.unwrap_or(1), 1, 10_000)?;
        within("passes", self.passes, 1, HashParams::MOST.passes)?;
        within("lanes", self.lanes, 1, HashParams::MOST.lanes)?;
        let floor = FLOOR
            .iter()
            .rev()
            .find(|(passes, _)| *passes <= self.passes);
        let most = HashParams::MOST.memory;
        let least = floor.map_or(most, |(_, memory)| *memory);
        within("memory_kib", self.memory_kib, least, most)
    }
}
