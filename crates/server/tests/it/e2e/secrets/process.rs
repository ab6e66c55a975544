//! S06: what other processes can see of ours.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::process::Command;

use crate::e2e::process::{AS_NOBODY, Place, finish, give_away, is_root};

#[test]
fn s06_the_process_is_not_dumpable_and_writes_no_core() {
    let place = Place::new();
    let mut start = place.start();
    if is_root() {
        fs::create_dir(place.data()).unwrap();
        give_away(place.path());
        start = start.run_by_nobody();
    }
    let server = start.run();
    let proc = format!("/proc/{}", server.pid());
    let uid = server.status("Uid");
    assert!(!is_root() || uid.starts_with("65534"), "{uid}");
    // What a process that is not dumpable leaves in /proc belongs to root, whoever runs it.
    for name in ["mem", "environ", "maps"] {
        assert_eq!(
            fs::metadata(format!("{proc}/{name}")).unwrap().uid(),
            0,
            "{name}"
        );
    }
    let limits = fs::read_to_string(format!("{proc}/limits")).unwrap();
    let cores = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"));
    let words: Vec<_> = cores.expect("a limit").split_whitespace().collect();
    assert_eq!(words[4..6], ["0", "0"], "{cores:?}");
    if is_root() {
        let mut peek = Command::new(AS_NOBODY[0]);
        peek.args(&AS_NOBODY[1..])
            .args(["cat", &format!("{proc}/environ")]);
        let ran = finish(&mut peek, "");
        assert!(ran.code != Some(0) && ran.out.is_empty(), "{ran:?}");
    }
    server.stop();
}

#[test]
fn s06_a_password_in_an_argument_or_the_environment_is_refused_and_not_repeated() {
    let url = "postgres://ada:hunter2@db.example/paraph";
    let place = Place::new();
    let starts = [
        place.start().args(&["--database-url", url]),
        place.start().env("PARAPH_DATABASE__URL", url),
        place
            .start()
            .config(&format!("[database]\nurl = '{url}'\n")),
    ];
    for start in starts {
        let ran = start.refused();
        assert!(ran.err.starts_with("config_refused: "), "{ran:?}");
        assert!(
            ran.err.contains("database.url_file") && !ran.err.contains("hunter2"),
            "{ran:?}"
        );
    }
    let user = ["user", "add", "ada@example.org", "--password", "x"];
    assert_eq!(
        place.command(&user, "").code,
        Some(2),
        "no flag takes a password"
    );
}
