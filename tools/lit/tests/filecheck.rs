//! FileCheck from outside: cases by hand, cases by chance, and nonsense.

#[path = "filecheck/cases.rs"]
mod cases;
#[path = "filecheck/common.rs"]
mod common;
#[path = "filecheck/differential.rs"]
mod differential;
#[path = "filecheck/robust.rs"]
mod robust;
