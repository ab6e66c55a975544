//! `jwt verify`: accept or refuse one token under one issuer and one audience, as a service would.

use clap::Args;
use paraph_core::clock::{Clock, SystemClock, seconds};
use paraph_jose::policy::ACCESS_TOKEN_TYP;
use paraph_jose::{Alg, Policy, jwt};
use serde_json::{Value, json};

use super::super::failure::Failure;
use super::super::hint::token::signed_wanted;
use super::super::io::{Io, PipedToken};
use super::super::keys::KeyFile;
use super::super::print::Format;

/// Check a token and print its claims
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  curl -s https://id.example.org/.well-known/jwks.json > jwks.json
  paraph jwt verify --jwk jwks.json --issuer https://id.example.org --audience api < token
  paraph jwt verify --pem rsa.pem --alg RS256 --typ JWT --issuer I --audience A --token-file token

Times have a leeway of 30 seconds. Whether a token was revoked is not known offline: ask the server for that.
With --json a refusal is one object on standard output, too: {\"valid\":false,\"code\":..,\"reason\":..}.
`paraph jwt explain` tells more of it. Only the token itself is taken, nothing around it.
Exit codes: 0 accepted, 1 refused (one line on standard error: a code and the reason), 2 wrong usage.")]
pub(in crate::cli) struct VerifyArgs {
    #[command(flatten)]
    key: KeyFile,
    /// The issuer to demand, exactly
    #[arg(long)]
    issuer: String,
    /// The audience to demand, exactly
    #[arg(long)]
    audience: String,
    /// The typ to demand; `at+jwt` also demands an access token's claims
    #[arg(long, default_value = ACCESS_TOKEN_TYP)]
    typ: String,
    /// The algorithm to demand, also for a key that names none
    #[arg(long)]
    alg: Option<Alg>,
    #[command(flatten)]
    token: PipedToken,
    #[command(flatten)]
    format: Format,
}

impl VerifyArgs {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let verified = self.verify(io);
        let jwt::Verified {
            claims, kid, alg, ..
        } = self.format.checked(io, verified)?;
        let accepted = if self.format.json {
            json!({ "valid": true, "claims": claims, "kid": kid, "alg": alg })
        } else {
            claims
        };
        self.format.json(io, &accepted)
    }

    fn verify(&self, io: &mut Io<'_>) -> Result<jwt::Verified<Value>, Failure> {
        let token = self.token.read(io)?;
        let keys = self.key.verifying_keys(self.alg)?;
        let now = seconds(SystemClock.now());
        jwt::verify(&token, &keys, &self.policy(), now)
            .map_err(|error| signed_wanted(&error, &token))
    }

    fn policy(&self) -> Policy {
        policy(&self.typ, &self.issuer, &self.audience, self.alg)
    }
}

/// The policy that the flags name.
pub(super) fn policy(typ: &str, issuer: &str, audience: &str, alg: Option<Alg>) -> Policy {
    let policy = if typ == ACCESS_TOKEN_TYP {
        Policy::access_token(issuer, audience)
    } else {
        Policy::foreign_access_token(issuer, audience).with_typ(typ)
    };
    narrowed(policy, alg)
}

/// The policy for keys of one algorithm, where one is named.
pub(super) fn narrowed(policy: Policy, alg: Option<Alg>) -> Policy {
    match alg {
        Some(alg) => policy.with_algorithms([alg]),
        None => policy,
    }
}
