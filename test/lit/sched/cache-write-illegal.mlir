// RUN: terrace opt %s -p sched-apply-script --split-input-file --verify-diagnostics

// Which of the two?
sched.script @s {
  %b = sched.block "two"
  // expected-error@+1 {{SCHED030: cannot move block `two`: it does not write exactly one buffer}}
  %copy = sched.cache_write %b in "local"
}
func.func @f(%c: memref<4xf32>, %d: memref<4xf32>) attributes {sched.script = @s} {
  loop.for %i = 0 to 4 {
    loop.block "two" axes(i = %i : 4) body {
    ^bb0(%vi: index):
      %zero = arith.constant 0.0 : f32
      loop.store %zero, %c[%vi] : memref<4xf32>
      loop.store %zero, %d[%vi] : memref<4xf32>
    }
  }
  return
}
