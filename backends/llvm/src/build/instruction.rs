//! Arithmetic, casts, lanes and calls.

use inkwell::llvm_sys::core::*;
use inkwell::llvm_sys::{LLVMIntPredicate, LLVMRealPredicate};

use super::constant::raw;
use super::{Build, Fun, Ty, UNNAMED, Val};

pub(crate) use inkwell::llvm_sys::LLVMIntPredicate as IntIs;
pub(crate) use inkwell::llvm_sys::LLVMRealPredicate as FloatIs;

macro_rules! two_operands {
    ($($name:ident = $raw:ident),* $(,)?) => {
        /// Instructions of two operands of one type, scalar or vector.
        impl Build<'_> {$(
            pub(crate) fn $name(&self, a: Val, b: Val) -> Val {
                // SAFETY: the builder stands in a block; operands are as `Build` demands.
                Val(unsafe { $raw(self.b(), a.0, b.0, UNNAMED) })
            }
        )*}
    };
}

two_operands! {
    add = LLVMBuildAdd, sub = LLVMBuildSub, mul = LLVMBuildMul,
    udiv = LLVMBuildUDiv, sdiv = LLVMBuildSDiv, urem = LLVMBuildURem, srem = LLVMBuildSRem,
    shl = LLVMBuildShl, lshr = LLVMBuildLShr, ashr = LLVMBuildAShr,
    and = LLVMBuildAnd, or = LLVMBuildOr, xor = LLVMBuildXor,
    fadd = LLVMBuildFAdd, fsub = LLVMBuildFSub, fmul = LLVMBuildFMul, fdiv = LLVMBuildFDiv,
    frem = LLVMBuildFRem,
    extract_lane = LLVMBuildExtractElement,
}

macro_rules! casts {
    ($($name:ident = $raw:ident),* $(,)?) => {
        /// Conversions of scalars and vectors.
        impl Build<'_> {$(
            pub(crate) fn $name(&self, value: Val, to: Ty) -> Val {
                // SAFETY: the builder stands in a block; operands are as `Build` demands.
                Val(unsafe { $raw(self.b(), value.0, to.0, UNNAMED) })
            }
        )*}
    };
}

casts! {
    trunc = LLVMBuildTrunc, zext = LLVMBuildZExt, sext = LLVMBuildSExt,
    fp_trunc = LLVMBuildFPTrunc, fp_ext = LLVMBuildFPExt,
    fp_to_ui = LLVMBuildFPToUI, fp_to_si = LLVMBuildFPToSI,
    ui_to_fp = LLVMBuildUIToFP, si_to_fp = LLVMBuildSIToFP,
    bitcast = LLVMBuildBitCast, ptr_to_int = LLVMBuildPtrToInt,
}

