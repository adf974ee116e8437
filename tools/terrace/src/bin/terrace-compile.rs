//! `terrace` with every command. The `terrace` binary hands over what it cannot do without LLVM.

use std::process::ExitCode;

fn main() -> ExitCode {
    terrace::tool().main()
}
