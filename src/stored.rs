//! Values as bytes and back: how the build script hands the compiled lexicons to the program.
//!
//! Numbers are little-endian, lists and texts begin with their length, a struct is its fields in
//! order. A list of numbers begins at a multiple of eight bytes and lies there as in memory: it is
//! used where it stands, and the system reads from the program's file only what is looked at.
//! Nobody but the build of the same source reads these bytes: there is no version.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Has a form of bytes.
pub(crate) trait Stored: Sized + Clone + 'static {
    /// Appends the value.
    fn put(&self, out: &mut Vec<u8>);

    /// Reads what `put` wrote; `None` if that is not what stands there.
    fn take(from: &mut Taker) -> Option<Self>;

    /// Appends some values.
    fn put_many(values: &[Self], out: &mut Vec<u8>) {
        for value in values {
            value.put(out);
        }
    }

    /// Reads so many values.
    fn take_many(from: &mut Taker, count: usize) -> Option<Cow<'static, [Self]>> {
        // A wrong count must not ask for more memory than there are bytes.
        let mut all = Vec::with_capacity(count.min(from.rest.len()));
        for _ in 0..count {
            all.push(Self::take(from)?);
        }
        Some(all.into())
    }
}

/// Bytes that are read from the front.
#[derive(Debug)]
pub(crate) struct Taker {
    rest: &'static [u8],
    /// So many were read.
    at: usize,
}

impl Taker {
    #[inline]
    fn bytes(&mut self, count: usize) -> Option<&'static [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        self.at += count;
        Some(bytes)
    }

    #[inline]
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.bytes(N)?.try_into().ok()
    }
}

/// Where lists of numbers begin.
const ALIGNED: usize = 8;

/// Bytes that begin where numbers may stand.
#[repr(C, align(8))]
pub(crate) struct Aligned<B: ?Sized>(pub(crate) B);

/// The bytes of a value.
#[cfg_attr(not(test), allow(dead_code, reason = "the build script uses it"))]
pub(crate) fn to_bytes(value: &impl Stored) -> Vec<u8> {
    let mut out = Vec::new();
    value.put(&mut out);
    out
}

/// The value of some bytes; `None` if they are none, or more.
pub(crate) fn from_bytes<T: Stored>(bytes: &'static [u8]) -> Option<T> {
    let mut from = Taker { rest: bytes, at: 0 };
    let value = T::take(&mut from)?;
    from.rest.is_empty().then_some(value)
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Stored for $number {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            #[inline]
            fn take(from: &mut Taker) -> Option<Self> {
                from.array().map(Self::from_le_bytes)
            }

            fn put_many(values: &[Self], out: &mut Vec<u8>) {
                pad(values.len(), out);
                for value in values {
                    value.put(out);
                }
            }

            fn take_many(from: &mut Taker, count: usize) -> Option<Cow<'static, [Self]>> {
                column(from, count, Self::from_le_bytes)
            }
        }
    )*};
}

numbers!(u8, u16, u32, u64);

impl Stored for [u32; 2] {
    fn put(&self, out: &mut Vec<u8>) {
        for value in self {
            value.put(out);
        }
    }

    fn take(from: &mut Taker) -> Option<Self> {
        Some([u32::take(from)?, u32::take(from)?])
    }

    fn put_many(values: &[Self], out: &mut Vec<u8>) {
        pad(values.len(), out);
        for value in values {
            value.put(out);
        }
    }

    fn take_many(from: &mut Taker, count: usize) -> Option<Cow<'static, [Self]>> {
        column(from, count, |[a, b, c, d, e, f, g, h]: [u8; 8]| {
            [[a, b, c, d], [e, f, g, h]].map(u32::from_le_bytes)
        })
    }
}

fn pad(count: usize, out: &mut Vec<u8>) {
    if count > 0 {
        out.resize(out.len().next_multiple_of(ALIGNED), 0);
    }
}

/// So many numbers, where they stand if the machine reads numbers as they are stored.
fn column<T: bytemuck::AnyBitPattern, const SIZE: usize>(
    from: &mut Taker,
    count: usize,
    number: impl Fn([u8; SIZE]) -> T,
) -> Option<Cow<'static, [T]>> {
    if count == 0 {
        return Some(Cow::Borrowed(&[]));
    }
    from.bytes(from.at.next_multiple_of(ALIGNED) - from.at)?;
    let bytes = from.bytes(count.checked_mul(SIZE)?)?;
    if cfg!(target_endian = "little")
        && let Ok(column) = bytemuck::try_cast_slice(bytes)
    {
        return Some(Cow::Borrowed(column));
    }
    let (numbers, _) = bytes.as_chunks::<SIZE>();
    Some(numbers.iter().map(|&bytes| number(bytes)).collect())
}

