//! Works → outcomes, in order, without a thread that waits for another.
//!
//! Some works are begun at a time. Whichever thread is done with one begins as many as there is room for
//! again, and gives on what is next in order, if it is there. Nobody holds a lock while works are
//! fetched, done or given on: each of these may use all threads itself.
//!
//! A thread that waits inside a work, for parts of it that others do, takes up the next work meanwhile,
//! and what it had stays in memory and on its stack. So no more long works are in hand at a time than
//! there are threads; short ones have no parts.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::ScopeFifo;

/// How much is begun and not given on yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Most {
    pub(super) works: usize,
    /// But for a single larger work, and what is said at [`DIVIDED`].
    pub(super) bytes: u64,
}

/// Works of fewer bytes are short.
pub(super) const SHORT: u64 = 64 << 10;
/// A work of so many bytes keeps all threads busy, so one beside it is enough. Of smaller ones there may
/// be one for each thread, whatever their bytes, but not more than [`ANYHOW`].
const DIVIDED: u64 = 4 << 20;
const ANYHOW: usize = 8;

/// Does works on all threads of the current pool, and gives on what comes out in their order.
///
/// `size` tells the bytes of a work. The first error of `give` is the result: nothing is given on
/// behind it. Memory: the works and outcomes of `most`.
pub(super) fn in_order<W: Send, O: Send, E: Send>(
    works: impl Iterator<Item = W> + Send,
    size: impl Fn(&W) -> u64 + Sync,
    most: Most,
    run: impl Fn(W) -> O + Sync,
    give: impl FnMut(O) -> Result<(), E> + Send,
) -> Result<(), E> {
    let stream = Stream {
        state: Mutex::new(State {
            works: Some(works.peekable()),
            give: Some(give),
            done: BTreeMap::new(),
            begun: 0,
            given: 0,
            in_hand: 0,
            long_in_hand: 0,
            bytes: 0,
            failed: None,
        }),
        size,
        most,
        threads: rayon::current_num_threads(),
        run,
    };
    rayon::scope_fifo(|scope| stream.begin(scope));
    let state = stream.state.into_inner();
    let failed = state.unwrap_or_else(PoisonError::into_inner).failed;
    failed.map_or(Ok(()), Err)
}

struct Stream<I: Iterator, S, R, G, O, E> {
    state: Mutex<State<I, G, O, E>>,
    size: S,
    most: Most,
    threads: usize,
    run: R,
}

struct State<I: Iterator, G, O, E> {
    /// Not here while somebody fetches the next one.
    works: Option<Peekable<I>>,
    /// Not here while somebody gives on an outcome.
    give: Option<G>,
    /// Outcomes that are not given on yet, by number, with the size of their works.
    done: BTreeMap<usize, (O, u64)>,
    /// Works that were begun, and outcomes that were given on.
    begun: usize,
    given: usize,
    /// Works that were begun and are not done, and the long ones of them.
    in_hand: usize,
    long_in_hand: usize,
    /// Bytes of the works that were begun and not given on.
    bytes: u64,
    failed: Option<E>,
}

impl<I: Iterator, G, O, E> State<I, G, O, E> {
    /// Works on their way.
    fn under_way(&self) -> usize {
        self.begun - self.given
    }

    /// True if a work of so many bytes may begin.
    fn has_room(&self, most: Most, threads: usize, size: u64) -> bool {
        let least = match size {
            ..DIVIDED => threads.clamp(2, ANYHOW),
            _ => 2,
        };
        let fits = self.bytes.saturating_add(size) <= most.bytes || self.under_way() < least;
        let may_wait = size < SHORT || self.long_in_hand < threads;
        self.under_way() == 0 || self.under_way() < most.works && fits && may_wait
    }

    /// True if it is time to begin works: some thread may have none, or there is room for several,
    /// and what fetches them stays in the caches.
    fn is_low(&self, most: Most, threads: usize) -> bool {
        let is_half_empty = self.under_way() <= most.works / 2 && self.bytes <= most.bytes / 2;
        self.in_hand < threads || is_half_empty
    }
}

