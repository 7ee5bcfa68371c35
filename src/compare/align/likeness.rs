//! How much two sentences share.

/// Words that two sorted lists share, each as often as in both; 0 if that cannot come to the share
/// `part` of `of` of twice the words (Dice). Cost: linear in the shorter list.
pub(super) fn shared(a: &[u32], b: &[u32], (part, of): (u64, u64)) -> u64 {
    let (shorter, longer) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let all = (a.len() + b.len()) as u64;
    let enough = |shared: u64| 2 * shared * of >= part * all;
    if shorter.is_empty() || !enough(shorter.len() as u64) {
        return 0;
    }
    let (mut at, mut shared) = (0, 0);
    for word in longer {
        while shorter.get(at).is_some_and(|own| own < word) {
            at += 1;
        }
        if shorter.get(at) == Some(word) {
            shared += 1;
            at += 1;
        }
    }
    if enough(shared) { shared } else { 0 }
}
