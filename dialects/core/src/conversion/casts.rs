//! `builtin.unrealized_conversion_cast`: cancelling what undoes each other, reporting what is left.

use super::CONV002;
use crate::body::{Body, ROOT};
use crate::builtin::CAST;
use crate::context::Context;
use crate::diag::Diags;
use crate::entity::{OpId, Type, ValueId};
use crate::rewrite::Rewriter;

/// Cancels casts that undo each other and erases those that nobody uses; gives how many are left.
pub fn reconcile_casts(cx: &Context, body: &mut Body) -> usize {
    let is_cast = |body: &Body, op: OpId| body.op(cx, op).is(&CAST);
    let mut work: Vec<OpId> =
        body.ops_below(ROOT).into_iter().filter(|&op| is_cast(body, op)).collect();
    // Users come first, so that a chain cancels from its end.
    let casts = work.clone();
    while let Some(op) = work.pop() {
        if body.is_dead(op) {
            continue;
        }
        let unused = body.results(op).all(|r| !body.has_uses(r));
        let values = if unused { None } else { undone(cx, body, op) };
        let feeding: Vec<OpId> = body.operands(op).filter_map(|v| body.def_op(v)).collect();
        let users = body.results(op).flat_map(|r| body.uses(r)).map(|(user, _)| user);
        let users: Vec<OpId> = users.collect();
        match values {
            Some(values) => Rewriter::new(cx, body).replace(op, &values),
            None if unused => body.erase(op),
            None => continue,
        }
        // The casts around may cancel now.
        work.extend(feeding.into_iter().chain(users).filter(|&o| is_cast(body, o)));
    }
    casts.into_iter().filter(|&op| !body.is_dead(op)).count()
}

/// The values a cast stands for if it changes nothing, or undoes the cast that feeds it.
fn undone(cx: &Context, body: &Body, op: OpId) -> Option<Vec<ValueId>> {
    let operands: Vec<ValueId> = body.operands(op).collect();
    let types = |values: &[ValueId]| values.iter().map(|&v| body.ty(v)).collect::<Vec<Type>>();
    let wanted: Vec<Type> = body.results(op).map(|r| body.ty(r)).collect();
    if types(&operands) == wanted {
        return Some(operands);
    }
    let feeder = body.def_op(*operands.first()?)?;
    let inputs: Vec<ValueId> = body.operands(feeder).collect();
    let whole = body.op(cx, feeder).is(&CAST) && body.results(feeder).eq(operands);
    (whole && types(&inputs) == wanted).then_some(inputs)
}

/// Reports every cast that is left, by the operation that wants the value.
pub(super) fn report_left(cx: &Context, body: &Body, diags: &mut Diags) {
    for op in body.ops_below(ROOT) {
        let cast = body.op(cx, op);
        if !cast.is(&CAST) {
            continue;
        }
        for result in cast.results() {
            let Some((user, _)) = body.uses(result).next() else { continue };
            let from: Vec<String> = cast.operands().map(|v| type_text(cx, body.ty(v))).collect();
            let to = type_text(cx, body.ty(result));
            let user = body.op(cx, user);
            let args: [&dyn std::fmt::Display; 3] = [&from.join(", "), &to, &user.name_str()];
            let diag = crate::Diag::error(&CONV002, user.loc(), &args);
            diags.push(diag.label(cast.loc(), "the value comes from here"));
        }
    }
}

fn type_text(cx: &Context, ty: Type) -> String {
    format!("{:?}", ty.kind(cx))
}
