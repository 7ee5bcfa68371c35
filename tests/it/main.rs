//! One binary for all integration tests.
mod conformance;
mod gold;
mod golden;
mod layers;
mod properties;
mod support;
