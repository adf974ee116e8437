//! `./x demo`: one network through the whole compiler, with everything said that there is to see.

use crate::npy;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What to run and where.
pub struct Demo {
    /// Folder below `references` that holds `outputs/logits.npy` and perhaps `labels.npy`.
    pub name: String,
    pub terrace: PathBuf,
    pub model: PathBuf,
    /// Holds `<name>.npy` for each input of the model.
    pub inputs: PathBuf,
    /// Everything the demo writes goes here.
    pub out: PathBuf,
    /// Where the stored references of all demos are: `test/models`.
    pub references: PathBuf,
}

/// The levels from the top: name, the pass that leaves it, what a reader sees there.
const LEVELS: &[(&str, &str, &str)] = &[
    ("graph", "lower-graph-to-te", "which layers, with which weights"),
    ("te", "lower-te-to-loop", "for every output element, its formula"),
    ("loop", "lower-loop-to-vector", "when and where each element is computed"),
    ("mlir", "", "upstream MLIR: mlir-opt reads it"),
];

/// Relative error (norm of the difference over norm of the reference) up to which outputs agree.
const MAX_RELATIVE_ERROR: f64 = 1e-4;
/// Runs that are timed, after one that is not.
const TIMED_RUNS: usize = 10;
/// How often the peak memory of a child is looked at.
const SAMPLE: Duration = Duration::from_millis(5);

/// What a finished child cost.
struct Cost {
    time: Duration,
    peak_bytes: u64,
}

/// Runs the demo and prints what it shows.
///
/// # Errors
/// When a step fails or the outputs do not agree with the reference.
pub fn run(demo: &Demo) -> Result<(), String> {
    let reference = demo.references.join(&demo.name);
    let want = npy::read::<f32>(&reference.join("outputs/logits.npy"))?;
    let images = want.shape.first().copied().unwrap_or(0);
    let labels = reference.join("labels.npy");

    println!("==> {}: {images} image(s), from ONNX to a shared library", demo.name);
    let (library, dumps) = (demo.out.join("model.so"), demo.out.join("ir"));
    // Files of an earlier run would be taken for this one's.
    let _ = fs::remove_dir_all(&dumps);
    let mut command = call(demo, "compile", &demo.model);
    command.arg("--emit=so").arg("-o").arg(&library).arg("--dump-ir-dir").arg(&dumps);
    let cost = finish(command)?;
    println!("  {:.2} s, peak memory {}", cost.time.as_secs_f64(), mega(cost.peak_bytes));

    println!("==> running it");
    let outputs = demo.out.join("outputs");
    let mut command = call(demo, "run", &library);
    command.arg("--inputs").arg(&demo.inputs).arg("--outputs").arg(&outputs);
    finish(command)?;
    let got = npy::read::<f32>(&outputs.join("logits.npy"))?;
    if labels.exists() {
        println!("  accuracy: {}", accuracy(&got, &npy::read::<i64>(&labels)?));
    }
    println!("  agreement: {}", agreement(&got, &want)?);
    println!("  time: {}", timing(demo, &library, images)?);
    show_levels(demo, &dumps)
}

fn mega(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1e6)
}

/// `terrace COMMAND FILE`, with the batch size where the model leaves it open.
fn call(demo: &Demo, command: &str, file: &Path) -> Command {
    let mut out = Command::new(&demo.terrace);
    out.arg(command).arg(file);
    let is_open = file == demo.model && demo.name == "digits";
    let images = npy::read::<f32>(&demo.inputs.join("image.npy")).ok();
    if let Some(n) = images.filter(|_| is_open).and_then(|x| x.shape.first().copied()) {
        out.args(["--bind", &format!("N={n}")]);
    }
    out
}

/// Shows a command as one would type it.
fn shown(command: &Command) -> String {
    format!("{command:?}").replace('"', "")
}

fn spawn(command: &mut Command) -> Result<Child, String> {
    println!("  $ {}", shown(command));
    command.spawn().map_err(|e| format!("cannot start: {e}"))
}

/// Runs a command to its end and measures it.
fn finish(mut command: Command) -> Result<Cost, String> {
    let start = Instant::now();
    let mut child = spawn(&mut command)?;
    let mut peak_bytes = 0;
    let exit = loop {
        peak_bytes = peak_bytes.max(high_water(child.id()));
        match child.try_wait().map_err(|e| e.to_string())? {
            Some(exit) => break exit,
            None => std::thread::sleep(SAMPLE),
        }
    };
    let cost = Cost { time: start.elapsed(), peak_bytes };
    if exit.success() { Ok(cost) } else { Err(format!("{exit}: {}", shown(&command))) }
}

/// Times single runs through `terrace bench --serve`: one line asks, one line answers.
fn timing(demo: &Demo, library: &Path, images: usize) -> Result<String, String> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut command = call(demo, "bench", library);
    command.args(["--threads", &threads.to_string(), "--serve"]).arg("--inputs").arg(&demo.inputs);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = spawn(&mut command)?;
    let (Some(mut ask), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
        return Err("terrace bench has no pipes".to_owned());
    };
    let mut answers = BufReader::new(answers).lines();
    let mut answer = || match answers.next() {
        Some(Ok(line)) if !line.starts_with("error") => Ok(line),
        other => Err(format!("terrace bench says {other:?}")),
    };
    answer()?;
    writeln!(ask, "run 1\nrun {TIMED_RUNS}").map_err(|e| e.to_string())?;
    answer()?;
    let mut seconds: Vec<f64> = answer()?.split_whitespace().flat_map(str::parse).collect();
    let peak_bytes = high_water(child.id());
    writeln!(ask, "quit").map_err(|e| e.to_string())?;
    child.wait().map_err(|e| e.to_string())?;
    seconds.sort_by(f64::total_cmp);
    let (Some(least), Some(median)) = (seconds.first(), seconds.get(seconds.len() / 2)) else {
        return Err("terrace bench gave no times".to_owned());
    };
    let ms = |seconds: &f64| 1e3 * seconds / images.max(1) as f64;
    Ok(format!(
        "{:.3} ms an image at best, {:.3} ms in the median, on {threads} threads; peak memory {}",
        ms(least),
        ms(median),
        mega(peak_bytes)
    ))
}

