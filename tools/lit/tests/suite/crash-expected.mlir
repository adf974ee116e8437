// RUN: not --crash emit --panic %s
