//! Short keys and their numbers: where most words of a text are found with one look.

use std::hash::BuildHasher;

/// Words that are looked up together.
pub(super) const TOGETHER: usize = 64;

/// Keys, numbered in the order in which they came: open addressing, a power of two long, at most half
/// full.
///
/// A long text has more different words than the nearest cache has room for, so places are small:
/// eight of them are one line of a cache, and the keys of frequent words, which come early, stand
/// together.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// Half of the hash of a key, and its number and one; 0 where there is none.
    slots: Vec<u64>,
    keys: Vec<u128>,
    /// Drawn anew for each vocabulary, so that nobody can write one whose words all fall together.
    seed: [u64; 2],
}

/// Stands for the number of a form that is not known.
pub(super) const NOT_MET: u32 = u32::MAX;
/// The half of a hash that stands in the table.
const TAG: u64 = 0xFFFF_FFFF << 32;

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
            if (slot ^ hash) & TAG == 0 {
                let number = slot as u32 - 1;
                if self.keys[number as usize] == key && is(number) {
                    return Ok(number);
                }
            }
            place = (place + 1) & mask;
        }
    }

    /// The numbers of some keys, where they stand in the first place that they may have, otherwise
    /// [`NOT_MET`]. At most [`TOGETHER`].
    pub(super) fn first(&self, keys: &[u128], numbers: &mut [u32; TOGETHER]) {
        let mask = self.slots.len() - 1;
        for (number, &key) in numbers.iter_mut().zip(keys) {
            let hash = self.mix(key);
            let slot = self.slots[hash as usize & mask];
            let is_same = (slot ^ hash) & TAG == 0 && slot != 0;
            *number = if is_same { slot as u32 - 1 } else { NOT_MET };
        }
        for (number, &key) in numbers.iter_mut().zip(keys) {
            let is_same = self.keys.get(*number as usize) == Some(&key);
            *number = if is_same { *number } else { NOT_MET };
        }
    }

    /// Adds a key in the place that [`Table::find`] gave.
    pub(super) fn add(&mut self, place: usize, key: u128) {
        self.keys.push(key);
        self.slots[place] = self.mix(key) & TAG | self.keys.len() as u64;
        if self.keys.len() * 2 > self.slots.len() {
            let mask = self.slots.len() * 2 - 1;
            self.slots.clear();
            self.slots.resize(mask + 1, 0);
            for (number, &key) in (1..).zip(&self.keys) {
                let hash = self.mix(key);
                let mut place = hash as usize & mask;
                while self.slots[place] != 0 {
                    place = (place + 1) & mask;
                }
                self.slots[place] = hash & TAG | number;
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
