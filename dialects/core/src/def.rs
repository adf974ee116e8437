//! Definitions as data: what an operation, type or attribute of a dialect looks like.
//!
//! One definition feeds the parser, the printer, the verifier, the documentation and random IR.
//! Definitions come from `#[op]` or from a table imported from upstream's ODS.

use std::any::Any;

use crate::body::OpState;
use crate::context::Context;
use crate::diag::{Code, Diags, Reported};
use crate::entity::{Attr, Type};
use crate::text::{AttrParser, OpParser, OpPrinter};
use crate::ty::FloatTy;
use crate::view::OpRef;

/// A dialect: a namespace with its operations, types and attributes.
pub struct Dialect {
    /// The namespace.
    pub name: &'static str,
    /// What it models, in a paragraph.
    pub doc: &'static str,
    /// Its operations, by family.
    pub ops: &'static [&'static [OpDef]],
    /// Its types.
    pub types: &'static [TypeDef],
    /// Its attributes.
    pub attrs: &'static [AttrTypeDef],
    /// Interfaces given to operations besides those of their definition (imported tables have
    /// few), as lists from different files.
    pub attach: &'static [&'static [Attached]],
    /// The diagnostic codes of its operations, types and attributes.
    pub codes: &'static [&'static Code],
}

impl Dialect {
    /// A dialect without anything, to fill in with `..Dialect::EMPTY`.
    pub const EMPTY: Dialect =
        Dialect { name: "", doc: "", ops: &[], types: &[], attrs: &[], attach: &[], codes: &[] };

    /// A dialect of operations alone.
    pub const fn new(name: &'static str, ops: &'static [&'static [OpDef]]) -> Dialect {
        Dialect { name, ops, ..Dialect::EMPTY }
    }
}

/// The full name of an operation and interfaces it gets.
pub type Attached = (&'static str, &'static [AnyInterface]);

/// An interface of an operation: a value of any type made of function pointers, found by its type
/// with [`crate::OpInfo::interface`].
pub type AnyInterface = &'static (dyn Any + Sync);

/// An operation.
pub struct OpDef {
    /// Full name, `dialect.mnemonic`.
    pub name: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// Everything else there is to say.
    pub doc: &'static str,
    /// Operand groups in order.
    pub operands: &'static [ValueSlot],
    /// Result groups in order.
    pub results: &'static [ValueSlot],
    /// Inherent attributes; the position is the slot.
    pub attrs: &'static [AttrSlot],
    /// Regions in order.
    pub regions: &'static [RegionSlot],
    /// Successors in order.
    pub successors: &'static [SuccessorSlot],
    /// Traits.
    pub traits: Traits,
    /// Operations whose region this one must stand in directly; empty when any will do.
    pub parents: &'static [&'static str],
    /// Relations between types, checked by the verifier and used to infer result types.
    pub types: &'static [TypeRule],
    /// The assembly form.
    pub asm: Asm,
    /// What it can do.
    pub interfaces: &'static [AnyInterface],
}

impl OpDef {
    /// A definition without anything, to fill in with `..OpDef::EMPTY`.
    pub const EMPTY: OpDef = OpDef {
        name: "",
        summary: "",
        doc: "",
        operands: &[],
        results: &[],
        attrs: &[],
        regions: &[],
        successors: &[],
        traits: Traits(0),
        parents: &[],
        types: &[],
        asm: Asm::Generic,
        interfaces: &[],
    };

    /// The slot of the inherent attribute of this name.
    pub fn attr_slot(&self, name: &str) -> Option<usize> {
        self.attrs.iter().position(|a| a.name == name)
    }

    /// Whether the operation has this trait.
    pub const fn has(&self, t: Traits) -> bool {
        self.traits.0 & t.0 == t.0
    }
}

/// How many values or blocks a slot takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arity {
    /// Exactly one.
    One,
    /// None or one.
    Optional,
    /// Any number.
    Variadic,
}

/// A group of operands or results.
pub struct ValueSlot {
    /// Its name in formats and accessors.
    pub name: &'static str,
    /// What type each value must have.
    pub ty: TypeC,
    /// How many values.
    pub arity: Arity,
    /// A sentence, may be empty.
    pub doc: &'static str,
}

