// RUN: not emit --panic %s