/// Everything else.
impl Build<'_> {
    pub(crate) fn fneg(&self, value: Val) -> Val {
        // SAFETY: the value is a float or a vector of floats.
        Val(unsafe { LLVMBuildFNeg(self.b(), value.0, UNNAMED) })
    }

    pub(crate) fn icmp(&self, predicate: LLVMIntPredicate, a: Val, b: Val) -> Val {
        // SAFETY: both are integers, pointers or vectors of one type.
        Val(unsafe { LLVMBuildICmp(self.b(), predicate, a.0, b.0, UNNAMED) })
    }

    pub(crate) fn fcmp(&self, predicate: LLVMRealPredicate, a: Val, b: Val) -> Val {
        // SAFETY: both are floats or vectors of floats of one type.
        Val(unsafe { LLVMBuildFCmp(self.b(), predicate, a.0, b.0, UNNAMED) })
    }

    pub(crate) fn select(&self, condition: Val, yes: Val, no: Val) -> Val {
        // SAFETY: the condition is an i1 or a vector of as many lanes as the choices.
        Val(unsafe { LLVMBuildSelect(self.b(), condition.0, yes.0, no.0, UNNAMED) })
    }

    pub(crate) fn insert_lane(&self, vector: Val, item: Val, lane: Val) -> Val {
        // SAFETY: the item has the vector's element type, the lane is an integer.
        Val(unsafe { LLVMBuildInsertElement(self.b(), vector.0, item.0, lane.0, UNNAMED) })
    }

    /// Lanes of `a` followed by those of `b`; `None` is a lane without a value.
    pub(crate) fn shuffle(&self, a: Val, b: Val, lanes: &[Option<u32>]) -> Val {
        let i32_ty = self.int(32);
        let lane = |l: &Option<u32>| match l {
            Some(l) => self.int_value(i32_ty, (*l).into()),
            None => self.poison(i32_ty),
        };
        let mask: Vec<Val> = lanes.iter().map(lane).collect();
        let mask = self.const_vector(&mask);
        // SAFETY: `a` and `b` have one vector type, the mask is a constant vector of i32.
        Val(unsafe { LLVMBuildShuffleVector(self.b(), a.0, b.0, mask.0, UNNAMED) })
    }

    /// A vector with all lanes equal to a value.
    pub(crate) fn splat(&self, item: Val, lanes: u32) -> Val {
        let none = self.poison(self.vector(self.ty(item), lanes));
        let first = self.insert_lane(none, item, self.i64_value(0));
        self.shuffle(first, none, &vec![Some(0); lanes as usize])
    }

    pub(crate) fn extract_field(&self, aggregate: Val, i: usize) -> Val {
        // SAFETY: the aggregate is a structure of more than `i` fields.
        Val(unsafe { LLVMBuildExtractValue(self.b(), aggregate.0, i as u32, UNNAMED) })
    }

    pub(crate) fn call(&self, function: Fun, args: &[Val]) -> Val {
        let mut args = raw(args);
        let n = args.len() as u32;
        // SAFETY: the arguments have the function's parameter types.
        Val(unsafe {
            LLVMBuildCall2(self.b(), function.ty.0, function.val.0, args.as_mut_ptr(), n, UNNAMED)
        })
    }

    /// Calls `llvm.name` for these overloaded types; `None` if LLVM knows no such intrinsic.
    pub(crate) fn intrinsic(&self, name: &str, overloads: &[Ty], args: &[Val]) -> Option<Val> {
        let mut types: Vec<_> = overloads.iter().map(|t| t.0).collect();
        // SAFETY: module and types are alive; the declaration carries its own type.
        let function = unsafe {
            let id = LLVMLookupIntrinsicID(name.as_ptr().cast(), name.len());
            if id == 0 {
                return None;
            }
            let module = self.module.as_mut_ptr();
            let f = LLVMGetIntrinsicDeclaration(module, id, types.as_mut_ptr(), types.len());
            Fun { val: Val(f), ty: Ty(LLVMGlobalGetValueType(f)) }
        };
        Some(self.call(function, args))
    }

    /// Says that parameter `i` of a call is aligned.
    pub(crate) fn align_argument(&self, call: Val, i: usize, align: u32) {
        // SAFETY: `call` is a call whose parameter `i` is a pointer or a vector of pointers.
        unsafe { LLVMSetInstrParamAlignment(call.0, super::At::Param(i).index(), align) }
    }

    /// Sets fast-math flags, in the bits that `arith` and LLVM share, where the value is an
    /// instruction that can have them (folding may have left a constant).
    pub(crate) fn fast_math(&self, value: Val, flags: u32) -> Val {
        if flags != 0 {
            // SAFETY: asked whether it can have flags before it gets them.
            unsafe {
                let instruction = LLVMIsAInstruction(value.0);
                if !instruction.is_null() && LLVMCanValueUseFastMathFlags(instruction) != 0 {
                    LLVMSetFastMathFlags(instruction, flags);
                }
            }
        }
        value
    }

    /// Says that integer arithmetic does not wrap, where the value is an instruction.
    pub(crate) fn no_wrap(&self, value: Val, signed: bool, unsigned: bool) -> Val {
        // SAFETY: only add, sub, mul and shl come here; constants are left alone.
        unsafe {
            if !LLVMIsAInstruction(value.0).is_null() {
                if signed {
                    LLVMSetNSW(value.0, 1);
                }
                if unsigned {
                    LLVMSetNUW(value.0, 1);
                }
            }
        }
        value
    }

    /// Says that a division leaves no remainder, where the value is an instruction.
    pub(crate) fn exact(&self, value: Val) -> Val {
        // SAFETY: only divisions and right shifts come here; constants are left alone.
        unsafe {
            if !LLVMIsAInstruction(value.0).is_null() {
                LLVMSetExact(value.0, 1);
            }
        }
        value
    }
}
