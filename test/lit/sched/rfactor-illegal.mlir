// RUN: terrace opt %s -p sched-apply-script --split-input-file --verify-diagnostics

// Its steps must keep their order.
sched.script @s {
  %b = sched.block "sum"
  %m, %k = sched.loops %b
  // expected-error@+1 {{SCHED060: cannot factor the reduction of block `sum`: it is not marked `reassoc`}}
  %p = sched.rfactor %b, %k
}
func.func @f(%a: memref<4x8xf32>, %c: memref<4xf32>) attributes {sched.script = @s} {
  loop.for %m = 0 to 4 {
    loop.for %k = 0 to 8 {
      loop.block "sum" axes(m = %m : 4) reduce(k = %k : 8) init {
      ^bb0(%vm: index, %vk: index):
        %zero = arith.constant 0.0 : f32
        loop.store %zero, %c[%vm] : memref<4xf32>
      } body {
      ^bb0(%vm: index, %vk: index):
        %x = loop.load %a[%vm, %vk] : memref<4x8xf32>
        %s = loop.load %c[%vm] : memref<4xf32>
        %t = arith.addf %s, %x : f32
        loop.store %t, %c[%vm] : memref<4xf32>
      }
    }
  }
  return
}

// -----

// Nothing says where the sum begins.
sched.script @s {
  %b = sched.block "sum"
  %m, %k = sched.loops %b
  // expected-error@+1 {{SCHED060: cannot factor the reduction of block `sum`: it has no init}}
  %p = sched.rfactor %b, %k
}
func.func @f(%a: memref<4x8xf32>, %c: memref<4xf32>) attributes {sched.script = @s} {
  loop.for %m = 0 to 4 {
    loop.for %k = 0 to 8 {
      loop.block "sum" axes(m = %m : 4) reduce(k = %k : 8) reassoc body {
      ^bb0(%vm: index, %vk: index):
        %x = loop.load %a[%vm, %vk] : memref<4x8xf32>
        %s = loop.load %c[%vm] : memref<4xf32>
        %t = arith.addf %s, %x : f32
        loop.store %t, %c[%vm] : memref<4xf32>
      }
    }
  }
  return
}

// -----

// The last part has fewer steps.
sched.script @s {
  %b = sched.block "sum"
  %m, %k = sched.loops %b
  %ko, %ki = sched.split %k by [3]
  // expected-error@+1 {{SCHED060: cannot factor the reduction of block `sum`: it has conditions}}
  %p = sched.rfactor %b, %ki
}
func.func @f(%a: memref<4x8xf32>, %c: memref<4xf32>) attributes {sched.script = @s} {
  loop.for %m = 0 to 4 {
    loop.for %k = 0 to 8 {
      loop.block "sum" axes(m = %m : 4) reduce(k = %k : 8) reassoc init {
      ^bb0(%vm: index, %vk: index):
        %zero = arith.constant 0.0 : f32
        loop.store %zero, %c[%vm] : memref<4xf32>
      } body {
      ^bb0(%vm: index, %vk: index):
        %x = loop.load %a[%vm, %vk] : memref<4x8xf32>
        %s = loop.load %c[%vm] : memref<4xf32>
        %t = arith.addf %s, %x : f32
        loop.store %t, %c[%vm] : memref<4xf32>
      }
    }
  }
  return
}

// -----

// A loop over a parallel axis has a result for each iteration already.
sched.script @s {
  %b = sched.block "sum"
  %m, %k = sched.loops %b
  // expected-error@+1 {{SCHED060: cannot factor the reduction of block `sum`: the loop does not run over a reduce axis of it}}
  %p = sched.rfactor %b, %m
}
func.func @f(%a: memref<4x8xf32>, %c: memref<4xf32>) attributes {sched.script = @s} {
  loop.for %m = 0 to 4 {
    loop.for %k = 0 to 8 {
      loop.block "sum" axes(m = %m : 4) reduce(k = %k : 8) reassoc init {
      ^bb0(%vm: index, %vk: index):
        %zero = arith.constant 0.0 : f32
        loop.store %zero, %c[%vm] : memref<4xf32>
      } body {
      ^bb0(%vm: index, %vk: index):
        %x = loop.load %a[%vm, %vk] : memref<4x8xf32>
        %s = loop.load %c[%vm] : memref<4xf32>
        %t = arith.addf %s, %x : f32
        loop.store %t, %c[%vm] : memref<4xf32>
      }
    }
  }
  return
}

