//! Tables of texts, for a terminal or as Markdown.

/// A table under way: each row has as many cells as its head.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(head: impl Iterator<Item = String>) -> Self {
        Self {
            rows: vec![head.collect()],
        }
    }

    pub(crate) fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// As Markdown, the first column to the left, the others too.
    pub(crate) fn markdown(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let mut text = line(&self.rows[0]);
        text.push_str(&line(&vec!["---".to_owned(); self.rows[0].len()]));
        text.extend(self.rows[1..].iter().map(|row| line(row)));
        text
    }

    /// In columns.
    pub(crate) fn plain(&self) -> String {
        let width = |column: usize| {
            let cells = self.rows.iter().map(|row| row[column].chars().count());
            cells.max().unwrap_or(0)
        };
        let widths: Vec<_> = (0..self.rows[0].len()).map(width).collect();
        let line = |row: &Vec<String>| {
            let padded = row.iter().zip(&widths);
            let cells = padded.map(|(cell, width)| format!("{cell:<width$}"));
            let line = cells.collect::<Vec<_>>().join("  ");
            format!("  {}\n", line.trim_end())
        };
        self.rows.iter().map(line).collect()
    }

    /// As the command line asks: `--markdown` or for a terminal.
    pub(crate) fn print(&self) {
        if std::env::args().any(|arg| arg == MARKDOWN) {
            print!("\n{}", self.markdown());
        } else {
            print!("\n{}", self.plain());
        }
    }
}

/// Asks for Markdown.
pub(crate) const MARKDOWN: &str = "--markdown";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_reads_the_same_both_ways() {
        let cells = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        let mut table = Table::new(cells(["", "ours"]).into_iter());
        table.push(cells(["HS256", "1.50 (0)"]));
        assert_eq!(
            table.markdown(),
            "|  | ours |\n| --- | --- |\n| HS256 | 1.50 (0) |\n"
        );
        assert_eq!(table.plain(), "         ours\n  HS256  1.50 (0)\n");
    }
}
