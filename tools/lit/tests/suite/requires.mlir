// RUN: emit %s
// REQUIRES: emit, imaginary-gpu
