//! A builder over one LLVM module that does not tell scalars from vectors.
//!
//! inkwell's own builder has a type for each kind of value, while every operation of `arith` and
//! `math` works on scalars and vectors alike; so instructions are made through LLVM's C interface
//! here, and only here. inkwell owns the context, the module, the builder and the target machine.
//!
//! **Contract.** All handles come from the same [`Build`]. LLVM checks nothing by itself: callers
//! pass operands of the types an instruction wants, which [`crate::emit`] looks at first, and
//! [`Build::verify`] looks at the result as a whole.

mod constant;
mod instruction;
mod memory;

pub(crate) use instruction::{FloatIs, IntIs};
pub(crate) use memory::{Rmw, Scopes};

use inkwell::builder::Builder;
use inkwell::context::Context;
use inkwell::llvm_sys::core::*;
use inkwell::llvm_sys::prelude::*;
use inkwell::llvm_sys::{LLVMAttributeIndex, LLVMLinkage, LLVMTypeKind, LLVMVisibility};
use inkwell::module::Module;

/// Instructions get no names: LLVM numbers them.
const UNNAMED: *const std::ffi::c_char = c"".as_ptr();

/// A value: constant, argument, instruction, function or global.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Val(LLVMValueRef);

/// A type.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Ty(LLVMTypeRef);

/// A basic block.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Block(LLVMBasicBlockRef);

/// A function with its type.
#[derive(Clone, Copy)]
pub(crate) struct Fun {
    pub(crate) val: Val,
    pub(crate) ty: Ty,
}

/// Where an attribute of a function or call goes.
#[derive(Clone, Copy)]
pub(crate) enum At {
    /// The function itself.
    Function,
    /// Parameter `.0`.
    Param(usize),
}

impl At {
    fn index(self) -> LLVMAttributeIndex {
        match self {
            At::Function => inkwell::llvm_sys::LLVMAttributeFunctionIndex,
            At::Param(i) => i as LLVMAttributeIndex + 1,
        }
    }
}

/// One LLVM module under construction.
pub(crate) struct Build<'c> {
    pub(crate) cx: &'c Context,
    pub(crate) module: Module<'c>,
    builder: Builder<'c>,
}

impl<'c> Build<'c> {
    pub(crate) fn new(cx: &'c Context, name: &str) -> Build<'c> {
        Build { cx, module: cx.create_module(name), builder: cx.create_builder() }
    }

    fn cx(&self) -> LLVMContextRef {
        self.cx.raw()
    }

    fn b(&self) -> LLVMBuilderRef {
        self.builder.as_mut_ptr()
    }

    /// What LLVM's verifier says about the module.
    pub(crate) fn verify(&self) -> Result<(), String> {
        self.module.verify().map_err(|message| message.to_string())
    }
}

/// Types.
impl Build<'_> {
    pub(crate) fn int(&self, bits: u32) -> Ty {
        // SAFETY: the context is alive, and `bits` was checked against LLVM's limit.
        Ty(unsafe { LLVMIntTypeInContext(self.cx(), bits) })
    }

    pub(crate) fn float(&self, f: terrace_ir::FloatTy) -> Option<Ty> {
        use terrace_ir::FloatTy;
        // SAFETY: the context is alive.
        let raw = unsafe {
            match f {
                FloatTy::F16 => LLVMHalfTypeInContext(self.cx()),
                FloatTy::BF16 => LLVMBFloatTypeInContext(self.cx()),
                FloatTy::F32 => LLVMFloatTypeInContext(self.cx()),
                FloatTy::F64 => LLVMDoubleTypeInContext(self.cx()),
                _ => return None,
            }
        };
        Some(Ty(raw))
    }

    pub(crate) fn ptr(&self) -> Ty {
        // SAFETY: the context is alive.
        Ty(unsafe { LLVMPointerTypeInContext(self.cx(), 0) })
    }

    pub(crate) fn void(&self) -> Ty {
        // SAFETY: the context is alive.
        Ty(unsafe { LLVMVoidTypeInContext(self.cx()) })
    }

    /// `<lanes x elem>`; `lanes` is at least 1.
    pub(crate) fn vector(&self, elem: Ty, lanes: u32) -> Ty {
        // SAFETY: `elem` is an integer, float or pointer type of this context.
        Ty(unsafe { LLVMVectorType(elem.0, lanes) })
    }

