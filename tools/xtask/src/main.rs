//! Helpers that `./x` calls; people call `./x`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use xtask::documents::{Place, of_folder, wrong_commands};
use xtask::{demo, weights};

const USAGE: &str = "\
usage: xtask weights LIST DIR     write the seeded weights and inputs that LIST describes
       xtask demo NAME --terrace BIN --model M.onnx --inputs DIR --out DIR
       xtask documents DIR --programs DIR   run the commands of documents";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["weights", list, dir] => expand(list, Path::new(dir)),
        [
            "demo",
            name,
            "--terrace",
            terrace,
            "--model",
            model,
            "--inputs",
            inputs,
            "--out",
            out,
        ] => {
            let paths = [terrace, model, inputs, out].map(PathBuf::from);
            let [terrace, model, inputs, out] = paths;
            let (name, references) = ((*name).to_owned(), PathBuf::from("test/models"));
            demo::run(&demo::Demo { name, terrace, model, inputs, out, references })
        }
        ["documents", folder, "--programs", programs] => run_documents(folder, programs),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn expand(list: &str, dir: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(list).map_err(|e| format!("{list}: {e}"))?;
    let bytes = weights::expand(&text, dir)?;
    println!("wrote {:.1} MB of seeded weights to {}", bytes as f64 / 1e6, dir.display());
    Ok(())
}

fn run_documents(folder: &str, programs: &str) -> Result<(), String> {
    let documents = of_folder(Path::new(folder)).map_err(|e| format!("{folder}: {e}"))?;
    let programs = Path::new(programs).canonicalize().map_err(|e| format!("{programs}: {e}"))?;
    let (n, wrong) =
        wrong_commands(&documents, &Place { root: Path::new("."), programs: &programs });
    println!("{} passed, {} failed, 0 skipped", n - wrong.len().min(n), wrong.len());
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n\n")) }
}
