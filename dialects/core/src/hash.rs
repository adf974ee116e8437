//! Structural digest and equality of operations: what they compute, not what things are called or
//! where they come from.
//!
//! # Semantics
//! Covered: operation names, types, attributes, the wiring of values and blocks, regions, bodies of
//! isolated operations. Left out: locations, names of values, and `sym_name` of the outermost
//! operation. Values from outside count by their first use, so a digest does not depend on where
//! the operation stands. A digest depends on no handle, so it is the same in every process and can
//! key a database. Resources count by their bytes, not their key.

use rustc_hash::FxHashMap;

use crate::attr::AttrKind;
use crate::context::Context;
use crate::entity::{Attr, BlockId, OpName, Sym, Type, ValueId};
use crate::ty::{Sign, TypeKind};
use crate::view::{OpRef, RegionRef};

/// A 128-bit digest of an operation and everything inside it.
pub fn digest(op: OpRef<'_>) -> u128 {
    let mut scan = Scan { cx: op.cx, out: Digest::default(), types: FxHashMap::default() };
    let mut scope = Scope::default();
    scan.op(op, &mut scope, true);
    scan.out.finish()
}

/// A digest of an attribute by content.
pub fn attr_digest(cx: &Context, attr: Attr) -> u128 {
    let mut scan = Scan { cx, out: Digest::default(), types: FxHashMap::default() };
    scan.attr(attr);
    scan.out.finish()
}

/// A digest of a type by content.
pub fn type_digest(cx: &Context, ty: Type) -> u128 {
    let mut scan = Scan { cx, out: Digest::default(), types: FxHashMap::default() };
    scan.ty(ty);
    scan.out.finish()
}

/// Whether two operations (of one context) are the same but for names and locations. Values from
/// outside must be the same values where both stand in one body, and are matched by first use
/// otherwise.
pub fn equal(a: OpRef<'_>, b: OpRef<'_>) -> bool {
    let one_body = std::ptr::eq(a.body, b.body);
    let mut pairs = Pairs { one_body, ..Pairs::default() };
    pairs.op(a, b, true)
}

/// Two multiply-and-fold lanes over 64-bit words. Fixed for good: digests are stored on disk.
struct Digest {
    a: u64,
    b: u64,
}

impl Default for Digest {
    fn default() -> Self {
        Digest { a: 0x9e37_79b9_7f4a_7c15, b: 0xd1b5_4a32_d192_ed03 }
    }
}

fn fold_product(x: u64, y: u64) -> u64 {
    let product = u128::from(x) * u128::from(y);
    product as u64 ^ (product >> 64) as u64
}

impl Digest {
    fn word(&mut self, word: u64) {
        self.a = fold_product(self.a ^ word, 0xa076_1d64_78bd_642f).wrapping_add(self.b);
        self.b = fold_product(self.b ^ word.rotate_left(32), 0xe703_7ed1_a0b4_28db) ^ self.a;
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.word(bytes.len() as u64);
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.word(u64::from_le_bytes(word));
        }
    }

    fn finish(mut self) -> u128 {
        for _ in 0..3 {
            self.word(0x8ebc_6af0_9c88_c6e3);
        }
        u128::from(self.a) << 64 | u128::from(self.b)
    }
}

/// Numbers of values and blocks of one body.
#[derive(Default)]
struct Scope {
    values: FxHashMap<ValueId, u64>,
    blocks: FxHashMap<BlockId, u64>,
}

impl Scope {
    fn value(&mut self, value: ValueId) -> u64 {
        let next = self.values.len() as u64;
        *self.values.entry(value).or_insert(next)
    }

    fn block(&mut self, block: BlockId) -> u64 {
        let next = self.blocks.len() as u64;
        *self.blocks.entry(block).or_insert(next)
    }
}

struct Scan<'a> {
    cx: &'a Context,
    out: Digest,
    /// Digests of types seen, which repeat a lot.
    types: FxHashMap<Type, u128>,
}

