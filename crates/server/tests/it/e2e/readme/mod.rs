//! The README's walk-through, run as it is written: commands, and what they are said to print, are read from the README
//! itself. Only the port, the password and the two tokens are filled in.

mod document;
mod terminal;

use self::document::steps;
pub(crate) use self::document::{Block, Step, blocks, blocks_of, compare, examples, root};
use self::terminal::Terminal;
use super::process::Place;

#[test]
fn the_two_minutes_of_the_readme_work_as_written() {
    let place = Place::new();
    let mut steps = steps().into_iter();
    let first = steps.next().expect("a first command");
    assert_eq!(first.command, "cargo run --release -- serve");
    let server = place.start().at_home().run();
    let port = server.port();
    let mut said = server.greeting.clone();
    said.push(format!("listening on {}", server.url));
    let promised: Vec<_> = first
        .prints
        .iter()
        .map(|line| line.replace("8080", &port.to_string()))
        .collect();
    assert_eq!(said, promised);
    let mut terminal = Terminal::open(&place, port);
    let mut done = Vec::new();
    for step in steps {
        done.push(terminal.follow(&step));
    }
    let all = [
        "alias", "user add", "login", "me", "check", "refresh", "sessions", "logout", "revoked",
    ];
    assert_eq!(done, all);
    server.stop();
}
