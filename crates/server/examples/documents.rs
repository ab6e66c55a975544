//! Prints a document that is made from the code: `errors` or `openapi`. `cargo xtask generate` keeps them in `docs/`.

use std::process::ExitCode;

use paraph::http::admin::openapi;
use paraph::http::problem::Code;

const ERRORS: &str = "\
# Error codes

Made from the code by `cargo xtask generate`. A refusal is `application/problem+json` (RFC 9457) with `type`
`urn:paraph:error:<code>`, `title`, `status`, `code`, `request_id` and often a `detail`. Branch on `code`; it is stable. A 503
carries `Retry-After`. A 500 carries a `request_id` and nothing else: the cause is in the server's log under that id.

| code | status | meaning |
| --- | --- | --- |
";

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("errors") => print!("{}", errors()),
        Some("openapi") => match openapi::document().to_pretty_json() {
            Ok(json) => println!("{json}"),
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        },
        _ => {
            eprintln!("usage: documents errors|openapi");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn errors() -> String {
    let row = |code: &Code| {
        format!(
            "| `{}` | {} |{} |\n",
            code.as_str(),
            code.status().as_u16(),
            code.meaning()
        )
    };
    let rows: String = Code::ALL.iter().map(row).collect();
    format!("{ERRORS}{rows}")
}
