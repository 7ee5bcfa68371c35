//! Two people of a transcript, from the text to the tables.

use feltsense::analysis::Analysis;
use feltsense::course::people::People;
use feltsense::course::responsiveness::Response;
use feltsense::course::talk::Absent;
use feltsense::measure::resample::Rng;

use super::{PIPELINE, SENTENCES, analyse};
use crate::sandbox::{Row, Sandbox, number};

/// A transcript of turns: label and numbers of [`SENTENCES`].
fn transcript(turns: &[(&str, Vec<usize>)]) -> String {
    let line = |(label, sentences): &(&str, Vec<usize>)| {
        let words: Vec<&str> = sentences.iter().map(|&at| SENTENCES[at]).collect();
        format!("{label}: {}\n", words.join(" "))
    };
    turns.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A session of 60 turns each. One in three turns of the client names shame; the therapist then
/// speaks of the relationship with the first probability, else with the second (percent).
fn session(seed: u64, answer: u64, otherwise: u64) -> String {
    let mut rng = Rng::new(seed);
    let mut turns = Vec::new();
    for _ in 0..60 {
        let shame = usize::from(rng.below(3) == 0);
        turns.push(("Client", vec![0, shame, 0]));
        let chance = if shame > 0 { answer } else { otherwise };
        let relational = if rng.below(100) < chance { 3 } else { 0 };
        turns.push(("Therapist", vec![relational, 0]));
    }
    transcript(&turns)
}

fn people(analysis: &Analysis) -> &People {
    let people = analysis.course.people.as_ref().expect("it was asked for");
    people.as_ref().expect("two people")
}

/// The row of a pair at a lag; `answers` 0: the therapist.
fn response(people: &People, answers: u8, pair: (&str, &str), lag: u8) -> Response {
    let picks = &PIPELINE.picks.responses;
    let is_pair = |row: &&Response| {
        let (from, to) = picks.pairs[usize::from(row.pair)];
        (&*picks.picks[from].0, &*picks.picks[to].0) == pair
    };
    let mut rows = people.responses.iter().filter(is_pair);
    let row = rows.find(|row| row.answers == answers && row.lag == lag);
    *row.expect("a row")
}

#[test]
fn counts_of_two_people() {
    let text = transcript(&[
        ("Therapist", vec![0]),
        ("Client", vec![0, 1]),
        ("Therapist", vec![3, 0]),
        ("Client", vec![1, 1, 4]),
    ]);
    let analysis = analyse(&text);
    let dyad = &people(&analysis).dyad;
    let roles = [dyad.roles[0].name(), dyad.roles[1].name()];
    assert_eq!(roles, ["therapist", "client"]);
    // The label is no word of the turn.
    assert_eq!((dyad.words, dyad.turns, dyad.others), ([30, 50], [2, 2], 0));
    let hits = |lexicon: &str| {
        let mut totals = PIPELINE.picks.dyads.totals.iter();
        dyad.hits[totals
            .position(|(name, _)| **name == *lexicon)
            .expect("a total")]
    };
    assert_eq!(hits("shame"), [0, 3]);
    assert!(hits("relational")[0] > 0);
    assert_eq!(dyad.style[0].words, 30);
    let whole: u64 = dyad
        .hits
        .iter()
        .map(|hits| u64::from(hits[0] + hits[1]))
        .sum();
    assert!(whole <= analysis.counts.hits);
}

#[test]
fn planted_answers_are_found_in_texts() {
    let (mut found, mut covered, mut by_chance, mut back) = (0, 0, 0, 0);
    // A hit at every answer in 70 of 100, else in 10: 60 of 100 turns of 20 words, 3 per 100 words
    // for each hit that the sentence holds.
    let relational = analyse(SENTENCES[3]).course.trajectories;
    let relational = relational.iter().find(|row| &*row.name == "relational");
    let relational = relational.expect("lexicons have a row").hits;
    let truth = 3.0 * relational as f64;
    for seed in 0..12 {
        let pair = ("shame", "relational");
        let analysis = analyse(&session(seed, 70, 10));
        let row = response(people(&analysis), 0, pair, 1);
        found += u32::from(row.p.expect("hits") <= 0.01 && row.q.expect("lag 1") <= 0.05);
        let (_, interval) = row.sums.difference().expect("enough");
        let interval = interval.expect("turns");
        covered += u32::from(interval.low <= truth && truth <= interval.high);
        // The client does not answer the therapist.
        let other = response(people(&analysis), 1, ("relational", "shame"), 1);
        back += u32::from(other.p.expect("hits") <= 0.05);
        let analysis = analyse(&session(seed + 100, 30, 30));
        let row = response(people(&analysis), 0, pair, 1);
        by_chance += u32::from(row.p.expect("hits") <= 0.05);
    }
    assert!(found >= 11 && covered >= 10, "{found} {covered} of 12");
    assert!(by_chance <= 3 && back <= 3, "{by_chance} {back} of 12");
}

#[test]
fn ruptures_wait_for_a_repair() {
    let rupture = "I felt misunderstood by you and you did not listen.";
    let repair = "I am sorry that I hurt you and we can repair it.";
    let far: Vec<&str> = vec![SENTENCES[0]; 11];
    let text = format!(
        "Client: {rupture}\n\nTherapist: {repair}\n\nClient: {rupture}\n\nTherapist: {}\n\nClient: {repair}\n",
        far.join(" ")
    );
    let analysis = analyse(&text);
    let dyad = &people(&analysis).dyad;
    let [by_therapist, by_client] = dyad.ruptures.expect("the lexicon is in use");
    assert_eq!(by_therapist, 0);
    // The first is repaired by the therapist, the second too late.
    assert!(by_client >= 2, "{by_client}");
    assert_eq!(dyad.repaired[1], [by_client / 2, 0]);
    assert_eq!(dyad.repaired[0], [0, 0]);
}

#[test]
fn who_is_missing_is_told() {
    let absent = |text: &str| analyse(text).course.people.expect("asked for").err();
    assert_eq!(absent(SENTENCES[1]), Some(Absent::NoTurns));
    let three = [("Anna", vec![0]), ("Ben", vec![0, 0]), ("Cleo", vec![1])];
    let three = transcript(&[&three[..], &three[..], &three[..]].concat());
    assert_eq!(absent(&three), Some(Absent::NoTwo));
    assert_eq!(analyse(&three).flags.last(), Some(&"no_dyad"));
}

fn dyad_of<'a>(rows: &'a [Row], document: &str) -> &'a Row {
    let mut own = rows.iter().filter(|row| row["document"] == document);
    own.next()
        .unwrap_or_else(|| panic!("no row for {document}"))
}

