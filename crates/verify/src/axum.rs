//! For handlers of axum: the caller as an argument, [`Claims`], and [`Reject`](crate::Reject) as an answer, so that `?` works
//! in handlers that return `Result<_, Reject>`.

mod answer;
mod extract;

pub use self::extract::{Claims, NoCustom};
