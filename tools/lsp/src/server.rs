//! The server: its life, the documents that are open, and who does what when.
//!
//! One thread takes messages: it makes edits, notes cancellations and hands requests on. A second
//! reads documents and answers. A third does what may take long: passes.

#![allow(clippy::mutable_key_type)] // A `Uri` compares as its text, which never changes.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    InitializeParams, InitializeResult, ServerInfo, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::analysis::Analysis;
use crate::requests::{self, Failure, capabilities};
use crate::text::{Encoding, Text};
use terrace_passes::Language;

use crate::{Server, publish};

/// How long a document rests after an edit before it is read, at least.
const REST: Duration = Duration::from_millis(30);

/// How long it rests at most, however long reading it takes.
const MAX_REST: Duration = Duration::from_secs(2);

/// Documents that are longer are not read, in bytes.
const MAX_DOCUMENT: usize = 256 << 20;

/// The stack of threads that parse, verify and run passes.
const STACK: usize = 64 << 20;

/// A document at one moment.
#[derive(Clone)]
struct Snapshot {
    version: i32,
    text: Text,
}

/// What threads share.
struct Shared {
    name: &'static str,
    language: Language,
    encoding: Encoding,
    client: Sender<Message>,
    /// The newest version of each document that is open.
    newest: Mutex<HashMap<Uri, i32>>,
    /// Requests not yet answered; whether they were cancelled.
    open: Mutex<HashMap<RequestId, bool>>,
    /// How long each document took to be read the last time.
    cost: Mutex<HashMap<Uri, Duration>>,
}

enum Job {
    /// Read a document and say what is wrong with it.
    Check(Uri, Snapshot),
    /// Answer a request, about a document if it names one that is open.
    Answer(Request, Option<(Uri, Snapshot)>),
    /// Forget a document.
    Forget(Uri),
}

type Slow = (Request, Arc<Analysis>);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing is left half-done under these locks.
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Serves one client until it says goodbye.
///
/// # Errors
/// A client that breaks the order of the protocol's beginning or end.
pub fn serve(server: Server, connection: Connection) -> Result<(), String> {
    let Some((id, params)) = initialize(&connection)? else { return Ok(()) };
    let general = params.capabilities.general.as_ref();
    let encoding = Encoding::choose(general.and_then(|g| g.position_encodings.as_deref()));
    let (name, version) = (server.name.into(), Some(server.version.into()));
    let result = InitializeResult {
        capabilities: capabilities(encoding),
        server_info: Some(ServerInfo { name, version }),
    };
    let answered = connection.sender.send(Response::new_ok(id, result).into());
    answered.map_err(|_| "the client is gone".to_string())?;
    let shared = Arc::new(Shared {
        name: server.name,
        language: server.language,
        encoding,
        client: connection.sender.clone(),
        newest: Mutex::default(),
        open: Mutex::default(),
        cost: Mutex::default(),
    });
    let (jobs, todo) = unbounded();
    let (slow, slow_todo) = unbounded();
    let reader = spawn("reader", &shared, move |shared| read_and_answer(shared, &todo, &slow))?;
    let runner = spawn("runner", &shared, move |shared| run_slow(shared, &slow_todo))?;
    let result = Desk { shared: &shared, jobs, documents: HashMap::new(), due: HashMap::new() }
        .attend(&connection);
    // The desk's end of the queue is closed: the others finish what they have.
    let joined = reader.join().and_then(|()| runner.join());
    result.and(joined.map_err(|_| "a thread of the server failed".into()))
}

fn spawn(
    name: &str,
    shared: &Arc<Shared>,
    work: impl FnOnce(&Shared) + Send + 'static,
) -> Result<std::thread::JoinHandle<()>, String> {
    let shared = Arc::clone(shared);
    let thread = std::thread::Builder::new().name(name.into()).stack_size(STACK);
    thread.spawn(move || work(&shared)).map_err(|error| format!("cannot start a thread: {error}"))
}

/// Waits for the client's first request; `None` for a client that leaves before it.
fn initialize(connection: &Connection) -> Result<Option<(RequestId, InitializeParams)>, String> {
    let refuse = |id, code: ErrorCode, what: String| {
        let answer = Response::new_err(id, code as i32, what);
        connection.sender.send(answer.into()).map_err(|_| "the client is gone".to_string())
    };
    for message in &connection.receiver {
        match message {
            Message::Request(request) if request.method == "initialize" => {
                match serde_json::from_value::<InitializeParams>(request.params) {
                    Ok(params) => return Ok(Some((request.id, params))),
                    Err(error) => {
                        refuse(request.id, ErrorCode::InvalidParams, error.to_string())?;
                    }
                }
            }
            Message::Request(request) => {
                let what = format!("`{}` before `initialize`", request.method);
                refuse(request.id, ErrorCode::ServerNotInitialized, what)?;
            }
            Message::Notification(n) if n.method == "exit" => return Ok(None),
            Message::Notification(_) | Message::Response(_) => {}
        }
    }
    Ok(None)
}

