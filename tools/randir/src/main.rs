//! `cargo run --release -p terrace-randir -- --count 1000000 --seed 7`

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use terrace_randir::Checker;

/// Makes random modules and puts each through the printer, the parser, the verifier, each generic
/// pass and the interpreter; stops at the first that something is wrong with.
#[derive(Parser)]
struct Args {
    /// The first seed; module `i` is made from the sum of both
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How many modules
    #[arg(long, default_value_t = 10_000)]
    count: u64,
    /// Go on after a finding
    #[arg(long)]
    keep_going: bool,
    /// Print the module of the first seed and stop
    #[arg(long)]
    print: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let mut checker = Checker::default();
    if args.print {
        println!("{}", checker.text(args.seed));
        return ExitCode::SUCCESS;
    }
    let start = Instant::now();
    let mut n_wrong = 0;
    for i in 0..args.count {
        if let Err(finding) = checker.check(args.seed.wrapping_add(i)) {
            println!("{finding}");
            n_wrong += 1;
            if !args.keep_going {
                break;
            }
        }
        if (i + 1) % 10_000 == 0 {
            println!("{} modules, {:.0?}: {}", i + 1, start.elapsed(), checker.counts());
        }
    }
    println!("{n_wrong} findings; {}", checker.counts());
    if n_wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
