//! The program descriptor that the runtime reads, and the function it calls.
//!
//! Both repeat `terrace_runtime::abi`.

use terrace_ir::{Diags, FloatTy, Reported, Sign, Type, TypeKind};
use terrace_runtime::DType;
use terrace_runtime::abi::ABI_VERSION;
use terrace_runtime::weights::WeightsInfo;

use crate::build::{At, Build, Fun, Val};
use crate::codes::LLVM005;
use crate::emit::Unit;
use crate::plan::{Function, Kernel, Plan};
use crate::types;

/// What the entry's arguments are.
pub(crate) struct Entry<'a> {
    function: &'a Function<'a>,
    inputs: Vec<Tensor<'a>>,
    outputs: Vec<Tensor<'a>>,
    arena: Option<u64>,
}

/// An input or output.
struct Tensor<'a> {
    name: &'a str,
    dtype: DType,
    shape: &'a [i64],
    bytes: u64,
}

impl<'a> Entry<'a> {
    /// Reads the signature of the entry function.
    pub(crate) fn of(
        plan: &'a Plan<'a>,
        function: &'a Function<'a>,
        diags: &mut Diags,
    ) -> Result<Entry<'a>, Reported> {
        read(plan, function)
            .map_err(|why| diags.error(&LLVM005, function.root.loc(), &[&function.name, &why]))
    }
}

fn read<'a>(plan: &'a Plan<'a>, function: &'a Function<'a>) -> Result<Entry<'a>, String> {
    let cx = plan.cx;
    let names = |key: &str| -> Result<Vec<&'a str>, String> {
        let Some(attr) = function.root.attr(key) else { return Ok(Vec::new()) };
        let single = [attr];
        let items = attr.as_array(cx).unwrap_or(&single);
        let text = |a: &terrace_ir::Attr| a.as_str(cx);
        let all: Option<Vec<&str>> = items.iter().map(text).collect();
        all.ok_or_else(|| format!("`{key}` is no array of strings"))
    };
    let (inputs, outputs) = (names("terrace.input_names")?, names("terrace.output_names")?);
    if !function.results.is_empty() {
        return Err("it has results: outputs are arguments".into());
    }
    let types = function.inputs;
    let n = inputs.len() + outputs.len();
    let [tensors @ .., tid, n_threads] = types else {
        return Err("it does not take the thread's number and the number of threads".into());
    };
    if !tid.is_index(cx) || !n_threads.is_index(cx) {
        return Err("its last two arguments are no `index`".into());
    }
    let (tensors, rest) = tensors.split_at_checked(n).ok_or_else(|| {
        format!("it names {n} inputs and outputs, but takes {} buffers", tensors.len())
    })?;
    let arena = match rest {
        [] => None,
        &[arena] => Some(arena_bytes(plan, arena).ok_or("its arena is no `memref<Nxi8>`")?),
        _ => return Err(format!("it names {n} inputs and outputs, but takes more buffers")),
    };
    let (input_types, output_types) = tensors.split_at(inputs.len());
    let list = |names: Vec<&'a str>, types: &'a [Type]| -> Result<Vec<Tensor<'a>>, String> {
        names.into_iter().zip(types).map(|(name, &ty)| tensor(plan, name, ty)).collect()
    };
    Ok(Entry {
        function,
        inputs: list(inputs, input_types)?,
        outputs: list(outputs, output_types)?,
        arena,
    })
}

fn arena_bytes(plan: &Plan<'_>, ty: Type) -> Option<u64> {
    let dense = types::is_dense(plan.cx, ty) && ty.elem(plan.cx).int_width(plan.cx) == Some(8);
    let &[n] = ty.static_shape(plan.cx)? else { return None };
    u64::try_from(n).ok().filter(|_| dense)
}

fn tensor<'a>(plan: &'a Plan<'a>, name: &'a str, ty: Type) -> Result<Tensor<'a>, String> {
    let cx = plan.cx;
    let dtype = match ty.elem(cx).kind(cx) {
        TypeKind::Float(FloatTy::F32) => Some(DType::F32),
        TypeKind::Float(FloatTy::F64) => Some(DType::F64),
        TypeKind::Float(FloatTy::F16) => Some(DType::F16),
        TypeKind::Float(FloatTy::BF16) => Some(DType::BF16),
        TypeKind::Index => Some(DType::I64),
        TypeKind::Int { width, sign } => match (width, *sign == Sign::Unsigned) {
            (1, _) => Some(DType::Bool),
            (8, false) => Some(DType::I8),
            (8, true) => Some(DType::U8),
            (16, false) => Some(DType::I16),
            (16, true) => Some(DType::U16),
            (32, false) => Some(DType::I32),
            (32, true) => Some(DType::U32),
            (64, false) => Some(DType::I64),
            (64, true) => Some(DType::U64),
            _ => None,
        },
        _ => None,
    };
    let dtype = dtype.ok_or_else(|| format!("`{name}` has an element type of no tensor"))?;
    let shape = ty.static_shape(cx).filter(|_| types::is_dense(cx, ty));
    let shape = shape.ok_or_else(|| format!("`{name}` is no dense memref of static shape"))?;
    let bytes = types::extent_bytes(cx, ty).ok_or_else(|| format!("`{name}` is too large"))?;
    Ok(Tensor { name, dtype, shape, bytes })
}

