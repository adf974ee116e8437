//! The machine: a module that can be called.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::buffer::{Buffer, MemRef};
use super::compiler::compile_func;
use super::constant::constant_value;
use super::dtype::Dtype;
use super::frame::{Callee, Frame, Intrinsic, Shared};
use super::tensor::{Charge, n_elems};
use super::trap::{Limits, Reason, Trap};
use super::value::{FuncId, Value};
use super::{Eval, EvalBranch, EvalScalar};
use crate::attr::AttrKind;
use crate::body::Body;
use crate::context::Context;
use crate::def::Traits;
use crate::diag::Diags;
use crate::entity::{Attr, OpId, Sym, Type};
use crate::interface::Decompose;
use crate::rewrite::Rewriter;
use crate::ty::{DYNAMIC, TypeKind};
use crate::view::OpRef;

/// A symbol's path from the outermost symbol table inwards.
pub(super) type Path = Vec<Sym>;

/// What each symbol of a module names.
pub(super) type Symbols<'a> = HashMap<Path, OpRef<'a>>;

/// What compiling needs to know across functions.
pub(super) struct Linker {
    ids: HashMap<Path, FuncId>,
    paths: Vec<Path>,
    /// Where the function being compiled stands.
    scope: Path,
    pub(super) globals: HashMap<Attr, Value>,
    constants: HashMap<(Attr, Type), Value>,
    pub(super) checked: bool,
    limits: Limits,
    memory: Arc<AtomicU64>,
}

impl Linker {
    /// The path a reference leads to, searched from the current scope outwards.
    fn find(&self, cx: &Context, symbol: Attr, symbols: &Symbols<'_>) -> Option<Path> {
        let name = path_of(cx, symbol)?;
        let mut scope = self.scope.clone();
        loop {
            let path: Path = scope.iter().chain(&name).copied().collect();
            if symbols.contains_key(&path) {
                return Some(path);
            }
            scope.pop()?;
        }
    }

    /// The operation a reference names.
    pub(super) fn symbol<'a>(
        &self,
        cx: &Context,
        symbol: Attr,
        symbols: &Symbols<'a>,
    ) -> Option<OpRef<'a>> {
        symbols.get(&self.find(cx, symbol, symbols)?).copied()
    }

    /// The function a reference names. A name that is nowhere gets an id too: calling it traps.
    pub(super) fn function(
        &mut self,
        cx: &Context,
        symbol: Attr,
        symbols: &Symbols<'_>,
    ) -> Option<FuncId> {
        let path = match self.find(cx, symbol, symbols) {
            Some(path) => path,
            None => path_of(cx, symbol)?,
        };
        Some(self.id(path))
    }

    /// Memory that lives as long as the machine; `None` when it exceeds the limit.
    pub(super) fn memory(&self, dtype: Dtype, shape: &[i64]) -> Option<MemRef> {
        let bytes = n_elems(shape)?.checked_mul(dtype.bytes())?;
        let charge = Charge::take(&self.memory, bytes as u64, self.limits.memory_bytes)?;
        let buffer = Arc::new(Buffer::new(bytes, self.checked, Some(charge)));
        Some(MemRef::contiguous(buffer, dtype, shape))
    }

    fn id(&mut self, path: Path) -> FuncId {
        let next = FuncId(self.paths.len() as u32);
        *self.ids.entry(path).or_insert_with_key(|path| {
            self.paths.push(path.clone());
            next
        })
    }

    pub(super) fn constant(&mut self, cx: &Context, attr: Attr, ty: Type) -> Option<Value> {
        if let Some(value) = self.constants.get(&(attr, ty)) {
            return Some(value.clone());
        }
        // A splat may be far larger than its text.
        let bytes =
            ty.elem_bytes(cx)?.checked_mul(usize::try_from(ty.n_elems(cx).unwrap_or(1)).ok()?)?;
        let charge = Charge::take(&self.memory, bytes as u64, self.limits.memory_bytes)?;
        let value = match constant_value(cx, attr, ty)? {
            Value::Tensor(t) => Arc::unwrap_or_clone(t).charged(charge).into(),
            scalar => scalar,
        };
        self.constants.insert((attr, ty), value.clone());
        Some(value)
    }
}

fn path_of(cx: &Context, symbol: Attr) -> Option<Path> {
    match &*symbol.get()?.kind(cx) {
        AttrKind::SymbolRef { root, nested } => {
            Some(std::iter::once(*root).chain(nested.iter().copied()).collect())
        }
        AttrKind::String { text, .. } => Some(vec![*text]),
        _ => None,
    }
}

