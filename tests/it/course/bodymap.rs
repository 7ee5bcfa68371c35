//! The body map: what hits name, and what stands near.

use std::collections::BTreeMap;

use super::analyse;
use crate::sandbox::Sandbox;

/// Pairs with a hit near: part and what is near → how many.
fn near(text: &str) -> BTreeMap<(String, String), u64> {
    let rows = analyse(text).course.bodymap.into_iter();
    rows.filter(|row| row.observed() > 0)
        .map(|row| {
            let observed = row.observed();
            let (part, _, with) = row.key;
            ((part.to_string(), with.to_string()), observed)
        })
        .collect()
}

fn names(text: &str) -> Vec<String> {
    near(text)
        .into_keys()
        .map(|(part, with)| format!("{part} {with}"))
        .collect()
}

#[test]
fn words_name_parts_and_sensations() {
    assert_eq!(names("My chest was tight."), ["chest tight"]);
    assert_eq!(names("I have a headache."), ["head pain"]);
    assert_eq!(
        names("There were butterflies in my tummy."),
        ["belly fluttering"]
    );
    assert_eq!(names("My back hurts."), ["back pain"]);
    assert_eq!(names("My heart was pounding."), ["heart racing"]);
    assert_eq!(names("I had a lump in my throat."), ["throat tight"]);
    // Two parts in one hit, each near the pain.
    let both = names("Her neck and shoulders ached.");
    assert_eq!(both, ["neck pain", "shoulders pain"]);
}

#[test]
fn figures_name_none() {
    for text in [
        "I leaned back and shook my head, and my jaw ached.",
        "I was burned out and my neck was stiff.",
    ] {
        let found = names(text);
        for wrong in ["back", "head shaking", "warm"] {
            let has = found.iter().any(|pair| pair.contains(wrong));
            assert!(!has, "{wrong} in {found:?}");
        }
        assert!(!found.is_empty(), "{text}");
    }
}

#[test]
fn near_is_a_neighbouring_sentence() {
    let far = "The train to the coast was a quarter late again.";
    let shame = |between: &str| format!("I was so ashamed of it. {between} My cheeks were hot.");
    let has = |text: &str| names(text).contains(&"face shame.explicit".to_owned());
    assert!(has(&shame("")));
    assert!(!has(&shame(far)));
}

#[test]
fn scan_writes_what_is_near_and_pools_it() {
    let sandbox = Sandbox::new();
    let filler = |times: usize| "The train to the coast was a quarter late again. ".repeat(times);
    let shaking = |times: usize| {
        let near = "My hands were in my lap. I was shivering.";
        format!("{near} {}", filler(times))
    };
    let text = |times: &[usize]| {
        times
            .iter()
            .map(|&times| shaking(times))
            .collect::<String>()
    };
    sandbox.write("a.txt", text(&[4, 9, 2, 6, 3, 11, 5, 8]));
    let cold = format!("{}My hands are cold. {}", text(&[4, 2, 3]), filler(4));
    sandbox.write("b.txt", cold);
    sandbox
        .run(&["scan", "a.txt", "b.txt", "-o", "report", "--bodymap"])
        .exits(0);
    let rows = sandbox.table("bodymap.csv");
    let find = |document: &str, with: &str| {
        let found = |row: &&crate::sandbox::Row| row["document"] == document && row["with"] == with;
        rows.iter().find(found).expect("a row")
    };
    let one = find("a.txt", "shaking");
    assert_eq!(
        (one["part"].as_str(), one["kind"].as_str()),
        ("hands", "sensation")
    );
    assert_eq!(
        (one["part_hits"].as_str(), one["observed"].as_str()),
        ("8", "8")
    );
    assert_eq!(one["tested"], "1");
    assert!(one["p"].parse::<f64>().expect("a p") < 0.2);
    let few = find("b.txt", "shaking");
    assert_eq!((few["observed"].as_str(), few["p"].as_str()), ("3", ""));
    let pooled = find("", "shaking");
    assert_eq!(
        (pooled["group"].as_str(), pooled["observed"].as_str()),
        ("all", "11")
    );
    assert!(rows.iter().all(|row| row["observed"] != "0"));
    assert!(pooled["lift"].parse::<f64>().expect("a lift") > 2.0);
}

#[test]
fn what_names_both_is_counted_and_not_held_against_chance() {
    let filler = "The train to the coast was a quarter late again. ".repeat(6);
    let knot = format!("My chest felt tight. {filler}");
    let find = |text: &str| {
        let rows = analyse(text).course.bodymap.into_iter();
        let mut found = rows.filter(|row| &*row.key.0 == "chest" && &*row.key.2 == "tight");
        found.next().expect("a row")
    };
    let row = find(&knot.repeat(5));
    assert_eq!((row.named, row.observed(), row.left_out), (5, 5, 0));
    let told = (row.finding.lift, row.finding.interval, row.finding.p, row.q);
    assert_eq!(told, (None, None, None, None));
    assert_eq!(row.finding.flags, ["named_together"]);
    // With others, those alone are held against chance.
    let other = format!("I looked at my chest. There was tightness. {filler}");
    let alone = find(&other.repeat(6));
    let mixed = find(&[other.repeat(6), knot.repeat(5)].concat());
    assert_eq!((alone.named, alone.chance.observed), (0, 6));
    assert_eq!((mixed.named, mixed.observed()), (5, 11));
    assert_eq!(mixed.chance.hits, alone.chance.hits);
    assert!(mixed.finding.p.is_some() && mixed.finding.lift.is_some());
}

#[test]
fn a_lexicon_of_ones_own_has_facets() {
    let lexicon = |facets: &str| {
        format!(
            "name = \"garden\"\ntitle = \"Garden\"\nversion = \"1.0.0\"\nlanguage = \"en\"\n\n{facets}\n\n\
             [[category]]\nid = \"growing\"\ntitle = \"Growing\"\npolarity = \"descriptive\"\n\
             entries = [\"(green|old) (leaf|stem|root)\"]\n"
        )
    };
    let sandbox = Sandbox::new();
    let good = "[facets.part]\nleaf = [\"leaf\"]\nstem = [\"stem\"]\nnone = [\"old leaf\"]\n[facets.quality]\nfresh = [\"green\"]";
    sandbox.write("good.toml", lexicon(good));
    sandbox.write(
        "a.txt",
        "A green leaf, a green stem, an old leaf, an old stem and a green root.",
    );
    sandbox
        .run(&[
            "scan",
            "a.txt",
            "-o",
            "report",
            "--bodymap",
            "--lexicon",
            "good.toml",
        ])
        .exits(0);
    let rows = sandbox.table("bodymap.csv");
    let own = |part: &str| {
        let row = |row: &&crate::sandbox::Row| !row["document"].is_empty() && row["part"] == part;
        rows.iter().find(row).map(|row| row["part_hits"].clone())
    };
    assert_eq!(own("leaf").as_deref(), Some("1"));
    assert_eq!(own("stem").as_deref(), Some("2"));
    let bad = "[facets.part]\nLeaf = [\"leaf\"]\nstem = []\nroot = [\"(root\", \"~nosuch\"]\ntwig = [\"twig\"]\nbranch = [\"twig\"]";
    sandbox.write("bad.toml", lexicon(bad));
    let run = sandbox.run(&["lexicon", "check", "bad.toml"]);
    assert_ne!(run.code, Some(0));
    let said = run.out + &run.err;
    for mistake in ["`Leaf`", "`stem`", "`(root`", "`~nosuch`", "stands under"] {
        assert!(said.contains(mistake), "no {mistake} in:\n{said}");
    }
}
