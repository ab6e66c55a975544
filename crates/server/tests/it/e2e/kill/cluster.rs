//! A PostgreSQL that may be killed. A shell does it on command, and ends it with this process, however that ends.

use std::fs::Permissions;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use tempfile::TempDir;

use crate::e2e::process::{AS_NOBODY, finish, give_away, given, is_root};

/// `start`, `immediate` (`pg_ctl`'s word for a crash in order) and `kill` (-9 of the postmaster and all its children), one a
/// line; each is answered by a line.
const SUPERVISOR: &str = r#"
trap '' INT TERM HUP
bin=$1
server=
start() {
    tries=0
    until "$bin/pg_isready" -q -h "$2"; do
        # After a kill the old children may hold its memory for a moment: then it refuses, and is asked again.
        kill -0 "$server" 2>/dev/null || {
            "$bin/postgres" -D data -k "$2" -c listen_addresses= -c max_connections=100 \
                -c log_min_messages=fatal </dev/null >>postgres.log 2>&1 &
            server=$!
        }
        tries=$((tries + 1))
        if [ $tries -gt 600 ]; then cat postgres.log; break; fi
        sleep 0.05
    done
}
"$bin/initdb" -D data -U paraph -A trust -E UTF8 --locale=C.UTF-8 >initdb.log 2>&1 || cat initdb.log
while read -r command; do
    case $command in
    start) start "$@" ;;
    immediate) kill -QUIT "$server"; wait "$server" ;;
    kill)
        children=$(cat /proc/"$server"/task/*/children)
        kill -9 "$server" $children
        wait "$server"
        ;;
    esac
    echo "done"
done
kill -QUIT "$server"
wait "$server"
"#;

pub(super) struct Cluster {
    programs: PathBuf,
    folder: TempDir,
    supervisor: Child,
    commands: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Cluster {
    /// A running one; `None` where PostgreSQL is skipped.
    pub(super) fn start() -> Option<Self> {
        let programs = given("PARAPH_TEST_POSTGRES")?;
        let folder = tempfile::Builder::new()
            .prefix("paraph-pg-")
            .permissions(Permissions::from_mode(0o755))
            .tempdir()
            .expect("a temporary folder");
        // PostgreSQL refuses to run as root.
        let mut command = Command::new("env");
        if is_root() {
            give_away(folder.path());
            command = Command::new(AS_NOBODY[0]);
            command.args(&AS_NOBODY[1..]);
        }
        let mut supervisor = command
            .args(["sh", "-c", SUPERVISOR, "sh"])
            .args([&programs, folder.path()])
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // The shell says there whom it killed.
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        let mut cluster = Self {
            programs,
            folder,
            commands: supervisor.stdin.take(),
            answers: BufReader::new(supervisor.stdout.take().expect("a pipe")),
            supervisor,
        };
        cluster.tell("start");
        Some(cluster)
    }

    /// Does one of the supervisor's commands and waits until it is done.
    pub(super) fn tell(&mut self, command: &str) {
        let commands = self.commands.as_mut().expect("a supervisor");
        writeln!(commands, "{command}").expect("the supervisor listens");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("an answer");
        assert_eq!(line, "done\n", "{command}");
    }

    pub(super) fn url(&self) -> String {
        let host = self.folder.path().display();
        format!("postgres://paraph@localhost/postgres?host={host}")
    }

    /// The one number of a query.
    pub(super) fn number(&self, sql: &str) -> usize {
        let mut command = Command::new(self.programs.join("psql"));
        command.args(["-XqAt", "-U", "paraph", "-c", sql, "-d", "postgres", "-h"]);
        let ran = finish(command.arg(self.folder.path()), "");
        ran.out.trim().parse().unwrap_or_else(|_| panic!("{ran:?}"))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.commands.take());
        let _ = self.supervisor.wait();
    }
}
