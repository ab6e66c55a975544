//! What refuses a start: one line on standard error that says what to do, exit code 1, nothing overwritten.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use paraph::data::DataFolder;

use super::Shell;

fn set_mode(shell: &Shell, name: &str, mode: u32) {
    fs::set_permissions(shell.path().join(name), Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_data_folder_in_use_is_refused() {
    let shell = Shell::new();
    let _owner = DataFolder::open(&shell.path().join("d")).unwrap();
    let error = shell.refused("serve --listen localhost:0 --data d", "", "data_in_use");
    assert!(error.contains("another paraph uses d"), "{error}");
    assert!(!shell.path().join("d/master.key").exists());
}

#[test]
fn a_data_folder_that_cannot_be_written_is_refused() {
    let shell = Shell::new();
    shell.write("file", "x");
    let error = shell.refused(
        "serve --listen localhost:0 --data file/d",
        "",
        "data_not_writable",
    );
    assert!(error.contains("--data"), "{error}");
    assert_eq!(shell.read("file"), "x");
}

#[test]
fn b05_a_folder_or_key_open_to_others_is_refused() {
    let shell = Shell::new();
    drop(DataFolder::open(&shell.path().join("d")).unwrap());
    set_mode(&shell, "d", 0o777);
    let error = shell.refused(
        "serve --listen localhost:0 --data d",
        "",
        "data_folder_open",
    );
    assert!(error.contains("chmod 700 d"), "{error}");
    set_mode(&shell, "d", 0o700);
    shell.write("d/master.key", "1:AAAA\n");
    set_mode(&shell, "d/master.key", 0o644);
    let error = shell.refused(
        "serve --listen localhost:0 --data d",
        "",
        "file_open_to_others",
    );
    assert!(error.contains("chmod 600 d/master.key"), "{error}");
    set_mode(&shell, "d/master.key", 0o600);
    shell.refused(
        "serve --listen localhost:0 --data d",
        "",
        "master_key_malformed",
    );
    assert_eq!(shell.read("d/master.key"), "1:AAAA\n");
}

#[test]
fn a_missing_key_beside_a_database_is_refused() {
    let shell = Shell::new();
    drop(DataFolder::open(&shell.path().join("d")).unwrap());
    shell.write("d/paraph.db", "x");
    shell.refused(
        "serve --listen localhost:0 --data d",
        "",
        "master_key_missing",
    );
    assert!(!shell.path().join("d/master.key").exists());
}

#[test]
fn postgresql_without_its_master_key_is_refused() {
    let shell = Shell::new();
    let line = "serve --listen localhost:0 --data d --database-url postgres://db/paraph";
    let error = shell.refused(line, "", "config_refused");
    assert!(error.contains("--master-key"), "{error}");
    shell.refused(
        &format!("{line} --master-key missing"),
        "",
        "file_unreadable",
    );
    shell.write("url", "postgres://ada:hunter2@db/paraph");
    set_mode(&shell, "url", 0o644);
    shell.write(
        "c.toml",
        "[database]\nurl_file = 'url'\n[keys]\nmaster_key_file = 'm'\n",
    );
    let error = shell.refused("serve --config c.toml --data d", "", "file_open_to_others");
    assert!(
        error.contains("chmod 600") && !error.contains("hunter2"),
        "{error}"
    );
}

#[test]
fn a_taken_port_is_refused() {
    let shell = Shell::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let line = format!("serve --listen localhost:{port} --data d");
    let ran = shell.pipe(&line, "");
    assert_eq!(ran.code, 1);
    assert!(
        ran.err
            .contains(&format!("listen_failed: localhost:{port} is taken")),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("--listen"));
}

#[test]
fn an_issuer_that_is_not_where_the_listener_is_is_refused() {
    let shell = Shell::new();
    let ran = shell.pipe(
        "serve --listen localhost:0 --data d --issuer http://localhost:9",
        "",
    );
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("issuer_refused: "), "{}", ran.err);
    assert!(
        ran.err.contains("--listen localhost:9") && ran.err.contains("--issuer"),
        "{}",
        ran.err
    );
}
