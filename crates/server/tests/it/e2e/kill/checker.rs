//! Judges a history (SECURITY.md 4.2): I1 what was acknowledged is in force, I2 a session has one leaf, I3 an honest client can
//! go on, I5 what was refused stays refused. What is unknown may be either, and is the same for ever after.

use std::collections::BTreeMap;

use super::history::{Call, Event, Outcome, count, summary};

/// Fails if anything contradicts the promises; or if a kind of write was never acknowledged, for then nothing was shown.
pub(super) fn assert_kept(history: &[Event]) {
    println!("{}", summary(history));
    let kinds: [fn(&Call) -> bool; 4] = [
        |call| matches!(call, Call::LogIn { .. }),
        |call| matches!(call, Call::Refresh { .. }),
        |call| matches!(call, Call::LogOut),
        |call| matches!(call, Call::ChangePassword { .. }),
    ];
    for kind in kinds {
        assert!(
            count(history, kind).0 > 0,
            "a kind of call was never acknowledged"
        );
    }
    let faults = check(history);
    let shown = faults.iter().take(5).map(|fault| format!("\n{fault}"));
    assert!(
        faults.is_empty(),
        "{} faults:{}",
        faults.len(),
        shown.collect::<String>()
    );
}

/// I7: one row for each outcome, and none that says somebody was taken for a thief. `found` counts the rows of an event.
pub(super) fn assert_audited(history: &[Event], found: impl Fn(&str) -> usize) {
    let within = |event: &str, kind: fn(&Call) -> bool| {
        let (acknowledged, unknown) = count(history, kind);
        let found = found(event);
        let fits = (acknowledged..=acknowledged + unknown).contains(&found);
        assert!(
            fits,
            "{event}: {found} rows, {acknowledged} acknowledged, {unknown} unknown"
        );
    };
    within("login.succeeded", |call| matches!(call, Call::LogIn { .. }));
    within("session.ended", |call| matches!(call, Call::LogOut));
    within("password.changed", |call| {
        matches!(call, Call::ChangePassword { .. })
    });
    for event in ["refresh.reused", "refresh.ahead", "refresh.elsewhere"] {
        assert_eq!(found(event), 0, "{event}");
    }
}

/// All that contradicts the promises, in words.
fn check(history: &[Event]) -> Vec<String> {
    let mut events: Vec<_> = history.iter().collect();
    events.sort_by_key(|event| (event.client, event.start));
    let mut people: BTreeMap<usize, Person> = BTreeMap::new();
    let judge = |event: &Event| {
        let person = people.entry(event.client).or_default();
        let fault = person.judge(event)?;
        Some(format!("{fault}: {event:?}"))
    };
    events.into_iter().filter_map(judge).collect()
}

/// What is known of one client's account.
#[derive(Debug)]
struct Person {
    /// The password, or the two that may be it.
    passwords: Vec<u32>,
    sessions: BTreeMap<String, Session>,
}

#[derive(Debug)]
struct Session {
    state: State,
    /// The newest generation seen.
    newest: u32,
    /// Whether an answer was lost since then.
    unsure: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Live,
    Over,
    /// Its logout was not answered.
    MaybeOver,
    /// A password change of another session was not answered.
    MaybeSwept,
}

type Fault = Option<&'static str>;

impl Default for Person {
    fn default() -> Self {
        Self {
            passwords: vec![0],
            sessions: BTreeMap::new(),
        }
    }
}

impl Person {
    fn judge(&mut self, event: &Event) -> Fault {
        if let Outcome::Wrong(_) = event.outcome {
            return Some("an answer that nobody may be given");
        }
        let name = event.session.as_deref().unwrap_or_default();
        match event.call {
            Call::LogIn { password } => self.log_in(password, &event.outcome),
            Call::Refresh { generation } => self.refresh(name, generation, &event.outcome),
            Call::Me => self.look(name, &event.outcome),
            Call::LogOut => self.log_out(name, &event.outcome),
            Call::ChangePassword { from, to } => self.change(name, from, to, &event.outcome),
        }
    }

    fn log_in(&mut self, password: u32, outcome: &Outcome) -> Fault {
        let possible = self.passwords.contains(&password);
        match outcome {
            Outcome::Opened(_) if !possible => Some("I1: a password that was changed lets in"),
            Outcome::Opened(name) => {
                self.settle(password);
                let session = Session {
                    state: State::Live,
                    newest: 0,
                    unsure: false,
                };
                self.sessions.insert(name.clone(), session);
                None
            }
            Outcome::Refused(code) if code != "invalid_credentials" => Some("a login is refused"),
            Outcome::Refused(_) => self.rule_out(password),
            _ => None,
        }
    }

