//! Takes additions and multiplications of a loop's counter into its bounds and step, where the
//! counter is used for nothing else.
//!
//! Takes in only factors that are positive constants: with any other the loop would not count
//! upwards. Leaves alone unsigned loops and counters of an integer type, which may wrap round.
//! Not in a pipeline because loops over buffers count what they index.

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "scf-for-loop-range-folding",
    summary: "take arithmetic on a loop's counter into its bounds and step",
    reads: &["scf", "arith"],
    leaves: &["scf", "arith"],
    run: |body, cx| {
        cx.each_body(body, &|body, cx| {
            let mut n = 0;
            for op in body.ops_below(ROOT) {
                let mut rw = Rewriter::new(cx.cx, body);
                while fold_user(op, &mut rw).is_some() {
                    n += 1;
                }
            }
            cx.count("operations taken in", n);
            Ok(())
        })
    },
    ..PassInfo::EMPTY
};

/// `for i in l..u by s { f(i + c) } -> for i in l + c..u + c by s { f(i) }`, and so with `*`, which
/// the step goes through, too
fn fold_user(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    if rw.body.is_dead(op) || rw.op(op).name_str() != "scf.for" {
        return None;
    }
    let view = rw.op(op);
    let body = view.body.entry(*view.body.regions(op).first()?)?;
    let counter = *view.body.args(body).first()?;
    let fits = view.body.ty(counter).is_index(rw.cx) && view.attr("unsignedCmp").is_none();
    (fits && view.body.has_one_use(counter)).then_some(())?;
    let (user, at) = view.body.uses(counter).next()?;
    let (name, other) = (view.at(user).name_str(), view.body.operands(user).nth(1 - at.min(1))?);
    let block = view.body.def_block(other)?;
    let outside = !view.body.is_inside(op, view.body.owner_of_block(block));
    let n_bounds = match name {
        "arith.addi" => 2,
        "arith.muli" if view.body.constant(rw.cx, other)?.as_i64(rw.cx)? > 0 => 3,
        _ => return None,
    };
    outside.then_some(())?;
    let ty = rw.cx.index_ty();
    let name = name.to_string();
    for i in 0..n_bounds {
        let bound = rw.body.operand(op, i);
        let new = rw.before(op).build(&name).operands(&[bound, other]).result(ty).value();
        rw.set_operand(op, i, new);
    }
    rw.replace(user, &[counter]);
    Some(())
}
