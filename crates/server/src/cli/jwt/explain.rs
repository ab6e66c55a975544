//! `jwt explain`: why is this token refused? Every check with its outcome, and hints at the usual causes.

use std::path::PathBuf;

use clap::Args;
use paraph_core::clock::{Clock, SystemClock, seconds};
use paraph_jose::explain::{Expected, Explanation, Keys, Verdict, explain};
use paraph_jose::policy::{ACCESS_TOKEN_TYP, Audiences};
use paraph_jose::{Alg, Error, Policy};
use serde_json::json;

use super::super::failure::Failure;
use super::super::io::{Io, read_file, read_file_text};
use super::super::jwk::phrase;
use super::super::print::Format;
use super::report;
use super::token::OpenToken;
use super::verify::{narrowed, policy};

/// Show every check of a token and why it is refused
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  paraph jwt explain eyJhbGciOi..
  paraph jwt explain --jwk jwks.json --issuer https://id.example.org --audience api < token
  paraph jwt explain eyJhbGciOi.. --raw phrase.txt
  paraph jwt explain --pem rsa.pem --alg RS256 --typ JWT --issuer I --audience A --json < token

What is not given is not checked, and said so. Only with a key, an issuer and an audience can a
token be accepted; its typ must then be that of an access token unless --typ names another, as for
`jwt verify`. Whether a token was revoked is not known offline: ask the server for that.
A token behind `Bearer `, in quotes, in a cookie or in a JSON answer is explained, and refused.

The last line is the verdict, which standard error repeats where standard output is no terminal;
docs/TOKENS.md lists all that --json prints.
Exit codes: 0 accepted, 1 refused or not all was given, 2 wrong usage.")]
pub(in crate::cli) struct ExplainArgs {
    #[command(flatten)]
    token: OpenToken,
    #[command(flatten)]
    key: AnyKey,
    /// The issuer to demand, exactly
    #[arg(long)]
    issuer: Option<String>,
    /// The audience to demand, exactly
    #[arg(long)]
    audience: Option<String>,
    /// The typ to demand; `at+jwt` also demands an access token's claims
    #[arg(long)]
    typ: Option<String>,
    /// The algorithm to demand, also for a key that names none
    #[arg(long)]
    alg: Option<Alg>,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
struct AnyKey {
    /// One JWK or a JWK Set
    #[arg(long, value_name = "FILE")]
    jwk: Option<PathBuf>,
    /// One key in PEM
    #[arg(long, value_name = "FILE")]
    pem: Option<PathBuf>,
    /// The bytes of a secret for HMAC, for whichever of HS256, HS384 and HS512 the token names unless --alg says it; the
    /// end of a text's last line is no part of it
    #[arg(long, value_name = "FILE")]
    raw: Option<PathBuf>,
}

impl ExplainArgs {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        if self.alg.is_some() && !self.key.is_given() {
            return Err(
                Failure::usage("--alg is the algorithm of a key, and no key is given").hint(
                    "give the key with --jwk FILE, --pem FILE or --raw FILE, or leave --alg out",
                ),
            );
        }
        let token = self.token.read(io)?;
        let keys = self.key.read(self.alg)?;
        let now = seconds(SystemClock.now());
        let explained = explain(&token, keys, self.expected(), now);
        let printed = if self.format.json {
            self.format.json(io, &json!(explained))
        } else {
            report::print(io, &explained)
        };
        let seen = io.shown && !self.format.json && printed.is_ok();
        match outcome(&explained) {
            // A report that nobody reads, or that cannot be written, takes nothing from a refusal.
            Ok(()) => printed,
            // Somebody who sees the report has read its last line: for programs it stands on standard error, too.
            Err(_) if seen => Err(Failure::told()),
            Err(refused) => Err(refused),
        }
    }

    /// As much of a policy as the flags name.
    fn expected(&self) -> Expected<'static> {
        let (issuer, audience) = (self.issuer.as_deref(), self.audience.as_deref());
        let whole = issuer.is_some() && audience.is_some();
        let typ = self.typ.as_deref().or(whole.then_some(ACCESS_TOKEN_TYP));
        let (iss, aud) = (issuer.unwrap_or_default(), audience.unwrap_or_default());
        let mut expected = match typ {
            Some(typ) => Expected::from(policy(typ, iss, aud, self.alg)),
            None => Expected::from(untyped(iss, aud, self.alg)).without_typ(),
        };
        if issuer.is_none() {
            expected = expected.without_issuer();
        }
        if audience.is_none() {
            expected = expected.without_audience();
        }
        expected
    }
}

/// Success for what verification accepts, and for nothing else.
fn outcome(explained: &Explanation) -> Result<(), Failure> {
    verdict(&explained.verdict).map_err(|failure| match explained.hints.first() {
        // It knows more than the code alone.
        Some(hint) => failure.hint(hint.to_string()),
        None => failure,
    })
}

fn verdict(verdict: &Verdict) -> Result<(), Failure> {
    match verdict {
        Verdict::Accepted => Ok(()),
        Verdict::Refused { code, reason, .. } => Err(Failure::judged(code, reason.as_str())),
        Verdict::Undecided { missing, .. } => Err(Failure::refused(
            "undecided",
            report::undecided(missing),
        )
        .hint("give what is missing, and until then take nothing that the token says for true")),
        _ => Err(Error::Crypto.into()),
    }
}

/// Of a token whose kind is not known nothing more is required than of all.
fn untyped(issuer: &str, audience: &str, alg: Option<Alg>) -> Policy {
    let audiences = Audiences::OneOf(vec![audience.to_owned()]);
    narrowed(Policy::new(issuer, audiences, "JWT"), alg)
}

impl AnyKey {
    fn is_given(&self) -> bool {
        self.jwk.is_some() || self.pem.is_some() || self.raw.is_some()
    }

    /// A key that is refused is explained, too; a file that cannot be read is not.
    fn read(&self, alg: Option<Alg>) -> Result<Keys<'static>, Failure> {
        match (&self.jwk, &self.pem, &self.raw) {
            (Some(file), ..) => Ok(Keys::from_jwk(&read_file_text(file)?, alg)),
            (_, Some(file), _) => Ok(Keys::from_pem(&read_file_text(file)?, alg)),
            (.., Some(file)) => Ok(Keys::from_secret(phrase(&read_file(file)?), alg)),
            _ => Ok(Keys::none()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::super::super::run;
    use super::*;

    #[test]
    fn a_person_reads_the_verdict_once_and_a_program_where_every_refusal_stands() {
        for (shown, flags, repeated) in
            [(false, "", true), (true, "", false), (true, "--json", true)]
        {
            let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
            let mut io = Io {
                stdin: &mut "no token".as_bytes(),
                stdout: &mut stdout,
                stderr: &mut stderr,
                terminal: false,
                shown,
            };
            let args = ["paraph", "jwt", "explain"].into_iter();
            let args = args.chain(flags.split_whitespace());
            let _ = run(args.map(OsString::from), &mut io);
            let (out, err) = (String::from_utf8(stdout), String::from_utf8(stderr));
            assert!(out.unwrap().contains("token_not_compact"));
            assert_eq!(
                err.unwrap().starts_with("token_not_compact: "),
                repeated,
                "{shown} {flags}"
            );
        }
    }
}
