//! Refusals as people see them: in words, on a page, with the code that a program would get.

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::Site;
use super::html::{dress, render};
use crate::http::App;
use crate::http::problem::{Code, Problem};
use crate::http::request_id::RequestId;
use crate::http::routes::{Refuses, Route};

/// The paths whose refusals are pages.
#[derive(Clone, Debug)]
pub struct Pages {
    paths: Arc<BTreeSet<String>>,
    app: App,
}

/// A page that says no more than that something was refused.
#[derive(Template)]
#[template(path = "refusal.html")]
struct Refusal<'a> {
    site: Site<'a>,
    words: String,
    code: Option<&'static str>,
    id: &'a RequestId,
}

/// Why a form was refused, for the page that shows it again.
#[derive(Debug)]
pub(super) struct Alert {
    pub(super) words: String,
    pub(super) code: &'static str,
    pub(super) field: Field,
}

/// The field whose value was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Email,
    Password,
    /// The password until now, where a new one is set.
    Current,
    /// E-mail address and password: which, is not told.
    Both,
    /// None: the same values may be good in a moment.
    No,
}

/// The page that a handler has made of its refusal, on its way to [`Pages::write`].
#[derive(Clone)]
struct Shown(String);

impl Pages {
    /// Those of the list.
    #[must_use]
    pub fn of(routes: &[Route], app: &App) -> Self {
        let pages = routes
            .iter()
            .filter(|route| route.refuses == Refuses::InHtml);
        Self {
            paths: Arc::new(pages.flat_map(|page| page.paths(app.base_path())).collect()),
            app: app.clone(),
        }
    }

    /// Whether this is the path of one.
    #[must_use]
    pub fn includes(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Writes the page of a refusal.
    pub fn write(&self, problem: &Problem, id: &RequestId, response: &mut Response) {
        let shown = response.extensions_mut().remove::<Shown>();
        let text = shown.map_or_else(|| self.plain(problem, id), |Shown(text)| text);
        *response.body_mut() = Body::from(text);
        dress(response.headers_mut());
    }

    fn plain(&self, problem: &Problem, id: &RequestId) -> String {
        let refusal = Refusal {
            site: Site::of(&self.app),
            words: words(problem),
            code: problem.code().map(Code::as_str),
            id,
        };
        render(&refusal).unwrap_or_default()
    }
}

impl Alert {
    /// What there is to say of a refusal; nothing of a fault of ours.
    pub(super) fn of(problem: &Problem) -> Option<Self> {
        problem.code().map(|code| Self {
            words: words(problem),
            code: code.as_str(),
            field: field(code, problem.said()),
        })
    }

    /// Whether this field was refused. Templates hand on references.
    pub(super) fn names(&self, field: impl Borrow<Field>) -> bool {
        let field = field.borrow();
        self.field == *field
            || (self.field == Field::Both && matches!(field, Field::Email | Field::Password))
    }
}

/// The refusal with a page that the handler has made: the form again, mostly.
pub(super) fn shown(problem: Problem, page: &impl Template) -> Result<Response, Problem> {
    let text = render(page)?;
    let mut response = problem.into_response();
    response.extensions_mut().insert(Shown(text));
    Ok(response)
}

fn field(code: Code, said: Option<&str>) -> Field {
    match code {
        Code::InvalidCredentials => Field::Both,
        Code::PasswordRejected => Field::Password,
        Code::BadRequest => match said.and_then(|said| said.split_once(": ")) {
            Some(("email", _)) => Field::Email,
            Some(("name", _)) => Field::Name,
            _ => Field::No,
        },
        _ => Field::No,
    }
}

/// A refusal in a sentence or two.
fn words(problem: &Problem) -> String {
    let wait = problem.retry_after().unwrap_or(1);
    match problem.code() {
        // Reloaded, or typed in, after a form was refused.
        _ if problem.status() == StatusCode::METHOD_NOT_ALLOWED => {
            "There is nothing to see at this address.".into()
        }
        None => "Something went wrong on our side. By the number below an operator finds out what."
            .into(),
        Some(Code::InvalidCredentials) => "E-mail address or password is wrong.".into(),
        Some(Code::Busy) => format!("Too much is going on at the moment. Try again in {wait} s."),
        Some(Code::Unavailable) => {
            format!("This does not work at the moment. Nothing is lost: try again in {wait} s.")
        }
        Some(Code::SignupClosed) => "Accounts are made by an operator here.".into(),
        Some(code) => sentence(problem.said().unwrap_or(code.title())),
    }
}

/// A detail as a sentence, without the name of the field before it: the page shows that field.
fn sentence(said: &str) -> String {
    let named = said
        .split_once(": ")
        .filter(|(name, _)| matches!(*name, "email" | "name"));
    let bare = named.map_or(said, |(_, rest)| rest);
    let mut letters = bare.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let end = if bare.ends_with('.') { "" } else { "." };
    first.chain(letters).chain(end.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_become_sentences() {
        for (said, sentence_) in [
            (
                "email: an e-mail address reads name@domain",
                "An e-mail address reads name@domain.",
            ),
            ("at most 5", "At most 5."),
            ("two cookies are named x: y", "Two cookies are named x: y."),
            ("\u{e9}t\u{e9}.", "\u{c9}t\u{e9}."),
            ("", "."),
        ] {
            assert_eq!(sentence(said), sentence_);
        }
    }

    #[test]
    fn every_code_has_words_and_busy_says_how_long() {
        for code in Code::ALL {
            let words = words(&Problem::new(*code));
            assert!(words.ends_with('.') && words.len() > 1, "{words}");
        }
        let busy = Problem::new(Code::Busy).after(7_000);
        assert!(words(&busy).contains("7 s"));
        assert!(Alert::of(&Problem::fault("x")).is_none());
    }
}
