//! One suite for both engines, races included. Each test is written once and named by what it shows; `sqlite` and
//! `postgres` below it are the same test on the two.

/// Makes the two tests of each function.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use $crate::support::database::{Home, On};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(Home::open(On::Sqlite).await.expect("SQLite")).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(home) = Home::open(On::Postgres).await {
                    super::$name(home).await;
                }
            }
        }
    )*};
}

pub(super) mod given;
mod judge;
mod ledger;
mod open;
mod people;
mod races;
mod refresh;
mod roles;
mod roots;
mod sessions;
