//! Random modules, made from the definitions of operations and valid by construction, through
//! everything that must not change what they mean: printing and parsing in both forms, and each
//! generic pass.
//!
//! Functions have a skeleton of loops, branches, calls and memory; operations of every dialect are
//! put into it one by one, each kept only if it verifies where it stands. What the interpreter then
//! stops at (an index outside, a division by zero) is replaced by constants, so that most functions
//! run to their end. One module in eight keeps what stops, and has operations that the interpreter
//! does not know: these go through the passes without a comparison of numbers.

mod check;
mod generate;
mod operation;
mod skeleton;
mod types;
mod vocabulary;

pub use check::{Checker, Finding};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_changes_what_random_modules_mean() {
        const N_MODULES: u64 = 500;
        let mut checker = Checker::default();
        for seed in 0..N_MODULES {
            if let Err(finding) = checker.check(seed) {
                panic!("{finding}");
            }
        }
        // The check is worth something only if most functions run and operations are many.
        let counts = checker.counts();
        assert!(counts.n_ran * 2 > counts.n_functions, "{counts}");
        assert!(counts.n_ops > 40 * N_MODULES, "{counts}");
        assert!(counts.n_names > 200, "{counts}");
    }

    #[test]
    fn a_seed_is_a_module() {
        let text = Checker::default().text(42);
        assert_eq!(text, Checker::default().text(42));
        assert_ne!(text, Checker::default().text(43));
    }
}
