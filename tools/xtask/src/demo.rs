//! `./x demo`: one network through the whole compiler, with everything said that there is to see.

use crate::npy;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// What to run and where.
pub struct Demo {
    /// Folder below `test/models` that holds the reference.
    pub name: String,
    pub terrace: PathBuf,
    pub model: PathBuf,
    /// Holds `<name>.npy` for each input of the model.
    pub inputs: PathBuf,
    /// Everything the demo writes goes here.
    pub out: PathBuf,
}

/// The levels whose IR the demo writes, with what a reader sees there.
const LEVELS: &[(&str, &str, &str)] = &[
    ("graph", "mlir", "layers, weights by name"),
    ("te", "mlir", "for every output element, its formula"),
    ("loop", "mlir", "loops, blocks and buffers, after scheduling"),
    ("mlir", "mlir", "upstream MLIR: mlir-opt reads it"),
    ("llvm", "ll", "LLVM IR"),
    ("asm", "s", "machine code as text"),
];

/// Relative error (norm of the difference over norm of the reference) up to which outputs agree.
const MAX_RELATIVE_ERROR: f64 = 1e-4;
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
    let reference = Path::new("test/models").join(&demo.name);
    let outputs = demo.out.join("outputs");
    let logits = reference.join("outputs/logits.npy");
    let want = npy::read::<f32>(&logits)?;
    let images = want.shape.first().copied().unwrap_or(0);

    heading(&format!("{}: {} images from {}", demo.name, images, demo.inputs.display()));
    let compiled = demo.out.join("model.so");
    let cost = terrace(demo, &["compile"], &["--emit=so", "-o"], &compiled)?;
    println!(
        "  compiled in {:.2} s, peak memory {}",
        cost.time.as_secs_f64(),
        mega(cost.peak_bytes)
    );
    fs::create_dir_all(&outputs).map_err(|e| format!("{}: {e}", outputs.display()))?;
    let inputs = demo.inputs.to_string_lossy().into_owned();
    let cost = terrace(demo, &["run"], &["--inputs", &inputs, "--outputs"], &outputs)?;
    println!(
        "  ran in {:.2} s, peak memory {} (compiles again, in memory)",
        cost.time.as_secs_f64(),
        mega(cost.peak_bytes)
    );

    let got = npy::read::<f32>(&outputs.join("logits.npy"))?;
    let agree = compare(&got, &want)?;
    println!("{agree}");
    let labels = reference.join("labels.npy");
    if labels.exists() {
        println!("{}", accuracy(&got, &npy::read::<i64>(&labels)?));
    }
    heading("the IR, level by level");
    for (level, extension, about) in LEVELS {
        let path = demo.out.join(format!("{level}.{extension}"));
        terrace(demo, &["compile"], &[&format!("--emit={level}"), "-o"], &path)?;
        println!("  {:<44} {about}", path.display());
    }
    Ok(())
}

fn heading(text: &str) {
    println!("==> {text}");
}

fn mega(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1e6)
}

/// Runs `terrace COMMAND MODEL [--bind N=..] ARGS PATH` and measures it.
fn terrace(demo: &Demo, command: &[&str], args: &[&str], path: &Path) -> Result<Cost, String> {
    let mut child = Command::new(&demo.terrace);
    child.args(command).arg(&demo.model);
    if let Some(n) = bound(demo)? {
        child.arg("--bind").arg(format!("N={n}"));
    }
    child.args(args).arg(path);
    let shown = format!("{child:?}").replace('"', "");
    println!("  $ {shown}");
    let start = Instant::now();
    let mut child = child.spawn().map_err(|e| format!("{}: {e}", demo.terrace.display()))?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak_bytes = 0;
    let exit = loop {
        peak_bytes = peak_bytes.max(high_water(&status));
        match child.try_wait().map_err(|e| e.to_string())? {
            Some(exit) => break exit,
            None => std::thread::sleep(SAMPLE),
        }
    };
    let cost = Cost { time: start.elapsed(), peak_bytes };
    if exit.success() { Ok(cost) } else { Err(format!("failed ({exit}): {shown}")) }
}

/// The peak resident memory of a running process; 0 where the system does not say.
fn high_water(status: &str) -> u64 {
    let text = fs::read_to_string(status).unwrap_or_default();
    let kb = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    kb.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// The batch size of the stored images, for a model that leaves it open.
fn bound(demo: &Demo) -> Result<Option<usize>, String> {
    if demo.name != "digits" {
        return Ok(None);
    }
    let images = npy::read::<f32>(&demo.inputs.join("image.npy"))?;
    Ok(images.shape.first().copied())
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
fn compare(got: &npy::Array<f32>, want: &npy::Array<f32>) -> Result<String, String> {
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
        "  agreement with ONNX Runtime's stored outputs: relative error {error:.1e}, \
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
        assert!(compare(&array(2, &[1.0, 2.0001, 4.0, 3.0]), &want).is_ok());
        assert!(compare(&array(2, &[1.0, 2.1, 4.0, 3.0]), &want).is_err());
        assert!(compare(&array(2, &[1.0, f32::NAN, 4.0, 3.0]), &want).is_err());
        assert!(compare(&array(1, &[1.0, 2.0, 4.0, 3.0]), &want).is_err());
    }

    #[test]
    fn accuracy_counts_rows() {
        let labels = npy::Array { shape: vec![2], data: vec![1, 1] };
        assert!(accuracy(&array(2, &[1.0, 2.0, 4.0, 3.0]), &labels).contains("1 of 2, 50.0 %"));
    }
}
