//! The `terrace` dialect: facts that travel in the IR beside upstream's operations.
//!
//! It has no operations. [`TARGET`] says what a module, function or group is compiled for, so that
//! passes need no backend and tests can pretend to be any machine.

use terrace_ir::def::{AttrC, AttrTypeDef, Dialect, EnumDef, ParamAsm, ParamDef};
use terrace_ir::text::{Delim, OpPrinter, Tok};
use terrace_ir::{Attr, AttrKind, Context, Diag, OpRef};

use crate::codes::{TARGET001, TARGET002, TARGET003};

/// The `terrace` dialect.
pub static TERRACE: Dialect = Dialect {
    name: "terrace",
    doc: "Facts about the target of the compilation.",
    ops: &[],
    attrs: ATTRS,
    ..Dialect::EMPTY
};

/// Cases of [`Kind`].
pub const KIND: EnumDef = EnumDef {
    name: "TargetKind",
    bits: false,
    separator: "",
    cases: &[("cpu", 0), ("cuda", 1), ("hls", 2)],
};

/// What the name of the target attribute is on operations.
pub const TARGET_ATTR: &str = "terrace.target";

/// What kind of machine a target is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Kind {
    /// A CPU with vector instructions.
    #[default]
    Cpu,
    /// A CUDA device.
    Cuda,
    /// An FPGA programmed through high-level synthesis.
    Hls,
}

/// Facts about a target. A fact that is not known is `None`; a pass then uses its default.
///
/// # Units
/// `vector_bits` is the width of a vector register in bits; caches are in bytes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Target {
    /// What kind of machine it is.
    pub kind: Kind,
    /// Width of a vector register.
    pub vector_bits: Option<u32>,
    /// Cores that work on one model.
    pub cores: Option<u32>,
    /// First-level data cache of a core.
    pub l1_bytes: Option<u64>,
    /// Second-level cache of a core.
    pub l2_bytes: Option<u64>,
    /// Features in LLVM's spelling: `+avx512f,+avx512vnni`.
    pub features: Option<String>,
}

/// `#terrace.target<cpu, vector_bits = 512, cores = 2, l1_bytes = 49152, features = "+avx512f">`
pub const TARGET: AttrTypeDef = AttrTypeDef {
    name: "terrace.target",
    doc: "What the operation is compiled for.",
    params: &[
        ParamDef { name: "kind", constraint: AttrC::Enum(32, &KIND), optional: false },
        ParamDef { name: "vector_bits", constraint: AttrC::I(64), optional: true },
        ParamDef { name: "cores", constraint: AttrC::I(64), optional: true },
        ParamDef { name: "l1_bytes", constraint: AttrC::I(64), optional: true },
        ParamDef { name: "l2_bytes", constraint: AttrC::I(64), optional: true },
        ParamDef { name: "features", constraint: AttrC::Str, optional: true },
    ],
    asm: ParamAsm::Hand {
        parse: |p| {
            let mut params = vec![Attr::NONE; TARGET.params.len()];
            p.expect(Tok::Less)?;
            let kind = p.parse_enum(&KIND)?;
            params[0] = p.cx.int_attr(kind.into(), p.cx.int_ty(32));
            if p.eat(Tok::Comma) {
                p.comma_list(Delim::None, |p| {
                    let at = p.offset();
                    let name = p.parse_any_keyword()?;
                    let slot = TARGET.params.iter().skip(1).position(|d| d.name == name);
                    let Some(slot) = slot.map(|s| s + 1) else {
                        return Err(p.error_at(at, &TARGET001, &[&name]));
                    };
                    if !params[slot].is_none() {
                        return Err(p.error_at(at, &TARGET002, &[&name]));
                    }
                    p.expect(Tok::Equal)?;
                    params[slot] = match TARGET.params[slot].constraint {
                        AttrC::Str => {
                            let text = p.parse_string()?;
                            p.cx.str_attr(&text)
                        }
                        _ => {
                            let value = p.parse_integer()?;
                            p.cx.i64_attr(value)
                        }
                    };
                    Ok(())
                })?;
            }
            p.expect(Tok::Greater)?;
            Ok(params)
        },
        print: print_target,
    },
    verify: Some(|cx, params, diags, loc| {
        for (def, param) in TARGET.params.iter().zip(params).skip(1) {
            if param.get().and_then(|a| a.as_i64(cx)).is_some_and(|v| v <= 0) {
                diags.push(Diag::error(&TARGET003, loc, &[&def.name]));
            }
        }
    }),
};

