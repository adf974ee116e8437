//! A client that speaks the protocol over a connection in memory.
#![allow(dead_code)]

use std::thread::JoinHandle;
use std::time::Duration;

use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};
use terrace_lsp::{Server, serve};
use terrace_passes::Language;

/// Longer than any answer takes, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub const URI: &str = "file:///t.mlir";

pub struct Client {
    connection: Option<Connection>,
    server: Option<JoinHandle<Result<(), String>>>,
    next_id: i32,
    /// Notifications that came while an answer was waited for.
    pub notes: Vec<Notification>,
    version: i32,
}

impl Client {
    /// A client that has not said anything.
    pub fn silent() -> Client {
        let (here, there) = Connection::memory();
        let server = Server { name: "test", version: "1", language: Language::default() };
        let server = std::thread::spawn(move || serve(server, there));
        let (connection, server) = (Some(here), Some(server));
        Client { connection, server, next_id: 0, notes: Vec::new(), version: 0 }
    }

    /// A client that has said hello.
    pub fn new() -> Client {
        let mut client = Client::silent();
        client.ask("initialize", json!({ "capabilities": {} }));
        client.tell("initialized", json!({}));
        client
    }

    /// A client that shows a document.
    pub fn with(text: &str) -> Client {
        let mut client = Client::new();
        client.open(text);
        client
    }

    pub fn open(&mut self, text: &str) {
        self.version += 1;
        let item = json!({
            "uri": URI, "languageId": "mlir", "version": self.version, "text": text,
        });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
    }

    pub fn change(&mut self, changes: Value) {
        self.version += 1;
        let document = json!({ "uri": URI, "version": self.version });
        let params = json!({ "textDocument": document, "contentChanges": changes });
        self.tell("textDocument/didChange", params);
    }

    fn connection(&self) -> &Connection {
        self.connection.as_ref().expect("the client is still there")
    }

    pub fn send(&self, message: impl Into<Message>) {
        self.connection().sender.send(message.into()).expect("the server listens");
    }

    pub fn tell(&self, method: &str, params: Value) {
        self.send(Notification::new(method.into(), params));
    }

    /// Sends a request without waiting.
    pub fn request(&mut self, method: &str, params: Value) -> RequestId {
        self.next_id += 1;
        let id = RequestId::from(self.next_id);
        self.send(Request::new(id.clone(), method.into(), params));
        id
    }

    fn receive(&mut self) -> Message {
        self.connection().receiver.recv_timeout(PATIENCE).expect("the server answers")
    }

    pub fn response(&mut self, id: &RequestId) -> Response {
        loop {
            match self.receive() {
                Message::Response(response) if response.id == *id => return response,
                Message::Notification(note) => self.notes.push(note),
                other => panic!("unexpected {other:?}"),
            }
        }
    }

    /// The result of a request.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        let response = self.response(&id);
        match response.error {
            None => response.result.expect("a response has a result or an error"),
            Some(error) => panic!("{method}: {error:?}"),
        }
    }

    /// The error of a request.
    pub fn fail(&mut self, method: &str, params: Value) -> (i32, String) {
        let id = self.request(method, params);
        let response = self.response(&id);
        let error = response.error.unwrap_or_else(|| panic!("{method}: {:?}", response.result));
        (error.code, error.message)
    }

    /// The next notification of this method, or the first kept one.
    pub fn note(&mut self, method: &str) -> Value {
        if let Some(at) = self.notes.iter().position(|n| n.method == method) {
            return self.notes.remove(at).params;
        }
        loop {
            match self.receive() {
                Message::Notification(note) if note.method == method => return note.params,
                Message::Notification(note) => self.notes.push(note),
                // The answer to a request that nobody waits for.
                Message::Response(_) => {}
                other => panic!("unexpected {other:?}"),
            }
        }
    }

    /// The diagnostics of the newest version.
    pub fn diagnostics(&mut self) -> Value {
        loop {
            let mut params = self.note("textDocument/publishDiagnostics");
            if params["version"] == self.version {
                return params["diagnostics"].take();
            }
        }
    }

    /// What a request about the document and a place says.
    pub fn at(&mut self, method: &str, line: u32, character: u32) -> Value {
        self.ask(method, place(line, character))
    }

    /// Says goodbye; gives what the server says about its end.
    pub fn leave(mut self) -> Result<(), String> {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.end()
    }

    /// Goes without a word.
    pub fn end(&mut self) -> Result<(), String> {
        self.connection = None;
        self.server.take().expect("the server runs").join().expect("the server does not panic")
    }
}

pub fn place(line: u32, character: u32) -> Value {
    json!({
        "textDocument": { "uri": URI },
        "position": { "line": line, "character": character },
    })
}

pub fn document() -> Value {
    json!({ "textDocument": { "uri": URI } })
}

/// The text that edits make of a text, applied from its end.
pub fn edited(text: &str, edits: &Value) -> String {
    let mut lines: Vec<usize> = vec![0];
    lines.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    let offset = |p: &Value| {
        let (line, character) = (p["line"].as_u64().unwrap(), p["character"].as_u64().unwrap());
        lines.get(line as usize).map_or(text.len(), |start| start + character as usize)
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .as_array()
        .unwrap()
        .iter()
        .map(|e| {
            let range = &e["range"];
            (offset(&range["start"]), offset(&range["end"]), e["newText"].as_str().unwrap())
        })
        .collect();
    edits.sort();
    let mut out = text.to_string();
    for (start, end, new) in edits.into_iter().rev() {
        out.replace_range(start..end, new);
    }
    out
}

/// The words of a text that ranges are on.
pub fn words(text: &str, ranges: &Value) -> Vec<String> {
    let lines: Vec<&str> = text.split('\n').collect();
    let word = |r: &Value| {
        let range = r.get("range").unwrap_or(r);
        let at = |p: &str, k: &str| range[p][k].as_u64().unwrap() as usize;
        let line = lines[at("start", "line")];
        let word = &line[at("start", "character")..at("end", "character").min(line.len())];
        format!("{}:{word}", at("start", "line"))
    };
    ranges.as_array().unwrap().iter().map(word).collect()
}
