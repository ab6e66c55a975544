//! `wrk`, for one round on the driver's core.

use std::io::ErrorKind;

use super::serve::Contestant;
use super::{CONNECTIONS, SECONDS};
use crate::{Outcome, cores};

/// What a server did in one round.
pub(super) struct Round {
    pub(super) per_second: f64,
    /// Its processor time, microseconds per request.
    pub(super) processor: f64,
}

/// Requests that are answered 200. Any other answer ends the benchmark.
pub(super) fn round(server: &Contestant) -> Outcome<Round> {
    let before = server.running.processor()?;
    let said = load(server)?;
    let seconds = server.running.processor()? - before;
    // `  41234 requests in 2.00s, 5.31MB read`
    let mut lines = said.lines();
    let count = lines.find_map(|line| line.trim().split_once(" requests in "));
    let rate = lines.find_map(|line| line.strip_prefix("Requests/sec:"));
    let (count, _) = count.ok_or("wrk names no count")?;
    Ok(Round {
        per_second: rate.ok_or("wrk names no rate")?.trim().parse()?,
        processor: seconds * 1e6 / count.parse::<f64>()?,
    })
}

fn load(server: &Contestant) -> Outcome<String> {
    let mut wrk = cores::on_drivers_core("wrk");
    wrk.args(["--threads", "1", "--connections", &CONNECTIONS.to_string()])
        .args(["--duration", &format!("{SECONDS}s")])
        .args([
            "--header",
            &format!("Authorization: Bearer {}", server.token),
        ])
        .arg(format!("http://{}/", server.running.address));
    let out = wrk.output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => "no taskset (Debian's package util-linux)".into(),
        _ => error.to_string(),
    })?;
    let said = String::from_utf8_lossy(&out.stdout);
    if !out.status.success() {
        let why = String::from_utf8_lossy(&out.stderr);
        return Err(format!("wrk (Debian's package wrk): {}{said}", why.trim()).into());
    }
    let trouble = ["Non-2xx or 3xx responses", "Socket errors"];
    if let Some(line) = said
        .lines()
        .find(|line| trouble.iter().any(|it| line.contains(it)))
    {
        return Err(line.trim().into());
    }
    Ok(said.into_owned())
}
