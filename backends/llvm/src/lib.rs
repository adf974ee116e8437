//! The CPU backend: upstream dialects to LLVM IR, objects and shared libraries.
