//! Every rule: a text in which it fires, and one that is near and in which it does not.

use feltsense::read::Format;

use super::{PLAIN, findings, judge_as, pointed};

/// So many words or more without a hit.
fn plain(sentences: usize) -> String {
    PLAIN.repeat(sentences)
}

#[test]
fn presence() {
    let rule = "[check.rules.presence]\ncategory = 'shame.explicit'\n";
    assert_eq!(
        pointed(rule, "I was so **ash**amed, and ashamed again."),
        ["ash**amed", "ashamed"]
    );
    assert!(pointed(rule, "I was not ashamed. I felt worthless. `ashamed`").is_empty());
    let mine = "[check.rules.presence]\nwhose = ['self']\nskip = ['past']\n";
    assert_eq!(
        pointed(mine, "I am ashamed. I was ashamed. She is ashamed."),
        ["ashamed"]
    );
    let some = "[check.rules.presence]\nmin-hits = 2\nmin-words = 50\n";
    assert!(findings(some, "I am ashamed.").is_empty());
    let verdict = judge_as(some, "I am ashamed. You are ashamed.", Format::Markdown);
    assert!(verdict.findings.is_empty());
    assert_eq!(verdict.unjudged.len(), 1, "too short is said");
}

#[test]
fn density_of_documents() {
    let rule = "[check.rules.density]\nmax = 2\nmin-hits = 3\nmin-words = 30\n";
    let dense = format!("{}I am ashamed. I am worthless. I am pathetic.", plain(4));
    let found = findings(rule, &dense);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].message.contains("95 % interval"),
        "{}",
        found[0].message
    );
    assert!(
        findings(
            rule,
            &format!("{}I am ashamed. I am worthless. I am pathetic.", plain(20))
        )
        .is_empty()
    );
    assert!(findings(rule, &format!("{}I am ashamed. I am worthless.", plain(4))).is_empty());
    // Thirteen words say nothing about a rate, and that is said.
    let verdict = judge_as(
        rule,
        "I am ashamed. I am worthless. I am pathetic. It rains.",
        Format::Markdown,
    );
    assert!(verdict.findings.is_empty());
    assert!(
        verdict.unjudged[0]
            .reason
            .starts_with("too short to judge: 11 words")
    );
}

#[test]
fn density_of_sections_and_windows() {
    let hard = "I am ashamed. I am worthless. I am pathetic. ";
    let text = format!("# One\n\n{}\n\n# Two\n\n{}{hard}", plain(10), plain(1));
    let section =
        "[check.rules.density]\nscope = 'section'\nmax = 5\nmin-hits = 3\nmin-words = 10\n";
    let found = findings(section, &text);
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("in this section"));
    assert!(findings(&section.replace("section'", "document'"), &text).is_empty());

    let window = "[check.rules.density]\nwindow = 5\nmax = 5\nmin-hits = 3\nmin-words = 10\n";
    let far = format!("{}{hard}{}{hard}{}", plain(10), plain(10), plain(10));
    let found = findings(window, &far);
    assert_eq!(found.len(), 2, "windows that touch are one finding");
    assert!(found[0].message.contains("in 5 sentences"));
    let scattered = format!(
        "I am ashamed. {0}I am worthless. {0}I am pathetic.",
        plain(6)
    );
    assert!(findings(window, &scattered).is_empty());
}

#[test]
fn balance() {
    let rule = "[check.rules.balance]\nmin-hits = 2\nmin-words = 10\n";
    let hard = format!("{}I am ashamed. I am worthless.", plain(2));
    assert_eq!(findings(rule, &hard).len(), 1);
    assert!(findings(rule, &format!("{hard} You are not alone.")).is_empty());
    let ratio = "[check.rules.balance]\nmin-hits = 2\nmin-words = 10\nratio = 2\n";
    let found = findings(ratio, &format!("{hard} She was gentle with herself."));
    assert!(
        found[0].message.contains("4 or more"),
        "{}",
        found[0].message
    );
    let verdict = judge_as(rule, "I am ashamed. I am worthless.", Format::Markdown);
    assert_eq!((verdict.findings.len(), verdict.unjudged.len()), (0, 1));
}

#[test]
fn closing() {
    let rule = "[check.rules.closing]\nmin-hits = 2\nmin-words = 10\n";
    let start = "I am ashamed. I am worthless. ";
    let kind = "She was gentle with herself. ";
    assert_eq!(
        findings(rule, &format!("{start}{kind}{}", plain(10))).len(),
        1
    );
    assert!(findings(rule, &format!("{start}{}{kind}", plain(10))).is_empty());
    let section = "[check.rules.closing]\nmin-hits = 2\nmin-words = 10\nscope = 'section'\n";
    let text = format!("# A\n\n{start}\n\n# B\n\n{kind}{}", plain(10));
    assert_eq!(findings(rule, &text).len(), 1);
    assert!(findings(section, &text).is_empty());
}

