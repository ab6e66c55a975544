//! Bodies coming in, of whatever type: one `Content-Type` that the route takes, at most [`LIMIT`] bytes, within ten seconds.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use futures_util::StreamExt;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use zeroize::Zeroizing;

use super::problem::{Code, Problem};

/// The largest body, in bytes.
pub const LIMIT: usize = 64 * 1_024;

/// How long a client may take to send one.
const PATIENCE: Duration = Duration::from_secs(10);

/// Refuses every type but this one, which comes once and with no parameter but `charset=utf-8`.
///
/// # Errors
/// `unsupported_media_type`, naming the right one.
pub fn check_type(headers: &HeaderMap, wanted: &str) -> Result<(), Problem> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(wrong_type(wanted));
    };
    let mut parts = value.to_str().unwrap_or_default().split(';').map(str::trim);
    let right = parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case(wanted));
    let plain = parts.all(|part| part.eq_ignore_ascii_case("charset=utf-8"));
    if right && plain {
        Ok(())
    } else {
        Err(wrong_type(wanted))
    }
}

/// The refusal that names the type this route takes.
pub fn wrong_type(wanted: &str) -> Problem {
    Problem::new(Code::UnsupportedMediaType)
        .detail(format!("send the body with Content-Type: {wanted}"))
}

/// The whole body. It may hold a password, so what was gathered is wiped when it is dropped.
///
/// # Errors
/// `body_too_large`; `bad_request` for one that breaks off or does not arrive in time.
pub async fn read(request: Request) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let announced = announced(request.headers());
    if announced > LIMIT {
        return Err(too_large());
    }
    tokio::time::timeout(PATIENCE, gather(request.into_body(), announced))
        .await
        .unwrap_or_else(|_| {
            Err(Problem::bad_request("the body did not arrive in time")
                .with_status(StatusCode::REQUEST_TIMEOUT))
        })
}

/// What `serde` says of a member, if it is that it is unknown, missing or doubled. Only names are repeated: the rest of its
/// messages may hold what was sent.
pub fn named(said: &str) -> Option<String> {
    let naming = ["unknown field `", "missing field `", "duplicate field `"];
    let start = naming.iter().find(|start| said.starts_with(**start))?;
    let name = said[start.len()..].split('`').next()?;
    (name.len() <= 64).then(|| format!("{start}{name}`"))
}

async fn gather(body: Body, announced: usize) -> Result<Zeroizing<Vec<u8>>, Problem> {
    // Growing would leave unwiped copies behind: without a length the whole limit is set aside.
    let room = if announced == 0 { LIMIT } else { announced };
    let mut all = Zeroizing::new(Vec::with_capacity(room));
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Problem::bad_request("the body broke off"))?;
        if all.len() + chunk.len() > LIMIT {
            return Err(too_large());
        }
        all.extend_from_slice(&chunk);
    }
    Ok(all)
}

fn announced(headers: &HeaderMap) -> usize {
    let length = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    length.map_or(0, |digits| digits.parse().unwrap_or(usize::MAX))
}

fn too_large() -> Problem {
    Problem::new(Code::BodyTooLarge).detail(format!("at most {LIMIT} bytes"))
}
