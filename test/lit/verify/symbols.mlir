// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A symbol is defined once in its table,
func.func private @f()
// expected-error@+1 {{IR016: redefinition of symbol `f`}}
func.func private @f(i32)

// -----

// each module being one of its own.
module @a {
  func.func private @f()
}
module @b {
  func.func private @f()
}
