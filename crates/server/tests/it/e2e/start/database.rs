//! Databases that no start may touch.

use std::fs;

use super::{refused, used};
use crate::e2e::process::Place;
use crate::support::store::execute;

/// The bytes with some of them written over.
fn scribble(whole: &[u8], at: usize, count: usize) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for byte in &mut bytes[at..at + count] {
        *byte ^= 0xa5;
    }
    bytes
}

#[test]
fn f23_a_damaged_database_is_refused() {
    let (place, port) = used();
    let database = place.data().join("paraph.db");
    let whole = fs::read(&database).unwrap();
    let start = place.start().listen(format!("localhost:{port}"));
    let damages = [
        ("another file", b"x".repeat(9_000)),
        ("a broken head", scribble(&whole, 0, 16)),
        ("a broken page", scribble(&whole, 4_096, 200)),
        ("cut", whole[..whole.len() / 2].to_vec()),
    ];
    for (what, damaged) in damages {
        println!("{what}");
        fs::write(&database, damaged).unwrap();
        let says = ["damaged", "paraph.db", "backup"];
        refused(&place, &start, "database", &says);
    }
    fs::write(&database, &whole).unwrap();
    start.run().stop();
}

#[test]
fn a_newer_database_and_one_of_another_program_are_refused() {
    let (place, port) = used();
    let database = place.data().join("paraph.db");
    let start = place.start().listen(format!("localhost:{port}"));
    execute(
        &database,
        "INSERT INTO migrations (version, name, applied) VALUES (999, 'later', 0)",
    );
    refused(&place, &start, "database", &["schema 999", "newer version"]);
    execute(&database, "DELETE FROM migrations WHERE version = 999");
    execute(&database, "PRAGMA application_id = 7");
    refused(&place, &start, "database", &["not a Paraph database"]);
}

#[test]
fn a_database_that_is_not_there_is_refused() {
    let place = Place::new();
    let other = Place::new();
    other.serve().stop();
    let key = place.write(
        "master.key",
        &fs::read_to_string(other.data().join("master.key")).unwrap(),
    );
    let url = format!(
        "postgres://paraph@localhost/paraph?host={}",
        place.path().display()
    );
    let start = place.start().args(&[
        "--database-url",
        &url,
        "--master-key",
        key.to_str().unwrap(),
    ]);
    let ran = start.refused();
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{ran:?}");
    assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
    assert!(ran.err.starts_with("database: "), "{ran:?}");
}
