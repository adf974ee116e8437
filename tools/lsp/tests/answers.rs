//! What the server says about documents.

mod common;

use common::{Client, URI, document, edited, place, words};
use serde_json::{Value, json};

const PROGRAM: &str = "\
// Two functions.
func.func @main(%x: i32, %on: i1) -> i32 {
  %one = arith.constant 1 : i32
  %sum = arith.addi %x, %one overflow<nsw> : i32
  cf.cond_br %on, ^then(%sum : i32), ^end(%x : i32)
^then(%a: i32):
  %got = func.call @other(%a) {note = @main} : (i32) -> i32
  cf.br ^end(%got : i32)
^end(%r: i32):
  return %r : i32
}
func.func private @other(i32) -> i32
";

/// The place of the `n`th occurrence of a word.
fn find(text: &str, word: &str, n: usize) -> (u32, u32) {
    let at = text.match_indices(word).nth(n).expect("the word is there").0;
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    (line as u32, (at - start) as u32)
}

fn at(client: &mut Client, method: &str, text: &str, word: &str, n: usize) -> Value {
    let (line, character) = find(text, word, n);
    client.at(method, line, character)
}

fn labels(items: &Value) -> Vec<&str> {
    items.as_array().unwrap().iter().map(|i| i["label"].as_str().unwrap()).collect()
}

#[test]
fn many_diagnostics_in_one_document() {
    let text = "\
func.func @wrong(%x: i32) -> i32 {
  %a = arith.adi %x, %x : i32
  %b = arith.addi %a, %missing : i32
  return %b : f32
}
func.func @right(%x: i32) -> i32 {
  %a = arith.muli %x, %x : i32
  return %a : i32
}
func.func @verified(%x: i32) -> f32 {
  return %x : i32
}
";
    let mut client = Client::with(text);
    let all = client.diagnostics();
    insta::assert_json_snapshot!(all);
    assert_eq!(words(text, &all).len(), all.as_array().unwrap().len());
}

#[test]
fn typing_makes_and_mends_errors() {
    let mut client = Client::with(PROGRAM);
    assert_eq!(client.diagnostics(), json!([]));
    let (line, character) = find(PROGRAM, "addi", 0);
    let range = json!({
        "start": { "line": line, "character": character },
        "end": { "line": line, "character": character + 4 },
    });
    client.change(json!([{ "range": range, "text": "subb" }]));
    let all = client.diagnostics();
    assert_eq!(all[0]["code"], "PARSE011");
    assert_eq!(all[0]["range"]["start"]["line"], line);
    client.change(json!([{ "range": range, "text": "subi" }]));
    assert_eq!(client.diagnostics(), json!([]));
}

#[test]
fn parts_know_nothing_of_each_other_and_say_what_they_provoke() {
    let text = "\
func.func @f() { return }
// -----
// expected-error@+1 {{PARSE011}}
arith.nothing
// -----
func.func @f() { return }
// expected-warning@+1 {{never}}
func.func @g() { return }
";
    let mut client = Client::with(text);
    let all = client.diagnostics();
    let seen: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|d| (d["severity"].as_u64().unwrap(), d["range"]["start"]["line"].as_u64().unwrap()))
        .collect();
    assert_eq!(seen, [(4, 3), (1, 6)], "{all}");
}

#[test]
fn hovers_come_from_definitions() {
    let mut client = Client::with(PROGRAM);
    let mut all = Vec::new();
    for (word, n) in [("arith.addi", 0), ("%sum", 1), ("%x", 1), ("^end", 0), ("@other", 0)] {
        let hover = at(&mut client, "textDocument/hover", PROGRAM, word, n);
        all.push(format!("== {word}\n{}", hover["contents"]["value"].as_str().unwrap()));
    }
    insta::assert_snapshot!(all.join("\n\n"));
    assert_eq!(client.at("textDocument/hover", 0, 4), Value::Null, "a comment");
}

#[test]
fn a_hover_on_an_error_explains_its_code() {
    let mut client = Client::with("arith.nothing\n");
    let hover = client.at("textDocument/hover", 0, 3);
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("**PARSE011**"), "{text}");
}

