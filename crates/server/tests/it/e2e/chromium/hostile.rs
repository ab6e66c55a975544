//! W02, R12: pages of others send a logged-in person's browser at every unsafe route in every way that a page has. Production
//! semantics: an https issuer behind a proxy that ends TLS, `__Host-` cookies, one listed origin. One hostile page is of another
//! site; one is of the issuer's own site, where `SameSite` holds nothing back; both also act through a sandboxed frame, whose
//! origin is `null`.

use std::process::Command;
use std::time::Duration;

use http::Method;
use paraph::http::routes::{Cookies, Place as Base, Route, routes};
use serde_json::{Value, json};

use super::Chromium;
use crate::e2e::call::{Caller, PASSWORD, send};
use crate::e2e::process::{Place, Server, finish, given};
use crate::support::store::{Dump, dump};

const VICTIM: &str = "ada@example.org";
const ATTACKER: &str = "eve@example.org";
const ISSUER: &str = "https://id.example.org";
const APP: &str = "https://app.example.org";
const HOSTILE: [&str; 2] = ["https://evil.example", "https://evil.example.org"];
const LIMIT: Duration = Duration::from_mins(5);

struct Stage {
    place: Place,
    server: Server,
    chromium: Chromium,
    setup: Value,
    user: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn w02_r12_a_hostile_page_changes_nothing() {
    let Some(stage) = Stage::open() else {
        return;
    };
    let login = stage.run("login", json!({ "email": VICTIM, "password": PASSWORD }));
    assert_eq!(login["status"], 200, "{login}");
    let session = stage.session_of_the_browser().await;
    let before = stage.dump();
    let targets = stage.targets(&session);
    assert!(targets.len() >= 10, "{targets:?}");
    for origin in HOSTILE {
        let seen = stage.run("attack", json!({ "origin": origin, "targets": targets }));
        judge(origin, &targets, &seen);
        assert_eq!(stage.dump(), before, "{origin} changed something");
    }
    // The victim is in, with the same login; and what the hostile pages tried does work from the listed one.
    let after = stage.run("leave", json!({}));
    assert_eq!(after["refresh"], 200, "{after}");
    assert_eq!(after["logout"], 204, "{after}");
    assert_ne!(stage.dump(), before, "a logout changes something");
    stage.server.stop();
}

impl Stage {
    fn open() -> Option<Self> {
        let place = Place::new();
        let chromium = Chromium::new(&place)?;
        let start = place.start().args(&["--issuer", ISSUER]);
        let start = start.args(&["--behind-proxy", "127.0.0.1"]);
        let server = start
            .config(&format!("[http]\norigins = ['{APP}']\n"))
            .run();
        let user = place.user_add(VICTIM, PASSWORD);
        let data = place.data();
        let data = data.to_str().expect("UTF-8");
        let grant = [
            "user",
            "set",
            VICTIM,
            "--role",
            "paraph:admin",
            "--data",
            data,
        ];
        let granted = place.command(&grant, "");
        assert_eq!(granted.code, Some(0), "{granted:?}");
        place.user_add(ATTACKER, PASSWORD);
        let setup = json!({
            "issuer": ISSUER, "app": APP, "hostile": HOSTILE, "port": server.port(), "tls": certificate(&place),
        });
        Some(Self {
            place,
            server,
            chromium,
            setup,
            user,
        })
    }

    fn run(&self, act: &str, more: Value) -> Value {
        let mut ask = self.setup.clone();
        ask["act"] = json!(act);
        ask["more"] = more;
        self.chromium.run("hostile", &ask, LIMIT)
    }

    /// Asked for by a second login of the victim's, whose own session is the current one.
    async fn session_of_the_browser(&self) -> String {
        let caller = Caller::new(&self.server.url);
        let token = caller.pair(VICTIM).await.refresh;
        let list = send(caller.get("/api/sessions").bearer_auth(token)).await;
        let list = list.json();
        let mut items = list["items"].as_array().expect("items").iter();
        let browsers = items.find(|item| item["current"] == false);
        let id = &browsers.expect("the browser's session")["id"];
        id.as_str().expect("an id").to_owned()
    }

    fn dump(&self) -> Dump {
        dump(&self.place.data().join("paraph.db"))
    }

