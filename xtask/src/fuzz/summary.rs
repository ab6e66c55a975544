//! What a run of libFuzzer came to, read from its log.

use std::fmt;

/// The head of the table that summaries make.
pub(super) const HEAD: &str = "target          runs  exec/s   edges features  corpus     new  MiB";

/// One run of one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Summary {
    name: String,
    succeeded: bool,
    runs: u64,
    per_second: u64,
    /// Edges of our code that were passed.
    edges: u64,
    /// The same, told apart by how often.
    features: u64,
    corpus: u64,
    new: u64,
    memory: u64,
    /// Why it ended early: libFuzzer's own lines, and the panic's.
    cause: Vec<String>,
}

impl Summary {
    /// Reads a log; what is not in it is 0.
    pub(super) fn read(name: &str, succeeded: bool, log: &str) -> Self {
        let status = log.lines().rev().find(|line| line.contains(" cov: "));
        let field = |key| number(status.unwrap_or_default(), key);
        let statistic = |key: &str| number(log, &format!("stat::{key}:"));
        Self {
            name: name.to_owned(),
            succeeded,
            runs: statistic("number_of_executed_units"),
            per_second: statistic("average_exec_per_sec"),
            edges: field("cov:"),
            features: field("ft:"),
            corpus: field("corp:"),
            new: statistic("new_units_added"),
            memory: statistic("peak_rss_mb"),
            cause: cause(log),
        }
    }

    /// Why the run is no success, if it is none.
    pub(super) fn failure(&self) -> Option<String> {
        if !self.succeeded {
            return Some(format!("{}: {}", self.name, self.cause.join("\n  ")));
        }
        let reason = match (self.runs, self.edges) {
            (0, _) => "no input was run",
            (_, 0) => "no coverage was seen: the flags do not reach the code",
            _ => return None,
        };
        Some(format!("{}: {reason}", self.name))
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:<12}{:>8}{:>8}{:>8}{:>9}{:>8}{:>8}{:>5}",
            self.name,
            self.runs,
            self.per_second,
            self.edges,
            self.features,
            self.corpus,
            self.new,
            self.memory
        )?;
        if self.failure().is_some() {
            f.write_str("  FAILED")?;
        }
        Ok(())
    }
}

/// The number behind `key`, as in `cov: 812` or `corp: 84/1171b`.
fn number(text: &str, key: &str) -> u64 {
    let Some((_, rest)) = text.rsplit_once(key) else {
        return 0;
    };
    let digits = rest.trim_start().split(|c: char| !c.is_ascii_digit());
    digits.map(str::parse).find_map(Result::ok).unwrap_or(0)
}

/// The lines that tell a reader what happened and where the input lies.
fn cause(log: &str) -> Vec<String> {
    const TELLING: [&str; 4] = [
        "ERROR: libFuzzer",
        "panicked at",
        "Test unit written to",
        "Base64:",
    ];
    let lines: Vec<_> = log.lines().collect();
    let telling = |index: &usize| {
        let is = |at: usize| TELLING.iter().any(|word| lines[at].contains(word));
        // A panic's message stands below its place.
        is(*index) || (*index > 0 && lines[index - 1].contains("panicked at"))
    };
    let found = (0..lines.len()).filter(telling);
    found.map(|index| lines[index].trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "\
INFO: Seed: 1
#5	INITED cov: 12 ft: 13 corp: 1/1b exec/s: 0 rss: 30Mb
#20000	DONE   cov: 291 ft: 415 corp: 236/1241b lim: 17 exec/s: 10000 rss: 28Mb
Done 20000 runs in 2 second(s)
stat::number_of_executed_units: 20000
stat::average_exec_per_sec:     10000
stat::new_units_added:          235
stat::slowest_unit_time_sec:    0
stat::peak_rss_mb:              29
";

    #[test]
    fn a_run_is_one_line() {
        let summary = Summary::read("jwk", true, GOOD);
        assert_eq!(summary.failure(), None);
        assert_eq!(
            summary.to_string(),
            "jwk            20000   10000     291      415     236     235   29"
        );
        assert_eq!(HEAD.len(), summary.to_string().len());
    }

    #[test]
    fn a_run_without_inputs_or_coverage_is_a_failure() {
        let reason = |log: &str| Summary::read("jwk", true, log).failure().unwrap();
        assert!(reason("").contains("no input"));
        let blind = GOOD.replace("cov: 291", "cov: 0");
        assert!(reason(&blind).contains("no coverage"));
    }

    #[test]
    fn a_crash_is_told_with_its_place_and_its_input() {
        let log = "\
#1	INITED cov: 2 ft: 2 corp: 1/1b
thread '<unnamed>' panicked at src/a.rs:7:5:
it was changed
note: run with RUST_BACKTRACE=1
==1== ERROR: libFuzzer: deadly signal
artifact_prefix='x/'; Test unit written to x/crash-1
Base64: w1o=
";
        let summary = Summary::read("jwk", false, log);
        let told = summary.failure().unwrap();
        for part in [
            "src/a.rs:7:5",
            "it was changed",
            "deadly",
            "x/crash-1",
            "w1o=",
        ] {
            assert!(told.contains(part), "{told}");
        }
        assert!(summary.to_string().ends_with("FAILED"));
    }
}
