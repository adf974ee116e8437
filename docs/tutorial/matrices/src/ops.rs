//! The operations: what they look like, when they are wrong, what they mean.

use terrace_ir::eval::{Compiler, Eval, EvalScalar, Tensor, Trap, attr_of_tensor, float_binary};
use terrace_ir::eval::{Dtype, Value, constant_value};
use terrace_ir::interface::Materialize;
use terrace_opt::prelude::*;

const F64: TypeC = TypeC::F(FloatTy::F64);
const MATRIX: TypeC = TypeC::All(&[TypeC::RankedTensor(&F64), TypeC::Rank(&[2])]);

/// A matrix that is known.
///
/// # Example
/// ```mlir
/// %c = mat.constant dense<[[1.0, 2.0]]> : tensor<1x2xf64>
/// ```
#[op(
    "mat.constant",
    traits(PURE, CONSTANT_LIKE),
    format = "$value attr-dict",
    types(TypeRule::AllMatch(&["value", "y"])),
    interfaces(Materialize(make_constant), Eval(eval_constant))
)]
pub struct Constant {
    /// its elements
    value: Attribute<{ AttrC::Elements }>,
    y: OpResult<MATRIX>,
}

/// The matrix with rows and columns exchanged.
///
/// # Shapes
/// `x: [M, N] -> y: [N, M]`
/// # Errors
/// - `MAT001` the result has another shape
/// # Example
/// ```mlir
/// %y = mat.transpose %x : tensor<2x3xf64> -> tensor<3x2xf64>
/// ```
#[op(
    "mat.transpose",
    traits(PURE),
    format = "$x attr-dict `:` type($x) `->` type($y)",
    interfaces(
        Verify(verify_shape),
        InferTypes(infer_transpose),
        Fold(fold_transpose),
        Canonicalize(&[TRANSPOSE_OF_TRANSPOSE]),
        Eval(eval_transpose)
    )
)]
pub struct Transpose {
    x: Operand<MATRIX>,
    y: OpResult<MATRIX>,
}

/// The sum, element by element.
///
/// # Example
/// ```mlir
/// %c = mat.add %a, %b : tensor<2x3xf64>
/// ```
#[op(
    "mat.add",
    traits(PURE, COMMUTATIVE),
    format = "$a `,` $b attr-dict `:` type($c)",
    types(TypeRule::SameOperandsAndResults),
    interfaces(EvalScalar(|_| Some(float_binary(Dtype::Float(FloatTy::F64), |a, b| a + b))))
)]
pub struct Add {
    a: Operand<MATRIX>,
    b: Operand<MATRIX>,
    c: OpResult<MATRIX>,
}

/// The matrix product.
///
/// # Shapes
/// `a: [M, K], b: [K, N] -> c: [M, N]`
/// # Errors
/// - `MAT001` the result has another shape
/// - `IR024` the columns of `a` are not the rows of `b`
/// # Example
/// ```mlir
/// %c = mat.mul %a, %b : tensor<2x3xf64>, tensor<3x4xf64> -> tensor<2x4xf64>
/// ```
#[op(
    "mat.mul",
    traits(PURE),
    format = "$a `,` $b attr-dict `:` type($a) `,` type($b) `->` type($c)",
    interfaces(Verify(verify_mul), InferTypes(infer_mul), Eval(eval_mul))
)]
pub struct Mul {
    a: Operand<MATRIX>,
    b: Operand<MATRIX>,
    c: OpResult<MATRIX>,
}

pub(crate) const OPS: &[OpDef] = &[Constant::DEF, Transpose::DEF, Add::DEF, Mul::DEF];

/// MAT001
pub const MAT001: Code = Code {
    id: "MAT001",
    message: "`{0}` gives a {1}x{2} matrix",
    explain: "Shapes of results follow from shapes of operands; `?` fits any size.",
};

// --- shapes ---------------------------------------------------------------------------------

fn infer_transpose(args: &InferArgs<'_>, _: &mut Diags) -> Option<Vec<Type>> {
    let &[rows, columns] = args.operands[0].shape(args.cx)? else { return None };
    Some(vec![args.cx.tensor_ty(&[columns, rows], args.operands[0].elem(args.cx))])
}

fn infer_mul(args: &InferArgs<'_>, _: &mut Diags) -> Option<Vec<Type>> {
    let &[rows, _] = args.operands[0].shape(args.cx)? else { return None };
    let &[_, columns] = args.operands[1].shape(args.cx)? else { return None };
    Some(vec![args.cx.tensor_ty(&[rows, columns], args.operands[0].elem(args.cx))])
}

