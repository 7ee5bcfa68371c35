//! The page that `feltsense report` makes: what is on it, what is not, and what may never be.

use std::fmt::Write as _;
use std::fs;

use feltsense::page::{Folder, Options, PageError, build};
use proptest::prelude::*;
use tempfile::{TempDir, tempdir};

/// A small report, as `scan` writes it: only columns that the page reads.
fn report() -> TempDir {
    let dir = tempdir().expect("a folder");
    let put = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("written");
    put(
        "manifest.json",
        r#"{"tool":"feltsense","version":"9.9.9","settings":{"by":"turn","seed":1,"series":"person","order":"session"},
            "lexicons":[{"name":"shame","version":"1","sha256":"aa"},{"name":"self_compassion","version":"1","sha256":"bb"}],
            "language":{"name":"en","version":"1","sha256":"cc"},
            "inputs":[{"path":"a.txt","sha256":"dd","bytes":10,"format":"txt","encoding":"UTF-8"}],
            "counts":{"documents":4,"words":1300,"hits":20,"skipped":1}}"#,
    );
    put(
        "corpus.csv",
        "group,category,documents,documents_with,words,hits,per_100,low,high,negated,unrealised,released\n\
         all,shame,4,3,1300,12,0.923,0.5,1.4,1,0,0\n\
         all,shame.explicit,4,3,1300,12,0.923,0.5,1.4,1,0,0\n\
         all,self_compassion,4,2,1300,8,0.615,0.3,1.1,0,0,0\n\
         all,self_compassion_adverse,4,1,1300,1,0.077,0.0,0.3,0,0,0\n\
         all,self_compassion.self_kindness,4,2,1300,8,0.615,0.3,1.1,0,0,0\n",
    );
    put(
        "documents.csv",
        "document,group,words,hits,shame_per_100,shame_low,shame_high,shame.explicit_per_100,\
         self_compassion_per_100,self_compassion_low,self_compassion_high,self_compassion_adverse_per_100,\
         self_compassion.self_kindness_per_100,compassion_balance,compassion_balance_low,\
         compassion_balance_high,flags,person,session,secret\n\
         a.txt,,400,8,1,0.4,2,1,1,0.4,2,0,1,0,-0.5,0.5,,p1,1,zorbleflux\n\
         b.txt,,400,8,2,1,3,2,0,0,1,0,0,-0.9,-1,-0.4,,p1,3,zorbleflux\n\
         c.txt,,400,4,0,0,1,0,1,0.4,2,0.2,1,,,,,p2,1,zorbleflux\n\
         d.txt,,90,0,0,0,4,0,0,0,4,0,0,,,,under_100_words,p2,2,zorbleflux\n",
    );
    put(
        "terms.csv",
        "category,entry,form,hits,documents,negated,unrealised,released,polarity\n\
         shame.explicit,asham*,ashamed,12,3,1,0,0,distress\n\
         self_compassion.self_kindness,gentle,gentle with myself,8,2,0,0,0,resource\n\
         somatic.body_parts,chest,chest,5,2,0,0,0,descriptive\n\
         somatic.body_parts,neck,back of her neck,2,1,0,0,0,descriptive\n",
    );
    put(
        "skipped.csv",
        "path,reason,detail,severity\nx.doc,not_text,the file is no text,error\n",
    );
    put(
        "codebook.csv",
        "file,column,unit,definition,formula,source\n\
         documents.csv,shame_hits,hits,Affirmed hits. Shame is a painful affect.,count,docs\n\
         segments.csv,shame_hits,hits,Affirmed hits. Shame is a painful affect.,count,docs\n\
         series.csv,change_at,as given,Value of the order,,docs\n\
         documents.csv,secret,as given,\"Metadata of the input, carried through.\",,docs\n",
    );
    dir
}

