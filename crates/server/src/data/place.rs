//! Where the data folder is: `--data`, `$STATE_DIRECTORY` (systemd), `$XDG_DATA_HOME/paraph`,
//! `~/.local/share/paraph`.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use super::DataError;

/// The variables that may name a place, as they are in the environment.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// `$STATE_DIRECTORY`: absolute, several separated by colons.
    pub state_directory: Option<OsString>,
    /// `$XDG_DATA_HOME`.
    pub xdg_data_home: Option<OsString>,
    /// `$HOME`.
    pub home: Option<OsString>,
}

impl Surroundings {
    /// Of this process.
    pub fn of_process() -> Self {
        Self {
            state_directory: std::env::var_os("STATE_DIRECTORY"),
            xdg_data_home: std::env::var_os("XDG_DATA_HOME"),
            home: std::env::var_os("HOME"),
        }
    }
}

/// The folder's path; nothing is touched.
///
/// # Errors
/// [`DataError::NoPlace`].
pub fn resolve(flag: Option<&Path>, around: &Surroundings) -> Result<PathBuf, DataError> {
    let under =
        |place: Option<&OsString>, rest: &str| absolute(place).map(|place| place.join(rest));
    flag.map(Path::to_owned)
        .or_else(|| absolute(first(around.state_directory.as_ref()).as_ref()))
        .or_else(|| under(around.xdg_data_home.as_ref(), paraph_core::PRODUCT))
        .or_else(|| {
            under(around.home.as_ref(), ".local/share")
                .map(|share| share.join(paraph_core::PRODUCT))
        })
        .ok_or(DataError::NoPlace)
}

/// Relative places are ignored, as the XDG rules say.
fn absolute(place: Option<&OsString>) -> Option<PathBuf> {
    place.map(PathBuf::from).filter(|place| place.is_absolute())
}

fn first(list: Option<&OsString>) -> Option<OsString> {
    let first = list?.as_bytes().split(|byte| *byte == b':').next()?;
    Some(OsString::from_vec(first.to_vec()))
}
