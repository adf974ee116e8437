//! Tensors of a model in a folder: one file for each input and output.
//!
//! `<name>.npy` or `<name>.pb`, where every character of the name outside `[0-9A-Za-z]` is `_`; or
//! `input_<i>` and `output_<i>` with these extensions, as the data sets of the ONNX project have
//! them.

use std::path::{Path, PathBuf};

use terrace_ir::eval::{Comparison, Dtype, Tensor, Tolerance, compare};
use terrace_ir::{Context, FloatTy};
use terrace_onnx::tensor_io;
use terrace_runtime::{DType, TensorInfo};

use terrace_opt::{Streams, output};

/// An input or output: its name, element type and shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) name: String,
    pub(crate) dtype: DType,
    pub(crate) shape: Vec<i64>,
}

impl From<&TensorInfo> for Slot {
    fn from(info: &TensorInfo) -> Slot {
        Slot { name: info.name.clone(), dtype: info.dtype, shape: info.shape.clone() }
    }
}

impl Slot {
    /// The slot for values of a tensor or memref type.
    pub(crate) fn of(cx: &Context, name: &str, ty: terrace_ir::Type) -> Option<Slot> {
        let dtype = Dtype::of(cx, ty.elem(cx))?;
        let number = DType::ALL.into_iter().find(|d| eval_dtype(*d) == dtype)?;
        let shape = ty.static_shape(cx)?.to_vec();
        Some(Slot { name: name.to_owned(), dtype: number, shape })
    }

    fn elements(&self) -> usize {
        self.shape.iter().product::<i64>().max(0) as usize
    }

    /// Bytes of a dense tensor.
    pub(crate) fn bytes(&self) -> usize {
        self.elements() * self.dtype.size()
    }

    /// The interpreter's tensor of these little-endian bytes.
    pub(crate) fn tensor(&self, bytes: &[u8]) -> Option<Tensor> {
        Tensor::from_le_bytes(eval_dtype(self.dtype), &self.shape, bytes)
    }
}

/// The interpreter's name for an element type.
fn eval_dtype(dtype: DType) -> Dtype {
    match dtype {
        DType::F32 => Dtype::F32,
        DType::F64 => Dtype::Float(FloatTy::F64),
        DType::F16 => Dtype::Float(FloatTy::F16),
        DType::BF16 => Dtype::Float(FloatTy::BF16),
        DType::Bool => Dtype::BOOL,
        DType::I8 => Dtype::Int(8),
        DType::I16 => Dtype::Int(16),
        DType::I32 => Dtype::Int(32),
        DType::I64 => Dtype::Int(64),
        DType::U8 => Dtype::UInt(8),
        DType::U16 => Dtype::UInt(16),
        DType::U32 => Dtype::UInt(32),
        DType::U64 => Dtype::UInt(64),
    }
}

fn stem(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// The file of a tensor in a folder.
fn find(folder: &Path, slot: &Slot, word: &str, i: usize) -> Result<PathBuf, String> {
    let stems = [stem(&slot.name), format!("{word}_{i}")];
    let names = stems.iter().flat_map(|s| [format!("{s}.npy"), format!("{s}.pb")]);
    let names: Vec<String> = names.collect();
    let found = names.iter().map(|n| folder.join(n)).find(|path| path.is_file());
    found.ok_or_else(|| {
        format!(
            "no file for {word} `{}` in `{}`: {}",
            slot.name,
            folder.display(),
            names.join(", ")
        )
    })
}

fn read(path: &Path, slot: &Slot) -> Result<Vec<u8>, String> {
    let tensor = tensor_io::read(path)
        .map_err(|problems| format!("`{}` for `{}`: {problems}", path.display(), slot.name))?;
    let shape: Vec<i64> = tensor.shape.iter().map(|&d| d as i64).collect();
    let dtype = u32::try_from(tensor.dtype.number()).ok().and_then(DType::from_number);
    if dtype != Some(slot.dtype) || shape != slot.shape {
        return Err(format!(
            "`{}` for `{}`: expected {} {:?}, got {} {shape:?}",
            path.display(),
            slot.name,
            slot.dtype,
            slot.shape,
            dtype.map_or(tensor.dtype.onnx_name().to_owned(), |d| d.to_string()),
        ));
    }
    Ok(tensor.data.to_vec())
}

/// The bytes of each tensor, or everything that is wrong with their files.
fn read_all(slots: &[Slot], folder: &Path, word: &str) -> Result<Vec<Vec<u8>>, String> {
    let mut all = Vec::new();
    let mut wrong = Vec::new();
    for (i, slot) in slots.iter().enumerate() {
        match find(folder, slot, word, i).and_then(|path| read(&path, slot)) {
            Ok(bytes) => all.push(bytes),
            Err(error) => wrong.push(error),
        }
    }
    if wrong.is_empty() { Ok(all) } else { Err(wrong.join("\nerror: ")) }
}

/// Checks that tensors of these sizes fit into the memory of this machine, before any is made.
///
/// # Errors
/// What they take, and what there is.
pub(crate) fn check_sizes(slots: &[Slot]) -> Result<(), String> {
    let bytes = |s: &Slot| s.shape.iter().fold(s.dtype.size() as f64, |n, &d| n * d.max(0) as f64);
    let all: f64 = slots.iter().map(bytes).sum();
    let memory = memory_bytes();
    if all <= memory as f64 {
        return Ok(());
    }
    let (all, memory) = (all / 1e9, memory as f64 / 1e9);
    Err(format!("inputs and outputs take {all:.0} GB, this machine has {memory:.0} GB"))
}

/// The memory of this machine; where the system does not say, what it could address.
fn memory_bytes() -> u64 {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text.lines().find_map(|l| l.strip_prefix("MemTotal:"));
    let kib = line.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok());
    kib.map_or(1 << 47, |kib| kib << 10)
}

