//! Parsing by a compiled format.

use smallvec::SmallVec;

use super::directives::{parse_region, starts_elements};
use super::{Arg, DirectiveArgs, Format, Group, Kind, Node, Of, format_of, infer, is_unit};
use crate::body::OpState;
use crate::context::OpInfo;
use crate::def::{Arity, AttrC, OpDef, ParamAsm, Traits};
use crate::diag::Reported;
use crate::entity::{BlockId, Type};
use crate::text::codes::*;
use crate::text::lexer::Tok;
use crate::text::{OpParser, Operand};

pub(super) type Types = SmallVec<[Type; 2]>;

/// What was read so far, by slot.
pub(super) struct State {
    pub operands: SmallVec<[SmallVec<[Operand; 2]>; 4]>,
    pub operand_types: SmallVec<[Option<Types>; 4]>,
    pub result_types: SmallVec<[Option<Types>; 2]>,
    /// The slot of each region read, in the order of reading.
    pub regions: SmallVec<[usize; 2]>,
    pub successors: SmallVec<[(usize, BlockId); 2]>,
    /// `operands` and its types, before they are dealt out to the slots.
    pub all_operands: Option<Vec<Operand>>,
    pub all_operand_types: Option<Types>,
    pub all_result_types: Option<Types>,
}

impl State {
    fn new(def: &OpDef) -> State {
        State {
            operands: def.operands.iter().map(|_| SmallVec::new()).collect(),
            operand_types: def.operands.iter().map(|_| None).collect(),
            result_types: def.results.iter().map(|_| None).collect(),
            regions: SmallVec::new(),
            successors: SmallVec::new(),
            all_operands: None,
            all_operand_types: None,
            all_result_types: None,
        }
    }
}

/// Reads everything after an operation's name.
pub(crate) fn parse(
    p: &mut OpParser<'_>,
    op: &mut OpState,
    info: &OpInfo,
    at: u32,
) -> Result<(), Reported> {
    let format = match format_of(info) {
        Some(Ok(format)) => format,
        Some(Err(_)) | None => return Err(p.error_at(at, &PARSE011, &[&info.def.name])),
    };
    let mut reader = Reader { format, def: info.def, values: State::new(info.def), op, at };
    reader.nodes(p, &format.nodes)?;
    reader.finish(p, info)
}

struct Reader<'f> {
    format: &'f Format,
    def: &'static OpDef,
    values: State,
    op: &'f mut OpState,
    at: u32,
}

