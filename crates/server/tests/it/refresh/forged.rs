//! R09: what we did not make is recognised without a query and ends nothing.

use paraph_core::error::AuthError;
use paraph_core::id::SessionId;
use paraph_core::rng::SystemRng;
use paraph_core::token::RefreshKey;

use super::dice::{Dice, seed};
use super::house::{EDGE, House, PASSWORD, generation, here, refresh, sid};

const FORGERIES: u32 = 100_000;
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

on_both! {
    r09_a_forgery_never_reaches_the_database,
    r09_a_generation_that_was_never_made_ends_nothing,
}

async fn r09_a_forgery_never_reaches_the_database(house: House) {
    let user = house.person().await;
    let tokens = house.log_in(&user, PASSWORD).await.unwrap();
    let session = sid(&tokens);
    house.wait(EDGE);
    let before = (house.row(session).await, house.store.calls());
    let key = RefreshKey::generate(&SystemRng);
    let mut dice = Dice::new(seed());
    for forgery in 0..FORGERIES {
        let token = match forgery % 4 {
            // Whole and well made, by another key: for the leaf, for any generation, for any session.
            0 => key.make(session, forgery / 4).expose().to_owned(),
            1 => key
                .make(SessionId::random(&SystemRng), 0)
                .expose()
                .to_owned(),
            // The genuine one with one letter changed, or cut.
            2 => changed(tokens.refresh_token.expose(), &mut dice),
            _ => {
                let genuine = tokens.refresh_token.expose();
                let length = usize::try_from(dice.among(0..76)).unwrap();
                genuine[..length].to_owned()
            }
        };
        let answer = house.auth.refresh(refresh(&token), &here()).await;
        assert_eq!(answer.unwrap_err(), AuthError::RefreshInvalid);
        if forgery % 16 == 0 {
            let judged = house.judge(&token).await;
            assert_eq!(judged.unwrap_err(), AuthError::RefreshInvalid);
            house.log_out(&token).await.unwrap();
        }
    }
    assert_eq!((house.row(session).await, house.store.calls()), before);
    let next = house.refresh(tokens.refresh_token.expose()).await.unwrap();
    assert_eq!(generation(&next), 1);
}

/// Another letter in one place.
fn changed(token: &str, dice: &mut Dice) -> String {
    let mut letters = token.as_bytes().to_vec();
    let place = usize::try_from(dice.among(0..76)).unwrap();
    let old = letters[place];
    while letters[place] == old {
        letters[place] = LETTERS[usize::try_from(dice.among(0..64)).unwrap()];
    }
    String::from_utf8(letters).unwrap()
}

async fn r09_a_generation_that_was_never_made_ends_nothing(house: House) {
    let user = house.person().await;
    let session = house.session(&user).await;
    let before = house.row(session).await;
    let ahead = [1, 2, u32::MAX];
    for generation in ahead {
        // Ours by its MAC: the database was restored from an older copy.
        let token = house.token(session, generation);
        let answer = house.refresh(token.expose()).await;
        assert_eq!(answer.unwrap_err(), AuthError::RefreshInvalid);
        house.log_out(token.expose()).await.unwrap();
    }
    let unknown = house.token(SessionId::random(&SystemRng), 0);
    let answer = house.refresh(unknown.expose()).await;
    assert_eq!(answer.unwrap_err(), AuthError::RefreshInvalid);
    assert_eq!(house.row(session).await, before);
    assert_eq!(
        house.audited("refresh.ahead").await,
        2 * 3,
        "each is an alarm"
    );
}
