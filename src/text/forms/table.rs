//! Short keys and their numbers: where most words of a text are found with one look.

use std::hash::BuildHasher;

/// Keys, numbered in the order in which they came: open addressing, a power of two long, at most
/// three quarters full.
///
/// A long text has more different words than the nearest cache has room for, so places are small:
/// sixteen of them are one line of a cache, and the keys of frequent words, which come early, stand
/// together.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// The number of a key and one, in as many low bits as a place has, and above them bits of its
    /// hash; 0 where there is none.
    slots: Vec<u32>,
    keys: Vec<u128>,
    /// Drawn anew for each vocabulary, so that nobody can write one whose words all fall together.
    seed: [u64; 2],
}

/// Stands for the number of a form that is not known.
pub(super) const NOT_MET: u32 = u32::MAX;

impl Table {
    pub(super) fn new() -> Table {
        let random = foldhash::fast::RandomState::default();
        Table {
            slots: vec![0; 64],
            keys: Vec::new(),
            seed: [random.hash_one(0u8), random.hash_one(1u8)],
        }
    }

    /// The number of this key, if `is` holds for it, or the place where one would stand.
    #[inline]
    pub(super) fn find(&self, key: u128, is: impl Fn(u32) -> bool) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let hash = self.mix(key);
        let mut place = hash as usize & mask;
        loop {
            let slot = self.slots[place];
            if slot == 0 {
                return Err(place);
            }
            if is_alike(slot, hash, mask) {
                let number = (slot & mask as u32) - 1;
                if self.keys[number as usize] == key && is(number) {
                    return Ok(number);
                }
            }
            place = (place + 1) & mask;
        }
    }

    /// The numbers of some keys, where they stand in the first place that they may have, otherwise
    /// [`NOT_MET`].
    pub(super) fn first(&self, keys: &[u128], numbers: &mut [u32]) {
        let mask = self.slots.len() - 1;
        for (number, &key) in numbers.iter_mut().zip(keys) {
            let hash = self.mix(key);
            let slot = self.slots[hash as usize & mask];
            // Of an empty place the number is `NOT_MET`, too.
            let is_alike = is_alike(slot, hash, mask);
            let met = (slot & mask as u32).wrapping_sub(1);
            *number = if is_alike { met } else { NOT_MET };
        }
        for (number, &key) in numbers.iter_mut().zip(keys) {
            let is_same = self.keys.get(*number as usize) == Some(&key);
            *number = if is_same { *number } else { NOT_MET };
        }
    }

    /// Adds a key in the place that [`Table::find`] gave.
    ///
    /// # Panics
    /// Beyond three thousand million keys: a text of less than 4 GiB has fewer words.
    pub(super) fn add(&mut self, place: usize, key: u128) {
        self.keys.push(key);
        let mask = self.slots.len() - 1;
        self.slots[place] = slot_of(self.mix(key), self.keys.len(), mask);
        if self.keys.len() * 4 > self.slots.len() * 3 {
            let mask = self.slots.len() * 2 - 1;
            assert!(u32::try_from(mask).is_ok(), "more keys than numbers");
            self.slots.clear();
            self.slots.resize(mask + 1, 0);
            for (number, &key) in (1..).zip(&self.keys) {
                let hash = self.mix(key);
                let mut place = hash as usize & mask;
                while self.slots[place] != 0 {
                    place = (place + 1) & mask;
                }
                self.slots[place] = slot_of(hash, number, mask);
            }
        }
    }

    /// A folded product, as in wyhash.
    #[inline]
    pub(super) fn mix(&self, key: u128) -> u64 {
        let (low, high) = (key as u64 ^ self.seed[0], (key >> 64) as u64 ^ self.seed[1]);
        let product = u128::from(low) * u128::from(high);
        let hash = product as u64 ^ (product >> 64) as u64;
        hash ^ low.rotate_left(23)
    }
}

/// What stands for a key with this hash; `number` counts from one, and is at most the mask.
#[inline]
fn slot_of(hash: u64, number: usize, mask: usize) -> u32 {
    tag(hash) & !(mask as u32) | number as u32
}

/// True if the key of a place may have this hash.
#[inline]
fn is_alike(slot: u32, hash: u64, mask: usize) -> bool {
    (slot ^ tag(hash)) & !(mask as u32) == 0
}

/// Bits of a hash that say little about its place.
#[inline]
fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32
}
