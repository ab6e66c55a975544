//! Starts: what the first one makes, and what refuses one: a line on standard error that says what to do, exit code 1, and a
//! data folder that is as it was before.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::call::{Caller, send};
use super::process::{Place, Ran, Start, contents, free_port, is_root};
use crate::support::store::{dump, execute};

/// The start is refused with this code and a line that holds all of these; the data folder stays as it was.
fn refused(place: &Place, start: &Start<'_>, code: &str, says: &[&str]) -> Ran {
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
    ran
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

#[tokio::test(flavor = "multi_thread")]
async fn b01_nobody_exists_after_a_first_start_and_the_first_admin_comes_through_the_socket() {
    let place = Place::new();
    let server = place.serve();
    let data = place.data();
    let list = ["user", "list", "--json", "--data", data.to_str().unwrap()];
    assert_eq!(place.command(&list, "").out, "");
    let caller = Caller::new(&server.url);
    for (email, password) in [
        ("admin", "admin"),
        ("admin@localhost", "paraph"),
        ("root@localhost", ""),
    ] {
        let login = json!({ "email": email, "password": password });
        let reply = send(caller.post("/api/login", &login)).await;
        assert!([400, 401].contains(&reply.status), "{reply:?}");
    }
    // Signing up first makes nobody an operator.
    caller.sign_up("eve@example.org").await;
    let login = json!({ "email": "eve@example.org", "password": super::call::PASSWORD, "audience": server.url });
    let eve = send(caller.post("/api/login", &login)).await.json();
    let token = eve["access_token"].as_str().expect("a token");
    let reply = send(caller.get("/admin/api/users").bearer_auth(token)).await;
    reply.refused(403, "forbidden");
    server.stop();
    for (table, rows) in dump(&place.data().join("paraph.db")).0 {
        assert!(table != "users" || rows.len() == 1, "{table}: {rows:?}");
    }
}

#[test]
fn b05_what_is_made_is_its_owners_alone() {
    let place = Place::new();
    let server = place.start().env("RUST_LOG", "info").run();
    let modes: Vec<_> = contents(&place.data())
        .into_iter()
        .map(|(path, mode, _)| (path, mode & 0o777))
        .collect();
    let folder = fs::metadata(place.data()).unwrap().permissions().mode() & 0o777;
    assert_eq!(folder, 0o700);
    assert!(modes.len() >= 4, "{modes:?}");
    for (path, mode) in modes {
        assert_eq!(mode, 0o600, "{}", path.display());
    }
    server.stop();
}

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
        .as_nobody();
    refused(&place, &start, "data_not_writable", &["--data"]);
    let home = Place::new();
    let start = home.start().at_home().as_nobody();
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

/// Writes over some bytes of a file.
fn scribble(path: &Path, at: usize, count: usize) {
    let mut bytes = fs::read(path).unwrap();
    for byte in &mut bytes[at..at + count] {
        *byte ^= 0xa5;
    }
    fs::write(path, bytes).unwrap();
}

#[test]
fn f23_a_damaged_database_is_refused() {
    let (place, port) = used();
    let database = place.data().join("paraph.db");
    let whole = fs::read(&database).unwrap();
    let start = place.start().listen(format!("localhost:{port}"));
    let says = ["damaged", "paraph.db", "backup"];
    let damages: [(&str, &dyn Fn()); 4] = [
        ("another file", &|| {
            fs::write(&database, "x".repeat(9_000)).unwrap()
        }),
        ("a broken head", &|| scribble(&database, 0, 16)),
        ("a broken page", &|| scribble(&database, 4_096, 200)),
        ("cut", &|| {
            fs::write(&database, &whole[..whole.len() / 2]).unwrap()
        }),
    ];
    for (what, damage) in damages {
        println!("{what}");
        fs::write(&database, &whole).unwrap();
        damage();
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

#[test]
fn b05_unsafe_configurations_are_refused() {
    let place = Place::new();
    let table: [(&str, &[&str], &str, &str); 12] = [
        (
            "",
            &["--issuer", "http://id.example.org"],
            "config_refused",
            "https",
        ),
        (
            "",
            &["--issuer", "https://id.example.org/"],
            "config_refused",
            "slash",
        ),
        (
            "[http]\norigins = ['*']",
            &[],
            "config_refused",
            "http.origins",
        ),
        (
            "[http]\norigins = ['http://app.example.org']",
            &[],
            "config_refused",
            "https",
        ),
        (
            "[http]\nbehind_proxy = '0.0.0.0/0'",
            &[],
            "config_refused",
            "http.behind_proxy",
        ),
        (
            "[http]\nlisten = '0.0.0.0:0'",
            &[],
            "config_refused",
            "--behind-proxy",
        ),
        (
            "[tokens]\nalgorithm = 'HS256'",
            &[],
            "config_refused",
            "tokens.algorithm",
        ),
        (
            "[tokens]\nalgorithm = 'none'",
            &[],
            "config_refused",
            "tokens.algorithm",
        ),
        (
            "[tokens]\nlife = '2 days'",
            &[],
            "config_refused",
            "tokens.life",
        ),
        (
            "[passwords]\nmemory_kib = 1024",
            &[],
            "config_refused",
            "passwords.memory_kib",
        ),
        (
            "[refresh]\nreplay_window = '0s'",
            &[],
            "config_refused",
            "refresh.replay_window",
        ),
        (
            "[tokens]\nlive = '5m'",
            &[],
            "config_refused",
            "tokens.live",
        ),
    ];
    for (config, args, code, says) in table {
        // A flag would win over the file's listener.
        let listen = if config.contains("listen") {
            "0.0.0.0:0"
        } else {
            "localhost:0"
        };
        let start = place.start().listen(listen).config(config).args(args);
        let ran = start.refused();
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (Some(1), ""),
            "{config} {args:?}: {ran:?}"
        );
        assert!(
            ran.err.starts_with(&format!("{code}: ")),
            "{config} {args:?}: {ran:?}"
        );
        assert!(ran.err.contains(says), "{config} {args:?}: {ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
        assert!(
            !place.data().join("paraph.db").exists() || !args.is_empty(),
            "{config}"
        );
    }
    place.serve().stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn w10_an_issuer_with_a_path_serves_below_it() {
    let place = Place::new();
    let port = free_port();
    let issuer = format!("http://localhost:{port}/auth");
    let server = place
        .start()
        .listen(format!("localhost:{port}"))
        .args(&["--issuer", &issuer])
        .run();
    assert_eq!(
        server.greeting[1],
        format!("jwks_uri {issuer}/.well-known/jwks.json")
    );
    place.user_add("ada@example.org", super::call::PASSWORD);
    let caller = Caller::new(&issuer);
    let pair = caller.pair("ada@example.org").await;
    assert_eq!(caller.me(&pair.access).await.status, 200);
    let host = format!("http://localhost:{port}");
    for path in [
        "/auth/.well-known/jwks.json",
        "/.well-known/oauth-authorization-server/auth",
    ] {
        let reply = send(Caller::new(&host).get(path).header("host", "evil.example")).await;
        assert_eq!(reply.status, 200, "{path}");
        assert!(!reply.body.contains("evil"), "{reply:?}");
    }
    assert_eq!(send(Caller::new(&host).get("/api/me")).await.status, 404);
    server.stop();
}

#[test]
fn a_machine_without_ipv6_is_no_error() {
    let place = Place::new();
    let Some(mut line) = without_ipv6() else {
        println!("skipped: no network namespace to be had");
        return;
    };
    let script = "ip link set lo up 2>/dev/null; echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6; \
         timeout -s TERM 3 \"$@\"";
    line.args(["sh", "-c", script, "sh"])
        .arg(super::process::bin());
    line.args(["serve", "--listen", "localhost:0", "--data"])
        .arg(place.data());
    let ran = super::process::finish(&mut line, "");
    assert!(
        ran.out.contains("\nlistening on http://localhost:"),
        "{ran:?}"
    );
}

/// A command that runs another one in a network of its own, if this machine lets us.
fn without_ipv6() -> Option<Command> {
    let unshare = || {
        let mut command = Command::new("unshare");
        command.arg("--net");
        command
    };
    let tried = unshare().arg("true").status();
    tried.is_ok_and(|status| status.success()).then(unshare)
}

#[test]
fn f04_a_first_start_that_is_killed_anywhere_can_be_made_again() {
    for millis in (0..60).step_by(4) {
        let place = Place::new();
        place
            .start()
            .kill_after(std::time::Duration::from_millis(millis));
        place.serve().stop();
    }
}