fn open(size: i64) -> bool {
    size == terrace_ir::DYNAMIC
}

fn fits(is: i64, should: i64) -> bool {
    is == should || open(is) || open(should)
}

fn verify_shape(op: OpRef<'_>, diags: &mut Diags) {
    let inferred = terrace_ir::interface::inferred_types(op, diags);
    let Some([rows, columns]) = inferred.as_deref().and_then(|t| t[0].shape(op.cx)) else { return };
    let Some(&[r, c]) = op.result_ty(0).shape(op.cx) else { return };
    let spelled = |size: i64| if open(size) { "?".into() } else { size.to_string() };
    let args: [&dyn std::fmt::Display; 3] = [&op.name_str(), &spelled(*rows), &spelled(*columns)];
    diags.require(fits(r, *rows) && fits(c, *columns), &MAT001, op.loc(), &args);
}

fn verify_mul(op: OpRef<'_>, diags: &mut Diags) {
    verify_shape(op, diags);
    let Some(&[_, columns]) = op.operand_ty(0).shape(op.cx) else { return };
    let Some(&[rows, _]) = op.operand_ty(1).shape(op.cx) else { return };
    diags.check(fits(columns, rows), op, "`a` has as many columns as `b` has rows");
}

// --- folding --------------------------------------------------------------------------------

fn fold_transpose(op: OpRef<'_>, constants: &[Option<Attr>]) -> Option<Vec<Folded>> {
    let Value::Tensor(x) = constant_value(op.cx, constants[0]?, op.operand_ty(0))? else {
        return None;
    };
    let y = transposed(&x)?;
    Some(vec![Folded::Attr(attr_of_tensor(op.cx, &y, op.result_ty(0))?)])
}

/// What folding gives is a constant of this dialect.
fn make_constant(
    rw: &mut Rewriter<'_>,
    value: Attr,
    ty: Type,
    loc: terrace_ir::Loc,
) -> Option<OpId> {
    rw.loc = loc;
    Some(rw.build(Constant::NAME).attr("value", value).result(ty).done())
}

const TRANSPOSE_OF_TRANSPOSE: Pattern = pattern!(transpose_of_transpose on Transpose::NAME);

fn transpose_of_transpose(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let inner = Transpose::cast(rw.defining(rw.op(op).operand(0))?)?;
    let x = inner.x();
    (rw.ty(x) == rw.op(op).result_ty(0)).then_some(())?;
    rw.replace(op, &[x]);
    Some(())
}

// --- meaning --------------------------------------------------------------------------------

fn eval_constant(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let value = c.constant(op, Constant(op).value(), op.result_ty(0))?;
    let slot = c.result(op, 0);
    c.preset(slot, value);
    Ok(())
}

fn eval_transpose(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (x, y) = (c.operand(op, 0), c.result(op, 0));
    c.emit(move |frame| {
        let made = transposed(frame.tensor(x.idx())?).expect("it has as many elements as `x`");
        frame.set_object(y.idx, made.into());
        Ok(())
    });
    Ok(())
}

fn eval_mul(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (a, b, y) = (c.operand(op, 0), c.operand(op, 1), c.result(op, 0));
    c.emit(move |frame| {
        let (a, b) = (frame.tensor(a.idx())?.clone(), frame.tensor(b.idx())?.clone());
        let (&[m, k], &[rows, n]) = (a.shape(), b.shape()) else { unreachable!("matrices") };
        if k != rows {
            return Err(Trap::invalid(format!("{k} columns times {rows} rows")));
        }
        let mut made = frame.new_tensor(a.dtype(), &[m, n], 0)?;
        let (a, b) = (a.to_f64s(), b.to_f64s());
        let (k, n) = (k as usize, n as usize);
        for i in 0..made.len() {
            let products = (0..k).map(|l| a[i / n * k + l] * b[l * n + i % n]);
            made.set_raw(i, products.sum::<f64>().to_bits());
        }
        frame.set_object(y.idx, made.into());
        Ok(())
    });
    Ok(())
}

fn transposed(x: &Tensor) -> Option<Tensor> {
    let &[rows, columns] = x.shape() else { return None };
    let (elements, n_rows, n_columns) = (x.to_f64s(), rows as usize, columns as usize);
    let at = |i: usize| elements[i % n_rows * n_columns + i / n_rows];
    Tensor::from_f64(&[columns, rows], (0..x.len()).map(at).collect::<Vec<f64>>())
}
