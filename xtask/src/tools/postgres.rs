//! Finds PostgreSQL: in PATH, else the newest of Debian's versioned folders, which are in no PATH.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

const DEBIAN: &str = "/usr/lib/postgresql";

/// The folder that holds both `postgres` and `initdb`, if there is one on this machine.
pub fn bin_dir() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    find(&path, Path::new(DEBIAN))
}

/// [`bin_dir`] with the search path and Debian's folder as arguments.
pub fn find(path: &OsStr, debian: &Path) -> Option<PathBuf> {
    let in_path = std::env::split_paths(path).find_map(|dir| real_bin(&dir));
    in_path.or_else(|| newest(debian))
}

/// A PATH entry may hold a link to `postgres` alone; the server's other programs lie beside the file
/// the link names.
fn real_bin(dir: &Path) -> Option<PathBuf> {
    let real = fs::canonicalize(dir.join("postgres")).ok()?;
    real.parent()
        .filter(|bin| complete(bin))
        .map(Path::to_path_buf)
}

fn newest(debian: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(debian).ok()?.filter_map(Result::ok);
    let versions = entries.filter_map(|entry| {
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        let bin = entry.path().join("bin");
        complete(&bin).then_some((version, bin))
    });
    versions
        .max_by_key(|(version, _)| *version)
        .map(|(_, bin)| bin)
}

fn complete(bin: &Path) -> bool {
    bin.join("postgres").is_file() && bin.join("initdb").is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lay(root: &Path, names: &[&str]) -> PathBuf {
        for name in names {
            let file = root.join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        fs::canonicalize(root).unwrap()
    }

    #[test]
    fn the_newest_version_is_the_largest_number() {
        let dir = tempfile::tempdir().unwrap();
        let files = [
            "9/bin/postgres",
            "9/bin/initdb",
            "15/bin/postgres",
            "15/bin/initdb",
        ];
        let root = lay(dir.path(), &files);
        assert_eq!(find(OsStr::new(""), &root), Some(root.join("15/bin")));
    }

    #[test]
    fn a_client_without_a_server_is_no_postgresql() {
        let dir = tempfile::tempdir().unwrap();
        let root = lay(dir.path(), &["16/bin/psql", "bin/postgres"]);
        assert_eq!(find(root.join("bin").as_os_str(), &root), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_path_leads_to_the_real_folder() {
        let dir = tempfile::tempdir().unwrap();
        let root = lay(
            dir.path(),
            &["15/bin/postgres", "15/bin/initdb", "path/other"],
        );
        let link = root.join("path/postgres");
        std::os::unix::fs::symlink(root.join("15/bin/postgres"), link).unwrap();
        let found = find(root.join("path").as_os_str(), Path::new("/nowhere"));
        assert_eq!(found, Some(root.join("15/bin")));
    }
}
