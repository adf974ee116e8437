//! `terrace-mlir`: what `terrace opt` runs in its place when a pipeline has upstream's passes.

use std::process::ExitCode;

fn main() -> ExitCode {
    terrace_bridge::tool().main()
}
