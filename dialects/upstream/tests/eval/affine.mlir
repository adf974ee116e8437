// Affine maps, loops and accesses, in the generic form.
#map = affine_map<(d0)[s0] -> (d0 * 3 + s0)>
#map1 = affine_map<(d0, d1) -> (d0 floordiv 2, d1 ceildiv 2, d0 + d1)>
#map2 = affine_map<(d0, d1) -> (d0 mod 3, d1 - d0 * 2)>
#map3 = affine_map<(d0, d1, d2) -> (d0 * 71 + d1 * 2 + d2)>
#map4 = affine_map<() -> (0)>
#map5 = affine_map<(d0) -> (d0 + 1)>
#map6 = affine_map<() -> (6)>
#map7 = affine_map<(d0) -> (d0)>
#map8 = affine_map<() -> (12)>
#map9 = affine_map<(d0) -> (d0 * 2 + 1)>
#map10 = affine_map<(d0) -> (d0 * 2)>
#map11 = affine_map<() -> (5)>
#map12 = affine_map<(d0, d1, d2, d3) -> (d0 * 100 + d1 * 10 + d2 + d3 * 22 + 30)>
#set = affine_set<(d0) : (d0 - 1 >= 0, -d0 + 3 >= 0)>
"builtin.module"() ({
  // CALL: @maps() == 1212
  "func.func"() <{function_type = () -> i64, sym_name = "maps"}> ({
    %23 = "arith.constant"() <{value = 4 : index}> : () -> index
    %24 = "arith.constant"() <{value = 5 : index}> : () -> index
    %25 = "affine.apply"(%23, %24) <{map = #map}> : (index, index) -> index
    %26 = "affine.min"(%23, %24) <{map = #map1}> : (index, index) -> index
    %27 = "affine.max"(%23, %24) <{map = #map2}> : (index, index) -> index
    %28 = "affine.apply"(%25, %26, %27) <{map = #map3}> : (index, index, index) -> index
    %29 = "arith.index_cast"(%28) : (index) -> i64
    "func.return"(%29) : (i64) -> ()
  }) : () -> ()
  // CALL: @triangle() == 35
  "func.func"() <{function_type = () -> i64, sym_name = "triangle"}> ({
    %18 = "arith.constant"() <{value = 0 : i64}> : () -> i64
    %19 = "affine.for"(%18) <{lowerBoundMap = #map4, operandSegmentSizes = array<i32: 0, 0, 1>, step = 1 : index, upperBoundMap = #map6}> ({
    ^bb0(%arg4: index, %arg5: i64):
      %20 = "affine.for"(%arg4, %arg5) <{lowerBoundMap = #map4, operandSegmentSizes = array<i32: 0, 1, 1>, step = 1 : index, upperBoundMap = #map5}> ({
      ^bb0(%arg6: index, %arg7: i64):
        %21 = "arith.index_cast"(%arg6) : (index) -> i64
        %22 = "arith.addi"(%arg7, %21) <{overflowFlags = #arith.overflow<none>}> : (i64, i64) -> i64
        "affine.yield"(%22) : (i64) -> ()
      }) : (index, i64) -> i64
      "affine.yield"(%20) : (i64) -> ()
    }) : (i64) -> i64
    "func.return"(%19) : (i64) -> ()
  }) : () -> ()
  // CALL: @accesses() == 20
  "func.func"() <{function_type = () -> i64, sym_name = "accesses"}> ({
    %7 = "arith.constant"() <{value = 1 : i64}> : () -> i64
    %8 = "arith.constant"() <{value = 0 : i64}> : () -> i64
    %9 = "memref.alloc"() <{operandSegmentSizes = array<i32: 0, 0>}> : () -> memref<12xi64>
    "affine.for"() <{lowerBoundMap = #map4, operandSegmentSizes = array<i32: 0, 0, 0>, step = 1 : index, upperBoundMap = #map8}> ({
    ^bb0(%arg3: index):
      "affine.store"(%8, %9, %arg3) <{map = #map7}> : (i64, memref<12xi64>, index) -> ()
      "affine.yield"() : () -> ()
    }) : () -> ()
    "affine.for"() <{lowerBoundMap = #map4, operandSegmentSizes = array<i32: 0, 0, 0>, step = 1 : index, upperBoundMap = #map11}> ({
    ^bb0(%arg2: index):
      "affine.if"(%arg2) <{condition = #set}> ({
        %17 = "arith.index_cast"(%arg2) : (index) -> i64
        "affine.store"(%17, %9, %arg2) <{map = #map9}> : (i64, memref<12xi64>, index) -> ()
        "affine.yield"() : () -> ()
      }, {
        "affine.store"(%7, %9, %arg2) <{map = #map10}> : (i64, memref<12xi64>, index) -> ()
        "affine.yield"() : () -> ()
      }) : (index) -> ()
      "affine.yield"() : () -> ()
    }) : () -> ()
    %10 = "affine.for"(%8) <{lowerBoundMap = #map4, operandSegmentSizes = array<i32: 0, 0, 1>, step = 1 : index, upperBoundMap = #map6}> ({
    ^bb0(%arg0: index, %arg1: i64):
      %11 = "affine.load"(%9, %arg0) <{map = #map9}> : (memref<12xi64>, index) -> i64
      %12 = "affine.load"(%9, %arg0) <{map = #map10}> : (memref<12xi64>, index) -> i64
      %13 = "arith.constant"() <{value = 3 : i64}> : () -> i64
      %14 = "arith.muli"(%11, %13) <{overflowFlags = #arith.overflow<none>}> : (i64, i64) -> i64
      %15 = "arith.addi"(%14, %12) <{overflowFlags = #arith.overflow<none>}> : (i64, i64) -> i64
      %16 = "arith.addi"(%arg1, %15) <{overflowFlags = #arith.overflow<none>}> : (i64, i64) -> i64
      "affine.yield"(%16) : (i64) -> ()
    }) : (i64) -> i64
    "memref.dealloc"(%9) : (memref<12xi64>) -> ()
    "func.return"(%10) : (i64) -> ()
  }) : () -> ()
  // CALL: @linear_indices() == 2354
  "func.func"() <{function_type = () -> i64, sym_name = "linear_indices"}> ({
    %0 = "arith.constant"() <{value = 2 : index}> : () -> index
    %1 = "arith.constant"() <{value = 3 : index}> : () -> index
    %2 = "arith.constant"() <{value = 4 : index}> : () -> index
    %3 = "affine.linearize_index"(%0, %1, %2) <{disjoint = false, operandSegmentSizes = array<i32: 3, 0>, static_basis = array<i64: 3, 5, 7>}> : (index, index, index) -> index
    %4:3 = "affine.delinearize_index"(%3) <{static_basis = array<i64: 3, 5, 7>}> : (index) -> (index, index, index)
    %5 = "affine.apply"(%4#0, %4#1, %4#2, %3) <{map = #map12}> : (index, index, index, index) -> index
    %6 = "arith.index_cast"(%5) : (index) -> i64
    "func.return"(%6) : (i64) -> ()
  }) : () -> ()
}) : () -> ()

