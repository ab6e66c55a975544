//! `jwk thumbprint`: the RFC 7638 name of each key, or its RFC 9278 URI.

use std::path::PathBuf;

use clap::Args;
use paraph_jose::JwkSet;
use serde_json::json;

use super::super::failure::Failure;
use super::super::io::Io;
use super::super::keys::{parse, read_pem};
use super::super::print::Format;

/// Print the RFC 7638 thumbprint of each key
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  paraph jwk thumbprint --jwk key.jwk
  paraph jwk thumbprint --jwk key.jwk --uri
  curl -s https://id.example.org/.well-known/jwks.json | paraph jwk thumbprint")]
pub(in crate::cli) struct ThumbprintArgs {
    /// One JWK or a JWK Set; standard input if neither is named
    #[arg(long, value_name = "FILE", conflicts_with = "pem")]
    jwk: Option<PathBuf>,
    /// One key in PEM
    #[arg(long, value_name = "FILE")]
    pem: Option<PathBuf>,
    /// As a URI (RFC 9278): `urn:ietf:params:oauth:jwk-thumbprint:sha-256:..`
    #[arg(long)]
    uri: bool,
    #[command(flatten)]
    format: Format,
}

impl ThumbprintArgs {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        for key in self.read(io)?.keys() {
            let thumbprint = if self.uri {
                key.thumbprint_uri()
            } else {
                key.thumbprint()
            };
            if self.format.json {
                self.format
                    .json(io, &json!({ "kid": key.kid(), "thumbprint": thumbprint }))?;
            } else {
                writeln!(io.stdout, "{thumbprint}")?;
            }
        }
        Ok(())
    }

    fn read(&self, io: &mut Io<'_>) -> Result<JwkSet, Failure> {
        match &self.pem {
            Some(file) => read_pem(file, None),
            None => parse(&io.read_text(self.jwk.as_deref(), "the key")?, None),
        }
    }
}
