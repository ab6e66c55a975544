use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use paraph_core::rng::SystemRng;

use super::*;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn opened() -> (tempfile::TempDir, DataFolder) {
    let parent = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(&parent.path().join("data")).unwrap();
    (parent, folder)
}

#[test]
fn the_place_is_the_first_that_is_named() {
    let around = |state: &str, xdg: &str, home: &str| Surroundings {
        state_directory: (!state.is_empty()).then(|| state.into()),
        xdg_data_home: (!xdg.is_empty()).then(|| xdg.into()),
        home: (!home.is_empty()).then(|| home.into()),
    };
    for (flag, surroundings, place) in [
        (Some("rel"), around("/state", "/xdg", "/home/ada"), "rel"),
        (None, around("/state", "/xdg", "/home/ada"), "/state"),
        (None, around("/state:/other", "/xdg", ""), "/state"),
        (None, around("", "/xdg", "/home/ada"), "/xdg/paraph"),
        (
            None,
            around("rel", "rel", "/home/ada"),
            "/home/ada/.local/share/paraph",
        ),
    ] {
        let resolved = resolve(flag.map(Path::new), &surroundings).unwrap();
        assert_eq!(resolved, PathBuf::from(place));
    }
    assert!(matches!(
        resolve(None, &around("", "", "")),
        Err(DataError::NoPlace)
    ));
}

#[test]
fn a_new_folder_and_its_files_are_for_their_owner_alone() {
    let (_parent, folder) = opened();
    assert_eq!(mode(folder.path()), 0o700);
    assert_eq!(mode(&folder.path().join("lock")), 0o600);
    load_master_key(&folder, None, false, &SystemRng).unwrap();
    assert_eq!(mode(&folder.master_key()), 0o600);
}

#[test]
fn a_folder_has_one_owner_until_it_lets_go() {
    let (_parent, folder) = opened();
    let again = DataFolder::open(folder.path());
    assert!(matches!(again, Err(DataError::InUse { .. })));
    let path = folder.path().to_owned();
    drop(folder);
    DataFolder::open(&path).unwrap();
}

#[test]
fn b05_a_folder_that_others_may_write_into_is_refused() {
    let (_parent, folder) = opened();
    let path = folder.path().to_owned();
    drop(folder);
    for open in [0o770, 0o707, 0o777] {
        set_mode(&path, open);
        let refused = DataFolder::open(&path).unwrap_err();
        assert!(refused.to_string().contains("chmod 700"), "{refused}");
    }
    // What systemd makes for StateDirectory= by default.
    set_mode(&path, 0o755);
    DataFolder::open(&path).unwrap();
}

#[test]
fn a_folder_that_cannot_be_made_is_said_so() {
    let parent = tempfile::NamedTempFile::new().unwrap();
    let refused = DataFolder::open(&parent.path().join("data")).unwrap_err();
    assert_eq!(refused.code(), "data_not_writable");
    assert!(refused.to_string().contains("--data"), "{refused}");
}

#[test]
fn the_master_key_is_made_once_and_then_kept() {
    let check = |folder: &DataFolder| load_master_key(folder, None, false, &SystemRng).unwrap();
    let (_parent, folder) = opened();
    let sealed = check(&folder).key_check(&SystemRng).unwrap();
    let written = fs::read(folder.master_key()).unwrap();
    assert_eq!(check(&folder).check(&sealed), Ok(()));
    assert_eq!(fs::read(folder.master_key()).unwrap(), written);
    let (_parent, other) = opened();
    assert!(check(&other).check(&sealed).is_err());
}

#[test]
fn a_master_key_of_another_form_is_refused_without_showing_it() {
    let (_parent, folder) = opened();
    let key = folder.master_key();
    write_private(&key, b"1:tooshortasecret\n").unwrap();
    let refused = load_master_key(&folder, None, false, &SystemRng).unwrap_err();
    assert_eq!(refused.code(), "master_key_malformed");
    assert!(!refused.to_string().contains("tooshort"), "{refused}");
    assert_eq!(fs::read(&key).unwrap(), b"1:tooshortasecret\n");
}

