//! What most sections need of a report: settings, the corpus, its documents, and meanings.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::load::Folder;
use super::{Options, PageError, pick};

/// Documents that are kept for drawings of single documents. Of more, a seeded sample.
pub(crate) const MOST_DOCUMENTS: usize = 20_000;
/// Under so many words, rates of a document are mostly chance (constructs: minimum evidence).
pub(crate) const LEAST_WORDS: u64 = 100;

/// A row of `corpus.csv`.
#[derive(Clone, Debug)]
pub(crate) struct CorpusRow {
    /// The group, or `all`.
    pub group: String,
    /// The category.
    pub category: String,
    /// Documents with a hit.
    pub documents_with: u64,
    /// Words of the group.
    pub words: u64,
    /// Affirmed hits.
    pub hits: u64,
    /// Pooled rate and its interval.
    pub rate: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Hits under a negator.
    pub negated: u64,
    /// Hits that are wished for.
    pub unrealised: u64,
    /// Hits that are let go of.
    pub released: u64,
}

impl CorpusRow {
    /// Both ends of the interval.
    pub(crate) fn interval(&self) -> Option<(f64, f64)> {
        self.low.zip(self.high)
    }
}

/// A row of `documents.csv`.
#[derive(Clone, Debug)]
pub(crate) struct Doc {
    /// Its label.
    pub name: String,
    /// Its group.
    pub group: String,
    /// Words.
    pub words: u64,
    /// Affirmed hits of all lexicons.
    pub hits: u64,
    /// Rate of each of [`Book::categories`].
    pub rates: Vec<Option<f64>>,
    /// Interval of the rate of each lexicon.
    pub intervals: Vec<Option<(f64, f64)>>,
    /// Compassion balance with its interval.
    pub balance: (Option<f64>, Option<f64>, Option<f64>),
    /// Remarks.
    pub flags: String,
    /// Values of the columns of `--series` and `--order`.
    pub place: Option<(String, String)>,
}

/// A report as far as several sections need it.
#[derive(Debug)]
pub(crate) struct Book<'f> {
    /// Its files.
    pub folder: &'f Folder,
    /// What was asked for.
    pub options: &'f Options,
    /// Names of the lexicons, in order.
    pub lexicons: Vec<String>,
    /// Rows of the corpus.
    pub corpus: Vec<CorpusRow>,
    /// Categories of `corpus.csv`, in order, for all of which documents have rates.
    pub categories: Vec<String>,
    /// Documents by their draws: the first k are a sample of k. At most [`MOST_DOCUMENTS`].
    pub docs: Vec<Doc>,
    /// Documents of the report.
    pub documents: usize,
    /// Definitions of columns of `documents.csv`.
    definitions: HashMap<String, String>,
    /// Categories of the distress pole within lexicons that are named after a resource.
    distress: BTreeSet<String>,
}

impl<'f> Book<'f> {
    /// Reads what several sections need. Cost: one pass over `documents.csv`.
    ///
    /// # Errors
    /// If a file cannot be read, or one that every report has is not there.
    pub(crate) fn read(folder: &'f Folder, options: &'f Options) -> Result<Book<'f>, PageError> {
        let lexicons: Vec<String> = folder.manifest["lexicons"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|lexicon| lexicon["name"].as_str())
            .map(|name| crate::report::table::visible(name).into_owned())
            .collect();
        let corpus = corpus(folder)?;
        let categories: Vec<String> = corpus
            .iter()
            .filter(|row| row.group == "all")
            .map(|row| row.category.clone())
            .collect();
        let (docs, documents) = documents(folder, options, &lexicons, &categories)?;
        Ok(Book {
            folder,
            options,
            distress: distress(folder, &lexicons)?,
            definitions: definitions(folder)?,
            lexicons,
            corpus,
            categories,
            docs,
            documents,
        })
    }

    /// The pooled row of a category.
    pub(crate) fn total(&self, category: &str) -> Option<&CorpusRow> {
        self.corpus
            .iter()
            .find(|row| row.group == "all" && row.category == category)
    }

    /// Number of a lexicon: of its colour and mark. Categories have that of their lexicon.
    pub(crate) fn series(&self, category: &str) -> usize {
        super::words::lexicon_of(category, &self.lexicons)
            .and_then(|name| self.lexicons.iter().position(|known| known == name))
            .unwrap_or(5)
            % 6
    }

    /// Place of a lexicon among the lexicons: for ids, which names may not tell apart.
    pub(crate) fn number(&self, lexicon: &str) -> usize {
        let place = self.lexicons.iter().position(|known| known == lexicon);
        place.unwrap_or(self.lexicons.len())
    }

    /// True for a category that is counted apart from a total, or stands against it.
    pub(crate) fn is_distress(&self, category: &str) -> bool {
        category.ends_with("_adverse") || self.distress.contains(category)
    }

    /// Sub-categories of a lexicon, in order, without its totals.
    pub(crate) fn parts_of(&self, lexicon: &str) -> impl Iterator<Item = &String> {
        let start = format!("{lexicon}.");
        self.categories
            .iter()
            .filter(move |category| category.starts_with(&start))
    }

    /// What a category is, in a sentence or two; empty if the codebook does not tell.
    pub(crate) fn meaning(&self, category: &str) -> &str {
        let column = format!("{category}_hits");
        self.definitions.get(&column).map_or("", |text| {
            text.strip_prefix("Affirmed hits. ").unwrap_or(text)
        })
    }

    /// Documents with enough words for rates.
    pub(crate) fn long_docs(&self) -> impl Iterator<Item = &Doc> {
        self.docs.iter().filter(|doc| doc.words >= LEAST_WORDS)
    }

    /// Place of a category among the rates of a document.
    pub(crate) fn at(&self, category: &str) -> Option<usize> {
        self.categories.iter().position(|known| known == category)
    }
}

