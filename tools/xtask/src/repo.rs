//! The repository as the tidy rules see it: paths and texts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every text file that is tracked or could be, by its path from the root.
///
/// A rule reads only this, so its own tests can make a repository up.
#[derive(Default)]
pub struct Repo {
    files: BTreeMap<String, String>,
    /// Paths whose content is no text: they exist, and that is all that is known.
    binaries: Vec<String>,
}

impl Repo {
    /// The folder that holds the workspace.
    pub fn root() -> PathBuf {
        // xtask is `tools/xtask`, two folders down.
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .map(Path::to_path_buf)
            .unwrap_or_default()
    }

    /// Reads what git tracks and what it would track.
    ///
    /// # Errors
    /// When git cannot be run, or knows no repository here.
    pub fn load() -> Result<Self, String> {
        let root = Self::root();
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(&root)
            .output()
            .map_err(|e| format!("cannot run git: {e}"))?;
        if !listed.status.success() {
            return Err(String::from_utf8_lossy(&listed.stderr).into_owned());
        }
        let mut repo = Self::default();
        for path in String::from_utf8_lossy(&listed.stdout).split('\0').filter(|p| !p.is_empty()) {
            // A file may be deleted but still in the index.
            let Ok(bytes) = std::fs::read(root.join(path)) else { continue };
            match String::from_utf8(bytes) {
                Ok(text) => drop(repo.files.insert(path.to_owned(), text)),
                Err(_) => repo.binaries.push(path.to_owned()),
            }
        }
        Ok(repo)
    }

    /// A made-up repository.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let own = |&(path, text): &(&str, &str)| (path.to_owned(), text.to_owned());
        Self { files: files.iter().map(own).collect(), binaries: Vec::new() }
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Path and text of every text file.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(p, t)| (p.as_str(), t.as_str()))
    }

    /// Text files whose path starts with `under` and ends with `suffix`.
    pub fn matching(&self, under: &str, suffix: &str) -> impl Iterator<Item = (&str, &str)> {
        self.files().filter(move |(p, _)| p.starts_with(under) && p.ends_with(suffix))
    }

    /// Rust sources of the workspace.
    pub fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.matching("", ".rs")
    }

    /// Whether a file or folder of this path exists.
    pub fn exists(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        let hit = |p: &str| p == path || p.starts_with(&folder);
        self.files.keys().any(|p| hit(p)) || self.binaries.iter().any(|p| hit(p))
    }
}
