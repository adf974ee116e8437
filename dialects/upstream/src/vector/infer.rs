//! Result types of `vector` that only a function can say.

use terrace_ir::TypeKind;
use terrace_ir::interface::InferTypes;

/// As many rows as the mask has entries.
pub(super) const SHUFFLE: InferTypes = InferTypes(|args, _| {
    let cx = args.cx;
    let mask = args.inherent.first()?.get()?.as_ints(cx)?;
    let TypeKind::Vector { shape, elem, .. } = args.operands.first()?.kind(cx) else { return None };
    let mut shape = shape.to_vec();
    match shape.first_mut() {
        Some(rows) => *rows = mask.len() as i64,
        None => shape.push(mask.len() as i64),
    }
    Some(vec![cx.vector_ty(&shape, *elem)])
});
