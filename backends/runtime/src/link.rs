//! Linking a compiled object with this runtime into a shared library, for the compiler.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Error, Result};

/// Environment variable that names the static library, before all other places.
pub const ARCHIVE_VARIABLE: &str = "TERRACE_RUNTIME_LIB";

/// Environment variable with the C compiler used as linker, and its first arguments; else `cc`.
pub const COMPILER_VARIABLE: &str = "CC";

/// What a compiled model exports. All else is local, also the hooks that its own code calls.
pub const EXPORTS: [&str; 16] = [
    "terrace_abi_version",
    "terrace_arena_bytes",
    "terrace_input_info",
    "terrace_kernel_info",
    "terrace_last_error",
    "terrace_model_close",
    "terrace_model_open",
    "terrace_n_inputs",
    "terrace_n_kernels",
    "terrace_n_outputs",
    "terrace_output_info",
    "terrace_program",
    "terrace_reset_profile",
    "terrace_run",
    "terrace_threads",
    "terrace_weights_bytes",
];

/// The text of `include/terrace.h`, to be put beside a compiled model.
pub const HEADER: &str = include_str!("../include/terrace.h");

/// Distinguishes the temporary files of one process.
static COUNTER: AtomicU64 = AtomicU64::new(0);

/// Links objects and the runtime into the shared library `output`, which appears whole or not at
/// all.
///
/// Only what the model reaches is kept, and debug information is dropped; names of kernels stay for
/// profilers.
///
/// # Errors
/// [`Kind::System`](crate::Kind::System) if the static library or the linker is missing, or with
/// what the linker said.
pub fn link_shared(objects: &[&Path], output: &Path) -> Result<()> {
    let archive = find_archive()?;
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    let suffix = format!("{}-{count}.tmp", std::process::id());
    let script = Temporary::beside(output, &format!("{suffix}.map"))?;
    let library = Temporary::beside(output, &suffix)?;
    std::fs::write(&script.path, version_script())
        .map_err(|error| cannot("write", &script.path, &error))?;
    let compiler = std::env::var(COMPILER_VARIABLE).unwrap_or_default();
    let mut words = compiler.split_whitespace();
    let compiler = words.next().unwrap_or("cc");
    let result = Command::new(compiler)
        .args(words)
        .args(arguments(objects, &archive, &script.path, &library.path))
        .output()
        .map_err(|error| cannot("start", Path::new(compiler), &error))?;
    if !result.status.success() {
        return Err(Error::system(format!(
            "linking `{}` failed ({}): {}",
            output.display(),
            result.status,
            String::from_utf8_lossy(&result.stderr).trim_end()
        )));
    }
    std::fs::rename(&library.path, output).map_err(|error| cannot("write", output, &error))
}

/// The static library of this runtime.
///
/// Looked for in [`ARCHIVE_VARIABLE`], then where cargo puts it during development (first, since a
/// copy beside the executable may be older), beside the running executable, and in `lib` beside its
/// folder.
///
/// # Errors
/// [`Kind::System`](crate::Kind::System) with the places that were tried.
pub fn find_archive() -> Result<PathBuf> {
    const NAME: &str = "libterrace_runtime.a";
    if let Some(path) = std::env::var_os(ARCHIVE_VARIABLE) {
        return Ok(PathBuf::from(path));
    }
    let executable = std::env::current_exe()
        .map_err(|error| Error::system(format!("cannot tell where this program is: {error}")))?;
    let here = executable.parent().unwrap_or(Path::new("."));
    let up = here.parent().unwrap_or(Path::new("."));
    // Cargo puts a dependency's library only in `deps`, with a hash in its name; tests run there.
    let deps = if here.ends_with("deps") { here.to_owned() } else { here.join("deps") };
    let places = [here.join(NAME), up.join("lib").join(NAME)];
    let found = newest_in(&deps).or_else(|| places.iter().find(|path| path.is_file()).cloned());
    found.ok_or_else(|| {
        Error::system(format!(
            "cannot find the runtime: neither `{}` nor `{}` nor a `libterrace_runtime-*.a` in \
             `{}` exists; {ARCHIVE_VARIABLE} can name it",
            places[0].display(),
            places[1].display(),
            deps.display()
        ))
    })
}

/// The newest `libterrace_runtime-*.a` of a folder: older ones are left over from other builds.
fn newest_in(folder: &Path) -> Option<PathBuf> {
    let is_ours = |name: &OsStr| {
        name.to_str()
            .is_some_and(|name| name.starts_with("libterrace_runtime-") && name.ends_with(".a"))
    };
    let dated = |entry: io::Result<std::fs::DirEntry>| {
        let entry = entry.ok().filter(|entry| is_ours(&entry.file_name()))?;
        Some((entry.metadata().ok()?.modified().ok()?, entry.path()))
    };
    std::fs::read_dir(folder).ok()?.filter_map(dated).max().map(|(_, path)| path)
}

/// Makes everything local that is not in [`EXPORTS`], so that the linker can drop what is unused
/// and two models in one process do not see each other's runtime.
fn version_script() -> String {
    format!("{{ global: {}; local: *; }};\n", EXPORTS.join("; "))
}

fn arguments(objects: &[&Path], archive: &Path, script: &Path, output: &Path) -> Vec<OsString> {
    let mut args: Vec<OsString> = vec!["-shared".into(), "-o".into(), output.into()];
    args.extend(objects.iter().map(OsString::from));
    // Asked for by name, since nothing in the objects refers to the C interface.
    args.extend(EXPORTS.iter().map(|name| format!("-Wl,-u,{name}").into()));
    args.push(archive.into());
    let mut version = OsString::from("-Wl,--version-script=");
    version.push(script);
    args.push(version);
    for flag in ["--gc-sections", "-Bsymbolic", "--strip-debug", "-z,relro,-z,now", "-z,defs"] {
        args.push(format!("-Wl,{flag}").into());
    }
    args.extend(["-lpthread", "-ldl", "-lm", "-lgcc_s", "-lc"].map(OsString::from));
    args
}

fn cannot(action: &str, path: &Path, error: &io::Error) -> Error {
    Error::system(format!("cannot {action} `{}`: {error}", path.display()))
}

/// A path that is removed on drop if something is there.
struct Temporary {
    path: PathBuf,
}

impl Temporary {
    /// `output` with an ending of its own.
    fn beside(output: &Path, suffix: &str) -> Result<Temporary> {
        let name = output
            .file_name()
            .ok_or_else(|| Error::system(format!("`{}` does not name a file", output.display())))?;
        let mut name = name.to_owned();
        name.push(format!(".{suffix}"));
        Ok(Temporary { path: output.with_file_name(name) })
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Renamed, or never written: then there is nothing to remove.
        let _ = std::fs::remove_file(&self.path);
    }
}
