//! The protocol itself: order, edits, cancellation, and messages that are none.

mod common;

use std::io::{BufRead, BufReader, Read, Write};

use common::{Client, URI, document, place};
use serde_json::{Value, json};
use terrace_lsp::{Server, connect, serve};
use terrace_passes::Language;

#[test]
fn order_is_kept() {
    let mut client = Client::silent();
    assert_eq!(client.fail("textDocument/hover", place(0, 0)).0, -32002);
    assert_eq!(client.fail("initialize", json!([])).0, -32602, "parameters of the wrong form");
    let hello = client.ask("initialize", json!({ "capabilities": {} }));
    assert_eq!(hello["capabilities"]["positionEncoding"], "utf-16");
    client.ask("shutdown", Value::Null);
    assert_eq!(client.fail("textDocument/hover", place(0, 0)).0, -32600);
    client.tell("exit", Value::Null);
    assert_eq!(client.end(), Ok(()));
}

#[test]
fn a_client_that_vanishes_is_an_error() {
    assert!(Client::new().end().unwrap_err().contains("without `shutdown`"));
    assert_eq!(Client::with("func.func").leave(), Ok(()));
}

#[test]
fn requests_that_make_no_sense_are_refused() {
    let mut client = Client::new();
    assert_eq!(client.fail("textDocument/nothing", document()).0, -32601);
    assert_eq!(client.fail("textDocument/hover", place(0, 0)).0, -32602, "not open");
    client.open("module {}");
    assert_eq!(client.fail("textDocument/hover", document()).0, -32602, "no position");
    assert_eq!(client.fail("completionItem/resolve", json!(3)).0, -32602);
    client.change(json!([{
        "range": {
            "start": { "line": 0, "character": 5 }, "end": { "line": 0, "character": 1 },
        },
        "text": "",
    }]));
    let said = client.note("window/logMessage");
    assert!(said["message"].as_str().unwrap().contains("ends before it starts"), "{said}");
    client.tell("textDocument/didOpen", json!({ "wrong": 1 }));
    client.note("window/logMessage");
    assert_eq!(client.at("textDocument/hover", 99, 99), Value::Null, "it goes on");
}

#[test]
fn a_cancelled_request_is_answered_so() {
    let mut client = Client::with(&"func.func private @f()\n// -----\n".repeat(2000));
    let slow = client.request("textDocument/semanticTokens/full", document());
    let hover = client.request("textDocument/hover", place(0, 3));
    client.tell("$/cancelRequest", json!({ "id": 3 }));
    assert!(client.response(&slow).error.is_none());
    assert_eq!(client.response(&hover).error.unwrap().code, -32800);
}

#[test]
fn outdated_requests_are_not_worked_on() {
    let mut client = Client::with("module {}");
    client.diagnostics();
    for i in 0..50 {
        let text = format!("module {{}} // {i}");
        client.change(json!([{ "text": text }]));
        client.request("textDocument/semanticTokens/full", document());
    }
    assert_eq!(client.diagnostics(), json!([]), "the newest version is read");
}

#[test]
fn places_count_utf16_or_what_was_agreed() {
    // Two units of UTF-16, four bytes.
    let text = "func.func @\"\u{1d11e}\"() { return } func.func @g() { retrun }";
    let column = |offered: Value| {
        let mut client = Client::silent();
        let general = json!({ "positionEncodings": offered });
        client.ask("initialize", json!({ "capabilities": { "general": general } }));
        client.tell("initialized", json!({}));
        client.open(text);
        client.diagnostics()[0]["range"]["start"]["character"].as_u64().unwrap()
    };
    let bytes = text.find("retrun").unwrap() as u64;
    assert_eq!(column(json!(["utf-16", "utf-8"])), bytes);
    assert_eq!(column(json!(["utf-16"])), bytes - 2);
}

