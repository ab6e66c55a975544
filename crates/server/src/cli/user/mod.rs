//! `user ..`: people, through the Admin API of a running server.

use clap::Subcommand;

use super::failure::Failure;
use super::io::Io;

mod add;
mod change;
mod list;
mod set;

/// People (needs a running server)
#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    Add(add::AddArgs),
    List(list::ListArgs),
    /// Give no more tokens to a person, and end their sessions
    Disable(change::ChangeArgs),
    /// Let a disabled person in again
    Enable(change::ChangeArgs),
    Set(set::SetArgs),
    /// Set a person's password and end their sessions
    Password(change::ChangeArgs),
}

impl UserCommand {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        match self {
            Self::Add(args) => args.run(io),
            Self::List(args) => args.run(io),
            Self::Disable(args) => args.set_disabled(io, true),
            Self::Enable(args) => args.set_disabled(io, false),
            Self::Set(args) => args.run(io),
            Self::Password(args) => args.set_password(io),
        }
    }
}
