//! The keys that count right now, replaceable while requests are being checked.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::{ArcSwapOption, Guard};
use paraph_jose::KeySet;

use crate::reject::Outage;

/// A handle on one set of keys. Clones share it: what one replaces, all see.
#[derive(Clone)]
pub struct Keys(Arc<Shared>);

struct Shared {
    known: ArcSwapOption<Known>,
    epochs: AtomicU64,
    source: Option<Box<dyn Source>>,
}

/// A set and its number: what was verified under one number says nothing under another.
pub(crate) struct Known {
    pub(crate) set: KeySet,
    pub(crate) epoch: u64,
}

/// Who keeps a set of keys current. Neither call waits for the network.
pub(crate) trait Source: Send + Sync {
    /// The set may lack a token's key. `Ok` if the set is known to be whole: then the token is refused.
    fn misses(&self) -> Result<(), Outage>;

    /// Completes when the attempt to get the first set has ended, whatever came of it.
    fn first(&self) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>>;

    /// How its work goes.
    #[cfg(feature = "http")]
    fn health(&self) -> crate::http::SourceHealth;
}

/// A handle that does not keep the keys alive.
#[cfg(feature = "http")]
#[derive(Clone)]
pub(crate) struct WeakKeys(std::sync::Weak<Shared>);

#[cfg(feature = "http")]
impl WeakKeys {
    /// `None` once the last verifier is gone.
    pub(crate) fn upgrade(&self) -> Option<Keys> {
        self.0.upgrade().map(Keys)
    }
}

impl Keys {
    /// Starts with `set`, which its owner keeps current.
    pub fn new(set: KeySet) -> Self {
        let keys = Self::from_source(None);
        keys.replace(set);
        keys
    }

    /// Starts with none, which refuses every token as [`Outage::NoKeys`].
    pub(crate) fn from_source(source: Option<Box<dyn Source>>) -> Self {
        Self(Arc::new(Shared {
            known: ArcSwapOption::empty(),
            epochs: AtomicU64::new(0),
            source,
        }))
    }

    /// From now on `set` counts, and it alone. Checks under way finish with the old one.
    pub fn replace(&self, set: KeySet) {
        let epoch = self.0.epochs.fetch_add(1, Ordering::Relaxed);
        self.0.known.store(Some(Arc::new(Known { set, epoch })));
    }

    /// From now on none counts: every token is refused as [`Outage::NoKeys`].
    #[cfg(feature = "http")]
    pub(crate) fn clear(&self) {
        self.0.known.store(None);
    }

    /// For the one that keeps the keys current, and must not keep them alive.
    #[cfg(feature = "http")]
    pub(crate) fn downgrade(&self) -> WeakKeys {
        WeakKeys(Arc::downgrade(&self.0))
    }

    /// What the source knows of its own state.
    #[cfg(feature = "http")]
    pub(crate) fn source_health(&self) -> Option<crate::http::SourceHealth> {
        self.0.source.as_ref().map(|source| source.health())
    }

    pub(crate) fn current(&self) -> Guard<Option<Arc<Known>>> {
        self.0.known.load()
    }

    /// What a key that may be missing means: nothing if nobody can be asked.
    pub(crate) fn misses(&self) -> Result<(), Outage> {
        self.0
            .source
            .as_ref()
            .map_or(Ok(()), |source| source.misses())
    }

    /// Waits for the first set, if none was had yet.
    pub(crate) async fn first(&self) {
        if self.current().is_some() {
            return;
        }
        if let Some(source) = &self.0.source {
            source.first().await;
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let current = self.current();
        let known = current.as_ref().map(|known| (&known.set, known.epoch));
        f.debug_tuple("Keys").field(&known).finish()
    }
}
