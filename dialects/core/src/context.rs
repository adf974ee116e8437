//! The context: interned types, attributes, locations and strings, and the registry of dialects.

use std::any::Any;
use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::{Mutex, MutexGuard, OnceLock, atomic};

use crate::attr::AttrKind;
use crate::blob::Blob;
use crate::builtin;
use crate::def::{AnyInterface, Dialect, OpDef};
use crate::entity::{Attr, Loc, OpName, Sym, Type};
use crate::intern::Interner;
use crate::loc::LocKind;
use crate::sources::Sources;
use crate::text::OpText;
use crate::ty::TypeKind;

/// Shared by all bodies and threads of one compilation.
///
/// # Semantics
/// Equal things have equal handles. Handle numbers depend on the order of interning, also across
/// threads, so nothing may be sorted, hashed into output or printed by them.
pub struct Context {
    types: Interner<TypeKind>,
    attrs: Interner<AttrKind>,
    locs: Interner<LocKind>,
    pub(crate) sources: Sources,
    syms: Interner<Box<str>>,
    names: Interner<NameEntry>,
    dialects: Mutex<HashMap<&'static str, &'static Dialect>>,
    resources: Mutex<HashMap<Sym, Blob>>,
    distinct: Mutex<u64>,
    one_thread: atomic::AtomicBool,
}

struct NameEntry {
    text: Box<str>,
    info: OnceLock<OpInfo>,
}

impl Borrow<str> for NameEntry {
    fn borrow(&self) -> &str {
        &self.text
    }
}

impl PartialEq for NameEntry {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for NameEntry {}

impl Hash for NameEntry {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // As str hashes, which Borrow demands.
        (*self.text).hash(state);
    }
}

/// What is registered for an operation name.
pub struct OpInfo {
    /// The definition.
    pub def: &'static OpDef,
    /// The dialect it belongs to.
    pub dialect: &'static Dialect,
    interfaces: Vec<AnyInterface>,
    pub(crate) text: OpText,
}

impl OpInfo {
    /// The interface of this type, from the definition or attached by the dialect.
    pub fn interface<T: Any + Sync>(&self) -> Option<&'static T> {
        self.interfaces.iter().find_map(|i| (*i as &dyn Any).downcast_ref::<T>())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing is left half-done under these locks, so a panic elsewhere does not spoil them.
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

impl Default for Context {
    fn default() -> Self {
        Context::new()
    }
}

impl Context {
    /// A context that knows the builtin dialect.
    pub fn new() -> Context {
        let cx = Context {
            types: Interner::new(),
            attrs: Interner::new(),
            locs: Interner::new(),
            sources: Sources::default(),
            syms: Interner::new(),
            names: Interner::new(),
            dialects: Mutex::default(),
            resources: Mutex::default(),
            distinct: Mutex::default(),
            one_thread: atomic::AtomicBool::new(false),
        };
        // `Loc::UNKNOWN` is the first location of every context.
        cx.loc(LocKind::Unknown);
        cx.add_common_types();
        cx.load(&builtin::BUILTIN);
        cx
    }

    /// Whether large inputs are read, verified and printed on several threads, as they are unless
    /// this says otherwise. What comes out is the same.
    pub fn set_threads(&self, on: bool) {
        self.one_thread.store(!on, atomic::Ordering::Relaxed);
    }

    /// Whether several threads may be used.
    pub fn threads(&self) -> bool {
        !self.one_thread.load(atomic::Ordering::Relaxed)
    }

    /// Registers a dialect; loading it twice does nothing.
    pub fn load(&self, dialect: &'static Dialect) {
        if lock(&self.dialects).insert(dialect.name, dialect).is_some() {
            return;
        }
        for def in dialect.ops.iter().copied().flatten() {
            // An entry named after the dialect is for all of its operations.
            let attached = dialect
                .attach
                .iter()
                .copied()
                .flatten()
                .filter(|(name, _)| *name == def.name || *name == dialect.name);
            let mut interfaces = def.interfaces.to_vec();
            interfaces.extend(attached.flat_map(|(_, list)| list.iter().copied()));
            let entry = self.names.get(self.op_name(def.name).idx());
            entry.info.get_or_init(|| OpInfo { def, dialect, interfaces, text: OpText::default() });
        }
    }

