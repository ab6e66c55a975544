//! A real `PostgreSQL` of the tests' own: one cluster per test process, on a unix socket in a temporary folder, one schema
//! or database per test. `PARAPH_TEST_POSTGRES` names the folder of its programs; without it this half is skipped, or fails where
//! `PARAPH_TEST_REQUIRE=1`.
//!
//! The server is the child of a shell that waits for the end of its standard input: however this process ends, the shell
//! stops the server and removes the folder.

use std::env;
use std::fs::{self, Permissions};
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// fsync stays on, as in production.
const SUPERVISOR: &str = r#"
trap '' INT TERM HUP
bin=$1
make() { "$bin/initdb" -D data -U paraph -A trust -E UTF8 --locale=C.UTF-8 "$@" >initdb.log 2>&1; }
# A locale that does not sort by bytes, where this PostgreSQL has one: our columns must not follow it.
make --locale-provider=icu --icu-locale=en-US || { rm -rf data; make; } ||
    { cat initdb.log; cd / && rm -rf "$2"; exit 1; }
"$bin/postgres" -D data -k "$2" -c listen_addresses= -c max_connections=200 -c log_min_messages=fatal </dev/null >postgres.log 2>&1 &
server=$!
tries=0
until "$bin/pg_isready" -q -h "$2"; do
    tries=$((tries + 1))
    if [ $tries -gt 300 ]; then cat postgres.log; break; fi
    sleep 0.1
done
echo ready
while read -r _; do :; done
kill -QUIT $server
wait $server
cd / && rm -rf "$2"
"#;

/// A running cluster.
pub(crate) struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    places: AtomicU32,
    _supervisor: Child,
}

static CLUSTER: LazyLock<Option<Cluster>> = LazyLock::new(Cluster::start);

/// The cluster of this process, if tests have `PostgreSQL`.
pub(crate) fn cluster() -> Option<&'static Cluster> {
    CLUSTER.as_ref()
}

impl Cluster {
    fn start() -> Option<Self> {
        let Some(programs) = env::var_os("PARAPH_TEST_POSTGRES") else {
            let required = env::var_os("PARAPH_TEST_REQUIRE").is_some_and(|it| it == "1");
            assert!(!required, "PARAPH_TEST_POSTGRES names no PostgreSQL");
            // Past the capture of the test runner: whoever runs the tests must know.
            let _ =
                io::stderr().write_all(b"skipped on PostgreSQL: PARAPH_TEST_POSTGRES is unset\n");
            return None;
        };
        let programs = PathBuf::from(programs);
        let folder = tempfile::Builder::new()
            .prefix("paraph-pg-")
            .permissions(Permissions::from_mode(0o755))
            .tempdir()
            .expect("a temporary folder")
            .keep();
        let supervisor = supervise(&programs, &folder);
        Some(Self {
            programs,
            folder,
            places: AtomicU32::new(0),
            _supervisor: supervisor,
        })
    }

    /// Makes an empty schema in the common database and answers its URL: some fifty files where a database has a thousand.
    pub(crate) fn schema(&self) -> String {
        let name = self.name();
        self.sql("postgres", &format!("CREATE SCHEMA {name}"));
        format!("{}&options[search_path]={name}", self.url("postgres"))
    }

    /// Makes a new database and answers its URL, for tests that reach beyond their tables.
    pub(crate) fn database(&self) -> String {
        let name = self.name();
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        self.url(&name)
    }

    fn name(&self) -> String {
        format!("test{}", self.places.fetch_add(1, Ordering::Relaxed))
    }

    fn url(&self, database: &str) -> String {
        let folder = self.folder.display();
        format!("postgres://paraph@localhost/{database}?host={folder}")
    }

    /// Runs SQL beside the store, by psql.
    fn sql(&self, database: &str, sql: &str) {
        let output = Command::new(self.programs.join("psql"))
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                "paraph",
                "-h",
            ])
            .arg(&self.folder)
            .args(["-c", sql, database])
            .output()
            .expect("psql runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

fn supervise(programs: &Path, folder: &Path) -> Child {
    let mut child = as_system_user(folder)
        .args(["sh", "-c", SUPERVISOR, "sh"])
        .arg(programs)
        .arg(folder)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a shell");
    let stdout = child.stdout.take().expect("a pipe");
    let lines: Vec<_> = BufReader::new(stdout)
        .lines()
        .map_while(Result::ok)
        .take(1)
        .collect();
    assert_eq!(lines, ["ready"], "PostgreSQL does not start");
    child
}

/// `PostgreSQL` refuses to run as root: then it runs as `nobody`, who is given the folder.
fn as_system_user(folder: &Path) -> Command {
    let owner = |path: &str| fs::metadata(path).map(|it| std::os::unix::fs::MetadataExt::uid(&it));
    if owner("/proc/self").is_ok_and(|uid| uid != 0) {
        return Command::new("env");
    }
    let chown = Command::new("chown").arg("nobody").arg(folder).status();
    assert!(
        chown.is_ok_and(|it| it.success()),
        "the folder is given away"
    );
    let mut command = Command::new("setpriv");
    command.args(["--reuid=nobody", "--regid=65534", "--clear-groups", "--"]);
    command
}
