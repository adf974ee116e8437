// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Nothing goes back to the entry.
func.func @f() {
  cf.br ^bb1
^bb1:
  cf.br ^bb1
}

// -----

// expected-error@+1 {{IR019: entry block of `func.func` has predecessors}}
"func.func"() <{function_type = () -> (), sym_name = "f"}> ({
^entry:
  "cf.br"()[^entry] : () -> ()
}) : () -> ()
