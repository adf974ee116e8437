//! What operations of the `graph` dialect compute on small constants.
//!
//! Only what shape arithmetic needs: integer and float scalars and vectors, exactly as the dialect
//! defines them. What is not here stays an operation.
use super::array::{Array, Data, broadcast_position, indices, strides};
use super::emit::Arg;
use crate::dtype::DType;

/// The result, or none if this operation is not evaluated at import.
pub(super) fn fold(
    name: &str,
    attrs: &[(&'static str, Arg)],
    operands: &[Array],
    dtype: DType,
    shape: &[u64],
) -> Option<Array> {
    let op = name.strip_prefix("graph.")?;
    let attrs = Attrs(attrs);
    match (op, operands) {
        ("reshape", [x]) => x.take(shape, 0..x.len()),
        ("broadcast", [x]) => {
            x.take(shape, indices(shape).map(|at| broadcast_position(&at, &x.shape)))
        }
        ("transpose", [x]) => transpose(x, attrs.ints("perm")?, shape),
        ("slice", [x]) => slice(x, attrs.ints("starts")?, attrs.ints("steps")?, shape),
        ("gather", [x, index]) => gather(x, index, attrs.int("axis")?, shape),
        ("concat", parts) => concat(parts, attrs.int("axis")?, shape),
        ("cast", [x]) => cast(x, dtype),
        ("select", [condition, yes, no]) => select(condition, yes, no, shape),
        ("compare", [a, b]) => compare(a, b, attrs.word("predicate")?, shape),
        ("reduce_sum" | "reduce_prod" | "reduce_max" | "reduce_min", [x]) => {
            reduce(op, x, attrs.ints("axes")?, shape)
        }
        (_, [x]) => unary(op, x, dtype),
        (_, [a, b]) => binary(op, &attrs, a, b, shape),
        _ => None,
    }
}

struct Attrs<'a>(&'a [(&'static str, Arg)]);

impl Attrs<'_> {
    fn get(&self, name: &str) -> Option<&Arg> {
        self.0.iter().find(|(key, _)| *key == name).map(|(_, arg)| arg)
    }

    fn int(&self, name: &str) -> Option<i64> {
        if let Arg::Int(value) = self.get(name)? { Some(*value) } else { None }
    }

    fn ints(&self, name: &str) -> Option<&[i64]> {
        if let Arg::Ints(values) = self.get(name)? { Some(values) } else { None }
    }

    fn word(&self, name: &str) -> Option<&'static str> {
        if let Arg::Str(text) = self.get(name)? { Some(text) } else { None }
    }

    fn is_set(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Arg::Bool(true)))
    }
}

/// The value an integer has after it is stored in `dtype`.
fn wrap(dtype: DType, value: i64) -> i64 {
    match dtype {
        DType::I8 => i64::from(value as i8),
        DType::I16 => i64::from(value as i16),
        DType::I32 => i64::from(value as i32),
        DType::U8 => i64::from(value as u8),
        DType::U16 => i64::from(value as u16),
        DType::U32 => i64::from(value as u32),
        _ => value,
    }
}

/// The value a float has after it is stored in `dtype`.
fn round(dtype: DType, value: f64) -> f64 {
    if dtype == DType::F32 { f64::from(value as f32) } else { value }
}

fn transpose(x: &Array, perm: &[i64], shape: &[u64]) -> Option<Array> {
    let strides = strides(&x.shape);
    let strides: Vec<usize> =
        perm.iter().map(|&axis| strides.get(axis as usize).copied()).collect::<Option<_>>()?;
    let dot = |at: Vec<usize>| at.iter().zip(&strides).map(|(at, stride)| at * stride).sum();
    x.take(shape, indices(shape).map(dot))
}

fn slice(x: &Array, starts: &[i64], steps: &[i64], shape: &[u64]) -> Option<Array> {
    let strides = strides(&x.shape);
    let position = |at: Vec<usize>| {
        let axes = at.iter().zip(starts).zip(steps).zip(&strides);
        axes.map(|(((at, start), step), stride)| (start + *at as i64 * step) as usize * stride)
            .sum()
    };
    x.take(shape, indices(shape).map(position))
}

