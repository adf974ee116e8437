//! Large constants: laid out in the weights file in the order of the module, streamed from where
//! their bytes are mapped.

use std::io;
use std::path::Path;

use terrace_ir::{AttrKind, Blob, Context, Diags, Reported};
use terrace_runtime::abi::ALIGN;
use terrace_runtime::hash::Xxh64;
use terrace_runtime::weights::{WeightsInfo, WeightsWriter};

use crate::codes::{LLVM004, LLVM009};
use crate::plan::{Global, Place, Plan};

/// Constants of at most this many bytes stay in the objects.
const INLINE_BYTES: u64 = 64 << 10;

/// Bytes of a splat that are made at a time.
const CHUNK: usize = 64 << 10;

/// Decides where each constant goes, writes the weights (to `path` if there is one) and notes their
/// offsets in the plan.
pub(crate) fn place(
    plan: &mut Plan<'_>,
    path: Option<&Path>,
    diags: &mut Diags,
) -> Result<WeightsInfo, Reported> {
    let loc = plan.module.loc();
    let order = plan.global_order.clone();
    let mut large = Vec::new();
    for sym in order {
        let Some(global) = plan.globals.get_mut(&sym) else { continue };
        if elements(plan.cx, global, diags)?.bytes > INLINE_BYTES {
            large.push(sym);
        }
    }
    let write = |plan: &mut Plan<'_>, diags: &mut Diags| -> Result<_, Reported> {
        let failed = |e: io::Error| format!("writing the weights: {e}");
        let mut sink = match path {
            Some(path) if !large.is_empty() => Sink::File(
                WeightsWriter::create(path)
                    .map_err(|e| diags.error(&LLVM009, loc, &[&failed(e)]))?,
            ),
            _ => Sink::Hash(Xxh64::default(), 0),
        };
        for sym in &large {
            let Some(global) = plan.globals.get_mut(sym) else { continue };
            let elements = elements(plan.cx, global, diags)?;
            let offset = sink.append(&elements);
            let offset = offset.map_err(|e| diags.error(&LLVM009, loc, &[&failed(e)]))?;
            global.place = Place::Weights(offset);
        }
        sink.finish().map_err(|e| diags.error(&LLVM009, loc, &[&failed(e)]))
    };
    let info = write(plan, diags)?;
    plan.hand_weights_down();
    Ok(info)
}

/// The bytes of a constant.
pub(crate) struct Elements {
    /// All elements, or the one that all equal.
    data: Blob,
    splat: bool,
    /// Bytes of all elements.
    pub(crate) bytes: u64,
}

impl Elements {
    /// All bytes; only for small ones.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        if !self.splat || self.data.is_empty() {
            return self.data.to_vec();
        }
        self.data.repeat(self.bytes as usize / self.data.len())
    }
}

/// The elements of a global, whose type they were found to have.
pub(crate) fn elements(
    cx: &Context,
    global: &Global<'_>,
    diags: &mut Diags,
) -> Result<Elements, Reported> {
    let bad = |diags: &mut Diags, why: &str| {
        Err(diags.error(&LLVM004, global.op.loc(), &[&"memref.global", &why]))
    };
    let (Some(n), Some(size)) = (global.ty.n_elems(cx), global.ty.elem_bytes(cx)) else {
        return bad(diags, "its type has no known size");
    };
    let Some(bytes) = (n as u64).checked_mul(size as u64).filter(|b| *b < 1 << 46) else {
        return bad(diags, "it is too large");
    };
    if !crate::types::is_dense(cx, global.ty) {
        return bad(diags, "its type is not dense and row-major");
    }
    let (ty, data, splat) = match &*global.value.kind(cx) {
        AttrKind::DenseElements { ty, data, splat } => (*ty, data.clone(), *splat),
        AttrKind::DenseResource { ty, key } => match cx.resource(*key) {
            Some(blob) => (*ty, blob, false),
            None => return bad(diags, "the bytes of its resource are not there"),
        },
        _ => return bad(diags, "its value is neither dense elements nor a resource"),
    };
    if ty.elem(cx) != global.ty.elem(cx) || ty.n_elems(cx) != Some(n) {
        return bad(diags, "its value has another type");
    }
    let expected = if splat { size as u64 } else { bytes };
    if data.len() as u64 != expected {
        return bad(diags, "its value has another number of bytes than its type");
    }
    Ok(Elements { data, splat, bytes })
}

/// Where weights go: a file, or nowhere but into the hash.
enum Sink {
    File(WeightsWriter),
    Hash(Xxh64, u64),
}

impl Sink {
    fn append(&mut self, elements: &Elements) -> io::Result<u64> {
        let offset = match self {
            Sink::File(writer) => writer.begin_tensor()?,
            Sink::Hash(hash, bytes) => {
                let offset = bytes.next_multiple_of(ALIGN as u64);
                hash.update(&[0; ALIGN][..(offset - *bytes) as usize]);
                *bytes = offset;
                offset
            }
        };
        if !elements.splat || elements.data.is_empty() {
            self.write(&elements.data)?;
            return Ok(offset);
        }
        let chunk = elements.data.repeat(CHUNK / elements.data.len());
        let mut left = elements.bytes;
        while left > 0 {
            let n = left.min(chunk.len() as u64) as usize;
            self.write(&chunk[..n])?;
            left -= n as u64;
        }
        Ok(offset)
    }

    fn write(&mut self, data: &[u8]) -> io::Result<()> {
        match self {
            Sink::File(writer) => writer.write(data),
            Sink::Hash(hash, bytes) => {
                hash.update(data);
                *bytes += data.len() as u64;
                Ok(())
            }
        }
    }

    fn finish(self) -> io::Result<WeightsInfo> {
        match self {
            Sink::File(writer) => writer.finish(),
            Sink::Hash(hash, bytes) => Ok(WeightsInfo { bytes, hash: hash.finish() }),
        }
    }
}
