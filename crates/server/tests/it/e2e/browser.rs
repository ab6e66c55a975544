//! A page and its cookies, at the level of HTTP: the README's script run by Node under a `fetch` that keeps cookies and names
//! its origin as browsers do, and the flags of the cookies in development and in production.

use std::process::Command;

use serde_json::{Value, json};

use super::call::{Caller, PASSWORD, Reply, send};
use super::process::{Place, finish, free_port, given};
use super::readme::blocks;

const PAGE: &str = "http://localhost:5173";

/// The README's script, with the port of a server.
fn script(port: u16) -> String {
    let blocks = blocks();
    let mut scripts = blocks.iter().filter(|block| block.language == "js");
    let script = scripts.next().expect("the README has a script");
    let text = script.lines.join("\n");
    assert!(text.contains("http://localhost:8080"), "{text}");
    text.replace("localhost:8080", &format!("localhost:{port}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_the_readme_works_as_written() {
    let Some(tools) = given("PARAPH_TEST_TOOLS") else {
        return;
    };
    let place = Place::new();
    let server = place.serve();
    Caller::new(&server.url).sign_up("ada@example.org").await;
    let code = place.write("page.js", &script(server.port()));
    let runner = place.write("page.mjs", include_str!("peers/page.mjs"));
    let mut node = Command::new(tools.join("bin/node"));
    node.arg(runner).arg(code).args([PAGE, "ada@example.org"]);
    let ran = finish(&mut node, PASSWORD);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let seen: Value = serde_json::from_str(&ran.out).expect("JSON");
    let seen = seen.as_array().expect("a list");
    let short = |it: &Value| (it["path"].clone(), it["status"].clone());
    let paths: Vec<_> = seen.iter().map(short).collect();
    let wanted = [
        (json!("/api/login"), json!(200)),
        (json!("/api/refresh"), json!(200)),
        (json!("/api/logout"), json!(204)),
    ];
    assert_eq!(paths, wanted);
    let cookie = |at: usize| seen[at]["cookie"].as_str().expect("a cookie");
    assert!(cookie(0).starts_with("par-dev-r-app=par_r_"));
    assert!(cookie(1).starts_with("par-dev-r-app=par_r_"));
    assert_ne!(cookie(0), cookie(1));
    assert!(cookie(2).starts_with("par-dev-r-app=;") && cookie(2).contains("Max-Age=0"));
    for answer in &seen[..2] {
        assert_eq!(
            answer["members"],
            json!(["access_token", "expires_in", "token_type"])
        );
    }
}

/// A browser of one page: answers are kept by their cookie alone.
struct Page {
    caller: Caller,
    origin: &'static str,
    jar: String,
}

impl Page {
    async fn post(&mut self, path: &str, body: Option<Value>) -> Reply {
        let mut request = self.caller.http.post(format!("{}{path}", self.caller.base));
        request = request.header("origin", self.origin);
        if !self.jar.is_empty() {
            request = request.header("cookie", &self.jar);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let reply = send(request).await;
        if let Some(line) = reply.header("set-cookie") {
            let (pair, _) = line.split_once(';').expect("attributes");
            pair.clone_into(&mut self.jar);
        }
        reply
    }

    async fn log_in(&mut self) -> Reply {
        let body = json!({ "email": "ada@example.org", "password": PASSWORD });
        self.post("/api/login", Some(body)).await
    }
}

/// Attributes of a `Set-Cookie`, without the pair.
fn attributes(reply: &Reply) -> Vec<String> {
    let line = reply.header("set-cookie").expect("a cookie");
    let mut parts: Vec<_> = line.split("; ").skip(1).map(str::to_owned).collect();
    parts.sort();
    parts
}

#[tokio::test(flavor = "multi_thread")]
async fn w01_production_cookies_come_from_this_host_over_https_alone() {
    let place = Place::new();
    let port = free_port();
    let server = place
        .start()
        .listen(format!("localhost:{port}"))
        .args(&[
            "--issuer",
            "https://id.example.org",
            "--behind-proxy",
            "127.0.0.1",
        ])
        .config("[http]\norigins = ['https://app.example.org']\n")
        .run();
    assert!(
        server.greeting[0].contains("(production)"),
        "{:?}",
        server.greeting
    );
    place.user_add("ada@example.org", PASSWORD);
    let mut page = Page {
        caller: Caller::new(&server.url),
        origin: "https://app.example.org",
        jar: String::new(),
    };
    let login = page.log_in().await;
    assert_eq!(login.status, 200, "{login:?}");
    assert!(
        page.jar.starts_with("__Host-par-r-app=par_r_"),
        "{}",
        page.jar
    );
    let mut flags = attributes(&login);
    let age = flags.remove(1);
    assert_eq!(flags, ["HttpOnly", "Path=/", "SameSite=Strict", "Secure"]);
    let age: u32 = age
        .strip_prefix("Max-Age=")
        .expect("an age")
        .parse()
        .expect("seconds");
    let absolute = 180 * 86_400;
    assert!((absolute - 60..=absolute).contains(&age), "{age}");
    let refreshed = page.post("/api/refresh", None).await;
    assert_eq!(refreshed.status, 200, "{refreshed:?}");
    assert!(attributes(&refreshed).contains(&"Secure".to_owned()));
    let header = refreshed.header("access-control-allow-origin");
    assert_eq!(header, Some("https://app.example.org"));
    page.origin = "http://localhost:5173";
    page.post("/api/refresh", None)
        .await
        .refused(403, "origin_not_allowed");
    let sign_up = json!({ "email": "eve@example.org", "password": PASSWORD });
    page.origin = "https://app.example.org";
    page.post("/api/signup", Some(sign_up))
        .await
        .refused(403, "signup_closed");
    let gone = page.post("/api/logout", None).await;
    assert_eq!((gone.status, page.jar.as_str()), (204, "__Host-par-r-app="));
}

#[tokio::test(flavor = "multi_thread")]
async fn w01_development_cookies_work_without_https() {
    let place = Place::new();
    let server = place.serve();
    let caller = Caller::new(&server.url);
    caller.sign_up("ada@example.org").await;
    let mut page = Page {
        caller,
        origin: PAGE,
        jar: String::new(),
    };
    let login = page.log_in().await;
    assert!(!attributes(&login).contains(&"Secure".to_owned()));
    let old = page.jar.clone();
    assert_eq!(page.post("/api/refresh", None).await.status, 200);
    assert_eq!(page.post("/api/logout", None).await.status, 204);
    page.jar = old;
    let refused = page.post("/api/refresh", None).await;
    refused.refused(401, "session_ended");
    assert_eq!(
        refused.header("set-cookie"),
        None,
        "a refusal clears no cookie"
    );
}
