//! The memory of one hashing thread: used again from hash to hash, given back when idle.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::Block;

/// Room is reserved for over 32 MiB though less is touched: so much glibc always takes from the system by mmap and gives back
/// at once when freed, while a smaller block, once freed, raises that threshold and stays in the heap for ever. Untouched
/// pages cost nothing.
const ROOM: usize = 33 * 1_024;

/// The blocks of one thread, if it holds any, and the count of all that are held.
pub(super) struct Memory {
    blocks: Vec<Block>,
    held: Arc<AtomicUsize>,
}

impl Memory {
    /// No memory yet.
    pub(super) const fn new(held: Arc<AtomicUsize>) -> Self {
        Self {
            blocks: Vec::new(),
            held,
        }
    }

    /// At least so many blocks, their content left as it was; `None` if the machine has no memory for them.
    pub(super) fn blocks(&mut self, count: usize) -> Option<&mut [Block]> {
        if self.blocks.capacity() < count {
            // Freed before the larger ones are taken, so that a thread never holds both.
            self.release();
            let mut blocks = Vec::new();
            blocks
                .try_reserve_exact(count.max(ROOM))
                .or_else(|_| blocks.try_reserve_exact(count))
                .ok()?;
            self.blocks = blocks;
            self.held.fetch_add(1, Ordering::Relaxed);
        }
        if self.blocks.len() < count {
            self.blocks.resize(count, Block::new());
        }
        Some(&mut self.blocks)
    }

    /// Gives everything back.
    pub(super) fn release(&mut self) {
        if self.is_held() {
            self.blocks = Vec::new();
            self.held.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Whether it holds any blocks.
    pub(super) const fn is_held(&self) -> bool {
        self.blocks.capacity() > 0
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.release();
    }
}
