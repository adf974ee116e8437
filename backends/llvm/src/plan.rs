//! What a module holds, found before anything is translated: functions, globals, who needs what.

use rustc_hash::FxHashMap;
use terrace_ir::{
    Attr, Body, Context, Diags, Loc, LocKind, OpId, OpRef, Reported, Sym, Type, TypeKind,
};

use crate::alias;
use crate::codes::{LLVM001, LLVM004, LLVM006};

/// Before the names of the module's own functions, so that one called `exp` is not libm's.
const PREFIX: &str = "model.";

/// A function of the module.
pub(crate) struct Function<'a> {
    pub(crate) root: OpRef<'a>,
    pub(crate) name: &'a str,
    /// What the linker calls it.
    pub(crate) symbol: String,
    pub(crate) inputs: &'a [Type],
    pub(crate) results: &'a [Type],
    /// Whether it has a body.
    pub(crate) defined: bool,
    /// Whether it is handed the address of the weights, as its last parameter.
    pub(crate) takes_weights: bool,
    /// Whether it calls functions: then others may touch its buffers while it runs.
    pub(crate) calls: bool,
    /// The buffers that no caller passes twice.
    pub(crate) no_alias: Vec<bool>,
    /// A measure of the time it takes to compile.
    pub(crate) n_ops: usize,
}

/// A `memref.global` with a constant value.
pub(crate) struct Global<'a> {
    pub(crate) op: OpRef<'a>,
    pub(crate) ty: Type,
    /// The elements' attribute.
    pub(crate) value: Attr,
    /// Where it is; set by [`crate::weights::place`].
    pub(crate) place: Place,
}

/// Where a constant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In every object that uses it.
    Inline,
    /// In the weights, this many bytes behind their start.
    Weights(u64),
}

/// One call of a kernel, as the profile shows it.
pub(crate) struct Kernel {
    /// In the body of the entry.
    pub(crate) call: OpId,
    /// The function's name.
    pub(crate) name: String,
    /// The nodes it computes, comma separated.
    pub(crate) source: String,
}

/// Everything of a module.
pub(crate) struct Plan<'a> {
    pub(crate) cx: &'a Context,
    pub(crate) module: OpRef<'a>,
    pub(crate) functions: Vec<Function<'a>>,
    pub(crate) by_name: FxHashMap<Sym, usize>,
    pub(crate) globals: FxHashMap<Sym, Global<'a>>,
    /// Globals in the order of the module.
    pub(crate) global_order: Vec<Sym>,
    /// The kernels: each call of a function of the module in the entry, in order.
    pub(crate) kernels: Vec<Kernel>,
    /// The entry, if the module has one.
    pub(crate) entry: Option<usize>,
}

