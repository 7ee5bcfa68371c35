#!/usr/bin/env bash
# Builds the fuzz targets on the stable toolchain: ./build.sh [--bin TARGET]; without cargo-fuzz.
set -euo pipefail
cd "$(dirname "$0")"
host=$(rustc -vV | sed -n 's/^host: //p')
llvm() { printf ' -Cllvm-args=-sanitizer-coverage-%s' "$@"; }
export RUSTC_BOOTSTRAP=1
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module$(llvm level=4 inline-8bit-counters pc-table trace-compares) -Clink-dead-code"
# With a target, the flags reach what is fuzzed and not the build scripts.
cargo build --release --target "$host" "$@"
printf 'built into %s\n' "${CARGO_TARGET_DIR:-$PWD/target}/$host/release"