/// The bytes of each input.
///
/// # Errors
/// Everything that is wrong with the files.
pub(crate) fn read_inputs(slots: &[Slot], folder: &Path) -> Result<Vec<Vec<u8>>, String> {
    read_all(slots, folder, "input")
}

/// Outputs as text, a line each: `name: f32[2, 2] = 1.0 2.0 3.0 4.0`, row-major.
pub(crate) fn text_of(slots: &[Slot], outputs: &[Vec<u8>]) -> String {
    let mut text = String::new();
    for (slot, bytes) in slots.iter().zip(outputs) {
        text.push_str(&format!("{}: {}{:?} =", slot.name, slot.dtype, slot.shape));
        let tensor = slot.tensor(bytes);
        for i in 0..tensor.as_ref().map_or(0, Tensor::len) {
            let Some(tensor) = &tensor else { continue };
            let (dtype, raw) = (tensor.dtype(), tensor.raw(i));
            text.push_str(&match dtype.is_float() {
                true => format!(" {:?}", dtype.as_f64(raw)),
                false => format!(" {}", raw as i64),
            });
        }
        text.push('\n');
    }
    text
}

/// Writes each output; formats that `.npy` does not have go to `.pb`.
///
/// # Errors
/// What could not be written.
pub(crate) fn write_outputs(
    slots: &[Slot],
    outputs: &[Vec<u8>],
    folder: &Path,
    streams: &mut Streams<'_>,
) -> Result<(), String> {
    std::fs::create_dir_all(folder)
        .map_err(|error| format!("cannot make `{}`: {error}", folder.display()))?;
    for (slot, bytes) in slots.iter().zip(outputs) {
        let number = i32::try_from(slot.dtype.number()).unwrap_or(0);
        let dtype = terrace_onnx::DType::from_number(number)
            .ok_or_else(|| format!("`{}` has an element type without files", slot.name))?;
        let shape = slot.shape.iter().map(|&d| d.max(0) as u64).collect();
        let tensor =
            terrace_onnx::Tensor::new(slot.name.clone(), dtype, shape, bytes.clone().into())
                .map_err(|problems| problems.to_string())?;
        let (data, extension) = match tensor_io::encode(&tensor, tensor_io::Format::Npy) {
            Ok(data) => (data, "npy"),
            Err(_) => {
                let data = tensor_io::encode(&tensor, tensor_io::Format::Pb);
                (data.map_err(|problems| problems.to_string())?, "pb")
            }
        };
        let path = folder.join(format!("{}.{extension}", stem(&slot.name)));
        output::write(&path.display().to_string(), &data, streams)?;
    }
    Ok(())
}

/// Compares outputs with stored ones: a line for each, and whether all agree.
///
/// # Errors
/// Everything that is wrong with the files.
pub(crate) fn compare_outputs(
    slots: &[Slot],
    outputs: &[Vec<u8>],
    folder: &Path,
    (rtol, atol): (f64, f64),
) -> Result<(String, bool), String> {
    let expected = read_all(slots, folder, "output")?;
    let mut text = String::new();
    let mut agree = true;
    for ((slot, want), got) in slots.iter().zip(&expected).zip(outputs) {
        let (Some(want), Some(got)) = (slot.tensor(want), slot.tensor(got)) else {
            return Err(format!("`{}` has another size than its type", slot.name));
        };
        let (comparison, ok) = judge(&want, &got, rtol, atol)?;
        agree &= ok;
        let word = if ok { "agrees" } else { "DIFFERS" };
        text += &format!("{} {word}: {comparison}\n", slot.name);
    }
    Ok((text, agree))
}

