//! The tables: what, median, p10 to p90 over the rounds, the goal and whether it is met; and the machine's load, without
//! which no figure means anything.

use std::{fmt, fs, thread};

use crate::stats::{median, quantile};

/// What PERFORMANCE wants of a figure.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    AtMost(f64),
    AtLeast(f64),
    /// Printed for comparison.
    None,
}

/// A table under way.
#[derive(Debug)]
pub(crate) struct Report {
    title: String,
    load: String,
    lines: Vec<String>,
}

impl Report {
    /// Begins a table: the load is read now and when it is printed.
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            load: load(),
            lines: Vec::new(),
        }
    }

    /// A line: one value per round.
    pub(crate) fn line(&mut self, what: &str, values: &[f64], goal: Goal) {
        let middle = median(values);
        let range = format!(
            "{} - {}",
            short(quantile(values, 0.1)),
            short(quantile(values, 0.9))
        );
        let verdict = goal.verdict(middle);
        let middle = short(middle);
        self.lines.push(format!(
            "  {what:<58} {middle:>9}   {range:<19} {goal:<9} {verdict}"
        ));
    }

    /// A remark.
    pub(crate) fn note(&mut self, text: &str) {
        self.lines.push(format!("  {text}"));
    }

    pub(crate) fn print(self) {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        println!("\n{}", self.title);
        println!("  load {} -> {} on {cores} cores", self.load, load());
        let (what, middle, range, goal) = ("what", "median", "p10 - p90", "goal");
        println!("  {what:<58} {middle:>9}   {range:<19} {goal}");
        for line in self.lines {
            println!("{}", line.trim_end());
        }
    }
}

impl Goal {
    fn verdict(self, value: f64) -> &'static str {
        let met = match self {
            Self::AtMost(most) => value <= most,
            Self::AtLeast(least) => value >= least,
            Self::None => return "",
        };
        if met { "met" } else { "MISSED" }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&match self {
            Self::AtMost(most) => format!("<= {most}"),
            Self::AtLeast(least) => format!(">= {least}"),
            Self::None => String::new(),
        })
    }
}

/// The mean number of running threads over the last minute, where the system tells.
fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("unknown").to_owned()
}

/// Three or four digits.
fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_at_its_edge() {
        assert_eq!(Goal::AtMost(0.85).verdict(0.85), "met");
        assert_eq!(Goal::AtMost(0.85).verdict(0.86), "MISSED");
        assert_eq!(Goal::AtLeast(15.0).verdict(14.9), "MISSED");
        assert_eq!(Goal::AtLeast(15.0).verdict(f64::NAN), "MISSED");
    }
}
