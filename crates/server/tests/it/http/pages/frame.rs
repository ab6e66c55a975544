//! What every page shares: where it links to, what it weighs, what its stylesheet is.

use http::Method;
use paraph::http::ui::style;

use super::{values, visitor};
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Client;

#[tokio::test]
async fn every_link_form_and_redirect_stays_below_the_base_path() {
    let app = TestApp::of("https://id.example.org/auth/v2").start().await;
    app.person("ada@example.org").await;
    let page = visitor(&app, "ada@example.org").await;
    visitor(&app, "ada@example.org").await;
    let pages = [
        app.browser().get("/login").await,
        page.get("/account").await,
        page.submit("/account/password", &[("x", "y")]).await,
        page.submit("/account/sessions/end", &[("session", "x")])
            .await,
    ];
    let mut seen = 0;
    for answer in &pages {
        for name in ["href", "action", "src"] {
            for target in values(answer, name) {
                assert!(target.starts_with("/auth/v2/"), "{target}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 16, "{seen}");
    for path in ["", "/"] {
        let answer = app.browser().get(path).await;
        answer.sends_to("/auth/v2/account");
    }
    assert_eq!(page.get(style::path()).await.status, 200);
}

#[tokio::test]
async fn the_login_weighs_at_most_30_kilobytes_with_its_stylesheet() {
    let app = TestApp::production().await;
    app.person("ada@example.org").await;
    let login = app.browser().get("/login").await;
    let sheets = values(&login, "href");
    assert_eq!(sheets, [style::path()]);
    let style = app.browser().get(sheets[0]).await;
    let headers = |answer: &crate::support::answer::Answer| -> usize {
        let headers = answer.headers.iter();
        headers
            .map(|(name, value)| name.as_str().len() + value.len() + 4)
            .sum()
    };
    let weight = login.body.len() + style.body.len() + headers(&login) + headers(&style);
    assert!(weight <= 30 * 1_024, "{weight}");
    assert_eq!(
        style.header("content-type"),
        Some("text/css; charset=utf-8")
    );
}

#[tokio::test]
async fn the_stylesheets_name_is_of_its_bytes_and_no_other_name_is_served() {
    let app = TestApp::new().await;
    let answer = app.anonymous().get(style::path()).await;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, answer.body.as_bytes());
    let hash = paraph_core::audit::hex(&digest.as_ref()[..8]);
    assert_eq!(style::path(), format!("/assets/style-{hash}.css"));
    for never in ["url(", "@import", "expression(", "http:", "https:"] {
        assert!(!answer.body.contains(never), "{never}");
    }
    for path in [
        "/assets/style.css",
        "/assets/",
        "/assets/style-0000000000000000.css",
    ] {
        app.anonymous().get(path).await.refused(404, "not_found");
    }
}

/// `Answer` asserts the headers of each; here is that all kinds of answer are pages.
#[tokio::test]
async fn w05_w07_whatever_a_page_answers_is_a_page_with_its_policy() {
    let app = TestApp::production().await;
    app.person("ada@example.org").await;
    let page = visitor(&app, "ada@example.org").await;
    let wrong = [
        ("email", "ada@example.org"),
        ("password", "wrong password 1"),
    ];
    let answers = [
        (200, app.browser().get("/login").await),
        (200, page.get("/account").await),
        (400, page.submit("/login", &[]).await),
        (401, page.submit("/login", &wrong).await),
        (
            403,
            app.browser()
                .at("https://evil.example")
                .submit("/login", &wrong)
                .await,
        ),
        (
            404,
            page.submit("/account/sessions/end", &[("session", "x")])
                .await,
        ),
        (405, page.get("/account/logout").await),
        (405, page.delete("/").await),
        (
            413,
            page.submit("/login", &[("email", &"x".repeat(70_000))])
                .await,
        ),
        (415, page.post_nothing("/account/password").await),
        (
            422,
            page.submit("/account/password", &[("current", PASSWORD), ("new", "x")])
                .await,
        ),
    ];
    for (status, answer) in answers {
        assert_eq!(answer.status, status, "{answer:?}");
        assert!(answer.is_page(), "{answer:?}");
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
    }
    let head = page.send(page.request(Method::HEAD, "/account")).await;
    assert!(head.is_page() && head.body.is_empty());
    app.anonymous()
        .get("/nowhere")
        .await
        .refused(404, "not_found");
}
