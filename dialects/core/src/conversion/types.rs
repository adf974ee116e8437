//! Which types stand for which after a conversion.

use crate::context::Context;
use crate::entity::{Loc, Type, ValueId};
use crate::rewrite::Rewriter;
use crate::ty::TypeKind;
use crate::view::OpRef;

/// Gives the types that stand for a type: none, one or several. `None` where the rule says nothing
/// about the type.
pub type TypeRule = Box<dyn Fn(&Context, Type) -> Option<Vec<Type>> + Send + Sync>;

/// Makes an operation that turns values of one level into values of these types.
pub type Materializer = fn(&mut Rewriter<'_>, &[ValueId], &[Type], Loc) -> Option<Vec<ValueId>>;

/// Type conversion by rules. A type that no rule speaks about stays as it is.
#[derive(Default)]
pub struct TypeConverter {
    rules: Vec<TypeRule>,
    materializer: Option<Materializer>,
}

impl TypeConverter {
    /// All types stay.
    pub fn new() -> TypeConverter {
        TypeConverter::default()
    }

    /// Adds a rule; rules added later are asked first.
    pub fn rule(
        mut self,
        rule: impl Fn(&Context, Type) -> Option<Vec<Type>> + Send + Sync + 'static,
    ) -> Self {
        self.rules.push(Box::new(rule));
        self
    }

    /// Uses real operations where levels meet, instead of casts that must cancel.
    pub fn materializer(mut self, make: Materializer) -> Self {
        self.materializer = Some(make);
        self
    }

    /// The types that stand for `ty`; function types are converted part by part unless a rule
    /// speaks about them.
    pub fn convert(&self, cx: &Context, ty: Type) -> Vec<Type> {
        if let Some(types) = self.rules.iter().rev().find_map(|rule| rule(cx, ty)) {
            return types;
        }
        if let TypeKind::Function { inputs, results } = ty.kind(cx) {
            let all = |types: &[Type]| -> Vec<Type> {
                types.iter().flat_map(|&t| self.convert(cx, t)).collect()
            };
            return vec![cx.function_ty(&all(inputs), &all(results))];
        }
        vec![ty]
    }

    /// Whether a type stands for itself.
    pub fn is_legal(&self, cx: &Context, ty: Type) -> bool {
        self.convert(cx, ty) == [ty]
    }

    /// Whether all types of an operation's operands, results, block arguments and `function_type`
    /// stand for themselves.
    pub fn allows(&self, op: OpRef<'_>) -> bool {
        let legal = |v: ValueId| self.is_legal(op.cx, op.body.ty(v));
        let function = op.attr("function_type").and_then(|a| a.as_type(op.cx));
        op.operands().all(legal)
            && op.results().all(legal)
            && function.is_none_or(|ty| self.is_legal(op.cx, ty))
            && op.regions().all(|region| {
                let mut args = region.blocks().iter().flat_map(|&b| region.body.args(b));
                args.all(|&a| self.is_legal(op.cx, region.body.ty(a)))
            })
    }

    pub(super) fn materialize(
        &self,
        rw: &mut Rewriter<'_>,
        from: &[ValueId],
        to: &[Type],
        loc: Loc,
    ) -> Option<Vec<ValueId>> {
        self.materializer.and_then(|make| make(rw, from, to, loc))
    }
}