/// Runs the functions of a module.
///
/// # Semantics
/// Functions are compiled when first called or first called from what is called. Globals keep
/// their contents between calls. Operations without `Eval` that can be decomposed are.
/// # Errors
/// A [`Trap`] says what stopped the call; nothing panics on IR that verifies.
pub struct Machine<'a> {
    cx: &'a Context,
    symbols: Symbols<'a>,
    linker: Linker,
    funcs: Vec<Callee>,
    intrinsics: HashMap<String, Intrinsic>,
}

/// How deep modules may nest.
const MAX_SCOPES: usize = 16;

impl<'a> Machine<'a> {
    /// A machine for a module, with default limits, unchecked.
    pub fn new(cx: &'a Context, module: &'a Body) -> Machine<'a> {
        let mut symbols = HashMap::new();
        collect(module.root(cx), &mut Vec::new(), &mut symbols);
        let linker = Linker {
            ids: HashMap::new(),
            paths: Vec::new(),
            scope: Vec::new(),
            globals: HashMap::new(),
            constants: HashMap::new(),
            checked: false,
            limits: Limits::default(),
            memory: Arc::default(),
        };
        Machine { cx, symbols, linker, funcs: Vec::new(), intrinsics: HashMap::new() }
    }

    /// Other limits.
    pub fn with_limits(mut self, limits: Limits) -> Machine<'a> {
        self.linker.limits = limits;
        self
    }

    /// Detects reads of unwritten elements, races and writes outside declared regions. Slower, and
    /// on one thread.
    pub fn checked(mut self) -> Machine<'a> {
        self.linker.checked = true;
        self
    }

    /// Supplies the function that declarations of this name stand for.
    pub fn with_intrinsic(mut self, name: &str, f: Intrinsic) -> Machine<'a> {
        self.intrinsics.insert(name.to_string(), f);
        self
    }

    /// The type of a function of the module: argument and result types.
    pub fn signature(&self, name: &str) -> Option<(Vec<Type>, Vec<Type>)> {
        signature(*self.symbols.get(&self.path(name))?)
    }

    /// `a::b` is `b` in the module `a`.
    fn path(&self, name: &str) -> Path {
        name.split("::").map(|part| self.cx.sym(part)).collect()
    }

    /// Calls a function by name (`module::name` for nested ones).
    pub fn call(&mut self, name: &str, args: Vec<Value>) -> Result<Vec<Value>, Trap> {
        let path = self.path(name);
        let Some(&op) = self.symbols.get(&path) else {
            return Err(Reason::NoFunction(name.to_string()).into());
        };
        if let Some((params, _)) = signature(op) {
            check_args(self.cx, &params, &args)?;
        }
        let id = self.linker.id(path);
        self.compile_all()?;
        let shared = self.shared();
        Frame::new(Arc::new(shared)).call(id, &args).map_err(|t| t.at(op.name(), op.loc()))
    }

    fn shared(&self) -> Shared {
        Shared {
            funcs: self.funcs.clone(),
            limits: self.linker.limits,
            checked: self.linker.checked,
            fuel: AtomicU64::new(self.linker.limits.fuel),
            memory: self.linker.memory.clone(),
        }
    }

    /// Compiles every function that was referred to and is not compiled yet.
    fn compile_all(&mut self) -> Result<(), Trap> {
        while self.funcs.len() < self.linker.paths.len() {
            let path = self.linker.paths[self.funcs.len()].clone();
            match self.link(&path) {
                Ok(callee) => self.funcs.push(callee),
                Err(diags) => {
                    // Forget the unfinished ones: another call may not need them.
                    for path in self.linker.paths.drain(self.funcs.len()..) {
                        self.linker.ids.remove(&path);
                    }
                    return Err(Reason::Compile(diags).into());
                }
            }
        }
        Ok(())
    }

    fn link(&mut self, path: &Path) -> Result<Callee, Vec<crate::Diag>> {
        let name = path.last().map_or("", |s| self.cx.str(*s));
        let has_body = |op: &OpRef<'_>| op.region(0).is_some_and(|r| !r.blocks().is_empty());
        let Some(op) = self.symbols.get(path).copied().filter(has_body) else {
            return Ok(match self.intrinsics.get(name) {
                Some(f) => Callee::Extern(f.clone()),
                None => Callee::Missing(name.into()),
            });
        };
        self.linker.scope = path[..path.len() - 1].to_vec();
        let mut diags = Diags::new();
        let decomposed = decompose(self.cx, op);
        let op = decomposed.as_ref().map_or(op, |body| body.root(self.cx));
        match compile_func(op, &mut diags, &mut self.linker, &self.symbols) {
            Ok(func) => Ok(Callee::Compiled(Arc::new(func))),
            Err(_) => Err(diags.take()),
        }
    }
}