#[test]
fn scan_writes_dyads_and_answers() {
    let sandbox = Sandbox::new();
    for (name, seed) in [("a.txt", 1), ("b.txt", 2), ("c.txt", 3), ("d.txt", 4)] {
        sandbox.write(name, session(seed, 80, 5));
    }
    sandbox.write("essay.txt", SENTENCES[1]);
    let names = [("Anna Vole", vec![0, 1]), ("Bo Lind", vec![3])];
    sandbox.write(
        "names.txt",
        transcript(&names.iter().cycle().take(8).cloned().collect::<Vec<_>>()),
    );
    sandbox.scan(&[".", "--dyads"]).exits(0);
    let dyads = sandbox.table("dyads.csv");
    assert_eq!(dyads.len(), 5);
    let first = dyad_of(&dyads, "a.txt");
    assert_eq!(
        (first["role_a"].as_str(), first["speaker_a"].as_str()),
        ("therapist", "S2")
    );
    assert_eq!(
        (first["words_a"].as_str(), first["words_b"].as_str()),
        ("1200", "1800")
    );
    assert_eq!(
        (
            first["talk_share_a"].as_str(),
            first["mean_turn_b"].as_str()
        ),
        ("0.4", "30")
    );
    assert_eq!(first["surrogates"], "3");
    assert!((0.0..=1.0).contains(&number(&first["lsm"])) && !first["lsm"].is_empty());
    let per_100 = 100.0 * number(&first["relational_a_hits"]) / 1200.0;
    assert!((number(&first["relational_a_per_100"]) - per_100).abs() < 1e-9);
    let names = dyad_of(&dyads, "names.txt");
    assert_eq!(names["flags"], "few_words few_pairs");
    assert_eq!(
        (names["role_a"].as_str(), names["lsm"].as_str()),
        ("unknown", "")
    );
    let flags = sandbox.table("documents.csv");
    assert!(dyad_of(&flags, "essay.txt")["flags"].contains("no_turns"));
    // Rows of transcripts, then of all together.
    let rows = sandbox.table("responsiveness.csv");
    let is_row = |row: &&Row, document: &str| {
        let pair = row["from"] == "shame" && row["to"] == "relational" && row["lag"] == "1";
        pair && row["document"] == document && row["direction"] == "therapist_after_client"
    };
    let own = rows.iter().find(|row| is_row(row, "a.txt")).expect("a row");
    assert!(number(&own["p"]) <= 0.01 && number(&own["difference_low"]) > 0.0);
    let pooled = rows.iter().find(|row| is_row(row, "")).expect("a row");
    assert_eq!(pooled["group"], "all");
    assert!(number(&pooled["p"]) < 1e-6);
    let sum: f64 = rows
        .iter()
        .filter(|row| {
            ["a.txt", "b.txt", "c.txt", "d.txt"]
                .iter()
                .any(|name| is_row(row, name))
        })
        .map(|row| number(&row["from_turns"]))
        .sum();
    assert_eq!(number(&pooled["from_turns"]), sum);
    let codebook = sandbox.table("codebook.csv");
    for (file, table) in [("dyads.csv", &dyads), ("responsiveness.csv", &rows)] {
        for column in table[0].keys() {
            let told = |line: &&Row| line["file"] == file && line["column"] == *column;
            let line = codebook
                .iter()
                .find(told)
                .unwrap_or_else(|| panic!("{file} {column}"));
            assert!(!line["definition"].is_empty(), "{file} {column}");
        }
    }
    // The same bytes with any number of threads; another seed changes draws alone.
    for threads in ["1", "4"] {
        sandbox
            .scan_to("again", &[".", "--dyads", "--threads", threads])
            .exits(0);
        let (one, other) = (sandbox.report("report"), sandbox.report("again"));
        for file in ["dyads.csv", "responsiveness.csv"] {
            assert_eq!(one[file], other[file], "{file}");
        }
    }
    // No table without being asked, and no name unless it is.
    sandbox.scan_to("plain", &["."]).exits(0);
    assert!(!sandbox.path("plain/dyads.csv").exists());
    let flags = sandbox.table_of("plain", "documents.csv");
    assert!(!dyad_of(&flags, "essay.txt")["flags"].contains("no_turns"));
    let report = sandbox.report("report");
    for (file, bytes) in &report {
        assert!(!String::from_utf8_lossy(bytes).contains("Vole"), "{file}");
    }
    let keep = [".", "--course", "--speaker-names", "keep"];
    sandbox.scan_to("kept", &keep).exits(0);
    let kept = sandbox.table_of("kept", "dyads.csv");
    assert_eq!(dyad_of(&kept, "names.txt")["speaker_a"], "Anna Vole");
    let drop = [".", "--dyads", "--speaker-names", "drop"];
    sandbox.scan_to("dropped", &drop).exits(0);
    let dropped = sandbox.table_of("dropped", "dyads.csv");
    assert_eq!(dyad_of(&dropped, "names.txt")["speaker_a"], "");
}

