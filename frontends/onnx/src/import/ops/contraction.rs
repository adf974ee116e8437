//! Matrix products and convolutions.
use super::super::Val;
use super::super::shape::broadcast;
use super::window::spatial;
use super::*;
use crate::problem::ONNX106;

pub(super) const OPS: &[Decoder] = &[
    op("MatMul", 1, Run::With(matmul)),
    op("Gemm", 7, Run::With(gemm)),
    op("Conv", 1, Run::With(conv)),
];

/// The product of two operands of rank 2 or more; leading axes broadcast.
fn product(n: &mut NodeCx<'_, '_>, a: Val, b: Val) -> Option<Val> {
    let dtype = n.same_dtype(&[a, b])?;
    let (left, right) = (n.shape(a), n.shape(b));
    let misfit = format!("shapes {left:?} and {right:?} do not multiply");
    let ([batch_a @ .., rows, inner], [batch_b @ .., other, columns]) =
        (left.as_slice(), right.as_slice())
    else {
        return n.fail(ONNX106, misfit);
    };
    let batch = broadcast(batch_a, batch_b).filter(|_| inner == other);
    let Some(mut shape) = batch else { return n.fail(ONNX106, misfit) };
    shape.extend([*rows, *columns]);
    n.emit(Op::new("graph.matmul", &[a, b]), dtype, shape)
}

/// As NumPy's `matmul`: vectors become matrices and lose that axis again.
fn matmul(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (a, b) = (n.input(0)?, n.input(1)?);
    let c = matrix_product(n, a, b)?;
    n.output(0, c)
}

/// The product as `matmul` forms it.
pub(super) fn matrix_product(n: &mut NodeCx<'_, '_>, a: Val, b: Val) -> Option<Val> {
    let (rank_a, rank_b) = (n.rank(a), n.rank(b));
    if rank_a == 0 || rank_b == 0 {
        return n.fail(ONNX106, "a scalar has no matrix product");
    }
    let row = [vec![1], n.shape(a)].concat();
    let column = [n.shape(b), vec![1]].concat();
    let left = if rank_a == 1 { n.reshape(a, row)? } else { a };
    let right = if rank_b == 1 { n.reshape(b, column)? } else { b };
    let c = product(n, left, right)?;
    let mut shape = n.shape(c);
    if rank_b == 1 {
        shape.pop();
    }
    if rank_a == 1 {
        shape.remove(shape.len() - if rank_b == 1 { 1 } else { 2 });
    }
    n.reshape(c, shape)
}

/// `alpha * A * B + beta * C`
fn gemm(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (mut a, mut b, c) = (n.input(0)?, n.input(1)?, n.optional(2)?);
    let (alpha, beta) = (n.float_attr("alpha", 1.0)?, n.float_attr("beta", 1.0)?);
    if n.rank(a) != 2 || n.rank(b) != 2 {
        return n.fail(ONNX106, "expected two matrices");
    }
    if n.flag("transA", false)? {
        a = n.transpose(a, &[1, 0])?;
    }
    if n.flag("transB", false)? {
        b = n.transpose(b, &[1, 0])?;
    }
    let mut y = product(n, a, b)?;
    y = scaled(n, y, alpha)?;
    if let Some(c) = c {
        let c = scaled(n, c, beta)?;
        if n.broadcast(&[y, c])? != n.shape(y) {
            return n.fail(ONNX106, "`C` does not broadcast to the product");
        }
        y = n.binary("graph.add", y, c)?;
    }
    n.output(0, y)
}

fn scaled(n: &mut NodeCx<'_, '_>, x: Val, factor: f64) -> Option<Val> {
    if factor == 1.0 {
        return Some(x);
    }
    let factor = n.scalar(x, factor)?;
    n.binary("graph.mul", x, factor)
}

fn conv(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (x, w, bias) = (n.input(0)?, n.input(1)?, n.optional(2)?);
    let dtype = n.same_dtype(&[x, w])?;
    n.float(x)?;
    let (x_shape, w_shape) = (n.shape(x), n.shape(w));
    let groups = n.int("group", 1)?;
    let ([batch, channels, sizes @ ..], [filters, depth, kernel @ ..]) =
        (x_shape.as_slice(), w_shape.as_slice())
    else {
        return n.fail(ONNX106, "expected at least two axes");
    };
    let groups_fit = u64::try_from(groups).ok().filter(|&groups| {
        groups > 0 && depth.checked_mul(groups) == Some(*channels) && filters % groups == 0
    });
    if groups_fit.is_none() || sizes.len() != kernel.len() {
        let message = format!("{x_shape:?} and {w_shape:?} do not convolve in {groups} groups");
        return n.fail(ONNX106, message);
    }
    let space = spatial(n, sizes, Some(kernel), false)?;
    let mut shape = vec![*batch, *filters];
    shape.extend(&space.out);
    let mut operands = vec![x, w];
    if let Some(bias) = bias {
        n.same_dtype(&[x, bias])?;
        if n.shape(bias) != [*filters] {
            return n.fail(ONNX106, "the bias does not have one element for each filter");
        }
        operands.push(bias);
    }
    let op = space.describe(Op::new("graph.conv", &operands)).int("groups", groups);
    let y = n.emit(op, dtype, shape)?;
    n.output(0, y)
}
