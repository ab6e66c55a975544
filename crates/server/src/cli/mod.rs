//! The commands. `serve` runs the server; `user`, `session`, `key` and `login` are clients of a running one; `jwk`,
//! `jws`, `jwt`, `jwe` and `config check` work offline.
//!
//! Each command parses, does, prints. Exit codes: 0 done or accepted; 1 refused, with one line on standard error unless a
//! terminal shows the report: a stable code, the reason and, of the token tools, a hint at what to do next; 2 wrong usage.
//! What programs read goes to standard output, all else to standard error.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::data::keep_out_of_cores;

mod claim;
mod client;
mod config;
mod discreet;
mod failure;
mod hint;
mod io;
mod jwe;
mod jwk;
mod jws;
mod jwt;
mod key;
mod keys;
mod login;
mod password;
mod print;
mod serve;
mod session;
mod user;

pub use failure::Failure;
pub use io::Io;
pub use serve::{Prepared, ServeArgs};

/// Paraph: a self-hosted JWT authentication server.
#[derive(Debug, Parser)]
#[command(name = paraph_core::PRODUCT, version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(ServeArgs),
    #[command(subcommand)]
    User(user::UserCommand),
    #[command(subcommand)]
    Session(session::SessionCommand),
    #[command(subcommand)]
    Key(key::KeyCommand),
    Login(login::LoginArgs),
    #[command(subcommand)]
    Config(config::ConfigCommand),
    #[command(subcommand)]
    Jwk(jwk::JwkCommand),
    #[command(subcommand)]
    Jws(jws::JwsCommand),
    #[command(subcommand)]
    Jwt(jwt::JwtCommand),
    #[command(subcommand)]
    Jwe(jwe::JweCommand),
}

/// Runs one command line, the program's name first.
pub fn run(args: impl IntoIterator<Item = OsString>, io: &mut Io<'_>) -> ExitCode {
    keep_out_of_cores();
    let done = match Cli::try_parse_from(args) {
        // What was not written in full was not done.
        Ok(cli) => cli.command.run(io).and_then(|()| Ok(io.stdout.flush()?)),
        Err(usage) => Err(usage.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(io),
    }
}

impl Command {
    fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        match self {
            Self::Serve(args) => args.run(io),
            Self::User(command) => command.run(io),
            Self::Session(command) => command.run(io),
            Self::Key(command) => command.run(io),
            Self::Login(args) => args.run(io),
            Self::Config(command) => command.run(io),
            Self::Jwk(command) => command.run(io),
            Self::Jws(command) => command.run(io),
            Self::Jwt(command) => command.run(io),
            Self::Jwe(command) => command.run(io),
        }
    }
}

#[cfg(test)]
mod tests;