/// The thread that takes messages.
struct Desk<'a> {
    shared: &'a Shared,
    jobs: Sender<Job>,
    documents: HashMap<Uri, Snapshot>,
    /// When documents that were edited are to be read.
    due: HashMap<Uri, Instant>,
}

impl Desk<'_> {
    fn attend(mut self, connection: &Connection) -> Result<(), String> {
        let mut leaving = false;
        loop {
            let next = match self.due.values().min() {
                Some(&due) => connection.receiver.recv_deadline(due),
                None => connection.receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match next {
                Err(RecvTimeoutError::Timeout) => self.check_due(),
                Err(RecvTimeoutError::Disconnected) if leaving => return Ok(()),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err("the client ended without `shutdown`".into());
                }
                Ok(Message::Notification(n)) if n.method == "exit" => {
                    let early = "the client sent `exit` without `shutdown`".to_string();
                    return if leaving { Ok(()) } else { Err(early) };
                }
                Ok(Message::Request(request)) if leaving => {
                    let what = format!("`{}` after `shutdown`", request.method);
                    self.shared.refuse(request.id, ErrorCode::InvalidRequest, what);
                }
                Ok(Message::Request(request)) if request.method == "shutdown" => {
                    leaving = true;
                    self.shared.send(Response::new_ok(request.id, Value::Null));
                }
                Ok(Message::Request(request)) => self.request(request),
                Ok(Message::Notification(notification)) => self.notification(notification),
                // Answers to what was never asked.
                Ok(Message::Response(_)) => {}
            }
        }
    }

    fn request(&mut self, request: Request) {
        if !requests::knows(&request.method) {
            let what = format!("no request is called `{}`", request.method);
            return self.shared.refuse(request.id, ErrorCode::MethodNotFound, what);
        }
        lock(&self.shared.open).insert(request.id.clone(), false);
        let params = &request.params;
        let places = [&params["textDocument"]["uri"], &params["data"]["uri"]];
        let uri = places.iter().find_map(|uri| uri.as_str()?.parse::<Uri>().ok());
        let document = uri.and_then(|uri| Some((uri.clone(), self.documents.get(&uri)?.clone())));
        // The other end lives as long as this one.
        let _ = self.jobs.send(Job::Answer(request, document));
    }

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        let done = match method.as_str() {
            "textDocument/didOpen" => decode(params).map(|p| self.open(p)),
            "textDocument/didChange" => decode(params).and_then(|p| self.change(p)),
            "textDocument/didClose" => decode(params).map(|p| self.close(p)),
            "$/cancelRequest" => decode(params).map(|p| self.cancel(p)),
            _ => Ok(()),
        };
        if let Err(error) = done {
            self.shared.log(&format!("{method}: {error}"));
        }
    }

    fn open(&mut self, params: DidOpenTextDocumentParams) {
        let item = params.text_document;
        let text = Text::new(&item.text, self.shared.encoding);
        self.put(item.uri, Snapshot { version: item.version, text });
    }

    fn change(&mut self, params: DidChangeTextDocumentParams) -> Result<(), String> {
        let uri = params.text_document.uri;
        let Some(old) = self.documents.get(&uri) else {
            return Err(format!("`{}` is not open", uri.as_str()));
        };
        let mut text = old.text.clone();
        params.content_changes.iter().try_for_each(|change| text.change(change))?;
        self.put(uri, Snapshot { version: params.text_document.version, text });
        Ok(())
    }

    fn put(&mut self, uri: Uri, snapshot: Snapshot) {
        lock(&self.shared.newest).insert(uri.clone(), snapshot.version);
        let cost = lock(&self.shared.cost).get(&uri).copied().unwrap_or_default();
        let rest = (cost * 2).clamp(REST, MAX_REST);
        self.due.insert(uri.clone(), Instant::now() + rest);
        self.documents.insert(uri, snapshot);
    }

    fn close(&mut self, params: DidCloseTextDocumentParams) {
        let uri = params.text_document.uri;
        self.documents.remove(&uri);
        self.due.remove(&uri);
        lock(&self.shared.newest).remove(&uri);
        lock(&self.shared.cost).remove(&uri);
        let _ = self.jobs.send(Job::Forget(uri));
    }

    fn cancel(&mut self, params: lsp_types::CancelParams) {
        let id = match params.id {
            lsp_types::NumberOrString::Number(n) => RequestId::from(n),
            lsp_types::NumberOrString::String(s) => RequestId::from(s),
        };
        if let Some(cancelled) = lock(&self.shared.open).get_mut(&id) {
            *cancelled = true;
        }
    }

    fn check_due(&mut self) {
        let now = Instant::now();
        let due: Vec<Uri> = self.due.extract_if(|_, due| *due <= now).map(|(uri, _)| uri).collect();
        for uri in due {
            if let Some(snapshot) = self.documents.get(&uri) {
                let _ = self.jobs.send(Job::Check(uri, snapshot.clone()));
            }
        }
    }
}

