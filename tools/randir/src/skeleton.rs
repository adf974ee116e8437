//! Functions of loops, branches and calls as text, into which operations are put.

use std::fmt::Write;

use terrace_ir::eval::Random;

use crate::vocabulary::TYPES;

/// Appends a line; writing to a string cannot fail.
macro_rules! line {
    ($text:expr, $($format:tt)*) => { let _ = writeln!($text, $($format)*); };
}

/// A function that later ones can call.
struct Callable {
    name: String,
    args: Vec<&'static str>,
    results: String,
}

/// Writes modules without much in them.
pub(crate) struct Skeleton<'a> {
    random: &'a mut Random,
    text: String,
    callable: Vec<Callable>,
    /// Types of the arguments `%a0`, `%a1`, .. of the function being written.
    args: Vec<&'static str>,
}

/// The names of an `i32` and of an `f32`.
type Pair = (String, String);

/// A module of a few functions, later ones calling earlier ones.
pub(crate) fn skeleton(random: &mut Random) -> String {
    let (text, callable, args) = Default::default();
    let mut skeleton = Skeleton { random, text, callable, args };
    for i in 0..1 + skeleton.below(3) {
        skeleton.function(i);
    }
    skeleton.text
}

impl Skeleton<'_> {
    fn below(&mut self, n: usize) -> usize {
        (self.random.bits() % n as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn types(&mut self, n: usize) -> Vec<&'static str> {
        let n_types = TYPES.len();
        (0..n).map(|_| TYPES[self.below(n_types).min(self.below(n_types))]).collect()
    }

    fn function(&mut self, i: usize) {
        let visibility = if i > 0 && self.chance(30) { "private " } else { "" };
        let n_args = 2 + self.below(5);
        self.args = self.types(n_args);
        // Results of any type: what is computed inside is seen only through them.
        let n_more = 1 + self.below(4);
        let more: Vec<&str> =
            self.types(n_more).into_iter().filter(|ty| some_value(ty).is_some()).collect();
        let list = |types: &[&str]| types.iter().map(|t| format!(", {t}")).collect::<String>();
        let results = format!("i32, f32{}{}", list(&self.args), list(&more));
        let args: String =
            self.args.iter().enumerate().map(|(i, ty)| format!(", %a{i}: {ty}")).collect();
        line!(
            self.text,
            "func.func {visibility}@f{i}(%x: i32, %y: f32, %p: i1{args}) -> ({results}) {{"
        );
        for c in [0, 1, 3] {
            line!(self.text, "%c{c} = arith.constant {c} : index");
        }
        let mut returned: String = (0..n_args).map(|i| format!(", %a{i}")).collect();
        for (i, value) in more.iter().filter_map(|ty| some_value(ty)).enumerate() {
            line!(self.text, "%d{i} = {value}");
            let _ = write!(returned, ", %d{i}");
        }
        let mut values = (String::from("%x"), String::from("%y"));
        for k in 0..self.below(5) {
            values = self.piece(&format!("{k}"), values, 2);
        }
        match self.below(8) {
            0 => values = self.diamond(values),
            1 => values = self.goto_loop(values),
            _ => {}
        }
        let (a, b) = values;
        line!(self.text, "return {a}, {b}{returned} : {results}\n}}");
        let args = self.args.clone();
        self.callable.push(Callable { name: format!("@f{i}"), args, results });
    }

    /// Two blocks that meet.
    fn diamond(&mut self, (a, b): Pair) -> Pair {
        line!(self.text, "cf.cond_br %p, ^t({a} : i32), ^e");
        line!(self.text, "^t(%t: i32):\ncf.br ^j(%t, {b} : i32, f32)");
        line!(self.text, "^e:\ncf.br ^j({a}, %y : i32, f32)\n^j(%j: i32, %k: f32):");
        ("%j".into(), "%k".into())
    }

    /// A loop of blocks that runs three times.
    fn goto_loop(&mut self, (a, b): Pair) -> Pair {
        line!(self.text, "cf.br ^h(%c0, {a}, {b} : index, i32, f32)");
        line!(self.text, "^h(%n: index, %j: i32, %k: f32):");
        line!(self.text, "%more = arith.cmpi slt, %n, %c3 : index");
        line!(self.text, "cf.cond_br %more, ^b, ^x\n^b:");
        line!(self.text, "%next = arith.addi %n, %c1 : index");
        line!(self.text, "cf.br ^h(%next, %j, %k : index, i32, f32)\n^x:");
        ("%j".into(), "%k".into())
    }

    /// A loop, a branch, a call or memory; computes such a pair from one.
    fn piece(&mut self, name: &str, values: Pair, depth: usize) -> Pair {
        let results = (format!("%r{name}#0"), format!("%r{name}#1"));
        match self.below(12) {
            0 => self.for_loop(name, values, depth),
            1 | 2 => self.branch(name, values, depth),
            3 => self.while_loop(name, values, depth),
            4 => self.switch(name, values, depth),
            5 => self.affine_loop(name, values, depth),
            6 => {
                line!(self.text, "%r{name}:2 = scf.execute_region -> (i32, f32) {{");
                let (a, b) = self.inner(name, "x", values, depth);
                line!(self.text, "scf.yield {a}, {b} : i32, f32\n}}");
            }
            7 => return self.memory(name, values, "f32", &[""]),
            8 => return self.memory(name, values, "2xf32", &["%c0", "%c1"]),
            9 => return self.generate(name, values),
            _ => return self.call(name, values),
        }
        results
    }

    fn inner(&mut self, name: &str, at: &str, values: Pair, depth: usize) -> Pair {
        match depth > 0 && self.chance(40) {
            true => self.piece(&format!("{name}{at}"), values, depth - 1),
            false => values,
        }
    }

    fn for_loop(&mut self, name: &str, (a, b): Pair, depth: usize) {
        line!(
            self.text,
            "%r{name}:2 = scf.for %i{name} = %c0 to %c3 step %c1 \
             iter_args(%u{name} = {a}, %v{name} = {b}) -> (i32, f32) {{"
        );
        let (a, b) = self.inner(name, "f", (format!("%u{name}"), format!("%v{name}")), depth);
        line!(self.text, "scf.yield {a}, {b} : i32, f32\n}}");
    }

    fn affine_loop(&mut self, name: &str, (a, b): Pair, depth: usize) {
        line!(
            self.text,
            "%r{name}:2 = affine.for %i{name} = 0 to 3 \
             iter_args(%u{name} = {a}, %v{name} = {b}) -> (i32, f32) {{"
        );
        let (a, b) = self.inner(name, "g", (format!("%u{name}"), format!("%v{name}")), depth);
        line!(self.text, "affine.yield {a}, {b} : i32, f32\n}}");
    }

    /// Runs until its counter, which nothing else touches, is three.
    fn while_loop(&mut self, name: &str, (a, b): Pair, depth: usize) {
        let types = "index, i32, f32";
        line!(
            self.text,
            "%w{name}:3 = scf.while (%n{name} = %c0, %u{name} = {a}, %v{name} = {b}) : \
             ({types}) -> ({types}) {{"
        );
        line!(self.text, "%l{name} = arith.cmpi slt, %n{name}, %c3 : index");
        line!(self.text, "scf.condition(%l{name}) %n{name}, %u{name}, %v{name} : {types}");
        line!(self.text, "}} do {{\n^bb0(%o{name}: index, %s{name}: i32, %t{name}: f32):");
        let (a, b) = self.inner(name, "w", (format!("%s{name}"), format!("%t{name}")), depth);
        line!(self.text, "%q{name} = arith.addi %o{name}, %c1 : index");
        line!(self.text, "scf.yield %q{name}, {a}, {b} : {types}\n}}");
        line!(self.text, "%r{name}:2 = scf.if %p -> (i32, f32) {{");
        line!(self.text, "scf.yield %w{name}#1, %w{name}#2 : i32, f32\n}} else {{");
        line!(self.text, "scf.yield %x, %w{name}#2 : i32, f32\n}}");
    }

    fn branch(&mut self, name: &str, values: Pair, depth: usize) {
        line!(self.text, "%r{name}:2 = scf.if %p -> (i32, f32) {{");
        let (a, b) = self.inner(name, "t", values.clone(), depth);
        line!(self.text, "scf.yield {a}, {b} : i32, f32\n}} else {{");
        let (a, b) = self.inner(name, "e", values, depth);
        line!(self.text, "scf.yield {a}, {b} : i32, f32\n}}");
    }

    fn switch(&mut self, name: &str, values: Pair, depth: usize) {
        line!(self.text, "%k{name} = arith.index_cast %x : i32 to index");
        line!(self.text, "%r{name}:2 = scf.index_switch %k{name} -> i32, f32");
        for case in ["case 2", "case -1", "default"] {
            line!(self.text, "{case} {{");
            let at = case.rsplit(' ').next().unwrap_or_default().replace('-', "m");
            let (a, b) = self.inner(name, &at, values.clone(), depth);
            line!(self.text, "scf.yield {a}, {b} : i32, f32\n}}");
        }
    }

    /// Memory of this function that is written before anything reads it.
    fn memory(&mut self, name: &str, (a, b): Pair, shape: &str, places: &[&str]) -> Pair {
        line!(self.text, "%m{name} = memref.alloca() : memref<{shape}>");
        for place in places {
            line!(self.text, "memref.store {b}, %m{name}[{place}] : memref<{shape}>");
        }
        let place = places[0];
        line!(self.text, "scf.if %p {{\nmemref.store %y, %m{name}[{place}] : memref<{shape}>\n}}");
        line!(self.text, "%r{name} = memref.load %m{name}[{place}] : memref<{shape}>");
        (a, format!("%r{name}"))
    }

    fn generate(&mut self, name: &str, (a, b): Pair) -> Pair {
        line!(self.text, "%g{name} = tensor.generate %c3 {{\n^bb0(%i{name}: index):");
        line!(self.text, "tensor.yield {b} : f32\n}} : tensor<?xf32>");
        line!(self.text, "%r{name} = tensor.extract %g{name}[%c1] : tensor<?xf32>");
        (a, format!("%r{name}"))
    }

    /// A call of the function before this one, with arguments of its own where it has such.
    fn call(&mut self, name: &str, (a, b): Pair) -> Pair {
        let Some(callee) = self.callable.last() else { return (a, b) };
        let mut before = String::new();
        let mut given = String::new();
        for (i, ty) in callee.args.iter().enumerate() {
            if let Some(own) = self.args.iter().position(|t| t == ty) {
                let _ = write!(given, ", %a{own}");
            } else if let Some(value) = some_value(ty) {
                line!(before, "%z{name}_{i} = {value}");
                let _ = write!(given, ", %z{name}_{i}");
            } else {
                return (a, b);
            }
        }
        let types: String = callee.args.iter().map(|t| format!(", {t}")).collect();
        let n_results = callee.results.split(", ").count();
        line!(
            self.text,
            "{before}%r{name}:{n_results} = func.call {}({a}, {b}, %p{given}) : \
             (i32, f32, i1{types}) -> ({})",
            callee.name,
            callee.results
        );
        (format!("%r{name}#0"), format!("%r{name}#1"))
    }
}

/// An operation that makes a value of this type, without operands.
fn some_value(ty: &str) -> Option<String> {
    Some(match ty {
        "f32" | "f64" | "f16" | "bf16" => format!("arith.constant 1.5 : {ty}"),
        "i1" => "arith.constant true".into(),
        "i8" | "i16" | "i32" | "i64" | "index" => format!("arith.constant 1 : {ty}"),
        _ if ty.starts_with("memref") || ty.contains('?') => return None,
        _ if ty.ends_with("xindex>") => format!("arith.constant dense<2> : {ty}"),
        _ if ty.contains('f') => format!("arith.constant dense<0.5> : {ty}"),
        _ if ty.contains("i1>") => format!("arith.constant dense<true> : {ty}"),
        _ => format!("arith.constant dense<2> : {ty}"),
    })
}
