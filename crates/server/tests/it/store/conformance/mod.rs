//! One suite for both engines, races included. Each test is written once and named by what it shows; `sqlite` and
//! `postgres` below it are the same test on the two.

/// Makes the two tests of each function.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($home:ident) $body:block)*) => {$(
        mod $name {
            use super::*;
            use crate::support::database::{Home, On};

            $(#[$doc])*
            async fn test($home: Home) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                test(Home::open(On::Sqlite).await.expect("SQLite")).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(home) = Home::open(On::Postgres).await {
                    test(home).await;
                }
            }
        }
    )*};
}
use on_both;

mod given;
mod people;
