//! Asides in essays and transcripts.

use super::super::turns;
use super::*;
use crate::text::{Block, BlockKind, Tokens};

fn document(text: &str, asides: &Asides) -> Document {
    let mut document = Document {
        text: text.to_owned(),
        ..Document::default()
    };
    document.blocks.push(Block {
        span: Span::new(0, text.trim_end().len()),
        kind: BlockKind::Paragraph,
        section: 0,
        turn: None,
    });
    turns::find(&mut document);
    find(&mut document, asides);
    document
}

/// Every aside as written, with its kind; each stands once and none lies in another.
fn all(document: &Document) -> Vec<(&str, AsideKind)> {
    for pair in document.asides.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start, "{pair:?}");
    }
    let aside = |aside: &Aside| (&document.text[aside.span.range()], aside.kind);
    document.asides.iter().map(aside).collect()
}

fn words(document: &Document) -> String {
    let tokens = Tokens::of(document);
    let words: Vec<&str> = (0..tokens.len()).map(|at| tokens.form(at)).collect();
    words.join(" ")
}

/// A transcript in which somebody says `speech`.
fn said(speech: &str) -> Document {
    let text = format!("T: And so it was.\nC: {speech}\nT: One more thing.\nC: The last word.");
    document(&text, &Asides::default())
}

#[test]
fn brackets_and_capitals_are_certain_in_every_text() {
    use AsideKind::{Event, Placeholder};
    let text = "I met [NAME] and [Name 2] in <CITY_1>, XXXX told {{person}} of ___ [crying] and [long pause].";
    let essay = document(text, &Asides::default());
    let expected = [
        ("[NAME]", Placeholder),
        ("[Name 2]", Placeholder),
        ("<CITY_1>", Placeholder),
        ("XXXX", Placeholder),
        ("{{person}}", Placeholder),
        ("___", Placeholder),
        ("[crying]", Event),
        ("[long pause]", Event),
    ];
    assert_eq!(all(&essay), expected);
    assert_eq!(words(&essay), "i met and in told of and");
}

#[test]
fn essays_keep_what_only_sounds_like_an_aside() {
    let text = "Um, I (crying) said *sighs* [sic] yeah [the doctor] Mr. XX wan- XXX [1] [a] [I] <3 snake_case.";
    assert_eq!(all(&document(text, &Asides::default())), []);
}

#[test]
fn transcripts_have_more() {
    use AsideKind::{CutOff, Disfluency, Event};
    let talk = said(
        "Um, I wan- I (laughs) er *sighs* uh-huh XXX [door noise outside] self-com- (I was crying).",
    );
    let expected = [
        ("Um", Disfluency),
        ("wan-", CutOff),
        ("(laughs)", Event),
        ("er", Disfluency),
        ("*sighs*", Event),
        ("XXX", AsideKind::Placeholder),
        ("[door noise outside]", Event),
        ("self-com-", CutOff),
    ];
    assert_eq!(all(&talk), expected);
}

#[test]
fn hyphens_that_break_no_word_off() {
    for speech in [
        "pre- and postnatal so",
        "it was -- well",
        "a self-\nmade man",
        "so – no",
        "twenty-one",
    ] {
        assert_eq!(all(&said(speech)), [], "{speech}");
    }
    assert_eq!(all(&said("and I was a-")), [("a-", AsideKind::CutOff)]);
}

#[test]
fn times_of_what_was_not_heard() {
    let talk =
        said("It was \u{5b}unintelligible 00:51:45.22] so [pause 3 sec] and (silence, 10s).");
    let kinds: Vec<AsideKind> = talk.asides.iter().map(|aside| aside.kind).collect();
    assert_eq!(kinds, [AsideKind::Event; 3]);
}

#[test]
fn a_turn_of_backchannels_holds_no_words_unless_it_answers() {
    let text = "C: I went home.\nT: Mm-hm. Right.\nC: And was it late?\nT: Yeah.\nC: I was ashamed.\nT: I see.\nC: Yeah, it was.\nT: Um. Okay.";
    let talk = document(text, &Asides::default());
    let found: Vec<&str> = all(&talk)
        .into_iter()
        .filter(|(_, kind)| *kind == AsideKind::Backchannel)
        .map(|(text, _)| text)
        .collect();
    assert_eq!(found, ["Mm-hm. Right.", "I see."]);
    assert_eq!(
        words(&talk),
        "i went home and was it late yeah i was ashamed yeah it was okay"
    );
}

#[test]
fn phrases_cross_fillers_and_no_events() {
    let gap = |speech: &str| {
        let talk = said(speech);
        let tokens = Tokens::of(&talk);
        let at = (0..tokens.len())
            .find(|&at| tokens.form(at) == "ashamed")
            .expect("the word");
        (
            tokens.gap(at).breaks_phrase(),
            tokens.gap(at).has(crate::text::Gap::COMMA),
        )
    };
    assert_eq!(gap("I am um ashamed."), (false, false));
    assert_eq!(gap("I am, um, ashamed."), (false, false));
    assert_eq!(gap("I am asha- ashamed."), (false, false));
    assert_eq!(gap("I am [pause] ashamed."), (true, false));
    assert_eq!(gap("I am XXXX ashamed."), (true, false));
    assert_eq!(gap("I am, ashamed."), (false, true));
}

#[test]
fn spans_of_words_behind_asides_stay_true() {
    let talk = said("Um, é [crying] – “so” ashamed.");
    let tokens = Tokens::of(&talk);
    let at = (0..tokens.len())
        .find(|&at| tokens.form(at) == "ashamed")
        .expect("the word");
    assert_eq!(&talk.text[tokens.span(at).range()], "ashamed");
}

#[test]
fn lists_are_extended_cut_and_replaced() {
    let asides = |toml: &str| toml::from_str::<Asides>(toml);
    let changed = asides(
        "disfluencies = { add = ['like'], remove = ['um'] }\nevents = { built-in = false, add = ['meow*'] }\nplaceholders.patterns = ['\\bP\\d{3}\\b']\ncut-offs.built-in = false",
    )
    .expect("it is right");
    let text = "T: And P001 so.\nC: Um, like, er wan- [crying] [meowing] so.\nT: So.\nC: So.";
    let found = document(text, &changed);
    let found: Vec<&str> = all(&found).into_iter().map(|(text, _)| text).collect();
    assert_eq!(found, ["P001", "like", "er", "[meowing]"]);
    for wrong in [
        "events.patterns = ['(']",
        "events.patterns = ['a*']",
        "events.pattern = []",
    ] {
        assert!(asides(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn long_texts_take_linear_time() {
    for part in [
        "[[[[((((",
        "*a *a ",
        "_ __ ___ ",
        "X- x- XXXX-",
        "um, ",
        "a-b-c-",
    ] {
        let text = format!("T: a\nC: b\nT: c\nC: {}", part.repeat(100_000));
        let talk = document(&text, &Asides::default());
        Tokens::of(&talk);
    }
}
