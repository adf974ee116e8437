//! `terrace lsp` as an editor starts it: a process, spoken to on its streams.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

struct Editor {
    server: Child,
    from: BufReader<std::process::ChildStdout>,
}

impl Editor {
    fn new() -> Editor {
        let mut server = Command::new(env!("CARGO_BIN_EXE_terrace"))
            .args(["lsp", "--stdio"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let from = BufReader::new(server.stdout.take().expect("it is piped"));
        Editor { server, from }
    }

    fn send(&mut self, message: Value) {
        let body = message.to_string();
        let to = self.server.stdin.as_mut().expect("it is piped");
        write!(to, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("the server reads");
    }

    fn receive(&mut self) -> Value {
        let mut header = String::new();
        self.from.read_line(&mut header).expect("the server writes");
        let length = header.trim().strip_prefix("Content-Length: ").expect("a header");
        self.from.read_line(&mut String::new()).expect("an empty line");
        let mut body = vec![0; length.parse().expect("a length")];
        self.from.read_exact(&mut body).expect("as long as it says");
        serde_json::from_slice(&body).expect("JSON")
    }

    fn ask(&mut self, id: u32, method: &str, params: Value) -> Value {
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(message);
        loop {
            let answer = self.receive();
            if answer["id"] == id {
                return answer;
            }
        }
    }
}

#[test]
fn an_editor_opens_a_document_and_leaves() {
    let mut editor = Editor::new();
    let hello = editor.ask(1, "initialize", json!({ "capabilities": {} }));
    assert_eq!(hello["result"]["serverInfo"]["name"], "terrace");
    editor.send(json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
    let text = "func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> {\n  \
                %y = graph.rel %x : tensor<2xf32>\n  return %y : tensor<2xf32>\n}\n";
    let document = json!({ "uri": "file:///a.mlir", "languageId": "mlir", "version": 1 });
    let mut open = document.clone();
    open["text"] = text.into();
    let params = json!({ "textDocument": open });
    editor.send(json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": params }));
    let said = editor.receive();
    assert_eq!(said["method"], "textDocument/publishDiagnostics");
    let diagnostic = &said["params"]["diagnostics"][0];
    assert_eq!(diagnostic["code"], "PARSE011", "{said}");
    assert!(diagnostic["message"].as_str().is_some_and(|m| m.ends_with("try `graph.relu`")));
    let place = json!({ "textDocument": document, "position": { "line": 2, "character": 10 } });
    let found = editor.ask(2, "textDocument/definition", place);
    assert_eq!(found["result"]["range"]["start"], json!({ "line": 1, "character": 2 }), "{found}");
    editor.ask(3, "shutdown", Value::Null);
    editor.send(json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert!(editor.server.wait().expect("it ends").success());
}

#[test]
fn a_server_that_is_left_alone_ends_with_an_error() {
    let mut editor = Editor::new();
    editor.ask(1, "initialize", json!({ "capabilities": {} }));
    drop(editor.server.stdin.take());
    assert_eq!(editor.server.wait().expect("it ends").code(), Some(1));
}
