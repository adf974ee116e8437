//! libFuzzer's way into `terrace_fuzz::text`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| terrace_fuzz::text::check(data));