#[test]
fn names_lead_to_definitions_and_uses() {
    let mut client = Client::with(PROGRAM);
    let cases = [
        ("%sum", 1, "3:%sum", vec!["3:%sum", "4:%sum"]),
        ("%x", 0, "1:%x", vec!["1:%x", "3:%x", "4:%x"]),
        ("%r", 1, "8:%r", vec!["8:%r", "9:%r"]),
        ("^end", 0, "8:^end", vec!["8:^end", "4:^end", "7:^end"]),
        ("@other", 0, "11:@other", vec!["11:@other", "6:@other"]),
        ("@main", 1, "1:@main", vec!["1:@main", "6:@main"]),
    ];
    for (word, n, definition, all) in cases {
        let found = at(&mut client, "textDocument/definition", PROGRAM, word, n);
        assert_eq!(words(PROGRAM, &json!([found])), [definition], "{word}");
        let (line, character) = find(PROGRAM, word, n);
        let mut params = place(line, character);
        params["context"] = json!({ "includeDeclaration": true });
        let found = client.ask("textDocument/references", params);
        assert_eq!(words(PROGRAM, &found), all, "{word}");
    }
}

#[test]
fn names_are_found_where_the_text_is_wrong() {
    let text = "\
#map = affine_map<(d0) -> (d0)>
func.func @f(%x: i32) {
  %y = arith.addi %x, %x : nonsense
  scf.if %later {
    %z = arith.muli %x, %y
  }
  return {to = #map}
";
    let mut client = Client::with(text);
    for (word, n, definition) in [("%x", 3, "1:%x"), ("%y", 1, "2:%y"), ("#map", 1, "0:#map")] {
        let found = at(&mut client, "textDocument/definition", text, word, n);
        assert_eq!(words(text, &json!([found])), [definition], "{word}");
    }
}

#[test]
fn names_are_changed_everywhere_or_not_at_all() {
    let mut client = Client::with(PROGRAM);
    let mut rename = |word: &str, n: usize, new: &str| {
        let (line, character) = find(PROGRAM, word, n);
        let mut params = place(line, character);
        params["newName"] = new.into();
        let id = client.request("textDocument/rename", params);
        let response = client.response(&id);
        match response.error {
            None => edited(PROGRAM, &response.result.unwrap()["changes"][URI]),
            Some(error) => error.message,
        }
    };
    assert_eq!(rename("%sum", 1, "%total"), PROGRAM.replace("%sum", "%total"));
    assert_eq!(rename("^end", 1, "done"), PROGRAM.replace("^end", "^done"));
    assert_eq!(rename("@other", 0, "@\"odd name\""), PROGRAM.replace("@other", "@\"odd name\""));
    assert_eq!(rename("%sum", 0, "%x"), "`%x` is taken");
    assert_eq!(rename("%sum", 0, "a b"), "expected a name such as `%name`, got `%a b`");
    assert_eq!(rename("i32", 0, "i64"), "there is no name here that could be changed");
}

#[test]
fn completion_knows_what_may_stand_there() {
    let text = "\
func.func @f(%x: i32, %y: f32) {
  %s = arith.addi %x, %x : i32
  %t = ari
  arith.cmpi s
  %u = arith.constant {
  \"arith.addi\"(%
  cf.br ^
  func.call @
^bb1:
  return
}
";
    let mut client = Client::with(text);
    let mut complete = |line: u32| {
        let end = text.lines().nth(line as usize).unwrap().len() as u32;
        client.at("textDocument/completion", line, end)
    };
    let ops = complete(2);
    assert!(labels(&ops).contains(&"arith.addi") && labels(&ops).contains(&"graph.matmul"));
    assert!(labels(&ops).contains(&"return"), "short inside a function");
    assert!(labels(&complete(3)).contains(&"slt"));
    assert_eq!(labels(&complete(4)), ["value"]);
    assert_eq!(labels(&complete(5)), ["%x", "%y", "%s", "%t", "%u"]);
    assert_eq!(labels(&complete(6)), ["^bb1"]);
    assert_eq!(labels(&complete(7)), ["@f"]);
    let item = ops.as_array().unwrap().iter().find(|i| i["label"] == "arith.addi").unwrap();
    let resolved = client.ask("completionItem/resolve", item.clone());
    let shown = resolved["documentation"]["value"].as_str().unwrap();
    assert!(shown.starts_with("**`arith.addi`**"), "{shown}");
}

#[test]
fn values_of_attributes_are_completed_as_they_are_written() {
    let text = "\"arith.addi\"(%a, %b) <{overflowFlags = ";
    let mut client = Client::with(text);
    let items = client.at("textDocument/completion", 0, text.len() as u32);
    let nsw = items.as_array().unwrap().iter().find(|i| i["label"] == "nsw").unwrap();
    assert_eq!(nsw["textEdit"]["newText"], "#arith.overflow<nsw>");
}

#[test]
fn formatting_keeps_comments_and_empty_lines() {
    let text = "\
// RUN: this

// About f.
func.func @f( %x : i32 ) -> i32 { // opens
    // before
    %y   = arith.addi %x,%x:i32   // behind

  %z = \"arith.muli\"(%y, %y) : (i32, i32) -> i32
    cf.br ^bb1
    // the label
  ^bb1:
    // inside
    return %z:i32
    // last
} // after
// the end
";
    let mut client = Client::with(text);
    let mut params = document();
    params["options"] = json!({ "tabSize": 2, "insertSpaces": true });
    let edits = client.ask("textDocument/formatting", params.clone());
    let formatted = edited(text, &edits);
    insta::assert_snapshot!(formatted);
    client.change(json!([{ "text": formatted }]));
    let again = client.ask("textDocument/formatting", params);
    assert_eq!(again, json!([]), "formatting twice changes nothing more");
}

#[test]
fn formatting_declines_to_lose_something() {
    let mut params = document();
    params["options"] = json!({ "tabSize": 2, "insertSpaces": true });
    let cases = [
        ("#m = 1 : i32\nmodule attributes {a = #m} {}", "aliases"),
        ("module {} loc(\"a\":1:1)", "locations"),
        ("func.func private @f(\n  // why\n  i32)\n", "the comment in line 2"),
        ("func.func", "has to be mended first"),
    ];
    for (text, what) in cases {
        let (_, message) = Client::with(text).fail("textDocument/formatting", params.clone());
        assert!(message.contains(what), "{message}");
    }
}

#[test]
fn types_of_values_are_shown_beside_them() {
    let mut client = Client::with(PROGRAM);
    let mut params = document();
    params["range"] =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 7, "character": 0 } });
    let hints = client.ask("textDocument/inlayHint", params);
    let shown: Vec<_> = hints
        .as_array()
        .unwrap()
        .iter()
        .map(|h| format!("{}{}", h["position"]["line"], h["label"].as_str().unwrap()))
        .collect();
    assert_eq!(shown, ["2: i32", "3: i32", "6: i32"], "arguments say their types themselves");
}