    /// `[n x elem]`
    pub(crate) fn array(&self, elem: Ty, n: u64) -> Ty {
        // SAFETY: `elem` is a sized type of this context.
        Ty(unsafe { LLVMArrayType2(elem.0, n) })
    }

    pub(crate) fn structure(&self, fields: &[Ty]) -> Ty {
        let mut raw: Vec<LLVMTypeRef> = fields.iter().map(|t| t.0).collect();
        // SAFETY: the fields are sized types of this context.
        Ty(unsafe { LLVMStructTypeInContext(self.cx(), raw.as_mut_ptr(), raw.len() as u32, 0) })
    }

    pub(crate) fn function_ty(&self, params: &[Ty], result: Ty) -> Ty {
        let mut raw: Vec<LLVMTypeRef> = params.iter().map(|t| t.0).collect();
        // SAFETY: the types are first-class ones of this context, `result` possibly void.
        Ty(unsafe { LLVMFunctionType(result.0, raw.as_mut_ptr(), raw.len() as u32, 0) })
    }

    pub(crate) fn ty(&self, value: Val) -> Ty {
        // SAFETY: the value is alive.
        Ty(unsafe { LLVMTypeOf(value.0) })
    }

    /// Element type and lanes of a vector type.
    pub(crate) fn as_vector(&self, ty: Ty) -> Option<(Ty, u32)> {
        // SAFETY: the type is alive, and it is asked about its elements only if it is a vector.
        unsafe {
            (LLVMGetTypeKind(ty.0) == LLVMTypeKind::LLVMVectorTypeKind)
                .then(|| (Ty(LLVMGetElementType(ty.0)), LLVMGetVectorSize(ty.0)))
        }
    }
}

/// Functions, globals and attributes.
impl Build<'_> {
    /// The function of this name, declared if there is none yet.
    pub(crate) fn function(&self, name: &str, ty: Ty) -> Fun {
        let name = c_text(name);
        // SAFETY: module and type are alive; the name ends in zero.
        let val = unsafe {
            let known = LLVMGetNamedFunction(self.module.as_mut_ptr(), name.as_ptr());
            if known.is_null() {
                LLVMAddFunction(self.module.as_mut_ptr(), name.as_ptr(), ty.0)
            } else {
                known
            }
        };
        Fun { val: Val(val), ty }
    }

    pub(crate) fn param(&self, function: Fun, i: usize) -> Val {
        // SAFETY: the caller asks for parameters that the function's type has.
        Val(unsafe { LLVMGetParam(function.val.0, i as u32) })
    }

    /// A constant of the module: `content` at a symbol of this name.
    pub(crate) fn constant_global(&self, name: &str, content: Val, align: u32) -> Val {
        let name = c_text(name);
        // SAFETY: the module is alive and `content` is a constant of its type.
        unsafe {
            let ty = LLVMTypeOf(content.0);
            let global = LLVMAddGlobal(self.module.as_mut_ptr(), ty, name.as_ptr());
            LLVMSetInitializer(global, content.0);
            LLVMSetGlobalConstant(global, 1);
            LLVMSetLinkage(global, LLVMLinkage::LLVMPrivateLinkage);
            LLVMSetUnnamedAddress(
                global,
                inkwell::llvm_sys::LLVMUnnamedAddr::LLVMGlobalUnnamedAddr,
            );
            LLVMSetAlignment(global, align);
            Val(global)
        }
    }

    /// Makes a symbol visible to the linker.
    pub(crate) fn export(&self, global: Val) {
        // SAFETY: `global` is a global of this module.
        unsafe { LLVMSetLinkage(global.0, LLVMLinkage::LLVMExternalLinkage) }
    }

    /// Lets other objects of the same library see a symbol, and nobody else.
    pub(crate) fn hide(&self, global: Val) {
        // SAFETY: `global` is a global of this module.
        unsafe { LLVMSetVisibility(global.0, LLVMVisibility::LLVMHiddenVisibility) }
    }

    /// Adds `noalias`, `dereferenceable(8)` and their likes; `value` is 0 for those without one.
    pub(crate) fn attribute(&self, function: Fun, at: At, name: &str, value: u64) {
        // SAFETY: context and function are alive.
        unsafe {
            let kind = LLVMGetEnumAttributeKindForName(name.as_ptr().cast(), name.len());
            let attribute = LLVMCreateEnumAttribute(self.cx(), kind, value);
            LLVMAddAttributeAtIndex(function.val.0, at.index(), attribute);
        }
    }

    /// Adds `"key"="value"` to a function.
    pub(crate) fn text_attribute(&self, function: Fun, key: &str, value: &str) {
        // SAFETY: context and function are alive; the lengths belong to the texts.
        unsafe {
            let attribute = LLVMCreateStringAttribute(
                self.cx(),
                key.as_ptr().cast(),
                key.len() as u32,
                value.as_ptr().cast(),
                value.len() as u32,
            );
            LLVMAddAttributeAtIndex(function.val.0, At::Function.index(), attribute);
        }
    }
}

