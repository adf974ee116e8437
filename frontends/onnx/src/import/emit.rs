//! Making operations of the `graph` dialect, and evaluating them at once where all is known.
use super::array::{Array, MAX_ELEMENTS};
use super::{Importer, Val, Value, fold};
use crate::dtype::DType;
use crate::problem::{ONNX105, ONNX106};
use crate::tensor::element_count;
use bytes::Bytes;
use terrace_ir::{Attr, AttrKind, Blob, FloatTy, Sign, Type, TypeKind, ValueId};

/// What is known of a constant.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Const {
    /// All elements.
    Dense(Bytes),
    /// The one that all elements equal.
    Splat(Bytes),
}

/// An attribute of an operation to make.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Arg {
    Int(i64),
    Ints(Vec<i64>),
    Float(f64),
    Bool(bool),
    Str(&'static str),
}

/// An operation to make.
pub(super) struct Op<'a> {
    pub name: &'static str,
    pub operands: &'a [Val],
    pub attrs: Vec<(&'static str, Arg)>,
}

impl<'a> Op<'a> {
    pub fn new(name: &'static str, operands: &'a [Val]) -> Self {
        Self { name, operands, attrs: Vec::new() }
    }

    pub fn int(mut self, name: &'static str, value: impl TryInto<i64>) -> Self {
        // Axes and counts; larger ones were refused when they were decoded.
        self.attrs.push((name, Arg::Int(value.try_into().unwrap_or(i64::MAX))));
        self
    }

    pub fn ints<T: TryInto<i64> + Copy>(mut self, name: &'static str, values: &[T]) -> Self {
        let values = values.iter().map(|&value| value.try_into().unwrap_or(i64::MAX));
        self.attrs.push((name, Arg::Ints(values.collect())));
        self
    }

    pub fn float(mut self, name: &'static str, value: impl Into<f64>) -> Self {
        self.attrs.push((name, Arg::Float(value.into())));
        self
    }

    pub fn flag(mut self, name: &'static str, value: bool) -> Self {
        self.attrs.push((name, Arg::Bool(value)));
        self
    }

    pub fn word(mut self, name: &'static str, value: &'static str) -> Self {
        self.attrs.push((name, Arg::Str(value)));
        self
    }
}

