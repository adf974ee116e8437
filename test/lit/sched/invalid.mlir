// RUN: terrace opt %s --split-input-file --verify-diagnostics

sched.script @s {
  %b = sched.block "mm"
  %i = sched.loops %b
  // expected-error@+1 {{SCHED100: `sched.split` by 1 factors gives 2 loops, here 3}}
  %o, %v, %j = sched.split %i by [4]
}

// -----

sched.script @s {
  %b = sched.block "mm"
  %i, %j = sched.loops %b
  // expected-error@+1 {{SCHED100: `sched.tile` by 1 factors gives 2 loops, here 4}}
  %io, %jo, %ii, %ji = sched.tile %i, %j by [4]
}

// -----

sched.script @s {
  %b = sched.block "mm"
  %i = sched.loops %b
  %o, %j = sched.split %i by [4]
  // expected-error@+1 {{SCHED101: `%i` stands for nothing any more: `sched.split` consumed it}}
  sched.parallel %i
}

// -----

sched.script @s {
  %b = sched.block "mm"
  %i = sched.loops %b
  // expected-error@+1 {{SCHED102: a factor is 0, expected a positive number}}
  %o, %j = sched.split %i by [0]
}

// -----

sched.script @s {
  // expected-error@+1 {{SCHED103: the choice of knob `t` does not fit: [3] is no candidate}}
  %t = sched.knob "t" of [[2], [4]] = [3]
}

// -----

sched.script @s {
  // expected-error@+1 {{SCHED103: the choice of knob `t` does not fit: each candidate needs 2 numbers}}
  %t, %u = sched.knob "t" of [[2, 4], [4]] = [2, 4]
}

// -----

sched.script @s {
  // expected-error@+1 {{SCHED104: `arith.constant` is no step of a script}}
  %c = arith.constant 4 : index
}

// -----

// A number is no loop.
sched.script @s {
  %t = sched.knob "t" of [[2]] = [2]
  // expected-error@+1 {{PARSE007: value `%t` has type `!sched.int`, but is used as `!sched.loop`}}
  sched.unroll %t
}

// -----

// Without a loop the step would end nowhere in the text.
sched.script @s {
  // expected-error@+1 {{expected at least one loop}}
  "sched.reorder"() : () -> ()
}

// -----

sched.script @s {
  // expected-error@+1 {{expected at least one block}}
  "sched.split_buffer"() : () -> ()
}
