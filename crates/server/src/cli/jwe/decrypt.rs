//! `jwe decrypt`: prints the payload of an encrypted token, which proves nothing about its author.

use clap::Args;
use paraph_jose::jwe::{Enc, MAX_LEN};
use serde_json::json;

use super::super::failure::Failure;
use super::super::hint::token::encrypted_wanted;
use super::super::io::{Io, PipedToken};
use super::super::print::Format;
use super::key::JweKey;

/// Decrypt a token and print its payload
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  paraph jwe decrypt --jwk inbox.jwk < token
  paraph jwe decrypt --pem rsa.pem --alg RSA-OAEP-256 --token-file token
  paraph jwe decrypt --password-file password --enc A128CBC-HS256 < token
  paraph jwe decrypt --jwk inbox.jwk < nested |
    paraph jwt verify --jwk jwks.json --issuer I --audience A

Whoever has a public key can encrypt to it: a decrypted payload is not verified. Only `jwt verify` says who wrote it.
Exit codes: 0 decrypted, 1 refused (one line on standard error), 2 wrong usage.")]
pub(in crate::cli) struct DecryptArgs {
    #[command(flatten)]
    key: JweKey,
    /// A content encryption to accept, as often as needed; without it A128GCM, A192GCM and A256GCM
    #[arg(long)]
    enc: Vec<Enc>,
    #[command(flatten)]
    token: PipedToken,
    #[command(flatten)]
    format: Format,
}

impl DecryptArgs {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let token = self.token.read(io)?;
        let mut decrypter = self.key.decrypter()?.with_max_len(MAX_LEN);
        if !self.enc.is_empty() {
            decrypter = decrypter.with_encs(self.enc)?;
        }
        let found = decrypter
            .decrypt(&token)
            .map_err(|error| encrypted_wanted(&error, &token))?;
        let payload = found.plaintext();
        if !self.format.json {
            return io.payload(payload);
        }
        let encoded = base64_simd::URL_SAFE_NO_PAD.encode_to_string(payload);
        let value = json!({
            "payload": str::from_utf8(payload).ok(), "payload_base64url": encoded,
            "alg": found.alg, "enc": found.enc, "kid": found.kid, "typ": found.typ, "cty": found.cty,
        });
        self.format.json(io, &value)
    }
}
