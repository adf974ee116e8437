//! Output files: complete or absent.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::{Streams, scratch};

/// Writes the whole output: to standard output for `-`, else to a file that takes the place of an
/// old one only once it is complete.
///
/// # Errors
/// What could not be done, with the path. Nothing is left behind then.
pub fn write(path: &str, bytes: &[u8], streams: &mut Streams<'_>) -> Result<(), String> {
    if path == "-" {
        let written = streams.stdout.write_all(bytes).and_then(|()| streams.stdout.flush());
        return written.map_err(|error| format!("cannot write to standard output: {error}"));
    }
    write_file(Path::new(path), bytes).map_err(|error| format!("cannot write `{path}`: {error}"))
}

/// Writes a file that takes the place of an old one only once it is complete.
///
/// # Errors
/// What the system says; nothing is left behind then.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Devices and pipes cannot be replaced, only written to.
    if fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir()) {
        return fs::OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    // As any new file: what the umask leaves of read and write for all.
    scratch::replace(path, 0o666, |file| file.write_all(bytes).and_then(|()| file.flush()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_a_file_and_leaves_nothing_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.mlir");
        write_file(&path, b"old").unwrap();
        write_file(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_failure_keeps_the_old_file() {
        let dir = tempfile::tempdir().unwrap();
        assert!(write_file(&dir.path().join("missing").join("out"), b"x").is_err());
        assert!(write_file(dir.path(), b"x").is_err(), "a folder is not replaced");
        assert!(dir.path().is_dir());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_an_error() {
        let error = write_file(Path::new("/dev/full"), b"x").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        write_file(Path::new("/dev/null"), b"x").unwrap();
        assert!(Path::new("/dev/null").exists() && !Path::new("/dev/null").is_file());
    }
}