impl<'a> Plan<'a> {
    /// Looks through a module. Reports what has no place in one.
    pub(crate) fn of(
        cx: &'a Context,
        module: &'a Body,
        entry: &str,
        diags: &mut Diags,
    ) -> Result<Plan<'a>, Reported> {
        let before = diags.n_errors();
        let module = module.root(cx);
        let mut plan = Plan {
            cx,
            module,
            functions: Vec::new(),
            by_name: FxHashMap::default(),
            globals: FxHashMap::default(),
            global_order: Vec::new(),
            kernels: Vec::new(),
            entry: None,
        };
        for op in module.regions().flat_map(|r| r.ops()) {
            let result = match op.name_str() {
                "func.func" => plan.add_function(op, diags),
                "memref.global" => plan.add_global(op, diags),
                name => Err(diags.error(&LLVM001, op.loc(), &[&name])),
            };
            // Each of them was reported; go on to report the others.
            let _ = result;
        }
        diags.ok_since(before)?;
        plan.check_names(diags);
        diags.ok_since(before)?;
        plan.entry = plan.find_entry(entry);
        plan.find_kernels();
        alias::find(&mut plan);
        Ok(plan)
    }

    fn find_entry(&self, name: &str) -> Option<usize> {
        let idx = self.functions.iter().position(|f| f.name == name && f.defined)?;
        let marked = |key| self.functions[idx].root.attr(key).is_some();
        (marked("terrace.input_names") || marked("terrace.output_names")).then_some(idx)
    }

    fn add_function(&mut self, op: OpRef<'a>, diags: &mut Diags) -> Result<(), Reported> {
        let cx = self.cx;
        let bad = |diags: &mut Diags, why: &str| {
            Err(diags.error(&LLVM004, op.loc(), &[&"func.func", &why]))
        };
        let (body, id) = op.body.home(op.id);
        let root = OpRef::new(cx, body, id);
        let ty = root.attr("function_type").and_then(|a| a.as_type(cx)).map(|t| t.kind(cx));
        let (Some(sym), Some(TypeKind::Function { inputs, results })) = (root.symbol(), ty) else {
            return bad(diags, "it has no name or no function type");
        };
        let entry = body.root_block().filter(|_| id == terrace_ir::ROOT);
        let defined = entry.is_some();
        if let Some(entry) = entry
            && !body.args(entry).iter().map(|&a| body.ty(a)).eq(inputs.iter().copied())
        {
            return bad(diags, "its arguments have other types than its function type says");
        }
        let name = cx.str(sym);
        let symbol = if defined { format!("{PREFIX}{name}") } else { name.to_owned() };
        self.by_name.insert(sym, self.functions.len());
        let below = if defined { body.ops_below(id) } else { Vec::new() };
        let named = |wanted: &str| below.iter().any(|&o| body.op(cx, o).name_str() == wanted);
        self.functions.push(Function {
            root,
            name,
            symbol,
            inputs,
            results,
            defined,
            takes_weights: false,
            calls: named("func.call"),
            no_alias: Vec::new(),
            n_ops: below.len(),
        });
        Ok(())
    }

    fn add_global(&mut self, op: OpRef<'a>, diags: &mut Diags) -> Result<(), Reported> {
        let cx = self.cx;
        let ty = op.attr("type").and_then(|a| a.as_type(cx));
        let (Some(sym), Some(ty)) = (op.symbol(), ty) else {
            return Err(diags.error(&LLVM004, op.loc(), &[&"memref.global", &"it has no type"]));
        };
        let constant = op.attr("constant").is_some();
        let value = op.attr("initial_value").filter(|_| constant);
        let Some(value) = value.filter(|v| v.ty(cx).is_some()) else {
            let why = "only constants with a value can be shared by all who run the model";
            let code = &crate::codes::LLVM003;
            return Err(diags.error(code, op.loc(), &[&"memref.global", &why]));
        };
        self.globals.insert(sym, Global { op, ty, value, place: Place::Inline });
        self.global_order.push(sym);
        Ok(())
    }

    /// Every call names a function of its type, every `memref.get_global` a global of its type.
    fn check_names(&self, diags: &mut Diags) {
        let cx = self.cx;
        for op in self.functions.iter().filter(|f| f.defined).flat_map(|f| below(f.root)) {
            let key = match op.name_str() {
                "func.call" => "callee",
                "memref.get_global" => "name",
                _ => continue,
            };
            let sym = op.attr(key).and_then(|a| a.as_sym(cx));
            let fits = sym.is_some_and(|s| match key {
                "callee" => self.by_name.get(&s).is_some_and(|&f| {
                    let f = &self.functions[f];
                    let operands = op.operands().map(|v| op.body.ty(v));
                    let results = op.results().map(|v| op.body.ty(v));
                    operands.eq(f.inputs.iter().copied()) && results.eq(f.results.iter().copied())
                }),
                _ => self
                    .globals
                    .get(&s)
                    .is_some_and(|g| op.n_results() == 1 && op.result_ty(0) == g.ty),
            });
            if !fits {
                let name = sym.map_or("?", |s| cx.str(s));
                diags.error(&LLVM006, op.loc(), &[&op.name_str(), &name]);
            }
        }
    }

    fn find_kernels(&mut self) {
        let Some(entry) = self.entry else { return };
        let calls = below(self.functions[entry].root).filter(|op| op.name_str() == "func.call");
        self.kernels = calls
            .filter_map(|op| {
                let callee = op.attr("callee")?.as_sym(self.cx)?;
                let function = &self.functions[*self.by_name.get(&callee)?];
                let source = || op.attr("terrace.source").or(function.root.attr("terrace.source"));
                let source = source().and_then(|a| a.as_str(self.cx)).map(str::to_owned);
                function.defined.then(|| Kernel {
                    call: op.id,
                    name: function.name.to_owned(),
                    source: source.unwrap_or_else(|| named_places(self.cx, op.loc())),
                })
            })
            .collect();
    }

    /// Finds the functions that need the weights: those that use one of them, and those that call
    /// such a function.
    pub(crate) fn hand_weights_down(&mut self) {
        let in_weights = |op: OpRef<'_>| {
            let name = op.attr("name").and_then(|a| a.as_sym(self.cx));
            let global = name.and_then(|s| self.globals.get(&s));
            op.name_str() == "memref.get_global"
                && global.is_some_and(|g| matches!(g.place, Place::Weights(_)))
        };
        let mut needs: Vec<bool> =
            self.functions.iter().map(|f| f.defined && below(f.root).any(in_weights)).collect();
        let calls: Vec<Vec<usize>> = (0..needs.len()).map(|f| callees(self, f)).collect();
        loop {
            let found: Vec<usize> = (0..needs.len())
                .filter(|&f| !needs[f] && calls[f].iter().any(|&callee| needs[callee]))
                .collect();
            if found.is_empty() {
                break;
            }
            found.into_iter().for_each(|f| needs[f] = true);
        }
        for (function, needs) in self.functions.iter_mut().zip(needs) {
            function.takes_weights = needs;
        }
    }
}

/// The names that a location leads to, comma separated: an operation that was fused of several has
/// the nodes of all.
fn named_places(cx: &Context, loc: Loc) -> String {
    let mut names: Vec<&str> = Vec::new();
    let mut todo = vec![loc];
    while let Some(loc) = todo.pop() {
        match loc.kind(cx) {
            LocKind::Name { name, .. } if !names.contains(&cx.str(*name)) => {
                names.push(cx.str(*name));
            }
            LocKind::Fused { locs, .. } => todo.extend(locs.iter().rev()),
            LocKind::CallSite { callee, .. } => todo.push(*callee),
            _ => {}
        }
    }
    names.join(",")
}

/// The operations of a function's body, itself included.
pub(crate) fn below<'a>(root: OpRef<'a>) -> impl Iterator<Item = OpRef<'a>> {
    root.body.ops_below(root.id).into_iter().map(move |id| root.at(id))
}

/// The functions that a function calls, as often as it does.
fn callees(plan: &Plan<'_>, caller: usize) -> Vec<usize> {
    let root = plan.functions[caller].root;
    if !plan.functions[caller].defined {
        return Vec::new();
    }
    let callee = |op: OpRef<'_>| op.attr("callee").and_then(|a| a.as_sym(plan.cx));
    let calls = below(root).filter(|op| op.name_str() == "func.call");
    calls.filter_map(|op| plan.by_name.get(&callee(op)?).copied()).collect()
}
