//! Where secrets must not be: arguments, environment, core files, the database, the log, error texts.

mod canary;
mod log;
mod process;
mod stored;
