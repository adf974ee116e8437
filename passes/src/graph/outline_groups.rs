//! Makes a function of each fusion group; equal groups share one.
//!
//! The function is named after the group's root. The call keeps the group's location, so a profile
//! can say which nodes of the model a kernel stands for.

use std::collections::HashMap;
use terrace_ir::clone::CloneMap;
use terrace_ir::{OpState, hash, rewrite};

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "graph-outline-groups",
    on: "builtin.module",
    summary: "make a function of each fusion group; equal groups share one",
    reads: &["graph"],
    leaves: &["graph", "te", "func"],
    after: &[("graph-fuse-groups", "there are no groups before")],
    run: |body, cx| {
        outline(body, cx.cx);
        Ok(())
    },
    ..PassInfo::EMPTY
};

#[derive(Default)]
struct Outlined {
    /// Functions to add, in order of first use.
    functions: Vec<Body>,
    by_digest: HashMap<u128, Vec<usize>>,
    names: HashMap<String, usize>,
}

fn outline(module: &mut Body, cx: &Context) {
    let Some(block) = module.root_block() else { return };
    let mut done = Outlined::default();
    for op in module.ops_of(block) {
        if let Some(name) = module.op(cx, op).symbol() {
            done.names.insert(cx.str(name).to_owned(), 1);
        }
    }
    for host in module.children_mut() {
        let Some(entry) = host.root_block() else { continue };
        let groups: Vec<OpId> =
            host.ops_of(entry).filter(|&o| host.op(cx, o).name_str() == "graph.group").collect();
        for group in groups {
            call_instead(host, cx, group, &mut done);
        }
    }
    for function in done.functions {
        let mut state = OpState::new(cx, cx.op_name("func.func"), function.loc(ROOT));
        state.child = Some(Box::new(function));
        let op = module.create(state);
        module.append(block, op);
    }
}

fn call_instead(host: &mut Body, cx: &Context, group: OpId, done: &mut Outlined) {
    let callee = done.function_of(host.op(cx, group));
    let results: Vec<ValueId> = host.results(group).collect();
    let operands: Vec<ValueId> = host.operands(group).collect();
    let types: Vec<Type> = results.iter().map(|&r| host.ty(r)).collect();
    let mut rw = Rewriter::new(cx, host);
    rw.before(group);
    let callee = cx.symbol_ref(callee);
    let call = rw.build("func.call").operands(&operands).results(&types).attr("callee", callee);
    let call = call.done();
    let new: Vec<ValueId> = rw.body.results(call).collect();
    rw.replace(group, &new);
}

impl Outlined {
    /// The name of the function for a group, made if no equal one was.
    fn function_of(&mut self, group: OpRef<'_>) -> Sym {
        let cx = group.cx;
        let Some(region) = group.region(0) else { return cx.sym("empty") };
        let body = function(cx, group, region);
        let root = body.root(cx);
        let digest = hash::digest(root);
        let same = self.by_digest.entry(digest).or_default();
        let equal = same.iter().find(|&&i| hash::equal(self.functions[i].root(cx), root));
        if let Some(&i) = equal {
            return self.functions[i].root(cx).symbol().unwrap_or(Sym::NONE);
        }
        same.push(self.functions.len());
        let hint = group.attr("root").and_then(|r| r.as_str(cx)).unwrap_or("group");
        let name = cx.sym(&self.fresh(hint));
        let mut body = body;
        let text = cx.str_attr(cx.str(name));
        rewrite::set_attr(cx, &mut body, ROOT, "sym_name", Some(text));
        self.functions.push(body);
        name
    }

    fn fresh(&mut self, hint: &str) -> String {
        loop {
            let n = self.names.entry(hint.to_owned()).or_insert(0);
            let name = if *n == 0 { hint.to_owned() } else { format!("{hint}_{n}") };
            *n += 1;
            if name == hint || !self.names.contains_key(&name) {
                return name;
            }
        }
    }
}

/// The group's region as a private function without a name.
fn function(cx: &Context, group: OpRef<'_>, region: terrace_ir::RegionRef<'_>) -> Body {
    let mut body = Body::new(cx, cx.op_name("func.func"), group.loc(), 1);
    let to = body.regions(ROOT)[0];
    body.clone_region_from(cx, region.body, region.id, to, &mut CloneMap::default());
    let inputs: Vec<Type> = group.operands().map(|v| group.body.ty(v)).collect();
    let results: Vec<Type> = group.results().map(|v| group.body.ty(v)).collect();
    let ty = cx.type_attr(cx.function_ty(&inputs, &results));
    rewrite::set_attr(cx, &mut body, ROOT, "function_type", Some(ty));
    rewrite::set_attr(cx, &mut body, ROOT, "sym_visibility", Some(cx.str_attr("private")));
    if let Some(last) = body.root_block().and_then(|b| body.last_op(b)) {
        let values: Vec<ValueId> = body.operands(last).collect();
        let mut rw = Rewriter::new(cx, &mut body);
        rw.before(last);
        rw.build("func.return").operands(&values).done();
        rw.erase(last);
    }
    body
}
