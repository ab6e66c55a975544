//! The one place that reads clocks.

use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};

/// Measures from its making on.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    pub fn start() -> Self {
        Self(now())
    }

    /// Seconds since the start.
    pub fn seconds(self) -> f64 {
        now().duration_since(self.0).as_secs_f64()
    }

    /// Milliseconds since the start.
    pub fn millis(self) -> f64 {
        self.seconds() * 1e3
    }
}

/// Processor seconds of this process so far, all threads together: what others do on the machine hardly shows in it.
pub fn of_process() -> f64 {
    seconds(ClockId::ProcessCPUTime)
}

/// Processor seconds of this thread so far.
pub fn of_thread() -> f64 {
    seconds(ClockId::ThreadCPUTime)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "53 bits hold a process's seconds and a second's nanoseconds"
)]
fn seconds(clock: ClockId) -> f64 {
    let used = clock_gettime(clock);
    used.tv_sec as f64 + used.tv_nsec as f64 / 1e9
}

#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark measures how long things take"
)]
fn now() -> Instant {
    Instant::now()
}