impl Scan<'_> {
    fn op(&mut self, op: OpRef<'_>, scope: &mut Scope, outermost: bool) {
        self.name(op.name());
        self.out.word(op.n_operands() as u64);
        for operand in op.operands() {
            let number = scope.value(operand);
            self.out.word(number);
            self.ty(op.body.ty(operand));
        }
        self.out.word(op.n_results() as u64);
        for result in op.results() {
            let number = scope.value(result);
            self.out.word(number);
            self.ty(op.body.ty(result));
        }
        let skip = |key: Sym| outermost && self.cx.str(key) == "sym_name";
        let attrs: Vec<(Sym, Attr)> = op.attrs().into_iter().filter(|(k, _)| !skip(*k)).collect();
        self.out.word(attrs.len() as u64);
        for (key, value) in attrs {
            self.sym(key);
            self.attr(value);
        }
        for &block in op.body.successors(op.id) {
            let number = scope.block(block);
            self.out.word(number);
        }
        let isolated = op.body.child(op.id).is_some();
        let mut own = Scope::default();
        let regions: Vec<RegionRef<'_>> = op.regions().collect();
        self.out.word(regions.len() as u64);
        for region in regions {
            self.region(region, if isolated { &mut own } else { &mut *scope });
        }
    }

    fn region(&mut self, region: RegionRef<'_>, scope: &mut Scope) {
        self.out.word(region.blocks().len() as u64);
        for &block in region.blocks() {
            let number = scope.block(block);
            self.out.word(number);
            let args = region.body.args(block);
            self.out.word(args.len() as u64);
            for &arg in args {
                let number = scope.value(arg);
                self.out.word(number);
                self.ty(region.body.ty(arg));
            }
        }
        for &block in region.blocks() {
            for id in region.body.ops_of(block) {
                self.op(OpRef::new(self.cx, region.body, id), scope, false);
            }
            // Where a block ends.
            self.out.word(u64::MAX);
        }
    }

    fn name(&mut self, name: OpName) {
        let text = self.cx.op_name_str(name);
        self.out.bytes(text.as_bytes());
    }

    fn sym(&mut self, sym: Sym) {
        let text = self.cx.str(sym);
        self.out.bytes(text.as_bytes());
    }

    fn wide(&mut self, value: u128) {
        self.out.word(value as u64);
        self.out.word((value >> 64) as u64);
    }

    fn ints(&mut self, values: &[i64]) {
        self.out.word(values.len() as u64);
        values.iter().for_each(|&v| self.out.word(v as u64));
    }

    fn ty(&mut self, ty: Type) {
        if ty.is_none() {
            return self.out.word(0);
        }
        if let Some(&known) = self.types.get(&ty) {
            return self.wide(known);
        }
        let outer = std::mem::take(&mut self.out);
        self.type_kind(ty.kind(self.cx));
        let digest = std::mem::replace(&mut self.out, outer).finish();
        self.types.insert(ty, digest);
        self.wide(digest);
    }

    fn type_kind(&mut self, kind: &TypeKind) {
        match kind {
            TypeKind::Int { width, sign } => {
                self.out.word(1);
                self.out.word(u64::from(*width));
                self.out.word(match sign {
                    Sign::Signless => 0,
                    Sign::Signed => 1,
                    Sign::Unsigned => 2,
                });
            }
            TypeKind::Index => self.out.word(2),
            TypeKind::Float(f) => {
                self.out.word(3);
                self.out.bytes(f.name().as_bytes());
            }
            TypeKind::None => self.out.word(4),
            TypeKind::Complex(part) => {
                self.out.word(5);
                self.ty(*part);
            }
            TypeKind::Tuple(items) => {
                self.out.word(6);
                self.types(items);
            }
            TypeKind::Function { inputs, results } => {
                self.out.word(7);
                self.types(inputs);
                self.types(results);
            }
            shaped @ (TypeKind::Vector { .. }
            | TypeKind::Tensor { .. }
            | TypeKind::UnrankedTensor(_)
            | TypeKind::MemRef { .. }
            | TypeKind::UnrankedMemRef { .. }) => self.shaped_type(shaped),
            TypeKind::Opaque { dialect, text } => {
                self.out.word(13);
                self.sym(*dialect);
                self.sym(*text);
            }
            TypeKind::Dialect { def, params } => {
                self.out.word(14);
                self.out.bytes(def.name.as_bytes());
                self.attrs(params);
            }
        }
    }

    fn shaped_type(&mut self, kind: &TypeKind) {
        match kind {
            TypeKind::Vector { shape, scalable, elem } => {
                self.out.word(8);
                self.ints(shape);
                self.out.word(scalable.len() as u64);
                scalable.iter().for_each(|&s| self.out.word(u64::from(s)));
                self.ty(*elem);
            }
            TypeKind::Tensor { shape, elem, encoding } => {
                self.out.word(9);
                self.ints(shape);
                self.ty(*elem);
                self.attr(*encoding);
            }
            TypeKind::UnrankedTensor(elem) => {
                self.out.word(10);
                self.ty(*elem);
            }
            TypeKind::MemRef { shape, elem, layout, space } => {
                self.out.word(11);
                self.ints(shape);
                self.ty(*elem);
                self.attr(*layout);
                self.attr(*space);
            }
            TypeKind::UnrankedMemRef { elem, space } => {
                self.out.word(12);
                self.ty(*elem);
                self.attr(*space);
            }
            _ => unreachable!("digested by `type_kind`"),
        }
    }

    fn types(&mut self, items: &[Type]) {
        self.out.word(items.len() as u64);
        items.iter().for_each(|&t| self.ty(t));
    }

    fn attrs(&mut self, items: &[Attr]) {
        self.out.word(items.len() as u64);
        items.iter().for_each(|&a| self.attr(a));
    }

    fn attr(&mut self, attr: Attr) {
        if attr.is_none() {
            return self.out.word(0);
        }
        let kind = attr.kind(self.cx);
        match &*kind {
            AttrKind::Unit => self.out.word(101),
            AttrKind::Int { value, ty } => {
                self.out.word(102);
                self.wide(*value as u128);
                self.ty(*ty);
            }
            AttrKind::Float { bits, ty } => {
                self.out.word(103);
                self.wide(*bits);
                self.ty(*ty);
            }
            AttrKind::String { text, ty } => {
                self.out.word(104);
                self.sym(*text);
                self.ty(*ty);
            }
            AttrKind::Array(items) => {
                self.out.word(105);
                self.attrs(items);
            }
            AttrKind::Dict(entries) => {
                self.out.word(106);
                self.out.word(entries.len() as u64);
                for (key, value) in entries.iter() {
                    self.sym(*key);
                    self.attr(*value);
                }
            }
            AttrKind::Type(ty) => {
                self.out.word(107);
                self.ty(*ty);
            }
            AttrKind::SymbolRef { root, nested } => {
                self.out.word(108);
                self.sym(*root);
                self.out.word(nested.len() as u64);
                nested.iter().for_each(|&s| self.sym(s));
            }
            other => self.large_attr(other),
        }
    }

    fn large_attr(&mut self, kind: &AttrKind) {
        match kind {
            AttrKind::AffineMap(map) => {
                self.out.word(114);
                self.out.bytes(map.to_string().as_bytes());
            }
            AttrKind::IntegerSet(set) => {
                self.out.word(115);
                self.out.bytes(set.to_string().as_bytes());
            }
            AttrKind::Strided { offset, strides } => {
                self.out.word(116);
                self.out.word(*offset as u64);
                self.ints(strides);
            }
            AttrKind::Distinct { id, attr } => {
                self.out.word(117);
                self.out.word(*id);
                self.attr(*attr);
            }
            // Locations do not count, not even as attributes.
            AttrKind::Loc(_) => self.out.word(118),
            AttrKind::Opaque { dialect, text, ty } => {
                self.out.word(119);
                self.sym(*dialect);
                self.sym(*text);
                self.ty(*ty);
            }
            AttrKind::Dialect { def, params } => {
                self.out.word(120);
                self.out.bytes(def.name.as_bytes());
                self.attrs(params);
            }
            other => self.elements_attr(other),
        }
    }

    fn elements_attr(&mut self, kind: &AttrKind) {
        match kind {
            AttrKind::DenseElements { ty, data, splat } => {
                self.out.word(109);
                self.ty(*ty);
                self.out.bytes(data);
                self.out.word(u64::from(*splat));
            }
            AttrKind::DenseStrings { ty, items } => {
                self.out.word(110);
                self.ty(*ty);
                self.out.word(items.len() as u64);
                items.iter().for_each(|&s| self.sym(s));
            }
            AttrKind::DenseResource { ty, key } => {
                self.out.word(111);
                self.ty(*ty);
                match self.cx.resource(*key) {
                    Some(blob) => self.out.bytes(&blob),
                    None => self.sym(*key),
                }
            }
            AttrKind::SparseElements { ty, indices, values } => {
                self.out.word(112);
                self.ty(*ty);
                self.attr(*indices);
                self.attr(*values);
            }
            AttrKind::DenseArray { elem, data } => {
                self.out.word(113);
                self.ty(*elem);
                self.out.bytes(data);
            }
            AttrKind::Unit
            | AttrKind::Int { .. }
            | AttrKind::Float { .. }
            | AttrKind::String { .. }
            | AttrKind::Array(_)
            | AttrKind::Dict(_)
            | AttrKind::Type(_)
            | AttrKind::SymbolRef { .. }
            | AttrKind::AffineMap(_)
            | AttrKind::IntegerSet(_)
            | AttrKind::Strided { .. }
            | AttrKind::Distinct { .. }
            | AttrKind::Loc(_)
            | AttrKind::Opaque { .. }
            | AttrKind::Dialect { .. } => unreachable!("digested by `attr` or `large_attr`"),
        }
    }
}

