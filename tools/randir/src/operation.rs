//! Making one operation from its definition.

use std::ops::Range;

use terrace_ir::def::{Arity, AttrC, AttrSlot, TypeC, TypeRule, ValueSlot};
use terrace_ir::eval::Random;
use terrace_ir::interface::{InferArgs, InferTypes};
use terrace_ir::text::parse_attr;
use terrace_ir::verify::{attr_matches, type_matches, verify_ops};
use terrace_ir::{
    Attr, AttrKind, Body, Context, DYNAMIC, Diags, Loc, OpDef, OpId, OpState, Traits, Type,
    TypeKind, ValueId,
};

use crate::types::variant;
use crate::vocabulary::Vocabulary;

/// Operations that are tried for one place, and result types for each.
const MAX_TRIES: usize = 16;
const MAX_TYPE_TRIES: usize = 6;

/// Makes operations.
pub(crate) struct Maker<'a> {
    pub cx: &'a Context,
    words: &'a Vocabulary,
    random: Random,
    is_wild: bool,
    n_made: u32,
}

/// An operation in the making.
struct Draft {
    def: &'static OpDef,
    state: OpState,
    /// Operands of each slot.
    groups: Vec<Range<usize>>,
    /// Types of the operands.
    types: Vec<Type>,
}

impl Draft {
    /// The type of the first operand of the slot of this name.
    fn operand_ty(&self, name: &str) -> Option<Type> {
        let slot = self.def.operands.iter().position(|s| s.name == name)?;
        self.types.get(self.groups.get(slot)?.clone())?.first().copied()
    }

    /// What a rule says about the type of a slot, as far as operands determine it.
    fn ruled(&self, cx: &Context, name: &str) -> Option<Type> {
        self.def.types.iter().find_map(|rule| match rule {
            TypeRule::SameOperandsAndResults => self.types.first().copied(),
            TypeRule::AllMatch(names) if names.contains(&name) => {
                names.iter().find_map(|n| self.operand_ty(n))
            }
            TypeRule::Derived { from, to, via, .. } if *to == name => {
                self.operand_ty(from).and_then(|ty| via(cx, ty))
            }
            TypeRule::Fixed { to, ty } if *to == name => Some(ty(cx)),
            _ => None,
        })
    }
}

