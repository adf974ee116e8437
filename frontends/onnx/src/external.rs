//! Tensor data in files beside the model.
use crate::mapped::map_file;
use crate::problem::{ONNX015, ONNX016, Place, Problems};
use crate::proto::StringStringEntryProto;
use bytes::Bytes;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

/// The folder that external data may come from, with the files mapped so far.
///
/// `checksum` entries are not verified: they would make opening read every byte of every weight.
pub struct Folder {
    /// Canonical; none for models that do not come from a file.
    root: Option<PathBuf>,
    files: HashMap<String, Bytes>,
}

impl Folder {
    /// External data below `folder`, or none at all.
    ///
    /// # Errors
    /// - `ONNX016` the folder cannot be resolved
    pub fn new(folder: Option<&Path>) -> Result<Self, Problems> {
        let root = match folder {
            // The folder of a bare file name is the current one.
            Some(folder) if folder.as_os_str().is_empty() => Some(Path::new(".")),
            other => other,
        };
        let root = root.map(Path::canonicalize).transpose().map_err(|error| {
            let place = Place::File(folder.unwrap_or(Path::new(".")).display().to_string());
            Problems::one(ONNX016, place, error.to_string())
        })?;
        Ok(Self { root, files: HashMap::new() })
    }

    /// The bytes that the `external_data` entries of tensor `name` name.
    ///
    /// # Errors
    /// - `ONNX015` the location is refused
    /// - `ONNX016` the file cannot be read or is too short
    pub fn data(
        &mut self,
        name: &str,
        entries: &[StringStringEntryProto],
        problems: &mut Problems,
    ) -> Option<Bytes> {
        match self.try_data(entries) {
            Ok(data) => Some(data),
            Err((code, message)) => {
                problems.push(code, Place::Tensor(name.to_owned()), message);
                None
            }
        }
    }

    fn try_data(&mut self, entries: &[StringStringEntryProto]) -> Result<Bytes, Refusal> {
        let location = entry(entries, "location").unwrap_or_default();
        let offset = number(entries, "offset")?.unwrap_or(0);
        let file = self.file(location)?;
        let size = file.len() as u64;
        let length = match number(entries, "length")? {
            Some(length) => length,
            None => size.saturating_sub(offset),
        };
        match offset.checked_add(length) {
            Some(end) if end <= size => Ok(file.slice(offset as usize..end as usize)),
            _ => Err((
                ONNX016,
                format!(
                    "offset {offset} and length {length} exceed the {size} bytes of `{location}`"
                ),
            )),
        }
    }

    fn file(&mut self, location: &str) -> Result<Bytes, Refusal> {
        if let Some(file) = self.files.get(location) {
            return Ok(file.clone());
        }
        let root = self.root.as_ref().ok_or_else(|| {
            (ONNX016, "the model does not come from a file, so it has no folder".to_owned())
        })?;
        let path = Path::new(location);
        let plain = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        if location.is_empty() || location.contains('\0') || !path.components().all(plain) {
            return Err((
                ONNX015,
                format!("location `{location}` is not a path below the model's folder"),
            ));
        }
        let cannot = |error| (ONNX016, format!("cannot read `{location}`: {error}"));
        let full = root.join(path).canonicalize().map_err(cannot)?;
        if !full.starts_with(root) {
            let message = format!("location `{location}` is a link that leaves the model's folder");
            return Err((ONNX015, message));
        }
        let file = map_file(&full).map_err(cannot)?;
        self.files.insert(location.to_owned(), file.clone());
        Ok(file)
    }
}

/// Code and message.
type Refusal = (&'static str, String);

fn entry<'a>(entries: &'a [StringStringEntryProto], key: &str) -> Option<&'a str> {
    entries.iter().find(|entry| entry.key() == key).map(StringStringEntryProto::value)
}

fn number(entries: &[StringStringEntryProto], key: &str) -> Result<Option<u64>, Refusal> {
    let Some(text) = entry(entries, key) else { return Ok(None) };
    // `parse` alone would also accept a sign.
    match text.parse() {
        Ok(value) if text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Some(value)),
        _ => Err((ONNX016, format!("`{key}` is not a number of bytes: `{text}`"))),
    }
}
