use std::os::unix::fs::PermissionsExt;

use paraph_jose::SigningKey;
use tempfile::TempDir;

use super::*;

const ISSUER: &str = "https://id.example.org";
const NOW: i64 = 1_700_000_000_000;
const HOUR: Duration = Duration::from_hours(1);

fn set() -> String {
    let key = SigningKey::generate(Alg::ES256).unwrap();
    format!(r#"{{"keys":[{}]}}"#, *key.public_jwk().unwrap().to_json())
}

fn place() -> (TempDir, File) {
    let folder = tempfile::tempdir().unwrap();
    let file = File::new(folder.path().join("keys.json"), ISSUER);
    (folder, file)
}

fn keep(file: &File, fetched_at: i64) {
    let text = set();
    file.write(&Kept { fetched_at, text }).unwrap();
}

fn read(file: &File) -> Result<Option<Duration>, String> {
    let found = file.read(NOW, HOUR, None);
    found
        .map(|found| found.map(|recalled| recalled.age))
        .map_err(|trouble| trouble.to_string())
}

#[test]
fn what_is_kept_is_found_again_with_its_age() {
    let (folder, file) = place();
    assert_eq!(read(&file), Ok(None));
    for minutes in [0, 1, 59] {
        keep(&file, NOW - minutes * 60_000);
        let age = Duration::from_mins(minutes.unsigned_abs());
        assert_eq!(read(&file), Ok(Some(age)));
    }
    let mode = fs::metadata(&file.path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn f28_old_future_and_foreign_files_do_not_count() {
    let (_folder, file) = place();
    for (fetched_at, why) in [
        (NOW - 3_600_000, "too old"),
        (i64::MIN, "too old"),
        (NOW + 1, "future"),
        (i64::MAX, "future"),
    ] {
        keep(&file, fetched_at);
        assert!(read(&file).unwrap_err().contains(why), "{fetched_at}");
    }
    keep(&file, NOW);
    let other = File::new(file.path.clone(), "https://id.example.org/");
    assert!(read(&other).unwrap_err().contains("another issuer"));
}

#[test]
fn h08_h09_broken_files_do_not_count() {
    let (_folder, file) = place();
    let good = set();
    let secret = SigningKey::generate(Alg::ES256)
        .unwrap()
        .to_jwk()
        .to_json()
        .to_string();
    let whole = |set: &str| format!(r#"{{"issuer":"{ISSUER}","fetched_at":{NOW},"set":{set}}}"#);
    let write = |text: &str| {
        fs::write(&file.path, text).unwrap();
        fs::set_permissions(&file.path, fs::Permissions::from_mode(0o600)).unwrap();
    };
    write(&whole(&good));
    assert!(read(&file).is_ok());
    for text in [
        String::new(),
        "{}".to_owned(),
        "\0\0\0".to_owned(),
        whole(&good)[..200].to_owned(),
        whole(r#"{"keys":[]}"#),
        whole(&format!(r#"{{"keys":[{secret}]}}"#)),
        whole(&good).replacen('{', r#"{"issuer":"x","#, 1),
        whole(&good).replacen('{', r#"{"more":1,"#, 1),
        format!("{}{}", whole(&good), " ".repeat(2 * 1024 * 1024)),
    ] {
        write(&text);
        assert!(read(&file).is_err(), "{text:.80}");
    }
}

#[test]
fn a_file_that_others_may_write_does_not_count() {
    let (_folder, file) = place();
    keep(&file, NOW);
    for (mode, counts) in [(0o600, true), (0o644, true), (0o620, false), (0o602, false)] {
        fs::set_permissions(&file.path, fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(read(&file).is_ok(), counts, "{mode:o}");
    }
}

#[test]
fn k06_a_file_that_another_user_left_does_not_count() {
    let (_folder, file) = place();
    keep(&file, NOW);
    fs::set_permissions(&file.path, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(read(&file).is_ok());
    // Only root can give a file away.
    if rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(&file.path, Some(65_534), None).unwrap();
        assert!(read(&file).unwrap_err().contains("others"));
    }
}

#[test]
fn f28_a_pipe_in_its_place_keeps_nobody() {
    let (_folder, file) = place();
    let made = std::process::Command::new("mkfifo")
        .arg(&file.path)
        .status();
    assert!(made.unwrap().success());
    let (end, ended) = std::sync::mpsc::channel();
    let reader = file.clone();
    std::thread::spawn(move || end.send(read(&reader)));
    let read = ended.recv_timeout(Duration::from_secs(10)).unwrap();
    assert!(read.unwrap_err().contains("no file"));
}

#[test]
fn a_place_that_cannot_be_written_is_an_error_and_leaves_nothing() {
    let (folder, file) = place();
    fs::create_dir(&file.path).unwrap();
    assert!(read(&file).unwrap_err().contains("no file"));
    let kept = Kept {
        fetched_at: NOW,
        text: set(),
    };
    assert!(file.write(&kept).is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let nowhere = File::new(folder.path().join("missing/keys.json"), ISSUER);
    assert!(nowhere.write(&kept).is_err());
}

#[test]
fn one_write_at_a_time() {
    let (_folder, file) = place();
    let hanging = file.writing.lock().unwrap();
    let kept = Kept {
        fetched_at: NOW,
        text: set(),
    };
    assert!(file.clone().write(&kept).is_err());
    drop(hanging);
    assert!(file.write(&kept).is_ok());
}
