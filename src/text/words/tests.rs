use super::*;
use crate::text::fold;
use proptest::prelude::*;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

fn cores(text: &str) -> Cores {
    let mut cores = Cores::default();
    assert!(cores.find(text));
    assert!(cores.odd().is_empty(), "all signs are common ones");
    cores
}

fn words_of<'t>(text: &'t str, cores: &Cores) -> Vec<&'t str> {
    let word = |&[start, end]: &[u32; 2]| &text[start as usize..end as usize];
    cores.words().iter().map(word).collect()
}

fn fast(text: &str) -> Vec<&str> {
    words_of(text, &cores(text))
}

/// Every sign that is taken, and what could go wrong beside it.
fn alphabet() -> Vec<char> {
    let all = (0..0x1_FA00).filter_map(char::from_u32);
    all.filter(|&c| kind_of(c) != Kind::Odd).collect()
}

/// Some of each kind.
const FEW: &str = "aZé0_ '’.,;:`-\n\"“”—…·״，：。\u{3000}\u{301}\u{93F}\u{3099}жΣאבכ好の々½กカーｶ한\
                   \u{AD}\u{200D}٣０‿😀🇩";

#[test]
fn a_sign_that_is_not_common_is_told_wherever_it_stands() {
    for at in 0..140 {
        for sign in ["\u{AD}", "٣", "‿", "𐐀"] {
            let text = "é".repeat(at / 2) + &"a".repeat(at) + sign + " b";
            let mut cores = Cores::default();
            assert!(cores.find_within(&text, text.len()));
            let whole = 0..text.len() - 2;
            assert_eq!(cores.odd(), std::slice::from_ref(&whole), "{sign} at {at}");
            assert!(!cores.find_within(&text, text.len() - 3));
        }
    }
}

#[test]
fn odd_stretches_end_at_white_space_or_words_of_one_sign() {
    let long = "a".repeat(20);
    let text = format!("one n\u{AD}o, {long} {long} ٣x\n{long} y好的٣的。{long}");
    let mut cores = Cores::default();
    assert!(cores.find(&text));
    let odd: Vec<&str> = cores.odd().iter().map(|run| &text[run.clone()]).collect();
    assert_eq!(
        odd,
        ["n\u{AD}o,", "٣x", "的٣"],
        "and from a sign that is a word by itself"
    );
    let words = ["one", &long, &long, &long, "y", "好", "的", &long];
    assert_eq!(words_of(&text, &cores), words);
    assert!(cores.find_within("٣ a ٣ b", 9));
    let whole = 0..7;
    assert_eq!(
        cores.odd(),
        std::slice::from_ref(&whole),
        "what is odd soon after is taken with it"
    );
}

#[test]
fn two_marks_that_are_letters_leave_all_to_the_definition() {
    for text in [
        "no \u{FF9E} yes",
        "no\u{AD} \u{AD}\u{FF9F} yes",
        "ｶ\u{FF9E}",
    ] {
        assert!(!Cores::default().find_within(text, text.len()));
    }
}

#[test]
fn what_stood_in_an_earlier_text_is_forgotten() {
    let mut cores = Cores::default();
    assert!(cores.find(&"a’b _ é ’c 好 カa １ ".repeat(30)));
    assert!(cores.find("b c"));
    assert!(cores.odd().is_empty());
    assert_eq!(cores.words(), [[0, 1], [2, 3]]);
    // A mark at the start, where the sign before it ended at its place.
    assert!(cores.find("") && cores.find("é") && cores.find("  \u{301}b"));
    assert_eq!(cores.words(), [[4, 5]]);
}

#[test]
fn examples() {
    assert_eq!(
        fast("Don’t stop: a.b 3.5,1 x:y _a_ __ can`t 2's"),
        [
            "Don’t", "stop", "a.b", "3.5,1", "x:y", "_a_", "can`t", "2", "s"
        ]
    );
    // None of these is left to the definition.
    assert_eq!(
        fast("Жизнь, क्षि שָׁלוֹם! 好的カナx 한국 e\u{301}t 😀 a·b Ⅳ ΟΔΟΣ… oʻzbek ½ กา कि"),
        [
            "Жизнь",
            "क्षि",
            "שָׁלוֹם",
            "好",
            "的",
            "カナ",
            "x",
            "한국",
            "e\u{301}t",
            "a·b",
            "Ⅳ",
            "ΟΔΟΣ",
            "oʻzbek",
            "½",
            "ก",
            "า",
            "कि"
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]
    #[test]
    fn the_words_are_those_of_the_crate(
        text in proptest::collection::vec(
            prop_oneof![
                1 => proptest::sample::select(alphabet()),
                2 => proptest::sample::select(FEW.chars().collect::<Vec<_>>()),
            ],
            0..24,
        ),
        shift in 0usize..130,
    ) {
        let text: String = text.into_iter().collect();
        let text = " ".repeat(shift) + &text;
        let mut cores = Cores::default();
        let is_left = text.contains(LETTERS_AND_MARKS);
        prop_assert_eq!(cores.find_within(&text, text.len()), !is_left);
        if is_left {
            return Ok(());
        }
        let starts = cores.words().iter().map(|word| word[0] as usize);
        let words = words_of(&text, &cores).into_iter();
        let words = words.map(|word| fold::clean(word).0.into_owned());
        let mut found: Vec<_> = starts.zip(words).collect();
        for run in cores.odd() {
            found.extend(by_definition(&text[run.clone()]).map(|(at, word)| (run.start + at, word)));
        }
        found.sort();
        prop_assert_eq!(found, by_definition(&text).collect::<Vec<_>>());
    }
}

/// The words of a text, cleaned, and where they begin.
fn by_definition(text: &str) -> impl Iterator<Item = (usize, String)> {
    let (clean, map) = fold::clean(text);
    let is_word = |word: &str| {
        word.chars()
            .any(|c| c.is_alphanumeric() && !is_combining_mark(c))
    };
    let words = clean
        .split_word_bound_indices()
        .filter(|(_, word)| is_word(word));
    let back = |at: usize| map.as_ref().map_or(at, |map| map[at] as usize);
    let words: Vec<_> = words
        .map(|(at, word)| (back(at), word.to_owned()))
        .collect();
    words.into_iter()
}
