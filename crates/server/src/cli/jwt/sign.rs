//! `jwt sign`: claims as they are given, and `iat` and `exp` for `--life`. Claims that no verifier would read
//! (duplicate names, no object) are refused; what verifiers will hardly like is warned of.

use std::path::PathBuf;

use clap::Args;
use paraph_core::clock::{Clock, SystemClock, seconds};
use paraph_jose::policy::ACCESS_TOKEN_TYP;
use paraph_jose::{Error, Fault, Part, jwt};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::super::failure::Failure;
use super::super::io::Io;
use super::super::keys::SigningKeyArgs;
use super::super::print::{Format, one_line};
use super::warn::warnings;
use crate::config::Span;

/// Sign claims (JSON) from standard input
#[derive(Debug, Args)]
#[command(after_help = r#"Examples:
  echo '{"iss":"me@example.org","aud":"https://id.example.org","sub":"me@example.org"}' |
    paraph jwt sign --jwk key.jwk --typ JWT --life 5m > token
  paraph jwt sign --pem rsa.pem --alg RS256 --claims-file claims.json

Claims are signed as they are. A warning on standard error is no failure: it tells of
- no exp: the token never expires;
- no aud: every service that trusts the key takes it (RFC 8725 section 3.9);
- a life over a day: a thief has a bearer token so long (RFC 6750 section 5.3 advises an hour);
- an exp that is past;
- an access token (at+jwt) that lacks what RFC 9068 demands: iss, sub, client_id, iat, jti;
- registered claims of a wrong type, which `jwt verify` refuses: times are whole seconds since 1970.
The typ tells kinds of token apart (RFC 8725 section 3.11) and may not be empty: JWT is the plain one."#)]
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
        self.refuse_useless()?;
        let key = self.key.read()?;
        let text = io.read_text(self.claims_file.as_deref(), "the claims")?;
        let now = seconds(SystemClock.now());
        let text = match self.life {
            Some(life) => {
                refuse_timed(&text)?;
                timed(&text, now, life)
            }
            None => text.to_string(),
        };
        // Kept as written: parsing into numbers and back could change them.
        let claims: &RawValue = serde_json::from_str(&text).map_err(|_| Error::ClaimsNotObject)?;
        let token = jwt::sign(&key, &self.typ, &claims)?;
        for warning in warnings(&text, &self.typ, now)? {
            writeln!(io.stderr, "warning: {}", one_line(&warning))?;
        }
        self.format.word(io, &token, &json!({ "token": token }))
    }

    /// What no verifier accepts, seen from the command line alone.
    fn refuse_useless(&self) -> Result<(), Failure> {
        if self.typ.trim_ascii().is_empty() {
            return Err(Failure::usage(
                "--typ is empty, and verifiers tell kinds of token apart by it",
            )
            .hint("leave --typ out for an access token (at+jwt), or give --typ JWT"));
        }
        if self.life.is_some_and(|life| life.as_seconds() == 0) {
            return Err(
                Failure::usage("--life 0: the token would have expired when it is made")
                    .hint("give it some minutes: --life 5m"),
            );
        }
        Ok(())
    }
}

/// Refuses claims with times of their own beside `--life`.
fn refuse_timed(claims: &str) -> Result<(), Failure> {
    // What cannot be read is refused later.
    let claims: Value = serde_json::from_str(claims).unwrap_or_default();
    let Some(own) = ["exp", "iat"]
        .iter()
        .find(|name| claims.get(**name).is_some())
    else {
        return Ok(());
    };
    Err(Failure::from(Error::Json(Part::Claims, Fault::Duplicate)).hint(format!(
        "the claims have `{own}` of their own: leave --life out, or leave `exp` and `iat` out of the claims"
    )))
}

/// The members put first.
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