fn print_target(p: &mut OpPrinter<'_>, params: &[Attr]) {
    let kind = params.first().and_then(|k| k.as_i64(p.cx)).unwrap_or(0);
    p.char('<');
    p.enum_words(&KIND, kind);
    for (def, param) in TARGET.params.iter().zip(params).skip(1) {
        let Some(param) = param.get() else { continue };
        p.text(", ");
        p.text(def.name);
        p.text(" = ");
        p.print_attr_without_type(param);
    }
    p.char('>');
}

static ATTRS: &[AttrTypeDef] = &[TARGET];

impl Target {
    /// The target of an operation: its own `terrace.target`, or that of an operation around it in
    /// the same body.
    pub fn of(op: OpRef<'_>) -> Option<Target> {
        let mut at = Some(op);
        while let Some(op) = at {
            if let Some(target) = op.attr(TARGET_ATTR).and_then(|a| Target::read(op.cx, a)) {
                return Some(target);
            }
            at = op.parent();
        }
        None
    }

    /// What a target attribute says.
    pub fn read(cx: &Context, attr: Attr) -> Option<Target> {
        if !attr.is_a(cx, &TARGET) {
            return None;
        }
        let int = |i: usize| attr.param(cx, i).and_then(|a| a.as_i64(cx));
        Some(Target {
            kind: match int(0)? {
                1 => Kind::Cuda,
                2 => Kind::Hls,
                _ => Kind::Cpu,
            },
            vector_bits: int(1).and_then(|v| v.try_into().ok()),
            cores: int(2).and_then(|v| v.try_into().ok()),
            l1_bytes: int(3).and_then(|v| v.try_into().ok()),
            l2_bytes: int(4).and_then(|v| v.try_into().ok()),
            features: attr.param(cx, 5).and_then(|a| a.as_str(cx)).map(String::from),
        })
    }

    /// The attribute that says this.
    pub fn attr(&self, cx: &Context) -> Attr {
        let kind = cx.int_attr(self.kind as i128, cx.int_ty(32));
        let int = |v: Option<u64>| {
            let value = v.map(|v| i64::try_from(v).unwrap_or(i64::MAX));
            value.map_or(Attr::NONE, |v| cx.i64_attr(v))
        };
        let params = [
            kind,
            int(self.vector_bits.map(u64::from)),
            int(self.cores.map(u64::from)),
            int(self.l1_bytes),
            int(self.l2_bytes),
            self.features.as_ref().map_or(Attr::NONE, |f| cx.str_attr(f)),
        ];
        cx.attr(AttrKind::Dialect { def: &ATTRS[0], params: params.into() })
    }
}

#[cfg(test)]
mod tests {
    use terrace_ir::Diags;
    use terrace_ir::text::{attr_to_string, parse_attr};

    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let cx = Context::new();
        cx.load(&TERRACE);
        let target = Target {
            vector_bits: Some(512),
            cores: Some(2),
            l2_bytes: Some(2 << 20),
            features: Some("+avx512f".into()),
            ..Target::default()
        };
        let text = "#terrace.target<cpu, vector_bits = 512, cores = 2, l2_bytes = 2097152, \
                    features = \"+avx512f\">";
        let attr = target.attr(&cx);
        assert_eq!(attr_to_string(&cx, attr), text);
        assert_eq!(parse_attr(&cx, text, &mut Diags::new()), Ok(attr));
        assert_eq!(Target::read(&cx, attr), Some(target));
    }

    #[test]
    fn refuses_unknown_repeated_and_impossible_facts() {
        let cx = Context::new();
        cx.load(&TERRACE);
        for (text, code) in [
            ("#terrace.target<cpu, wings = 2>", "TARGET001"),
            ("#terrace.target<cpu, cores = 2, cores = 3>", "TARGET002"),
            ("#terrace.target<cuda, cores = 0>", "TARGET003"),
        ] {
            let mut diags = Diags::new();
            assert!(parse_attr(&cx, text, &mut diags).is_err(), "{text}");
            assert_eq!(diags.items()[0].code.id, code, "{text}");
        }
    }
}
