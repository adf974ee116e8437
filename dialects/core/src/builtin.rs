//! The builtin dialect: modules and casts whose types will be reconciled.

use crate::def::{Arity, Asm, AttrC, AttrSlot, Dialect, OpDef, RegionSize, RegionSlot, Traits};
use crate::def::{TypeC, ValueSlot};
use crate::diag::{Diags, Reported};
use crate::entity::Attr;
use crate::eval::{Compiler, Eval, Moves, Slot, Src};
use crate::interface::{Fold, Folded, Verify};
use crate::verify::codes::{IR002, IR025, IR026};
use crate::view::OpRef;

/// `builtin.module`
pub const MODULE: OpDef = OpDef {
    name: "builtin.module",
    summary: "a container of symbols",
    doc: "A module is a graph region with one block, isolated from above, with an optional name.",
    attrs: &[
        AttrSlot {
            name: "sym_name",
            constraint: AttrC::SymbolName,
            optional: true,
            default: None,
            doc: "its name as a symbol",
        },
        AttrSlot {
            name: "sym_visibility",
            constraint: AttrC::Str,
            optional: true,
            default: None,
            doc: "`public`, `private` or `nested`",
        },
    ],
    regions: &[RegionSlot { name: "bodyRegion", size: RegionSize::One, variadic: false }],
    traits: Traits(
        Traits::ISOLATED.0
            | Traits::SYMBOL_TABLE.0
            | Traits::SYMBOL.0
            | Traits::NO_TERMINATOR.0
            | Traits::SINGLE_BLOCK.0
            | Traits::AFFINE_SCOPE.0
            | Traits::GRAPH_REGION.0,
    ),
    asm: Asm::Format("($sym_name^)? attr-dict-with-keyword $bodyRegion"),
    interfaces: &[&Verify(verify_module)],
    ..OpDef::EMPTY
};

/// `builtin.unrealized_conversion_cast`
pub const CAST: OpDef = OpDef {
    name: "builtin.unrealized_conversion_cast",
    summary: "stands between the types of two levels until a pass reconciles them",
    doc: "",
    operands: &[ValueSlot { name: "inputs", ty: TypeC::Any, arity: Arity::Variadic, doc: "" }],
    results: &[ValueSlot { name: "outputs", ty: TypeC::Any, arity: Arity::Variadic, doc: "" }],
    traits: Traits::PURE,
    asm: Asm::Format("($inputs^ `:` type($inputs))? `to` type($outputs) attr-dict"),
    interfaces: &[&Eval(eval_cast), &Fold(fold_cast), &Verify(verify_cast)],
    ..OpDef::EMPTY
};

/// A cast of all that another cast made, back to the types it was made from.
fn fold_cast(op: OpRef<'_>, _: &[Option<Attr>]) -> Option<Vec<Folded>> {
    let inner = op.defining(op.operands().next()?).filter(|i| i.name() == op.name())?;
    let types = |values: &mut dyn Iterator<Item = _>| values.map(|v| op.body.ty(v)).collect();
    let (from, to): (Vec<_>, Vec<_>) = (types(&mut inner.operands()), types(&mut op.results()));
    let undone = op.operands().eq(inner.results()) && from == to;
    undone.then(|| inner.operands().map(Folded::Value).collect())
}

/// A module takes no values; what it says beyond its name belongs to a dialect.
fn verify_module(op: OpRef<'_>, diags: &mut Diags) {
    let cx = op.cx;
    let args = op.region(0).and_then(|r| Some(r.body.args(r.entry()?).len())).unwrap_or(0);
    diags.require(args == 0, &IR025, op.loc(), &[&op.name_str(), &"no", &args]);
    let entries = op.body.discardable(op.id).get().and_then(|d| d.as_dict(cx)).unwrap_or(&[]);
    for name in entries.iter().map(|(key, _)| cx.str(*key)) {
        diags.require(name.contains('.'), &IR026, op.loc(), &[&op.name_str(), &name]);
    }
}

/// A cast to nothing would be no value's definition.
fn verify_cast(op: OpRef<'_>, diags: &mut Diags) {
    let some = op.n_results() > 0;
    diags.require(some, &IR002, op.loc(), &[&op.name_str(), &"1 or more", &0]);
}

/// Hands each value on as it is: both sides stand for one value in the interpreter.
fn eval_cast(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (srcs, outs) = (c.operands(op), c.results(op));
    let kinds = |(s, o): (&Src, &Slot)| s.slot.kind == o.kind;
    if srcs.len() != outs.len() || !srcs.iter().zip(&outs).all(kinds) {
        return Err(c.unsupported(op, "it is not one value of the same kind each"));
    }
    let moves = Moves::new(&srcs, &outs);
    c.emit(move |frame| {
        moves.run(frame);
        Ok(())
    });
    Ok(())
}

/// The builtin dialect; every context has it.
pub static BUILTIN: Dialect = Dialect {
    name: "builtin",
    doc: "Modules, and the types and attributes that every dialect shares.",
    ops: &[&[MODULE, CAST]],
    ..Dialect::EMPTY
};
