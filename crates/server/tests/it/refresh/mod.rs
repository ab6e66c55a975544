//! The use cases over real databases, with a clock by hand: what refresh promises to honest clients and against thieves, and
//! what no login, token or session may outlive.

/// Makes the two tests of each function: the same on both engines.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use $crate::refresh::house::House;
            use $crate::support::database::On;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(House::open(On::Sqlite).await.expect("SQLite")).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(house) = House::open(On::Postgres).await {
                    super::$name(house).await;
                }
            }
        }
    )*};
}

mod audit;
mod desk;
mod dice;
mod faults;
mod forged;
mod honest;
mod house;
mod login;
mod model;
mod parallel;
mod paused;
mod races;
mod staged;
mod table;
mod thief;