/// Says which of the dumped files shows each level: the last one before the pass that leaves it.
fn show_levels(demo: &Demo, dumps: &Path) -> Result<(), String> {
    let wrong = |e: std::io::Error| format!("{}: {e}", dumps.display());
    let mut files: Vec<PathBuf> =
        fs::read_dir(dumps).map_err(wrong)?.flatten().map(|e| e.path()).collect();
    files.sort();
    let names: Vec<String> =
        files.iter().filter_map(|f| Some(f.file_name()?.to_string_lossy().into_owned())).collect();
    println!("==> the IR after each pass that changed it is in {}", dumps.display());
    for (level, leaving, about) in LEVELS {
        let name = last_of_level(&names, leaving)
            .ok_or_else(|| format!("no file in {} shows `{level}`", dumps.display()))?;
        println!("  {level:<6} {name:<36} {about}");
    }
    let mut below = call(demo, "compile", &demo.model);
    below.arg("--emit=llvm");
    println!("  below that, LLVM IR and (with --emit=asm) machine code:\n  $ {}", shown(&below));
    Ok(())
}

/// The file before the one that the pass `leaving` wrote; the last one where no pass leaves.
fn last_of_level<'a>(names: &'a [String], leaving: &str) -> Option<&'a String> {
    if leaving.is_empty() {
        return names.last();
    }
    let pass =
        |name: &str| name.trim_end_matches(".mlir").split_once('-').map(|(_, p)| p.to_owned());
    let end = names.iter().position(|n| pass(n).as_deref() == Some(leaving))?;
    names.get(end.checked_sub(1)?)
}

/// The peak resident memory of a running process; 0 where the system does not say.
fn high_water(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kb = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    kb.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// The row-wise argmax of a rank-2 array.
fn argmax(a: &npy::Array<f32>) -> Vec<usize> {
    let classes = a.shape.get(1).copied().unwrap_or(1).max(1);
    let best = |row: &[f32]| {
        let by_value = row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        by_value.map_or(0, |(k, _)| k)
    };
    a.data.chunks(classes).map(best).collect()
}

/// Says how far two outputs are apart.
fn agreement(got: &npy::Array<f32>, want: &npy::Array<f32>) -> Result<String, String> {
    if got.shape != want.shape {
        return Err(format!(
            "the output has shape {:?}, the reference {:?}",
            got.shape, want.shape
        ));
    }
    let norm = |xs: &mut dyn Iterator<Item = f64>| xs.map(|x| x * x).sum::<f64>().sqrt();
    let pairs = got.data.iter().zip(&want.data);
    let difference = norm(&mut pairs.map(|(g, w)| f64::from(*g) - f64::from(*w)));
    let size = norm(&mut want.data.iter().map(|w| f64::from(*w)));
    let error = difference / size;
    let (ours, theirs) = (argmax(got), argmax(want));
    let same = ours.iter().zip(&theirs).filter(|(a, b)| a == b).count();
    let line = format!(
        "relative error {error:.1e} against ONNX Runtime's stored outputs, \
         same class for {same} of {}",
        theirs.len()
    );
    // Written so that a NaN does not agree.
    let agrees = error <= MAX_RELATIVE_ERROR && same == theirs.len();
    if agrees { Ok(line) } else { Err(format!("{line}\nthe outputs do not agree")) }
}

fn accuracy(got: &npy::Array<f32>, labels: &npy::Array<i64>) -> String {
    let right = argmax(got).iter().zip(&labels.data).filter(|(g, l)| **g as i64 == **l).count();
    let all = labels.data.len();
    format!("{right} of {all} held-out images, {:.1} %", 100.0 * right as f64 / all as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(rows: usize, data: &[f32]) -> npy::Array<f32> {
        npy::Array { shape: vec![rows, data.len() / rows], data: data.to_vec() }
    }

    #[test]
    fn outputs_agree_by_norm_and_by_class() {
        let want = array(2, &[1.0, 2.0, 4.0, 3.0]);
        assert!(agreement(&array(2, &[1.0, 2.0001, 4.0, 3.0]), &want).is_ok());
        assert!(agreement(&array(2, &[1.0, 2.1, 4.0, 3.0]), &want).is_err());
        assert!(agreement(&array(2, &[1.0, f32::NAN, 4.0, 3.0]), &want).is_err());
        assert!(agreement(&array(1, &[1.0, 2.0, 4.0, 3.0]), &want).is_err());
    }

    #[test]
    fn a_level_ends_where_a_pass_leaves_it() {
        let names =
            ["000-input.mlir", "001-cse.mlir", "002-lower-graph-to-te.mlir", "003-cse.mlir"];
        let names = names.map(str::to_owned);
        let last = |pass| last_of_level(&names, pass).map(String::as_str);
        assert_eq!(last("lower-graph-to-te"), Some("001-cse.mlir"));
        assert_eq!(last(""), Some("003-cse.mlir"));
        assert_eq!(last("lower-te-to-loop"), None);
    }

    #[test]
    fn accuracy_counts_rows() {
        let labels = npy::Array { shape: vec![2], data: vec![1, 1] };
        assert!(
            accuracy(&array(2, &[1.0, 2.0, 4.0, 3.0]), &labels)
                .contains("1 of 2 held-out images, 50.0 %")
        );
    }
}
