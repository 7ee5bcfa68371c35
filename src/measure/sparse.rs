//! Hits of one category over the documents of a corpus, packed: most documents have none.

/// Documents and their hits, in the order of the documents.
///
/// The step to the next document and the hits stand as bytes of seven bits each, the last one
/// without its highest bit: two or three bytes a document in most corpora, where two numbers would
/// take eight.
#[derive(Clone, Debug, Default)]
pub struct HitList {
    bytes: Vec<u8>,
    last: u32,
    documents: u64,
}

/// Something that knows documents and their hits.
pub trait Hits: Sync {
    /// Calls `each(document, hits)` for all of them.
    fn each(&self, each: impl FnMut(u32, u32));
}

impl HitList {
    /// Adds the hits of a document, which must not come before the last one. Cost: a few steps.
    pub fn push(&mut self, document: u32, hits: u32) {
        debug_assert!(document >= self.last, "documents in order");
        put(&mut self.bytes, document.saturating_sub(self.last));
        put(&mut self.bytes, hits);
        self.last = document;
        self.documents += 1;
    }

    /// Documents in the list.
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// Hits of all documents. Cost: one pass.
    pub fn hits(&self) -> u64 {
        let mut sum = 0;
        self.each(|_, hits| sum += u64::from(hits));
        sum
    }
}

impl Hits for HitList {
    fn each(&self, mut each: impl FnMut(u32, u32)) {
        let mut rest = self.bytes.as_slice();
        let mut document = 0;
        while !rest.is_empty() {
            document += take(&mut rest);
            each(document, take(&mut rest));
        }
    }
}

impl Hits for Vec<(u32, u32)> {
    fn each(&self, mut each: impl FnMut(u32, u32)) {
        for &(document, hits) in self {
            each(document, hits);
        }
    }
}

fn put(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Reads what [`put`] wrote.
#[inline]
fn take(bytes: &mut &[u8]) -> u32 {
    let mut number = 0;
    let mut shift = 0;
    while let Some((&byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u32::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            break;
        }
        shift += 7;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_put_comes_back(
            steps in prop::collection::vec((prop_oneof![0..9_u32, 0..40_000_000_u32], any::<u32>()), 0..60),
        ) {
            let mut list = HitList::default();
            let mut plain = Vec::new();
            let mut document = 0;
            for (step, hits) in steps {
                document += step;
                list.push(document, hits);
                plain.push((document, hits));
            }
            let mut found = Vec::new();
            list.each(|document, hits| found.push((document, hits)));
            prop_assert_eq!(list.documents(), plain.len() as u64);
            prop_assert_eq!(list.hits(), plain.iter().map(|&(_, hits)| u64::from(hits)).sum::<u64>());
            prop_assert_eq!(found, plain);
        }
    }
}