/// A struct as its fields, all of them.
macro_rules! fields {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::stored::Stored for $name {
            fn put(&self, out: &mut Vec<u8>) {
                let $name { $($field),* } = self;
                $($field.put(out);)*
            }

            fn take(from: &mut $crate::stored::Taker) -> Option<Self> {
                Some($name { $($field: $crate::stored::Stored::take(from)?),* })
            }
        }
    };
}
pub(crate) use fields;

impl Stored for bool {
    fn put(&self, out: &mut Vec<u8>) {
        u8::from(*self).put(out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        Some(u8::take(from)? != 0)
    }
}

/// Lengths, lines and columns: far below 2^32.
impl Stored for usize {
    fn put(&self, out: &mut Vec<u8>) {
        (*self as u32).put(out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        u32::take(from).map(|number| number as usize)
    }
}

impl Stored for Cow<'static, str> {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        out.extend_from_slice(self.as_bytes());
    }

    fn take(from: &mut Taker) -> Option<Self> {
        let length = usize::take(from)?;
        let text = std::str::from_utf8(from.bytes(length)?).ok()?;
        Some(Cow::Borrowed(text))
    }
}

/// As a text that lies in the program, copied.
impl Stored for String {
    fn put(&self, out: &mut Vec<u8>) {
        Cow::<str>::from(self.clone()).put(out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        Cow::<str>::take(from).map(Cow::into_owned)
    }
}

impl<T: Stored> Stored for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        T::put_many(self, out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        let count = usize::take(from)?;
        T::take_many(from, count).map(Cow::into_owned)
    }
}

impl<T: Stored> Stored for Cow<'static, [T]> {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        T::put_many(self, out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        let count = usize::take(from)?;
        T::take_many(from, count)
    }
}

impl<T: Stored> Stored for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }

    fn take(from: &mut Taker) -> Option<Self> {
        Some(if bool::take(from)? {
            Some(T::take(from)?)
        } else {
            None
        })
    }
}

impl<A: Stored, B: Stored> Stored for (A, B) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        Some((A::take(from)?, B::take(from)?))
    }
}

impl<K: Stored + Ord, V: Stored> Stored for BTreeMap<K, V> {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        for (key, value) in self {
            key.put(out);
            value.put(out);
        }
    }

    fn take(from: &mut Taker) -> Option<Self> {
        Some(Vec::<(K, V)>::take(from)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Value = (
        Vec<(String, u32)>,
        (BTreeMap<String, Option<u64>>, Vec<[u32; 2]>),
    );

    /// The bytes for good, at a place that is `off` a good one.
    fn at(off: usize, bytes: &[u8]) -> &'static [u8] {
        let room: &'static mut [u64] = vec![0; bytes.len() / 8 + 2].leak();
        let room: &'static mut [u8] = bytemuck::cast_slice_mut(room);
        room[off..off + bytes.len()].copy_from_slice(bytes);
        &room[off..off + bytes.len()]
    }

    #[test]
    fn values_come_back_and_broken_bytes_are_none() {
        let value: Value = (
            vec![("é".to_owned(), 7), (String::new(), u32::MAX)],
            (
                BTreeMap::from([("a".to_owned(), None), ("b".to_owned(), Some(1 << 40))]),
                vec![[3, 4], [5, 1 << 30]],
            ),
        );
        let bytes = to_bytes(&value);
        for off in [0, 1, 4] {
            assert_eq!(from_bytes::<Value>(at(off, &bytes)), Some(value.clone()));
        }
        for end in 0..bytes.len() {
            assert_eq!(from_bytes::<Value>(at(0, &bytes[..end])), None);
        }
        assert_eq!(from_bytes::<Vec<u32>>(&[0xFF; 8]), None);
        assert_eq!(from_bytes::<Vec<String>>(&[0xFF; 8]), None);
        assert_eq!(from_bytes::<u8>(&[1, 2]), None);
    }

    #[test]
    fn numbers_are_used_where_they_stand() {
        let column: Cow<'static, [u32]> = vec![1, 2, 3].into();
        let bytes = to_bytes(&column);
        let taken = |off| from_bytes::<Cow<'static, [u32]>>(at(off, &bytes)).expect("the same");
        assert_eq!([&taken(0), &taken(1)], [&column; 2]);
        if cfg!(target_endian = "little") {
            assert!(matches!(taken(0), Cow::Borrowed(_)) && matches!(taken(1), Cow::Owned(_)));
        }
    }
}
