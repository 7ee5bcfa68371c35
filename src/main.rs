//! The `feltsense` command: parse, run, exit code.

fn main() -> std::process::ExitCode {
    feltsense::cli::run()
}
