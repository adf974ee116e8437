//! The bodies of named operations, which upstream builds in C++ and leaves out of the text: what
//! is computed for one element, as scalar operations.

use terrace_ir::text::fill_defaults;
use terrace_ir::{
    Attr, BlockId, Body, Context, Loc, OpState, RegionId, Sign, Type, TypeKind, ValueId,
};

use crate::views::case_of;

/// What a body computes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Recipe {
    /// A function of one element.
    Unary(&'static str),
    /// A function of two elements.
    Binary(&'static str),
    /// The second or the third element, as the first says.
    Select,
    /// The first element, cast.
    Cast,
    /// The first element, as it is.
    First,
    /// A pseudo-random number from bounds, seed and position.
    Random,
    /// Sum of products of the first two.
    Contract,
    /// Sum of products of the first two, less their zero points.
    ContractQuantized,
    /// This function of the accumulator and the first element, cast.
    Pool(&'static str),
}

/// The recipe of an operation by name; `None` for operations that write their body.
fn recipe(name: &str) -> Option<Recipe> {
    let name = name.strip_prefix("linalg.")?;
    Some(match name {
        "abs" | "ceil" | "erf" | "exp" | "floor" | "log" | "negf" | "reciprocal" | "round"
        | "rsqrt" | "sqrt" | "square" | "tanh" => Recipe::Unary(unary_word(name)?),
        "add" => Recipe::Binary("add"),
        "sub" => Recipe::Binary("sub"),
        "mul" => Recipe::Binary("mul"),
        "div" => Recipe::Binary("div"),
        "div_unsigned" => Recipe::Binary("div_unsigned"),
        "max" => Recipe::Binary("max_signed"),
        "min" => Recipe::Binary("min_signed"),
        "powf" => Recipe::Binary("powf"),
        "select" => Recipe::Select,
        "copy" => Recipe::Cast,
        "broadcast" | "fill" | "transpose" => Recipe::First,
        "fill_rng_2d" => Recipe::Random,
        "batch_matmul"
        | "batch_matvec"
        | "batch_mmt4d"
        | "batch_reduce_matmul"
        | "batch_vecmat"
        | "contract"
        | "dot"
        | "matmul"
        | "matvec"
        | "mmt4d"
        | "vecmat" => Recipe::Contract,
        "quantized_batch_matmul" | "quantized_matmul" => Recipe::ContractQuantized,
        _ if name.starts_with("pooling_") => Recipe::Pool(match name {
            _ if name.ends_with("_sum") => "add",
            _ if name.ends_with("_max") => "max_signed",
            _ if name.ends_with("_max_unsigned") => "max_unsigned",
            _ if name.ends_with("_min") => "min_signed",
            _ => "min_unsigned",
        }),
        _ if name.starts_with("conv_") || name.starts_with("depthwise_conv_") => {
            if name.ends_with("_q") { Recipe::ContractQuantized } else { Recipe::Contract }
        }
        _ => return None,
    })
}

fn unary_word(name: &str) -> Option<&'static str> {
    UNARY.iter().find(|(word, _)| *word == name).map(|(word, _)| *word)
}

/// Unary functions and the operations that compute them on floats.
const UNARY: &[(&str, &str)] = &[
    ("abs", "math.absf"),
    ("ceil", "math.ceil"),
    ("erf", "math.erf"),
    ("exp", "math.exp"),
    ("floor", "math.floor"),
    ("log", "math.log"),
    ("negf", "arith.negf"),
    ("reciprocal", "arith.divf"),
    ("round", "math.round"),
    ("rsqrt", "math.rsqrt"),
    ("sqrt", "math.sqrt"),
    ("square", "arith.mulf"),
    ("tanh", "math.tanh"),
];

/// Binary functions and the operations that compute them on complex numbers, floats, `i1` and
/// other integers; empty where there is none.
const BINARY: &[(&str, [&str; 4])] = &[
    ("add", ["complex.add", "arith.addf", "arith.ori", "arith.addi"]),
    ("sub", ["complex.sub", "arith.subf", "", "arith.subi"]),
    ("mul", ["complex.mul", "arith.mulf", "arith.andi", "arith.muli"]),
    ("div", ["complex.div", "arith.divf", "", "arith.divsi"]),
    ("div_unsigned", ["", "", "", "arith.divui"]),
    ("max_signed", ["", "arith.maximumf", "arith.maxsi", "arith.maxsi"]),
    ("min_signed", ["", "arith.minimumf", "arith.minsi", "arith.minsi"]),
    ("max_unsigned", ["", "arith.maximumf", "arith.maxui", "arith.maxui"]),
    ("min_unsigned", ["", "arith.minimumf", "arith.minui", "arith.minui"]),
    ("powf", ["", "math.powf", "", ""]),
];

/// How many elements a body of this name takes, results included; `None` where it varies.
pub(super) fn n_args(name: &str) -> Option<usize> {
    Some(match recipe(name)? {
        Recipe::Unary(_) | Recipe::Cast | Recipe::First => 2,
        Recipe::Binary(_) | Recipe::Contract | Recipe::Pool(_) => 3,
        Recipe::Select | Recipe::Random => 4,
        Recipe::ContractQuantized => 5,
    })
}

/// What a named operation says about its body.
#[derive(Clone, Copy)]
pub(super) struct How {
    /// Casts extend with zeros.
    pub unsigned: bool,
    /// The function of `linalg.elementwise`.
    pub kind: Option<&'static str>,
}

impl How {
    /// From the attributes `cast` and `kind`.
    pub fn new(cx: &Context, name: &str, cast: Option<Attr>, kind: Option<Attr>) -> How {
        let unsigned = cast.and_then(|a| case_of(cx, a)) == Some(1);
        let kind = kind.and_then(|a| case_of(cx, a)).and_then(|case| {
            let cases = super::table::ELEMENTWISE_KIND.cases;
            cases.iter().find(|(_, value)| *value == case).map(|(word, _)| *word)
        });
        How { unsigned: unsigned || name.ends_with("_unsigned"), kind }
    }

    fn recipe(self, name: &str) -> Option<Recipe> {
        let Some(kind) = self.kind else { return recipe(name) };
        if kind == "select" {
            return Some(Recipe::Select);
        }
        let binary = BINARY.iter().find(|(word, _)| *word == kind);
        let binary = binary.map(|(word, _)| Recipe::Binary(word));
        binary.or_else(|| unary_word(kind).map(Recipe::Unary))
    }
}

/// What the body gets of an operand of this type: an element of a tensor or memref, else the value.
pub(super) fn elem(cx: &Context, ty: Type) -> Type {
    if ty.is_tensor(cx) || ty.is_memref(cx) { ty.elem(cx) } else { ty }
}

/// Gives a region the body of the operation `name` on elements of these types.
///
/// # Errors
/// Says why there is none.
pub(super) fn build(
    cx: &Context,
    body: &mut Body,
    region: RegionId,
    loc: Loc,
    name: &str,
    how: How,
    types: &[Type],
) -> Result<(), String> {
    let recipe = how.recipe(name).ok_or("it has no body of its own")?;
    if let Some(n) = n_args(name).filter(|n| *n != types.len()) {
        return Err(format!("it takes {n} operands, got {}", types.len()));
    }
    let block = body.new_block(region, types);
    let args = body.args(block).to_vec();
    let mut scalars = Scalars { cx, body, block, loc, unsigned: how.unsigned };
    let value = scalars.result(recipe, &args)?;
    scalars.make("linalg.yield", &[value], &[], None);
    Ok(())
}

/// Builds scalar operations at the end of a block.
struct Scalars<'b> {
    cx: &'b Context,
    body: &'b mut Body,
    block: BlockId,
    loc: Loc,
    unsigned: bool,
}