#[test]
fn b05_a_master_key_that_others_may_read_is_refused() {
    let (_parent, folder) = opened();
    load_master_key(&folder, None, false, &SystemRng).unwrap();
    let key = folder.master_key();
    for open in [0o640, 0o604, 0o660, 0o644, 0o620] {
        set_mode(&key, open);
        for named in [None, Some(key.as_path())] {
            let refused = load_master_key(&folder, named, false, &SystemRng).unwrap_err();
            assert!(
                refused.to_string().contains("chmod 600"),
                "{open:o}: {refused}"
            );
        }
    }
    set_mode(&key, 0o400);
    load_master_key(&folder, None, false, &SystemRng).unwrap();
}

#[test]
fn a_key_that_is_gone_is_not_replaced_while_there_is_a_database() {
    let (_parent, folder) = opened();
    fs::write(folder.database(), b"x").unwrap();
    let refused = load_master_key(&folder, None, false, &SystemRng).unwrap_err();
    assert_eq!(refused.code(), "master_key_missing");
    assert!(!folder.master_key().exists());
}

#[test]
fn with_postgresql_no_key_is_made() {
    let (_parent, folder) = opened();
    let refused = load_master_key(&folder, None, true, &SystemRng).unwrap_err();
    assert!(refused.to_string().contains("--master-key"), "{refused}");
    assert!(!folder.master_key().exists());
    let missing = folder.path().join("missing");
    let refused = load_master_key(&folder, Some(&missing), true, &SystemRng).unwrap_err();
    assert_eq!(refused.code(), "file_unreadable");
    assert!(!missing.exists());
}

#[test]
fn a_private_file_is_regular_short_and_text() {
    let (_parent, folder) = opened();
    let file = folder.path().join("secret");
    for contents in [vec![b'a'; 65_537], vec![0xff]] {
        fs::write(&file, contents).unwrap();
        set_mode(&file, 0o600);
        assert_eq!(read_private(&file).unwrap_err().code(), "file_unreadable");
    }
    assert_eq!(
        read_private(folder.path()).unwrap_err().code(),
        "file_unreadable"
    );
    fs::write(&file, "postgres://ada:secret@db/paraph\n").unwrap();
    assert_eq!(
        read_private(&file).unwrap().trim_end(),
        "postgres://ada:secret@db/paraph"
    );
}

#[test]
fn a_private_file_is_whole_new_and_never_overwrites() {
    let (_parent, folder) = opened();
    let file = folder.path().join("f");
    // Files of somebody else's, whatever their names.
    for name in ["f.new", "f.tmp", ".f", "f~"] {
        fs::write(folder.path().join(name), name).unwrap();
    }
    let listed = || {
        let entries = fs::read_dir(folder.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let mut names = listed();
    write_private(&file, b"one").unwrap();
    assert_eq!(
        (fs::read(&file).unwrap(), mode(&file)),
        (b"one".to_vec(), 0o600)
    );
    let again = write_private(&file, b"two").unwrap_err();
    assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&file).unwrap(), b"one");
    // A link is a file, whether it leads anywhere or not.
    symlink("nowhere", folder.path().join("link")).unwrap();
    let refused = write_private(&folder.path().join("link"), b"three").unwrap_err();
    assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
    names.extend(["f".into(), "link".into()]);
    names.sort();
    assert_eq!(listed(), names, "nothing else came or went");
    for name in ["f.new", "f.tmp", ".f", "f~"] {
        assert_eq!(fs::read(folder.path().join(name)).unwrap(), name.as_bytes());
    }
}

/// Changes this process, which no other test minds.
#[test]
fn s06_a_server_leaves_no_core_and_no_readable_file() {
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};
    keep_private();
    assert_eq!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable));
    let limit = getrlimit(Resource::Core);
    assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
    let (_parent, folder) = opened();
    fs::write(folder.database(), b"x").unwrap();
    assert_eq!(mode(&folder.database()) & 0o077, 0);
}
