//! Gives every kernel the default schedule: vectors, register tiles, threads.
//!
//! A primitive that refuses leaves the nest as it is, correct but slower; a remark says so.

use super::nest::Schedule;
use super::templates::{self, Machine};
use crate::prelude::*;
use terrace_ir::Severity;

const VECTOR_BITS: Opt<i64> = Opt::int("vector-bits", 512, "width of a vector register in bits");

pub(super) const PASS: PassInfo = PassInfo {
    name: "sched-apply-defaults",
    on: "func.func",
    summary: "give every kernel the default schedule",
    reads: &["loop"],
    leaves: &["loop"],
    options: &[VECTOR_BITS.def],
    run: |body, cx| {
        let machine = Machine::with_vectors(cx.option(&VECTOR_BITS));
        let mut schedule = Schedule::new(cx.cx, body);
        if let Err(mut refusal) = templates::schedule(&mut schedule, &machine) {
            refusal.severity = Severity::Remark;
            cx.push(refusal.note("the rest of this kernel keeps serial scalar loops"));
        }
        Ok(())
    },
    ..PassInfo::EMPTY
};
