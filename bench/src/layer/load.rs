//! `wrk`, for one round on the driver's core.

use std::io::ErrorKind;

use super::serve::Contestant;
use super::{CONNECTIONS, SECONDS};
use crate::{Outcome, cores};

/// Requests answered 200 per second. Any other answer ends the benchmark.
pub(super) fn requests_per_second(server: &Contestant) -> Outcome<f64> {
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
    let rate = said
        .lines()
        .find_map(|line| line.strip_prefix("Requests/sec:"));
    Ok(rate.ok_or("wrk names no rate")?.trim().parse()?)
}
