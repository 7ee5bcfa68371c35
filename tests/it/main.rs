//! One binary for all integration tests.
mod bad_input;
mod cli;
mod cli_report;
mod conformance;
mod gold;
mod golden;
mod layers;
mod properties;
mod readme;
mod support;