#[test]
fn strangers_are_of_other_series() {
    let sandbox = Sandbox::new();
    for (pair, seed) in [
        ("P1", 1),
        ("P1", 2),
        ("P1", 3),
        ("P2", 4),
        ("P3", 5),
        ("P4", 6),
    ] {
        let front = format!("---\npair: {pair}\nsession: {seed}\n---\n\n");
        sandbox.write(&format!("{seed}.md"), front + &session(seed, 50, 20));
    }
    sandbox.scan(&[".", "--dyads"]).exits(0);
    assert_eq!(sandbox.column("dyads.csv", "surrogates"), ["5"; 6]);
    // A pair is one of that table, and asks for no other.
    sandbox
        .scan_to("pair", &[".", "--dyads", "--pair", "shame>somatic.breath"])
        .exits(0);
    assert!(!sandbox.path("pair/recovery.csv").exists());
    sandbox
        .scan(&[".", "--dyads", "--series", "pair", "--order", "session"])
        .exits(0);
    let found = sandbox.column("dyads.csv", "surrogates");
    assert_eq!(found, ["3", "3", "3", "5", "5", "5"]);
    // A session without a value that orders it is no stranger, either.
    sandbox.write(
        "1.md",
        "---\npair: P1\n---\n\n".to_owned() + &session(1, 50, 20),
    );
    sandbox
        .scan(&[".", "--dyads", "--series", "pair", "--order", "session"])
        .exits(0);
    let found = sandbox.column("dyads.csv", "surrogates");
    assert_eq!(found, ["3", "3", "3", "5", "5", "5"]);
}
