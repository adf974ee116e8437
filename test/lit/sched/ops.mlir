// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s --print-op-generic | terrace opt - | FileCheck %s

// CHECK-LABEL: sched.script @all {
sched.script @all {
  // CHECK-NEXT: %b = sched.block "mm"
  %b = sched.block "mm"
  // CHECK-NEXT: %m, %n, %k = sched.loops %b
  %m, %n, %k = sched.loops %b
  // CHECK-NEXT: %t, %u = sched.knob "tile" of {{\[}}[2, 4], [8, 16]] = [8, 16]
  %t, %u = sched.knob "tile" of [[2, 4], [8, 16]] = [8, 16]
  // CHECK-NEXT: %mo, %no, %mi, %ni = sched.tile %m, %n by [%t, 4]
  %mo, %no, %mi, %ni = sched.tile %m, %n by [%t, 4]
  // CHECK-NEXT: %a:3 = sched.split %mo by [3, %u]
  %a:3 = sched.split %mo by [3, %u]
  // CHECK-NEXT: %f = sched.fuse %a#0, %a#1
  %f = sched.fuse %a#0, %a#1
  // CHECK-NEXT: sched.reorder %f, %no
  sched.reorder %f, %no
  // CHECK-NEXT: %tail = sched.cut %f at 5
  %tail = sched.cut %f at 5
  // CHECK-NEXT: sched.bind %f to "block.x"
  sched.bind %f to "block.x"
  // CHECK-NEXT: sched.pipeline %k {ii = 1 : i64, stages = 2 : i64}
  sched.pipeline %k {ii = 1 : i64, stages = 2 : i64}
  // CHECK-NEXT: %r = sched.cache_read %b, 0 in "shared"
  %r = sched.cache_read %b, 0 in "shared"
  // CHECK-NEXT: %w = sched.cache_write %b in "local" {tuned}
  %w = sched.cache_write %b in "local" {tuned}
  // CHECK-NEXT: sched.compute_at %r, %no
  sched.compute_at %r, %no
  // CHECK-NEXT: sched.reverse_compute_at %w, %no
  sched.reverse_compute_at %w, %no
  // CHECK-NEXT: %i = sched.decompose_reduction %b, %k
  %i = sched.decompose_reduction %b, %k
  // CHECK-NEXT: sched.split_buffer %b, %w
  sched.split_buffer %b, %w
  // CHECK-NEXT: sched.compute_inline %r
  sched.compute_inline %r
  // CHECK-NEXT: sched.unroll %mi
  sched.unroll %mi
  // CHECK-NEXT: sched.vectorize %ni
  sched.vectorize %ni
  // CHECK-NEXT: sched.parallel %tail
  sched.parallel %tail
}

// Without steps.
// CHECK-LABEL: sched.script @empty {
// CHECK-NEXT:  }
sched.script @empty {
}
