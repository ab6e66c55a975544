//! The last good set on disk, so that a service can start while its issuer is away.
//!
//! The file holds public keys, yet whoever can write it can make tokens: it is made with mode 0600, and one that others
//! may write, or that belongs to another user (but root), is not read. It is replaced whole (a new file, synced, renamed).
//! Refused when read: another issuer's, one older than the keys may be, one from the future, one that is too large or holds
//! what the network would not get through. All of this blocks: it runs on threads made for it.

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, TryLockError};
use std::time::Duration;

use paraph_jose::{Alg, json};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::accept::{self, Accepted};

/// A set of the greatest size, and the words around it.
const LONGEST: u64 = 1024 * 1024 + 4096;

/// Where one issuer's set is kept.
#[derive(Clone)]
pub(super) struct File {
    path: PathBuf,
    issuer: Arc<str>,
    /// Held while it is written: a disk that hangs gets one write, not one per fetch.
    writing: Arc<Mutex<()>>,
}

/// What is kept.
pub(super) struct Kept {
    pub(super) fetched_at: i64,
    pub(super) text: String,
}

/// What was found.
pub(super) struct Recalled {
    pub(super) accepted: Accepted,
    pub(super) fetched_at: i64,
    pub(super) age: Duration,
}

/// Why a file is of no use. Never more than a line in the log.
#[derive(Debug)]
pub(super) enum Trouble {
    Io(io::Error),
    Unfit(&'static str),
    Set(&'static str),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<'a> {
    issuer: &'a str,
    /// Unix milliseconds.
    fetched_at: i64,
    #[serde(borrow)]
    set: &'a RawValue,
}

impl File {
    pub(super) fn new(path: PathBuf, issuer: &str) -> Self {
        Self {
            path,
            issuer: issuer.into(),
            writing: Arc::default(),
        }
    }

    /// The set, if there is a file, at `now` in unix milliseconds.
    pub(super) fn read(
        &self,
        now: i64,
        longest: Duration,
        assumed: Option<Alg>,
    ) -> Result<Option<Recalled>, Trouble> {
        let Some(bytes) = contents(&self.path)? else {
            return Ok(None);
        };
        let text = json::check(&bytes).map_err(|_| Trouble::Unfit("is no strict JSON object"))?;
        let written: Written<'_> = serde_json::from_str(text)
            .map_err(|_| Trouble::Unfit("has not the members it should have"))?;
        if written.issuer != &*self.issuer {
            return Err(Trouble::Unfit("is another issuer's"));
        }
        let age = age(written.fetched_at, now, longest)?;
        let accepted = accept::read(written.set.get().as_bytes(), assumed)
            .map_err(|error| Trouble::Set(error.code()))?;
        Ok(Some(Recalled {
            accepted,
            fetched_at: written.fetched_at,
            age,
        }))
    }

    /// Replaces the file.
    pub(super) fn write(&self, kept: &Kept) -> Result<(), Trouble> {
        let _one = match self.writing.try_lock() {
            Err(TryLockError::WouldBlock) => {
                return Err(Trouble::Unfit("is still being written"));
            }
            other => other,
        };
        let set = RawValue::from_string(kept.text.clone())
            .map_err(|_| Trouble::Unfit("would hold no JSON"))?;
        let written = Written {
            issuer: &self.issuer,
            fetched_at: kept.fetched_at,
            set: &set,
        };
        let bytes = serde_json::to_vec(&written).map_err(io::Error::from)?;
        replace(&self.path, &bytes)?;
        Ok(())
    }
}

/// A time in the future says that a clock was wrong, and then the age is unknown.
fn age(fetched_at: i64, now: i64, longest: Duration) -> Result<Duration, Trouble> {
    let age = u64::try_from(now.saturating_sub(fetched_at))
        .map(Duration::from_millis)
        .map_err(|_| Trouble::Unfit("is from the future"))?;
    if age >= longest {
        return Err(Trouble::Unfit("is too old"));
    }
    Ok(age)
}

fn contents(path: &Path) -> Result<Option<Vec<u8>>, Trouble> {
    let file = match open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other?,
    };
    let about = file.metadata()?;
    if !about.is_file() {
        return Err(Trouble::Unfit("is no file"));
    }
    if others_may_write(&about) {
        return Err(Trouble::Unfit("may be written by others"));
    }
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(Trouble::Unfit("is too large"));
    }
    Ok(Some(bytes))
}

/// Never waits for somebody at the other end of a pipe: a thread that does would keep the process from ending.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    let at_once = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    OpenOptions::new()
        .read(true)
        .custom_flags(at_once)
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<fs::File> {
    fs::File::open(path)
}

/// By its mode, or by owning it.
#[cfg(unix)]
fn others_may_write(about: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    let ours = [0, rustix::process::geteuid().as_raw()];
    about.mode() & 0o022 != 0 || !ours.contains(&about.uid())
}

#[cfg(not(unix))]
fn others_may_write(_: &fs::Metadata) -> bool {
    false
}

/// After a crash there is the old file or the new one, whole.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = beside(path);
    let done = create(&new, bytes).and_then(|()| fs::rename(&new, path));
    if done.is_err() {
        // It is a leftover; what matters is the error.
        let _ = fs::remove_file(&new);
    }
    done?;
    sync_folder(path)
}

fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A name of its own: two processes may share the folder.
fn beside(path: &Path) -> PathBuf {
    let number = RandomState::new().hash_one(path);
    let mut name = OsString::from(path);
    name.push(format!(".{number:016x}.new"));
    name.into()
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Unfit(why) => write!(f, "the file {why}"),
            Self::Set(code) => write!(f, "the file's set is refused: {code}"),
        }
    }
}

#[cfg(test)]
mod tests;