#[test]
fn large_documents_are_read_in_time() {
    let line = "  %v = arith.addi %x, %x : i32\n";
    let function = |i: usize| {
        let body = (0..1000).map(|k| line.replace("%v", &format!("%v{k}"))).collect::<String>();
        format!("func.func @f{i}(%x: i32) {{\n{body}  return\n}}\n")
    };
    let text: String = (0..100).map(function).collect();
    let mut client = Client::with(&text);
    assert_eq!(client.diagnostics(), json!([]));
    let start = std::time::Instant::now();
    for _ in 0..100 {
        let there = json!({ "line": 3, "character": 0 });
        client.change(json!([{ "range": { "start": there, "end": there }, "text": " " }]));
    }
    assert_eq!(client.diagnostics(), json!([]));
    // Not a measurement: a hundred readings would take minutes.
    assert!(start.elapsed().as_secs() < 30, "edits are gathered: {:?}", start.elapsed());
}

/// A server on two pipes, and what a client writes to and reads from.
fn on_pipes() -> (impl Write, BufReader<impl Read>, std::thread::JoinHandle<Result<(), String>>) {
    let (input, to_server) = std::io::pipe().unwrap();
    let (from_server, output) = std::io::pipe().unwrap();
    let server = std::thread::spawn(move || {
        let (connection, writer) = connect(BufReader::new(input), output);
        let server = Server { name: "test", version: "1", language: Language::default() };
        let served = serve(server, connection);
        writer.join().unwrap();
        served
    });
    (to_server, BufReader::new(from_server), server)
}

fn frame(body: &[u8]) -> Vec<u8> {
    [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

fn read(from: &mut impl BufRead) -> Option<Value> {
    let mut header = String::new();
    from.read_line(&mut header).unwrap();
    let length = header.trim().strip_prefix("Content-Length: ")?.parse().unwrap();
    from.read_line(&mut String::new()).unwrap();
    let mut body = vec![0; length];
    from.read_exact(&mut body).unwrap();
    Some(serde_json::from_slice(&body).unwrap())
}

#[test]
fn what_is_no_message_is_answered_and_forgotten() {
    let (mut to, mut from, server) = on_pipes();
    let deep = "[".repeat(100_000);
    let cases: [(&[u8], i32, Value); 5] = [
        (b"{", -32700, Value::Null),
        (b"\xff\xfe", -32700, Value::Null),
        (deep.as_bytes(), -32700, Value::Null),
        (b"[1, 2]", -32600, Value::Null),
        (br#"{"id": 7, "method": 8}"#, -32600, json!(7)),
    ];
    for (body, code, id) in cases {
        to.write_all(&frame(body)).unwrap();
        let answer = read(&mut from).unwrap();
        assert_eq!((&answer["error"]["code"], &answer["id"]), (&json!(code), &id), "{answer}");
        assert_eq!(answer["jsonrpc"], "2.0");
    }
    let hello = json!({ "id": 1, "method": "initialize", "params": { "capabilities": {} } });
    to.write_all(&frame(hello.to_string().as_bytes())).unwrap();
    assert_eq!(read(&mut from).unwrap()["result"]["serverInfo"]["name"], "test");
    to.write_all(&frame(br#"{"id": 2, "method": "shutdown"}"#)).unwrap();
    assert_eq!(read(&mut from).unwrap()["id"], 2);
    to.write_all(&frame(br#"{"method": "exit"}"#)).unwrap();
    assert_eq!(server.join().unwrap(), Ok(()));
}

#[test]
fn a_broken_frame_ends_the_connection_politely() {
    let huge = format!("Content-Length: {}\r\n\r\n", u64::MAX);
    let long = "x".repeat(10_000);
    for frame in [huge.as_str(), "Content-Length: 99999999999\r\n\r\n", "nonsense\r\n", &long] {
        let (mut to, mut from, server) = on_pipes();
        to.write_all(frame.as_bytes()).unwrap();
        assert_eq!(read(&mut from).unwrap()["error"]["code"], -32700, "{frame}");
        drop(to);
        assert_eq!(server.join().unwrap(), Ok(()), "nothing was begun");
    }
}

#[test]
fn the_uri_of_an_answer_is_that_of_the_document() {
    let mut client =
        Client::with("func.func @f() { return }\nfunc.func @g() { call @f() : () -> () return }");
    let found = client.at("textDocument/definition", 1, 23);
    assert_eq!(found["uri"], URI);
}