/// An inherent attribute.
pub struct AttrSlot {
    /// Its name.
    pub name: &'static str,
    /// What it must be.
    pub constraint: AttrC,
    /// Whether it may be absent.
    pub optional: bool,
    /// Text of the value that an absent attribute stands for. The parser fills it in where
    /// `optional` is false; the custom form leaves out an attribute that equals it in any case.
    /// `None` where there is no default.
    pub default: Option<&'static str>,
    /// A sentence, may be empty.
    pub doc: &'static str,
}

/// A region.
pub struct RegionSlot {
    /// Its name.
    pub name: &'static str,
    /// How many blocks it has.
    pub size: RegionSize,
    /// Whether this slot takes all remaining regions.
    pub variadic: bool,
}

/// How many blocks a region has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RegionSize {
    /// Any number.
    Any,
    /// Exactly one.
    One,
    /// None or one.
    MaxOne,
    /// At least one.
    MinOne,
}

/// A successor block.
pub struct SuccessorSlot {
    /// Its name.
    pub name: &'static str,
    /// Whether this slot takes all remaining successors.
    pub variadic: bool,
}

/// What type a value must have.
#[derive(Clone, Copy)]
pub enum TypeC {
    /// Anything.
    Any,
    /// `none`
    None,
    /// `index`
    Index,
    /// A signless integer of this width.
    I(u32),
    /// A signless integer of any width.
    AnySignless,
    /// An integer of any width and signedness.
    AnyInt,
    /// This float format.
    F(FloatTy),
    /// Any float format.
    AnyFloat,
    /// A complex number of this.
    Complex(&'static TypeC),
    /// A function type.
    Function,
    /// A tuple type.
    Tuple,
    /// One of these.
    OneOf(&'static [TypeC]),
    /// All of these.
    All(&'static [TypeC]),
    /// A vector with elements of this; fixed or scalable.
    Vector(&'static TypeC),
    /// A ranked or unranked tensor with elements of this.
    Tensor(&'static TypeC),
    /// A ranked tensor with elements of this.
    RankedTensor(&'static TypeC),
    /// A ranked memref with elements of this.
    MemRef(&'static TypeC),
    /// A ranked or unranked memref with elements of this.
    AnyMemRef(&'static TypeC),
    /// Any vector, tensor or memref with elements of this.
    Shaped(&'static TypeC),
    /// This, or a vector or tensor of it.
    Like(&'static TypeC),
    /// A shaped type of one of these ranks.
    Rank(&'static [usize]),
    /// A shaped type without dynamic dimensions.
    StaticShape,
    /// A type of a dialect, by its full name without `!`.
    Dialect(&'static str),
    /// Anything this function accepts, and what it accepts in words.
    Is(fn(&Context, Type) -> bool, &'static str),
}

/// What an attribute must be.
#[derive(Clone, Copy)]
pub enum AttrC {
    /// Anything.
    Any,
    /// `unit`; its absence is the other value.
    Unit,
    /// An `i1`.
    Bool,
    /// An integer of this signless type.
    I(u32),
    /// An `index` integer.
    Index,
    /// An integer of any type.
    AnyInt,
    /// A float of any format.
    AnyFloat,
    /// A float of this format.
    F(FloatTy),
    /// A string.
    Str,
    /// A reference to a symbol without nesting.
    FlatSymbol,
    /// A reference to a symbol.
    Symbol,
    /// The name of the symbol that the operation defines (a string, printed `@name`).
    SymbolName,
    /// A type.
    Type(&'static TypeC),
    /// An array of these.
    Array(&'static AttrC),
    /// A dictionary.
    Dict,
    /// `array<i64: ..>` and its likes, by element width; 1 is `array<i1>`.
    DenseArray(u32),
    /// `array<f32: ..>`
    DenseF32Array,
    /// `array<f64: ..>`
    DenseF64Array,
    /// Dense, sparse or resource elements.
    Elements,
    /// Dense integer elements.
    IntElements,
    /// An affine map.
    Map,
    /// An integer set.
    Set,
    /// An integer of this width that names a case.
    Enum(u32, &'static EnumDef),
    /// An attribute of a dialect that names a case: `#arith.fastmath<fast>`.
    DialectEnum(&'static str, &'static EnumDef),
    /// An attribute of a dialect, by its full name without `#`.
    Dialect(&'static str),
    /// One of these.
    OneOf(&'static [AttrC]),
    /// Anything this function accepts, and what it accepts in words.
    Is(fn(&Context, Attr) -> bool, &'static str),
    /// Those of the first that the function accepts, and what it accepts in words. Written as the
    /// first.
    Confined(&'static AttrC, fn(&Context, Attr) -> bool, &'static str),
}

/// Cases of an enumeration, as words.
pub struct EnumDef {
    /// Its name.
    pub name: &'static str,
    /// Whether cases are bits that can be joined.
    pub bits: bool,
    /// What joins bits in text, such as `,` or `|`; empty for plain enumerations.
    pub separator: &'static str,
    /// Each case's word and value.
    pub cases: &'static [(&'static str, i64)],
}

/// A relation between the types of an operation's values and attributes, which are named by slot.
pub enum TypeRule {
    /// All operands and results have one type (the first operand's, or first result's).
    SameOperandsAndResults,
    /// All operands have one type.
    SameOperands,
    /// All values have one element type.
    SameElem,
    /// All values have one shape.
    SameShape,
    /// All operands have one shape, and so have scalars all of them.
    SameOperandShape,
    /// The named values (attributes: their types) have one type.
    AllMatch(&'static [&'static str]),
    /// The named values have one element type.
    AllElemMatch(&'static [&'static str]),
    /// The named values have one shape.
    AllShapeMatch(&'static [&'static str]),
    /// The named values have one rank.
    AllRankMatch(&'static [&'static str]),
    /// `to` has the type that the function gives for the type of `from`.
    Derived {
        /// The slot whose type is known.
        from: &'static str,
        /// The slot whose type follows.
        to: &'static str,
        /// How; `None` when `from` is unsuitable.
        via: fn(&Context, Type) -> Option<Type>,
        /// In words.
        summary: &'static str,
    },
    /// The values of the variadic `to` have the types that the function gives for the type of
    /// `from`.
    DerivedList {
        /// The slot whose type is known.
        from: &'static str,
        /// The slot whose types follow.
        to: &'static str,
        /// How; `None` when `from` is unsuitable.
        via: fn(&Context, Type) -> Option<Vec<Type>>,
        /// In words.
        summary: &'static str,
    },
    /// Result `to` has always this type.
    Fixed {
        /// The result slot.
        to: &'static str,
        /// Its type.
        ty: fn(&Context) -> Type,
    },
}

/// The assembly form.
#[derive(Clone, Copy)]
pub enum Asm {
    /// Only the generic form.
    Generic,
    /// Declarative, in the syntax of upstream's `assemblyFormat`.
    Format(&'static str),
    /// Written by hand.
    Hand {
        /// Reads everything after the name.
        parse: fn(&mut OpParser<'_>, &mut OpState) -> Result<(), Reported>,
        /// Writes everything after the name.
        print: fn(&mut OpPrinter<'_>, OpRef<'_>),
    },
}

/// A set of traits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Traits(pub u64);

impl Traits {
    /// No memory effect, no undefined behaviour: may be duplicated, moved and erased.
    pub const PURE: Traits = Traits(1);
    /// Ends its block.
    pub const TERMINATOR: Traits = Traits(1 << 1);
    /// Regions see no value from outside: the operation has a body of its own.
    pub const ISOLATED: Traits = Traits(1 << 2);
    /// Defines a symbol (inherent attribute `sym_name`).
    pub const SYMBOL: Traits = Traits(1 << 3);
    /// Its region holds symbols.
    pub const SYMBOL_TABLE: Traits = Traits(1 << 4);
    /// Operand order does not matter.
    pub const COMMUTATIVE: Traits = Traits(1 << 5);
    /// `f(f(x)) = f(x)`
    pub const IDEMPOTENT: Traits = Traits(1 << 6);
    /// `f(f(x)) = x`
    pub const INVOLUTION: Traits = Traits(1 << 7);
    /// A constant: pure, no operands, one result, folds to its `value` attribute.
    pub const CONSTANT_LIKE: Traits = Traits(1 << 8);
    /// Blocks need no terminator.
    pub const NO_TERMINATOR: Traits = Traits(1 << 9);
    /// Regions have at most one block.
    pub const SINGLE_BLOCK: Traits = Traits(1 << 10);
    /// Works on scalars, vectors and tensors element by element.
    pub const ELEMENTWISE: Traits = Traits(1 << 11);
    /// Operand groups are sized by `operandSegmentSizes`.
    pub const OPERAND_SEGMENTS: Traits = Traits(1 << 12);
    /// Result groups are sized by `resultSegmentSizes`.
    pub const RESULT_SEGMENTS: Traits = Traits(1 << 13);
    /// Memory effects are those of the operations inside.
    pub const RECURSIVE_EFFECTS: Traits = Traits(1 << 14);
    /// A scope for stack allocations.
    pub const ALLOC_SCOPE: Traits = Traits(1 << 15);
    /// Regions are graphs: values may be used before they are defined.
    pub const GRAPH_REGION: Traits = Traits(1 << 16);
    /// Block arguments of the regions print without types elsewhere; affine symbols may start here.
    pub const AFFINE_SCOPE: Traits = Traits(1 << 17);
    /// Passes control to its parent with its operands, as `return` and `yield` do.
    pub const RETURN_LIKE: Traits = Traits(1 << 18);
    /// May be executed speculatively, though it may read memory.
    pub const SPECULATABLE: Traits = Traits(1 << 19);

    /// Both sets together.
    pub const fn with(self, other: Traits) -> Traits {
        Traits(self.0 | other.0)
    }
}

/// A parameter of a dialect's type or attribute.
pub struct ParamDef {
    /// Its name.
    pub name: &'static str,
    /// What it must be; types are type attributes.
    pub constraint: AttrC,
    /// Whether it may be absent.
    pub optional: bool,
}

/// A dialect's type.
pub struct TypeDef {
    /// Full name without `!`.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its parameters.
    pub params: &'static [ParamDef],
    /// How it is written after the name.
    pub asm: ParamAsm,
    /// Checks parameters beyond their constraints.
    pub verify: Option<ParamVerify>,
}

/// A dialect's attribute.
pub struct AttrTypeDef {
    /// Full name without `#`.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its parameters.
    pub params: &'static [ParamDef],
    /// How it is written after the name.
    pub asm: ParamAsm,
    /// Checks parameters beyond their constraints.
    pub verify: Option<ParamVerify>,
}

/// Checks the parameters of a type or attribute and reports what is wrong with them.
pub type ParamVerify = fn(&Context, &[Attr], &mut Diags, crate::entity::Loc);

/// How the parameters of a type or attribute are written.
#[derive(Clone, Copy)]
pub enum ParamAsm {
    /// Nothing without parameters, else `<p, q>` in order; types bare, absent optional trailing
    /// ones left out.
    List,
    /// `<name = p, other = q>`; absent optional ones left out.
    Struct,
    /// One parameter, an integer that names a case: `<word>`.
    Enum(&'static EnumDef),
    /// One parameter, an integer that names a case: ` word` in operations, and altogether
    /// `#dialect<name word>`.
    BareEnum(&'static EnumDef),
    /// Written by hand.
    Hand {
        /// Reads everything after the name.
        parse: fn(&mut AttrParser<'_>) -> Result<Vec<Attr>, Reported>,
        /// Writes everything after the name.
        print: fn(&mut OpPrinter<'_>, &[Attr]),
    },
}

macro_rules! identity_by_name {
    ($($t:ty),*) => {$(
        impl PartialEq for $t {
            fn eq(&self, other: &Self) -> bool {
                self.name == other.name
            }
        }
        impl Eq for $t {}
        impl std::hash::Hash for $t {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.name.hash(state);
            }
        }
        impl std::fmt::Debug for $t {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name)
            }
        }
    )*};
}

// A definition may be a constant with many addresses; its name is its identity.
identity_by_name!(TypeDef, AttrTypeDef, OpDef, Dialect);
