//! What a server answered: JSON, a problem (RFC 9457), or nothing we understand; and why there was no answer.

use std::io::ErrorKind;
use std::path::Path;

use reqwest::Response;
use serde_json::Value;

use super::Failure;

/// Covers a list of the largest page.
const LONGEST: usize = 16 * 1024 * 1024;

/// A text member of an answer.
pub(in crate::cli) fn text(value: &Value, name: &str) -> Result<String, Failure> {
    let text = value[name].as_str().map(ToOwned::to_owned);
    text.ok_or_else(|| unexpected(&format!("no `{name}`")))
}

/// The JSON of an answer, or `null` where there is none.
pub(super) async fn answer(sent: reqwest::Result<Response>) -> Result<Value, Failure> {
    let mut response = sent.map_err(|error| failed(&error))?;
    let status = response.status();
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST {
            return Err(unexpected("an answer of more than 16 MiB"));
        }
    }
    if !status.is_success() {
        return Err(problem(status.as_u16(), &bytes));
    }
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&bytes).map_err(|_| unexpected("an answer that is no JSON"))
}

/// RFC 9457, with our `code`.
fn problem(status: u16, bytes: &[u8]) -> Failure {
    let problem: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let Some(code) = problem["code"].as_str() else {
        return unexpected(&format!("status {status}"));
    };
    let reason = problem["detail"]
        .as_str()
        .or(problem["title"].as_str())
        .unwrap_or("refused");
    Failure::refused(code.to_owned(), reason)
}

pub(super) fn unexpected(what: &str) -> Failure {
    Failure::refused(
        "unexpected_answer",
        format!(
            "the server answered with {what}: is it {}?",
            paraph_core::PRODUCT
        ),
    )
}

pub(super) fn failed(error: &reqwest::Error) -> Failure {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    let place = error.url().map_or(String::new(), |url| {
        format!(" {}", url.origin().ascii_serialization())
    });
    Failure::refused("no_server", format!("cannot reach{place}: {cause}"))
}

pub(super) fn no_server(data: &Path, error: &std::io::Error) -> Failure {
    let data = data.display();
    let reason = match error.kind() {
        ErrorKind::NotFound | ErrorKind::ConnectionRefused => {
            format!(
                "no server runs on {data}: start one with `paraph serve --data {data}`, or name its folder with --data"
            )
        }
        ErrorKind::PermissionDenied => {
            format!("{data} belongs to another user: run this as that user, or as root")
        }
        _ => format!("the server on {data} cannot be reached: {error}"),
    };
    Failure::refused("no_server", reason)
}

#[cfg(test)]
mod tests {
    use super::super::super::Io;
    use super::*;

    /// A server's `expired` is about something else than a token that was given here.
    #[test]
    fn what_a_server_says_gets_no_advice_for_tokens() {
        let told = |failure: Failure| {
            let mut stderr = Vec::new();
            let mut io = Io {
                stdin: &mut std::io::empty(),
                stdout: &mut std::io::sink(),
                stderr: &mut stderr,
                terminal: false,
                shown: false,
            };
            let _ = failure.report(&mut io);
            String::from_utf8(stderr).unwrap()
        };
        for error in [paraph_jose::Error::Expired, paraph_jose::Error::KeyUnknown] {
            let code = error.code();
            let answer = format!(r#"{{"code":"{code}","detail":"of the server"}}"#);
            assert_eq!(
                told(problem(401, answer.as_bytes())),
                format!("{code}: of the server\n")
            );
            assert!(told(error.into()).contains("; hint: "));
        }
        let io = told(problem(500, br#"{"code":"io"}"#));
        assert_eq!(io, "io: refused\n");
    }
}