/// Values and blocks of one side and what they are on the other.
#[derive(Default)]
struct Pairs {
    one_body: bool,
    values: FxHashMap<ValueId, ValueId>,
    /// The other way round: two values of one side never match one of the other.
    taken: FxHashMap<ValueId, ValueId>,
    blocks: FxHashMap<BlockId, BlockId>,
}

impl Pairs {
    fn value(&mut self, a: ValueId, b: ValueId) -> bool {
        match (self.values.get(&a), self.taken.get(&b)) {
            (Some(known), Some(back)) => *known == b && *back == a,
            (None, None) if self.one_body => a == b,
            (None, None) => {
                self.define(a, b);
                true
            }
            _ => false,
        }
    }

    fn define(&mut self, a: ValueId, b: ValueId) {
        self.values.insert(a, b);
        self.taken.insert(b, a);
    }

    fn op(&mut self, a: OpRef<'_>, b: OpRef<'_>, outermost: bool) -> bool {
        let same_shape = a.name() == b.name()
            && a.n_operands() == b.n_operands()
            && a.n_results() == b.n_results()
            && a.regions().len() == b.regions().len();
        if !same_shape {
            return false;
        }
        let counts = |(key, _): &(Sym, Attr)| !(outermost && a.cx.str(*key) == "sym_name");
        if !a.attrs().into_iter().filter(counts).eq(b.attrs().into_iter().filter(counts)) {
            return false;
        }
        for (x, y) in a.operands().zip(b.operands()) {
            if a.body.ty(x) != b.body.ty(y) || !self.value(x, y) {
                return false;
            }
        }
        for (x, y) in a.results().zip(b.results()) {
            if a.body.ty(x) != b.body.ty(y) {
                return false;
            }
            self.match_result(x, y);
        }
        let (x, y) = (a.body.successors(a.id), b.body.successors(b.id));
        let same_targets = x.len() == y.len()
            && x.iter().zip(y).all(|(x, y)| match self.blocks.get(x) {
                Some(known) => known == y,
                None => self.one_body && x == y,
            });
        if !same_targets {
            return false;
        }
        let mut own = Pairs::default();
        let isolated = a.body.child(a.id).is_some();
        let scope = if isolated { &mut own } else { &mut *self };
        a.regions().zip(b.regions()).all(|(x, y)| scope.region(x, y))
    }

