// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A resource is digits of its bytes.
func.func private @f() attributes {a = dense_resource<blob> : tensor<2xi8>}

{-#
  dialect_resources: {
    builtin: {
      // expected-error@+1 {{PARSE024: malformed resource}}
      blob: "0x01"
    }
  }
#-}
