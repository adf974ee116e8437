//! The `linalg` dialect.

mod asm;
mod asm_named;
mod asm_payload;
pub(crate) mod canon;
pub(crate) mod fill;
mod maps;
mod moves;
mod named;
#[rustfmt::skip]
pub mod table;
mod verify;

use terrace_ir::def::{Attached, Dialect};

/// The `linalg` dialect.
pub static LINALG: Dialect = Dialect {
    name: "linalg",
    doc: "Structured operations on tensors and memrefs.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    attach: &[ATTACH, STRUCTURED],
    ..Dialect::EMPTY
};

/// A structured operation without rules of its own.
macro_rules! structured {
    ($($name:literal)*) => {
        &[$(($name, &[&verify::STRUCTURED, &canon::STRUCTURED, &canon::EFFECTS])),*]
    };
}

const ATTACH: &[Attached] = &[
    (
        "linalg.broadcast",
        &[&verify::BROADCAST, &moves::BROADCAST, &canon::BROADCAST, &canon::EFFECTS],
    ),
    ("linalg.copy", &[&verify::STRUCTURED, &canon::COPY, &canon::EFFECTS]),
    ("linalg.generic", &[&verify::STRUCTURED, &canon::GENERIC, &canon::EFFECTS]),
    ("linalg.index", &[&verify::INDEX, &canon::INDEX]),
    ("linalg.map", &[&verify::MAP, &canon::STRUCTURED, &canon::EFFECTS]),
    ("linalg.pack", &[&fill::PACK]),
    ("linalg.reduce", &[&verify::REDUCE, &canon::STRUCTURED, &canon::EFFECTS]),
    ("linalg.softmax", &[&verify::SOFTMAX, &canon::SOFTMAX, &canon::EFFECTS]),
    (
        "linalg.transpose",
        &[&verify::TRANSPOSE, &moves::TRANSPOSE, &canon::TRANSPOSE, &canon::EFFECTS],
    ),
    ("linalg.unpack", &[&moves::UNPACK]),
    ("linalg.yield", &[&verify::YIELD]),
];

const STRUCTURED: &[Attached] = structured! {
    "linalg.abs"
    "linalg.add"
    "linalg.batch_matmul"
    "linalg.batch_matvec"
    "linalg.batch_mmt4d"
    "linalg.batch_reduce_matmul"
    "linalg.batch_vecmat"
    "linalg.ceil"
    "linalg.contract"
    "linalg.conv_1d"
    "linalg.conv_1d_ncw_fcw"
    "linalg.conv_1d_nwc_wcf"
    "linalg.conv_2d"
    "linalg.conv_2d_nchw_fchw"
    "linalg.conv_2d_nchw_fchw_q"
    "linalg.conv_2d_ngchw_fgchw"
    "linalg.conv_2d_ngchw_gfchw"
    "linalg.conv_2d_ngchw_gfchw_q"
    "linalg.conv_2d_nhwc_fhwc"
    "linalg.conv_2d_nhwc_fhwc_q"
    "linalg.conv_2d_nhwc_hwcf"
    "linalg.conv_2d_nhwc_hwcf_q"
    "linalg.conv_2d_nhwgc_gfhwc"
    "linalg.conv_2d_nhwgc_gfhwc_q"
    "linalg.conv_3d"
    "linalg.conv_3d_ncdhw_fcdhw"
    "linalg.conv_3d_ndhwc_dhwcf"
    "linalg.conv_3d_ndhwc_dhwcf_q"
    "linalg.depthwise_conv_1d_ncw_cw"
    "linalg.depthwise_conv_1d_nwc_wc"
    "linalg.depthwise_conv_1d_nwc_wcm"
    "linalg.depthwise_conv_2d_nchw_chw"
    "linalg.depthwise_conv_2d_nhwc_hwc"
    "linalg.depthwise_conv_2d_nhwc_hwc_q"
    "linalg.depthwise_conv_2d_nhwc_hwcm"
    "linalg.depthwise_conv_2d_nhwc_hwcm_q"
    "linalg.depthwise_conv_3d_ncdhw_cdhw"
    "linalg.depthwise_conv_3d_ndhwc_dhwc"
    "linalg.depthwise_conv_3d_ndhwc_dhwcm"
    "linalg.div"
    "linalg.div_unsigned"
    "linalg.dot"
    "linalg.elementwise"
    "linalg.erf"
    "linalg.exp"
    "linalg.fill"
    "linalg.fill_rng_2d"
    "linalg.floor"
    "linalg.log"
    "linalg.matmul"
    "linalg.matvec"
    "linalg.max"
    "linalg.min"
    "linalg.mmt4d"
    "linalg.mul"
    "linalg.negf"
    "linalg.pooling_nchw_max"
    "linalg.pooling_nchw_sum"
    "linalg.pooling_ncw_max"
    "linalg.pooling_ncw_sum"
    "linalg.pooling_ndhwc_max"
    "linalg.pooling_ndhwc_min"
    "linalg.pooling_ndhwc_sum"
    "linalg.pooling_nhwc_max"
    "linalg.pooling_nhwc_max_unsigned"
    "linalg.pooling_nhwc_min"
    "linalg.pooling_nhwc_min_unsigned"
    "linalg.pooling_nhwc_sum"
    "linalg.pooling_nwc_max"
    "linalg.pooling_nwc_max_unsigned"
    "linalg.pooling_nwc_min"
    "linalg.pooling_nwc_min_unsigned"
    "linalg.pooling_nwc_sum"
    "linalg.powf"
    "linalg.quantized_batch_matmul"
    "linalg.quantized_matmul"
    "linalg.reciprocal"
    "linalg.round"
    "linalg.rsqrt"
    "linalg.select"
    "linalg.sqrt"
    "linalg.square"
    "linalg.sub"
    "linalg.tanh"
    "linalg.vecmat"
};
