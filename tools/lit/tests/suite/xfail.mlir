// RUN: emit --fail %s
// XFAIL(#12): it is told to fail
