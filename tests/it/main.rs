//! One binary for all integration tests.
mod conformance;
mod gold;
mod layers;
mod properties;
mod support;