impl Unit<'_> {
    /// Adds the descriptor and the function behind it.
    pub(crate) fn program(
        &self,
        entry: &Entry<'_>,
        weights: WeightsInfo,
        diags: &mut Diags,
    ) -> Result<(), Reported> {
        let b = &self.b;
        let main = self.declare(entry.function, diags)?;
        let entry_fun = self.entry_function(entry, main);
        let kernels: Vec<Val> = self.plan.kernels.iter().map(|k| self.kernel_desc(k)).collect();
        let tensors = |what: &str, list: &[Tensor<'_>]| {
            let descs: Vec<Val> = list.iter().map(|t| tensor_desc(b, what, t)).collect();
            table(b, what, &descs)
        };
        let count = |n: usize| b.i32_value(n as u32);
        let fields = [
            b.i32_value(ABI_VERSION),
            count(entry.inputs.len()),
            count(entry.outputs.len()),
            count(kernels.len()),
            tensors("inputs", &entry.inputs),
            tensors("outputs", &entry.outputs),
            table(b, "kernels", &kernels),
            b.i64_value(entry.arena.unwrap_or(0) as i64),
            b.i64_value(weights.bytes as i64),
            b.i64_value(weights.hash as i64),
            entry_fun.val,
        ];
        let program = b.constant_global("terrace_program", b.const_struct(&fields), 8);
        b.export(program);
        Ok(())
    }

    /// `entry(io, arena, weights, tid, n_threads)`: unpacks the addresses and calls the entry.
    fn entry_function(&self, entry: &Entry<'_>, main: Fun) -> Fun {
        let b = &self.b;
        let (ptr, i64_ty) = (b.ptr(), b.int(64));
        let ty = b.function_ty(&[ptr, ptr, ptr, i64_ty, i64_ty], b.void());
        let fun = b.function("model.entry", ty);
        b.hide(fun.val);
        for (key, value) in self.target {
            b.text_attribute(fun, key, value);
        }
        b.attribute(fun, At::Function, "nounwind", 0);
        b.at_end(b.new_block(fun));
        let param = |i| b.param(fun, i);
        let n = entry.inputs.len() + entry.outputs.len();
        let mut args: Vec<Val> =
            (0..n).map(|i| b.load(ptr, b.gep(ptr, param(0), b.i64_value(i as i64)), 8)).collect();
        if entry.arena.is_some() {
            args.push(param(1));
        }
        args.extend([param(3), param(4)]);
        if entry.function.takes_weights {
            args.push(param(2));
        }
        b.call(main, &args);
        b.ret(&[]);
        fun
    }

    fn kernel_desc(&self, kernel: &Kernel) -> Val {
        let text = |what: &str, t: &str| self.b.text(&format!("kernel.{what}"), t);
        let fields = [text("name", &kernel.name), text("source", &kernel.source)];
        self.b.const_struct(&fields)
    }
}

fn tensor_desc(b: &Build<'_>, what: &str, tensor: &Tensor<'_>) -> Val {
    let dims: Vec<Val> = tensor.shape.iter().map(|&d| b.i64_value(d)).collect();
    let shape = b.const_array(b.int(64), &dims);
    b.const_struct(&[
        b.text(&format!("{what}.name"), tensor.name),
        b.i32_value(tensor.dtype.number()),
        b.i32_value(tensor.shape.len() as u32),
        b.constant_global(&format!("{what}.shape"), shape, 8),
        b.i64_value(tensor.bytes as i64),
    ])
}

/// The address of a table, null for an empty one.
fn table(b: &Build<'_>, name: &str, rows: &[Val]) -> Val {
    match rows.first() {
        None => b.zero(b.ptr()),
        Some(&first) => {
            let content = b.const_array(b.ty(first), rows);
            b.constant_global(&format!("program.{name}"), content, 8)
        }
    }
}
