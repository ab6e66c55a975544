//! K06, S02, S03: what the database holds, and what an error shows of it.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::canary::{PERSONAL, use_everything};
use crate::e2e::call::{Caller, Pair, Reply, send};
use crate::e2e::process::{Place, contents};
use crate::support::store::{dump, execute};

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
    let all = use_everything(&place, &server).await;
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
    assert_eq!(caller.me(&pair.access).await.status, 200);
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
