//! The commands that are clients of a running server: what they ask, what they print, how they fail.

use serde_json::{Value, json};

use super::Shell;
use super::server::{Canned, Request};

fn ada() -> Value {
    json!({
        "id": "usr_a", "email": "ada@example.org", "name": "Ada", "roles": ["paraph:admin", "editor"],
        "claims": {"team": "blue", "level": 3}, "disabled": false, "created": 1_700_000_000, "last_login": null,
    })
}

fn lines(requests: &[Request]) -> Vec<&str> {
    requests
        .iter()
        .map(|request| request.line.as_str())
        .collect()
}

/// Runs a command against canned answers, on the default data folder.
fn against(answers: &[(u16, Value)], line: &str, stdin: &str) -> (super::Ran, Vec<Request>) {
    let shell = Shell::new();
    let canned = Canned::on(&shell.path().join(".local/share/paraph"), answers);
    let ran = shell.pipe(line, stdin);
    (ran, canned.requests())
}

#[test]
fn user_add_reads_the_password_from_standard_input_and_prints_the_id() {
    let line = "user add ada@example.org --name Ada --role paraph:admin --role editor --claim team=blue --claim level:=3";
    let (ran, requests) = against(&[(201, ada())], line, "pass word \n");
    assert_eq!((ran.code, ran.out.as_str()), (0, "usr_a\n"), "{}", ran.err);
    assert_eq!(lines(&requests), ["POST /admin/api/users"]);
    let sent = json!({
        "email": "ada@example.org", "name": "Ada", "roles": ["paraph:admin", "editor"],
        "claims": {"team": "blue", "level": 3}, "password": "pass word ",
    });
    assert_eq!(requests[0].body, sent);
    let (ran, requests) = against(&[(201, ada())], "user add a@b.c --no-password --json", "");
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap(), ada());
    assert_eq!(requests[0].body, json!({ "email": "a@b.c" }));
}

#[test]
fn a_problem_of_the_server_is_one_line_and_exit_code_1() {
    let problem = json!({
        "type": "urn:paraph:error:conflict", "title": "Conflict", "status": 409, "code": "conflict",
        "detail": "taken\u{1b}[2J\nby another", "request_id": "r1",
    });
    let (ran, _) = against(&[(409, problem)], "user add a@b.c", "password");
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert_eq!(ran.err, "conflict: taken\\u{1b}[2J\\nby another\n");
    for (status, body) in [
        (500, json!({})),
        (502, json!("x")),
        (302, Value::Null),
        (200, json!({})),
    ] {
        let (ran, _) = against(&[(status, body)], "user list", "");
        assert_eq!(ran.code, 1);
        assert!(ran.err.starts_with("unexpected_answer: "), "{}", ran.err);
    }
}

#[test]
fn no_server_is_said_with_the_way_to_start_one() {
    let shell = Shell::new();
    for line in [
        "user list --data d",
        "session list a@b.c --data d",
        "key list --data d",
        "login a@b.c --data d",
    ] {
        let error = shell.refused(line, "", "no_server");
        assert!(error.contains("paraph serve --data d"), "{error}");
    }
    // A socket that a killed server left behind.
    std::fs::create_dir(shell.path().join("d")).unwrap();
    drop(std::os::unix::net::UnixListener::bind(shell.path().join("d/paraph.sock")).unwrap());
    shell.refused("user list --data d", "", "no_server");
    let error = shell.refused("user add a@b.c", "", "no_server");
    assert!(error.contains(".local/share/paraph"), "{error}");
}

#[test]
fn lists_are_read_page_after_page() {
    let page = |next: Value| json!({ "items": [ada()], "next": next });
    let answers = [(200, page(json!("usr_a"))), (200, page(Value::Null))];
    let (ran, requests) = against(&answers, "user list", "");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let table: Vec<_> = ran.out.lines().collect();
    assert_eq!(table.len(), 3);
    assert_eq!(
        table[1],
        "usr_a  ada@example.org  Ada   paraph:admin,editor  active  -"
    );
    assert_eq!(
        lines(&requests),
        [
            "GET /admin/api/users?limit=1000",
            "GET /admin/api/users?after=usr_a&limit=1000"
        ]
    );
    let (ran, requests) = against(
        &[(200, page(json!("usr_a")))],
        "user list --limit 1 --json",
        "",
    );
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap(), ada());
    assert_eq!(lines(&requests), ["GET /admin/api/users?limit=1"]);
}

#[test]
fn people_are_named_by_id_or_e_mail_address() {
    let found = json!({ "items": [ada()], "next": null });
    let answers = [(200, found), (200, ada())];
    let (ran, requests) = against(&answers, "user disable ada+x@example.org", "");
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "usr_a disabled\n"),
        "{}",
        ran.err
    );
    assert_eq!(
        lines(&requests),
        [
            "GET /admin/api/users?email=ada%2Bx%40example.org",
            "PATCH /admin/api/users/usr_a"
        ]
    );
    assert_eq!(requests[1].body, json!({ "disabled": true }));
    let (_, requests) = against(&[(200, ada())], "user enable usr_a/../x?y", "");
    assert_eq!(
        lines(&requests),
        ["PATCH /admin/api/users/usr_a%2F..%2Fx%3Fy"]
    );
    let none = json!({ "items": [], "next": null });
    let (ran, _) = against(&[(200, none)], "user enable nobody@example.org", "");
    assert_eq!(ran.code, 1);
    assert!(ran.err.starts_with("not_found: "), "{}", ran.err);
}