/// Blocks.
impl Build<'_> {
    pub(crate) fn new_block(&self, function: Fun) -> Block {
        // SAFETY: the function is alive.
        Block(unsafe { LLVMAppendBasicBlockInContext(self.cx(), function.val.0, UNNAMED) })
    }

    /// Puts new instructions at the end of `block` from now on.
    pub(crate) fn at_end(&self, block: Block) {
        // SAFETY: the block is alive.
        unsafe { LLVMPositionBuilderAtEnd(self.b(), block.0) }
    }

    /// The block that instructions are put into.
    pub(crate) fn here(&self) -> Block {
        // SAFETY: the builder is alive, and was placed before anything is built.
        Block(unsafe { LLVMGetInsertBlock(self.b()) })
    }

    pub(crate) fn br(&self, to: Block) {
        // SAFETY: the block belongs to the function under construction.
        unsafe { LLVMBuildBr(self.b(), to.0) };
    }

    pub(crate) fn cond_br(&self, condition: Val, yes: Block, no: Block) {
        // SAFETY: the condition is an i1, the blocks belong to the function.
        unsafe { LLVMBuildCondBr(self.b(), condition.0, yes.0, no.0) };
    }

    /// `cases` are constants of the type of `flag`, pairwise different.
    pub(crate) fn switch(&self, flag: Val, default: Block, cases: &[(Val, Block)]) {
        // SAFETY: as said above.
        unsafe {
            let switch = LLVMBuildSwitch(self.b(), flag.0, default.0, cases.len() as u32);
            for (value, block) in cases {
                LLVMAddCase(switch, value.0, block.0);
            }
        }
    }

    /// Returns nothing, a value, or several as a structure.
    pub(crate) fn ret(&self, values: &[Val]) {
        let mut raw: Vec<LLVMValueRef> = values.iter().map(|v| v.0).collect();
        // SAFETY: the values have the result types of the function.
        unsafe {
            match *raw.as_slice() {
                [] => LLVMBuildRetVoid(self.b()),
                [value] => LLVMBuildRet(self.b(), value),
                _ => LLVMBuildAggregateRet(self.b(), raw.as_mut_ptr(), raw.len() as u32),
            }
        };
    }

    pub(crate) fn unreachable(&self) {
        // SAFETY: the builder stands in a block.
        unsafe { LLVMBuildUnreachable(self.b()) };
    }

    /// A phi without incoming values.
    pub(crate) fn phi(&self, ty: Ty) -> Val {
        // SAFETY: the block under construction holds only phis so far.
        Val(unsafe { LLVMBuildPhi(self.b(), ty.0, UNNAMED) })
    }

    pub(crate) fn add_incoming(&self, phi: Val, value: Val, from: Block) {
        let (mut value, mut from) = (value.0, from.0);
        // SAFETY: `phi` is a phi of the value's type, and `from` branches to its block.
        unsafe { LLVMAddIncoming(phi.0, &mut value, &mut from, 1) }
    }
}

/// A text as C wants it. Zero bytes cannot occur in symbols; were there one, the rest is dropped.
fn c_text(text: &str) -> std::ffi::CString {
    let until = text.split('\0').next().unwrap_or_default();
    std::ffi::CString::new(until).unwrap_or_default()
}
