//! `jwe encrypt` and `jwe decrypt`: any payload, offline.

use clap::Subcommand;

use super::failure::Failure;
use super::io::Io;

mod decrypt;
mod encrypt;
mod key;

/// Encrypt and decrypt any payload (offline)
#[derive(Debug, Subcommand)]
pub(super) enum JweCommand {
    Encrypt(encrypt::EncryptArgs),
    Decrypt(decrypt::DecryptArgs),
}

impl JweCommand {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        match self {
            Self::Encrypt(args) => args.run(io),
            Self::Decrypt(args) => args.run(io),
        }
    }
}
