//! Hashing yields to everything else: the threads that verify tokens must not wait for those that hash.

/// On Linux the nice value is a thread's own. At 5 a hashing thread gets about a quarter of a contended core: enough for
/// logins to go on, little enough for the rest not to notice.
#[cfg(target_os = "linux")]
pub(super) fn lower() {
    const NICE: i32 = 5;
    let thread = rustix::thread::gettid();
    // A system that forbids it hashes at normal priority.
    if let Err(error) = rustix::process::setpriority_process(Some(thread), NICE) {
        tracing::debug!(%error, "hashing threads keep their priority");
    }
}

/// Elsewhere the nice value is the process's: left alone.
#[cfg(not(target_os = "linux"))]
pub(super) const fn lower() {}
