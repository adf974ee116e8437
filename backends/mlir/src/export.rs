//! Our module to one of theirs.

use mlir_sys::*;
use rustc_hash::FxHashMap;
use terrace_ir::{Attr, BlockId, Body, Diags, Loc, OpRef, RegionRef, Reported, Sym, ValueId};

use crate::attrs::Foreign;
use crate::raw::{c, count, text};
use crate::{Bridge, Module};
use terrace_upstream::codes::MLIR001;

/// Under this name an operation that neither side knows keeps its properties: upstream's interface
/// has no way to set them.
pub(crate) const PROPERTIES: &str = "terrace.properties";

impl Bridge<'_> {
    /// Makes a module of upstream's of ours, which must verify.
    ///
    /// # Errors
    /// - `MLIR001` upstream has no such operation, type or attribute
    /// - `MLIR004` upstream's verifier refuses what ours accepted
    pub fn export(&mut self, body: &Body, diags: &mut Diags) -> Result<Module, Reported> {
        let root = body.root(self.cx);
        if root.name_str() != "builtin.module" {
            let module = Foreign { what: "module", text: root.name_str().into(), why: None };
            return Err(module.report(&MLIR001, root.loc(), diags));
        }
        let mut exporter = Exporter { bridge: self, diags, stand_ins: Vec::new() };
        let module = exporter.module(root);
        // Only now nothing uses them, a module that was given up included.
        for stand_in in std::mem::take(&mut exporter.stand_ins) {
            c!(mlirOperationDestroy(stand_in));
        }
        let module = module?;
        let accepted = c!(mlirOperationVerify(mlirModuleGetOperation(module.raw)));
        let before = diags.n_errors();
        self.tell(diags);
        match accepted {
            true => Ok(module),
            false => Err(self.failed(before, root.loc(), "the module does not verify", diags)),
        }
    }
}

impl Bridge<'_> {
    /// Reads a module as upstream does, from text or bytecode, and verifies it.
    ///
    /// # Errors
    /// `MLIR004` what upstream says about the text.
    pub fn parse(&mut self, source: &str, diags: &mut Diags) -> Result<Module, Reported> {
        let raw = c!(mlirModuleCreateParse(self.owner.0, text(source)));
        let before = diags.n_errors();
        self.tell(diags);
        if raw.ptr.is_null() {
            return Err(self.failed(before, Loc::UNKNOWN, "the text is no module", diags));
        }
        Ok(Module { raw, owner: self.owner.clone() })
    }
}

/// What stands for the values and blocks of one body.
#[derive(Default)]
struct Scope {
    values: FxHashMap<ValueId, MlirValue>,
    blocks: FxHashMap<BlockId, MlirBlock>,
    /// Values that are used before they are defined, with what stands in for them meanwhile.
    awaited: FxHashMap<ValueId, MlirValue>,
}

impl Scope {
    fn define(&mut self, ours: ValueId, theirs: MlirValue) {
        if let Some(stand_in) = self.awaited.remove(&ours) {
            c!(mlirValueReplaceAllUsesOfWith(stand_in, theirs));
        }
        self.values.insert(ours, theirs);
    }
}

struct Exporter<'b, 'c, 'd> {
    bridge: &'b mut Bridge<'c>,
    diags: &'d mut Diags,
    stand_ins: Vec<MlirOperation>,
}

