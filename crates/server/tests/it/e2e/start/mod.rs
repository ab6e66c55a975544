//! Starts: what the first one makes, and what refuses one: a line on standard error that says what to do, exit code 1, and a
//! data folder that is as it was before.

mod config;
mod database;
mod first;
mod folder;

use super::process::{Place, Start, contents, free_port};

/// The start is refused with this code and a line that holds all of these; the data folder stays as it was.
fn refused(place: &Place, start: &Start<'_>, code: &str, says: &[&str]) {
    let before = place.data().exists().then(|| contents(&place.data()));
    let ran = start.refused();
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (Some(1), ""),
        "{code}: {ran:?}"
    );
    assert!(ran.err.starts_with(&format!("{code}: ")), "{code}: {ran:?}");
    assert_eq!(ran.err.lines().count(), 1, "{code}: {ran:?}");
    for part in says {
        assert!(ran.err.contains(part), "{code}: {part}: {ran:?}");
    }
    if let Some(before) = before {
        let after = contents(&place.data());
        let names = |all: &[(std::path::PathBuf, u32, Vec<u8>)]| -> Vec<_> {
            all.iter()
                .map(|(path, mode, bytes)| (path.clone(), *mode, bytes.len()))
                .collect()
        };
        assert!(
            before == after,
            "{code}: {:?} became {:?}",
            names(&before),
            names(&after)
        );
    }
}

/// A folder that a server has used and left in order, and its port.
fn used() -> (Place, u16) {
    let place = Place::new();
    let port = free_port();
    place
        .start()
        .listen(format!("localhost:{port}"))
        .run()
        .stop();
    (place, port)
}