#[test]
fn run() {
    let rule = "[check.rules.run]\nmax = 2\n";
    let text = "It rains. I am ashamed. I am worthless. I am pathetic. It rains.";
    assert_eq!(
        pointed(rule, text),
        ["I am ashamed. I am worthless. I am pathetic"]
    );
    assert!(
        findings(
            rule,
            "I am ashamed. I am worthless. It rains. I am pathetic."
        )
        .is_empty()
    );
    let wide = "[check.rules.run]\nmax = 2\ngap = 1\n";
    assert_eq!(
        findings(
            wide,
            "I am ashamed. I am worthless. It rains. I am pathetic."
        )
        .len(),
        1
    );
    let relieved = "I am ashamed. I am worthless. She was gentle with herself. I am pathetic.";
    assert!(findings(wide, relieved).is_empty());
}

#[test]
fn opening() {
    let rule = "[check.rules.opening]\nwords = 10\n";
    let text = format!("I am ashamed. I am worthless. {}", plain(3));
    assert_eq!(findings(rule, &text).len(), 1);
    assert!(findings(rule, &format!("Content note: shame.\n\n{text}")).is_empty());
    assert!(findings(rule, &format!("---\ncontent_note: shame\n---\n\n{text}")).is_empty());
    assert!(findings(rule, &format!("{}{text}", plain(1))).is_empty());
    let titled = "---\ntitle: So ashamed\nauthor: ashamed\n---\n\nIt rains.\n";
    assert_eq!(pointed(rule, titled), ["title: So ashamed"]);
}

#[test]
fn content_note() {
    let rule = "[check.rules.content-note]\nmin-hits = 2\ntopic = ['shame']\n";
    let hard = "I am ashamed. I am worthless.";
    assert_eq!(findings(rule, hard).len(), 1);
    assert!(
        findings(
            rule,
            &format!("Content note: this is about shame.\n\n{hard}")
        )
        .is_empty()
    );
    assert!(findings(rule, &format!("---\nContent Note: shame\n---\n\n{hard}")).is_empty());
    let vague = findings(rule, &format!("Content warning: hard things.\n\n{hard}"));
    assert!(vague[0].message.contains("does not name the topic"));
    let late = format!("{}\n\nContent note: shame.\n\n{hard}", plain(12));
    assert_eq!(findings(rule, &late).len(), 1);
    let unneeded = "---\ncontent-note: shame\n---\n\nIt rains.\n";
    assert_eq!(pointed(rule, unneeded), ["content-note: shame"]);
    assert!(findings(&format!("{rule}unneeded = false\n"), unneeded).is_empty());
}

#[test]
fn help_block() {
    let rule = "[check.rules.help-block]\nmin-hits = 2\npatterns = ['(?i)^where to find help']\nlinks = ['/help']\n";
    let hard = "I am ashamed. I am worthless.\n\n";
    assert_eq!(findings(rule, hard).len(), 1);
    assert!(findings(rule, &format!("{hard}## Where to find help\n\nCall us.\n")).is_empty());
    assert!(findings(rule, &format!("{hard}[Somebody listens](/help).\n")).is_empty());
    assert!(findings(rule, "I am ashamed.\n").is_empty());
    let top = format!("{rule}words = 5\n");
    assert_eq!(
        findings(&top, &format!("{hard}## Where to find help\n")).len(),
        1
    );
    assert!(findings(&top, &format!("## Where to find help\n\n{hard}")).is_empty());
}

/// The cases that docs/check.md counts.
const SAYS: [&str; 10] = [
    "You are worthless.",
    "You should be ashamed of yourself.",
    "You're a disgrace.",
    "You're such a fraud.",
    "Be ashamed of yourself.",
    "You always were pathetic.",
    "You are ashamed.",
    "Admit it, you are pathetic.",
    "You ought to be ashamed.",
    "After all that, you are still worthless to them.",
];
const DOES_NOT_SAY: [&str; 14] = [
    "You may feel worthless.",
    "You are not worthless.",
    "You aren't worthless.",
    "If you are ashamed, sit down.",
    "You told me I was worthless.",
    "You were taught that you are worthless.",
    "I was ashamed.",
    "You must feel ashamed.",
    "She said, \u{201c}You are worthless.\u{201d}",
    "Are you ashamed of it?",
    "You might think you are pathetic.",
    "Perhaps you can notice that you feel ashamed.",
    "They are pathetic.",
    "Nobody who loves you thinks you are worthless.",
];

#[test]
fn voice() {
    let rule = "[check.rules.voice]\nlevel = 'warning'\n";
    let fires = |text: &&str| !findings(rule, text).is_empty();
    let missed: Vec<_> = SAYS.iter().filter(|text| !fires(text)).collect();
    let wrong: Vec<_> = DOES_NOT_SAY.iter().filter(|text| fires(text)).collect();
    assert!(
        missed.is_empty() && wrong.is_empty(),
        "missed {missed:?}, wrong {wrong:?}"
    );
    let page = std::fs::read_to_string("docs/check.md").expect("the page");
    let said = format!(
        "{} of {} that say it, {} of {} that do not",
        SAYS.len() - missed.len(),
        SAYS.len(),
        wrong.len(),
        DOES_NOT_SAY.len()
    );
    assert!(page.contains(&said), "docs/check.md should say: {said}");
}

