//! The commands in hints are run as they are printed, where openssl and ssh-keygen are installed: what they write is a key.

use std::env;
use std::process::Command;

use super::*;

/// Runs a line of the shell where `FILE` is a file; false where it failed.
fn shell_line(shell: &Shell, line: &str) -> bool {
    let ran = Command::new("/bin/sh")
        .args(["-c", line])
        .current_dir(shell.path())
        .output();
    ran.is_ok_and(|ran| ran.status.success())
}

/// The command between the first two back quotes of a hint.
fn quoted(hint: &str) -> &str {
    hint.split('`').nth(1).expect(hint)
}

#[test]
fn the_command_in_a_hint_makes_a_key_of_the_file() {
    let shell = furnished();
    let name = json(&shell.read("es"))["kid"].as_str().unwrap().to_owned();
    for (made, by) in [
        (
            "params",
            "(openssl ecparam -name prime256v1; cat es.pem) > params",
        ),
        (
            "locked",
            "openssl pkcs8 -topk8 -in es.pem -passout pass:x -out locked",
        ),
        (
            "old",
            "openssl ec -in es.pem -aes128 -passout pass:x -out old",
        ),
        (
            "cert",
            "openssl req -new -x509 -key es.pem -subj /CN=a -out cert",
        ),
        (
            "request",
            "openssl req -new -key es.pem -subj /CN=a -out request",
        ),
        (
            "chain",
            "(cat es.pem; openssl req -new -x509 -key es.pem -subj /CN=a) > chain",
        ),
        ("der", "openssl pkey -in es.pem -outform DER -out der"),
        (
            "ssh",
            "cp es.pem COPY && chmod 600 COPY && ssh-keygen -q -p -N x -f COPY && cp COPY ssh",
        ),
        (
            "id.pub",
            "chmod 600 es.pem && ssh-keygen -y -f es.pem > id.pub",
        ),
    ] {
        if !shell_line(&shell, by) {
            let required = env::var_os("PARAPH_TEST_REQUIRE").is_some_and(|it| it == "1");
            assert!(!required, "{by}");
            println!("skipped: {by}");
            continue;
        }
        let line = format!("jwk thumbprint --pem {made}");
        let hint = step(&shell.pipe(&line, ""), &line);
        // What asks for a password is told it here.
        let command = quoted(&hint).replace("FILE", made);
        let command = command.replace("openssl pkey", "openssl pkey -passin pass:x");
        let command = command.replace("-p -N", "-P x -p -N");
        let written = format!("rm -f key.pem; {command} > printed");
        assert!(shell_line(&shell, &written), "{made}: {command}");
        let is_key = |file: &&str| {
            std::fs::read_to_string(shell.path().join(file))
                .is_ok_and(|text| text.starts_with("-----BEGIN P"))
        };
        let key = ["key.pem", "printed", "COPY"].into_iter().find(is_key);
        let found = shell.ok(&format!("jwk thumbprint --pem {}", key.unwrap()), "");
        assert_eq!(found.trim_end(), name, "{made}: {command}");
    }
}