fn decode<P: DeserializeOwned>(params: Value) -> Result<P, String> {
    serde_json::from_value(params).map_err(|error| error.to_string())
}

impl Shared {
    fn send(&self, message: impl Into<Message>) {
        // A client that is gone needs no answer.
        let _ = self.client.send(message.into());
    }

    fn refuse(&self, id: RequestId, code: ErrorCode, what: String) {
        self.send(Response::new_err(id, code as i32, what));
    }

    fn log(&self, what: &str) {
        let params = json!({ "type": 2, "message": what });
        self.send(Notification::new("window/logMessage".into(), params));
    }

    fn is_newest(&self, uri: &Uri, version: i32) -> bool {
        lock(&self.newest).get(uri) == Some(&version)
    }

    fn is_cancelled(&self, id: &RequestId) -> bool {
        lock(&self.open).get(id).copied().unwrap_or(false)
    }

    /// Answers; whatever panics is our mistake and not the end of the server.
    fn answer(&self, request: Request, analysis: Option<&Analysis>) {
        let id = request.id.clone();
        let result = if self.is_cancelled(&id) {
            Err(Failure::cancelled())
        } else {
            let work = || requests::answer(&self.language, analysis, request);
            catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Failure::ours()))
        };
        let cancelled = lock(&self.open).remove(&id).unwrap_or(false);
        let result = if cancelled { Err(Failure::cancelled()) } else { result };
        match result {
            Ok(value) => self.send(Response::new_ok(id, value)),
            Err(failure) => self.refuse(id, failure.code, failure.what),
        }
    }
}

/// The thread that reads documents.
fn read_and_answer(shared: &Shared, todo: &Receiver<Job>, slow: &Sender<Slow>) {
    let mut known: HashMap<Uri, (i32, Arc<Analysis>)> = HashMap::new();
    for job in todo {
        match job {
            Job::Forget(uri) => {
                known.remove(&uri);
                shared.send(publish::nothing(&uri));
            }
            Job::Check(uri, snapshot) => {
                if shared.is_newest(&uri, snapshot.version) {
                    read(shared, &mut known, &uri, snapshot);
                }
            }
            Job::Answer(request, None) if requests::needs_document(&request.method) => {
                lock(&shared.open).remove(&request.id);
                let what = "the document is not open".to_string();
                shared.refuse(request.id, ErrorCode::InvalidParams, what);
            }
            Job::Answer(request, None) => shared.answer(request, None),
            Job::Answer(request, Some((uri, snapshot))) => {
                // Reading every version that somebody types through would never catch up.
                let outdated = !shared.is_newest(&uri, snapshot.version);
                if outdated && !requests::wants_any_version(&request.method) {
                    lock(&shared.open).remove(&request.id);
                    let what = "the document has changed".to_string();
                    shared.refuse(request.id, ErrorCode::ContentModified, what);
                    continue;
                }
                let analysis = read(shared, &mut known, &uri, snapshot);
                match analysis {
                    None => shared.answer(request, None),
                    Some(analysis) if requests::is_slow(&request.method) => {
                        let _ = slow.send((request, analysis));
                    }
                    Some(analysis) => shared.answer(request, Some(&analysis)),
                }
            }
        }
    }
}

fn run_slow(shared: &Shared, todo: &Receiver<Slow>) {
    for (request, analysis) in todo {
        shared.answer(request, Some(&analysis));
    }
}

/// The reading of a document; made and published if there is none of this version. `None` for a
/// document that cannot be read.
fn read(
    shared: &Shared,
    known: &mut HashMap<Uri, (i32, Arc<Analysis>)>,
    uri: &Uri,
    snapshot: Snapshot,
) -> Option<Arc<Analysis>> {
    let Snapshot { version, text } = snapshot;
    if let Some((_, analysis)) = known.get(uri).filter(|(v, _)| *v == version) {
        return Some(Arc::clone(analysis));
    }
    if text.len() > MAX_DOCUMENT {
        shared.log(&format!("`{}` is too long to be read", uri.as_str()));
        return None;
    }
    let start = Instant::now();
    let work = || Analysis::new(shared.name, shared.language.context(), text);
    let Ok(analysis) = catch_unwind(AssertUnwindSafe(work)) else {
        let what = "made the parser or the verifier panic; please report it";
        shared.log(&format!("`{}` {what}", uri.as_str()));
        return None;
    };
    lock(&shared.cost).insert(uri.clone(), start.elapsed());
    shared.send(publish::problems(uri, version, &analysis));
    let analysis = Arc::new(analysis);
    known.insert(uri.clone(), (version, Arc::clone(&analysis)));
    Some(analysis)
}
