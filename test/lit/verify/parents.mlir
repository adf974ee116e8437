// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Some operations make sense in some others only.
func.func @f() {
  // expected-error@+1 {{IR018: `scf.yield` must stand directly in}}
  scf.yield
}