#[test]
fn surface() {
    let rule = "[check.rules.surface]\nkeys = ['title']\n";
    let text = "---\ntitle: Ashamed\n---\n\n# Ashamed of it\n\nSo ashamed, [read why I am worthless](/a) ![a disgrace](b.png)\n";
    let mut found = pointed(rule, text);
    found.sort();
    assert_eq!(
        found,
        ["Ashamed", "a disgrace", "title: Ashamed", "worthless"]
    );
    let near = "# Not ashamed, and gentle with yourself\n\n# Ashamed, and gentle with myself\n\nSo ashamed.\n\n    # ashamed\n";
    assert!(findings(rule, near).is_empty(), "{:?}", pointed(rule, near));
}

#[test]
fn trajectory() {
    let rule = "[check.rules.trajectory]\nmin-hits = 3\nmin-words = 60\n";
    let late = format!("{}I am ashamed. I am worthless. I am pathetic.", plain(10));
    let found = findings(rule, &late);
    assert!(found[0].message.contains('█'), "{}", found[0].message);
    let even = format!(
        "I am ashamed. {0}I am worthless. {0}I am pathetic. {0}",
        plain(4)
    );
    assert!(findings(rule, &even).is_empty());
    let lower = format!("{rule}shape = 'ends-lower-than-peak'\n");
    assert_eq!(findings(&lower, &late).len(), 1);
    assert!(findings(&lower, &even).is_empty());
    let verdict = judge_as(
        rule,
        &format!("{}I am ashamed. I am worthless. I am pathetic.", plain(2)),
        Format::Markdown,
    );
    assert_eq!((verdict.findings.len(), verdict.unjudged.len()), (0, 1));
}

#[test]
fn speaker() {
    let talk = |therapist: &str, client: &str| {
        format!(
            "Therapist: {therapist}\n\nClient: {client}\n\nTherapist: {PLAIN}\n\nClient: {PLAIN}\n"
        )
    };
    let hard = "I am ashamed. I am worthless. I am pathetic.";
    let rule = "[check.rules.speaker]\nroles = ['therapist']\nmin-words = 10\n";
    let found = findings(rule, &talk(hard, "It rains."));
    assert!(found[0].message.contains("role `therapist`"));
    assert!(
        found[0].snippet.is_none() && found[0].form.is_none(),
        "transcripts are not quoted"
    );
    assert!(findings(rule, &talk("It rains.", hard)).is_empty());
    assert!(
        findings(rule, hard).is_empty(),
        "without turns there are no roles"
    );
    let turn =
        format!("{rule}scope = 'turn'\nmin-words = 50\n").replacen("min-words = 10\n", "", 1);
    let verdict = judge_as(&turn, &talk(hard, "It rains."), Format::Markdown);
    assert_eq!((verdict.findings.len(), verdict.unjudged.len()), (0, 1));
}

#[test]
fn somatic_invitation() {
    let rule = "[check.rules.somatic-invitation]\nphrases = ['take your time']\n";
    let bare = "Close your eyes and notice the sensation in your chest.";
    assert_eq!(findings(rule, bare).len(), 1, "one a sentence");
    assert!(findings(rule, &format!("{bare} Only if it feels all right.")).is_empty());
    assert!(findings(rule, &format!("{bare} Take your time.")).is_empty());
    assert_eq!(
        findings(rule, &format!("{bare}\n\nOnly if it feels all right.")).len(),
        1
    );
    assert!(findings(rule, "My chest was tight. I felt my breath.").is_empty());
}

#[test]
fn identifiers() {
    let rule = "[check.rules.identifiers]\n[check.rules.presence]\n";
    let text = "I am ashamed, write to zorb.quill@example.org or to Morwenna.";
    let found = findings(rule, text);
    let kinds: Vec<&str> = found.iter().map(|f| f.anchor.subject.as_str()).collect();
    assert!(
        kinds.contains(&"email") && kinds.contains(&"deny_list"),
        "{kinds:?}"
    );
    for finding in &found {
        let all = format!("{finding:?}");
        assert!(
            !all.contains("zorb") && !all.contains("Morwenna"),
            "the value is nowhere: {all}"
        );
    }
    assert!(findings("[check.rules.identifiers]\n", "I am ashamed, write to us.").is_empty());
    let one = "[check.rules.identifiers]\nkinds = ['phone']\n";
    assert!(findings(one, text).is_empty());
}

#[test]
fn places_are_those_of_the_file() {
    let rule = "[check.rules.presence]\n";
    let text = "\u{1f600} é &amp; I am *ash*amed.\r\nI am\r\n> pathetic\rI am worthless";
    let found = findings(rule, text);
    let at = |number: usize| {
        let start = found[number].place.expect("a place").start;
        (start.line, start.column, start.utf16, start.utf8)
    };
    let before = "\u{1f600} é &amp; I am *";
    assert_eq!(
        at(0),
        (
            1,
            before.chars().count() as u64 + 1,
            before.encode_utf16().count() as u64 + 1,
            before.len() as u64 + 1
        )
    );
    assert_eq!(
        found
            .last()
            .expect("three")
            .place
            .expect("a place")
            .start
            .line,
        4
    );
}
