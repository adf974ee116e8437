//! `affine.dma_start` and `affine.dma_wait`, which upstream defines in C++: copies between
//! memories that go on beside the program. Maps stand among the discardable attributes, as there.

use terrace_ir::def::TypeC;
use terrace_ir::interface::{Effect, MemoryEffects, Verify};
use terrace_ir::text::{Delim, OpParser, OpPrinter, Operand, Tok};
use terrace_ir::{AffineMap, OpDef, OpRef, OpState, Reported, Type, ValueId};

use super::verify::of_affine;
use crate::codes::{AFFINE002, ASM001};
use crate::ods::{Asm, many};

pub(super) const OPS: &[OpDef] = &[
    OpDef {
        name: "affine.dma_start",
        summary: "starts to copy elements from one memory to another",
        operands: &[many("operands", TypeC::Any)],
        asm: Asm::Hand { parse: parse_start, print: print_start },
        interfaces: &[&MemoryEffects(copies), &Verify(verify_start)],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "affine.dma_wait",
        summary: "waits for the end of a copy",
        operands: &[many("operands", TypeC::Any)],
        asm: Asm::Hand { parse: parse_wait, print: print_wait },
        interfaces: &[&MemoryEffects(copies), &Verify(verify_wait)],
        ..OpDef::EMPTY
    },
];

/// What is copied when is not said by the operation alone.
fn copies(_: OpRef<'_>, effects: &mut Vec<(Effect, Option<ValueId>)>) {
    effects.extend([(Effect::Read, None), (Effect::Write, None)]);
}

/// Source, target and tag, by the names of their maps.
const ACCESSES: [&str; 3] = ["src_map", "dst_map", "tag_map"];

/// `%m[%i + 1]`: its operand, and the values that its map is applied to.
fn parse_access(
    p: &mut OpParser<'_>,
    state: &mut OpState,
    map_name: &str,
) -> Result<(Operand, Vec<Operand>), Reported> {
    let memory = p.parse_operand()?;
    let (map, values) = p.parse_affine_map_of_ssa(Delim::Square)?;
    let map = p.cx.map_attr(map);
    p.set_attr(state, map_name, map);
    Ok((memory, values))
}

fn resolve(
    p: &mut OpParser<'_>,
    state: &mut OpState,
    (memory, values): &(Operand, Vec<Operand>),
    ty: Type,
) -> Result<(), Reported> {
    let index = p.cx.index_ty();
    p.resolve_all(&[*memory], ty, state)?;
    p.resolve_all(values, index, state)
}

fn types(p: &mut OpParser<'_>, n: usize) -> Result<Vec<Type>, Reported> {
    let types = p.parse_colon_type_list()?;
    if types.len() == n { Ok(types) } else { Err(p.error(&ASM001, &[&n, &types.len()])) }
}

/// `%src[..], %dst[..], %tag[..], %n, %stride, %per_stride : t, t, t`
fn parse_start(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    let mut accesses = Vec::new();
    for name in ACCESSES {
        accesses.push(parse_access(p, state, name)?);
        p.expect(Tok::Comma)?;
    }
    let counts = p.parse_operand_list(Delim::None)?;
    if !matches!(counts.len(), 1 | 3) {
        return Err(p.error(&ASM001, &[&"1 or 3", &counts.len()]));
    }
    let types = types(p, 3)?;
    let index = p.cx.index_ty();
    resolve(p, state, &accesses[0], types[0])?;
    resolve(p, state, &accesses[1], types[1])?;
    resolve(p, state, &accesses[2], types[2])?;
    p.resolve_all(&counts, index, state)
}

/// `%tag[..], %n : t`
fn parse_wait(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    let tag = parse_access(p, state, "tag_map")?;
    p.expect(Tok::Comma)?;
    let n = p.parse_operand()?;
    let types = types(p, 1)?;
    resolve(p, state, &tag, types[0])?;
    let index = p.cx.index_ty();
    p.resolve_all(&[n], index, state)
}

fn map<'a>(op: OpRef<'a>, name: &str) -> Option<&'a AffineMap> {
    op.attr(name)?.as_map(op.cx)
}

/// The positions of the memories, in the order of their maps, and where the counts start; `None`
/// where the operands do not fit the maps.
fn layout(op: OpRef<'_>, names: &[&str]) -> Option<(Vec<usize>, usize)> {
    let (mut places, mut at) = (Vec::new(), 0);
    for name in names {
        let map = map(op, name)?;
        places.push(at);
        at += 1 + (map.n_dims + map.n_syms) as usize;
    }
    let n_counts = op.n_operands().checked_sub(at)?;
    matches!((names.len(), n_counts), (1, 1) | (3, 1 | 3)).then_some((places, at))
}

fn print(p: &mut OpPrinter<'_>, op: OpRef<'_>, names: &[&str]) {
    let Some((places, counts)) = layout(op, names) else { return };
    p.char(' ');
    for (name, &at) in names.iter().zip(&places) {
        p.print_operand(op, at);
        p.char('[');
        if let Some(map) = map(op, name) {
            let n = (map.n_dims + map.n_syms) as usize;
            let values: Vec<ValueId> = op.operands().skip(at + 1).take(n).collect();
            p.print_affine_map_of_ssa(op.body, map, &values);
        }
        p.text("], ");
    }
    p.print_values(op.body, op.operands().skip(counts));
    p.print_colon_types(places.iter().map(|at| op.operand_ty(*at)));
}

fn print_start(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    print(p, op, &ACCESSES);
}

fn print_wait(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    print(p, op, &ACCESSES[2..]);
}

fn verify(op: OpRef<'_>, names: &[&str], diags: &mut terrace_ir::Diags) {
    let memories = layout(op, names).is_some_and(|(places, _)| {
        let mut fits = places.iter().zip(names).map(|(&at, name)| {
            let rank = op.operand_ty(at).shape(op.cx).map(<[i64]>::len);
            op.operand_ty(at).is_memref(op.cx) && rank == map(op, name).map(|m| m.results.len())
        });
        fits.all(|fits| fits)
    });
    let sentence = "memories and counts are those of the maps, with an index for each dimension";
    diags.require(memories, &AFFINE002, op.loc(), &[&sentence]);
    let (true, Some((places, _))) = (memories, layout(op, names)) else { return };
    for (&at, map) in places.iter().zip(names.iter().filter_map(|name| map(op, name))) {
        let n = (map.n_dims + map.n_syms) as usize;
        let values: Vec<ValueId> = op.operands().skip(at + 1).take(n).collect();
        if !of_affine(op, &values, map.n_dims as usize, diags) {
            return;
        }
    }
}

fn verify_start(op: OpRef<'_>, diags: &mut terrace_ir::Diags) {
    verify(op, &ACCESSES, diags);
}

fn verify_wait(op: OpRef<'_>, diags: &mut terrace_ir::Diags) {
    verify(op, &ACCESSES[2..], diags);
}
