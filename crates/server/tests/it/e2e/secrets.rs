//! Where secrets must not be: arguments, environment, core files, the database, the log, error texts.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::call::{Caller, PASSWORD, Pair, Reply, send};
use super::process::{AS_NOBODY, Place, Server, contents, finish, give_away, is_root};
use crate::support::store::{dump, execute};

#[test]
fn s06_the_process_is_not_dumpable_and_writes_no_core() {
    let place = Place::new();
    let mut start = place.start();
    if is_root() {
        fs::create_dir(place.data()).unwrap();
        give_away(place.path());
        start = start.as_nobody();
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

/// What went through a server that must be found nowhere afterwards.
struct Canaries(Vec<String>);

const NEVER: [&str; 6] = [
    "password-that-is-right-4711",
    "password-that-is-wrong-4712",
    "password-that-is-new-4713",
    "canary-cookie-4714",
    "canary-bearer-4715",
    "canary-query-4716",
];
/// In no log line either, though the database holds them.
const PERSONAL: [&str; 3] = ["canary-mail-4717", "Canary Name 4718", "canary-agent-4719"];

/// Uses a server in every way a person does, right and wrong.
async fn use_everything(place: &Place, server: &Server) -> Canaries {
    let [right, wrong, new, cookie, bearer, query] = NEVER;
    let caller = Caller::new(&server.url);
    let email = format!("{}@example.org", PERSONAL[0]);
    let account = json!({ "email": email, "password": right });
    let data = place.data();
    let add = [
        "user",
        "add",
        &email,
        "--name",
        PERSONAL[1],
        "--data",
        data.to_str().unwrap(),
    ];
    assert_eq!(place.command(&add, right).code, Some(0));
    let login = || async {
        let login = caller.post("/api/login", &account);
        Pair::of(&send(login.header("user-agent", PERSONAL[2])).await)
    };
    let (first, second) = (login().await, login().await);
    let turned = Pair::of(&caller.refresh(&first.refresh).await);
    let broken = format!("{}AAAA", &turned.refresh[..72]);
    caller
        .refresh(&broken)
        .await
        .refused(401, "refresh_invalid");
    caller.me(&turned.access).await;
    caller.me(bearer).await.refused(401, "token_invalid");
    let me = format!("/api/me?token={query}");
    send(
        caller
            .get(&me)
            .header("cookie", format!("par-dev-r-app={cookie}")),
    )
    .await;
    let bad = json!({ "email": email, "password": wrong });
    send(caller.post("/api/login", &bad))
        .await
        .refused(401, "invalid_credentials");
    let unknown = json!({ "email": email, "password": right, "pass_word": wrong });
    send(caller.post("/api/login", &unknown))
        .await
        .refused(400, "bad_request");
    let cut = format!("{{\"email\":\"{email}\",\"password\":\"{wrong}");
    let cut = caller
        .http
        .post(format!("{}/api/login", caller.base))
        .body(cut);
    send(cut.header("content-type", "application/json"))
        .await
        .refused(400, "bad_request");
    let page = caller
        .post("/api/login", &account)
        .header("origin", &server.url);
    let page = send(page).await;
    let in_cookie = page
        .header("set-cookie")
        .expect("a cookie")
        .split([';', '='])
        .nth(1);
    let in_cookie = in_cookie.expect("a token").to_owned();
    let change = json!({ "old_password": right, "new_password": new });
    let change = caller
        .post("/api/password/change", &change)
        .bearer_auth(&turned.refresh);
    assert_eq!(send(change).await.status, 204);
    assert_eq!(caller.log_out(&turned.refresh).await.status, 204);
    let mut all: Vec<_> = NEVER.map(str::to_owned).to_vec();
    all.extend([
        first.refresh,
        second.refresh,
        turned.refresh,
        broken,
        in_cookie,
    ]);
    for token in [first.access, second.access, turned.access] {
        all.push(token.rsplit('.').next().expect("a signature").to_owned());
        all.push(token);
    }
    Canaries(all)
}

#[tokio::test(flavor = "multi_thread")]
async fn s01_no_secret_is_logged_at_any_level() {
    let place = Place::new();
    let server = place.start().env("RUST_LOG", "trace").run();
    let Canaries(all) = use_everything(&place, &server).await;
    // Of the libraries below us, the one for HTTP/2 says most at that level.
    let mut curl = Command::new("curl");
    curl.args(["-s", "--noproxy", "*", "--http2-prior-knowledge", "-H"]);
    curl.args([&format!("authorization: Bearer {}", NEVER[4]), "-H"]);
    curl.args([&format!("origin: {}", server.url), "-H"]);
    curl.args([&format!("cookie: par-dev-r-app={}", NEVER[3]), "--json"]);
    curl.args([&format!("{{\"refresh_token\":\"{}\"}}", all[8])]);
    let ran = finish(
        curl.arg(format!("{}/api/refresh?q={}", server.url, NEVER[5])),
        "",
    );
    assert!(ran.out.contains("refresh_invalid"), "{ran:?}");
    server.stop();
    let log = place.log();
    assert!(log.contains("TRACE"), "the level is trace");
    assert!(
        log.matches("request_id=").count() >= 10,
        "requests are logged"
    );
    for canary in all.iter().map(String::as_str).chain(PERSONAL) {
        let line = log.lines().find(|line| line.contains(canary));
        assert_eq!(line, None, "{canary} is in the log");
    }
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// The start of a private P-256 key in PKCS#8, and of any JWK or PEM of one.
const PRIVATE: [&[u8]; 4] = [
    b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x04",
    b"PRIVATE KEY",
    b"\"d\":",
    b"\"d\" :",
];

#[tokio::test(flavor = "multi_thread")]
async fn k06_no_private_key_and_no_plain_secret_is_in_the_database_or_the_log() {
    let place = Place::new();
    let mut server = place.serve();
    let Canaries(all) = use_everything(&place, &server).await;
    // Killed, so that the write-ahead log stays.
    server.kill();
    let key = fs::read_to_string(place.data().join("master.key")).unwrap();
    let encoded = key.trim().split(':').nth(1).expect("a key").to_owned();
    let raw = base64_simd::URL_SAFE_NO_PAD
        .decode_to_vec(&encoded)
        .expect("base64url");
    let mut files = contents(&place.data());
    files.retain(|(path, ..)| path.file_name().is_some_and(|name| name != "master.key"));
    files.push((Path::new("log").into(), 0, place.log().into_bytes()));
    let names: Vec<_> = files.iter().map(|(path, ..)| path.clone()).collect();
    assert!(
        names.contains(&place.data().join("paraph.db-wal")),
        "{names:?}"
    );
    let email = PERSONAL[0].as_bytes();
    assert!(
        files.iter().any(|(.., bytes)| holds(bytes, email)),
        "what is stored is found"
    );
    for (path, _, bytes) in &files {
        let secrets = all.iter().map(String::as_bytes);
        let secrets = secrets.chain(PRIVATE).chain([encoded.as_bytes(), &raw[..]]);
        for secret in secrets {
            let shown = String::from_utf8_lossy(secret);
            assert!(!holds(bytes, secret), "{shown} is in {}", path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s03_r09_nothing_in_a_stolen_database_opens_anything() {
    let place = Place::new();
    let mut server = place.serve();
    let port = server.port();
    let caller = Caller::new(&server.url);
    caller.sign_up("ada@example.org").await;
    let pair = caller.pair("ada@example.org").await;
    Pair::of(&caller.refresh(&pair.refresh).await);
    server.kill();
    let stolen = dump(&place.data().join("paraph.db"));
    let server = place.start().listen(format!("localhost:{port}")).run();
    let cells = stolen.0.values().flatten().flat_map(|row| row.split('|'));
    let mut cells: Vec<_> = cells
        .filter(|cell| cell.len() > 8 && cell.is_ascii())
        .collect();
    cells.sort_unstable();
    cells.dedup();
    assert!(cells.len() > 20, "{cells:?}");
    for cell in cells {
        for token in [cell.to_owned(), format!("par_r_{cell}")] {
            let refused = caller.refresh(&token).await;
            assert!([400, 401].contains(&refused.status), "{token}: {refused:?}");
            for path in ["/api/me", "/api/sessions", "/admin/api/users"] {
                let request = caller
                    .get(path)
                    .header("authorization", format!("Bearer {token}"));
                let refused = send(request).await;
                assert!([400, 401].contains(&refused.status), "{token}: {refused:?}");
            }
        }
        if cell.starts_with("$argon2id$") {
            let login = json!({ "email": "ada@example.org", "password": cell });
            send(caller.post("/api/login", &login))
                .await
                .refused(401, "invalid_credentials");
        }
    }
    assert_eq!(caller.me(&pair.access).await.status, 200, "{PASSWORD}");
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn s02_a_broken_database_shows_nothing_of_itself() {
    let place = Place::new();
    let server = place.serve();
    let caller = Caller::new(&server.url);
    caller.sign_up("ada@example.org").await;
    let pair = caller.pair("ada@example.org").await;
    execute(
        &place.data().join("paraph.db"),
        "DROP TABLE audit; DROP TABLE sessions",
    );
    let replies: [Reply; 4] = [
        caller.refresh(&pair.refresh).await,
        send(caller.log_in("ada@example.org")).await,
        send(caller.get("/api/sessions").bearer_auth(&pair.refresh)).await,
        caller.log_out(&pair.refresh).await,
    ];
    for reply in replies {
        assert_eq!(reply.status, 500, "{reply:?}");
        let body = reply.json();
        let members: Vec<_> = body.as_object().expect("an object").keys().collect();
        assert_eq!(members, ["request_id"]);
        assert_eq!(reply.header("set-cookie"), None);
        let id = body["request_id"].as_str().expect("an id");
        let log = place.log();
        let line = log
            .lines()
            .find(|line| line.contains(id))
            .expect("the log has the cause");
        assert!(
            line.contains("ERROR") && line.contains("no such table"),
            "{line}"
        );
    }
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn d15_nothing_from_outside_makes_a_line_of_the_log() {
    let place = Place::new();
    let server = place.start().env("RUST_LOG", "debug").run();
    let caller = Caller::new(&server.url);
    let forged = "x\r\n2026-01-01T00:00:00Z ERROR FORGED line";
    for (email, password) in [(forged, PASSWORD), ("ada@example.org", forged)] {
        let body = json!({ "email": email, "password": password });
        send(caller.post("/api/login", &body)).await;
        send(caller.post("/api/signup", &body)).await;
        send(caller.post("/api/refresh", &json!({ "refresh_token": email }))).await;
    }
    let long = "FORGED ".repeat(4_000);
    send(caller.log_in("ada@example.org").header("user-agent", &long)).await;
    send(caller.get("/%0d%0aFORGED%1b[31m?FORGED%0a")).await;
    send(caller.get("/api/me").bearer_auth("FORGED.FORGED.FORGED")).await;
    send(caller.get("/api/me").header("x-forwarded-for", "FORGED")).await;
    send(caller.get("/api/me").header("x-request-id", "FORGED")).await;
    server.stop();
    let log = place.log();
    assert!(log.lines().count() > 10, "{log}");
    for line in log.lines() {
        let stamped = line.len() > 20 && line.as_bytes()[..4].iter().all(u8::is_ascii_digit);
        assert!(
            stamped && line.as_bytes()[4] == b'-',
            "no line of ours: {line}"
        );
        assert!(line.len() < 1_000, "{} bytes: {line}", line.len());
        assert!(!line.contains("FORGED"), "{line}");
        assert!(!line.contains(|it: char| it.is_control()), "{line:?}");
    }
}
