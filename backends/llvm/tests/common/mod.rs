//! Modules from text, compiled and run.
#![allow(dead_code, reason = "each test uses some of it")]

use std::path::Path;

use terrace_ir::{Body, Context, Diags};
use terrace_llvm::{Artifacts, Emit, Options, compile};
use terrace_runtime::{Input, Output, SharedModel};

/// A context with the upstream dialects.
pub fn context() -> Context {
    let cx = Context::new();
    terrace_upstream::load(&cx);
    cx
}

pub fn parse(cx: &Context, text: &str) -> Body {
    let mut diags = Diags::new();
    let parsed = terrace_ir::text::parse_module(cx, text, "test.mlir", &mut diags);
    parsed.unwrap_or_else(|_| panic!("{:#?}\n{text}", diags.items()))
}

/// What compiling gives, or the codes of what was reported.
pub fn try_compile(text: &str, options: &Options) -> Result<Artifacts, Vec<String>> {
    let cx = context();
    let module = parse(&cx, text);
    let mut diags = Diags::new();
    compile(&cx, &module, options, &mut diags).map_err(|_| {
        diags.items().iter().map(|d| format!("{}: {}", d.code.id, d.message)).collect()
    })
}

pub fn compiled(text: &str, options: &Options) -> Artifacts {
    try_compile(text, options).unwrap_or_else(|reported| panic!("{reported:#?}\n{text}"))
}

/// Compiles to a library in `folder` and opens it.
pub fn open(text: &str, folder: &Path, threads: usize, change: fn(&mut Options)) -> SharedModel {
    let path = folder.join("model.so");
    let mut options = Options::new(Emit::Library(path.clone()));
    change(&mut options);
    compiled(text, &options);
    let options = terrace_runtime::Options { threads, ..Default::default() };
    SharedModel::open(&path, None, &options).unwrap_or_else(|e| panic!("{e}"))
}

/// Bytes of the outputs for bytes of the inputs.
pub fn run(model: &SharedModel, inputs: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let ins: Vec<Input<'_>> = model
        .inputs()
        .iter()
        .zip(inputs)
        .map(|(info, data)| Input::new(info.dtype, &info.shape, data).expect("the right bytes"))
        .collect();
    // Vectors of 16-byte blocks, so that any element type is aligned.
    let sizes: Vec<usize> = model.outputs().iter().map(|o| o.bytes as usize).collect();
    let mut blocks: Vec<Vec<u128>> =
        sizes.iter().map(|n| vec![u128::MAX; n.div_ceil(16)]).collect();
    let infos = model.outputs().to_vec();
    let mut outs: Vec<Output<'_>> = infos
        .iter()
        .zip(&mut blocks)
        .zip(&sizes)
        .map(|((info, data), &n)| {
            // SAFETY: any bytes are such numbers, and the slice is within the vector.
            let bytes =
                unsafe { std::slice::from_raw_parts_mut(data.as_mut_ptr().cast::<u8>(), n) };
            Output::new(info.dtype, &info.shape, bytes).expect("the right bytes")
        })
        .collect();
    model.run(&ins, &mut outs).unwrap_or_else(|e| panic!("{e}"));
    drop(outs);
    blocks
        .iter()
        .zip(&sizes)
        .map(|(b, &n)| b.iter().flat_map(|w| w.to_le_bytes()).take(n).collect())
        .collect()
}

pub fn f32_bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

pub fn f32s(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|c| f32::from_le_bytes([c[0], c[1], c[2], c[3]])).collect()
}

/// Reproducible numbers in -1..1.
pub fn noise(n: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2654435761).wrapping_add(1);
    let next = || {
        state = state.wrapping_mul(1664525).wrapping_add(1013904223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    std::iter::repeat_with(next).take(n).collect()
}
