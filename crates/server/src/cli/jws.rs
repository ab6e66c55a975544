//! `jws sign` and `jws verify`: any payload, offline.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use paraph_jose::{Alg, Error, jws};
use serde_json::json;

use super::failure::Failure;
use super::hint::token::signed_wanted;
use super::io::{Io, PipedToken};
use super::keys::{KeyFile, SigningKeyArgs};
use super::print::Format;

/// Sign and check any payload (offline)
#[derive(Debug, Subcommand)]
pub(super) enum JwsCommand {
    Sign(SignArgs),
    Verify(VerifyArgs),
}

/// Sign a payload from standard input
#[derive(Debug, Args)]
#[command(after_help = "Example:
  printf 'hello' | paraph jws sign --jwk key.jwk > token")]
pub(super) struct SignArgs {
    #[command(flatten)]
    key: SigningKeyArgs,
    /// The header's typ
    #[arg(long)]
    typ: Option<String>,
    /// Read the payload from this file instead of standard input
    #[arg(long, value_name = "FILE")]
    payload_file: Option<PathBuf>,
    #[command(flatten)]
    format: Format,
}

/// Check a token and print its payload
#[derive(Debug, Args)]
#[command(after_help = "Example:
  paraph jws verify --jwk public.jwk < token

With --json a refusal is one object on standard output, too: {\"valid\":false,\"code\":..,\"reason\":..}.
Exit codes: 0 accepted, 1 refused (one line on standard error), 2 wrong usage.")]
pub(super) struct VerifyArgs {
    #[command(flatten)]
    key: KeyFile,
    /// The algorithm to demand, also for a key that names none
    #[arg(long)]
    alg: Option<Alg>,
    /// The typ to demand; any if not given
    #[arg(long)]
    typ: Option<String>,
    #[command(flatten)]
    token: PipedToken,
    #[command(flatten)]
    format: Format,
}

impl JwsCommand {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        match self {
            Self::Sign(args) => args.run(io),
            Self::Verify(args) => args.run(io),
        }
    }
}

impl SignArgs {
    fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let key = self.key.read()?;
        let payload = io.read(self.payload_file.as_deref(), "the payload")?;
        let token = jws::sign(&key, self.typ.as_deref(), &payload)?;
        self.format.word(io, &token, &json!({ "token": token }))
    }
}

impl VerifyArgs {
    fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let verified = self.verify(io);
        let jws::Verified {
            payload,
            kid,
            alg,
            typ,
            ..
        } = self.format.checked(io, verified)?;
        if !self.format.json {
            return io.payload(&payload);
        }
        let encoded = base64_simd::URL_SAFE_NO_PAD.encode_to_string(&payload);
        let text = String::from_utf8(payload).ok();
        let value = json!({
            "valid": true, "payload": text, "payload_base64url": encoded, "kid": kid, "alg": alg, "typ": typ,
        });
        self.format.json(io, &value)
    }

    fn verify(&self, io: &mut Io<'_>) -> Result<jws::Verified, Failure> {
        let token = self.token.read(io)?;
        let keys = self.key.verifying_keys(self.alg)?;
        let verified = jws::verify(&token, &keys, self.typ.as_deref())
            .map_err(|error| signed_wanted(&error, &token))?;
        if self.alg.is_some_and(|wanted| wanted != verified.alg) {
            return Err(Error::AlgNotAllowed.into());
        }
        Ok(verified)
    }
}
