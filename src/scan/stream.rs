//! Works → outcomes, in order, without a thread that waits for another.
//!
//! Some works are begun at a time. Whichever thread is done with one gives on what is next in order,
//! if it is there, and begins as many as there is room for again. Nobody holds a lock while works
//! are fetched, done or given on: each of these may use all threads itself.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::ScopeFifo;

/// How much is begun and not given on yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Most {
    pub(super) works: usize,
    /// But for a single larger work.
    pub(super) bytes: u64,
}

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
            bytes: 0,
            failed: None,
        }),
        size,
        most,
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
    /// Bytes of the works that were begun and not given on.
    bytes: u64,
    failed: Option<E>,
}

impl<I: Iterator, G, O, E> State<I, G, O, E> {
    /// Works on their way.
    fn under_way(&self) -> usize {
        self.begun - self.given
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
            let has_room = |size: u64| {
                state.under_way() == 0 || state.bytes.saturating_add(size) <= self.most.bytes
            };
            let next = size.filter(|&size| has_room(size));
            let work = next.and_then(|size| Some((works.next()?, size)));
            state.works = Some(works);
            let Some((work, size)) = work else {
                return;
            };
            let number = state.begun;
            state.begun += 1;
            state.bytes += size;
            drop(state);
            scope.spawn_fifo(move |scope| {
                let outcome = (self.run)(work);
                self.end(scope, number, outcome, size);
            });
        }
    }

    /// Keeps an outcome, and gives on those that are next, unless somebody does so already.
    fn end<'s>(&'s self, scope: &ScopeFifo<'s>, number: usize, outcome: O, size: u64)
    where
        W: 's,
    {
        let mut state = self.lock();
        state.done.insert(number, (outcome, size));
        while state.failed.is_none() {
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
            // Several together: what fetches them stays in the caches.
            let is_half_empty =
                state.under_way() <= self.most.works / 2 && state.bytes <= self.most.bytes / 2;
            if is_half_empty {
                drop(state);
                self.begin(scope);
                state = self.lock();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

    use proptest::prelude::*;
    use rayon::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn outcomes_come_in_the_order_of_works_and_few_are_under_way(
            sizes in prop::collection::vec(prop_oneof![8 => 0..20u64, 1 => 90..200u64], 0..120),
            threads in 1..5usize,
            works in 1..9usize,
            fails in prop::option::of(0..120usize),
        ) {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            let (begun, bytes) = (AtomicUsize::new(0), AtomicU64::new(0));
            let (most_begun, most_bytes) = (AtomicUsize::new(0), AtomicU64::new(0));
            let most = Most { works, bytes: 60 };
            let fetched = sizes.iter().copied().enumerate().inspect(|&(_, size)| {
                let now = 1 + begun.fetch_add(1, Ordering::SeqCst);
                most_begun.fetch_max(now, Ordering::SeqCst);
                let before = bytes.fetch_add(size, Ordering::SeqCst);
                if before > 0 {
                    most_bytes.fetch_max(before + size, Ordering::SeqCst);
                }
            });
            let run = |(at, size): (usize, u64)| {
                // As long documents do.
                let sum: u64 = (0..size * 50).into_par_iter().map(|one| one % 3).sum();
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
            // One more is looked at, to see whether there is room for it; and one may be larger than all.
            prop_assert!(most_begun.into_inner() <= works + 1);
            prop_assert!(most_bytes.into_inner() < 200 + 200);
        }
    }
}