/// Every other table of the contract.
fn whole() -> TempDir {
    let dir = report();
    let put = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("written");
    let tens: Vec<String> = (1..=10)
        .map(|part| format!("part_{part}_per_100"))
        .collect();
    let mut trajectory = format!(
        "document,group,category,words,hits,{},first_third_per_100,middle_third_per_100,last_third_per_100,centre,tau,tau_p,flags\n",
        tens.join(",")
    );
    for document in ["a.txt", "b.txt", "c.txt"] {
        for category in ["shame", "self_compassion"] {
            writeln!(
                trajectory,
                "{document},,{category},1200,8,0,1,2,1,0,3,1,0,1,2,0.5,1,2,0.6,0.31,0.2,"
            )
            .expect("a string has room");
        }
        writeln!(
            trajectory,
            "{document},,stage.motivation,1200,6,{},0.25,,,",
            ",".repeat(12)
        )
        .expect("a string has room");
        writeln!(
            trajectory,
            "{document},,stage.receiving,1200,6,{},0.75,,,",
            ",".repeat(12)
        )
        .expect("a string has room");
    }
    put("trajectory.csv", &trajectory);
    put(
        "curves.csv",
        "document,category,kernel,word,position,value\na.txt,shame,triangular,1,0,0.5\na.txt,shame,triangular,200,0.5,1.5\n",
    );
    put(
        "recovery.csv",
        "document,group,from,to,from_hits,to_hits,median_words,median_sentences,without_next,within_words,followed,share,expected,lift,lift_low,lift_high,p,flags\n\
         ,all,shame,self_compassion,12,8,30,2,3,100,6,0.5,2.4,2.5,1.2,4,0.004,\n\
         a.txt,,shame,self_compassion,5,5,10,1,0,100,5,1,0.3,3,1,5,0.5,\n",
    );
    put(
        "cooccurrence.csv",
        "document,group,a,b,scope,a_hits,b_hits,shared_left_out,observed,expected,lift,lift_low,lift_high,p,q,flags\n\
         ,all,shame,self_compassion,sentence,12,8,0,4,1.5,2.25,1.1,4.4,0.01,0.02,\n\
         ,all,shame,self_compassion,words:10,12,8,0,4,1.5,2.25,1.1,4.4,0.3,0.4,\n",
    );
    put(
        "bodymap.csv",
        "document,group,part,kind,with,part_hits,with_hits,observed,expected,lift,lift_low,lift_high,p,q,flags\n\
         ,all,chest,sensation,tight,5,4,3,0.5,3.5,1.5,8,0.01,0.03,\n",
    );
    put(
        "dyads.csv",
        "document,group,role_a,role_b,words_a,words_b,talk_share_a,turns_a,turns_b,mean_turn_a,mean_turn_b,lsm,rlsm_a_to_b,rlsm_b_to_a,ruptures,repaired,flags\n\
         a.txt,,therapist,client,100,300,0.25,3,3,33,100,0.812,0.7,0.66,2,1,\n",
    );
    put(
        "responsiveness.csv",
        "document,group,direction,from,to,lag,from_turns,next_turns,rate_after,base_rate,difference,difference_low,difference_high,expected,p,q,flags\n\
         ,all,therapist_after_client,shame,self_compassion,1,12,12,2.5,1.1,1.4,0.3,2.5,1,0.01,0.02,\n",
    );
    put(
        "series.csv",
        "series,group,category,documents,missing,words,slope,slope_low,slope_high,tau,tau_p,first_per_100,last_per_100,change,change_low,change_high,change_at,change_p,flags\n\
         p1,,shame,2,1,800,0.5,-0.1,1.1,1,1,1,2,1,-0.2,2.2,,,few_documents\n",
    );
    let mut segments =
        "document,segment,speaker,role,position,words,hits,shame_hits,self_compassion_hits\n"
            .to_owned();
    for turn in 0..6 {
        let role = if turn % 2 == 0 { "therapist" } else { "client" };
        writeln!(
            segments,
            "a.txt,{turn},S{turn},{role},0.{turn},{},1,{},0",
            10 + turn,
            turn % 2
        )
        .expect("a string has room");
    }
    put("segments.csv", &segments);
    dir
}

fn made(dir: &TempDir, excerpts: bool) -> Result<String, PageError> {
    build(&Folder::open(dir.path())?, &Options { excerpts, seed: 1 })
}

/// The text between tags, and the tags, of a page without its style and script.
fn body(page: &str) -> &str {
    let start = page.find("<body>").expect("a body");
    let end = page.rfind("<script>").expect("a script");
    &page[start..end]
}

#[test]
fn a_bare_report_says_what_is_left_out() {
    let page = made(&report(), false).expect("a page");
    for said in [
        "no diagnosis, no score of a person",
        "What is not on this page",
        "--trajectory",
        "--cooccurrence",
        "--recovery",
        "--series COLUMN --order COLUMN",
        "--dyads",
        "the file is no text",
        "Shame is a painful affect.",
    ] {
        assert!(page.contains(said), "{said}");
    }
    // Definitions are said once for documents and segments.
    assert!(page.contains("documents.csv, segments.csv"));
}