fn gather(x: &Array, index: &Array, axis: i64, shape: &[u64]) -> Option<Array> {
    let Data::Ints(picks) = &index.data else { return None };
    let axis = usize::try_from(axis).ok()?;
    let size = *x.shape.get(axis)? as i64;
    if picks.iter().any(|pick| !(-size..size).contains(pick)) {
        return None;
    }
    let (x_strides, index_strides) = (strides(&x.shape), strides(&index.shape));
    let dot = |at: &[usize], strides: &[usize]| -> usize {
        at.iter().zip(strides).map(|(at, stride)| at * stride).sum()
    };
    let position = |at: Vec<usize>| {
        let after = axis + index.shape.len();
        let pick = picks[dot(&at[axis..after], &index_strides)];
        let pick = if pick < 0 { pick + size } else { pick } as usize;
        dot(&at[..axis], &x_strides)
            + pick * x_strides[axis]
            + dot(&at[after..], &x_strides[axis + 1..])
    };
    x.take(shape, indices(shape).map(position))
}

fn concat(parts: &[Array], axis: i64, shape: &[u64]) -> Option<Array> {
    let axis = usize::try_from(axis).ok()?;
    let rows: u64 = shape.get(..axis)?.iter().product();
    let mut all = parts.first()?.take(&[0], std::iter::empty())?;
    for row in 0..rows as usize {
        for part in parts {
            let width = part.len() / rows as usize;
            let piece = part.take(&[width as u64], row * width..(row + 1) * width)?;
            match (&mut all.data, piece.data) {
                (Data::Ints(all), Data::Ints(piece)) => all.extend(piece),
                (Data::Floats(all), Data::Floats(piece)) => all.extend(piece),
                _ => return None,
            }
        }
    }
    Some(Array { shape: shape.to_vec(), ..all })
}

fn cast(x: &Array, dtype: DType) -> Option<Array> {
    use DType::*;
    let data = match (&x.data, dtype) {
        (Data::Ints(ints), F32 | F64) => {
            Data::Floats(ints.iter().map(|&int| round(dtype, int as f64)).collect())
        }
        (Data::Ints(ints), Bool) => Data::Ints(ints.iter().map(|&i| i64::from(i != 0)).collect()),
        (Data::Ints(ints), I8 | I16 | I32 | I64 | U8 | U16 | U32) => {
            Data::Ints(ints.iter().map(|&int| wrap(dtype, int)).collect())
        }
        (Data::Floats(floats), F32 | F64) => {
            Data::Floats(floats.iter().map(|&float| round(dtype, float)).collect())
        }
        (Data::Floats(floats), I64 | I32) => {
            // Outside its range the result is not defined, so it is not evaluated.
            let fits = |float: &&f64| float.abs() < 2147483648.0;
            let ints = floats.iter().take_while(fits).map(|float| float.trunc() as i64);
            Data::Ints(ints.collect())
        }
        _ => return None,
    };
    let array = Array { dtype, shape: x.shape.clone(), data };
    (array.len() == x.len()).then_some(array)
}

fn select(condition: &Array, yes: &Array, no: &Array, shape: &[u64]) -> Option<Array> {
    let Data::Ints(bits) = &condition.data else { return None };
    let pick = |at: &[usize]| bits.get(broadcast_position(at, &condition.shape)).copied();
    let broadcast =
        |x: &Array| x.take(shape, indices(shape).map(|at| broadcast_position(&at, &x.shape)));
    let (yes, no) = (broadcast(yes)?, broadcast(no)?);
    let choose = indices(shape).map(|at| pick(&at).map(|bit| bit != 0));
    let choose: Vec<bool> = choose.collect::<Option<_>>()?;
    let data = match (yes.data, no.data) {
        (Data::Ints(yes), Data::Ints(no)) => {
            let pairs = choose.iter().zip(yes.iter().zip(no));
            Data::Ints(pairs.map(|(&bit, (&yes, no))| if bit { yes } else { no }).collect())
        }
        (Data::Floats(yes), Data::Floats(no)) => {
            let pairs = choose.iter().zip(yes.iter().zip(no));
            Data::Floats(pairs.map(|(&bit, (&yes, no))| if bit { yes } else { no }).collect())
        }
        _ => return None,
    };
    Some(Array { dtype: yes.dtype, shape: shape.to_vec(), data })
}

