//! The one runner of hostile data: cases made by another implementation, each with its row of the
//! security catalogue and its expected outcome. A test file names the data, the kinds of case in it and
//! what is done with each, and gets one test for each row.

use paraph_jose::Error;
use serde_json::Value;

/// What is done with a case of one kind; its data is all of the file.
pub(crate) type Run = fn(data: &Value, case: &Value) -> Result<(), Error>;

/// A file of cases, by kind.
pub(crate) struct Rows<const N: usize> {
    data: Value,
    kinds: [(&'static str, Run); N],
}

impl<const N: usize> Rows<N> {
    /// `text` is the file.
    pub(crate) fn new(text: &str, kinds: [(&'static str, Run); N]) -> Self {
        let data = serde_json::from_str(text).expect("the cases are JSON");
        Self { data, kinds }
    }

    fn cases(&self) -> impl Iterator<Item = (Run, &Value)> {
        self.kinds.iter().flat_map(|(kind, run)| {
            let cases = self.data[*kind].as_array().expect("a list of cases");
            cases.iter().map(|case| (*run, case))
        })
    }

    /// Runs every case of `row`.
    pub(crate) fn run(&self, row: &str) {
        let (mut seen, mut lacking) = (0, 0);
        for (run, case) in self.cases().filter(|(_, case)| case["row"] == row) {
            let outcome = run(&self.data, case);
            let code = outcome.as_ref().map_or_else(Error::code, |()| "ok");
            let expected = case["expect"].as_str().expect("an expected outcome");
            let mut expected: Vec<_> = expected.split('|').collect();
            if lacks_its_key(case) {
                // A case that this build has no key for is refused, and never taken.
                expected.retain(|one| *one != "ok");
                expected.push("key_unsupported");
                lacking += 1;
            }
            let name = &case["name"];
            assert!(
                expected.contains(&code),
                "{row} {name}: {code}, not {expected:?}"
            );
            assert_ne!(code, "crypto", "{row} {name}: a refusal with a reason");
            seen += 1;
        }
        println!("{row}: {seen} cases, {lacking} of them of keys that this build lacks");
        assert!(seen > 0, "no case for {row}");
    }

    /// Refuses a file with a row that none of `tests` runs.
    pub(crate) fn are_all_among(&self, tests: &[&str]) {
        for (_, case) in self.cases() {
            let row = case["row"].as_str().expect("a row");
            assert!(tests.contains(&row), "no test runs the row {row}");
        }
    }
}

/// Ed448 is a feature.
pub(crate) fn lacks_its_key(case: &Value) -> bool {
    case["needs"] == "ed448" && !cfg!(feature = "ed448")
}

/// A test for each row of `ROWS`, and one that none is left over.
macro_rules! rows {
    ($($test:ident $row:literal)*) => {
        $(#[test] fn $test() { ROWS.run($row); })*

        #[test]
        fn every_row_of_the_file_has_its_test() {
            ROWS.are_all_among(&[$($row),*]);
        }
    };
}
pub(crate) use rows;
