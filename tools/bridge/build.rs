//! Lets the program find MLIR's shared library where `terrace-mlir` found it.

fn main() {
    let libdir = std::env::var("DEP_TERRACE_MLIR_LIBDIR").expect("terrace-mlir says where MLIR is");
    println!("cargo::rustc-link-arg=-Wl,-rpath,{libdir}");
    println!("cargo::rerun-if-changed=build.rs");
}
