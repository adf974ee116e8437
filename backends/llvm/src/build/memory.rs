//! Memory: addresses, loads, stores, and what they alias.

use inkwell::llvm_sys::core::*;
use inkwell::llvm_sys::prelude::*;
use inkwell::llvm_sys::{LLVMAtomicOrdering, LLVMAtomicRMWBinOp};

use super::{Block, Build, Ty, UNNAMED, Val};

pub(crate) use inkwell::llvm_sys::LLVMAtomicRMWBinOp as Rmw;

/// What an access belongs to and what it does not alias: two lists of scopes.
#[derive(Clone, Copy)]
pub(crate) struct Scopes {
    own: LLVMMetadataRef,
    others: LLVMMetadataRef,
}

impl Build<'_> {
    /// Stack memory, placed in `block`.
    pub(crate) fn alloca(&self, block: Block, bytes: u64, align: u32) -> Val {
        let back = self.here();
        self.at_end(block);
        let ty = self.array(self.int(8), bytes);
        // SAFETY: the builder stands in a block and the type is sized.
        let slot = unsafe {
            let slot = LLVMBuildAlloca(self.b(), ty.0, UNNAMED);
            LLVMSetAlignment(slot, align);
            slot
        };
        self.at_end(back);
        Val(slot)
    }

    pub(crate) fn load(&self, ty: Ty, at: Val, align: u32) -> Val {
        // SAFETY: `at` is a pointer, `align` a power of two.
        unsafe {
            let load = LLVMBuildLoad2(self.b(), ty.0, at.0, UNNAMED);
            LLVMSetAlignment(load, align);
            Val(load)
        }
    }

    pub(crate) fn store(&self, value: Val, at: Val, align: u32) -> Val {
        // SAFETY: `at` is a pointer, `align` a power of two.
        unsafe {
            let store = LLVMBuildStore(self.b(), value.0, at.0);
            LLVMSetAlignment(store, align);
            Val(store)
        }
    }

    /// `base + idx * sizeof(elem)`, in bytes modulo 2^64. Without `inbounds`: a sum of parts of an
    /// address may leave the object though the whole does not.
    pub(crate) fn gep(&self, elem: Ty, base: Val, idx: Val) -> Val {
        let mut idx = idx.0;
        // SAFETY: `base` is a pointer, `idx` an i64 (or a vector of them), `elem` is sized.
        Val(unsafe { LLVMBuildGEP2(self.b(), elem.0, base.0, &mut idx, 1, UNNAMED) })
    }

    /// Copies `bytes` bytes between memory that does not overlap.
    pub(crate) fn memcpy(&self, to: (Val, u32), from: (Val, u32), bytes: Val) {
        // SAFETY: both are pointers with their alignments, `bytes` is an i64.
        unsafe { LLVMBuildMemCpy(self.b(), to.0.0, to.1, from.0.0, from.1, bytes.0) };
    }

    /// Marks an access as one that will not be repeated soon.
    pub(crate) fn nontemporal(&self, access: Val) {
        let kind = c"nontemporal";
        // SAFETY: `access` is a load or store of this context.
        unsafe {
            let id = LLVMGetMDKindIDInContext(self.cx(), kind.as_ptr(), 11);
            let mut one = [LLVMValueAsMetadata(self.i32_value(1).0)];
            let node = LLVMMDNodeInContext2(self.cx(), one.as_mut_ptr(), 1);
            LLVMSetMetadata(access.0, id, LLVMMetadataAsValue(self.cx(), node));
        }
    }

    /// An atomic update, relaxed as `memref.atomic_rmw` is in upstream's lowering.
    pub(crate) fn atomic_rmw(&self, kind: LLVMAtomicRMWBinOp, at: Val, value: Val) -> Val {
        let order = LLVMAtomicOrdering::LLVMAtomicOrderingAcquireRelease;
        // SAFETY: `at` is a pointer to a value of this type, which LLVM can update atomically.
        Val(unsafe { LLVMBuildAtomicRMW(self.b(), kind, at.0, value.0, order, 0) })
    }

    /// For each of `n` buffers of a function the scopes that say "this one and none of the others".
    /// Calls in between carry none, so they may touch all of them.
    pub(crate) fn alias_scopes(&self, function: &str, n: usize) -> Vec<Scopes> {
        // SAFETY: all nodes are made in and belong to this context.
        unsafe {
            let text = |t: &str| LLVMMDStringInContext2(self.cx(), t.as_ptr().cast(), t.len());
            let node = |items: &mut [LLVMMetadataRef]| {
                LLVMMDNodeInContext2(self.cx(), items.as_mut_ptr(), items.len())
            };
            let domain = node(&mut [text(function)]);
            let scopes: Vec<LLVMMetadataRef> =
                (0..n).map(|i| node(&mut [text(&format!("{function}.{i}")), domain])).collect();
            (0..n)
                .map(|i| {
                    let others = scopes.iter().enumerate().filter(|(k, _)| *k != i);
                    let mut others: Vec<LLVMMetadataRef> = others.map(|(_, s)| *s).collect();
                    Scopes { own: node(&mut [scopes[i]]), others: node(&mut others) }
                })
                .collect()
        }
    }

    /// Gives an access its scopes.
    pub(crate) fn set_scopes(&self, access: Val, scopes: Scopes) {
        // SAFETY: `access` is a load, store or call; the nodes belong to this context.
        unsafe {
            for (kind, node) in [(c"alias.scope", scopes.own), (c"noalias", scopes.others)] {
                let len = kind.count_bytes() as u32;
                let id = LLVMGetMDKindIDInContext(self.cx(), kind.as_ptr(), len);
                LLVMSetMetadata(access.0, id, LLVMMetadataAsValue(self.cx(), node));
            }
        }
    }
}