#[test]
fn every_table_of_the_contract_has_its_section() {
    let page = made(&whole(), false).expect("a page");
    for id in [
        "overview",
        "spread",
        "against",
        "course",
        "stages",
        "body",
        "conversation",
        "answers",
        "series",
        "near",
        "following",
        "terms",
        "texts",
        "skipped",
        "codebook",
        "manifest",
    ] {
        assert!(
            page.contains(&format!("<section id=\"{id}\"")),
            "no section {id}"
        );
    }
    assert!(!page.contains("id=\"absent\""), "something is left out");
    // What is in the tables is on the page, for people and in full.
    for seen in [
        "title=\"0.923\"",
        "0.81",
        "title=\"2.25\"",
        ">0.004<",
        "Tight",
        "back of her neck 2",
        "25 %",
    ] {
        assert!(page.contains(seen), "{seen}");
    }
}

/// Drawings have names and descriptions, identifiers are the only ones, headings go down by one.
#[test]
fn the_page_is_accessible() {
    let page = made(&whole(), false).expect("a page");
    let body = body(&page);
    let mut ids: Vec<&str> = body
        .split(" id=\"")
        .skip(1)
        .filter_map(|part| part.split('"').next())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an identifier comes twice");
    let drawings: Vec<&str> = body.split("<svg ").skip(1).collect();
    assert!(drawings.len() > 20);
    for drawing in &drawings {
        let head = drawing.split('>').next().unwrap_or_default();
        if head.contains("aria-hidden") {
            continue;
        }
        assert!(head.contains("role=\"img\""), "{head}");
        let named = head
            .split("aria-labelledby=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        for id in named.expect("names").split(' ') {
            assert!(drawing.contains(&format!(" id=\"{id}\">")), "{id}");
            let text = drawing
                .split(&format!(" id=\"{id}\">"))
                .nth(1)
                .expect("a text");
            assert!(!text.starts_with('<'), "{id} is empty");
        }
    }
    let levels: Vec<u32> = body
        .split("<h")
        .skip(1)
        .filter_map(|part| part.chars().next()?.to_digit(10))
        .collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    for two in levels.windows(2) {
        assert!(
            two[1] <= two[0] + 1,
            "a heading of level {} under {}",
            two[1],
            two[0]
        );
    }
    // Links within the page lead somewhere; there are no others.
    for link in body.split("href=\"").skip(1) {
        let target = link.split('"').next().expect("a target");
        let id = target.strip_prefix('#').expect("a place on this page");
        assert!(ids.contains(&id), "{id}");
    }
}

/// Nothing is loaded, and nothing but our own style and script may run.
#[test]
fn the_page_is_on_its_own() {
    let page = made(&whole(), false).expect("a page");
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("<style").count(), 1);
    let body = body(&page);
    for banned in [
        "src=",
        "http:",
        "https:",
        "<img",
        "<link",
        "<iframe",
        "style=",
        "onclick",
        "javascript:",
    ] {
        assert!(!body.contains(banned), "{banned}");
    }
    for banned in ["NaN", "inf", "undefined"] {
        assert!(
            !body.contains(&format!("\"{banned}")) && !body.contains(&format!(">{banned}<")),
            "{banned}"
        );
    }
}

/// Metadata is on the page only where an option names its column.
#[test]
fn no_metadata_is_on_the_page() {
    let page = made(&whole(), false).expect("a page");
    assert!(!page.contains("zorbleflux"));
    assert!(!page.contains(">secret<"));
    assert!(
        page.contains(">change_at<"),
        "columns of ours are explained"
    );
    assert!(page.contains("p1: Shame"), "series were asked for");
}

/// Of very many texts, what is drawn is a sample, and is not told as if it were all.
#[test]
fn a_sample_is_called_one() {
    let dir = whole();
    let path = dir.path().join("documents.csv");
    let mut rows = fs::read_to_string(&path).expect("a table");
    for at in 0..20_000 {
        writeln!(rows, "n{at}.txt,,400,8,1,0.4,2,1,1,0.4,2,0,1,,,,,p3,{at},x").expect("room");
    }
    fs::write(&path, rows).expect("written");
    let page = made(&dir, false).expect("a page");
    let sample = "of a sample of 20,000 of 20,004";
    for before in [
        "The numbers here are those",
        "texts",
        "Texts",
        "Drawn are only texts",
    ] {
        let told = format!("{before} {sample}");
        assert!(page.contains(&told), "{told}");
    }
    let page = made(&whole(), false).expect("a page");
    assert!(!page.contains("of a sample of"));
}

