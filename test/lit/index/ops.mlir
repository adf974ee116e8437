// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// CHECK-LABEL: func.func @arithmetic
func.func @arithmetic(%a: index, %b: index, %i: i32) {
  // CHECK: index.add %{{.*}}, %{{.*}}
  %add = index.add %a, %b
  // CHECK: index.and %{{.*}}, %{{.*}}
  %and = index.and %a, %b
  // CHECK: index.ceildivs %{{.*}}, %{{.*}}
  %ceildivs = index.ceildivs %a, %b
  // CHECK: index.ceildivu %{{.*}}, %{{.*}}
  %ceildivu = index.ceildivu %a, %b
  // CHECK: index.divs %{{.*}}, %{{.*}}
  %divs = index.divs %a, %b
  // CHECK: index.divu %{{.*}}, %{{.*}}
  %divu = index.divu %a, %b
  // CHECK: index.floordivs %{{.*}}, %{{.*}}
  %floordivs = index.floordivs %a, %b
  // CHECK: index.maxs %{{.*}}, %{{.*}}
  %maxs = index.maxs %a, %b
  // CHECK: index.maxu %{{.*}}, %{{.*}}
  %maxu = index.maxu %a, %b
  // CHECK: index.mins %{{.*}}, %{{.*}}
  %mins = index.mins %a, %b
  // CHECK: index.minu %{{.*}}, %{{.*}}
  %minu = index.minu %a, %b
  // CHECK: index.mul %{{.*}}, %{{.*}}
  %mul = index.mul %a, %b
  // CHECK: index.or %{{.*}}, %{{.*}}
  %or = index.or %a, %b
  // CHECK: index.rems %{{.*}}, %{{.*}}
  %rems = index.rems %a, %b
  // CHECK: index.remu %{{.*}}, %{{.*}}
  %remu = index.remu %a, %b
  // CHECK: index.shl %{{.*}}, %{{.*}}
  %shl = index.shl %a, %b
  // CHECK: index.shrs %{{.*}}, %{{.*}}
  %shrs = index.shrs %a, %b
  // CHECK: index.shru %{{.*}}, %{{.*}}
  %shru = index.shru %a, %b
  // CHECK: index.sub %{{.*}}, %{{.*}}
  %sub = index.sub %a, %b
  // CHECK: index.xor %{{.*}}, %{{.*}}
  %xor = index.xor %a, %b
  // CHECK: index.cmp slt(%{{.*}}, %{{.*}})
  %0 = index.cmp slt(%a, %b)
  // CHECK: index.constant 42
  %1 = index.constant 42
  // CHECK: index.bool.constant true
  %2 = index.bool.constant true
  // CHECK: index.casts %{{.*}} : i32 to index
  %3 = index.casts %i : i32 to index
  %4 = index.castu %a : index to i64
  %5 = index.sizeof
  return
}
