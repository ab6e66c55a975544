//! What a process does first, so that its secrets stay in it and strangers cannot use it up.

use rustix::fs::Mode;
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit, umask,
};

/// No core file of this process: for every command, since all of them may see a secret.
pub fn keep_out_of_cores() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // Fails only where a limit of 0 is there already or may not be set: there is nothing better to do then.
    let _ = setrlimit(Resource::Core, none);
}

/// For the server: no core at all, not even into a pipe, no debugger of the same user, and every file it makes is
/// its owner's alone. Other commands stay as they are: `--jwk <(..)` would not open its own pipe.
pub fn keep_private() {
    keep_out_of_cores();
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    umask(Mode::RWXG | Mode::RWXO);
}

/// Takes all the open files that the system grants this process, and answers how many: shells give 1,024 at first, which is
/// less than the connections that a server should bear.
pub fn allow_files() -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let most = Rlimit {
        current: maximum,
        maximum,
    };
    let granted = match setrlimit(Resource::Nofile, most) {
        Ok(()) => maximum,
        Err(_) => current,
    };
    granted.map_or(usize::MAX, |files| {
        usize::try_from(files).unwrap_or(usize::MAX)
    })
}