impl<'a> Maker<'a> {
    pub fn new(cx: &'a Context, words: &'a Vocabulary, random: Random, is_wild: bool) -> Maker<'a> {
        Maker { cx, words, random, is_wild, n_made: 0 }
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.random.bits() % n.max(1) as u64) as usize
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these, the first ones more often.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let n = from.len();
        let at = self.below(n).min(self.below(n));
        from.get(at).copied()
    }

    fn any<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let at = self.below(from.len());
        from.get(at).copied()
    }

    /// Tries to put a random operation before `at`.
    pub fn operation(&mut self, body: &mut Body, at: OpId, visible: &mut Vec<ValueId>) {
        for _ in 0..MAX_TRIES {
            let words = self.words;
            let from = if self.is_wild && self.chance(50) { &words.others } else { &words.known };
            let Some(def) = self.any(from) else { continue };
            let Some(mut draft) = self.draft(body, def, visible) else { continue };
            for _ in 0..MAX_TYPE_TRIES {
                let Some(types) = self.result_types(&draft) else { break };
                draft.state.result_types = types;
                if !self.fit_value(&mut draft) {
                    continue;
                }
                let op = body.create(draft.state.clone());
                body.insert_before(at, op);
                if verify_ops(self.cx, body, &[op], &mut Diags::new()).is_ok() {
                    visible.extend(body.results(op));
                    return;
                }
                body.erase(op);
            }
        }
    }

    /// Puts constants in the place of an operation's results and erases it, where there are
    /// constants of their types.
    pub fn replace_by_constants(&mut self, body: &mut Body, op: OpId) -> bool {
        if !body.regions(op).is_empty() || self.is_terminator(body, op) {
            return false;
        }
        let results: Vec<ValueId> = body.results(op).collect();
        let used = |v: &&ValueId| body.has_uses(**v);
        let values: Option<Vec<(ValueId, Attr)>> =
            results.iter().filter(used).map(|v| Some((*v, self.constant(body.ty(*v))?))).collect();
        let Some(values) = values else { return false };
        let cx = self.cx;
        let name = cx.op_name("arith.constant");
        for (value, attr) in values {
            let mut state = OpState::new(cx, name, self.place());
            state.result_types = vec![body.ty(value)];
            state.inherent[0] = attr;
            let constant = body.create(state);
            body.insert_before(op, constant);
            if let Some(new) = body.results(constant).next() {
                body.replace_all_uses(value, new);
            }
        }
        body.erase(op);
        true
    }

    fn is_terminator(&self, body: &Body, op: OpId) -> bool {
        let def = self.cx.op_info(body.name(op)).map(|info| info.def);
        def.is_some_and(|def| def.has(Traits::TERMINATOR))
    }

    /// A location of its own: by it the interpreter tells which operation it stopped at.
    fn place(&mut self) -> Loc {
        self.n_made += 1;
        self.cx.file_loc(self.cx.sym("made"), self.n_made, 1)
    }

    // ---- operands ----

    /// An operation with operands and all attributes that do not depend on results.
    fn draft(&mut self, body: &Body, def: &'static OpDef, visible: &[ValueId]) -> Option<Draft> {
        let cx = self.cx;
        let state = OpState::new(cx, cx.op_name(def.name), self.place());
        let mut draft = Draft { def, state, groups: Vec::new(), types: Vec::new() };
        for slot in def.operands {
            let n = match slot.arity {
                Arity::One => 1,
                Arity::Optional => usize::from(self.chance(30)),
                Arity::Variadic => self.below(5),
            };
            let start = draft.types.len();
            for _ in 0..n {
                let value = self.operand(body, &draft, slot, visible)?;
                draft.state.operands.push(value);
                draft.types.push(body.ty(value));
            }
            draft.groups.push(start..draft.types.len());
        }
        if def.has(Traits::OPERAND_SEGMENTS) {
            let sizes: Vec<i32> = draft.groups.iter().map(|g| g.len() as i32).collect();
            draft.state.inherent[def.attr_slot("operandSegmentSizes")?] = cx.i32_array(&sizes);
        }
        for (i, slot) in def.attrs.iter().enumerate() {
            if draft.state.inherent[i].is_none() {
                draft.state.inherent[i] = self.attr(&draft, slot)?;
            }
        }
        Some(draft)
    }

    fn operand(
        &mut self,
        body: &Body,
        draft: &Draft,
        slot: &ValueSlot,
        visible: &[ValueId],
    ) -> Option<ValueId> {
        let cx = self.cx;
        let fits = |v: &ValueId| type_matches(cx, &slot.ty, body.ty(*v));
        let mut all: Vec<ValueId> = visible.iter().rev().copied().filter(fits).collect();
        let ty = draft.ruled(cx, slot.name).or(draft.types.first().copied());
        let same: Vec<ValueId> = all.iter().copied().filter(|v| Some(body.ty(*v)) == ty).collect();
        if !same.is_empty() && self.chance(85) {
            return self.pick(&same);
        }
        // Indices into something are small most of the time.
        let is_place =
            matches!(slot.ty, TypeC::Index) && draft.types.iter().any(|t| t.is_shaped(cx));
        if is_place && self.chance(85) {
            let is_constant = |v: &ValueId| {
                let def = body.def_op(*v).map(|op| cx.op_name_str(body.name(op)));
                def == Some("arith.constant")
            };
            let constants: Vec<ValueId> = all.iter().copied().filter(is_constant).collect();
            if !constants.is_empty() {
                all = constants;
            }
        }
        self.pick(&all)
    }

    // ---- attributes ----

    /// A value for an attribute; [`Attr::NONE`] where it may be absent, `None` if there is none.
    fn attr(&mut self, draft: &Draft, slot: &AttrSlot) -> Option<Attr> {
        // A promise about numbers that the interpreter does not hold anyone to.
        let is_promise = ["fastmath", "overflowFlags", "nontemporal"].contains(&slot.name);
        if slot.optional && (is_promise || self.chance(70)) {
            return Some(Attr::NONE);
        }
        if slot.default.is_some() && (is_promise || self.chance(60)) {
            return self.default(slot);
        }
        let found = self.attr_value(draft, slot, &slot.constraint);
        match found {
            None if slot.optional => Some(Attr::NONE),
            None => self.default(slot),
            found => found,
        }
    }

    fn default(&self, slot: &AttrSlot) -> Option<Attr> {
        let text = slot.default?;
        // Written without their dialect, some defaults cannot be read here.
        let read = parse_attr(self.cx, text, &mut Diags::new()).ok();
        Some(read.filter(|a| attr_matches(self.cx, &slot.constraint, *a)).unwrap_or(Attr::NONE))
    }

    fn attr_value(&mut self, draft: &Draft, slot: &AttrSlot, wanted: &AttrC) -> Option<Attr> {
        let cx = self.cx;
        match wanted {
            AttrC::Enum(width, cases) => {
                let (_, value) = self.any(cases.cases)?;
                return Some(cx.int_attr(value.into(), cx.int_ty(*width)));
            }
            AttrC::DialectEnum(name, cases) => {
                let (word, _) = self.any(cases.cases)?;
                return parse_attr(cx, &format!("#{name}<{word}>"), &mut Diags::new()).ok();
            }
            AttrC::DenseArray(64) if self.chance(80) => {
                let attr = self.places(draft, slot.name);
                return Some(attr).filter(|a| attr_matches(cx, wanted, *a));
            }
            AttrC::Confined(inner, accepts, _) => {
                let attr = self.attr_value(draft, slot, inner)?;
                return Some(attr).filter(|a| accepts(cx, *a));
            }
            _ => {}
        }
        let fits = |a: &Attr| attr_matches(cx, wanted, *a);
        let mut all: Vec<Attr> = self.words.attrs.iter().copied().filter(fits).collect();
        if matches!(wanted, AttrC::Map) {
            // As many inputs as there are indices.
            let n = draft.types.iter().filter(|t| t.is_index(cx)).count();
            let of_inputs = |a: &Attr| match &*a.kind(cx) {
                AttrKind::AffineMap(map) => (map.n_dims + map.n_syms) as usize == n,
                _ => false,
            };
            let suitable: Vec<Attr> = all.iter().copied().filter(of_inputs).collect();
            all = if suitable.is_empty() { all } else { suitable };
        }
        self.any(&all)
    }

    /// Small numbers, one for each dimension of the first operand with such; for `static_sizes` and
    /// its like those that are given as operands stand out.
    fn places(&mut self, draft: &Draft, name: &str) -> Attr {
        let cx = self.cx;
        let group = name.strip_prefix("static_").or(name.strip_prefix("static"));
        let slot = group.and_then(|g| {
            let alike = |s: &ValueSlot| s.name.eq_ignore_ascii_case(g);
            draft.def.operands.iter().position(alike)
        });
        let n_dynamic = slot.map_or(0, |s| draft.groups[s].len());
        let shape = draft.types.iter().find_map(|t| t.shape(cx)).unwrap_or(&[]);
        let rank = if self.chance(80) { shape.len() } else { 1 + self.below(3) };
        let mut values: Vec<i64> = (0..rank as i64).collect();
        if name.contains("strides") {
            values = (0..rank).map(|_| 1 + self.below(4).min(1) as i64).collect();
        } else if name.contains("sizes") || name.contains("hape") {
            values = shape.iter().take(rank).map(|d| 1 + self.below(*d as usize) as i64).collect();
        } else if self.chance(50) {
            for i in (1..rank).rev() {
                values.swap(i, self.below(i + 1));
            }
        } else {
            values = values.iter().map(|_| self.below(4).min(self.below(4)) as i64).collect();
        }
        for value in values.iter_mut().take(n_dynamic) {
            *value = DYNAMIC;
        }
        cx.i64_array(&values)
    }

    // ---- results ----

    /// Types of results: inferred, or guessed from those of the operands.
    fn result_types(&mut self, draft: &Draft) -> Option<Vec<Type>> {
        let cx = self.cx;
        let info = cx.op_info(draft.state.name)?;
        if let Some(infer) = info.interface::<InferTypes>() {
            let (operands, inherent) = (&draft.types[..], &draft.state.inherent[..]);
            let args = InferArgs { cx, loc: Loc::UNKNOWN, operands, inherent };
            return (infer.0)(&args, &mut Diags::new());
        }
        let mut types = Vec::new();
        for slot in draft.def.results {
            let ruled = draft.ruled(cx, slot.name);
            let n = match slot.arity {
                Arity::One => 1,
                Arity::Optional => self.below(2),
                Arity::Variadic => self.below(5),
            };
            for _ in 0..n {
                types.push(match ruled {
                    Some(ty) => ty,
                    None => self.guess(draft, slot, &types)?,
                });
            }
        }
        Some(types)
    }

    fn guess(&mut self, draft: &Draft, slot: &ValueSlot, before: &[Type]) -> Option<Type> {
        let cx = self.cx;
        let fits = |t: &Type| type_matches(cx, &slot.ty, *t);
        let arrays: Vec<Vec<i64>> =
            draft.state.inherent.iter().filter_map(|a| a.get()?.as_ints(cx)).collect();
        for _ in 0..4 {
            let candidates: Vec<Type> = match self.below(6) {
                0 => before.to_vec(),
                1 => draft.types.clone(),
                2 => draft.types.iter().map(|t| t.elem(cx)).collect(),
                3 => self.words.types.clone(),
                _ => {
                    let base = self.any(&draft.types);
                    let array = self.any(&arrays.iter().collect::<Vec<_>>());
                    let elem = self.pick(&self.words.types);
                    let way = self.below(10);
                    let made =
                        base.and_then(|ty| variant(cx, ty, way, array.map(|a| &a[..]), elem));
                    made.into_iter().collect()
                }
            };
            let all: Vec<Type> = candidates.into_iter().filter(fits).collect();
            if let Some(ty) = self.pick(&all) {
                return Some(ty);
            }
        }
        None
    }

    // ---- constants ----

    /// Gives constants a value of their type.
    fn fit_value(&mut self, draft: &mut Draft) -> bool {
        let Some(slot) = draft.def.attr_slot("value") else { return true };
        let is_constant = draft.def.has(Traits::CONSTANT_LIKE);
        let (Some(&ty), true) = (draft.state.result_types.first(), is_constant) else {
            return true;
        };
        let value = self.constant(ty);
        let fits = |a: &Attr| attr_matches(self.cx, &draft.def.attrs[slot].constraint, *a);
        if let Some(value) = value.filter(fits) {
            draft.state.inherent[slot] = value;
        }
        !draft.state.inherent[slot].is_none()
    }

    fn constant(&mut self, ty: Type) -> Option<Attr> {
        let cx = self.cx;
        let small = (self.random.bits() % 7) as i128 - 2;
        match ty.kind(cx) {
            TypeKind::Int { width: 1, .. } => Some(cx.bool_attr(small > 0)),
            TypeKind::Int { width, .. } if self.chance(10) => {
                let top = 1i128 << (width - 1);
                Some(cx.int_attr(if small > 0 { top - 1 } else { -top }, ty))
            }
            TypeKind::Int { .. } | TypeKind::Index => Some(cx.int_attr(small, ty)),
            TypeKind::Float(_) => cx.float_attr(small as f64 * 0.5, ty),
            TypeKind::Vector { elem, .. } | TypeKind::Tensor { elem, .. } => {
                ty.static_shape(cx)?;
                let of_type: Vec<Attr> =
                    self.words.attrs.iter().filter(|a| a.ty(cx) == Some(ty)).copied().collect();
                if let Some(attr) = self.pick(&of_type) {
                    return Some(attr);
                }
                let bytes = elem.elem_bytes(cx)?;
                let one = self.constant(*elem)?;
                let bits = match &*one.kind(cx) {
                    AttrKind::Int { value, .. } => *value as u128,
                    AttrKind::Float { bits, .. } => *bits,
                    _ => return None,
                };
                let bits = if elem.int_width(cx) == Some(1) { bits & 1 } else { bits };
                Some(cx.dense(ty, &bits.to_le_bytes()[..bytes], true))
            }
            _ => None,
        }
    }
}