/// Applies `f` to each pair of elements that broadcasting brings together.
fn pairwise<T: Copy, R>(
    (a, a_shape): (&[T], &[u64]),
    (b, b_shape): (&[T], &[u64]),
    shape: &[u64],
    f: impl Fn(T, T) -> Option<R>,
) -> Option<Vec<R>> {
    indices(shape)
        .map(|at| {
            let a = a.get(broadcast_position(&at, a_shape))?;
            f(*a, *b.get(broadcast_position(&at, b_shape))?)
        })
        .collect()
}

fn compare(a: &Array, b: &Array, predicate: &str, shape: &[u64]) -> Option<Array> {
    fn holds<T: PartialOrd>(predicate: &str, a: T, b: T) -> Option<i64> {
        Some(i64::from(match predicate {
            "eq" => a == b,
            "lt" => a < b,
            "le" => a <= b,
            "gt" => a > b,
            "ge" => a >= b,
            _ => return None,
        }))
    }
    let ints = match (&a.data, &b.data) {
        (Data::Ints(x), Data::Ints(y)) => {
            pairwise((x, &a.shape), (y, &b.shape), shape, |x, y| holds(predicate, x, y))?
        }
        (Data::Floats(x), Data::Floats(y)) => {
            pairwise((x, &a.shape), (y, &b.shape), shape, |x, y| holds(predicate, x, y))?
        }
        _ => return None,
    };
    Some(Array { dtype: DType::Bool, shape: shape.to_vec(), data: Data::Ints(ints) })
}

fn reduce(op: &str, x: &Array, axes: &[i64], shape: &[u64]) -> Option<Array> {
    // Over all axes, so that the order of the elements says it all; shapes are vectors.
    let Data::Ints(ints) = &x.data else { return None };
    if axes.len() != x.shape.len() {
        return None;
    }
    let total = match op {
        "reduce_sum" => ints.iter().try_fold(0i64, |total, int| total.checked_add(*int))?,
        "reduce_prod" => ints.iter().try_fold(1i64, |total, int| total.checked_mul(*int))?,
        "reduce_max" => *ints.iter().max()?,
        _ => *ints.iter().min()?,
    };
    let data = Data::Ints(vec![wrap(x.dtype, total)]);
    Some(Array { dtype: x.dtype, shape: shape.to_vec(), data })
}

fn unary(op: &str, x: &Array, dtype: DType) -> Option<Array> {
    let data = match &x.data {
        Data::Ints(ints) => {
            let f = |int: i64| match op {
                "neg" => int.checked_neg(),
                "abs" => int.checked_abs(),
                "not" if dtype == DType::Bool => Some(1 - int),
                _ => None,
            };
            let stored = ints.iter().map(|&int| f(int).map(|int| wrap(dtype, int)));
            Data::Ints(stored.collect::<Option<_>>()?)
        }
        Data::Floats(floats) => {
            let f: fn(f64) -> f64 = match op {
                "neg" => |x| -x,
                "abs" => f64::abs,
                "floor" => f64::floor,
                "ceil" => f64::ceil,
                "sqrt" => f64::sqrt,
                _ => return None,
            };
            Data::Floats(floats.iter().map(|&float| round(dtype, f(float))).collect())
        }
    };
    Some(Array { dtype, shape: x.shape.clone(), data })
}

fn binary(op: &str, attrs: &Attrs<'_>, a: &Array, b: &Array, shape: &[u64]) -> Option<Array> {
    let dtype = a.dtype;
    let data = match (&a.data, &b.data) {
        (Data::Ints(x), Data::Ints(y)) => {
            let truncate = attrs.is_set("truncate");
            let f = |x: i64, y: i64| int_binary(op, truncate, x, y).map(|int| wrap(dtype, int));
            Data::Ints(pairwise((x, &a.shape), (y, &b.shape), shape, f)?)
        }
        (Data::Floats(x), Data::Floats(y)) => {
            let f = |x: f64, y: f64| float_binary(op, x, y).map(|float| round(dtype, float));
            Data::Floats(pairwise((x, &a.shape), (y, &b.shape), shape, f)?)
        }
        _ => return None,
    };
    Some(Array { dtype, shape: shape.to_vec(), data })
}