/// Outputs agree when each element does (`|want - got| <= atol + rtol * |want|`), or when the norm
/// of the difference is at most `rtol` times the norm of what is wanted, and all are finite alike.
fn judge(want: &Tensor, got: &Tensor, rtol: f64, atol: f64) -> Result<(Comparison, bool), String> {
    let tolerance = Tolerance { abs: atol, rel: rtol, norm: 0.0 };
    let by_element = compare(want, got, tolerance)?;
    let finite = compare(want, got, Tolerance { abs: f64::MAX, ..tolerance })?;
    let exact = !want.dtype().is_float();
    let by_norm = !exact && finite.ok() && by_element.rel_norm <= rtol;
    let ok = by_element.ok() || by_norm;
    Ok((by_element, ok))
}

/// Reproducible inputs for timing: floats in -1..1, small integers, bits.
pub(crate) fn noise(slots: &[Slot]) -> Vec<Vec<u8>> {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state >> 11
    };
    let mut element = move |dtype: DType| -> Vec<u8> {
        let bits = next();
        let float = bits as f64 / (1u64 << 52) as f64 - 1.0;
        let small = (bits % 10) as u8;
        match dtype {
            DType::F32 => (float as f32).to_le_bytes().to_vec(),
            DType::F64 => float.to_le_bytes().to_vec(),
            DType::F16 | DType::BF16 => {
                let format = if dtype == DType::F16 { FloatTy::F16 } else { FloatTy::BF16 };
                (terrace_ir::float::from_f64(format, float) as u16).to_le_bytes().to_vec()
            }
            DType::Bool => vec![small & 1],
            _ => {
                let mut bytes = vec![0; dtype.size()];
                bytes[0] = small;
                bytes
            }
        }
    };
    slots.iter().map(|s| (0..s.elements()).flat_map(|_| element(s.dtype)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(name: &str, dtype: DType, shape: &[i64]) -> Slot {
        Slot { name: name.into(), dtype, shape: shape.to_vec() }
    }

    #[test]
    fn tensors_survive_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let slots: Vec<Slot> =
            DType::ALL.iter().map(|d| slot(&format!("in/{d}:0"), *d, &[2, 3])).collect();
        let data = noise(&slots);
        let (mut stdin, mut stdout, mut stderr) = (&b""[..], Vec::new(), Vec::new());
        let mut streams =
            Streams { stdin: &mut stdin, stdout: &mut stdout, stderr: &mut stderr, color: false };
        write_outputs(&slots, &data, folder.path(), &mut streams).unwrap();
        assert!(folder.path().join("in_f32_0.npy").exists());
        assert_eq!(read_inputs(&slots, folder.path()).unwrap(), data);
        let (text, agree) = compare_outputs(&slots, &data, folder.path(), (0.0, 0.0)).unwrap();
        assert!(agree, "{text}");
        let wrong = read_inputs(&[slot("in/f32:0", DType::F32, &[6])], folder.path());
        assert!(wrong.unwrap_err().contains("expected f32 [6], got"));
        let missing = read_inputs(&[slot("x", DType::F32, &[6])], folder.path()).unwrap_err();
        assert!(missing.contains("x.npy, x.pb, input_0.npy, input_0.pb"), "{missing}");
    }

    #[test]
    fn tensors_that_no_machine_holds_are_refused() {
        let huge = slot("x", DType::F32, &[1 << 59]);
        assert!(check_sizes(&[huge]).unwrap_err().contains("GB, this machine has"));
        assert_eq!(check_sizes(&[slot("x", DType::F32, &[64])]), Ok(()));
    }

    #[test]
    fn outputs_agree_by_element_or_by_norm() {
        let want = Tensor::from_f32(&[3], [1000.0, 1e-6, 0.0]).unwrap();
        let near = Tensor::from_f32(&[3], [1000.01, 2e-6, 1e-7]).unwrap();
        assert!(judge(&want, &near, 1e-4, 0.0).unwrap().1, "by norm");
        assert!(!judge(&want, &near, 1e-6, 0.0).unwrap().1);
        let far = Tensor::from_f32(&[3], [1000.0, f32::NAN, 0.0]).unwrap();
        assert!(!judge(&want, &far, 1e-4, 1e9).unwrap().1, "a NaN never agrees");
        let (one, two) = ([1i64], [2i64]);
        let ints = [Tensor::from_i64(&[1], one), Tensor::from_i64(&[1], two)].map(Option::unwrap);
        assert!(!judge(&ints[0], &ints[1], 0.1, 0.0).unwrap().1);
    }
}
