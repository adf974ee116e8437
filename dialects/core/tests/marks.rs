//! Marks: what the parser says stands where, in texts that are right and in texts that are wrong.

mod common;

use terrace_ir::text::{MarkKind, Marked, ParseOptions, parse_marked};
use terrace_ir::{Context, Diags};

fn read(cx: &Context, source: &str) -> (Marked, usize) {
    cx.load(&common::TOY);
    let mut diags = Diags::new();
    let marked = parse_marked(cx, source, "t.mlir", ParseOptions::default(), &mut diags);
    (marked.expect("is short"), diags.n_errors())
}

/// One word for each mark: its kind and what it is on; brackets for operations and regions.
fn outline(source: &str) -> String {
    let cx = Context::new();
    let (marked, _) = read(&cx, source);
    let word = |mark: &terrace_ir::text::Mark| {
        let text = &source[mark.start as usize..mark.end as usize];
        match mark.kind {
            MarkKind::OpStart { .. } => "(".into(),
            MarkKind::OpMade { .. } => "made".into(),
            MarkKind::OpEnd => ")".into(),
            MarkKind::RegionStart { .. } => "{".into(),
            MarkKind::RegionEnd => "}".into(),
            MarkKind::OpName(_) => format!("op:{text}"),
            MarkKind::ValueDef { n, .. } => format!("def:{text}*{n}"),
            MarkKind::ValueUse { number } => format!("use:{text}#{number}"),
            MarkKind::BlockDef => format!("block:{text}"),
            MarkKind::BlockUse => format!("to:{text}"),
            MarkKind::Symbol => format!("symbol:{text}"),
            MarkKind::Key { depth } => format!("key{depth}:{text}"),
            MarkKind::AliasDef => format!("alias:{text}"),
            MarkKind::AliasUse => format!("aliased:{text}"),
            MarkKind::TypeName(_) | MarkKind::AttrName(_) => format!("name:{text}"),
        }
    };
    marked.marks.iter().map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn everything_that_has_a_name_is_marked() {
    let source = r#"
!i = i32
"toy.func"() <{sym_name = "f"}> ({
^entry(%a: !i):
  %c = "toy.constant"() <{value = {deep = 1}}> : () -> i32
  %d = "toy.add"(%a, %c) {to = @f} : (!i, i32) -> i32
  "toy.br"()[^entry] : () -> ()
}) : () -> ()
"#;
    assert_eq!(
        outline(source),
        "alias:!i ( op:\"toy.func\" key0:sym_name { block:^entry use:%a#0 aliased:!i def:%a*1 \
         ( op:\"toy.constant\" key1:value key2:deep made def:%c*1 ) \
         ( op:\"toy.add\" use:%a#0 use:%c#0 key1:to symbol:@f aliased:!i made def:%d*1 ) \
         ( op:\"toy.br\" to:^entry made ) } made )"
    );
}

#[test]
fn brackets_close_where_the_text_is_wrong() {
    let source = r#"
"toy.func"() <{sym_name = "f"}> ({
  %a = "toy.constant"() <{value = 1}> : () ->
  %b = "toy.add"(%a, "x") : (i32, i32) -> i32
  %c = "toy.neg"(%b) : (i32) -> i32
}) : () -> ()
"toy.func"() ({ "toy.neg"(
"#;
    let cx = Context::new();
    let (marked, n_errors) = read(&cx, source);
    assert!(n_errors >= 3);
    let n = |kind: fn(&MarkKind) -> bool| marked.marks.iter().filter(|m| kind(&m.kind)).count();
    assert_eq!(n(|k| matches!(k, MarkKind::OpStart { .. })), n(|k| matches!(k, MarkKind::OpEnd)));
    assert_eq!(
        n(|k| matches!(k, MarkKind::RegionStart { .. })),
        n(|k| matches!(k, MarkKind::RegionEnd))
    );
    let defs = marked.marks.iter().filter_map(|m| match m.kind {
        MarkKind::ValueDef { n, .. } => Some((&source[m.start as usize..m.end as usize], n)),
        _ => None,
    });
    assert_eq!(defs.collect::<Vec<_>>(), [("%a", 0), ("%b", 0), ("%c", 1)]);
}

#[test]
fn operations_stand_where_they_are_written() {
    let cx = Context::new();
    let (marked, _) = read(
        &cx,
        "\"toy.func\"() <{sym_name = \"f\"}> ({}) : () -> () loc(\"other\":7:7)\nmodule {}\n",
    );
    let block = marked.body.root_block().expect("the module around everything");
    let first = marked.body.first_op(block).expect("two operations");
    let place = marked.body.loc(first).file_line_col(&cx).map(|(_, line, col)| (line, col));
    assert_eq!(place, Some((1, 1)), "whatever its location says");
    let last = marked.body.last_op(block).expect("two operations");
    assert_eq!(marked.body.name(last), cx.op_name("builtin.module"), "inside the one around it");
}