impl Scalars<'_> {
    fn result(&mut self, recipe: Recipe, args: &[ValueId]) -> Result<ValueId, String> {
        let out = *args.last().ok_or("it has no operands")?;
        let to = self.body.ty(out);
        let arg = |i: usize| args.get(i).copied().ok_or("it has too few operands".to_string());
        match recipe {
            Recipe::Unary(word) => self.unary(word, arg(0)?),
            Recipe::Binary(word) => self.binary(word, arg(0)?, arg(1)?),
            Recipe::Select => {
                let ty = self.body.ty(arg(1)?);
                Ok(self.op("arith.select", &[arg(0)?, arg(1)?, arg(2)?], ty))
            }
            Recipe::Cast => Ok(self.cast(arg(0)?, to)),
            Recipe::First => arg(0),
            Recipe::Random => self.random(args, to),
            Recipe::Contract => {
                let a = self.cast(arg(0)?, to);
                let b = self.cast(arg(1)?, to);
                let product = self.binary("mul", a, b)?;
                self.binary("add", out, product)
            }
            Recipe::ContractQuantized => {
                let a = self.less_zero_point(arg(0)?, arg(2)?, to)?;
                let b = self.less_zero_point(arg(1)?, arg(3)?, to)?;
                let product = self.binary("mul", a, b)?;
                self.binary("add", out, product)
            }
            Recipe::Pool(word) => {
                let a = self.cast(arg(0)?, to);
                self.binary(word, out, a)
            }
        }
    }

    fn less_zero_point(&mut self, a: ValueId, zero: ValueId, to: Type) -> Result<ValueId, String> {
        let a = self.cast(a, to);
        let zero = self.cast(zero, to);
        self.binary("sub", a, zero)
    }

    /// The linear congruential generator of `fill_rng_2d`: bounds and seed to a number.
    fn random(&mut self, args: &[ValueId], to: Type) -> Result<ValueId, String> {
        let [low, high, seed, _] = *args else { return Err("it takes four operands".into()) };
        let (i32_ty, f64_ty) = (self.cx.int_ty(32), self.cx.float_ty(terrace_ir::FloatTy::F64));
        let most = self.int(2_147_483_647);
        let most = self.cast(most, f64_ty);
        let column = self.index(1, i32_ty);
        let row = self.index(0, i32_ty);
        let mut state = self.binary("add", row, seed)?;
        for step in 0..2 {
            if step == 1 {
                state = self.binary("add", column, state)?;
            }
            let factor = self.int(1_103_515_245);
            let factor = self.cast(factor, i32_ty);
            state = self.binary("mul", state, factor)?;
            let addend = self.int(12_345);
            let addend = self.cast(addend, i32_ty);
            state = self.binary("add", state, addend)?;
        }
        let state = self.cast(state, f64_ty);
        let state = self.binary("add", most, state)?;
        let width = self.binary("sub", high, low)?;
        let scale = self.cx.float_attr(2.328_306_4e-10, f64_ty).ok_or("no f64")?;
        let scale = self.constant(scale, f64_ty);
        let width = self.binary("mul", width, scale)?;
        let value = self.binary("mul", state, width)?;
        let value = self.binary("add", value, low)?;
        Ok(self.cast(value, to))
    }

    fn int(&mut self, value: i128) -> ValueId {
        let ty = self.cx.int_ty(64);
        self.constant(self.cx.int_attr(value, ty), ty)
    }

    fn constant(&mut self, value: Attr, ty: Type) -> ValueId {
        self.make("arith.constant", &[], &[("value", value)], Some(ty))
    }

    fn index(&mut self, dim: i64, ty: Type) -> ValueId {
        let dim = self.cx.i64_attr(dim);
        let index = self.cx.index_ty();
        let position = self.make("linalg.index", &[], &[("dim", dim)], Some(index));
        self.cast(position, ty)
    }

    fn unary(&mut self, word: &'static str, a: ValueId) -> Result<ValueId, String> {
        let ty = self.body.ty(a);
        if ty.float(self.cx).is_none() {
            return Err(format!("`{word}` is a function of floats"));
        }
        let name = UNARY.iter().find(|(w, _)| *w == word).map_or("", |(_, name)| *name);
        Ok(match word {
            "reciprocal" => {
                let one = self.cx.float_attr(1.0, ty).ok_or("the format has no 1")?;
                let one = self.constant(one, ty);
                self.op(name, &[one, a], ty)
            }
            "square" => self.op(name, &[a, a], ty),
            _ => self.op(name, &[a], ty),
        })
    }

    fn binary(&mut self, word: &'static str, a: ValueId, b: ValueId) -> Result<ValueId, String> {
        let (ty, other) = (self.body.ty(a), self.body.ty(b));
        let class = |ty: Type| match ty.kind(self.cx) {
            TypeKind::Complex(_) => Some(0),
            TypeKind::Float(_) => Some(1),
            TypeKind::Int { width: 1, .. } => Some(2),
            TypeKind::Int { .. } => Some(3),
            _ => None,
        };
        let mixed = || format!("`{word}` takes either complex numbers, floats or integers");
        let (Some(mine), Some(theirs)) = (class(ty), class(other)) else { return Err(mixed()) };
        if mine.min(2) != theirs.min(2) {
            return Err(mixed());
        }
        let row = BINARY.iter().find(|(w, _)| *w == word);
        // Only where both are `i1` it is logic.
        let name = row.map_or("", |(_, names)| names[mine.max(theirs)]);
        if name.is_empty() {
            return Err(format!("there is no `{word}` of such elements"));
        }
        Ok(self.op(name, &[a, b], ty))
    }

    /// The value in another type; unchanged where no conversion is known, as upstream does.
    fn cast(&mut self, value: ValueId, to: Type) -> ValueId {
        let (cx, from) = (self.cx, self.body.ty(value));
        if from == to {
            return value;
        }
        if let TypeKind::Complex(part) = to.kind(cx) {
            return self.complex(value, *part, to);
        }
        let signless = |ty: Type| match ty.kind(cx) {
            TypeKind::Int { width, sign: Sign::Signless } => Some(*width),
            _ => None,
        };
        let bits = |ty: Type| ty.float(cx).map(|f| f.bits());
        let pick = |zero: &'static str, sign: &'static str| if self.unsigned { zero } else { sign };
        let name = match (signless(from), bits(from), signless(to), bits(to)) {
            (Some(a), _, Some(b), _) if b > a => pick("arith.extui", "arith.extsi"),
            (Some(_), _, Some(_), _) => "arith.trunci",
            (_, Some(_), Some(_), _) => pick("arith.fptoui", "arith.fptosi"),
            (Some(_), _, _, Some(_)) => pick("arith.uitofp", "arith.sitofp"),
            (_, Some(a), _, Some(b)) if b > a => "arith.extf",
            (_, Some(a), _, Some(b)) if b < a => "arith.truncf",
            (None, None, Some(_), _) if from.is_index(cx) => "arith.index_cast",
            _ => return value,
        };
        self.op(name, &[value], to)
    }

    /// A number, real or complex, as a complex one with parts of this type.
    fn complex(&mut self, value: ValueId, part: Type, to: Type) -> ValueId {
        let parts = match self.body.ty(value).kind(self.cx) {
            TypeKind::Complex(from) => {
                let re = self.op("complex.re", &[value], *from);
                let im = self.op("complex.im", &[value], *from);
                [self.cast(re, part), self.cast(im, part)]
            }
            _ => {
                let re = self.cast(value, part);
                let zero = self.cx.float_attr(0.0, part);
                let zero = zero.unwrap_or_else(|| self.cx.int_attr(0, part));
                [re, self.constant(zero, part)]
            }
        };
        self.op("complex.create", &parts, to)
    }

    fn op(&mut self, name: &str, operands: &[ValueId], ty: Type) -> ValueId {
        self.make(name, operands, &[], Some(ty))
    }

    /// An operation; its result, or its operand where it has none.
    fn make(
        &mut self,
        name: &str,
        operands: &[ValueId],
        attrs: &[(&str, Attr)],
        ty: Option<Type>,
    ) -> ValueId {
        let mut state = OpState::new(self.cx, self.cx.op_name(name), self.loc);
        state.operands = operands.to_vec();
        state.result_types = ty.into_iter().collect();
        let def = self.cx.op_info(state.name).map(|i| i.def);
        for (name, value) in attrs {
            if let Some(slot) = def.and_then(|d| d.attr_slot(name)) {
                state.inherent[slot] = *value;
            }
        }
        fill_defaults(self.cx, &mut state);
        let op = self.body.create(state);
        self.body.append(self.block, op);
        if ty.is_some() { self.body.result(op, 0) } else { operands[0] }
    }
}
