//! Writes the IR to a file and makes every operation come from its place there, so that what later
//! passes report points into the IR as it was here.
//!
//! With a tag the old location stays beside the new one.
//! Not in a pipeline because diagnostics are to point into the source.

use terrace_ir::text::{ParseOptions, PrintOptions, parse_module_with, print_module};
use terrace_ir::{Diags, Loc, LocKind};

use crate::manager::PASS011;
use crate::prelude::*;

const FILENAME: Opt<String> = Opt::str("filename", "", "the file to write the IR to");
const TAG: Opt<String> =
    Opt::str("tag", "", "name the new locations so and keep the old ones beside them");
const GENERIC: Opt<bool> = Opt::flag("print-op-generic", false, "write the generic form");

pub(super) const PASS: PassInfo = PassInfo {
    name: "snapshot-op-locations",
    on: "builtin.module",
    summary: "write the IR to a file and make operations come from there",
    options: &[FILENAME.def, TAG.def, GENERIC.def],
    run,
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let (file, tag) = (cx.option(&FILENAME), cx.option(&TAG));
    let options = PrintOptions { generic: cx.option(&GENERIC), ..PrintOptions::default() };
    let text = print_module(cx.cx, body, &options);
    if let Err(error) = std::fs::write(&file, &text) {
        return Err(cx.error(&PASS011, body.loc(ROOT), &[&file, &error]));
    }
    // Where everything stands in a text is what its parser knows.
    let options = ParseOptions { allow_unregistered: true };
    let mut diags = Diags::new();
    let read = parse_module_with(cx.cx, text.as_bytes(), &file, options, &mut diags);
    cx.diags.extend(diags);
    let tag = (!tag.is_empty()).then(|| cx.cx.sym(&tag));
    take_locations(cx.cx, body, &read?, tag);
    Ok(())
}

/// Gives everything in `body` the location of what stands in the same place of `from`.
fn take_locations(cx: &Context, body: &mut Body, from: &Body, tag: Option<Sym>) {
    let new = |old: Loc, place: Loc| match (tag, place.kind(cx)) {
        (Some(name), _) => cx.fused_loc(&[old, cx.loc(LocKind::Name { name, child: place })]),
        // A point, as upstream writes it.
        (None, &LocKind::File { file, line, col, .. }) => cx.file_loc(file, line, col),
        (None, _) => place,
    };
    let (ops, there) = (body.ops_below(ROOT), from.ops_below(ROOT));
    for (&op, &twin) in ops.iter().zip(&there) {
        body.set_loc(op, new(body.loc(op), from.loc(twin)));
        if let (Some(child), Some(twin)) = (body.child_mut(op), from.child(twin)) {
            take_locations(cx, child, twin, tag);
        }
        let blocks = body.regions(op).iter().flat_map(|&r| body.blocks(r));
        let blocks: Vec<BlockId> = blocks.copied().collect();
        let twins = from.regions(twin).iter().flat_map(|&r| from.blocks(r));
        for (block, &twin) in blocks.into_iter().zip(twins) {
            for i in 0..body.args(block).len() {
                let place = from.arg_locs(twin).get(i).copied().unwrap_or(Loc::UNKNOWN);
                let loc = new(body.arg_locs(block)[i], place);
                body.set_arg_loc(block, i, loc);
            }
        }
    }
}
