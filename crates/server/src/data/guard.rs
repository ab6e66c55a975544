//! What a process does first, so that its secrets stay in it.

use rustix::fs::Mode;
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit, umask,
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