impl Exporter<'_, '_, '_> {
    fn module(&mut self, root: OpRef<'_>) -> Result<Module, Reported> {
        let mut scope = Scope::default();
        let made = self.make(root, &mut scope)?;
        let module =
            Module { raw: c!(mlirModuleFromOperation(made)), owner: self.bridge.owner.clone() };
        self.regions(root, made, &mut scope)?;
        Ok(module)
    }

    /// An operation at the end of a block, with everything inside it.
    fn op(&mut self, op: OpRef<'_>, to: MlirBlock, scope: &mut Scope) -> Result<(), Reported> {
        let made = self.make(op, scope)?;
        c!(mlirBlockAppendOwnedOperation(to, made));
        let results = op.results().zip(0..);
        results.for_each(|(ours, i)| scope.define(ours, c!(mlirOperationGetResult(made, i))));
        match op.body.child(op.id) {
            Some(_) => self.regions(op, made, &mut Scope::default()),
            None => self.regions(op, made, scope),
        }
    }

    /// The operation itself, in no block, with empty regions.
    fn make(&mut self, op: OpRef<'_>, scope: &mut Scope) -> Result<MlirOperation, Reported> {
        let result = self.try_make(op, scope);
        result.map_err(|foreign| foreign.report(&MLIR001, op.loc(), self.diags))
    }

    fn try_make(&mut self, op: OpRef<'_>, scope: &mut Scope) -> Result<MlirOperation, Foreign> {
        let name = op.name_str();
        let known = c!(mlirContextIsRegisteredOperation(self.bridge.owner.0, text(name)));
        if op.info().is_some() && !known {
            return Err(Foreign { what: "operation", text: name.into(), why: None });
        }
        let names: Vec<Option<Sym>> = op.results().map(|r| op.body.value_name(r)).collect();
        let loc = self.bridge.export_named_loc(op.loc(), &names)?;
        let result_types: Vec<_> = op.results().map(|r| op.body.ty(r)).collect();
        let result_types = self.bridge.export_types(&result_types)?;
        let operands: Vec<_> =
            op.operands().map(|v| self.value(op, v, scope)).collect::<Result<_, _>>()?;
        let successors: Vec<_> =
            op.body.successors(op.id).iter().map(|b| scope.blocks[b]).collect();
        let attrs = self.attrs(op);
        let entries = self.bridge.export_entries(&attrs)?;
        let regions: Vec<_> = op.regions().map(|_| c!(mlirRegionCreate())).collect();
        let made = c!({
            let mut state = mlirOperationStateGet(text(name), loc);
            let state = &raw mut state;
            let (n, types) = (count(result_types.len()), result_types.as_ptr());
            mlirOperationStateAddResults(state, n, types);
            mlirOperationStateAddOperands(state, count(operands.len()), operands.as_ptr());
            mlirOperationStateAddSuccessors(state, count(successors.len()), successors.as_ptr());
            mlirOperationStateAddAttributes(state, count(entries.len()), entries.as_ptr());
            mlirOperationStateAddOwnedRegions(state, count(regions.len()), regions.as_ptr());
            mlirOperationCreate(state)
        });
        self.all_kept(op, &attrs, made)?;
        Ok(made)
    }

    fn attrs(&self, op: OpRef<'_>) -> Vec<(Sym, Attr)> {
        let cx = op.cx;
        if op.info().is_some() {
            return op.attrs();
        }
        let entries = op.body.discardable(op.id).get().and_then(|d| d.as_dict(cx)).unwrap_or(&[]);
        let properties = op.inherent(0).map(|p| (cx.sym(PROPERTIES), p));
        entries.iter().copied().chain(properties).collect()
    }

    /// Upstream drops an inherent attribute of the wrong kind without a word.
    fn all_kept(
        &self,
        op: OpRef<'_>,
        attrs: &[(Sym, Attr)],
        made: MlirOperation,
    ) -> Result<(), Foreign> {
        let name = |s: Sym| text(op.cx.str(s));
        let lost = attrs
            .iter()
            .find(|(n, _)| c!(mlirOperationGetAttributeByName(made, name(*n))).ptr.is_null());
        let Some((lost, _)) = lost else { return Ok(()) };
        c!(mlirOperationDestroy(made));
        let text = format!("{} of {}", op.cx.str(*lost), op.name_str());
        Err(Foreign { what: "such attribute", text, why: None })
    }

    fn value(
        &mut self,
        op: OpRef<'_>,
        value: ValueId,
        scope: &mut Scope,
    ) -> Result<MlirValue, Foreign> {
        let known = scope.values.get(&value).or_else(|| scope.awaited.get(&value));
        if let Some(&known) = known {
            return Ok(known);
        }
        let ty = self.bridge.export_type(op.body.ty(value))?;
        let stand_in = c!({
            let loc = mlirLocationUnknownGet(self.bridge.owner.0);
            let name = text("builtin.unrealized_conversion_cast");
            let mut state = mlirOperationStateGet(name, loc);
            mlirOperationStateAddResults(&raw mut state, 1, &raw const ty);
            mlirOperationCreate(&raw mut state)
        });
        self.stand_ins.push(stand_in);
        let result = c!(mlirOperationGetResult(stand_in, 0));
        scope.awaited.insert(value, result);
        Ok(result)
    }

    fn regions(
        &mut self,
        op: OpRef<'_>,
        made: MlirOperation,
        scope: &mut Scope,
    ) -> Result<(), Reported> {
        for (region, i) in op.regions().zip(0..) {
            self.region(region, c!(mlirOperationGetRegion(made, i)), scope, op)?;
        }
        Ok(())
    }

    fn region(
        &mut self,
        region: RegionRef<'_>,
        to: MlirRegion,
        scope: &mut Scope,
        op: OpRef<'_>,
    ) -> Result<(), Reported> {
        // All blocks first: branches may lead forwards.
        for &block in region.blocks() {
            let made = self.block(region.body, block, scope);
            let made = made.map_err(|foreign| foreign.report(&MLIR001, op.loc(), self.diags))?;
            c!(mlirRegionAppendOwnedBlock(to, made));
        }
        for &block in region.blocks() {
            let to = scope.blocks[&block];
            for id in region.body.ops_of(block) {
                self.op(OpRef { cx: region.cx, body: region.body, id }, to, scope)?;
            }
        }
        Ok(())
    }

    fn block(
        &mut self,
        body: &Body,
        block: BlockId,
        scope: &mut Scope,
    ) -> Result<MlirBlock, Foreign> {
        let args = body.args(block);
        let types: Vec<_> = args.iter().map(|&a| body.ty(a)).collect();
        let types = self.bridge.export_types(&types)?;
        let named = |(&arg, &loc)| self.bridge.export_named_loc(loc, &[body.value_name(arg)]);
        let locs: Vec<_> =
            args.iter().zip(body.arg_locs(block)).map(named).collect::<Result<_, _>>()?;
        let made = c!(mlirBlockCreate(count(types.len()), types.as_ptr(), locs.as_ptr()));
        scope.blocks.insert(block, made);
        let theirs = |i| c!(mlirBlockGetArgument(made, i));
        args.iter().zip(0..).for_each(|(&arg, i)| scope.define(arg, theirs(i)));
        Ok(made)
    }
}