    /// The loaded dialect of this namespace.
    pub fn dialect(&self, name: &str) -> Option<&'static Dialect> {
        lock(&self.dialects).get(name).copied()
    }

    /// All loaded dialects by name.
    pub fn dialects(&self) -> Vec<&'static Dialect> {
        let mut all: Vec<_> = lock(&self.dialects).values().copied().collect();
        all.sort_by_key(|d| d.name);
        all
    }

    /// Interns a type.
    pub fn ty(&self, kind: TypeKind) -> Type {
        Type::from_idx(self.types.intern(&kind, || kind.clone()))
    }

    pub(crate) fn type_kind(&self, ty: Type) -> &TypeKind {
        self.types.get(ty.idx())
    }

    /// Interns an attribute.
    pub fn attr(&self, kind: AttrKind) -> Attr {
        if let Some(immediate) = Attr::immediate(&kind) {
            return immediate;
        }
        Attr::from_idx(self.attrs.intern(&kind, || kind.clone()))
    }

    pub(crate) fn attr_kind(&self, attr: Attr) -> &AttrKind {
        self.attrs.get(attr.idx())
    }

    /// Interns a location.
    pub fn loc(&self, kind: LocKind) -> Loc {
        if let LocKind::File { file, line, col, end_line, end_col } = kind
            && (line, col) == (end_line, end_col)
            && let Some(place) = self.sources.find(file, line, col)
        {
            return place;
        }
        Loc::from_idx(self.locs.intern(&kind, || kind.clone()))
    }

    pub(crate) fn loc_kind(&self, loc: Loc) -> &LocKind {
        match self.sources.kind(loc) {
            // Only what somebody looks at gets an entry.
            Some(place) => self.locs.get(self.locs.intern(&place, || place.clone())),
            None => self.locs.get(loc.idx()),
        }
    }

    /// Interns a string.
    pub fn sym(&self, text: &str) -> Sym {
        Sym::from_idx(self.syms.intern(text, || text.into()))
    }

    /// The text of an interned string.
    pub fn str(&self, sym: Sym) -> &str {
        self.syms.get(sym.idx())
    }

    /// The handle of an operation name, registered or not.
    pub fn op_name(&self, name: &str) -> OpName {
        let make = || NameEntry { text: name.into(), info: OnceLock::new() };
        OpName::from_idx(self.names.intern(name, make))
    }

    /// The text of an operation name, `dialect.mnemonic`.
    pub fn op_name_str(&self, name: OpName) -> &str {
        &self.names.get(name.idx()).text
    }

    /// What is registered for an operation name.
    #[inline]
    pub fn op_info(&self, name: OpName) -> Option<&OpInfo> {
        self.names.get(name.idx()).info.get()
    }

    /// How many inherent attribute slots an operation of this name has: those of its definition,
    /// or one for the property dictionary when it is not registered.
    pub fn n_inherent(&self, name: OpName) -> usize {
        self.op_info(name).map_or(1, |i| i.def.attrs.len())
    }

    /// Stores a large payload under `hint`, or under `hint_1`, `hint_2`, .. when that key holds
    /// other bytes. Gives the key for [`AttrKind::DenseResource`].
    pub fn add_resource(&self, hint: &str, blob: Blob) -> Sym {
        let mut resources = lock(&self.resources);
        let mut n = 0;
        loop {
            let key = if n == 0 { self.sym(hint) } else { self.sym(&format!("{hint}_{n}")) };
            match resources.get(&key) {
                Some(old) if *old != blob => n += 1,
                Some(_) => return key,
                None => {
                    resources.insert(key, blob);
                    return key;
                }
            }
        }
    }

    /// The payload of a resource key.
    pub fn resource(&self, key: Sym) -> Option<Blob> {
        lock(&self.resources).get(&key).cloned()
    }

    /// Drops a payload that nothing refers to any more.
    pub fn remove_resource(&self, key: Sym) {
        lock(&self.resources).remove(&key);
    }

    /// A number no `distinct` attribute of this context has.
    pub fn fresh_distinct_id(&self) -> u64 {
        let mut id = lock(&self.distinct);
        *id += 1;
        *id - 1
    }
}