fn corpus(folder: &Folder) -> Result<Vec<CorpusRow>, PageError> {
    let mut sheet = folder.table("corpus")?.ok_or_else(|| PageError::Missing {
        file: "corpus".to_owned(),
    })?;
    let mut rows = Vec::new();
    while let Some(row) = sheet.next()? {
        rows.push(CorpusRow {
            group: row.text("group"),
            category: row.text("category"),
            documents_with: row.count("documents_with"),
            words: row.count("words"),
            hits: row.count("hits"),
            rate: row.number("per_100"),
            low: row.number("low"),
            high: row.number("high"),
            negated: row.count("negated"),
            unrealised: row.count("unrealised"),
            released: row.count("released"),
        });
    }
    Ok(rows)
}

fn documents(
    folder: &Folder,
    options: &Options,
    lexicons: &[String],
    categories: &[String],
) -> Result<(Vec<Doc>, usize), PageError> {
    let mut sheet = folder
        .table("documents")?
        .ok_or_else(|| PageError::Missing {
            file: "documents".to_owned(),
        })?;
    let rates: Vec<String> = categories
        .iter()
        .map(|category| format!("{category}_per_100"))
        .collect();
    let ends: Vec<(String, String)> = lexicons
        .iter()
        .map(|name| (format!("{name}_low"), format!("{name}_high")))
        .collect();
    let series = folder.setting("series").map(str::to_owned);
    let order = folder.setting("order").map(str::to_owned);
    let mut sample = pick::Sample::new(MOST_DOCUMENTS);
    let mut at = 0_u64;
    while let Some(row) = sheet.next()? {
        // Documents may share a name: the number of the row decides then.
        let name = row.text("document");
        let draw = pick::draw(&name, options.seed);
        at += 1;
        let doc = Doc {
            group: row.text("group"),
            words: row.count("words"),
            hits: row.count("hits"),
            rates: rates.iter().map(|column| row.number(column)).collect(),
            intervals: ends
                .iter()
                .map(|(low, high)| row.number(low).zip(row.number(high)))
                .collect(),
            balance: (
                row.number("compassion_balance"),
                row.number("compassion_balance_low"),
                row.number("compassion_balance_high"),
            ),
            flags: row.text("flags"),
            place: series
                .as_ref()
                .zip(order.as_ref())
                .map(|(series, order)| (row.text(series), row.text(order))),
            name,
        };
        sample.offer((draw, at), doc);
    }
    let offered = sample.offered;
    Ok((sample.into_items(), offered))
}

fn definitions(folder: &Folder) -> Result<HashMap<String, String>, PageError> {
    let mut found = HashMap::new();
    let Some(mut sheet) = folder.table("codebook")? else {
        return Ok(found);
    };
    while let Some(row) = sheet.next()? {
        let column = row.raw("column");
        if row.raw("file").starts_with("documents.") && column.ends_with("_hits") {
            found.insert(column.to_owned(), row.text("definition"));
        }
    }
    Ok(found)
}

/// Sub-categories whose forms are all of the distress pole, in lexicons where others are not.
fn distress(folder: &Folder, lexicons: &[String]) -> Result<BTreeSet<String>, PageError> {
    let mut poles: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let Some(mut sheet) = folder.table("terms")? else {
        return Ok(BTreeSet::new());
    };
    while let Some(row) = sheet.next()? {
        let category = row.text("category");
        poles
            .entry(category)
            .or_default()
            .insert(row.text("polarity"));
    }
    let all_distress = |found: &BTreeSet<String>| found.iter().all(|pole| pole == "distress");
    let mixed: BTreeSet<&str> = lexicons
        .iter()
        .map(String::as_str)
        .filter(|lexicon| {
            let start = format!("{lexicon}.");
            poles
                .iter()
                .any(|(category, found)| category.starts_with(&start) && !all_distress(found))
        })
        .collect();
    Ok(poles
        .iter()
        .filter(|(category, found)| {
            let lexicon = category.split('.').next().unwrap_or_default();
            all_distress(found) && mixed.contains(lexicon)
        })
        .map(|(category, _)| category.clone())
        .collect())
}
