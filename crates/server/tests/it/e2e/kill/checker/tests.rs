//! Histories that are honest, and each fault there is.

use std::time::Duration;

use super::*;

const PASSWORD: Call = Call::LogIn { password: 0 };

fn history(calls: &[(&str, Call, Outcome)]) -> Vec<Event> {
    let event = |(at, (session, call, outcome)): (u64, &(&str, Call, Outcome))| Event {
        client: 0,
        session: (!session.is_empty()).then(|| (*session).to_owned()),
        call: call.clone(),
        writes: true,
        start: Duration::from_secs(at),
        end: Duration::from_secs(at),
        outcome: outcome.clone(),
    };
    (0..).zip(calls).map(event).collect()
}

fn opened(name: &str) -> (&'static str, Call, Outcome) {
    ("", PASSWORD, Outcome::Opened(name.into()))
}

fn asked(generation: u32) -> Call {
    Call::Refresh { generation }
}

fn ended() -> Outcome {
    Outcome::Refused("session_ended".into())
}

/// Faults found after `s` and `t` were opened.
fn faults(calls: &[(&str, Call, Outcome)]) -> Vec<String> {
    let mut all = vec![opened("s"), opened("t")];
    all.extend(calls.iter().cloned());
    check(&history(&all))
}

#[track_caller]
fn fault(calls: &[(&str, Call, Outcome)], starts: &str) {
    let found = faults(calls);
    assert!(
        found.len() == 1 && found[0].starts_with(starts),
        "{starts}: {found:?}"
    );
}

#[test]
fn an_honest_history_has_no_fault() {
    let change = Call::ChangePassword { from: 0, to: 1 };
    let found = faults(&[
        ("s", asked(0), Outcome::Turned(1)),
        ("s", asked(1), Outcome::Unknown),
        ("s", asked(1), Outcome::Turned(3)),
        ("t", Call::LogOut, Outcome::Unknown),
        ("t", asked(0), ended()),
        ("t", asked(0), ended()),
        ("s", change, Outcome::Unknown),
        (
            "s",
            Call::ChangePassword { from: 0, to: 2 },
            Outcome::Refused("invalid_credentials".into()),
        ),
        ("", PASSWORD, Outcome::Refused("invalid_credentials".into())),
        ("", Call::LogIn { password: 1 }, Outcome::Opened("u".into())),
    ]);
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn faults_are_found() {
    let change = || Call::ChangePassword { from: 0, to: 1 };
    let wrong = || Outcome::Refused("refresh_invalid".into());
    fault(&[("s", asked(0), ended())], "I3");
    fault(&[("s", asked(0), wrong())], "I3");
    fault(
        &[
            ("s", Call::LogOut, Outcome::Done),
            ("s", asked(0), Outcome::Turned(1)),
        ],
        "I1",
    );
    fault(
        &[
            ("s", Call::LogOut, Outcome::Unknown),
            ("s", asked(0), Outcome::Turned(1)),
            ("s", asked(1), ended()),
        ],
        "I3",
    );
    fault(
        &[
            ("s", asked(0), Outcome::Turned(1)),
            ("s", asked(1), Outcome::Turned(1)),
            ("s", asked(1), Outcome::Turned(3)),
        ],
        "I2",
    );
    fault(&[("s", asked(0), Outcome::Turned(2))], "I2");
    fault(&[("s", change(), Outcome::Done), opened("u")], "I1");
    fault(
        &[
            ("s", change(), Outcome::Done),
            ("t", Call::Me, Outcome::Done),
        ],
        "I1",
    );
    // Unknown is the same for ever after: the change was not made, so the old password is right.
    fault(
        &[
            ("s", change(), Outcome::Unknown),
            ("t", asked(0), Outcome::Turned(1)),
            ("", PASSWORD, Outcome::Refused("invalid_credentials".into())),
        ],
        "I1",
    );
    fault(
        &[(
            "s",
            change(),
            Outcome::Refused("invalid_credentials".into()),
        )],
        "I1: the password that was set",
    );
    fault(
        &[("s", Call::Me, Outcome::Wrong("500".into()))],
        "an answer",
    );
}

#[test]
fn a_kill_bites_only_what_was_in_flight() {
    let mut events = history(&[opened("s"), ("s", asked(0), Outcome::Unknown)]);
    events[1].end = Duration::from_secs(3);
    let kills = [0, 2, 4].map(Duration::from_secs);
    assert_eq!(super::super::history::bites(&events, &kills), (1, 1));
    events[1].writes = false;
    assert_eq!(super::super::history::bites(&events, &kills), (1, 0));
}
