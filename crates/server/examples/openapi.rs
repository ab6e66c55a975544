//! Prints the admin API's OpenAPI document; `cargo xtask generate` keeps it in `docs/openapi.json`.

use std::process::ExitCode;

use paraph::http::admin::openapi;

fn main() -> ExitCode {
    match openapi::document().to_pretty_json() {
        Ok(json) => {
            println!("{json}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
