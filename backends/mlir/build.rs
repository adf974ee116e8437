//! Lets programs find MLIR's shared library where it was at build time: its folder is not one that
//! the loader searches.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=link/bin/llvm-config");
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/link/bin/llvm-config");
    let output = Command::new(config).arg("--prefix").output();
    let prefix = match output {
        Ok(output) if output.status.success() => {
            String::from_utf8_lossy(&output.stdout).trim().to_owned()
        }
        Ok(output) => panic!("{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => panic!("{config}: {error}"),
    };
    println!("cargo::rustc-link-arg=-Wl,-rpath,{prefix}/lib");
    println!("cargo::metadata=libdir={prefix}/lib");
}