#[test]
fn user_set_adds_to_and_takes_from_what_is_there() {
    let line = "user set usr_a --name Countess --role reader --no-role editor --claim level:=4 --no-claim team";
    let (ran, requests) = against(&[(200, ada()), (200, ada())], line, "");
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "usr_a changed\n"),
        "{}",
        ran.err
    );
    let sent =
        json!({ "name": "Countess", "roles": ["paraph:admin", "reader"], "claims": {"level": 4} });
    assert_eq!(requests[1].body, sent);
    let ran = Shell::new().run(&["user", "set", "usr_a", "--name", ""], b"");
    assert_eq!(ran.code, 1, "an empty name is a change: {}", ran.err);
}

#[test]
fn user_password_changes_it_alone() {
    let (ran, requests) = against(&[(200, ada())], "user password usr_a", "new one\n");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(requests[0].body, json!({ "password": "new one" }));
    let shell = Shell::new();
    let _canned = Canned::on(&shell.path().join("d"), &[(200, ada())]);
    assert_eq!(
        shell.pipe("user password usr_a --data d", "").code,
        2,
        "no password, no change"
    );
}

#[test]
fn sessions_are_listed_and_ended() {
    let session = json!({
        "id": "ses_1", "user": "usr_a", "client_id": "app", "carrier": "browser", "device": "X", "address": "::1",
        "created": 1_700_000_000, "last_used": 1_700_000_300, "expires": 1_800_000_000,
    });
    let page = json!({ "items": [session], "next": null });
    let (ran, requests) = against(&[(200, page)], "session list usr_a", "");
    let row = "ses_1  app     browser  2023-11-14T22:13:20Z  2023-11-14T22:18:20Z  ::1      X";
    assert_eq!(ran.out.lines().nth(1), Some(row));
    assert!(
        requests[0]
            .line
            .starts_with("GET /admin/api/users/usr_a/sessions")
    );
    let (ran, requests) = against(&[(204, Value::Null)], "session end ses_1", "");
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert_eq!(lines(&requests), ["DELETE /admin/api/sessions/ses_1"]);
    let (ran, requests) = against(
        &[(200, json!({ "ended": 2 }))],
        "session end --user usr_a",
        "",
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(lines(&requests), ["DELETE /admin/api/users/usr_a/sessions"]);
}

#[test]
fn keys_are_listed() {
    let key = json!({ "kid": "k1", "alg": "ES256", "created": 1_700_000_000, "signs": true });
    let (ran, _) = against(
        &[(200, json!({ "items": [key], "next": null }))],
        "key list",
        "",
    );
    assert_eq!(
        ran.out.lines().nth(1),
        Some("k1   ES256  true   2023-11-14T22:13:20Z")
    );
}

#[test]
fn a_machine_without_certificates_still_reaches_its_own_server() {
    let shell = Shell::new()
        .with("SSL_CERT_FILE", "/nowhere")
        .with("SSL_CERT_DIR", "/nowhere");
    let page = json!({ "items": [], "next": null });
    let canned = Canned::on(&shell.path().join("d"), &[(200, page)]);
    shell.ok("key list --data d", "");
    assert_eq!(canned.requests().len(), 1);
}

#[test]
fn s06_a_token_is_never_sent_in_the_clear_beyond_this_machine() {
    let shell = Shell::new();
    shell.write("t", "token");
    for server in ["http://id.example.org", "ftp://localhost", "id.example.org"] {
        let ran = shell.pipe(&format!("user list --server {server} --token-file t"), "");
        assert_eq!(ran.code, 2, "{server}: {}", ran.err);
        let ran = shell.pipe(&format!("login a@b.c --server {server}"), "password");
        assert_eq!(ran.code, 2, "{server}: {}", ran.err);
    }
}

#[test]
fn login_prints_the_access_token_and_stores_nothing() {
    let answer = json!({ "access_token": "a.b.c", "token_type": "Bearer", "expires_in": 300, "refresh_token": "r" });
    let (canned, port) = Canned::on_port(&[(200, answer.clone())]);
    let shell = Shell::new();
    let line =
        format!("login a@b.c --server http://127.0.0.1:{port}/auth --audience shop --scope read");
    assert_eq!(shell.ok(&line, "pass word\n"), "a.b.c\n");
    let requests = canned.requests();
    assert_eq!(lines(&requests), ["POST /auth/api/login"]);
    let sent = json!({
        "email": "a@b.c", "password": "pass word", "carrier": "bearer", "audience": "shop", "scope": "read",
    });
    assert_eq!(requests[0].body, sent);
    assert_eq!(std::fs::read_dir(shell.path()).unwrap().count(), 0);
}

#[test]
fn login_finds_the_server_of_the_data_folder() {
    let (canned, port) =
        Canned::on_port(&[(401, json!({ "code": "invalid_credentials", "title": "No" }))]);
    let shell = Shell::new();
    let config = json!({ "issuer": format!("http://127.0.0.1:{port}") });
    let local = Canned::on(&shell.path().join("d"), &[(200, config)]);
    shell.refused("login a@b.c --data d", "wrong", "invalid_credentials");
    assert_eq!(lines(&local.requests()), ["GET /admin/api/config"]);
    assert_eq!(lines(&canned.requests()), ["POST /api/login"]);
}
