//! Messages over streams: framing that survives what is not a message.
//!
//! `lsp-server` has a transport of its own, which ends at the first message that does not parse
//! and allocates whatever length a header claims; this one answers and goes on.

use std::io::{self, BufRead, Write};
use std::sync::{Arc, Mutex};

use crossbeam_channel::{Receiver, Sender, bounded};
use lsp_server::{Connection, ErrorCode, Message};
use serde_json::{Value, json};

/// The longest message that is read, in bytes.
const MAX_MESSAGE: usize = 256 << 20;

/// The longest line of a header.
const MAX_HEADER: u64 = 4096;

/// A connection over a reader and a writer, with a thread for each. Both end when the streams do;
/// the writer's handle is given, for what is still to be written.
pub fn connect(
    input: impl BufRead + Send + 'static,
    output: impl Write + Send + 'static,
) -> (Connection, std::thread::JoinHandle<()>) {
    let (to_server, receiver) = bounded(64);
    let (sender, from_server) = bounded(64);
    let output = Arc::new(Mutex::new(output));
    let answers = Arc::clone(&output);
    // Detached: it may wait for input for ever.
    std::thread::spawn(move || read_all(input, &to_server, &answers));
    let writer = std::thread::spawn(move || write_all(&from_server, &output));
    (Connection { sender, receiver }, writer)
}

fn write_all<W: Write>(messages: &Receiver<Message>, output: &Mutex<W>) {
    for message in messages {
        let Ok(text) = serde_json::to_value(&message) else { continue };
        if write(output, text).is_err() {
            return;
        }
    }
}

fn write<W: Write>(output: &Mutex<W>, mut message: Value) -> io::Result<()> {
    message["jsonrpc"] = "2.0".into();
    let text = message.to_string();
    let mut output = output.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    output.flush()
}

fn read_all<W: Write>(mut input: impl BufRead, to: &Sender<Message>, answers: &Mutex<W>) {
    loop {
        let (id, code, what) = match read(&mut input) {
            Ok(Some(Frame::Message(message))) => match to.send(message) {
                Ok(()) => continue,
                Err(_) => return,
            },
            Ok(Some(Frame::Bad { id, code, what })) => (id, code, what),
            Ok(None) => return,
            // Where the next message starts is not known any more.
            Err(error) => {
                let what = error.to_string();
                let _ = answer(answers, Value::Null, ErrorCode::ParseError, &what);
                return;
            }
        };
        if answer(answers, id, code, &what).is_err() {
            return;
        }
    }
}

fn answer<W: Write>(to: &Mutex<W>, id: Value, code: ErrorCode, what: &str) -> io::Result<()> {
    write(to, json!({ "id": id, "error": { "code": code as i32, "message": what } }))
}

enum Frame {
    Message(Message),
    /// Something that is no message, with the id to answer to.
    Bad {
        id: Value,
        code: ErrorCode,
        what: String,
    },
}

/// The next message; `None` at the end of the stream.
fn read(input: &mut impl BufRead) -> io::Result<Option<Frame>> {
    let bad = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_string());
    let mut length = None;
    loop {
        let mut line = Vec::new();
        io::Read::take(&mut *input, MAX_HEADER).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        let line = std::str::from_utf8(&line).map_err(|_| bad("a header is not UTF-8"))?;
        let line = line.strip_suffix('\n').ok_or_else(|| bad("a header does not end"))?.trim();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(|| bad("a header without `:`"))?;
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse::<usize>().ok();
        }
    }
    let length = length.ok_or_else(|| bad("a message without a valid Content-Length"))?;
    if length > MAX_MESSAGE {
        return Err(bad("a message of more than 256 MiB"));
    }
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(&mut *input, length as u64), &mut bytes)?;
    if bytes.len() < length {
        return Ok(None);
    }
    Ok(Some(decode(&bytes)))
}

fn decode(bytes: &[u8]) -> Frame {
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => {
            let what = format!("the message is not JSON: {error}");
            return Frame::Bad { id: Value::Null, code: ErrorCode::ParseError, what };
        }
    };
    let id = value.get("id").cloned().filter(|id| id.is_string() || id.is_number());
    // Decoding takes an array for a structure, and anything with an id for a response.
    let (is_object, has_method) = (value.is_object(), value.get("method").is_some());
    let is_right = |m: &Message| is_object && has_method != matches!(m, Message::Response(_));
    match serde_json::from_value(value).ok().filter(is_right) {
        Some(message) => Frame::Message(message),
        None => Frame::Bad {
            id: id.unwrap_or(Value::Null),
            code: ErrorCode::InvalidRequest,
            what: "the message is neither a request, nor a notification, nor a response".into(),
        },
    }
}
