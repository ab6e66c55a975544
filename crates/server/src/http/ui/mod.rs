//! The pages: `/login`, with signup, and `/account`. Rendered here, sent without a script, styled by one stylesheet.
//!
//! They use the use cases that the JSON routes use, by the carrier `browser`: the refresh cookie says who calls, is judged
//! and never turns. Their forms need no token of their own, since the cross-site check stands before every one of them.
//! What is refused is said on a page, with the status and code that a program would get.

pub mod account;
mod device;
mod html;
pub mod login;
pub mod logout;
pub mod password;
mod refusal;
pub mod sessions;
pub mod signup;
pub mod style;
mod when;

use axum::extract::State;
use axum::response::Response;

use self::html::Site;
pub use self::html::see_other;
pub use self::refusal::Pages;
use super::App;

/// Where one logs in.
pub const LOGIN: &str = "/login";

/// Where one sees who one is.
pub const ACCOUNT: &str = "/account";

/// `GET /`: whoever comes without a path wants their account.
pub async fn home(State(app): State<App>) -> Response {
    see_other(&app, ACCOUNT)
}