#[test]
fn the_outline_has_what_defines_symbols() {
    let mut client = Client::with(PROGRAM);
    let symbols = client.ask("textDocument/documentSymbol", document());
    let names: Vec<_> = symbols.as_array().unwrap().iter().map(|s| s["name"].clone()).collect();
    assert_eq!(names, ["main", "other"]);
    let tokens = client.ask("textDocument/semanticTokens/full", document());
    assert_eq!(tokens["data"].as_array().unwrap().len() % 5, 0);
    let folds = client.ask("textDocument/foldingRange", document());
    assert_eq!(folds[0], json!({ "startLine": 1, "endLine": 9 }));
}

fn actions(client: &mut Client, text: &str, word: &str, only: &str) -> Value {
    let (line, character) = find(text, word, 0);
    let here = json!({ "line": line, "character": character });
    let mut params = document();
    params["range"] = json!({ "start": here, "end": here });
    params["context"] = json!({ "diagnostics": [], "only": [only] });
    client.ask("textDocument/codeAction", params)
}

#[test]
fn a_near_miss_is_mended_by_an_action() {
    let text = "func.func @f(%x: i32) {\n  %y = arith.adi %x, %x : i32\n  return\n}\n";
    let mut client = Client::with(text);
    let all = actions(&mut client, text, "arith.adi", "quickfix");
    assert_eq!(all[0]["title"], "Replace `arith.adi` by `arith.addi`");
    let new = edited(text, &all[0]["edit"]["changes"][URI]);
    assert_eq!(new, text.replace("adi", "addi"));
}

#[test]
fn a_pass_is_run_on_the_function_under_the_cursor() {
    let text = "\
// kept
func.func @f(%x: i32) -> i32 {
  %a = arith.addi %x, %x : i32
  %b = arith.addi %x, %x : i32
  %c = arith.muli %a, %b : i32
  return %c : i32
}
func.func @g() { return }
";
    let mut client = Client::with(text);
    let all = actions(&mut client, text, "arith.muli", "refactor");
    let titled = |title: &str| {
        let all = all.as_array().unwrap();
        all.iter().find(|a| a["title"] == title).unwrap_or_else(|| panic!("{all:#?}")).clone()
    };
    let cse = client.ask("codeAction/resolve", titled("Run `cse` on @f"));
    let new = edited(text, &cse["edit"]["changes"][URI]);
    let expected = text.replace("  %b = arith.addi %x, %x : i32\n", "").replace("%a, %b", "%a, %a");
    assert_eq!(new, expected);
    let (_, message) = client.fail("codeAction/resolve", titled("Run `inline` on the module"));
    assert_eq!(message, "`inline` changes nothing here");
}