    /// It is not this password: then it is the other, if there are two.
    fn rule_out(&mut self, password: u32) -> Fault {
        if self.passwords == [password] {
            return Some("I1: the password that was set is refused");
        }
        let other = self.passwords.iter().find(|it| **it != password);
        if let Some(other) = other.copied() {
            self.settle(other);
        }
        None
    }

    /// Which of two passwords it is says whether the unanswered change was made, and so what became of the other sessions.
    fn settle(&mut self, password: u32) {
        let [old, new] = self.passwords[..] else {
            return;
        };
        assert!([old, new].contains(&password), "one of the two");
        self.passwords = vec![password];
        let state = if password == new {
            State::Over
        } else {
            State::Live
        };
        for session in self.sessions.values_mut() {
            if session.state == State::MaybeSwept {
                session.state = state;
            }
        }
    }

    /// What an observation of a session says about its state; a fault if it contradicts what is known.
    fn observe(&mut self, name: &str, live: bool) -> Fault {
        let Some(session) = self.sessions.get_mut(name) else {
            return Some("a session that was never opened");
        };
        match (session.state, live) {
            (State::Live, false) => return Some("I3: an honest client was logged out"),
            (State::Over, true) => return Some("I1, I5: a session that was ended goes on"),
            (State::MaybeOver, true) => session.state = State::Live,
            (State::MaybeOver, false) => session.state = State::Over,
            (State::MaybeSwept, live) => {
                let password = self.passwords[usize::from(!live)];
                self.settle(password);
            }
            (State::Live, true) | (State::Over, false) => {}
        }
        None
    }

    fn refresh(&mut self, name: &str, asked: u32, outcome: &Outcome) -> Fault {
        match outcome {
            Outcome::Turned(made) => {
                let fault = self.observe(name, true);
                fault.or_else(|| self.sessions.get_mut(name)?.turn(asked, *made))
            }
            Outcome::Refused(code) if code == "session_ended" => self.observe(name, false),
            Outcome::Refused(_) => Some("I3: a refresh token that was given is refused"),
            Outcome::Later => self.observe(name, true),
            _ => {
                self.sessions.get_mut(name)?.unsure = true;
                None
            }
        }
    }

    fn look(&mut self, name: &str, outcome: &Outcome) -> Fault {
        match outcome {
            Outcome::Done => self.observe(name, true),
            Outcome::Refused(code) if code == "token_revoked" => self.observe(name, false),
            Outcome::Refused(_) => Some("an access token that was given is refused"),
            _ => None,
        }
    }

    fn log_out(&mut self, name: &str, outcome: &Outcome) -> Fault {
        let session = self.sessions.get_mut(name)?;
        match (outcome, session.state) {
            (Outcome::Refused(_), _) => return Some("a logout is refused"),
            (Outcome::Done, _) => session.state = State::Over,
            (Outcome::Unknown, State::Live) => session.state = State::MaybeOver,
            _ => {}
        }
        None
    }

    fn change(&mut self, name: &str, from: u32, to: u32, outcome: &Outcome) -> Fault {
        match outcome {
            Outcome::Done if !self.passwords.contains(&from) => {
                Some("I1: a password that was changed still changes")
            }
            Outcome::Done => {
                self.settle(from);
                self.passwords = vec![to];
                self.sweep(name, State::Over);
                None
            }
            Outcome::Unknown => {
                self.passwords = vec![from, to];
                self.sweep(name, State::MaybeSwept);
                None
            }
            Outcome::Refused(code) if code == "session_ended" => self.observe(name, false),
            Outcome::Refused(code) if code == "invalid_credentials" => self.rule_out(from),
            Outcome::Refused(_) => Some("a password change is refused"),
            _ => None,
        }
    }

    fn sweep(&mut self, kept: &str, state: State) {
        let others = self.sessions.iter_mut().filter(|(name, _)| *name != kept);
        for (_, session) in others.filter(|(_, session)| session.state == State::Live) {
            session.state = state;
        }
    }
}

impl Session {
    fn turn(&mut self, asked: u32, made: u32) -> Fault {
        let unsure = std::mem::take(&mut self.unsure);
        if made < self.newest || made < asked {
            return Some("I2: the leaf went back");
        }
        if !unsure && made > self.newest + 1 {
            return Some("I2: a turn that nobody asked for");
        }
        self.newest = made;
        None
    }
}

#[cfg(test)]
mod tests;