impl Reader<'_> {
    fn nodes(&mut self, p: &mut OpParser<'_>, nodes: &[Node]) -> Result<(), Reported> {
        nodes.iter().try_for_each(|node| self.node(p, node))
    }

    fn node(&mut self, p: &mut OpParser<'_>, node: &Node) -> Result<(), Reported> {
        match &node.kind {
            Kind::Literal(text) => p.parse_literal(text),
            Kind::Blank | Kind::Newline => Ok(()),
            Kind::Attr(slot) => self.attr(p, *slot),
            Kind::Operand(slot) => self.operand(p, *slot),
            Kind::Region(slot) => self.region(p, *slot),
            Kind::Successor(slot) => self.successor(p, *slot),
            Kind::AllOperands => {
                self.values.all_operands = Some(p.parse_operand_list(crate::text::Delim::None)?);
                Ok(())
            }
            Kind::AllRegions => {
                for slot in 0..self.def.regions.len() {
                    if slot > 0 {
                        p.expect(Tok::Comma)?;
                    }
                    self.region(p, slot)?;
                }
                Ok(())
            }
            Kind::AllSuccessors => {
                for slot in 0..self.def.successors.len() {
                    if slot > 0 {
                        p.expect(Tok::Comma)?;
                    }
                    self.successor(p, slot)?;
                }
                Ok(())
            }
            Kind::Dict { keyword: true } => p.parse_attr_dict_with_keyword_into(self.op),
            Kind::Dict { keyword: false } => p.parse_optional_attr_dict_into(self.op),
            Kind::PropDict => self.prop_dict(p),
            Kind::Types(of) => self.types(p, *of),
            Kind::Functional(inputs, results) => {
                let (input_types, result_types) = p.parse_function_type()?;
                self.set_types(*inputs, input_types.into());
                self.set_types(*results, result_types.into());
                Ok(())
            }
            Kind::Custom(directive, args) => {
                let values = &mut self.values;
                let mut args = DirectiveArgs { args, values, state: self.op };
                (directive.parse)(p, &mut args)
            }
            Kind::Group(group) => self.group(p, group),
            Kind::AnyOrder(clauses) => {
                let mut left: Vec<_> = clauses.iter().collect();
                while let Some(i) = left.iter().position(|c| p.at_literal(&c.word)) {
                    let clause = left.remove(i);
                    p.advance();
                    self.clause(p, &clause.nodes)?;
                }
                Ok(())
            }
        }
    }

    /// A clause of units alone is its word.
    fn clause(&mut self, p: &mut OpParser<'_>, nodes: &[Node]) -> Result<(), Reported> {
        if let [Node { kind: Kind::Attr(slot), .. }] = nodes
            && is_unit(self.def, *slot)
        {
            self.op.inherent[*slot] = p.cx.unit();
            return Ok(());
        }
        self.nodes(p, nodes)
    }

    fn prop_dict(&mut self, p: &mut OpParser<'_>) -> Result<(), Reported> {
        if !p.eat(Tok::Less) {
            return Ok(());
        }
        let at = p.offset();
        for (key, value) in p.parse_attr_dict()? {
            let key = p.cx.str(key);
            match self.def.attr_slot(key) {
                Some(slot) if !self.format.bound_attrs[slot] => self.op.inherent[slot] = value,
                _ => return Err(p.error_at(at, &PARSE021, &[&self.def.name, &key])),
            }
        }
        p.expect(Tok::Greater)
    }

    fn attr(&mut self, p: &mut OpParser<'_>, slot: usize) -> Result<(), Reported> {
        let def = &self.def.attrs[slot];
        // Outside of groups, what may be absent is recognised by its first token.
        if def.optional && !starts_attr(p, &def.constraint) {
            return Ok(());
        }
        let at = p.offset();
        if !self.op.inherent[slot].is_none() {
            return Err(p.error_at(at, &PARSE030, &[&def.name, &self.def.name]));
        }
        let attr = p.parse_constrained(&def.constraint)?;
        if !crate::verify::attr_matches(p.cx, &def.constraint, attr) {
            let what = crate::verify::attr_constraint_text(&def.constraint);
            let got = crate::text::attr_to_string(p.cx, attr);
            return Err(p.error_at(at, &PARSE032, &[&def.name, &what, &got]));
        }
        self.op.inherent[slot] = attr;
        Ok(())
    }

    fn operand(&mut self, p: &mut OpParser<'_>, slot: usize) -> Result<(), Reported> {
        let list = &mut self.values.operands[slot];
        match self.def.operands[slot].arity {
            Arity::One => list.push(p.parse_operand()?),
            Arity::Optional => list.extend(p.parse_optional_operand()?),
            Arity::Variadic => {
                while p.at(Tok::Percent) {
                    list.push(p.parse_operand()?);
                    if !(p.at(Tok::Comma) && p.next_is(Tok::Percent)) {
                        break;
                    }
                    p.advance();
                }
            }
        }
        Ok(())
    }

    fn region(&mut self, p: &mut OpParser<'_>, slot: usize) -> Result<(), Reported> {
        if self.def.regions[slot].variadic && !p.at(Tok::LBrace) {
            return Ok(());
        }
        loop {
            self.values.regions.push(slot);
            parse_region(p, self.op)?;
            let more = self.def.regions[slot].variadic && p.at(Tok::Comma);
            if !more {
                return Ok(());
            }
            p.advance();
        }
    }

    fn successor(&mut self, p: &mut OpParser<'_>, slot: usize) -> Result<(), Reported> {
        loop {
            let block = p.parse_successor()?;
            self.values.successors.push((slot, block));
            if !(self.def.successors[slot].variadic && p.eat(Tok::Comma)) {
                return Ok(());
            }
        }
    }

    fn types(&mut self, p: &mut OpParser<'_>, of: Of) -> Result<(), Reported> {
        let arity = match of {
            Of::Operand(slot) => self.def.operands[slot].arity,
            Of::Result(slot) => self.def.results[slot].arity,
            Of::Operands | Of::Results => Arity::Variadic,
        };
        let mut types = Types::new();
        match arity {
            Arity::One => types.push(p.parse_type()?),
            Arity::Optional => types.extend(p.parse_optional_type()?),
            Arity::Variadic => {
                if let Some(first) = p.parse_optional_type()? {
                    types.push(first);
                    while p.eat(Tok::Comma) {
                        types.push(p.parse_type()?);
                    }
                }
            }
        }
        self.set_types(of, types);
        Ok(())
    }

    fn set_types(&mut self, of: Of, types: Types) {
        match of {
            Of::Operand(slot) => self.values.operand_types[slot] = Some(types),
            Of::Result(slot) => self.values.result_types[slot] = Some(types),
            Of::Operands => self.values.all_operand_types = Some(types),
            Of::Results => self.values.all_result_types = Some(types),
        }
    }

    // ---- groups ----

    fn group(&mut self, p: &mut OpParser<'_>, group: &Group) -> Result<(), Reported> {
        let first = group.nodes.iter().find(|n| !matches!(n.kind, Kind::Blank | Kind::Newline));
        if !first.is_some_and(|node| self.starts(p, node)) {
            self.skip(&group.nodes);
            return self.nodes(p, &group.otherwise);
        }
        self.skip(&group.otherwise);
        let unit_anchor = match group.nodes.get(group.anchor).map(|n| &n.kind) {
            Some(Kind::Attr(slot)) if is_unit(self.def, *slot) && group.nodes.len() > 1 => {
                Some(*slot)
            }
            _ => None,
        };
        for (i, node) in group.nodes.iter().enumerate() {
            match unit_anchor {
                Some(slot) if i == group.anchor => self.op.inherent[slot] = p.cx.unit(),
                _ => self.node(p, node)?,
            }
        }
        Ok(())
    }

    /// Notes that the values of a group that is not there have no types.
    fn skip(&mut self, nodes: &[Node]) {
        for node in nodes {
            match &node.kind {
                Kind::Types(Of::Result(slot)) => {
                    self.values.result_types[*slot] = Some(Types::new());
                }
                Kind::Types(Of::Results) => self.values.all_result_types = Some(Types::new()),
                Kind::Custom(_, args) => {
                    for arg in args {
                        if let Arg::ResultTypes(slot) = arg {
                            self.values.result_types[*slot] = Some(Types::new());
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn starts(&self, p: &OpParser<'_>, node: &Node) -> bool {
        match &node.kind {
            Kind::Literal(text) => p.at_literal(text),
            Kind::Attr(slot) => starts_attr(p, &self.def.attrs[*slot].constraint),
            Kind::Operand(_) | Kind::AllOperands => p.at(Tok::Percent),
            Kind::Region(_) | Kind::AllRegions => p.at(Tok::LBrace),
            Kind::Successor(_) | Kind::AllSuccessors => p.at(Tok::Caret),
            Kind::Dict { keyword: false } => p.at(Tok::LBrace),
            Kind::Dict { keyword: true } => p.at_keyword("attributes"),
            Kind::PropDict => p.at(Tok::Less),
            Kind::Types(_) => starts_type(p),
            Kind::Functional(..) => p.at(Tok::LParen),
            Kind::Group(group) => group.nodes.first().is_some_and(|n| self.starts(p, n)),
            Kind::AnyOrder(clauses) => clauses.iter().any(|c| p.at_literal(&c.word)),
            // A directive in this place starts with a value, a bracket or a symbol.
            Kind::Custom(..) => {
                matches!(p.kind(), Tok::Percent | Tok::LSquare | Tok::LParen | Tok::At | Tok::Less)
            }
            Kind::Blank | Kind::Newline => false,
        }
    }

    // ---- the end ----

    fn finish(mut self, p: &mut OpParser<'_>, info: &OpInfo) -> Result<(), Reported> {
        self.deal_out(p)?;
        self.operand_segments(p);
        infer::complete(p, info, &mut self.values, self.op, self.at)?;
        let State { operands, operand_types, .. } = &self.values;
        for (slot, list) in operands.iter().enumerate() {
            let types = operand_types[slot].as_deref().unwrap_or(&[]);
            if types.len() != list.len() {
                let at = list.first().map_or(self.at, |o| o.offset());
                return Err(p.error_at(at, &PARSE020, &[&list.len(), &types.len()]));
            }
            for (&operand, &ty) in list.iter().zip(types) {
                let value = p.resolve_operand(operand, ty)?;
                self.op.operands.push(value);
            }
        }
        for types in &self.values.result_types {
            self.op.result_types.extend_from_slice(types.as_deref().unwrap_or(&[]));
        }
        self.result_segments(p);
        self.values.successors.sort_by_key(|(slot, _)| *slot);
        self.op.successors.extend(self.values.successors.iter().map(|(_, block)| *block));
        self.order_regions(p);
        Ok(())
    }

    /// Deals `operands`, their types and those of `results` out to the slots.
    fn deal_out(&mut self, p: &mut OpParser<'_>) -> Result<(), Reported> {
        if let Some(all) = self.values.all_operands.take() {
            let sizes = self.sizes(p, self.def.operands, all.len())?;
            let mut rest = all.into_iter();
            for (slot, n) in sizes.into_iter().enumerate() {
                self.values.operands[slot] = rest.by_ref().take(n).collect();
            }
        }
        if let Some(all) = self.values.all_operand_types.take() {
            let n_operands: usize = self.values.operands.iter().map(SmallVec::len).sum();
            if all.len() != n_operands {
                return Err(p.error_at(self.at, &PARSE020, &[&n_operands, &all.len()]));
            }
            let mut rest = all.into_iter();
            for (slot, list) in self.values.operands.iter().enumerate() {
                self.values.operand_types[slot] = Some(rest.by_ref().take(list.len()).collect());
            }
        }
        if let Some(all) = self.values.all_result_types.take() {
            let sizes = self.sizes(p, self.def.results, all.len())?;
            let mut rest = all.into_iter();
            for (slot, n) in sizes.into_iter().enumerate() {
                self.values.result_types[slot] = Some(rest.by_ref().take(n).collect());
            }
        }
        Ok(())
    }

    /// How many of `n` values each slot gets; at most one slot may be flexible.
    fn sizes(
        &self,
        p: &mut OpParser<'_>,
        slots: &[crate::def::ValueSlot],
        n: usize,
    ) -> Result<Vec<usize>, Reported> {
        let n_fixed = slots.iter().filter(|s| s.arity == Arity::One).count();
        let n_flexible = slots.len() - n_fixed;
        let rest = n.checked_sub(n_fixed).filter(|r| *r == 0 || n_flexible > 0);
        let Some(rest) = rest else {
            return Err(p.error_at(self.at, &PARSE020, &[&n, &slots.len()]));
        };
        let mut first = true;
        let size = |slot: &crate::def::ValueSlot| match slot.arity {
            Arity::One => 1,
            _ if std::mem::take(&mut first) => rest,
            _ => 0,
        };
        Ok(slots.iter().map(size).collect())
    }

    /// Before types are inferred: how many operands each group has may be what they follow from.
    fn operand_segments(&mut self, p: &mut OpParser<'_>) {
        if self.def.has(Traits::OPERAND_SEGMENTS) {
            let sizes: Vec<i64> = self.values.operands.iter().map(|o| o.len() as i64).collect();
            let sizes = segment_attr(p, &sizes);
            p.set_attr(self.op, "operandSegmentSizes", sizes);
        }
    }

    fn result_segments(&mut self, p: &mut OpParser<'_>) {
        if self.def.has(Traits::RESULT_SEGMENTS) {
            let n = |t: &Option<Types>| t.as_ref().map_or(0, SmallVec::len) as i64;
            let sizes: Vec<i64> = self.values.result_types.iter().map(n).collect();
            let sizes = segment_attr(p, &sizes);
            p.set_attr(self.op, "resultSegmentSizes", sizes);
        }
    }

    /// Puts regions in the order of their slots, and adds those that were not written.
    fn order_regions(&mut self, p: &mut OpParser<'_>) {
        if self.def.regions.is_empty() {
            return;
        }
        if self.op.child.is_none() && self.op.regions.len() == self.values.regions.len() {
            let slots = self.values.regions.iter().copied();
            let mut tagged: Vec<_> = slots.zip(self.op.regions.iter().copied()).collect();
            tagged.sort_by_key(|(slot, _)| *slot);
            self.op.regions = tagged.into_iter().map(|(_, region)| region).collect();
        }
        let n_fixed = self.def.regions.iter().filter(|r| !r.variadic).count();
        for _ in self.values.regions.len()..n_fixed {
            p.empty_region(self.op);
        }
    }
}

fn segment_attr(p: &OpParser<'_>, sizes: &[i64]) -> crate::Attr {
    let sizes: Vec<i32> = sizes.iter().map(|&n| n as i32).collect();
    p.cx.i32_array(&sizes)
}

fn starts_type(p: &OpParser<'_>) -> bool {
    match p.kind() {
        Tok::Bang | Tok::LParen => true,
        Tok::Bare => is_type_word(p.token_text()),
        _ => false,
    }
}

fn is_type_word(text: &str) -> bool {
    let int = text.trim_start_matches(['s', 'u']);
    let digits = int.strip_prefix('i').unwrap_or("");
    matches!(text, "index" | "none" | "tensor" | "memref" | "vector" | "tuple" | "complex")
        || (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
        || crate::ty::FloatTy::from_name(text).is_some()
}

/// Whether the current token starts an attribute that this constraint can mean.
fn starts_attr(p: &OpParser<'_>, constraint: &AttrC) -> bool {
    let (kind, text) = (p.kind(), p.token_text());
    let word_of = |cases: &crate::def::EnumDef| {
        matches!(kind, Tok::Bare | Tok::Str)
            && cases.cases.iter().any(|(w, _)| *w == text || w.starts_with(text))
    };
    match constraint {
        AttrC::SymbolName | AttrC::FlatSymbol | AttrC::Symbol => kind == Tok::At,
        AttrC::Str => kind == Tok::Str,
        AttrC::Type(_) => starts_type(p),
        AttrC::Array(_) => kind == Tok::LSquare,
        AttrC::DenseArray(_) | AttrC::DenseF32Array | AttrC::DenseF64Array => {
            kind == Tok::LSquare || text == "array"
        }
        AttrC::Enum(_, cases) => word_of(cases),
        AttrC::Confined(inner, ..) => starts_attr(p, inner),
        AttrC::DialectEnum(name, _) | AttrC::Dialect(name) => match p.attr_def(name) {
            _ if kind == Tok::Hash => true,
            Some(def) => match &def.asm {
                ParamAsm::BareEnum(cases) => word_of(cases),
                ParamAsm::Enum(_) | ParamAsm::List | ParamAsm::Struct => kind == Tok::Less,
                ParamAsm::Hand { .. } => matches!(kind, Tok::Less | Tok::LSquare | Tok::LParen),
            },
            None => false,
        },
        _ => starts_elements(kind, text) || starts_type(p) && kind != Tok::LParen,
    }
}
