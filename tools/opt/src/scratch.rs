//! Unfinished files: gone when a command ends, fails, or is interrupted.
//!
//! What is being made lies in a folder or file with a name of its own beside the place where it
//! will be, and takes that place in one step when it is complete.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;
use tempfile::{NamedTempFile, TempDir};

const PREFIX: &str = ".terrace-";

/// What is to be removed when the process is interrupted.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    // The set is whole whatever panicked.
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A path in [`UNFINISHED`] for as long as this lives.
struct Entry(PathBuf);

impl Drop for Entry {
    fn drop(&mut self) {
        unfinished().remove(&self.0);
    }
}

/// The folder that a path is in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A folder for unfinished files. It goes with everything in it when this is dropped.
pub struct Scratch {
    // Removed before it leaves the list.
    folder: TempDir,
    _entry: Entry,
}

impl Scratch {
    /// A folder beside `path`, so that moving a file there copies nothing.
    ///
    /// # Errors
    /// What the system says.
    pub fn beside(path: &Path) -> io::Result<Scratch> {
        Scratch::within(folder_of(path))
    }

    /// A folder where the system wants temporary files.
    ///
    /// # Errors
    /// What the system says.
    pub fn temporary() -> io::Result<Scratch> {
        Scratch::within(&std::env::temp_dir())
    }

    fn within(folder: &Path) -> io::Result<Scratch> {
        // Made under the lock: an interruption finds it in the list or does not find it at all.
        let mut list = unfinished();
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(folder)?;
        list.insert(folder.path().to_owned());
        let entry = Entry(folder.path().to_owned());
        Ok(Scratch { folder, _entry: entry })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// A file with these permission bits, less the umask, that becomes `path` by `write`.
///
/// # Errors
/// What the system says; nothing is left behind then.
pub fn replace(
    path: &Path,
    mode: u32,
    write: impl FnOnce(&mut fs::File) -> io::Result<()>,
) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    let (mut file, _entry): (NamedTempFile, Entry) = {
        let mut list = unfinished();
        let file = builder.tempfile_in(folder_of(path))?;
        list.insert(file.path().to_owned());
        let entry = Entry(file.path().to_owned());
        (file, entry)
    };
    write(file.as_file_mut())?;
    // Dropping the temporary file removes it, so a failure up to here leaves nothing.
    file.persist(path).map(|_| ()).map_err(|error| error.error)
}

/// Removes unfinished files when the process is interrupted or told to end, and makes a file that
/// grows past the limit of the process an error of the write.
///
/// # Errors
/// What the system says.
pub fn clean_up_on_signals() -> io::Result<()> {
    // Any handler will do: then the write fails instead of the process.
    signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            // Held to the end, so that nothing new is begun.
            let list = unfinished();
            for path in list.iter() {
                // One of the two fails: it is a file or a folder.
                let _ = fs::remove_file(path);
                let _ = fs::remove_dir_all(path);
            }
            // Ends the process as the signal would have.
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    })?;
    Ok(())
}
