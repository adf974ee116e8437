//! Hand-made programs for the tests.
#![allow(dead_code, reason = "each test uses some of it")]

use std::ffi::CString;
use std::path::Path;

use terrace_runtime::abi::{ABI_VERSION, Entry, KernelDesc, TensorDesc, TerraceProgram};
use terrace_runtime::{DType, Model, Options, Result};

/// Leaks a text, as an object holds it for good.
pub fn text(text: &str) -> *const std::ffi::c_char {
    CString::new(text).expect("a text without zeros").into_raw()
}

pub fn tensor(name: &str, dtype: DType, shape: &[i64]) -> TensorDesc {
    let elements: i64 = shape.iter().product();
    TensorDesc {
        name: text(name),
        dtype: dtype.number(),
        rank: shape.len() as u32,
        shape: shape.to_vec().leak().as_ptr(),
        bytes: (elements as u64).wrapping_mul(dtype.size() as u64),
    }
}

/// A program without arena, weights and kernels.
pub fn program(entry: Entry, inputs: Vec<TensorDesc>, outputs: Vec<TensorDesc>) -> TerraceProgram {
    let (inputs, outputs) = (inputs.leak(), outputs.leak());
    TerraceProgram {
        abi_version: ABI_VERSION,
        n_inputs: inputs.len() as u32,
        n_outputs: outputs.len() as u32,
        n_kernels: 0,
        inputs: inputs.as_ptr(),
        outputs: outputs.as_ptr(),
        kernels: std::ptr::null(),
        arena_bytes: 0,
        weights_bytes: 0,
        weights_hash: 0,
        entry: Some(entry),
    }
}

pub fn kernels(names: &[(&str, &str)]) -> (*const KernelDesc, u32) {
    let list: Vec<KernelDesc> = names
        .iter()
        .map(|(name, source)| KernelDesc { name: text(name), source: text(source) })
        .collect();
    let list = list.leak();
    (list.as_ptr(), list.len() as u32)
}

pub fn open(program: TerraceProgram, weights: Option<&Path>, options: &Options) -> Result<Model> {
    // SAFETY: the program is leaked, its pointers too, and the tests' entries keep to the contract.
    unsafe { Model::from_program(Box::leak(Box::new(program)), weights, options) }
}

pub fn with_threads(threads: usize) -> Options {
    Options { threads, ..Options::default() }
}
