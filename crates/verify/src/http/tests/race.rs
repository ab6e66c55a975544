//! A set that is replaced while a token is checked.

use std::pin::Pin;
use std::sync::Mutex;

use paraph_jose::KeySet;

use super::*;
use crate::Keys;
use crate::keys::Source;
use crate::verifier::Revocation;

/// Its answer to a question: the new set is there, and it is whole.
#[derive(Clone, Default)]
struct Quick(Arc<Mutex<Option<(Keys, KeySet)>>>);

impl Source for Quick {
    fn misses(&self) -> Result<(), Outage> {
        if let Some((keys, set)) = self.0.lock().unwrap().take() {
            keys.replace(set);
        }
        Ok(())
    }

    fn first(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }

    fn health(&self) -> SourceHealth {
        SourceHealth::default()
    }
}

#[test]
fn k02_an_answer_about_the_new_set_refuses_no_token_that_was_looked_for_in_the_old_one() {
    let (old, new) = (key(), key());
    let source = Quick::default();
    let keys = Keys::from_source(Some(Box::new(source.clone())));
    keys.replace(KeySet::new([old.verifying_key()]).unwrap());
    let next = KeySet::new([new.verifying_key()]).unwrap();
    *source.0.lock().unwrap() = Some((keys.clone(), next));
    let policy = Policy::access_token(ISSUER, "api");
    let clock = Arc::new(|| MADE * 1_000);
    let verifier = Verifier::new(policy, keys, Revocation::Nowhere, clock);
    assert!(verifier.verify(&token(&new)).is_ok());
    assert_eq!(
        verifier.verify(&token(&old)).unwrap_err().code(),
        "token_invalid"
    );
}
