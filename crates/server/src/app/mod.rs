//! The running server: opens what the configuration names, checks that it fits together, and serves until told to stop.
//!
//! Everything that can refuse a start does so before the last line `listening on ..` is printed.

mod jobs;
mod logs;
mod parts;
mod socket;

use futures_util::FutureExt;

use crate::cli::{Failure, Io, Prepared};
use crate::config::Listeners;
use crate::data::allow_files;
use crate::http::serve::{Limits, asked_to_stop, serve_within};

use self::socket::Socket;

/// Serves until it is told to stop.
///
/// # Errors
/// One line that says what to do; nothing was overwritten.
pub fn serve(prepared: &Prepared, io: &mut Io<'_>) -> Result<(), Failure> {
    logs::start();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    runtime
        .map_err(|error| broken(&error))?
        .block_on(run(prepared, io))
}

async fn run(prepared: &Prepared, io: &mut Io<'_>) -> Result<(), Failure> {
    // From here on a signal ends the start in order too.
    let stop = asked_to_stop().map_err(|error| broken(&error))?.shared();
    let listeners = prepared.bind()?;
    let (app, issuer) = parts::assemble(prepared, &listeners).await?;
    let socket = Socket::bind(&prepared.folder.socket())?;
    jobs::start(&app);
    tracing::info!(%issuer, mode = %issuer.mode(), "started");
    write!(io.stdout, "{}", prepared.greeting(&issuer))?;
    greet(io, &listeners)?;
    let local = socket.serve(&app, stop.clone());
    let limits = Limits::of_files(allow_files());
    let serving = serve_within(limits, listeners.sockets, app.clone(), stop);
    let (served, ()) = tokio::join!(serving, local);
    tracing::info!("stopped");
    served.map_err(|error| broken(&error))
}

/// The last line: whoever waits for it may call from then on.
fn greet(io: &mut Io<'_>, listeners: &Listeners) -> Result<(), Failure> {
    writeln!(io.stdout, "listening on {}", listeners.url)?;
    Ok(io.stdout.flush()?)
}

fn broken(error: &std::io::Error) -> Failure {
    Failure::refused("system", error.to_string())
}
