// RUN: emitt %s