// -----

// One loop over both: a part would be of several elements.
sched.script @s {
  %b = sched.block "sum"
  %m, %k = sched.loops %b
  %f = sched.fuse %m, %k
  // expected-error@+1 {{SCHED060: cannot factor the reduction of block `sum`: a loop runs over a reduce axis and a parallel one}}
  %p = sched.rfactor %b, %f
}
func.func @f(%a: memref<4x8xf32>, %c: memref<4xf32>) attributes {sched.script = @s} {
  loop.for %m = 0 to 4 {
    loop.for %k = 0 to 8 {
      loop.block "sum" axes(m = %m : 4) reduce(k = %k : 8) reassoc init {
      ^bb0(%vm: index, %vk: index):
        %zero = arith.constant 0.0 : f32
        loop.store %zero, %c[%vm] : memref<4xf32>
      } body {
      ^bb0(%vm: index, %vk: index):
        %x = loop.load %a[%vm, %vk] : memref<4x8xf32>
        %s = loop.load %c[%vm] : memref<4xf32>
        %t = arith.addf %s, %x : f32
        loop.store %t, %c[%vm] : memref<4xf32>
      }
    }
  }
  return
}

// -----

// Differences of differences depend on their order.
sched.script @s {
  %b = sched.block "sum"
  %m, %k = sched.loops %b
  // expected-error@+1 {{SCHED060: cannot factor the reduction of block `sum`: no element is known to be neutral in its combination}}
  %p = sched.rfactor %b, %k
}
func.func @f(%a: memref<4x8xf32>, %c: memref<4xf32>) attributes {sched.script = @s} {
  loop.for %m = 0 to 4 {
    loop.for %k = 0 to 8 {
      loop.block "sum" axes(m = %m : 4) reduce(k = %k : 8) reassoc init {
      ^bb0(%vm: index, %vk: index):
        %zero = arith.constant 0.0 : f32
        loop.store %zero, %c[%vm] : memref<4xf32>
      } body {
      ^bb0(%vm: index, %vk: index):
        %x = loop.load %a[%vm, %vk] : memref<4x8xf32>
        %s = loop.load %c[%vm] : memref<4xf32>
        %t = arith.subf %s, %x : f32
        loop.store %t, %c[%vm] : memref<4xf32>
      }
    }
  }
  return
}

// -----

// The last one wins: there is nothing to combine.
sched.script @s {
  %b = sched.block "sum"
  %m, %k = sched.loops %b
  // expected-error@+1 {{SCHED060: cannot factor the reduction of block `sum`: it does not accumulate}}
  %p = sched.rfactor %b, %k
}
func.func @f(%a: memref<4x8xf32>, %c: memref<4xf32>) attributes {sched.script = @s} {
  loop.for %m = 0 to 4 {
    loop.for %k = 0 to 8 {
      loop.block "sum" axes(m = %m : 4) reduce(k = %k : 8) reassoc init {
      ^bb0(%vm: index, %vk: index):
        %zero = arith.constant 0.0 : f32
        loop.store %zero, %c[%vm] : memref<4xf32>
      } body {
      ^bb0(%vm: index, %vk: index):
        %x = loop.load %a[%vm, %vk] : memref<4x8xf32>
        loop.store %x, %c[%vm] : memref<4xf32>
      }
    }
  }
  return
}

// -----

