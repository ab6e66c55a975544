//! `jwe encrypt`: a payload for whoever has the key.

use std::path::PathBuf;

use clap::Args;
use paraph_jose::jwe::{self, Enc, Header};
use serde_json::json;

use super::super::failure::Failure;
use super::super::io::Io;
use super::super::print::Format;
use super::key::JweKey;

/// Encrypt a payload from standard input
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  paraph jwk generate --alg ECDH-ES --out inbox.jwk --public-out inbox-public.jwk
  printf 'hello' | paraph jwe encrypt --jwk inbox-public.jwk > token
  paraph jwe encrypt --pem rsa.pem --alg RSA-OAEP-256 --payload-file letter.txt > token
  paraph jwe encrypt --password-file password --payload-file letter.txt > token
  paraph jwt sign --jwk signing.jwk --life 5m < claims.json | tr -d '\\n' |
    paraph jwe encrypt --jwk inbox-public.jwk --cty JWT > nested")]
pub(in crate::cli) struct EncryptArgs {
    #[command(flatten)]
    key: JweKey,
    /// Which key of a set
    #[arg(long, allow_hyphen_values = true)]
    kid: Option<String>,
    /// The content encryption; A256GCM, or what fits a shared content key
    #[arg(long)]
    enc: Option<Enc>,
    /// The header's typ
    #[arg(long)]
    typ: Option<String>,
    /// The header's cty: `JWT` for a signed token
    #[arg(long)]
    cty: Option<String>,
    /// Read the payload from this file instead of standard input
    #[arg(long, value_name = "FILE")]
    payload_file: Option<PathBuf>,
    #[command(flatten)]
    format: Format,
}

impl EncryptArgs {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let mut key = self.key.encryption(self.kid.as_deref())?;
        if let Some(enc) = self.enc {
            key = key.with_enc(enc).map_err(|error| {
                Failure::from(error)
                    .hint("the key is the content key of another --enc: leave --enc out")
            })?;
        }
        let payload = io.read(self.payload_file.as_deref(), "the payload")?;
        let header = Header::default()
            .with_typ(self.typ.as_deref())
            .with_cty(self.cty.as_deref());
        let token = jwe::encrypt(&key, &header, &payload)?;
        self.format.word(io, &token, &json!({ "token": token }))
    }
}
