//! The services of `examples/`, each started and called as its README says, then sent what is wrong.

mod issuer;
pub(super) mod kit;
mod spa;

use std::time::Duration;

use serde_json::json;

use tokio::time::sleep;

use self::issuer::{ALGORITHM_NOT_TAKEN, Issuer};
use self::kit::Kit;
use super::call::{Caller, PASSWORD, Reply, send};
use super::process::Place;

/// What is different from service to service.
struct Example {
    name: &'static str,
    port: u16,
    /// Whether every key that the issuer publishes counts, for the key fixes the algorithm.
    any_algorithm: bool,
    /// How a body is refused that is no note.
    malformed: u16,
    /// Where a kid is made to be asked for at once, without a wait after the last fetch: file, text, and what replaces it.
    /// `None` where the library's own tests see to it.
    cooldown: Option<(&'static str, &'static str, &'static str)>,
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rust_example_works_as_its_readme_says_and_refuses_what_is_wrong() {
    let rust = Example {
        name: "notes",
        port: 4000,
        any_algorithm: true,
        malformed: 422,
        cooldown: None,
    };
    try_out(&rust).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_node_example_works_as_its_readme_says_and_refuses_what_is_wrong() {
    let eager = "timeoutDuration: 3_000, cooldownDuration: 0";
    let cooldown = ("server.mjs", "timeoutDuration: 3_000", eager);
    try_out(&Example::script("node", 4001, cooldown)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_python_example_works_as_its_readme_says_and_refuses_what_is_wrong() {
    let eager = "lifespan=600, cooldown_duration=0";
    let cooldown = ("main.py", "lifespan=600", eager);
    try_out(&Example::script("python", 4002, cooldown)).await;
}

impl Example {
    fn script(
        name: &'static str,
        port: u16,
        cooldown: (&'static str, &'static str, &'static str),
    ) -> Self {
        Self {
            name,
            port,
            any_algorithm: false,
            malformed: 400,
            cooldown: Some(cooldown),
        }
    }
}

async fn try_out(example: &Example) {
    let place = Place::new();
    let Some(kit) = Kit::new(&place, example.name, example.port, &[]) else {
        return;
    };
    kit.install();
    if example.name == "notes" {
        kit.prepare("cargo build -p notes");
    }
    without_an_issuer(&kit).await;
    as_the_readme_says(&place, &kit, example).await;
    with_tokens_that_are_wrong(&kit, example).await;
    if let Some((file, setting, eager)) = example.cooldown {
        kit.edit(file, setting, eager);
        with_an_issuer_that_is_broken(&kit).await;
    }
}

async fn notes(caller: &Caller, token: &str) -> Reply {
    send(caller.get("/notes").bearer_auth(token)).await
}

/// The same, asked again while the service cannot know.
async fn settled_notes(caller: &Caller, token: &str) -> Reply {
    for _ in 0..100 {
        let reply = notes(caller, token).await;
        if reply.status != 503 {
            return reply;
        }
        sleep(Duration::from_millis(100)).await;
    }
    panic!("still 503 after 10 seconds");
}

/// What is public works; about a token nothing is known: 503, never 401.
async fn without_an_issuer(kit: &Kit<'_>) {
    let (_service, caller) = kit.serve().await;
    assert_eq!(send(caller.get("/")).await.status, 200);
    let issuer = Issuer::new(kit.issuer_port());
    let (_, token) = issuer.good().remove(0);
    let refused = notes(&caller, &token).await;
    refused.refused(503, "unavailable");
    assert_eq!(refused.header("retry-after"), Some("1"));
    // Once the issuer is there, so is the service.
    let _serving = issuer.serve().await;
    assert_eq!(settled_notes(&caller, &token).await.status, 200);
}

async fn as_the_readme_says(place: &Place, kit: &Kit<'_>, example: &Example) {
    let config = super::readme::root().join("examples/paraph.toml");
    let config = config.to_str().expect("UTF-8");
    let start = place
        .start()
        .at_home()
        .listen(format!("localhost:{}", kit.issuer_port()));
    let server = start.args(&["--config", config]).run();
    let issuer = Caller::new(&server.url);
    issuer.sign_up("ada@example.org").await;
    let (_service, caller) = kit.serve().await;
    kit.call(PASSWORD);
    let missing = send(caller.get("/notes")).await;
    missing.refused(401, "token_invalid");
    let challenge = missing.header("www-authenticate").expect("a challenge");
    assert!(!challenge.contains("error"), "{challenge}");
    refuses_what_the_issuer_meant_otherwise(&issuer, &caller, example).await;
    answers_the_page(&caller).await;
    server.stop();
}

/// Tokens of the issuer that are good elsewhere, or for less.
async fn refuses_what_the_issuer_meant_otherwise(
    issuer: &Caller,
    caller: &Caller,
    example: &Example,
) {
    let token = async |member: &str, value: &str| {
        let mut body = json!({ "email": "ada@example.org", "password": PASSWORD });
        body[member] = json!(value);
        let reply = send(issuer.post("/api/login", &body)).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()["access_token"]
            .as_str()
            .expect("a token")
            .to_owned()
    };
    let elsewhere = token("audience", &issuer.base).await;
    notes(caller, &elsewhere)
        .await
        .refused(401, "token_invalid");
    let reader = token("scope", "notes:read").await;
    assert_eq!(notes(caller, &reader).await.status, 200);
    let note = caller.post("/notes", &json!({ "text": "x" }));
    let refused = send(note.bearer_auth(&reader)).await;
    refused.refused(403, "insufficient_scope");
    let challenge = r#"Bearer error="insufficient_scope", scope="notes:write""#;
    assert_eq!(refused.header("www-authenticate"), Some(challenge));
    let writer = token("scope", "notes:write").await;
    let nonsense = caller.post("/notes", &json!({ "text": 7 }));
    let refused = send(nonsense.bearer_auth(&writer)).await;
    assert_eq!(refused.status, example.malformed, "{refused:?}");
}

/// The page of `examples/spa`, and no other, may call.
async fn answers_the_page(caller: &Caller) {
    let url = format!("{}/notes", caller.base);
    let preflight = caller
        .http
        .request(http::Method::OPTIONS, url)
        .header("origin", "http://localhost:3000")
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "authorization,content-type",
        );
    let reply = send(preflight).await;
    assert!((200..300).contains(&reply.status), "{reply:?}");
    let allowed = reply.header("access-control-allow-origin");
    assert_eq!(allowed, Some("http://localhost:3000"));
    let credentials = reply.header("access-control-allow-credentials");
    assert_eq!(credentials, None);
}

async fn with_tokens_that_are_wrong(kit: &Kit<'_>, example: &Example) {
    let issuer = Issuer::new(kit.issuer_port());
    let serving = issuer.serve().await;
    let (_service, caller) = kit.serve().await;
    for (what, token) in issuer.good() {
        let reply = notes(&caller, &token).await;
        assert_eq!(reply.status, 200, "{what}: {reply:?}");
    }
    let mut wrong = issuer.wrong();
    wrong.retain(|(what, ..)| !(example.any_algorithm && *what == ALGORITHM_NOT_TAKEN));
    for (what, token, code) in wrong {
        let reply = settled_notes(&caller, &token).await;
        let seen = (reply.status, reply.code());
        assert_eq!(seen, (401, code.to_owned()), "{what}: {reply:?}");
        let challenge = reply.header("www-authenticate").expect(what);
        let start = r#"Bearer error="invalid_token""#;
        assert!(challenge.starts_with(start), "{what}: {challenge}");
    }
    let (_, good) = issuer.good().remove(0);
    let twice = caller.get("/notes").bearer_auth(&good).bearer_auth(&good);
    send(twice).await.refused(401, "token_invalid");
    let basic = caller.get("/notes").header("authorization", "Basic YTpi");
    send(basic).await.refused(401, "token_invalid");
    for _ in 0..20 {
        let stranger = Issuer::new(kit.issuer_port()).good().remove(0).1;
        notes(&caller, &stranger)
            .await
            .refused(401, "token_invalid");
    }
    let asked = serving.asked();
    assert!(asked <= 2, "unknown kids made it fetch {asked} times");
    serving.stop().await;
}

/// K05, H06: a broken issuer is no fault of a token's, and strangers cannot make one out of it.
async fn with_an_issuer_that_is_broken(kit: &Kit<'_>) {
    let issuer = Issuer::new(kit.issuer_port());
    let serving = issuer.serve().await;
    let (_, good) = issuer.good().remove(0);
    for broken in [
        r#"{"keys":[]}"#,
        "{}",
        "null",
        "<html>",
        &"[".repeat(100_000),
    ] {
        let (_service, caller) = kit.serve().await;
        serving.says(Some(broken));
        let refused = notes(&caller, &good).await;
        refused.refused(503, "unavailable");
    }
    serving.says(Some(&issuer.set()));
    let (_service, caller) = kit.serve().await;
    assert_eq!(notes(&caller, &good).await.status, 200);
    serving.says(None);
    let strangers = (0..60).map(|_| {
        let stranger = Issuer::new(kit.issuer_port()).good().remove(0).1;
        let caller = Caller::without_pool(&caller.base);
        tokio::spawn(async move { notes(&caller, &stranger).await.status })
    });
    let strangers: Vec<_> = strangers.collect();
    sleep(Duration::from_millis(500)).await;
    let reply = tokio::time::timeout(Duration::from_secs(2), notes(&caller, &good)).await;
    assert_eq!(reply.expect("it does not wait").status, 200);
    for stranger in strangers {
        assert_eq!(stranger.await.expect("an answer"), 503);
    }
}
