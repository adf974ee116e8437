//! Constants.

use inkwell::llvm_sys::core::*;
use inkwell::llvm_sys::prelude::*;

use super::{Build, Ty, Val};

impl Build<'_> {
    /// An integer constant from its lowest 128 bits.
    pub(crate) fn int_value(&self, ty: Ty, value: i128) -> Val {
        let words = [value as u64, (value >> 64) as u64];
        // SAFETY: `ty` is an integer type; LLVM reads as many words as are given.
        Val(unsafe { LLVMConstIntOfArbitraryPrecision(ty.0, 2, words.as_ptr()) })
    }

    pub(crate) fn i64_value(&self, value: i64) -> Val {
        self.int_value(self.int(64), value.into())
    }

    pub(crate) fn i32_value(&self, value: u32) -> Val {
        self.int_value(self.int(32), value.into())
    }

    /// A float constant from its bits, which are as wide as the type.
    pub(crate) fn float_bits(&self, ty: Ty, bits_ty: Ty, bits: u128) -> Val {
        let int = self.int_value(bits_ty, bits as i128);
        // SAFETY: both types have one width.
        Val(unsafe { LLVMConstBitCast(int.0, ty.0) })
    }

    pub(crate) fn zero(&self, ty: Ty) -> Val {
        // SAFETY: the type is alive.
        Val(unsafe { LLVMConstNull(ty.0) })
    }

    pub(crate) fn poison(&self, ty: Ty) -> Val {
        // SAFETY: the type is alive.
        Val(unsafe { LLVMGetPoison(ty.0) })
    }

    /// A vector of these constants, at least one.
    pub(crate) fn const_vector(&self, items: &[Val]) -> Val {
        let mut raw = raw(items);
        // SAFETY: the items are constants of one type.
        Val(unsafe { LLVMConstVector(raw.as_mut_ptr(), raw.len() as u32) })
    }

    /// A vector with all lanes equal to a constant.
    pub(crate) fn const_splat(&self, item: Val, lanes: u32) -> Val {
        self.const_vector(&vec![item; lanes as usize])
    }

    pub(crate) fn const_struct(&self, fields: &[Val]) -> Val {
        let mut raw = raw(fields);
        // SAFETY: the fields are constants of this context.
        Val(unsafe { LLVMConstStructInContext(self.cx(), raw.as_mut_ptr(), raw.len() as u32, 0) })
    }

    /// An array of constants of type `elem`.
    pub(crate) fn const_array(&self, elem: Ty, items: &[Val]) -> Val {
        let mut raw = raw(items);
        // SAFETY: the items are constants of type `elem`.
        Val(unsafe { LLVMConstArray2(elem.0, raw.as_mut_ptr(), raw.len() as u64) })
    }

    /// An array of bytes.
    pub(crate) fn const_bytes(&self, bytes: &[u8]) -> Val {
        // SAFETY: pointer and length belong to the slice; LLVM copies it.
        Val(unsafe { LLVMConstStringInContext2(self.cx(), bytes.as_ptr().cast(), bytes.len(), 1) })
    }

    /// Text with a zero byte at its end, at an address.
    pub(crate) fn text(&self, name: &str, text: &str) -> Val {
        let mut bytes = text.replace('\0', " ").into_bytes();
        bytes.push(0);
        let content = self.const_bytes(&bytes);
        self.constant_global(name, content, 1)
    }
}

pub(super) fn raw(values: &[Val]) -> Vec<LLVMValueRef> {
    values.iter().map(|v| v.0).collect()
}
