//! One binary for all integration tests.
mod conformance;
mod gold;
mod support;