#[test]
fn same_report_same_bytes() {
    let dir = whole();
    assert_eq!(
        made(&dir, false).expect("a page"),
        made(&dir, false).expect("a page")
    );
}

#[test]
fn broken_reports_are_told_without_their_text() {
    let dir = report();
    assert!(matches!(made(&dir, true), Err(PageError::NoExcerpts)));
    fs::write(
        dir.path().join("terms.csv"),
        b"category,form\nzorbleflux,\xff\xfe\n",
    )
    .expect("written");
    let error = made(&dir, false).expect_err("not UTF-8").to_string();
    assert!(
        error.contains("terms.csv") && !error.contains("zorbleflux"),
        "{error}"
    );
    fs::remove_file(dir.path().join("corpus.csv")).expect("removed");
    assert!(
        made(&dir, false)
            .expect_err("no corpus")
            .to_string()
            .contains("corpus")
    );
    fs::write(dir.path().join("manifest.json"), "{}").expect("written");
    assert!(matches!(made(&dir, false), Err(PageError::NotOurs)));
    fs::write(
        dir.path().join("manifest.json"),
        r#"{"tool":"feltsense","settings":{"output_format":"jsonl"}}"#,
    )
    .expect("written");
    assert!(
        made(&dir, false)
            .expect_err("jsonl")
            .to_string()
            .contains("--output-format csv")
    );
}

/// An empty corpus is a page, too.
#[test]
fn nothing_read_is_still_a_page() {
    let dir = report();
    for (name, lines) in [("corpus.csv", 1), ("documents.csv", 1), ("terms.csv", 1)] {
        let path = dir.path().join(name);
        let text = fs::read_to_string(&path).expect("there");
        fs::write(
            &path,
            text.lines().take(lines).collect::<Vec<_>>().join("\n"),
        )
        .expect("written");
    }
    let page = made(&dir, false).expect("a page");
    assert!(page.contains("three texts of 100 words or more"));
}

/// Takes a page apart as a browser would, far enough to see what is a tag.
fn tags(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let name: String = rest
            .chars()
            .take_while(|char| char.is_ascii_alphanumeric() || matches!(char, '/' | '!'))
            .collect();
        found.push(name);
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Names of documents, groups, speakers, series, terms and problems are never markup.
    #[test]
    fn hostile_names_stay_text(
        name in r#"(<script>|</title>|</svg>|<!--|\]\]>|"|'|&|onload=|\{\{|\{%|x|;|`|=|\\|\u{202e}|\u{0}|é){1,6}"#
    ) {
        let dir = whole();
        let clean = tags(&made(&dir, false).expect("a page"));
        let cell = format!("\"{}\"", name.replace('"', "\"\""));
        let swap = |file: &str, from: &str| {
            let path = dir.path().join(file);
            let text = fs::read_to_string(&path).expect("there");
            let swapped: Vec<String> = text.lines().enumerate().map(|(at, line)| {
                if at == 0 { return line.to_owned(); }
                line.split(',').map(|field| if field == from { cell.as_str() } else { field })
                    .collect::<Vec<_>>().join(",")
            }).collect();
            fs::write(&path, swapped.join("\n")).expect("written");
        };
        for file in ["documents.csv", "trajectory.csv", "segments.csv", "dyads.csv", "curves.csv"] {
            swap(file, "a.txt");
        }
        swap("segments.csv", "client");
        swap("series.csv", "p1");
        swap("documents.csv", "p1");
        swap("terms.csv", "ashamed");
        swap("terms.csv", "chest");
        swap("skipped.csv", "x.doc");
        swap("skipped.csv", "the file is no text");
        swap("bodymap.csv", "tight");
        let page = made(&dir, false).expect("a page");
        // As many tags as before, but for folded texts: long names bring a title of their own.
        let kinds = |tags: &[String]| {
            let mut kinds: Vec<String> = tags.iter()
                .filter(|tag| !matches!(tag.as_str(), "g" | "/g" | "title" | "/title" | "path" | "/path" | "circle"))
                .cloned().collect();
            kinds.sort();
            kinds
        };
        prop_assert_eq!(kinds(&tags(&page)), kinds(&clean));
        let steering = ['\u{202e}', '\0'];
        prop_assert!(!page.contains(steering));
        prop_assert_eq!(page.matches("<script>").count(), 1);
    }
}
