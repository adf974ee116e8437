// RUN: not terrace query 'arith.* an result is f32' %s 2>&1 | FileCheck %s --check-prefix=WORD
// RUN: not terrace query 'used by' %s 2>&1 | FileCheck %s --check-prefix=END
// RUN: not terrace query 'is pur' %s 2>&1 | FileCheck %s --check-prefix=TRAIT
// RUN: not terrace query 'arith.adf' %s 2>&1 | FileCheck %s --check-prefix=OP
// RUN: not terrace query 'attribute valeu' %s 2>&1 | FileCheck %s --check-prefix=ATTRIBUTE
// RUN: not terrace query 'inside @mian' %s 2>&1 | FileCheck %s --check-prefix=SYMBOL
// RUN: not terrace query '((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((*))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))' %s 2>&1 | FileCheck %s --check-prefix=DEEP
// RUN: terrace query 'arith.nothing*' %s | FileCheck %s --check-prefix=NONE --allow-empty

func.func @main() {
  return
}

// WORD:      [QUERY001] Error: malformed query: expected {{.*}}, got `an`
// WORD:      <query>:1:9
// WORD:      try `and`
// END:       [QUERY001] Error: malformed query: expected a name or a test, got the end
// TRAIT:     [QUERY001] Error: malformed query: expected `pure`, {{.*}}, got `pur`
// TRAIT:     try `pure`
// OP:        [QUERY002] Error: no operation is called `arith.adf`
// OP:        try `arith.addf`
// ATTRIBUTE: [QUERY002] Error: no attribute is called `valeu`
// ATTRIBUTE: try `value`
// SYMBOL:    [QUERY002] Error: no symbol is called `mian`
// SYMBOL:    try `main`
// DEEP:      [QUERY003] Error: the query is too large: more than 64
// A pattern that fits nothing is an answer, not a mistake.
// NONE-NOT:  {{.}}
