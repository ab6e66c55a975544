//! Marked values, sent through a server in every way a person uses it, right and wrong.

use serde_json::{Value, json};

use crate::e2e::call::{Caller, Pair, send};
use crate::e2e::process::{Place, Server};

/// What must be found nowhere afterwards.
pub(super) const NEVER: [&str; 6] = [
    "password-that-is-right-4711",
    "password-that-is-wrong-4712",
    "password-that-is-new-4713",
    "canary-cookie-4714",
    "canary-bearer-4715",
    "canary-query-4716",
];
/// In no log line either, though the database holds them.
pub(super) const PERSONAL: [&str; 3] =
    ["canary-mail-4717", "Canary Name 4718", "canary-agent-4719"];

/// Uses a server in every way; answers all that is secret of it.
pub(super) async fn use_everything(place: &Place, server: &Server) -> Vec<String> {
    let caller = Caller::new(&server.url);
    let email = format!("{}@example.org", PERSONAL[0]);
    add_user(place, &email);
    let login = || log_in(&caller, &email);
    let (first, second) = (login().await, login().await);
    let turned = Pair::of(&caller.refresh(&first.refresh).await);
    let broken = format!("{}AAAA", &turned.refresh[..72]);
    let refused = caller.refresh(&broken).await;
    refused.refused(401, "refresh_invalid");
    present_rubbish(&caller, &turned.access).await;
    send_wrong_logins(&caller, &email).await;
    let in_cookie = log_in_from_a_page(&caller, &email).await;
    send_forms(&caller, &email, &in_cookie).await;
    change_password(&caller, &turned.refresh).await;
    assert_eq!(caller.log_out(&turned.refresh).await.status, 204);
    let mut all: Vec<_> = NEVER.map(str::to_owned).to_vec();
    all.extend([first.refresh, second.refresh, turned.refresh]);
    all.extend([broken, in_cookie]);
    for token in [first.access, second.access, turned.access] {
        all.push(token.rsplit('.').next().expect("a signature").to_owned());
        all.push(token);
    }
    all
}

fn add_user(place: &Place, email: &str) {
    let data = place.data();
    let data = ["--data", data.to_str().expect("UTF-8")];
    let line = ["user", "add", email, "--name", PERSONAL[1]];
    let ran = place.command(&[&line[..], &data].concat(), NEVER[0]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

fn account(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password })
}

async fn log_in(caller: &Caller, email: &str) -> Pair {
    let login = caller.post("/api/login", &account(email, NEVER[0]));
    Pair::of(&send(login.header("user-agent", PERSONAL[2])).await)
}

async fn present_rubbish(caller: &Caller, access: &str) {
    let [.., cookie, bearer, query] = NEVER;
    assert_eq!(caller.me(access).await.status, 200);
    caller.me(bearer).await.refused(401, "token_invalid");
    let me = caller.get(&format!("/api/me?token={query}"));
    let cookie = format!("par-dev-r-app={cookie}");
    let refused = send(me.header("cookie", cookie)).await;
    assert_eq!(refused.status, 401, "{refused:?}");
}

async fn send_wrong_logins(caller: &Caller, email: &str) {
    let [right, wrong, ..] = NEVER;
    let refused = send(caller.post("/api/login", &account(email, wrong))).await;
    refused.refused(401, "invalid_credentials");
    let mut unknown = account(email, right);
    unknown["pass_word"] = wrong.into();
    let refused = send(caller.post("/api/login", &unknown)).await;
    refused.refused(400, "bad_request");
    let cut = account(email, wrong).to_string();
    let cut = caller
        .post("/api/login", &Value::Null)
        .body(cut[..cut.len() - 2].to_owned());
    send(cut).await.refused(400, "bad_request");
}

/// Answers the token of the cookie.
async fn log_in_from_a_page(caller: &Caller, email: &str) -> String {
    let login = caller.post("/api/login", &account(email, NEVER[0]));
    let page = send(login.header("origin", &caller.base)).await;
    let cookie = page.header("set-cookie").expect("a cookie");
    let token = cookie.split([';', '=']).nth(1);
    token.expect("a token").to_owned()
}

/// The forms of the pages, right and wrong.
async fn send_forms(caller: &Caller, email: &str, in_cookie: &str) {
    let [right, wrong, new, ..] = NEVER;
    for (path, fields, status) in [
        ("/login", format!("password={wrong}"), 401),
        ("/login", format!("password={right}"), 200),
        ("/login", format!("pass_word={wrong}"), 400),
        ("/login/signup", format!("password={new}"), 200),
        (
            "/account/password",
            format!("current={wrong}&new={new}"),
            401,
        ),
    ] {
        let address = format!("email={email}&");
        let address = if path == "/account/password" {
            ""
        } else {
            &address
        };
        let form = caller.http.post(format!("{}{path}", caller.base));
        let form = form
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", &caller.base)
            .header("cookie", format!("par-dev-r-app={in_cookie}"));
        let page = send(form.body(format!("{address}{fields}"))).await;
        assert_eq!(page.status, status, "{path}: {page:?}");
    }
}

async fn change_password(caller: &Caller, refresh: &str) {
    let change = json!({ "old_password": NEVER[0], "new_password": NEVER[2] });
    let change = caller.post("/api/password/change", &change);
    assert_eq!(send(change.bearer_auth(refresh)).await.status, 204);
}
