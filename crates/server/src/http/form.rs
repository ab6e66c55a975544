//! Forms coming in (the URL standard's `application/x-www-form-urlencoded`), read as strictly as JSON is: that type alone, at
//! most 64 KiB, UTF-8 without NUL, no half escapes; unknown and doubled fields are refused by the types themselves.
//!
//! Decoded here and not by a library, so that no copy of a password stays behind unwiped.

use std::mem;

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;
use serde::de::value::{Error, MapDeserializer};
use zeroize::{Zeroize, Zeroizing};

use super::body::{check_type, named, read};
use super::problem::Problem;

const KIND: &str = "application/x-www-form-urlencoded";

/// A form that must be there; one without fields has an empty body. Its fields are texts: `T` takes each as a `String` or a
/// `Secret`, and says `#[serde(default)]` of one that may be missing.
#[derive(Debug)]
pub struct Form<T>(pub T);

/// The fields of a form that has only a button.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoFields {}

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        check_type(request.headers(), KIND)?;
        parse(&read(request).await?).map(Self)
    }
}

/// Reads a value of `T` from a form.
///
/// # Errors
/// `bad_request` with a detail that names fields, never their values.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let broken = || Problem::bad_request("the body is no form in UTF-8");
    let pairs = body
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty());
    let mut fields = Fields(Vec::new());
    for pair in pairs {
        let mut sides = pair.splitn(2, |byte| *byte == b'=');
        let mut side = || decode(sides.next().unwrap_or_default()).ok_or_else(broken);
        fields.0.push((side()?, side()?));
    }
    let taken = fields
        .0
        .iter_mut()
        .map(|(name, value)| (name.as_str(), mem::take(value)));
    T::deserialize(MapDeserializer::<_, Error>::new(taken)).map_err(|error| {
        let detail = named(&error.to_string());
        Problem::bad_request(detail.unwrap_or_else(|| "a field has a wrong value".into()))
    })
}

/// What was decoded; wiped where nobody took it.
struct Fields(Vec<(String, String)>);

impl Drop for Fields {
    fn drop(&mut self) {
        for (_, value) in &mut self.0 {
            value.zeroize();
        }
    }
}

/// One name or value in clear.
fn decode(raw: &[u8]) -> Option<String> {
    // It may be half a password when it turns out to be broken.
    let mut clear = Zeroizing::new(Vec::with_capacity(raw.len()));
    let mut rest = raw.iter().copied();
    while let Some(byte) = rest.next() {
        clear.push(match byte {
            b'+' => b' ',
            b'%' => (digit(rest.next()?)? << 4) | digit(rest.next()?)?,
            other => other,
        });
    }
    if clear.contains(&0) || str::from_utf8(&clear).is_err() {
        return None;
    }
    String::from_utf8(mem::take(&mut *clear)).ok()
}

fn digit(byte: u8) -> Option<u8> {
    let digit = char::from(byte).to_digit(16)?;
    u8::try_from(digit).ok()
}

#[cfg(test)]
mod tests {
    use paraph_core::secret::Secret;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        email: String,
        password: Secret,
        #[serde(default)]
        name: String,
    }

    fn read(body: &str) -> Result<(String, String, String), String> {
        let sample: Sample = parse(body.as_bytes()).map_err(|problem| format!("{problem:?}"))?;
        let password = sample.password.expose().to_owned();
        Ok((sample.email, password, sample.name))
    }

    #[test]
    fn reads_what_browsers_send() {
        let sent = "email=ada%40example.org&password=a+b%2Bc%26%3D%c3%bc%E2%82%AC&name=Ada";
        let (email, password, name) = read(sent).unwrap();
        assert_eq!(email, "ada@example.org");
        assert_eq!(password, "a b+c&=\u{fc}\u{20ac}");
        assert_eq!(name, "Ada");
        assert_eq!(
            read("password=&email=a=b").unwrap(),
            ("a=b".into(), String::new(), String::new())
        );
        assert!(parse::<NoFields>(b"").is_ok());
    }

    #[test]
    fn w02_s02_all_else_is_refused_and_no_value_repeated() {
        for (body, said) in [
            ("email=a", "missing field `password`"),
            (
                "email=a&password=hunter2&role=hunter2",
                "unknown field `role`",
            ),
            (
                "email=a&password=hunter2&email=hunter2",
                "duplicate field `email`",
            ),
            ("email=a&password=hunter2%", "no form"),
            ("email=a&password=hunter2%4", "no form"),
            ("email=a&password=hunter2%+4", "no form"),
            ("email=a&password=hunter2%ff", "no form"),
            ("email=a&password=hunter2%00", "no form"),
            ("email=a&password=hunter2&%00=", "no form"),
        ] {
            let problem = read(body).unwrap_err();
            assert!(problem.contains(said), "{body}: {problem}");
            assert!(!problem.contains("hunter2"), "{problem}");
        }
    }
}
