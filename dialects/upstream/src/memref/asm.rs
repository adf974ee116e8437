//! Hand-written assembly of `memref`.

use terrace_ir::text::{Delim, Directive, Directives, OpParser, Operand, RegionPrint, Tok};
use terrace_ir::{AttrKind, OpState, Reported, Type};

use crate::codes::ASM001;
use crate::ods::Asm;
use crate::prefetch;

/// `-> (t) { .. }`
pub(super) const ALLOCA_SCOPE: Asm = Asm::Hand {
    parse: |p, state| {
        state.result_types = p.parse_optional_arrow_types()?;
        p.parse_region(state, &[])?;
        p.ensure_terminator(state, "memref.alloca_scope.return");
        p.parse_optional_attr_dict_into(state)
    },
    print: |p, op| {
        let terminators = op.n_results() > 0;
        if terminators {
            p.text(" -> (");
            p.print_types(op.results().map(|r| op.body.ty(r)));
            p.char(')');
        }
        p.char(' ');
        if let Some(region) = op.region(0) {
            p.print_region(region, RegionPrint { terminators, ..RegionPrint::NO_ARGS });
        }
        p.print_attr_dict(op, &[]);
    },
};

/// `%base[%i, %j]`, resolved later
fn parse_access(p: &mut OpParser<'_>) -> Result<(Operand, Vec<Operand>), Reported> {
    let base = p.parse_operand()?;
    Ok((base, p.parse_operand_list(Delim::Square)?))
}

fn resolve_access(
    p: &mut OpParser<'_>,
    state: &mut OpState,
    (base, indices): (Operand, Vec<Operand>),
    ty: Type,
) -> Result<(), Reported> {
    let index = p.cx.index_ty();
    p.resolve_all(&[base], ty, state)?;
    p.resolve_all(&indices, index, state)
}

/// `%src[..], %dst[..], %n, %tag[..], %stride, %per_stride : t, t, t`
pub(super) const DMA_START: Asm = Asm::Hand {
    parse: |p, state| {
        let index = p.cx.index_ty();
        let source = parse_access(p)?;
        p.expect(Tok::Comma)?;
        let target = parse_access(p)?;
        p.expect(Tok::Comma)?;
        let n = p.parse_operand()?;
        p.expect(Tok::Comma)?;
        let tag = parse_access(p)?;
        let mut stride = Vec::new();
        while p.eat(Tok::Comma) {
            stride.push(p.parse_operand()?);
        }
        p.parse_optional_attr_dict_into(state)?;
        let types = p.parse_colon_type_list()?;
        let &[a, b, c] = types.as_slice() else {
            return Err(p.error(&ASM001, &[&3, &types.len()]));
        };
        resolve_access(p, state, source, a)?;
        resolve_access(p, state, target, b)?;
        p.resolve_all(&[n], index, state)?;
        resolve_access(p, state, tag, c)?;
        p.resolve_all(&stride, index, state)
    },
    print: |p, op| {
        // Each memref says how many indices follow it.
        let mut types = Vec::new();
        let mut at = 0;
        for part in 0..4 {
            p.text(if part == 0 { " " } else { ", " });
            p.print_operand(op, at);
            let ty = if at < op.n_operands() { Some(op.operand_ty(at)) } else { None };
            at += 1;
            let Some(rank) = ty.and_then(|t| t.shape(op.cx)).map(<[i64]>::len) else { continue };
            types.extend(ty);
            p.char('[');
            p.print_values(op.body, op.operands().skip(at).take(rank));
            p.char(']');
            at += rank;
        }
        for i in at..op.n_operands() {
            p.text(", ");
            p.print_operand(op, i);
        }
        p.print_attr_dict(op, &[]);
        p.print_colon_types(types);
    },
};

/// `%m[%i] : memref<..> { .. }`
pub(super) const GENERIC_ATOMIC_RMW: Asm = Asm::Hand {
    parse: |p, state| {
        let access = parse_access(p)?;
        let ty = p.parse_colon_type()?;
        resolve_access(p, state, access, ty)?;
        state.result_types.push(ty.elem(p.cx));
        p.parse_region(state, &[])?;
        p.parse_optional_attr_dict_into(state)
    },
    print: |p, op| {
        p.char(' ');
        p.print_operand(op, 0);
        p.char('[');
        p.print_values(op.body, op.operands().skip(1));
        p.text("] : ");
        p.print_type(op.operand_ty(0));
        p.char(' ');
        if let Some(region) = op.region(0) {
            p.print_region(region, RegionPrint { empty_block: false, ..RegionPrint::FULL });
        }
        p.print_attr_dict(op, &[]);
    },
};

/// `%m[%i], read, locality<3>, data : memref<..>`
pub(super) const PREFETCH: Asm = Asm::Hand {
    parse: |p, state| {
        let access = parse_access(p)?;
        let ty = prefetch::parse_end(p, state)?;
        resolve_access(p, state, access, ty)
    },
    print: |p, op| {
        p.char(' ');
        p.print_operand(op, 0);
        p.char('[');
        p.print_values(op.body, op.operands().skip(1));
        p.char(']');
        prefetch::print_end(p, op, &[]);
    },
};

/// `%m (d0, d1) -> (d1, d0) : t to t`
pub(super) const TRANSPOSE: Asm = Asm::Hand {
    parse: |p, state| {
        let operand = p.parse_operand()?;
        let map = p.parse_affine_map()?;
        p.parse_optional_attr_dict_into(state)?;
        let from = p.parse_colon_type()?;
        p.parse_keyword("to")?;
        let to = p.parse_type()?;
        p.resolve_all(&[operand], from, state)?;
        state.result_types.push(to);
        let map = p.cx.map_attr(map);
        p.set_attr(state, "permutation", map);
        Ok(())
    },
    print: |p, op| {
        p.char(' ');
        p.print_operand(op, 0);
        if let Some(AttrKind::AffineMap(map)) =
            op.attr("permutation").map(|a| a.kind(op.cx).into_owned())
        {
            p.char(' ');
            p.display(&map);
        }
        p.print_attr_dict(op, &["permutation"]);
        p.text(" : ");
        p.print_type(op.operand_ty(0));
        p.text(" to ");
        p.print_type(op.result_ty(0));
    },
};

/// `memref<..> = dense<..>`, `memref<..> = uninitialized`, or the type alone
pub(super) const GLOBAL: Directives = Directives(&[Directive {
    name: "GlobalMemrefOpTypeAndInitialValue",
    attrs: &[],
    parse: |p, args| {
        let ty = p.parse_type()?;
        let cx = p.cx;
        args.set_attr(0, cx.type_attr(ty));
        if !p.eat(Tok::Equal) {
            return Ok(());
        }
        if p.parse_optional_keyword("uninitialized") {
            args.set_attr(1, cx.unit());
            return Ok(());
        }
        let Some(shape) = ty.shape(cx) else {
            return Err(p.expected("a ranked memref to initialize"));
        };
        let value = p.parse_attribute_typed(cx.tensor_ty(shape, ty.elem(cx)))?;
        args.set_attr(1, value);
        Ok(())
    },
    print: |p, op, _| {
        if let Some(ty) = op.attr("type").and_then(|a| a.as_type(op.cx)) {
            p.print_type(ty);
        }
        match op.attr("initial_value") {
            None => {}
            Some(value) if matches!(&*value.kind(op.cx), AttrKind::Unit) => {
                p.text(" = uninitialized");
            }
            Some(value) => {
                p.text(" = ");
                p.print_attr_without_type(value);
            }
        }
    },
}]);