    /// Results pair up here, unless a use before the definition paired them up already.
    fn match_result(&mut self, a: ValueId, b: ValueId) {
        if !self.values.contains_key(&a) && !self.taken.contains_key(&b) {
            self.define(a, b);
        }
    }

    fn region(&mut self, a: RegionRef<'_>, b: RegionRef<'_>) -> bool {
        if a.blocks().len() != b.blocks().len() {
            return false;
        }
        // Inside, values of the two sides differ even in one body; so all of them pair up first.
        for (&x, &y) in a.blocks().iter().zip(b.blocks()) {
            self.blocks.insert(x, y);
            let (args_x, args_y) = (a.body.args(x), b.body.args(y));
            if args_x.len() != args_y.len() {
                return false;
            }
            for (&p, &q) in args_x.iter().zip(args_y) {
                if a.body.ty(p) != b.body.ty(q) {
                    return false;
                }
                self.define(p, q);
            }
            let ops = a.body.ops_of(x).zip(b.body.ops_of(y));
            if a.body.ops_of(x).count() != b.body.ops_of(y).count() {
                return false;
            }
            for (p, q) in ops {
                if a.body.n_results(p) != b.body.n_results(q) {
                    return false;
                }
                for (p, q) in a.body.results(p).zip(b.body.results(q)) {
                    self.define(p, q);
                }
            }
        }
        a.blocks().iter().zip(b.blocks()).all(|(&x, &y)| {
            a.body.ops_of(x).zip(b.body.ops_of(y)).all(|(p, q)| {
                let p = OpRef::new(a.cx, a.body, p);
                self.op(p, OpRef::new(b.cx, b.body, q), false)
            })
        })
    }
}