// What is added depends on the sum so far.
sched.script @s {
  %b = sched.block "sum"
  %m, %k = sched.loops %b
  // expected-error@+1 {{SCHED060: cannot factor the reduction of block `sum`: its terms depend on what it accumulates}}
  %p = sched.rfactor %b, %k
}
func.func @f(%a: memref<4x8xf32>, %c: memref<4xf32>) attributes {sched.script = @s} {
  loop.for %m = 0 to 4 {
    loop.for %k = 0 to 8 {
      loop.block "sum" axes(m = %m : 4) reduce(k = %k : 8) reassoc init {
      ^bb0(%vm: index, %vk: index):
        %zero = arith.constant 0.0 : f32
        loop.store %zero, %c[%vm] : memref<4xf32>
      } body {
      ^bb0(%vm: index, %vk: index):
        %x = loop.load %a[%vm, %vk] : memref<4x8xf32>
        %s = loop.load %c[%vm] : memref<4xf32>
        %u = arith.mulf %s, %x : f32
        %t = arith.addf %s, %u : f32
        loop.store %t, %c[%vm] : memref<4xf32>
      }
    }
  }
  return
}

// -----

// The sum moves along.
sched.script @s {
  %b = sched.block "sum"
  %m, %k = sched.loops %b
  // expected-error@+1 {{SCHED060: cannot factor the reduction of block `sum`: it does not store what it accumulates}}
  %p = sched.rfactor %b, %k
}
func.func @f(%a: memref<4x8xf32>, %c: memref<4xf32>) attributes {sched.script = @s} {
  loop.for %m = 0 to 4 {
    loop.for %k = 0 to 8 {
      loop.block "sum" axes(m = %m : 4) reduce(k = %k : 8) reassoc init {
      ^bb0(%vm: index, %vk: index):
        %zero = arith.constant 0.0 : f32
        loop.store %zero, %c[%vm] : memref<4xf32>
      } body {
      ^bb0(%vm: index, %vk: index):
        %x = loop.load %a[%vm, %vk] : memref<4x8xf32>
        %s = loop.load %c[3] : memref<4xf32>
        %t = arith.addf %s, %x : f32
        loop.store %t, %c[%vm] : memref<4xf32>
      }
    }
  }
  return
}

// -----

// Twice the same: no term.
sched.script @s {
  %b = sched.block "sum"
  %m, %k = sched.loops %b
  // expected-error@+1 {{SCHED060: cannot factor the reduction of block `sum`: it does not combine what it accumulates with one term}}
  %p = sched.rfactor %b, %k
}
func.func @f(%a: memref<4x8xf32>, %c: memref<4xf32>) attributes {sched.script = @s} {
  loop.for %m = 0 to 4 {
    loop.for %k = 0 to 8 {
      loop.block "sum" axes(m = %m : 4) reduce(k = %k : 8) reassoc init {
      ^bb0(%vm: index, %vk: index):
        %zero = arith.constant 0.0 : f32
        loop.store %zero, %c[%vm] : memref<4xf32>
      } body {
      ^bb0(%vm: index, %vk: index):
        %s = loop.load %c[%vm] : memref<4xf32>
        %t = arith.addf %s, %s : f32
        loop.store %t, %c[%vm] : memref<4xf32>
      }
    }
  }
  return
}

// -----

// Another block would run in between.
sched.script @s {
  %b = sched.block "sum"
  %m, %k = sched.loops %b
  // expected-error@+1 {{SCHED060: cannot factor the reduction of block `sum`: another block shares the loops over its reduce axes}}
  %p = sched.rfactor %b, %k
}
func.func @f(%a: memref<4x8xf32>, %c: memref<4xf32>) attributes {sched.script = @s} {
  loop.for %m = 0 to 4 {
    loop.for %k = 0 to 8 {
      loop.block "sum" axes(m = %m : 4) reduce(k = %k : 8) reassoc init {
      ^bb0(%vm: index, %vk: index):
        %zero = arith.constant 0.0 : f32
        loop.store %zero, %c[%vm] : memref<4xf32>
      } body {
      ^bb0(%vm: index, %vk: index):
        %x = loop.load %a[%vm, %vk] : memref<4x8xf32>
        %s = loop.load %c[%vm] : memref<4xf32>
        %t = arith.addf %s, %x : f32
        loop.store %t, %c[%vm] : memref<4xf32>
      }
      loop.block "other" axes(m = %m : 4, k = %k : 8) body {
      ^bb0(%vm: index, %vk: index):
        %one = arith.constant 1.0 : f32
        loop.store %one, %a[%vm, %vk] : memref<4x8xf32>
      }
    }
  }
  return
}
