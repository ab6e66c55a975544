//! JSON for first-party apps, under `/api/`: one file a use case.

pub mod account;
pub mod answer;
pub mod login;
pub mod logout;
pub mod password;
pub mod refresh;
pub mod signup;
