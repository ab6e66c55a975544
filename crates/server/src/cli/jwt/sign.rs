//! `jwt sign`: claims as they are given, and `iat` and `exp` for `--life`. Claims that no verifier would read
//! (duplicate names, no object) are refused.

use std::path::PathBuf;

use clap::Args;
use paraph_core::clock::{Clock, SystemClock, seconds};
use paraph_jose::policy::ACCESS_TOKEN_TYP;
use paraph_jose::{Error, dangerous, jwt};
use serde_json::json;
use serde_json::value::RawValue;

use super::super::failure::Failure;
use super::super::io::Io;
use super::super::keys::SigningKeyArgs;
use super::super::print::Format;
use crate::config::Span;

/// Sign claims (JSON) from standard input
#[derive(Debug, Args)]
#[command(after_help = r#"Examples:
  echo '{"iss":"me@example.org","aud":"https://id.example.org","sub":"me@example.org"}' |
    paraph jwt sign --jwk key.jwk --typ JWT --life 5m > token
  paraph jwt sign --pem rsa.pem --alg RS256 --claims-file claims.json"#)]
pub(in crate::cli) struct SignArgs {
    #[command(flatten)]
    key: SigningKeyArgs,
    /// The header's typ
    #[arg(long, default_value = ACCESS_TOKEN_TYP)]
    typ: String,
    /// Read the claims from this file instead of standard input
    #[arg(long, value_name = "FILE")]
    claims_file: Option<PathBuf>,
    /// Add `iat` (now) and `exp` (so much later): 90s, 5m, 1h
    #[arg(long, value_name = "DURATION")]
    life: Option<Span>,
    #[command(flatten)]
    format: Format,
}

impl SignArgs {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let key = self.key.read()?;
        let text = io.read_text(self.claims_file.as_deref(), "the claims")?;
        let text = match self.life {
            Some(life) => timed(&text, seconds(SystemClock.now()), life),
            None => text.to_string(),
        };
        // Kept as written: parsing into numbers and back could change them.
        let claims: &RawValue = serde_json::from_str(&text).map_err(|_| Error::ClaimsNotObject)?;
        let token = jwt::sign(&key, &self.typ, &claims)?;
        dangerous::decode_unverified(&token)?;
        self.format.word(io, &token, &json!({ "token": token }))
    }
}

/// The members put first; where they stand in the claims already, the duplicate is refused later.
fn timed(claims: &str, now: i64, life: Span) -> String {
    let Some(rest) = claims.strip_prefix('{') else {
        return claims.to_owned();
    };
    let exp = now.saturating_add_unsigned(life.as_seconds());
    let comma = if rest.trim_start().starts_with('}') {
        ""
    } else {
        ","
    };
    format!("{{\"iat\":{now},\"exp\":{exp}{comma}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_added_to_any_object() {
        let life = Span::seconds(60);
        for (claims, timed_claims) in [
            ("{}", r#"{"iat":100,"exp":160}"#),
            ("{ }", r#"{"iat":100,"exp":160 }"#),
            (r#"{"a":1}"#, r#"{"iat":100,"exp":160,"a":1}"#),
            ("[]", "[]"),
        ] {
            assert_eq!(timed(claims, 100, life), timed_claims);
        }
    }
}
