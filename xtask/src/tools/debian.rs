//! Debian's packages: found missing, named, then installed by apt-get as root or through sudo.

use std::fs;
use std::process::{Command, Stdio};

use super::postgres;
use crate::Outcome;
use crate::run::{ask, run};

/// A package, and whether what it brings is there.
type Need = (&'static str, bool);

/// Installs the packages behind whatever this machine lacks.
///
/// # Errors
/// When something is missing and this machine has no apt-get, or we may not use it; the error names
/// the packages.
pub(super) fn install() -> Outcome<()> {
    install_missing(&needs_of_tests())
}

/// The same for what only a run of the benchmarks builds.
///
/// # Errors
/// As [`install`].
pub(super) fn install_for_bench() -> Outcome<()> {
    install_missing(&[
        // BoringSSL, beneath the crate jwt-simple.
        ("cmake", ask("cmake", &["--version"]).is_some()),
        ("libclang-dev", has_libclang()),
    ])
}

fn install_missing(needs: &[Need]) -> Outcome<()> {
    let absent = needs.iter().filter(|(_, present)| !present);
    let missing: Vec<_> = absent.map(|(package, _)| *package).collect();
    if missing.is_empty() {
        println!("nothing missing");
        return Ok(());
    }
    let packages = missing.join(" ");
    let Some(prefix) = privilege() else {
        return Err(format!("please install (Debian's names): {packages}").into());
    };
    println!("installing {packages}");
    run(apt_get(prefix).arg("update").arg("-qq"))?;
    run(apt_get(prefix)
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(&missing))
}

fn needs_of_tests() -> Vec<Need> {
    vec![
        // libFuzzer is C++.
        ("g++", ask("c++", &["--version"]).is_some()),
        ("postgresql", postgres::bin_dir().is_some()),
        (
            "python3-venv",
            ask("python3", &["-c", "import ensurepip, venv"]).is_some(),
        ),
        ("nodejs", ask("node", &["--version"]).is_some()),
        ("npm", ask("npm", &["--version"]).is_some()),
        ("chromium", ask("chromium", &["--version"]).is_some()),
        // The walk-through of the README, and the terminal it is typed on.
        ("curl", ask("curl", &["--version"]).is_some()),
        ("bsdutils", ask("script", &["--version"]).is_some()),
        ("util-linux", ask("setpriv", &["--version"]).is_some()),
        // The commands that hints name are run.
        ("openssl", ask("openssl", &["version"]).is_some()),
        ("openssh-client", ask("ssh", &["-V"]).is_some()),
        // The crate josekit in bench/, which is linted with the tests. The system's OpenSSL, not one that the crate
        // would build: it is what its users have, and a minute less to wait.
        ("pkg-config", ask("pkg-config", &["--version"]).is_some()),
        (
            "libssl-dev",
            ask("pkg-config", &["--modversion", "openssl"]).is_some(),
        ),
    ]
}

/// Debian keeps it in a folder for each version.
fn has_libclang() -> bool {
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let mut libraries = folders
        .filter(|folder| folder.file_name().to_string_lossy().starts_with("llvm-"))
        .filter_map(|folder| fs::read_dir(folder.path().join("lib")).ok())
        .flatten()
        .flatten();
    libraries.any(|file| {
        file.file_name()
            .to_string_lossy()
            .starts_with("libclang.so")
    })
}

/// What to put before `apt-get`: nothing for root, sudo for others, `None` where neither works.
fn privilege() -> Option<&'static [&'static str]> {
    ask("apt-get", &["--version"])?;
    if ask("id", &["-u"])? == "0" {
        return Some(&[]);
    }
    ask("sudo", &["--version"]).map(|_| ["sudo"].as_slice())
}

fn apt_get(prefix: &[&str]) -> Command {
    let words = [
        prefix,
        &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"],
    ]
    .concat();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    // Hundreds of lines on what goes well; errors come on the other stream.
    command.stdout(Stdio::null());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sudo_stands_before_the_environment_it_would_drop() {
        let command = apt_get(&["sudo"]);
        let args: Vec<_> = command.get_args().collect();
        assert_eq!(command.get_program(), "sudo");
        assert_eq!(args, ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        assert_eq!(apt_get(&[]).get_program(), "env");
    }
}
