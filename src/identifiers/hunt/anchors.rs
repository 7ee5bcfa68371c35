//! One pass over the bytes that finds the signs without which nothing is found.
//!
//! A chunk of 64 bytes is first asked as a whole whether it holds a sign at all, by comparisons
//! without a branch that the compiler does on many bytes at once; only a chunk with a sign is
//! walked.

/// Bytes that are looked at together.
const CHUNK: usize = 64;
/// A chunk with the byte before it and three behind it.
const WINDOW: usize = CHUNK + 4;

/// What is told of a text: each kind of place in ascending order, and [`Visit::capital`] and
/// [`Visit::spaced`] in one order.
pub(super) trait Visit {
    /// The first of a row of ASCII digits.
    fn digits(&mut self, start: usize);
    /// One of `@ / : ( [ < {`, or the first of two `x` or more in any case.
    fn sign(&mut self, at: usize, sign: u8);
    /// A capital of ASCII.
    fn capital(&mut self, at: usize);
    /// A byte that is not ASCII behind a space behind a small letter or comma.
    fn spaced(&mut self, at: usize);
    /// A space before `nam` in any case.
    fn name(&mut self, at: usize);
}

// The tests of a chunk take and give bytes, 0 or 1, so that the compiler keeps sixteen of them or
// more in one register.

fn is(byte: u8, other: u8) -> u8 {
    u8::from(byte == other)
}

fn is_letter(byte: u8, small: u8) -> u8 {
    is(byte | 0x20, small)
}

fn is_digit(byte: u8) -> u8 {
    u8::from(byte.wrapping_sub(b'0') < 10)
}

fn is_sign(byte: u8) -> u8 {
    // `[` and `{` differ in one bit.
    is(byte, b'@')
        | is(byte, b'/')
        | is(byte, b':')
        | is(byte, b'(')
        | is(byte, b'<')
        | is_letter(byte, b'{')
}

fn are_crosses(byte: u8, next: u8) -> u8 {
    is_letter(byte, b'x') & is_letter(next, b'x')
}

fn is_spaced(before: u8, byte: u8, next: u8) -> u8 {
    let is_small = u8::from(before.wrapping_sub(b'a') < 26);
    is(byte, b' ') & (next >> 7) & (is_small | is(before, b','))
}

fn is_name(byte: u8, next: [u8; 3]) -> u8 {
    let [n, a, m] = next;
    is(byte, b' ') & is_letter(n, b'n') & is_letter(a, b'a') & is_letter(m, b'm')
}

/// The first byte of a sign that is not ASCII, behind a letter or digit that is.
fn is_other(before: u8, byte: u8) -> u8 {
    let is_alphabetic = u8::from((before | 0x20).wrapping_sub(b'a') < 26);
    (byte >> 7) & (is_alphabetic | is_digit(before) | is(before, b'_'))
}

/// Tells of every sign of a text.
pub(super) fn visit(bytes: &[u8], visit: &mut impl Visit) {
    each_window(bytes, |base, window| {
        let own: &[u8; CHUNK] = window[1..=CHUNK].try_into().expect("of this length");
        let count = CHUNK.min(bytes.len() - base);
        if holds(window, |[_, byte, ..]| is_digit(byte)) {
            each(own, digits, |at| {
                if !window[at].is_ascii_digit() {
                    visit.digits(base + at);
                }
            });
        }
        if holds(window, |[_, byte, next, ..]| {
            is_sign(byte) | are_crosses(byte, next)
        }) {
            for at in 0..count {
                let begins = are_crosses(own[at], window[at + 2]) != 0 && window[at] | 0x20 != b'x';
                if is_sign(own[at]) != 0 || begins {
                    visit.sign(base + at, own[at]);
                }
            }
        }
        if holds(window, |[_, byte, n, a, m]| is_name(byte, [n, a, m])) {
            for at in 0..count {
                let next = [window[at + 2], window[at + 3], window[at + 4]];
                if is_name(own[at], next) != 0 {
                    visit.name(base + at);
                }
            }
        }
        if holds(window, |[before, byte, next, ..]| {
            is_spaced(before, byte, next)
        }) {
            // Both kinds tell of names: they come in one order.
            for at in 0..count {
                if own[at].is_ascii_uppercase() {
                    visit.capital(base + at);
                } else if is_spaced(window[at], own[at], window[at + 2]) != 0 {
                    visit.spaced(base + at + 1);
                }
            }
        } else {
            each(own, uppercase, |at| visit.capital(base + at));
        }
    });
}

/// Calls `visit(at)` for every capital of ASCII, and for the first byte of every sign that is not
/// ASCII behind a letter, digit or `_` that is.
pub(super) fn capitals(bytes: &[u8], mut visit: impl FnMut(usize)) {
    each_window(bytes, |base, window| {
        let own: &[u8; CHUNK] = window[1..=CHUNK].try_into().expect("of this length");
        if holds(window, |[before, byte, ..]| is_other(before, byte)) {
            for at in 0..CHUNK {
                if own[at].is_ascii_uppercase() || is_other(window[at], own[at]) != 0 {
                    visit(base + at);
                }
            }
        } else {
            each(own, uppercase, |at| visit(base + at));
        }
    });
}

/// Calls `visit(base, window)` for every chunk, which begins at byte `base` of the text and at the
/// second byte of the window. Outside of the text stands 0.
fn each_window(bytes: &[u8], mut visit: impl FnMut(usize, &[u8; WINDOW])) {
    let mut base = 0;
    while base < bytes.len() {
        let whole = base
            .checked_sub(1)
            .and_then(|start| bytes[start..].first_chunk::<WINDOW>());
        if let Some(window) = whole {
            visit(base, window);
        } else {
            let mut window = [0; WINDOW];
            let start = base.saturating_sub(1);
            let part = &bytes[start..bytes.len().min(base + WINDOW - 1)];
            let place = start + 1 - base;
            window[place..place + part.len()].copy_from_slice(part);
            visit(base, &window);
        }
        base += CHUNK;
    }
}

/// True if the test holds for a byte of the chunk, which it takes with the byte before and the
/// three behind.
#[inline]
fn holds(window: &[u8; WINDOW], test: impl Fn([u8; 5]) -> u8) -> bool {
    let mut seen = 0;
    for at in 0..CHUNK {
        seen |= test([
            window[at],
            window[at + 1],
            window[at + 2],
            window[at + 3],
            window[at + 4],
        ]);
    }
    seen != 0
}

/// The highest bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// What is added to each byte below 128 to reach 128 from `first` on.
const fn up_to(first: u8) -> u64 {
    (0x80 - first as u64) * (HIGH >> 7)
}

/// The highest bit of each byte that is a capital of ASCII, of eight at a time.
fn uppercase(bytes: u64) -> u64 {
    let low = bytes & !HIGH;
    (low + up_to(b'A')) & !(low + up_to(b'Z' + 1)) & !bytes & HIGH
}

/// The same of digits of ASCII.
fn digits(bytes: u64) -> u64 {
    let low = bytes & !HIGH;
    (low + up_to(b'0')) & !(low + up_to(b'9' + 1)) & !bytes & HIGH
}

/// Calls `visit(at)` for every byte of a chunk whose highest bit `test` leaves.
#[inline]
fn each(chunk: &[u8; CHUNK], test: impl Fn(u64) -> u64, mut visit: impl FnMut(usize)) {
    let (words, _) = chunk.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let mut hits = test(u64::from_le_bytes(*word));
        while hits != 0 {
            visit(8 * at + hits.trailing_zeros() as usize / 8);
            hits &= hits - 1;
        }
    }
}
