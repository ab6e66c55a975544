//! R13, V14: races. Both orders must have happened, else nothing was raced.

use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::future::join_all;
use paraph_core::auth::Tokens;
use paraph_core::error::AuthError;
use paraph_core::user::User;

use super::house::{Desk, House, PASSWORD, generation, sid};

/// So many races run side by side, each over people of its own.
const LANES: u32 = 16;
/// On both engines together 10,000.
const ON_SQLITE: u32 = 8_000;
const ON_POSTGRES: u32 = 2_000;

/// How often the one and the other was first.
#[derive(Debug, Default)]
struct Orders {
    first: AtomicU32,
    second: AtomicU32,
}

on_both! {
    r13_after_a_logout_no_descendant_works,
    v14_no_login_outlives_a_password_change_or_a_disabling,
}

impl Orders {
    fn note(&self, first: bool) {
        let count = if first { &self.first } else { &self.second };
        count.fetch_add(1, Ordering::Relaxed);
    }

    #[track_caller]
    fn check(&self, races: u32) {
        println!("{self:?}");
        let (first, second) = (
            self.first.load(Ordering::Relaxed),
            self.second.load(Ordering::Relaxed),
        );
        assert_eq!(first + second, races);
        assert!(first > races / 20 && second > races / 20, "{self:?}");
    }
}

fn races(house: &House) -> u32 {
    if house.home.is_postgres() {
        ON_POSTGRES
    } else {
        ON_SQLITE
    }
}

/// Who was first starts a step later the next time: so the two stay close.
const fn closer(late: u32, was_first: bool) -> u32 {
    if was_first {
        late + 1
    } else {
        late.saturating_sub(1)
    }
}

async fn lanes<F: Future<Output = ()> + Send + 'static>(lane: impl Fn(u32) -> F) {
    let all = join_all((0..LANES).map(|place| tokio::spawn(lane(place)))).await;
    all.into_iter().for_each(Result::unwrap);
}

/// The logout goes through this node and the refresh through another one: this node's verifier refuses all there is.
async fn r13_after_a_logout_no_descendant_works(house: House) {
    let (races, orders) = (races(&house), std::sync::Arc::new(Orders::default()));
    let other = house.second().await;
    lanes(|lane| {
        let (desk, other, orders) = ((*house).clone(), other.clone(), orders.clone());
        async move {
            let user = desk.person().await;
            let node = if lane % 2 == 0 { &desk } else { &other };
            let mut late = 0;
            for _ in 0..races / LANES {
                let was_first = leave(&desk, node, &user, late).await;
                late = closer(late, was_first);
                orders.note(was_first);
            }
        }
    })
    .await;
    orders.check(races);
}

/// One race, in which the refresh comes so many steps late; answers whether it was first.
async fn leave(desk: &Desk, node: &Desk, user: &User, late: u32) -> bool {
    let session = desk.session(user).await;
    let token = desk.token(session, 0);
    let refresh = async {
        for _ in 0..late {
            drop(node.judge(token.expose()).await);
        }
        node.refresh(token.expose()).await
    };
    let (left, refreshed) = tokio::join!(desk.log_out(token.expose()), refresh);
    left.unwrap();
    let leaf = match &refreshed {
        Ok(tokens) => {
            let revoked = desk.verify(&tokens.access_token);
            assert_eq!(revoked.unwrap_err(), "token_revoked");
            generation(tokens)
        }
        Err(error) => {
            assert_eq!(*error, AuthError::SessionEnded);
            0
        }
    };
    for generation in 0..=leaf {
        let again = node.refresh(desk.token(session, generation).expose()).await;
        assert_eq!(again.unwrap_err(), AuthError::SessionEnded);
    }
    refreshed.is_ok()
}

async fn v14_no_login_outlives_a_password_change_or_a_disabling(house: House) {
    let (races, orders) = (races(&house), std::sync::Arc::new(Orders::default()));
    let other = house.second().await;
    lanes(|lane| {
        let (desk, other, orders) = ((*house).clone(), other.clone(), orders.clone());
        async move {
            let user = desk.person().await;
            let node = if lane % 2 == 0 { &desk } else { &other };
            let mut password = PASSWORD.to_owned();
            let mut late = 0;
            for race in 0..races / LANES {
                let enter = async |password: &str| {
                    for _ in 0..late {
                        drop(node.auth.me(user.id).await);
                    }
                    node.log_in(&user, password).await
                };
                let entered = if race % 2 == 0 {
                    let old = std::mem::replace(&mut password, format!("battery {race} horse"));
                    let change = desk.set_password(&user, &password);
                    tokio::join!(change, enter(&old)).1
                } else {
                    tokio::join!(desk.disable(&user, true), enter(&password)).1
                };
                let was_first = entered.is_ok();
                dead(&desk, &user, entered).await;
                desk.disable(&user, false).await;
                late = closer(late, was_first);
                orders.note(was_first);
            }
        }
    })
    .await;
    orders.check(races);
}

/// Nothing of the login is left, whether it was first or not.
async fn dead(desk: &Desk, user: &User, entered: Result<Tokens, AuthError>) {
    match entered {
        Ok(tokens) => {
            assert_eq!(
                desk.verify(&tokens.access_token).unwrap_err(),
                "token_revoked"
            );
            let again = desk.refresh(tokens.refresh_token.expose()).await;
            assert_eq!(
                again.unwrap_err(),
                AuthError::SessionEnded,
                "{}",
                sid(&tokens)
            );
        }
        Err(error) => assert_eq!(error, AuthError::InvalidCredentials),
    }
    assert!(desk.auth.user_sessions(user.id).await.unwrap().is_empty());
}
