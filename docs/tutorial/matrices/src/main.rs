//! The command of the language of matrices.

fn main() -> std::process::ExitCode {
    matrices::tool().main()
}
