//! A network means the same with and without layouts, as tensors and as formulas.

mod common;

use common::{context, parse, render};
use std::fmt::Write;
use terrace_ir::eval::{Dtype, Machine, Random, Tensor, Tolerance, compare, random_args};
use terrace_ir::{Body, Context, Diags};
use terrace_passes::manager::Manager;

/// A network as text, built operation by operation.
struct Network {
    text: String,
    random: Random,
}

impl Network {
    fn constant(&mut self, name: &str, shape: &[i64]) -> String {
        let tensor = self.random.tensor(Dtype::F32, shape).unwrap();
        let sizes: String = shape.iter().map(|d| format!("{d}x")).collect();
        let hex = |bytes: Vec<u8>| bytes.iter().map(|b| format!("{b:02X}")).collect::<String>();
        let (ty, hex) = (format!("tensor<{sizes}xf32>"), hex(tensor.to_le_bytes()));
        let ty = ty.replace("xxf32", "xf32");
        writeln!(self.text, "%{name} = graph.constant dense<\"0x{hex}\"> : {ty}").unwrap();
        ty
    }

    /// A convolution with weights and bias of random numbers.
    fn conv(&mut self, [y, x]: [&str; 2], w: &[i64], how: [i64; 3], types: [&str; 2]) {
        let [stride, pad, groups] = how;
        let weights = self.constant(&format!("w_{y}"), w);
        let bias = self.constant(&format!("b_{y}"), &w[..1]);
        let [from, to] = types;
        writeln!(
            self.text,
            "%{y} = graph.conv %{x}, %w_{y}, %b_{y} {{strides = array<i64: {stride}, {stride}>,
               dilations = array<i64: 1, 1>, pads = array<i64: {pad}, {pad}, {pad}, {pad}>,
               groups = {groups} : i64}} : (tensor<{from}xf32>, {weights}, {bias})
               -> tensor<{to}xf32>"
        )
        .unwrap();
    }

    fn add(&mut self, text: &str) {
        writeln!(self.text, "{text}").unwrap();
    }
}

/// Blocks of 16 and of 8 channels, a stem of 3, a head of 10, and every operation that blocked
/// tensors run through.
fn network() -> String {
    let mut n = Network { text: String::new(), random: Random::new(3) };
    n.conv(["a", "x"], &[32, 3, 3, 3], [2, 1, 1], ["1x3x12x12", "1x32x6x6"]);
    for name in ["scale", "shift", "mean", "spread"] {
        n.constant(name, &[32]);
    }
    let v = "tensor<32xf32>";
    let t = "tensor<1x32x6x6xf32>";
    n.add(&format!("%variance = graph.mul %spread, %spread : {v}, {v} -> {v}"));
    n.add(&format!(
        "%n = graph.batch_norm %a, %scale, %shift, %mean, %variance {{epsilon = 0.25 : f32}}
           : ({t}, {v}, {v}, {v}, {v}) -> {t}
         %r = graph.relu %n : {t}
         %p = graph.max_pool %r {{kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>,
           dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>}} : {t} -> {t}"
    ));
    n.conv(["b", "p"], &[24, 32, 1, 1], [1, 0, 1], ["1x32x6x6", "1x24x6x6"]);
    n.conv(["c", "b"], &[32, 24, 3, 3], [1, 1, 1], ["1x24x6x6", "1x32x6x6"]);
    let g = "tensor<1x32x1x1xf32>";
    n.add(&format!(
        "%s = graph.add %c, %p : {t}, {t} -> {t}
         %m = graph.reduce_mean %s {{axes = array<i64: 2, 3>, keep_dims = true}} : {t} -> {g}
         %g = graph.sigmoid %m : {g}
         %t = graph.mul %s, %g : {t}, {g} -> {t}"
    ));
    n.conv(["d", "t"], &[32, 1, 3, 3], [1, 1, 32], ["1x32x6x6", "1x32x6x6"]);
    let u = "tensor<1x64x6x6xf32>";
    let w = "tensor<1x64x3x3xf32>";
    n.add(&format!(
        "%e = graph.concat %d, %s {{axis = 1 : i64}} : {t}, {t} -> {u}
         %f = graph.avg_pool %e {{kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>,
           dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 0, 0>}} : {u} -> {w}
         %h = graph.reduce_mean %f {{axes = array<i64: 2, 3>}} : {w} -> tensor<1x64xf32>"
    ));
    n.conv(["y", "f"], &[10, 64, 1, 1], [1, 0, 1], ["1x64x3x3", "1x10x3x3"]);
    let text = n.text;
    format!(
        "func.func @f(%x: tensor<1x3x12x12xf32>) -> (tensor<1x10x3x3xf32>, tensor<1x64xf32>) {{
           {text}
           return %y, %h : tensor<1x10x3x3xf32>, tensor<1x64xf32>
         }}"
    )
}

/// The network after a pipeline, and what it gives for fixed inputs.
fn run(cx: &Context, pipeline: &str) -> (Body, Vec<Tensor>) {
    let mut module = parse(cx, &network());
    if !pipeline.is_empty() {
        let mut diags = Diags::new();
        let plan = terrace_passes::registry().plan(cx, pipeline, &mut diags).unwrap();
        let outcome = Manager::new(cx, &plan).run(&mut module);
        assert!(outcome.result.is_ok(), "{}", render(cx, &outcome.diags));
    }
    let diags = common::verify(cx, &module);
    assert_eq!(diags.n_errors(), 0, "{pipeline}: {}", render(cx, &diags));
    let mut machine = Machine::new(cx, &module);
    let (types, _) = machine.signature("f").unwrap();
    let args = random_args(cx, &types, 5).unwrap();
    let values = machine.call("f", args).unwrap_or_else(|t| panic!("{pipeline}: {t}"));
    let tensors = values.iter().map(|v| v.as_tensor().unwrap().clone()).collect();
    (module, tensors)
}

#[test]
fn layouts_change_no_number() {
    let cx = context();
    let (_, expected) = run(&cx, "");
    let pipelines = [
        "graph-optimize",
        "lower-graph-to-te",
        "graph-optimize,lower-graph-to-te",
        "graph-assign-layouts{block=8},lower-graph-to-te",
        "graph-assign-layouts{block=4},graph-fold-constants,lower-graph-to-te",
        "graph-optimize,graph-to-kernels,lower-graph-to-te,te-inline-elementwise,te-stage-padding",
    ];
    for pipeline in pipelines {
        let (module, actual) = run(&cx, pipeline);
        let blocked = common::print(&cx, &module);
        let is_blocked = blocked.contains("tensor<1x2x6x6x16xf32>")
            || blocked.contains("tensor<1x4x6x6x8xf32>")
            || blocked.contains("tensor<1x8x6x6x4xf32>")
            || blocked.contains("#graph.layout");
        assert_eq!(is_blocked, pipeline != "lower-graph-to-te", "{pipeline}");
        for (want, got) in expected.iter().zip(&actual) {
            let tolerance = Tolerance::reassociated(Dtype::F32, 1000);
            let comparison = compare(want, got, tolerance).unwrap();
            assert!(comparison.ok(), "{pipeline}: {comparison:?}");
            assert!(comparison.rel_norm < 1e-5, "{pipeline}: {comparison:?}");
        }
    }
}
