// terrace 0.0.1: terrace opt THIS_FILE '--pass-pipeline=builtin.module(func.func(cse))' --no-threading
func.func @f(%x: i32) -> i32 {
  %a = arith.addi %x, %x : i32
  %b = arith.addi %x, %x : i32
  %c = arith.muli %a, %b : i32
  return %c : i32
}
