//! What the parser refuses: each code, hostile nesting, and arbitrary bytes.

use proptest::prelude::*;
use terrace_ir::def::{
    Arity, Asm, AttrC, AttrSlot, AttrTypeDef, Dialect, EnumDef, ParamAsm, ParamDef, TypeC, TypeDef,
    ValueSlot,
};
use terrace_ir::text::{ParseOptions, codes, parse_module, parse_module_with, print_module};
use terrace_ir::{Context, Diags, OpDef};

const COLOURS: EnumDef =
    EnumDef { name: "Colour", bits: false, separator: "", cases: &[("red", 0), ("green", 1)] };

const fn attr(name: &'static str, constraint: AttrC) -> AttrSlot {
    AttrSlot { name, constraint, optional: false, default: None, doc: "" }
}

const OPS: &[OpDef] = &[
    OpDef {
        name: "p.op",
        operands: &[ValueSlot { name: "x", ty: TypeC::Any, arity: Arity::One, doc: "" }],
        attrs: &[attr("colour", AttrC::Enum(32, &COLOURS)), attr("small", AttrC::I(8))],
        asm: Asm::Format("$colour $small `,` $x attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "p.list",
        operands: &[ValueSlot { name: "x", ty: TypeC::Any, arity: Arity::Variadic, doc: "" }],
        results: &[ValueSlot { name: "y", ty: TypeC::Any, arity: Arity::One, doc: "" }],
        asm: Asm::Format("$x `:` type($x)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "p.text",
        attrs: &[attr("text", AttrC::Confined(&AttrC::Str, |_, _| false, "impossible"))],
        asm: Asm::Format("$text"),
        ..OpDef::EMPTY
    },
];

static P: Dialect = Dialect {
    name: "p",
    doc: "",
    ops: &[OPS],
    types: &[TypeDef {
        name: "p.box",
        doc: "",
        params: &[ParamDef {
            name: "elem",
            constraint: AttrC::Type(&TypeC::AnyFloat),
            optional: false,
        }],
        asm: ParamAsm::List,
        verify: None,
    }],
    attrs: &[
        AttrTypeDef {
            name: "p.place",
            doc: "",
            params: &[ParamDef { name: "row", constraint: AttrC::I(8), optional: true }],
            asm: ParamAsm::Struct,
            verify: None,
        },
        AttrTypeDef {
            name: "p.colour",
            doc: "",
            params: &[ParamDef {
                name: "value",
                constraint: AttrC::Enum(32, &COLOURS),
                optional: false,
            }],
            asm: ParamAsm::Enum(&COLOURS),
            verify: None,
        },
    ],
    ..Dialect::EMPTY
};

fn codes_of(source: &[u8]) -> Vec<&'static str> {
    let cx = Context::new();
    cx.load(&P);
    let mut diags = Diags::new();
    let options = ParseOptions { allow_unregistered: true };
    let result = parse_module_with(&cx, source, "t.mlir", options, &mut diags);
    assert_eq!(result.is_err(), diags.n_errors() > 0);
    diags.items().iter().map(|d| d.code.id).collect()
}

const CASES: &[(&str, &str)] = &[
    ("PARSE001", "\"t.a\"( : () -> ()"),
    ("PARSE003", "\"t.a\"() {x = \"no end} : () -> ()"),
    ("PARSE005", "\"t.a\"(%x) : (i8) -> ()"),
    ("PARSE005", "%x:2 = \"t.a\"() : () -> (i8, i8)\n\"t.b\"(%x#2) : (i8) -> ()"),
    ("PARSE006", "%x = \"t.a\"() : () -> i8\n%x = \"t.a\"() : () -> i8"),
    ("PARSE007", "%x = \"t.a\"() : () -> i8\n\"t.b\"(%x) : (i9) -> ()"),
    ("PARSE007", "\"t.b\"(%x) : (i9) -> ()\n%x = \"t.a\"() : () -> i8"),
    ("PARSE008", "\"t.a\"() ({\n\"t.b\"()[^x] : () -> ()\n}) : () -> ()"),
    ("PARSE009", "\"t.a\"() ({\n^x:\n\"t.b\"() : () -> ()\n^x:\n}) : () -> ()"),
    ("PARSE010", "\"p.unknown\"() : () -> ()"),
    ("PARSE011", "t.a"),
    ("PARSE012", "%x:2 = \"t.a\"() : () -> i8"),
    ("PARSE013", "\"t.a\"() {x = 300 : i8} : () -> ()"),
    ("PARSE013", "\"t.a\"() {x = -1 : ui8} : () -> ()"),
    ("PARSE013", "\"t.a\"() {x = dense<[1, 300]> : tensor<2xi8>} : () -> ()"),
    ("PARSE014", "\"t.a\"() {x = #none} : () -> ()"),
    ("PARSE014", "\"t.a\"() : () -> () loc(#x)"),
    ("PARSE015", "#x = 1 : i8\n#x = 2 : i8"),
    ("PARSE016", "\"t.a\"() : () -> !p.bag"),
    ("PARSE017", "\"t.a\"() {x = #p.taste} : () -> ()"),
    ("PARSE018", "\"t.a\"() {x, x} : () -> ()"),
    ("PARSE019", "\"t.a\"() {x = dense<[1, 2]> : tensor<3xi8>} : () -> ()"),
    ("PARSE019", "\"t.a\"() {x = dense<[[1], [2, 3]]> : tensor<2x2xi8>} : () -> ()"),
    ("PARSE019", "\"t.a\"() {x = dense<1> : tensor<1xi16777215>} : () -> ()"),
    ("PARSE020", "%x = \"t.a\"() : () -> i8\n\"t.b\"(%x, %x) : (i8) -> ()"),
    ("PARSE021", "%x = \"t.a\"() : () -> i8\n\"p.op\"(%x) <{taste = 1}> : (i8) -> ()"),
    ("PARSE022", "\"t.a\"() : () -> vector<0xi8>"),
    ("PARSE022", "\"t.a\"() : () -> i16777216"),
    ("PARSE022", "\"t.a\"() : () -> memref<4x4xf32, strided<[1]>>"),
    ("PARSE023", "\"t.a\"() : () -> !p.box<i8>"),
    ("PARSE023", "\"t.a\"() : () -> !p.box"),
    ("PARSE024", "{-#\n  dialect_resources: { builtin: { k: \"0x01\" } }\n#-}"),
    ("PARSE025", "%x = \"t.a\"() : () -> i8\n%y = p.list %x : i8"),
    ("PARSE026", "%x = \"t.a\"() : () -> i8\np.op blue 1, %x"),
    ("PARSE029", "\"t.a\"() {x = affine_map<(d0, d1) -> (d0 * d1)>} : () -> ()"),
    ("PARSE029", "\"t.a\"() {x = affine_map<(d0) -> (d1)>} : () -> ()"),
    ("PARSE030", "%x = \"t.a\"() : () -> i8\np.op red 1, %x {small = 2 : i8}"),
    ("PARSE032", "p.text \"x\""),
    ("PARSE033", "\"t.a\"() {x = #p.place<rwo = 1>} : () -> ()"),
];

#[test]
fn what_was_probably_meant_is_said() {
    for (source, fix) in [
        ("\"t.a\"() : () -> !p.bxo<f32>", "!p.box"),
        ("\"t.a\"() {x = #p.colur<red>} : () -> ()", "#p.colour"),
        ("\"t.a\"() {x = #p.place<rwo = 1 : i8>} : () -> ()", "row"),
        ("\"p.text\"() <{txet = \"x\"}> : () -> ()", "text"),
    ] {
        let cx = Context::new();
        cx.load(&P);
        let mut diags = Diags::new();
        let options = ParseOptions { allow_unregistered: true };
        let result = parse_module_with(&cx, source.as_bytes(), "t.mlir", options, &mut diags);
        assert!(result.is_err(), "{source}");
        assert_eq!(diags.items()[0].fix.as_deref(), Some(fix), "{source}");
    }
}

#[test]
fn each_code_has_a_case() {
    for (code, source) in CASES {
        assert_eq!(codes_of(source.as_bytes()), [*code], "{source}");
    }
}

#[test]
fn location_aliases_in_a_circle() {
    let found = codes_of(b"\"t.a\"() : () -> () loc(#x)\n#x = loc(#y)\n#y = loc(#x)");
    assert!(!found.is_empty() && found.iter().all(|code| *code == "PARSE014"), "{found:?}");
}

#[test]
fn bytes_that_are_no_text() {
    assert_eq!(codes_of(b"\"t.a\"() : () -> ()\n\xff"), ["PARSE002"]);
}

#[test]
fn nesting_and_size_are_bounded() {
    let deep = |open: &str, middle: &str, close: &str| {
        let n = 100_000;
        open.repeat(n) + middle + &close.repeat(n)
    };
    let attr = |text: String| format!("\"t.a\"() {{x = {text}}} : () -> ()");
    let nested: Vec<String> = vec![
        deep("\"t.a\"() ({\n", "", "}) : () -> ()\n"),
        attr(deep("[", "1", "]")),
        attr(deep("{a = ", "1", "}")),
        attr(deep("tuple<", "i8", ">")),
        attr(format!("dense<{}> : tensor<1xi8>", deep("[", "1", "]"))),
        attr(format!("affine_map<(d0) -> ({})>", deep("(", "d0", ")"))),
        attr(format!("affine_map<(d0) -> ({}d0)>", "- ".repeat(100_000))),
        attr(format!("loc({})", deep("\"a\"(", "unknown", ")"))),
        attr(deep("(", "i8", ") -> i8")),
    ];
    for source in &nested {
        let found = codes_of(source.as_bytes());
        assert_eq!(found.first(), Some(&"PARSE004"), "{}", &source[..60]);
    }
    let aliases = |first: &str, step: &dyn Fn(usize) -> String| {
        (1..5000).fold(first.to_owned(), |text, i| text + &step(i))
    };
    let long = aliases("#a0 = 1 : i8\n", &|i| format!("#a{i} = [#a{}]\n", i - 1));
    assert_eq!(codes_of(long.as_bytes()).first(), Some(&"PARSE004"));
    let wide = aliases("#a0 = 1 : i8\n", &|i| format!("#a{i} = [#a{0}, #a{0}]\n", i - 1));
    assert_eq!(codes_of(wide.as_bytes()).first(), Some(&"PARSE031"));
    let sum = attr(format!("affine_map<(d0) -> (d0{})>", " + d0 mod 2".repeat(100_000)));
    assert_eq!(codes_of(sum.as_bytes()), ["PARSE031"]);
    let errors = "\"t.a\"(\n".repeat(1000);
    assert_eq!(codes_of(errors.as_bytes()).last(), Some(&"PARSE028"));
}

/// The limit on nesting is one that the stack of a thread bears, to parse and to print.
#[test]
fn nesting_up_to_the_limit_works() {
    let n = 120;
    let source = "\"t.a\"() ({\n".repeat(n) + &"}) : () -> ()\n".repeat(n);
    assert!(codes_of(source.as_bytes()).is_empty());
    let attrs = format!("\"t.a\"() {{x = {}1{}}} : () -> ()", "[".repeat(250), "]".repeat(250));
    assert!(codes_of(attrs.as_bytes()).is_empty());
}

#[test]
fn every_code_occurs() {
    // PARSE027 needs a source of 4 GiB.
    let elsewhere = ["PARSE002", "PARSE004", "PARSE027", "PARSE028", "PARSE031"];
    for code in codes::ALL {
        let here = CASES.iter().any(|(id, _)| *id == code.id);
        assert!(here || elsewhere.contains(&code.id), "{} is in no test", code.id);
    }
}

#[test]
fn positions_are_those_of_the_error() {
    let cx = Context::new();
    let mut diags = Diags::new();
    let source = "module {\n  \"builtin.module\"() ({}) : () -> (i8,\n    i16777216)\n}";
    assert!(parse_module(&cx, source, "t.mlir", &mut diags).is_err());
    let at = diags.items()[0].loc.file_line_col(&cx).map(|(_, line, col)| (line, col));
    assert_eq!(at, Some((3, 5)));
}

/// Pieces of IR text, to be put together in any order.
const PIECES: &[&str] = &[
    "\"t.a\"",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    ":",
    "->",
    "=",
    ",",
    "%x",
    "%y#1",
    "%z:2",
    "^bb0",
    "i32",
    "f32",
    "tensor<",
    "4x",
    "?x",
    "0x10",
    "memref<2xi8",
    "vector<[4]x",
    "dense<",
    "\"0xff\"",
    "-1",
    "1.5",
    "#a",
    "!b",
    "#p.colour<red>",
    "!p.box<f32>",
    "p.op",
    "p.list",
    "p.text",
    "red",
    "affine_map<(d0)",
    "(d0 + 1)",
    "loc(",
    "unknown",
    "{-#",
    "#-}",
    "module",
    "@s",
    "::",
    "x",
    "\n",
    "//\n",
    "true",
    "unit",
    "distinct[0]<",
    "array<i8: 1",
    "sparse<",
    "strided<[1]",
    "\"open",
    "é",
    "builtin.module",
    "attributes",
    "() -> ()",
];

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(picks in prop::collection::vec(0..PIECES.len(), 0..60)) {
        let source: Vec<&str> = picks.iter().map(|&i| PIECES[i]).collect();
        codes_of(source.join(" ").as_bytes());
    }

    #[test]
    fn no_bytes_make_the_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        codes_of(&bytes);
    }

    /// A valid text with one piece replaced: accepted or refused, and what is accepted prints.
    #[test]
    fn one_change_to_a_valid_text(at in 0usize..2000, len in 0usize..4, piece in 0..PIECES.len()) {
        let source = include_str!("text/attributes.mlir").to_owned()
            + include_str!("text/structure.mlir");
        let (mut from, mut to) = (at.min(source.len()), (at + len).min(source.len()));
        while !source.is_char_boundary(from) { from -= 1; }
        while !source.is_char_boundary(to) { to += 1; }
        let changed = format!("{}{}{}", &source[..from], PIECES[piece], &source[to..]);
        let cx = Context::new();
        cx.load(&P);
        let mut diags = Diags::new();
        let options = ParseOptions { allow_unregistered: true };
        if let Ok(body) = parse_module_with(&cx, changed.as_bytes(), "t", options, &mut diags) {
            print_module(&cx, &body, &Default::default());
        }
    }
}