fn int_binary(op: &str, truncate: bool, x: i64, y: i64) -> Option<i64> {
    match op {
        "add" => x.checked_add(y),
        "sub" => x.checked_sub(y),
        "mul" => x.checked_mul(y),
        "div" => x.checked_div(y),
        "mod" if truncate => x.checked_rem(y),
        "mod" => {
            // The result takes the sign of the divisor.
            let rest = x.checked_rem(y)?;
            if rest != 0 && (rest < 0) != (y < 0) { rest.checked_add(y) } else { Some(rest) }
        }
        "max" => Some(x.max(y)),
        "min" => Some(x.min(y)),
        "and" => Some(x & y),
        "or" => Some(x | y),
        _ => None,
    }
}

fn float_binary(op: &str, x: f64, y: f64) -> Option<f64> {
    // Exact for f32 too: f64 has more than twice its digits, so rounding twice changes nothing.
    match op {
        "add" => Some(x + y),
        "sub" => Some(x - y),
        "mul" => Some(x * y),
        "div" => Some(x / y),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ints(shape: &[u64], data: &[i64]) -> Array {
        Array { dtype: DType::I64, shape: shape.into(), data: Data::Ints(data.into()) }
    }

    fn run(name: &str, attrs: &[(&'static str, Arg)], x: &[Array], shape: &[u64]) -> Vec<i64> {
        let folded = fold(name, attrs, x, DType::I64, shape).expect("folds");
        assert_eq!(folded.shape, shape);
        let Data::Ints(ints) = folded.data else { panic!("integers stay integers") };
        ints
    }

    // Expected values are NumPy's.
    #[test]
    fn movement_agrees_with_numpy() {
        let x = ints(&[2, 3], &[0, 1, 2, 3, 4, 5]);
        let perm = [("perm", Arg::Ints(vec![1, 0]))];
        assert_eq!(
            run("graph.transpose", &perm, std::slice::from_ref(&x), &[3, 2]),
            [0, 3, 1, 4, 2, 5]
        );
        let cut = [("starts", Arg::Ints(vec![1, 2])), ("steps", Arg::Ints(vec![1, -2]))];
        assert_eq!(run("graph.slice", &cut, std::slice::from_ref(&x), &[1, 2]), [5, 3]);
        let axis = [("axis", Arg::Int(1))];
        let pick = ints(&[2, 1], &[-1, 0]);
        let taken = run("graph.gather", &axis, &[x.clone(), pick], &[2, 2, 1]);
        assert_eq!(taken, [2, 0, 5, 3]);
        let joined = run("graph.concat", &axis, &[x.clone(), ints(&[2, 1], &[7, 8])], &[2, 4]);
        assert_eq!(joined, [0, 1, 2, 7, 3, 4, 5, 8]);
        let row = ints(&[3], &[10, 20, 30]);
        assert_eq!(run("graph.add", &[], &[x, row.clone()], &[2, 3]), [10, 21, 32, 13, 24, 35]);
        assert_eq!(run("graph.broadcast", &[], &[row], &[2, 3]), [10, 20, 30, 10, 20, 30]);
    }

    #[test]
    fn remainders_take_the_sign_that_the_attribute_says() {
        let (x, y) = (ints(&[4], &[7, -7, 7, -7]), ints(&[4], &[3, 3, -3, -3]));
        let both = [x, y];
        assert_eq!(run("graph.mod", &[], &both, &[4]), [1, 2, -2, -1]);
        let truncate = [("truncate", Arg::Bool(true))];
        assert_eq!(run("graph.mod", &truncate, &both, &[4]), [1, -1, 1, -1]);
        assert_eq!(run("graph.div", &[], &both, &[4]), [2, -2, -2, 2]);
    }

    #[test]
    fn what_is_undefined_is_not_evaluated() {
        let none = |name, a: i64, b: i64| {
            fold(name, &[], &[ints(&[], &[a]), ints(&[], &[b])], DType::I64, &[])
        };
        assert_eq!(none("graph.div", 1, 0), None);
        assert_eq!(none("graph.add", i64::MAX, 1), None);
        assert_eq!(none("graph.unknown", 1, 1), None);
    }
}
