//! Their module to one of ours.

use mlir_sys::*;
use rustc_hash::FxHashMap;
use terrace_ir::text::{ParseOptions, parse_module_with};
use terrace_ir::verify::verify;
use terrace_ir::{
    Attr, BlockId, Body, Diags, Loc, OpDef, OpId, OpName, OpState, ROOT, RegionId, Reported, Sym,
    Traits, ValueId,
};

use crate::attrs::Foreign;
use crate::export::PROPERTIES;
use crate::raw::{bytes, c, printed, text};
use crate::{Bridge, Module, Unknown};
use terrace_upstream::codes::MLIR002;

impl Bridge<'_> {
    /// Makes a module of ours of one of upstream's, and verifies it.
    ///
    /// # Errors
    /// `MLIR002` for what we do not have, and what our verifier says.
    pub fn import(
        &mut self,
        module: &Module,
        unknown: Unknown,
        diags: &mut Diags,
    ) -> Result<Body, Reported> {
        assert!(std::rc::Rc::ptr_eq(&module.owner, &self.owner), "a module of another bridge");
        let mut importer = Importer { bridge: self, diags, unknown };
        let op = c!(mlirModuleGetOperation(module.raw));
        let head = importer.head(op)?;
        let mut body = importer.body(op, &head)?;
        verify(self.cx, &body, diags)?;
        body.shrink();
        Ok(body)
    }
}

/// Under this name upstream's verifier keeps what it computed about an operation.
const MEMOIZED: &str = "linalg.memoized_indexing_maps";

/// What stands for the values and blocks of one body.
#[derive(Default)]
struct Scope {
    values: FxHashMap<usize, ValueId>,
    blocks: FxHashMap<usize, BlockId>,
    /// Operations with an operand that was not there yet.
    later: Vec<(OpId, MlirOperation)>,
}

/// The head of an operation: all but operands, regions and results.
struct Head {
    name: OpName,
    loc: Loc,
    names: Vec<Sym>,
    def: Option<&'static OpDef>,
    inherent: Vec<Attr>,
    discardable: Attr,
}

struct Importer<'b, 'c, 'd> {
    bridge: &'b mut Bridge<'c>,
    diags: &'d mut Diags,
    unknown: Unknown,
}