impl Importer<'_> {
    /// Makes an operation with one result, or its value if all operands are small constants.
    pub fn emit(&mut self, op: Op<'_>, dtype: DType, shape: Vec<u64>) -> Option<Val> {
        if let Some(array) = self.evaluate(&op, dtype, &shape) {
            return self.constant(dtype, shape, Const::Dense(array.encode()));
        }
        self.emit_all(op, vec![(dtype, shape)])?.first().copied()
    }

    /// Makes an operation with these results.
    pub fn emit_all(&mut self, op: Op<'_>, results: Vec<(DType, Vec<u64>)>) -> Option<Vec<Val>> {
        let mut types = Vec::with_capacity(results.len());
        for (dtype, shape) in &results {
            types.push(self.tensor_type(*dtype, shape)?);
        }
        let mut operands = Vec::with_capacity(op.operands.len());
        for &operand in op.operands {
            operands.push(self.materialize(operand)?);
        }
        let attrs: Vec<(&str, Attr)> =
            op.attrs.iter().map(|(name, arg)| (*name, self.attribute(arg))).collect();
        let made = {
            let mut rw = self.rewriter();
            let mut builder = rw.build(op.name).operands(&operands).results(&types);
            for (name, attr) in attrs {
                builder = builder.attr(name, attr);
            }
            builder.done()
        };
        let mut vals = Vec::with_capacity(results.len());
        for (at, (dtype, shape)) in results.into_iter().enumerate() {
            let ssa = Some(self.body.result(made, at));
            vals.push(self.new_value(Value { dtype, shape, constant: None, ssa, name: None }));
        }
        Some(vals)
    }

    /// A constant; no operation is made until something uses it.
    pub fn constant(&mut self, dtype: DType, shape: Vec<u64>, constant: Const) -> Option<Val> {
        // Refuses shapes and types that the IR cannot say.
        self.tensor_type(dtype, &shape)?;
        let constant = Some(constant);
        Some(self.new_value(Value { dtype, shape, constant, ssa: None, name: None }))
    }

    /// A constant of rank 0.
    pub fn scalar(&mut self, dtype: DType, value: f64) -> Option<Val> {
        self.constant(dtype, Vec::new(), Const::Dense(number_bytes(dtype, value).into()))
    }

    /// A constant vector of numbers, rounded to the element type.
    pub fn float_vector(&mut self, dtype: DType, values: &[f64]) -> Option<Val> {
        let bytes: Vec<u8> = values.iter().flat_map(|&value| number_bytes(dtype, value)).collect();
        self.constant(dtype, vec![values.len() as u64], Const::Dense(bytes.into()))
    }

    /// A constant vector of i64.
    pub fn int_vector(&mut self, values: &[i64]) -> Option<Val> {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(DType::I64, vec![values.len() as u64], Const::Dense(bytes.into()))
    }

    /// The elements of a small constant.
    pub fn array(&self, val: Val) -> Option<Array> {
        let value = self.value(val);
        let elements = element_count(&value.shape)?;
        if elements > MAX_ELEMENTS {
            return None;
        }
        match value.constant.as_ref()? {
            Const::Dense(bytes) => Array::decode(value.dtype, &value.shape, bytes),
            Const::Splat(one) => {
                let one = Array::decode(value.dtype, &[], one)?;
                one.take(&value.shape, std::iter::repeat_n(0, elements as usize))
            }
        }
    }

    fn evaluate(&self, op: &Op<'_>, dtype: DType, shape: &[u64]) -> Option<Array> {
        if op.operands.is_empty() || element_count(shape)? > MAX_ELEMENTS {
            return None;
        }
        let operands: Vec<Array> =
            op.operands.iter().map(|&val| self.array(val)).collect::<Option<_>>()?;
        fold::fold(op.name, &op.attrs, &operands, dtype, shape)
    }

    fn attribute(&self, arg: &Arg) -> Attr {
        let cx = self.cx;
        match arg {
            Arg::Int(value) => cx.i64_attr(*value),
            Arg::Ints(values) => cx.i64_array(values),
            Arg::Float(value) => {
                // f64 holds every f32 that ONNX can say.
                let bits = u128::from(value.to_bits());
                cx.attr(AttrKind::Float { bits, ty: cx.float_ty(FloatTy::F64) })
            }
            Arg::Bool(value) => cx.bool_attr(*value),
            Arg::Str(text) => cx.str_attr(text),
        }
    }

    /// The IR type of a tensor; complains about element types and sizes that it cannot say.
    pub fn tensor_type(&mut self, dtype: DType, shape: &[u64]) -> Option<Type> {
        let bytes = element_count(shape).and_then(|elements| dtype.byte_len(elements));
        let sizes: Result<Vec<i64>, _> = shape.iter().map(|&size| i64::try_from(size)).collect();
        let (Some(_), Ok(sizes)) = (bytes.filter(|&b| i64::try_from(b).is_ok()), sizes) else {
            let message = format!("a tensor of shape {shape:?} is too large");
            self.complain(ONNX106, message);
            return None;
        };
        let Some(elem) = self.element_type(dtype) else {
            let message = format!("tensors of {} are not supported", dtype.onnx_name());
            self.complain(ONNX105, message);
            return None;
        };
        Some(self.cx.tensor_ty(&sizes, elem))
    }

    fn element_type(&self, dtype: DType) -> Option<Type> {
        use DType::*;
        let cx = self.cx;
        let unsigned = |width| cx.ty(TypeKind::Int { width, sign: Sign::Unsigned });
        Some(match dtype {
            Bool => cx.int_ty(1),
            I8 | I16 | I32 | I64 => cx.int_ty(dtype.bits()),
            U8 | U16 | U32 | U64 => unsigned(dtype.bits()),
            F16 => cx.float_ty(FloatTy::F16),
            BF16 => cx.float_ty(FloatTy::BF16),
            F32 => cx.f32_ty(),
            F64 => cx.float_ty(FloatTy::F64),
            // Sub-byte elements are packed in ONNX and not in the IR; nothing here needs them yet.
            _ => return None,
        })
    }

    /// The SSA value, made now if it is a constant nothing used so far.
    pub fn materialize(&mut self, val: Val) -> Option<ValueId> {
        let value = self.value(val);
        if let Some(ssa) = value.ssa {
            return Some(ssa);
        }
        let value = value.clone();
        let ty = self.tensor_type(value.dtype, &value.shape)?;
        let name = value.name.as_deref().unwrap_or("constant").to_owned();
        let attr = self.constant_attr(ty, value.constant?, &name);
        let cx = self.cx;
        let loc = value.name.as_deref().map(|name| cx.name_loc(name));
        let ssa = {
            let mut rw = self.rewriter();
            let mut builder = rw.build("graph.constant").attr("value", attr).result(ty);
            if let Some(loc) = loc {
                builder = builder.loc(loc);
            }
            builder.value()
        };
        if let Some(name) = &value.name {
            self.body.set_value_name(ssa, cx.sym(name));
        }
        self.value_mut(val).ssa = Some(ssa);
        Some(ssa)
    }

    fn constant_attr(&self, ty: Type, constant: Const, name: &str) -> Attr {
        let cx = self.cx;
        let dense = |data, splat| cx.attr(AttrKind::DenseElements { ty, data, splat });
        match constant {
            Const::Splat(one) => dense(Blob::new(one), true),
            Const::Dense(bytes) if bytes.len() <= 1024 => dense(Blob::new(bytes), false),
            Const::Dense(bytes) => {
                let key = cx.add_resource(name, Blob::new(bytes));
                cx.attr(AttrKind::DenseResource { ty, key })
            }
        }
    }
}

/// One element as [`DType`] lays it out.
fn number_bytes(dtype: DType, value: f64) -> Vec<u8> {
    match dtype {
        DType::F16 => float_bits(FloatTy::F16, value),
        DType::BF16 => float_bits(FloatTy::BF16, value),
        DType::F32 => (value as f32).to_le_bytes().to_vec(),
        DType::F64 => value.to_le_bytes().to_vec(),
        _ => {
            let size = (dtype.bits() / 8) as usize;
            (value as i64).to_le_bytes().into_iter().take(size).collect()
        }
    }
}

/// Little-endian bits of `value` in a 16-bit format.
fn float_bits(format: FloatTy, value: f64) -> Vec<u8> {
    let bits = terrace_ir::float::from_f64(format, value);
    bits.to_le_bytes().into_iter().take(2).collect()
}
