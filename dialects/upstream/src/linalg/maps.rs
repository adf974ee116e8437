//! How structured operations index their operands: maps that upstream computes in C++ from the
//! name of the operation.

use terrace_ir::{AffineExpr, AffineMap, OpRef};

/// The map of each operand; `None` where the operation says none and its name is not known.
pub(super) fn indexing_maps(op: OpRef<'_>) -> Option<Vec<AffineMap>> {
    if let Some(maps) = op.attr("indexing_maps") {
        let maps = maps.as_array(op.cx)?;
        return maps.iter().map(|m| m.as_map(op.cx).cloned()).collect();
    }
    let name = op.name_str().strip_prefix("linalg.")?;
    match (layouts(name), name) {
        (Some(list), _) => Some(from_letters(op, &list)),
        (None, "broadcast" | "map" | "reduce" | "transpose") => moving(op, name),
        _ => pointwise(op, name),
    }
}

/// The maps of operations that say in a list which dimensions they add, move or reduce.
fn moving(op: OpRef<'_>, name: &str) -> Option<Vec<AffineMap>> {
    let rank = |i: usize| op.operand_ty(i).shape(op.cx).map(<[i64]>::len);
    let n = op.n_operands();
    let n_dims = rank(if name == "reduce" { 0 } else { n.checked_sub(1)? })? as u32;
    let list = |name| op.attr(name)?.as_ints(op.cx);
    let without = |dims: Vec<i64>| -> Vec<AffineExpr> {
        let kept = (0..n_dims).filter(|d| !dims.contains(&i64::from(*d)));
        kept.map(AffineExpr::Dim).collect()
    };
    let all = without(Vec::new());
    let (input, init) = match name {
        "broadcast" => (without(list("dimensions")?), all),
        "reduce" => (all, without(list("dimensions")?)),
        "transpose" => {
            let order = list("permutation")?;
            let place = |d: u32| order.iter().position(|p| *p == i64::from(d));
            let places = (0..n_dims).map(|d| Some(AffineExpr::Dim(place(d)? as u32)));
            (places.collect::<Option<_>>()?, all)
        }
        _ => (all.clone(), all),
    };
    let first_init = op.operand_group(1)?.start;
    let results = |i: usize| if i < first_init { input.clone() } else { init.clone() };
    Some((0..n).map(|i| AffineMap { n_dims, n_syms: 0, results: results(i) }).collect())
}

/// One identity per shaped operand, nothing for the scalars of `fill`.
fn pointwise(op: OpRef<'_>, name: &str) -> Option<Vec<AffineMap>> {
    super::named::n_args(name_of(name)?)?;
    let rank = |i: usize| {
        let ty = op.operand_ty(i);
        let shaped = ty.is_tensor(op.cx) || ty.is_memref(op.cx);
        ty.shape(op.cx).filter(|_| shaped).map(<[i64]>::len)
    };
    let n_dims = rank(op.n_operands().checked_sub(1)?)?;
    let map = |i: usize| {
        let shaped = rank(i).is_some_and(|r| r > 0 || n_dims == 0);
        let results =
            if shaped { (0..n_dims as u32).map(AffineExpr::Dim).collect() } else { vec![] };
        AffineMap { n_dims: n_dims as u32, n_syms: 0, results }
    };
    Some((0..op.n_operands()).map(map).collect())
}

fn name_of(name: &str) -> Option<&'static str> {
    super::table::OPS.iter().map(|d| d.name).find(|n| n.strip_prefix("linalg.") == Some(name))
}

/// Letters of an operand's dimensions. An upper-case letter is a dimension of the image: that of
/// the result times the stride plus that of the kernel times the dilation.
type Letters = String;

