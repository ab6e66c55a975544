//! An issuer without a socket.

use std::pin::Pin;
use std::sync::Mutex;

use super::super::error::FetchError;
use super::super::fetch::Fetch;
use super::*;

/// What comes of the next fetches, until told otherwise.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    Bytes(Vec<u8>),
    Later(Duration, Vec<u8>),
    Fault(FetchError),
    Never,
    Panic,
}

#[derive(Clone)]
pub(super) struct Stub(Arc<Shared>);

struct Shared {
    answer: Mutex<Answer>,
    hits: AtomicUsize,
}

impl Stub {
    pub(super) fn new(answer: Answer) -> Self {
        Self(Arc::new(Shared {
            answer: Mutex::new(answer),
            hits: AtomicUsize::new(0),
        }))
    }

    pub(super) fn now(&self, answer: Answer) {
        *self.0.answer.lock().unwrap() = answer;
    }

    pub(super) fn hits(&self) -> usize {
        self.0.hits.load(Ordering::Relaxed)
    }

    /// Whether only the test holds it.
    pub(super) fn is_let_go(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }
}

impl Fetch for Stub {
    fn fetch(&self) -> Pin<Box<dyn Future<Output = Result<Vec<u8>, FetchError>> + Send + '_>> {
        self.0.hits.fetch_add(1, Ordering::Relaxed);
        let answer = self.0.answer.lock().unwrap().clone();
        Box::pin(async move {
            match answer {
                Answer::Bytes(bytes) => Ok(bytes),
                Answer::Later(wait, bytes) => {
                    sleep(wait).await;
                    Ok(bytes)
                }
                Answer::Fault(error) => Err(error),
                Answer::Never => std::future::pending().await,
                Answer::Panic => panic!("a fetch that panics, on purpose"),
            }
        })
    }
}
