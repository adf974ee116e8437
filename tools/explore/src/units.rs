//! The units of a module: what has a text of its own.

use terrace_ir::{Body, Context, OpRef, ROOT};

/// The name of the outermost unit.
pub const MODULE: &str = "module";

/// The module, then everything in it that defines a symbol and has a body of its own, by name.
pub fn units<'a>(cx: &'a Context, module: &'a Body) -> Vec<(String, &'a Body)> {
    let mut out = vec![(MODULE.to_owned(), module)];
    below(cx, module, "", &mut out);
    out
}

fn below<'a>(cx: &'a Context, body: &'a Body, prefix: &str, out: &mut Vec<(String, &'a Body)>) {
    body.root(cx).walk(&mut |op: OpRef<'a>| {
        let (home, id) = op.body.home(op.id);
        let symbol = (id == ROOT && !std::ptr::eq(home, body)).then(|| home.root(cx).symbol());
        match symbol.flatten() {
            Some(symbol) => {
                let name = format!("{prefix}@{}", cx.str(symbol));
                out.push((name.clone(), home));
                below(cx, home, &format!("{name}::"), out);
                false
            }
            None => true,
        }
    });
}
