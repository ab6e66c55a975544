//! What clients asked and were told: call, start, end and outcome of each.

use std::time::Duration;

/// What was asked. Passwords are numbered in the order of their making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Call {
    LogIn { password: u32 },
    Refresh { generation: u32 },
    LogOut,
    ChangePassword { from: u32, to: u32 },
    Me,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A login: this session.
    Opened(String),
    /// A refresh: this generation.
    Turned(u32),
    /// Acknowledged.
    Done,
    /// A 4xx with this code.
    Refused(String),
    /// A 503 that says nothing was changed.
    Later,
    /// No answer, or a 503 that leaves open what became of it.
    Unknown,
    /// What no client may ever be told.
    Wrong(String),
}

/// One call.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) client: usize,
    /// The session it was about; none before a login.
    pub(super) session: Option<String>,
    pub(super) call: Call,
    /// Whether it had to write: a refresh of a leaf that was old, and all else but a look.
    pub(super) writes: bool,
    /// Since the run began.
    pub(super) start: Duration,
    pub(super) end: Duration,
    pub(super) outcome: Outcome,
}

/// How many of these kills hit a call in flight, and how many one that had to write.
pub(super) fn bites(history: &[Event], kills: &[Duration]) -> (usize, usize) {
    let hit = |writes: bool| {
        let hit = move |kill: &&Duration| {
            history.iter().any(|event| {
                event.outcome == Outcome::Unknown
                    && (event.writes || !writes)
                    && event.start < **kill
                    && **kill < event.end
            })
        };
        kills.iter().filter(hit).count()
    };
    (hit(false), hit(true))
}

/// How many calls of a kind were acknowledged, and of how many it is unknown.
pub(super) fn count(history: &[Event], kind: fn(&Call) -> bool) -> (usize, usize) {
    let of_kind = || history.iter().filter(|event| kind(&event.call));
    let acknowledged = |event: &&Event| {
        matches!(
            event.outcome,
            Outcome::Opened(_) | Outcome::Turned(_) | Outcome::Done
        )
    };
    let unknown = |event: &&Event| event.outcome == Outcome::Unknown;
    (
        of_kind().filter(acknowledged).count(),
        of_kind().filter(unknown).count(),
    )
}

/// One line for the run's report.
pub(super) fn summary(history: &[Event]) -> String {
    let count = |name: &str, kind: fn(&Call) -> bool| {
        let (acknowledged, unknown) = count(history, kind);
        format!("{name} {acknowledged} acknowledged, {unknown} unknown; ")
    };
    [
        format!("{} calls: ", history.len()),
        count("logins", |call| matches!(call, Call::LogIn { .. })),
        count("refreshes", |call| matches!(call, Call::Refresh { .. })),
        count("logouts", |call| matches!(call, Call::LogOut)),
        count("password changes", |call| {
            matches!(call, Call::ChangePassword { .. })
        }),
    ]
    .concat()
}
