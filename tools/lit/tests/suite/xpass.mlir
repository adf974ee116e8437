// RUN: emit %s
// XFAIL(#12): it was told to fail
