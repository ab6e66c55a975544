//! The keys that count right now, replaceable while requests are being checked.

use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};
use paraph_jose::KeySet;

/// A handle on one set of keys. Clones share it: what one replaces, all see.
#[derive(Clone, Debug)]
pub struct Keys(Arc<ArcSwap<KeySet>>);

impl Keys {
    /// Starts with `set`.
    pub fn new(set: KeySet) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(set)))
    }

    /// From now on `set` counts, and it alone. Checks under way finish with the old one.
    pub fn replace(&self, set: KeySet) {
        self.0.store(Arc::new(set));
    }

    pub(crate) fn current(&self) -> Guard<Arc<KeySet>> {
        self.0.load()
    }
}
