//! FileCheck from outside: cases by hand, cases by chance, and nonsense.

mod cases;
mod common;
mod differential;
mod robust;