impl Importer<'_, '_, '_> {
    /// The body of an isolated operation.
    fn body(&mut self, op: MlirOperation, head: &Head) -> Result<Body, Reported> {
        let n_regions = c!(mlirOperationGetNumRegions(op)) as usize;
        let mut body = Body::new(self.bridge.cx, head.name, head.loc, n_regions);
        for (i, &attr) in head.inherent.iter().enumerate() {
            body.set_inherent(ROOT, i, attr);
        }
        body.set_discardable(ROOT, head.discardable);
        let mut scope = Scope::default();
        let regions = body.regions(ROOT).to_vec();
        self.regions(op, &mut body, &regions, &mut scope)?;
        for (ours, theirs) in std::mem::take(&mut scope.later) {
            let operands: Option<Vec<ValueId>> = operands(theirs, &scope).collect();
            // Upstream verified that every operand is defined in the same isolated operation.
            let operands = operands.unwrap_or_default();
            body.set_operands(ours, &operands);
        }
        Ok(body)
    }

    fn head(&mut self, op: MlirOperation) -> Result<Head, Reported> {
        let (loc, names) = self.bridge.import_named_loc(c!(mlirOperationGetLocation(op)));
        let result = self.try_head(op, loc, names);
        result.map_err(|foreign| foreign.report(&MLIR002, loc, self.diags))
    }

    fn try_head(&mut self, op: MlirOperation, loc: Loc, names: Vec<Sym>) -> Result<Head, Foreign> {
        let cx = self.bridge.cx;
        let spelled = c!(mlirIdentifierStr(mlirOperationGetName(op)));
        let registered = c!(mlirContextIsRegisteredOperation(self.bridge.owner.0, spelled));
        let spelled = String::from_utf8_lossy(bytes(spelled)).into_owned();
        let name = cx.op_name(&spelled);
        let def = cx.op_info(name).map(|info| info.def);
        if def.is_none() && registered && self.unknown == Unknown::Refuse {
            return Err(Foreign { what: "operation", text: spelled, why: None });
        }
        let (inherent, discardable) = match def {
            Some(def) => self.attrs(op, def)?,
            None => self.attrs_of_unknown(op, registered)?,
        };
        let discardable = discardable_dict(cx, &discardable);
        Ok(Head { name, loc, names, def, inherent, discardable })
    }

    fn attrs(
        &mut self,
        op: MlirOperation,
        def: &OpDef,
    ) -> Result<(Vec<Attr>, Vec<(Sym, Attr)>), Foreign> {
        let mut inherent = vec![Attr::NONE; def.attrs.len()];
        let mut apart = None;
        for (slot, attr) in def.attrs.iter().zip(&mut inherent) {
            let name = text(slot.name);
            *attr = if c!(mlirOperationHasInherentAttributeByName(op, name)) {
                let theirs = c!(mlirOperationGetInherentAttributeByName(op, name));
                self.bridge.import_optional(theirs, self.unknown)?
            } else {
                if apart.is_none() {
                    apart = Some(self.printed_properties(op)?);
                }
                let properties = apart.and_then(Attr::get);
                properties.and_then(|p| self.bridge.cx.dict_get(p, slot.name)).unwrap_or(Attr::NONE)
            };
        }
        let mut discardable = Vec::new();
        for i in 0..c!(mlirOperationGetNumDiscardableAttributes(op)) {
            let entry = c!(mlirOperationGetDiscardableAttribute(op, i));
            let (name, attr) = self.bridge.import_entry(entry, self.unknown)?;
            match def.attr_slot(self.bridge.cx.str(name)) {
                Some(slot) => inherent[slot] = attr,
                None if self.bridge.cx.str(name) == MEMOIZED => {}
                None => discardable.push((name, attr)),
            }
        }
        Ok((inherent, discardable))
    }

    /// The properties as they are printed: upstream's interface hands out those alone that are
    /// attributes there, which one flag of the operations that we have is not.
    fn printed_properties(&self, op: MlirOperation) -> Result<Attr, Foreign> {
        let printed = printed(|append, out| {
            c!({
                let flags = mlirOpPrintingFlagsCreate();
                mlirOpPrintingFlagsPrintGenericOpForm(flags);
                mlirOpPrintingFlagsUseLocalScope(flags);
                mlirOpPrintingFlagsSkipRegions(flags);
                mlirOperationPrintWithFlags(op, flags, append, out);
                mlirOpPrintingFlagsDestroy(flags);
            })
        });
        let dict = printed.split_once(" <{").and_then(|(_, rest)| rest.split_once("}> "));
        let Some((dict, _)) = dict else { return Ok(Attr::NONE) };
        // An operation that nobody knows has all of its properties as one dictionary.
        let (cx, text) = (self.bridge.cx, format!("\"?.?\"() <{{{dict}}}> : () -> ()"));
        let options = ParseOptions { allow_unregistered: true };
        let mut diags = Diags::new();
        let body = parse_module_with(cx, text.as_bytes(), "<properties>", options, &mut diags);
        let found = body.ok().and_then(|b| b.root(cx).region(0)?.ops().next()?.inherent(0));
        found.ok_or(Foreign { what: "properties", text: dict.to_owned(), why: None })
    }

    fn attrs_of_unknown(
        &mut self,
        op: MlirOperation,
        registered: bool,
    ) -> Result<(Vec<Attr>, Vec<(Sym, Attr)>), Foreign> {
        let mut properties = if registered { self.printed_properties(op)? } else { Attr::NONE };
        let mut discardable = Vec::new();
        for i in 0..c!(mlirOperationGetNumDiscardableAttributes(op)) {
            let entry = c!(mlirOperationGetDiscardableAttribute(op, i));
            let entry = self.bridge.import_entry(entry, self.unknown)?;
            match self.bridge.cx.str(entry.0) {
                PROPERTIES => properties = entry.1,
                _ => discardable.push(entry),
            }
        }
        Ok((vec![properties], discardable))
    }

    /// An operation at the end of a block, with everything inside it.
    fn op(
        &mut self,
        op: MlirOperation,
        body: &mut Body,
        to: BlockId,
        scope: &mut Scope,
    ) -> Result<(), Reported> {
        let head = self.head(op)?;
        let operands: Option<Vec<ValueId>> = operands(op, scope).collect();
        let n_results = c!(mlirOperationGetNumResults(op));
        let result_ty = |i| c!(mlirValueGetType(mlirOperationGetResult(op, i)));
        let types = self.bridge.import_types(n_results, result_ty, self.unknown);
        let types = types.map_err(|f| f.report(&MLIR002, head.loc, self.diags))?;
        let isolated = head.def.is_some_and(|d| d.has(Traits::ISOLATED));
        let child = if isolated { Some(Box::new(self.body(op, &head)?)) } else { None };
        let n_regions = if isolated { 0 } else { c!(mlirOperationGetNumRegions(op)) };
        let successor = |i| scope.blocks[&(c!(mlirOperationGetSuccessor(op, i)).ptr as usize)];
        let mut state = OpState::new(self.bridge.cx, head.name, head.loc);
        let later = operands.is_none();
        state.operands = operands.unwrap_or_default();
        state.result_types = types.into_vec();
        state.inherent = head.inherent;
        state.discardable = head.discardable;
        state.regions = (0..n_regions).map(|_| body.new_region()).collect();
        state.successors = (0..c!(mlirOperationGetNumSuccessors(op))).map(successor).collect();
        state.child = child;
        let regions = state.regions.clone();
        let made = body.create(state);
        body.append(to, made);
        if later {
            scope.later.push((made, op));
        }
        for (i, ours) in (0..n_results).zip(body.results(made)) {
            let theirs = c!(mlirOperationGetResult(op, i));
            scope.values.insert(theirs.ptr as usize, ours);
        }
        // Names of results that are not all there any more would name the wrong ones.
        if head.names.len() == n_results as usize {
            let named = body.results(made).zip(head.names);
            named.for_each(|(value, name)| set_name(body, value, name));
        }
        self.regions(op, body, &regions, scope)
    }

    fn regions(
        &mut self,
        op: MlirOperation,
        body: &mut Body,
        regions: &[RegionId],
        scope: &mut Scope,
    ) -> Result<(), Reported> {
        for (i, &region) in (0..).zip(regions) {
            self.region(c!(mlirOperationGetRegion(op, i)), body, region, scope)?;
        }
        Ok(())
    }

    fn region(
        &mut self,
        region: MlirRegion,
        body: &mut Body,
        to: RegionId,
        scope: &mut Scope,
    ) -> Result<(), Reported> {
        let first = c!(mlirRegionGetFirstBlock(region));
        let next = |&b: &MlirBlock| some_block(c!(mlirBlockGetNextInRegion(b)));
        let blocks: Vec<_> = std::iter::successors(some_block(first), next).collect();
        // All blocks first: branches may lead forwards.
        for &block in &blocks {
            let made = body.new_block(to, &[]);
            scope.blocks.insert(block.ptr as usize, made);
            for i in 0..c!(mlirBlockGetNumArguments(block)) {
                self.arg(c!(mlirBlockGetArgument(block, i)), body, made, scope)?;
            }
        }
        for &block in &blocks {
            let made = scope.blocks[&(block.ptr as usize)];
            let mut next = c!(mlirBlockGetFirstOperation(block));
            while !next.ptr.is_null() {
                self.op(next, body, made, scope)?;
                next = c!(mlirOperationGetNextInBlock(next));
            }
        }
        Ok(())
    }

    fn arg(
        &mut self,
        arg: MlirValue,
        body: &mut Body,
        to: BlockId,
        scope: &mut Scope,
    ) -> Result<(), Reported> {
        let (loc, names) = self.bridge.import_named_loc(c!(mlirValueGetLocation(arg)));
        let ty = self.bridge.import_type(c!(mlirValueGetType(arg)), self.unknown);
        let ty = ty.map_err(|foreign| foreign.report(&MLIR002, loc, self.diags))?;
        let ours = body.add_arg(to, ty, loc);
        scope.values.insert(arg.ptr as usize, ours);
        if let &[name] = names.as_slice() {
            set_name(body, ours, name);
        }
        Ok(())
    }
}

/// The operands, `None` for those that are not there yet.
fn operands(op: MlirOperation, scope: &Scope) -> impl Iterator<Item = Option<ValueId>> {
    let value = move |i| c!(mlirOperationGetOperand(op, i)).ptr as usize;
    (0..c!(mlirOperationGetNumOperands(op))).map(move |i| scope.values.get(&value(i)).copied())
}

fn some_block(block: MlirBlock) -> Option<MlirBlock> {
    if block.ptr.is_null() { None } else { Some(block) }
}

fn set_name(body: &mut Body, value: ValueId, name: Sym) {
    if !name.is_none() {
        body.set_value_name(value, name);
    }
}

fn discardable_dict(cx: &terrace_ir::Context, entries: &[(Sym, Attr)]) -> Attr {
    if entries.is_empty() { Attr::NONE } else { cx.dict_attr(entries) }
}