/// What each operand's dimensions are called.
fn layouts(name: &str) -> Option<Vec<Letters>> {
    let fixed = match name {
        "batch_matmul" | "quantized_batch_matmul" => "bmk bkn bmn",
        "batch_matvec" => "bmk bk bm",
        "batch_mmt4d" => "bMKmk bNKnk bMNmn",
        "batch_reduce_matmul" => "bmk bkn mn",
        "batch_vecmat" => "bk bkn bn",
        "dot" => "m m -",
        "fill_rng_2d" => "- - - mn",
        "matmul" | "quantized_matmul" => "mk kn mn",
        "matvec" => "mk k m",
        "mmt4d" => "MKmk NKnk MNmn",
        "vecmat" => "k kn n",
        _ => return windows(name),
    };
    let mut list: Vec<Letters> = fixed.split(' ').map(|w| w.replace('-', "")).collect();
    // The blocks of `mmt4d` have dimensions of their own, not of an image.
    list.iter_mut().for_each(|w| *w = w.replace('M', "x").replace('N', "y").replace('K', "z"));
    if name.starts_with("quantized") {
        list.splice(2..2, [String::new(), String::new()]);
    }
    Some(list)
}

/// Convolutions and poolings: their name spells the layouts.
fn windows(name: &str) -> Option<Vec<Letters>> {
    let quantized = name.ends_with("_q");
    let plain = name.strip_suffix("_q").unwrap_or(name);
    let words: Vec<&str> = plain.split('_').collect();
    let (image, filter) = match words.as_slice() {
        ["conv", rank] => {
            let all = match *rank {
                "1d" => "w",
                "2d" => "hw",
                _ => "dhw",
            };
            (all, all)
        }
        ["conv", _, image, filter] | ["depthwise", "conv", _, image, filter] => (*image, *filter),
        ["pooling", image, ..] => (*image, ""),
        _ => return None,
    };
    let spatial = |c: char| matches!(c, 'd' | 'h' | 'w');
    let shape: String = image.chars().filter(|c| spatial(*c)).collect();
    let kernel = if filter.is_empty() { shape.as_str() } else { filter };
    // The kernel's own dimensions: one letter further on each.
    let kernel: String = kernel.chars().map(|c| if spatial(c) { inner(c) } else { c }).collect();
    let input: String =
        image.chars().map(|c| if spatial(c) { c.to_ascii_uppercase() } else { c }).collect();
    let mut output: String =
        image.chars().map(|c| if c == 'c' && filter.contains('f') { 'f' } else { c }).collect();
    if filter.contains('m') {
        output.push('m');
    }
    let mut list = vec![input, kernel];
    if quantized {
        list.extend([String::new(), String::new()]);
    }
    list.push(output);
    Some(list)
}

/// The letter of the kernel's dimension that belongs to one of the image.
fn inner(c: char) -> char {
    match c.to_ascii_lowercase() {
        'd' => 'p',
        'h' => 'q',
        _ => 'r',
    }
}

/// Maps over all letters in the order in which results, then the other operands name them.
fn from_letters(op: OpRef<'_>, list: &[Letters]) -> Vec<AffineMap> {
    let mut order: Vec<char> = Vec::new();
    for c in list.iter().rev().flat_map(|w| w.chars()).filter(char::is_ascii_lowercase) {
        if !order.contains(&c) {
            order.push(c);
        }
    }
    let dim = |c: char| {
        let i = order.iter().position(|o| *o == c).unwrap_or(0);
        AffineExpr::Dim(i as u32)
    };
    let window = ["strides", "dilations"].map(|name| factors(op, name));
    let map = |word: &Letters| {
        let mut nth = 0;
        let expr = |c: char| {
            if !c.is_ascii_uppercase() {
                return dim(c);
            }
            let [stride, dilation] = [&window[0], &window[1]].map(|w| w.get(nth).copied());
            nth += 1;
            let times = |e: AffineExpr, f: Option<i64>| e * AffineExpr::Const(f.unwrap_or(1));
            times(dim(c.to_ascii_lowercase()), stride) + times(dim(inner(c)), dilation)
        };
        let results = word.chars().map(expr).collect();
        AffineMap { n_dims: order.len() as u32, n_syms: 0, results }
    };
    list.iter().map(map).collect()
}

/// The numbers of an attribute.
fn factors(op: OpRef<'_>, name: &str) -> Vec<i64> {
    op.attr(name).and_then(|a| a.as_ints(op.cx)).unwrap_or_default()
}
