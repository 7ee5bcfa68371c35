//! Checks and compiles the embedded lexicons, and asks what each sign is to the rules of words, so
//! that no start of the program has to.
//!
//! This is the program's own code, file by file, under the same names: nothing is done here in
//! another way, but for one thing. There is no tokenizer, so a word with more than small ASCII
//! letters, digits and apostrophes is believed to be one; the program's tests ask the tokenizer,
//! and hold everything that is written here against what they read and compile themselves.

#![allow(dead_code, unreachable_pub, unused_imports)]

use std::path::Path;
use std::{env, fs};

#[path = "src/diagnostic.rs"]
mod diagnostic;
#[path = "src/stored.rs"]
mod stored;

#[path = "src/text"]
mod text {
    pub mod bytes;
    pub mod fold;
    pub mod line_index;

    pub mod signs {
        pub mod definition;
        pub mod kind;
    }

    pub use line_index::LineCursor;
}

#[path = "src/lexicon"]
mod lexicon {
    pub mod check;
    pub mod facet;
    pub mod file;
    mod hash;
    pub mod language;
    pub mod model;
    pub mod pattern;
    pub mod phrase;
    mod quoted;
    mod stored;
    pub mod style;

    mod word {
        pub(super) fn is_one(_: &str) -> bool {
            true
        }
    }

    pub use hash::sha256_hex;
    pub use language::Language;
    pub use model::{Category, CategoryId, Entry, EntryId, Lexicon, Mask, Place, Polarity, Weight};
    pub use pattern::{EntryLine, Pattern, PatternError, WordTest};
    pub use phrase::Phrase;
    pub use style::Style;
}

#[path = "src/matching"]
mod matching {
    pub mod compile;
    mod flat;
    mod needs;
}

use diagnostic::Diagnostic;
use lexicon::{Lexicon, check};
use text::signs::{definition, kind::Kind};

/// In the order of the reports, as in `src/lexicon/builtin.rs`.
const NAMES: [&str; 4] = ["shame", "self_compassion", "relational", "somatic"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=lexicons");
    for part in [
        "diagnostic.rs",
        "stored.rs",
        "text/bytes.rs",
        "text/fold.rs",
        "text/line_index.rs",
        "text/signs/definition.rs",
        "text/signs/kind.rs",
        "lexicon",
    ] {
        println!("cargo::rerun-if-changed=src/{part}");
    }
    for part in ["compile", "flat", "needs"] {
        println!("cargo::rerun-if-changed=src/matching/{part}.rs");
    }
    let out = env::var_os("OUT_DIR").expect("cargo says where");
    let out = Path::new(&out);
    let write = |name: &str, bytes: &[u8]| fs::write(out.join(name), bytes).expect("room for it");
    let read = |name: &str| {
        let file = format!("{name}.toml");
        let text = fs::read_to_string(Path::new("lexicons").join(&file)).expect("an embedded file");
        (file, text)
    };
    // One byte for each sign up to U+FFFF; those of half a pair are asked nothing.
    let kind = |sign: u32| {
        char::from_u32(sign).map_or(0, |c| {
            let folded = if definition::folds_to_itself(c) {
                Kind::FOLDED
            } else {
                0
            };
            definition::kind(c) as u8 | folded
        })
    };
    let kinds: Vec<u8> = (0..0x1_0000).map(kind).collect();
    write("signs.kinds", &kinds);
    let (file, text) = read("english");
    let language = valid(check::language(&file, &text));
    write("english.language", &stored::to_bytes(&language));
    write(
        "cues.automaton",
        &stored::to_bytes(&matching::compile::of_cues(&language)),
    );
    let lexicons: Vec<Lexicon> = NAMES
        .iter()
        .map(|name| {
            let (file, text) = read(name);
            let lexicon = valid(check::lexicon(&file, &text, &language));
            write(&format!("{name}.lexicon"), &stored::to_bytes(&lexicon));
            lexicon
        })
        .collect();
    let borrowed: Vec<&Lexicon> = lexicons.iter().collect();
    let automaton = matching::compile::of_lexicons(&borrowed, &language);
    write("lexicons.automaton", &stored::to_bytes(&automaton));
    let embedded = |file: &str| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}\"))");
    let hashes: Vec<&str> = lexicons
        .iter()
        .map(|lexicon| lexicon.sha256.as_str())
        .collect();
    let files: Vec<String> = NAMES
        .iter()
        .map(|name| embedded(&format!("{name}.lexicon")))
        .collect();
    let source = format!(
        "/// SHA-256 of each embedded lexicon file, hexadecimal, in the order of the reports.\n\
         pub const SHA256: [&str; 4] = {hashes:?};\n\
         /// SHA-256 of the embedded language file, hexadecimal.\n\
         pub const ENGLISH_SHA256: &str = {:?};\n\
         pub(super) const LANGUAGE: &[u8] = {};\n\
         pub(super) const LEXICONS: [&[u8]; 4] = [{}];\n",
        language.sha256,
        embedded("english.language"),
        files.join(", "),
    );
    write("builtin.rs", source.as_bytes());
}

/// What was checked; stops the build with every mistake and its place.
fn valid<T>(checked: Result<(T, Vec<Diagnostic>), Vec<Diagnostic>>) -> T {
    match checked {
        Ok((value, _)) => value,
        Err(found) => {
            let found: Vec<String> = found.iter().map(Diagnostic::to_string).collect();
            panic!("an embedded lexicon has mistakes:\n{}", found.join("\n"));
        }
    }
}
