//! libFuzzer's way into `terrace_fuzz::model`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| terrace_fuzz::model::check(data));
