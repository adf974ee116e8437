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

/// The levels from the top: name, what marks an op of it in the text, what a reader sees there.
const LEVELS: &[(&str, &str, &str)] = &[
    ("graph", "graph.", "which layers, with which weights"),
    ("te", "te.", "for every output element, its formula"),
    ("loop", "loop.", "when and where each element is computed"),
    ("mlir", "func.func", "upstream MLIR: mlir-opt reads it"),
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
    println!("  time: {}", timing(demo, images)?);
    show_levels(&dumps)
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
fn timing(demo: &Demo, images: usize) -> Result<String, String> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut command = call(demo, "bench", &demo.model);
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
    let median_ms = 1e3 * seconds.get(seconds.len() / 2).ok_or("terrace bench gave no times")?;
    let each = median_ms / images.max(1) as f64;
    Ok(format!(
        "{median_ms:.2} ms for all {images}, {each:.3} ms each, {threads} threads; \
         peak memory with compiling {}",
        mega(peak_bytes)
    ))
}

/// Says which of the dumped files shows each level: the last one in which it is the highest.
fn show_levels(dumps: &Path) -> Result<(), String> {
    let wrong = |e: std::io::Error| format!("{}: {e}", dumps.display());
    let mut files: Vec<PathBuf> =
        fs::read_dir(dumps).map_err(wrong)?.flatten().map(|e| e.path()).collect();
    files.sort();
    let mut last: [Option<&PathBuf>; LEVELS.len()] = [None; LEVELS.len()];
    for file in &files {
        let text = fs::read_to_string(file).unwrap_or_default();
        if let Some(slot) = highest_level(&text).and_then(|k| last.get_mut(k)) {
            *slot = Some(file);
        }
    }
    println!(
        "==> the IR after each of {} passes is in {}; the last of each level:",
        files.len(),
        dumps.display()
    );
    for ((level, _, about), file) in LEVELS.iter().zip(last) {
        let name =
            file.and_then(|f| f.file_name()).unwrap_or_default().to_string_lossy().into_owned();
        println!("  {level:<6} {name:<44} {about}");
    }
    println!("  below that: terrace compile --emit=llvm or --emit=asm");
    Ok(())
}

/// The first level that has an op in this text.
fn highest_level(text: &str) -> Option<usize> {
    let is_op = |line: &str, mark: &str| {
        let op = line.split_once(" = ").map_or(line, |(_, op)| op).trim_start();
        op.trim_start_matches('"').starts_with(mark)
    };
    LEVELS.iter().position(|(_, mark, _)| text.lines().any(|l| is_op(l, mark)))
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
    format!(
        "  accuracy on held-out images: {right} of {all}, {:.1} %",
        100.0 * right as f64 / all as f64
    )
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
    fn the_level_of_a_dump_is_its_highest() {
        let level = |text: &str| highest_level(text).and_then(|k| LEVELS.get(k)).map(|l| l.0);
        assert_eq!(level("func.func @f() {\n  %0 = graph.relu %x\n  te.yield %1\n"), Some("graph"));
        assert_eq!(level("func.func @f() {\n  \"te.compute\"() ({\n"), Some("te"));
        assert_eq!(level("func.func @not_a_loop.for() {\n  scf.for %i\n"), Some("mlir"));
        assert_eq!(level("; LLVM IR\n"), None);
    }

    #[test]
    fn accuracy_counts_rows() {
        let labels = npy::Array { shape: vec![2], data: vec![1, 1] };
        assert!(accuracy(&array(2, &[1.0, 2.0, 4.0, 3.0]), &labels).contains("1 of 2, 50.0 %"));
    }
}
