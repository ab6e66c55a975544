//! A bounded pool of threads, a bounded queue before it.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::memory::Memory;
use super::priority;

/// One piece of work, with the memory of the thread that does it.
pub(super) type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// The threads; they end when this is dropped and the queue is empty.
pub(super) struct Pool(Arc<Shared>);

struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
    limit: usize,
    idle: Duration,
    held: Arc<AtomicUsize>,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl Pool {
    /// Starts so many threads; at most `limit` jobs wait for them.
    pub(super) fn start(threads: usize, limit: usize, idle: Duration) -> io::Result<Self> {
        let pool = Self(Arc::new(Shared {
            queue: Mutex::default(),
            changed: Condvar::new(),
            limit: limit.max(1),
            idle,
            held: Arc::default(),
        }));
        for _ in 0..threads.max(1) {
            let shared = Arc::clone(&pool.0);
            thread::Builder::new()
                .name("password-hash".to_owned())
                .spawn(move || work(&shared))?;
        }
        Ok(pool)
    }

    /// Puts a job into the queue; false if it is full.
    pub(super) fn submit(&self, job: Job) -> bool {
        let mut queue = self.0.lock();
        if queue.jobs.len() >= self.0.limit {
            return false;
        }
        queue.jobs.push_back(job);
        drop(queue);
        self.0.changed.notify_one();
        true
    }

    /// How many threads hold memory.
    pub(super) fn buffers(&self) -> usize {
        self.0.held.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
impl Pool {
    /// The count of blocks held, which outlives the pool.
    pub(super) fn held(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.0.held)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_all();
    }
}

fn work(shared: &Shared) {
    priority::lower();
    let mut memory = Memory::new(Arc::clone(&shared.held));
    while let Some(job) = shared.next(&mut memory) {
        if catch_unwind(AssertUnwindSafe(|| job(&mut memory))).is_err() {
            tracing::error!("a password hash panicked; its thread goes on");
        }
    }
}

impl Shared {
    /// The next job; after a while without one the memory is given back, then it waits on. `None` at the end.
    fn next(&self, memory: &mut Memory) -> Option<Job> {
        let empty = |queue: &mut Queue| queue.jobs.is_empty() && !queue.closed;
        let mut queue = self.lock();
        if memory.is_held() {
            (queue, _) = self
                .changed
                .wait_timeout_while(queue, self.idle, empty)
                .unwrap_or_else(PoisonError::into_inner);
            if empty(&mut queue) {
                // Giving it back takes a while: not under the lock.
                drop(queue);
                memory.release();
                queue = self.lock();
            }
        }
        queue = self
            .changed
            .wait_while(queue, empty)
            .unwrap_or_else(PoisonError::into_inner);
        queue.jobs.pop_front()
    }

    /// No code panics under this lock; should it ever, the queue is whole.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
