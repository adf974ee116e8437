// RUN: emit --sleep %s
