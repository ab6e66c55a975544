//! Folders, ports, issuers and keys that are not this start's.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use super::{refused, used};
use crate::e2e::process::{Place, contents, is_root};

#[test]
fn a_folder_that_cannot_be_written_is_refused() {
    if !is_root() {
        println!("skipped: only root can become another user");
        return;
    }
    let (place, port) = used();
    let start = place
        .start()
        .listen(format!("localhost:{port}"))
        .run_by_nobody();
    refused(&place, &start, "data_not_writable", &["--data"]);
    let home = Place::new();
    let start = home.start().at_home().run_by_nobody();
    refused(&home, &start, "data_not_writable", &["--data"]);
    let made: Vec<_> = contents(home.path())
        .into_iter()
        .map(|(path, ..)| path)
        .collect();
    assert_eq!(
        made,
        [home.path().join("paraph")],
        "only the binary is there"
    );
}

#[test]
fn a_folder_in_use_is_refused_and_its_server_goes_on() {
    let (place, port) = used();
    let server = place.start().listen(format!("localhost:{port}")).run();
    let ran = place.start().refused();
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.starts_with("data_in_use: ") && ran.err.contains("--data"),
        "{ran:?}"
    );
    let users = ["user", "list", "--data", place.data().to_str().unwrap()].map(str::to_owned);
    let users = users.each_ref().map(String::as_str);
    assert_eq!(
        place.command(&users, "").code,
        Some(0),
        "the socket is still there"
    );
    server.stop();
}

#[test]
fn a_taken_port_is_refused() {
    let (place, port) = used();
    let taken = TcpListener::bind(("127.0.0.1", port)).expect("the port");
    let start = place.start().listen(format!("localhost:{port}"));
    refused(&place, &start, "listen_failed", &["--listen", "taken"]);
    drop(taken);
    start.run().stop();
}

#[test]
fn another_issuer_than_at_the_first_start_is_refused() {
    let (place, port) = used();
    let other = place
        .start()
        .listen(format!("localhost:{port}"))
        .args(&["--issuer", "https://id.example.org"]);
    refused(
        &place,
        &other,
        "issuer_refused",
        &["--issuer", "--data", &port.to_string()],
    );
    let elsewhere = place.start();
    refused(
        &place,
        &elsewhere,
        "issuer_refused",
        &["--listen", "--issuer"],
    );
    place
        .start()
        .listen(format!("localhost:{port}"))
        .run()
        .stop();
}

#[test]
fn another_master_key_is_refused() {
    let (place, port) = used();
    let own = fs::read(place.data().join("master.key")).unwrap();
    let other = Place::new();
    other.serve().stop();
    let foreign = fs::read(other.data().join("master.key")).unwrap();
    fs::write(place.data().join("master.key"), foreign).unwrap();
    let start = place.start().listen(format!("localhost:{port}"));
    refused(&place, &start, "master_key_wrong", &["master key"]);
    fs::remove_file(place.data().join("master.key")).unwrap();
    refused(&place, &start, "master_key_missing", &["master.key"]);
    fs::write(place.data().join("master.key"), own).unwrap();
    fs::set_permissions(
        place.data().join("master.key"),
        Permissions::from_mode(0o644),
    )
    .unwrap();
    refused(&place, &start, "file_open_to_others", &["chmod 600"]);
    fs::set_permissions(
        place.data().join("master.key"),
        Permissions::from_mode(0o600),
    )
    .unwrap();
    start.run().stop();
}