fn collect<'a>(table: OpRef<'a>, path: &mut Path, symbols: &mut Symbols<'a>) {
    for op in table.regions().flat_map(|r| r.ops()) {
        let Some(name) = op.symbol() else { continue };
        path.push(name);
        symbols.insert(path.clone(), op);
        if op.has(Traits::SYMBOL_TABLE) && path.len() < MAX_SCOPES {
            collect(op, path, symbols);
        }
        path.pop();
    }
}

/// Argument and result types of a function-like operation, from its `function_type`.
pub(super) fn signature(op: OpRef<'_>) -> Option<(Vec<Type>, Vec<Type>)> {
    let ty = op.attr("function_type")?.as_type(op.cx)?;
    match ty.kind(op.cx) {
        TypeKind::Function { inputs, results } => Some((inputs.to_vec(), results.to_vec())),
        _ => None,
    }
}

/// A number of arguments, in words.
pub(super) fn n_arguments(n: usize) -> String {
    format!("{n} argument{}", if n == 1 { "" } else { "s" })
}

fn check_args(cx: &Context, params: &[Type], args: &[Value]) -> Result<(), Trap> {
    let bad = |what: String| Err(Reason::BadArguments(what).into());
    if params.len() != args.len() {
        return bad(format!("expected {}, got {}", n_arguments(params.len()), args.len()));
    }
    for (i, (&ty, value)) in params.iter().zip(args).enumerate() {
        let dtype = Dtype::of(cx, ty);
        let fits = |got: Dtype, sizes: &[i64]| {
            let shape = ty.shape(cx);
            let same = |(&want, &have): (&i64, &i64)| want == have || want == DYNAMIC;
            dtype.is_none_or(|d| d == got)
                && shape.is_none_or(|s| s.len() == sizes.len() && s.iter().zip(sizes).all(same))
        };
        let ok = match value {
            Value::Int(_) => dtype.is_some_and(|d| !d.is_float()) && !ty.is_shaped(cx),
            Value::Float(_) => dtype.is_some_and(Dtype::is_float) && !ty.is_shaped(cx),
            Value::Tensor(t) => {
                (ty.is_tensor(cx) || ty.is_vector(cx)) && fits(t.dtype(), t.shape())
            }
            Value::MemRef(m) => ty.is_memref(cx) && fits(m.dtype, &m.sizes),
            _ => true,
        };
        if !ok {
            return bad(format!("argument {i} is {value:?}, which does not fit its type"));
        }
    }
    Ok(())
}

/// How often everything is decomposed before we give up.
const MAX_ROUNDS: usize = 32;

/// A copy of a function in which operations without meaning of their own are decomposed; `None`
/// when there is none such, or the function is not isolated.
fn decompose(cx: &Context, func: OpRef<'_>) -> Option<Body> {
    let mut any = false;
    func.walk(&mut |op| {
        any |= composite(op).is_some();
        true
    });
    let mut body = func.body.child(func.id).filter(|_| any)?.clone();
    for _ in 0..MAX_ROUNDS {
        if !decompose_in(cx, &mut body) {
            break;
        }
    }
    Some(body)
}

fn composite(op: OpRef<'_>) -> Option<&'static Decompose> {
    let info = op.info()?;
    let meant = info.interface::<Eval>().is_some()
        || info.interface::<EvalScalar>().is_some()
        || info.interface::<EvalBranch>().is_some();
    info.interface::<Decompose>().filter(|_| !meant)
}

fn decompose_in(cx: &Context, body: &mut Body) -> bool {
    let mut changed = false;
    let ops: Vec<OpId> = body.ops_below(crate::ROOT);
    for op in ops {
        if op == crate::ROOT || body.is_dead(op) {
            continue;
        }
        if let Some(decompose) = composite(body.op(cx, op)) {
            let mut rw = Rewriter::new(cx, body);
            rw.before(op);
            changed |= (decompose.0)(op, &mut rw).is_some();
        } else if let Some(child) = body.child_mut(op) {
            changed |= decompose_in(cx, child);
        }
    }
    changed
}

/// What `compile` makes of a module's root, with a frame to run it in.
#[cfg(test)]
pub(super) fn compile_for_test<T>(
    cx: &Context,
    module: &Body,
    compile: impl FnOnce(&mut super::Compiler<'_>) -> T,
) -> (T, Frame) {
    let mut machine = Machine::new(cx, module);
    let mut diags = Diags::new();
    let root = module.root(cx);
    let mut c = super::Compiler::new(root, &mut diags, &mut machine.linker, &machine.symbols);
    let made = compile(&mut c);
    let n_slots = c.n_slots();
    let shared = machine.shared();
    (made, Frame::new(Arc::new(shared)).with_slots(n_slots))
}
