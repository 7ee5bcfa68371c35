//! One binary for all integration tests.
mod bad_input;
mod captions;
mod cli;
mod cli_report;
mod command;
mod conformance;
mod course;
mod fuzz;
mod fuzz_corpus;
mod gold;
mod golden;
mod hostile_files;
mod hostile_input;
mod hostile_runs;
mod hostile_text;
mod identifiers;
mod layers;
mod liwc;
mod mended;
mod metadata;
mod own_lexicon;
#[cfg(feature = "packed")]
mod packed;
mod page;
mod page_command;
#[cfg(feature = "arrow")]
mod parquet;
mod privacy;
mod properties;
mod readme;
mod report_sums;
mod same_bytes;
mod sandbox;
mod support;
mod tables;
mod transcripts;
mod weigh;
