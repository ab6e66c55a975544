//! What a first start makes, and where it serves.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::Duration;

use serde_json::json;

use crate::e2e::call::{Caller, PASSWORD, send};
use crate::e2e::process::{Place, bin, contents, finish, free_port};
use crate::support::store::dump;

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
    let login = json!({ "email": "eve@example.org", "password": PASSWORD, "audience": server.url });
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
    place.user_add("ada@example.org", PASSWORD);
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
    line.args(["sh", "-c", script, "sh"]).arg(bin());
    line.args(["serve", "--listen", "localhost:0", "--data"])
        .arg(place.data());
    let ran = finish(&mut line, "");
    assert!(
        ran.out.contains("\nlistening on http://localhost:"),
        "{ran:?}"
    );
}

#[test]
fn f04_a_first_start_that_is_killed_anywhere_can_be_made_again() {
    for millis in (0..60).step_by(4) {
        let place = Place::new();
        // The issuer, and with it the port, may be settled by then.
        let start = place.start().listen(format!("localhost:{}", free_port()));
        start.kill_after(Duration::from_millis(millis));
        start.run().stop();
    }
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
