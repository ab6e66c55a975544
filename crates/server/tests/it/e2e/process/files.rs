//! Files and ports of the tests.

use std::fs::{self, File};
use std::io::{self, Read};
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};

/// A port that is free on both loopbacks, outside the range from which the system gives ports to clients: a server that is
/// restarted finds it free again.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = std::process::id().wrapping_mul(37) % 12_000;
    for _ in 0..500 {
        let step = NEXT.fetch_add(7, Ordering::Relaxed);
        let port = 20_000 + u16::try_from((start + u32::from(step)) % 12_000).unwrap();
        let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let six = TcpListener::bind((Ipv6Addr::LOCALHOST, port));
        let taken = |error: &io::Error| error.kind() == io::ErrorKind::AddrInUse;
        if four.is_ok() && !six.as_ref().is_err_and(taken) {
            return port;
        }
    }
    panic!("no free port");
}

/// Every file below a folder with its mode and bytes: what a refused start may not change.
pub(crate) fn contents(folder: &Path) -> Vec<(PathBuf, u32, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let metadata = fs::symlink_metadata(&path).expect("metadata");
            let mut bytes = Vec::new();
            if metadata.is_dir() {
                folders.push(path.clone());
            } else if metadata.is_file() {
                let mut file = File::open(&path).expect("a file");
                file.read_to_end(&mut bytes).expect("its bytes");
            }
            found.push((path, metadata.permissions().mode(), bytes));
        }
    }
    found.sort();
    found
}

/// Gives a folder and what is in it to `nobody`.
pub(crate) fn give_away(folder: &Path) {
    let nobody = Some(65_534);
    for (path, _, _) in contents(folder) {
        chown(path, nobody, nobody).expect("root gives files away");
    }
    chown(folder, nobody, nobody).expect("root gives files away");
}