    /// Every unsafe route, aimed at the victim.
    fn targets(&self, session: &str) -> Vec<Value> {
        let unsafe_ones = routes().into_iter().filter(|route| !route.method.is_safe());
        let target = |route: Route| {
            assert_eq!(route.place, Base::Below, "unsafe routes lie below the base");
            let id = if route.path.contains("users") {
                &self.user
            } else {
                session
            };
            json!({
                "method": route.method.as_str(),
                "path": route.path.replace("{id}", id),
                "cookies": route.cookies == Cookies::Used,
                "body": weapon(&route, session),
            })
        };
        unsafe_ones.map(target).collect()
    }
}

/// What would do most harm, were it taken.
fn weapon(route: &Route, session: &str) -> Value {
    if route.method == Method::DELETE || route.path.contains("/logout") {
        return json!({});
    }
    let logged_in_as_eve = json!({ "email": ATTACKER, "password": PASSWORD });
    match (route.method.as_str(), route.path) {
        ("POST", "/api/login" | "/login") => logged_in_as_eve,
        ("POST", "/api/signup" | "/login/signup") => {
            json!({ "email": "mallory@example.org", "password": PASSWORD })
        }
        ("POST", "/api/refresh") => json!({}),
        ("POST", "/api/password/change") => {
            json!({ "old_password": PASSWORD, "new_password": "another battery 8 staple" })
        }
        ("POST", "/account/password") => {
            json!({ "current": PASSWORD, "new": "another battery 8 staple" })
        }
        ("POST", "/account/sessions/end") => json!({ "session": session }),
        ("POST", "/admin/api/users") => {
            json!({ "email": "mallory@example.org", "password": PASSWORD, "roles": ["paraph:admin"] })
        }
        ("PATCH", "/admin/api/users/{id}") => json!({ "disabled": true }),
        (method, path) => panic!("{method} {path}: add what a hostile page would send there"),
    }
}

/// The attack was real: it reached the server, with the cookie where the browser sends one; and it got nothing.
fn judge(origin: &str, targets: &[Value], seen: &Value) {
    println!("{origin}: {}", seen["sent"]);
    assert_eq!(seen["readable"], json!([]), "the page read an answer");
    assert_eq!(seen["cookies_before"], seen["cookies_after"], "{origin}");
    let arrived = seen["arrived"].as_array().expect("requests");
    assert!(
        arrived.iter().all(|it| it["sets_cookie"] == false),
        "a login: {seen}"
    );
    for target in targets {
        let path = &target["path"];
        let posts = || {
            let is_post = |it: &&Value| it["path"] == *path && it["method"] == "POST";
            arrived.iter().filter(is_post)
        };
        for from in [origin, "null"] {
            let some = posts().any(|it| it["origin"] == from);
            assert!(some, "no POST from {from} to {path}");
        }
        // The browser itself holds these back.
        let never = |it: &Value| {
            it["path"] == *path
                && it["method"] != "POST"
                && it["method"] != "GET"
                && it["method"] != "OPTIONS"
        };
        assert!(!arrived.iter().any(never), "{path}");
        let with_cookie = posts().any(|it| it["cookie"] == true);
        let same_site = origin.ends_with(".example.org");
        assert_eq!(with_cookie, same_site, "{path}: what SameSite=Strict does");
        for post in posts() {
            assert!(is_refusal(post, target), "{post}");
        }
    }
}

/// What is guarded by a cookie answers 403; what takes none, or no POST, has its own refusal.
fn is_refusal(post: &Value, target: &Value) -> bool {
    let status = post["status"].as_u64().expect("a status");
    let is_post = target["method"] == Method::POST.as_str();
    match (is_post, target["cookies"] == true) {
        (true, true) => status == 403,
        (true, false) => status == 401,
        (false, _) => status == 405 || status == 403,
    }
}

/// A key and a certificate for this run, of names that resolve nowhere.
fn certificate(place: &Place) -> Value {
    let tools = given("PARAPH_TEST_TOOLS").expect("tools");
    let script = place.write("certificate.py", include_str!("scripts/certificate.py"));
    let mut python = Command::new(tools.join("venv/bin/python"));
    let ran = finish(python.arg(script), "");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    serde_json::from_str(&ran.out).expect("JSON")
}
