//! The pages, from outside: what they say, what their forms do, and what they never let through.

mod account;
mod escape;
mod flow;
mod frame;
mod login;
mod signup;

use crate::support::answer::Answer;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Browser, Client};

const NEW: &str = "another battery 8 staple";

/// A browser that has logged in by the form.
async fn visitor<'a>(app: &'a TestApp, email: &str) -> Browser<'a> {
    let browser = app.browser();
    let fields = [("email", email), ("password", PASSWORD)];
    let answer = browser.submit("/login", &fields).await;
    answer.sends_to(&format!("{}/account", app.app.base_path()));
    browser
}

/// The values of this attribute, in order.
fn values<'a>(answer: &'a Answer, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    let rest = answer.body.split(&start).skip(1);
    rest.map(|rest| rest.split('"').next().expect("it is closed"))
        .collect()
}

/// The ids of the sessions that have a button to end them.
fn endable(answer: &Answer) -> Vec<&str> {
    let values = values(answer, "value").into_iter();
    values.filter(|value| value.starts_with("ses_")).collect()
}