impl<W, I, S, R, G, O, E> Stream<I, S, R, G, O, E>
where
    W: Send,
    I: Iterator<Item = W> + Send,
    S: Fn(&W) -> u64 + Sync,
    R: Fn(W) -> O + Sync,
    G: FnMut(O) -> Result<(), E> + Send,
    O: Send,
    E: Send,
{
    fn lock(&self) -> MutexGuard<'_, State<I, G, O, E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins works until there is no room.
    fn begin<'s>(&'s self, scope: &ScopeFifo<'s>)
    where
        W: 's,
    {
        loop {
            let mut state = self.lock();
            if state.failed.is_some() || state.under_way() >= self.most.works {
                return;
            }
            // Who has them looks for room again before giving them back.
            let Some(mut works) = state.works.take() else {
                return;
            };
            drop(state);
            let size = works.peek().map(&self.size);
            let mut state = self.lock();
            let has_room = |&size: &u64| {
                state.failed.is_none() && state.has_room(self.most, self.threads, size)
            };
            let next = size.filter(has_room);
            let work = next.and_then(|size| Some((works.next()?, size)));
            state.works = Some(works);
            let Some((work, size)) = work else {
                return;
            };
            let number = state.begun;
            state.begun += 1;
            state.in_hand += 1;
            state.long_in_hand += usize::from(size >= SHORT);
            state.bytes += size;
            drop(state);
            scope.spawn_fifo(move |scope| {
                if self.lock().failed.is_none() {
                    let outcome = (self.run)(work);
                    self.end(scope, number, outcome, size);
                }
            });
        }
    }

    /// Keeps an outcome, and gives on those that are next, unless somebody does so already.
    fn end<'s>(&'s self, scope: &ScopeFifo<'s>, number: usize, outcome: O, size: u64)
    where
        W: 's,
    {
        let mut state = self.lock();
        state.in_hand -= 1;
        state.long_in_hand -= usize::from(size >= SHORT);
        state.done.insert(number, (outcome, size));
        while state.failed.is_none() {
            if state.is_low(self.most, self.threads) {
                drop(state);
                self.begin(scope);
                state = self.lock();
            }
            // Who has it looks for this outcome before giving it back.
            let Some(mut give) = state.give.take() else {
                break;
            };
            let next = state.given;
            let Some((outcome, size)) = state.done.remove(&next) else {
                state.give = Some(give);
                break;
            };
            drop(state);
            let given = give(outcome);
            state = self.lock();
            state.give = Some(give);
            state.given += 1;
            state.bytes -= size;
            state.failed = given.err();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

    use proptest::prelude::*;
    use rayon::prelude::*;

    use super::*;

    /// Bytes in a KiB.
    const KIB: u64 = 1 << 10;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn outcomes_come_in_the_order_of_works_and_few_are_under_way(
            sizes in prop::collection::vec(
                prop_oneof![8 => 0..20u64, 2 => 70..200u64, 1 => 4096..5000u64].prop_map(|size| size * KIB),
                0..120,
            ),
            threads in 1..5usize,
            works in 1..9usize,
            fails in prop::option::of(0..120usize),
        ) {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            let (begun, bytes) = (AtomicUsize::new(0), AtomicU64::new(0));
            let (most_begun, too_many) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let (long, most_long) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let most = Most { works, bytes: 60 * KIB };
            let fetched = sizes.iter().copied().enumerate().inspect(|&(_, size)| {
                // One more is looked at, to see whether there is room for it.
                let before = begun.fetch_add(1, Ordering::SeqCst);
                most_begun.fetch_max(before, Ordering::SeqCst);
                let bytes = bytes.fetch_add(size, Ordering::SeqCst);
                let is_too_many = bytes > most.bytes && before > threads.clamp(2, ANYHOW);
                too_many.fetch_add(usize::from(is_too_many), Ordering::SeqCst);
            });
            let run = |(at, size): (usize, u64)| {
                let is_long = usize::from(size >= SHORT);
                let now = is_long + long.fetch_add(is_long, Ordering::SeqCst);
                most_long.fetch_max(now, Ordering::SeqCst);
                // As long documents do.
                let sum: u64 = (0..size / 20).into_par_iter().map(|one| one % 3).sum();
                long.fetch_sub(is_long, Ordering::SeqCst);
                (at, size, sum)
            };
            let mut given = Vec::new();
            let result = pool.install(|| {
                in_order(fetched, |&(_, size)| size, most, run, |(at, size, _)| {
                    given.push(at);
                    begun.fetch_sub(1, Ordering::SeqCst);
                    bytes.fetch_sub(size, Ordering::SeqCst);
                    if fails == Some(at) { Err(at) } else { Ok(()) }
                })
            });
            let failed = fails.filter(|&at| at < sizes.len());
            prop_assert_eq!(result, failed.map_or(Ok(()), Err));
            prop_assert_eq!(given, (0..failed.map_or(sizes.len(), |at| at + 1)).collect::<Vec<_>>());
            prop_assert!(most_begun.into_inner() <= works);
            prop_assert_eq!(too_many.into_inner(), 0);
            prop_assert!(most_long.into_inner() <= threads);
        }
    }
}
