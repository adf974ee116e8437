//! `mlir-opt`, many texts per process.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;

use crate::cases::Case;

/// What stands between texts, in both directions.
const MARK: &str = "//===== terrace-conformance =====";
/// Texts per process: enough to forget the start of the process, few enough for all cores.
const BATCH: usize = 64;

/// What `mlir-opt` says about a text.
#[derive(Clone, Debug)]
pub enum Judgement {
    /// The module in generic form.
    Accepted(String),
    /// The line of each error, 0 where the error is at no line of the text.
    Rejected(Vec<u32>),
    /// It did not survive.
    Crashed,
}

/// The judge.
pub struct MlirOpt {
    path: PathBuf,
    /// What it does with a text beside reading it.
    passes: &'static [&'static str],
    /// The dialects that it knows.
    pub dialects: Vec<String>,
}

impl MlirOpt {
    pub fn new(path: &Path, passes: &'static [&'static str]) -> Result<MlirOpt> {
        let output = Command::new(path).arg("--show-dialects").output();
        let output = output.with_context(|| format!("cannot run {}", path.display()))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let Some(list) = text.trim().strip_prefix("Available Dialects:") else {
            bail!("{} does not list its dialects", path.display());
        };
        let dialects = list.split(',').map(|d| d.trim().to_string()).collect();
        Ok(MlirOpt { path: path.to_owned(), passes, dialects })
    }

    /// A judgement for each case.
    pub fn judge(&self, cases: &[Case]) -> Result<Vec<Judgement>> {
        let text = |c: &'_ Case| (c.text.clone(), c.allow_unregistered);
        let owned: Vec<(Vec<u8>, bool)> = cases.iter().map(text).collect();
        self.judge_texts(&owned)
    }

    /// A judgement for each text with its permission of unregistered dialects.
    pub fn judge_texts(&self, texts: &[(Vec<u8>, bool)]) -> Result<Vec<Judgement>> {
        let mut all: Vec<Option<Judgement>> = vec![None; texts.len()];
        for allow in [false, true] {
            let of_kind: Vec<usize> = (0..texts.len()).filter(|i| texts[*i].1 == allow).collect();
            let batches: Vec<&[usize]> = of_kind.chunks(BATCH).collect();
            let done: Result<Vec<Vec<Judgement>>> = batches
                .par_iter()
                .map(|batch| {
                    let bytes: Vec<&[u8]> = batch.iter().map(|i| texts[*i].0.as_slice()).collect();
                    self.batch(&bytes, allow)
                })
                .collect();
            for (batch, judgements) in batches.iter().zip(done?) {
                for (i, judgement) in batch.iter().zip(judgements) {
                    all[*i] = Some(judgement);
                }
            }
        }
        Ok(all.into_iter().flatten().collect())
    }

    fn batch(&self, texts: &[&[u8]], allow: bool) -> Result<Vec<Judgement>> {
        let mut input = Vec::new();
        // The first line of each text within the input, from 1.
        let mut starts = Vec::new();
        let mut line = 1;
        for (i, text) in texts.iter().enumerate() {
            if i > 0 {
                input.extend_from_slice(format!("\n{MARK}\n").as_bytes());
                line += 2;
            }
            starts.push(line);
            input.extend_from_slice(text);
            line += text.iter().filter(|b| **b == b'\n').count() as u32;
        }
        let (out, err, crashed) = self.process(input, allow)?;
        if crashed {
            let [one, two] = [&texts[..texts.len() / 2], &texts[texts.len() / 2..]];
            if one.is_empty() {
                return Ok(vec![Judgement::Crashed]);
            }
            let mut both = self.batch(one, allow)?;
            both.extend(self.batch(two, allow)?);
            return Ok(both);
        }
        let outputs: Vec<&str> = out.split(&format!("{MARK}\n")).collect();
        if outputs.len() != texts.len() {
            bail!("{} outputs for {} texts", outputs.len(), texts.len());
        }
        let mut judgements: Vec<Judgement> = outputs
            .iter()
            .map(|o| match o.trim().is_empty() {
                true => Judgement::Rejected(Vec::new()),
                false => Judgement::Accepted((*o).to_string()),
            })
            .collect();
        for line in err.lines().filter_map(error_line) {
            let i = starts.partition_point(|start| *start <= line).saturating_sub(1);
            if let Judgement::Rejected(lines) = &mut judgements[i] {
                lines.push(line - starts[i] + 1);
            }
        }
        Ok(judgements)
    }

    /// Output, messages, and whether it crashed.
    fn process(&self, input: Vec<u8>, allow: bool) -> Result<(String, String, bool)> {
        let mut command = Command::new(&self.path);
        command
            .args(["--mlir-print-op-generic", "--mlir-print-local-scope"])
            .args(self.passes)
            .arg("--mlir-disable-threading")
            .arg(format!("--split-input-file={MARK}"))
            .arg(format!("--output-split-marker={MARK}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if allow {
            command.arg("--allow-unregistered-dialect");
        }
        let mut child = command.spawn()?;
        let Some(mut stdin) = child.stdin.take() else { bail!("mlir-opt has no input") };
        // A judge that dies early closes the pipe: its exit status tells.
        let writer = std::thread::spawn(move || stdin.write_all(&input));
        let output = child.wait_with_output()?;
        let _ = writer.join();
        let crashed = !matches!(output.status.code(), Some(0 | 1));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok((text(&output.stdout), text(&output.stderr), crashed))
    }
}

/// The line of `<stdin>:LINE:COL: error: ..`.
fn error_line(message: &str) -> Option<u32> {
    let rest = message.strip_prefix("<stdin>:")?;
    let (line, rest) = rest.split_once(':')?;
    let (_, rest) = rest.split_once(':')?;
    rest.starts_with(" error:").then(|| line.parse().ok()).flatten()
}
