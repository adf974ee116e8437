//! Making nests of loops around a new block.

use terrace_ir::{AffineMap, OpId, Rewriter, ValueId};
use terrace_loop as loops;

/// What a new block looks like.
pub struct BlockSpec<'a> {
    /// Its name.
    pub name: &'a str,
    /// The names of its axes, parallel ones first.
    pub axes: &'a [&'a str],
    /// The extent of each.
    pub extents: &'a [i64],
    /// How many are parallel.
    pub n_parallel: usize,
}

/// Makes one serial loop per axis and a block inside, at the insertion point; `body` fills the
/// block and gets the values of its axes.
pub fn nest(
    rw: &mut Rewriter<'_>,
    spec: &BlockSpec<'_>,
    body: impl FnOnce(&mut Rewriter<'_>, &[ValueId]),
) -> OpId {
    let outside = rw.at;
    let mut vars = Vec::new();
    for (name, &extent) in spec.axes.iter().zip(spec.extents) {
        let l = loops::For::build(rw, &loops::Bounds::upto(extent), loops::Kind::Serial);
        let inside = rw.body.blocks(rw.body.regions(l)[0])[0];
        let var = rw.body.args(inside)[0];
        let name = rw.cx.sym(name);
        rw.body.set_value_name(var, name);
        vars.push(var);
        rw.at_end(inside);
    }
    let block = block(rw, spec, &vars, false);
    let region = rw.body.regions(block)[1];
    fill(rw, region, spec, body);
    rw.at = outside;
    block
}

/// Makes a block whose axes are bound to `vars` one by one, with an empty body; `with_init` gives
/// it an empty init region with a block, too.
pub fn block(
    rw: &mut Rewriter<'_>,
    spec: &BlockSpec<'_>,
    vars: &[ValueId],
    with_init: bool,
) -> OpId {
    let cx = rw.cx;
    let names: Vec<_> = spec.axes.iter().map(|n| cx.str_attr(n)).collect();
    let index = vec![cx.index_ty(); vars.len()];
    let builder = rw
        .build(loops::Block::NAME)
        .operands(vars)
        .attr("name", cx.str_attr(spec.name))
        .attr("axes", cx.array_attr(&names))
        .attr("extents", cx.i64_array(spec.extents))
        .attr("n_parallel", cx.i64_attr(spec.n_parallel as i64))
        .attr("bindings", cx.map_attr(AffineMap::identity(vars.len() as u32)));
    let builder = if with_init { builder.region_with_block(&index) } else { builder.region() };
    builder.region_with_block(&index).done()
}

/// Fills the block of a region of a `loop.block` and names its axes.
pub fn fill(
    rw: &mut Rewriter<'_>,
    region: terrace_ir::RegionId,
    spec: &BlockSpec<'_>,
    body: impl FnOnce(&mut Rewriter<'_>, &[ValueId]),
) {
    let outside = rw.at;
    let inside = rw.body.blocks(region)[0];
    let values = rw.body.args(inside).to_vec();
    for (&value, name) in values.iter().zip(spec.axes) {
        let name = rw.cx.sym(&format!("v{name}"));
        rw.body.set_value_name(value, name);
    }
    rw.at_end(inside);
    body(rw, &values);
    rw.at = outside;
}
