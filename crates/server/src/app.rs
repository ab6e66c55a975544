//! The running server.

use crate::cli::{Failure, Io, Prepared};

/// Serves until it is told to stop.
///
/// # Errors
/// One line that says what to do.
pub fn serve(prepared: Prepared, io: &mut Io<'_>) -> Result<(), Failure> {
    let listeners = prepared.bind()?;
    let issuer = prepared.settle(None, &listeners)?;
    write!(io.stdout, "{}", prepared.greeting(&issuer))?;
    Err(Failure::refused(
        "unavailable",
        "the server is not part of this build",
    ))
}
