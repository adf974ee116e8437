// RUN: terrace opt %s -p lower-graph-to-te --split-input-file --verify-diagnostics

func.func @f(%x: tensor<?xf32>) -> tensor<?xf32> {
  // expected-error@+1 {{LOWER001: `graph.relu` has no formula here: its shapes, element types or attributes do not fit}}
  %y = graph.relu %x : tensor<?xf32>
  return %y : tensor<?xf32>
}
