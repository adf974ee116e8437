//! The requests that are understood: one row each.

use lsp_server::{ErrorCode, Request};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CompletionOptions, OneOf, RenameOptions,
    SemanticTokensFullOptions, SemanticTokensOptions, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, request as lsp,
};
use serde_json::Value;
use terrace_passes::Language;

use crate::analysis::Analysis;
use crate::text::Encoding;
use crate::{actions, complete, format, hints, hover, navigate};

/// Why a request gets no result.
#[derive(Debug)]
pub struct Failure {
    /// The protocol's code.
    pub code: ErrorCode,
    /// For people.
    pub what: String,
}

impl Failure {
    /// The request makes no sense here.
    pub fn because(what: impl Into<String>) -> Failure {
        Failure { code: ErrorCode::RequestFailed, what: what.into() }
    }

    /// Nobody waits for it any more.
    pub fn cancelled() -> Failure {
        Failure { code: ErrorCode::RequestCanceled, what: "cancelled".into() }
    }

    /// A panic.
    pub fn ours() -> Failure {
        let what = "a mistake of the server; please report it with the document".into();
        Failure { code: ErrorCode::InternalError, what }
    }
}

/// What a handler is given.
pub struct Scene<'a> {
    /// What the server knows.
    pub language: &'a Language,
    /// The document.
    pub doc: &'a Analysis,
}

/// A request that is understood.
struct Row {
    method: &'static str,
    /// Whether it is about a document that has to be open.
    document: bool,
    /// Whether it may take longer than reading the document.
    slow: bool,
    /// Whether it is answered for a version that is no longer the newest.
    any_version: bool,
    answer: fn(&Language, Option<&Analysis>, Value) -> Result<Value, Failure>,
}

/// A row for a request about a document.
macro_rules! about_document {
    ($request:ty, $handler:path) => {
        Row {
            method: <$request as lsp::Request>::METHOD,
            document: true,
            slow: false,
            any_version: false,
            answer: |language, doc, params| {
                let params = decode::<<$request as lsp::Request>::Params>(params)?;
                let doc = doc.ok_or_else(|| Failure::because("the document cannot be read"))?;
                let scene = Scene { language, doc };
                let result: <$request as lsp::Request>::Result = $handler(&scene, params)?;
                encode(result)
            },
        }
    };
}

const ROWS: &[Row] = &[
    about_document!(lsp::HoverRequest, hover::hover),
    about_document!(lsp::GotoDefinition, navigate::definition),
    about_document!(lsp::References, navigate::references),
    about_document!(lsp::DocumentHighlightRequest, navigate::highlight),
    about_document!(lsp::PrepareRenameRequest, navigate::prepare_rename),
    about_document!(lsp::Rename, navigate::rename),
    about_document!(lsp::DocumentSymbolRequest, navigate::symbols),
    about_document!(lsp::FoldingRangeRequest, navigate::folds),
    Row { any_version: true, ..about_document!(lsp::Completion, complete::complete) },
    Row {
        method: <lsp::ResolveCompletionItem as lsp::Request>::METHOD,
        document: false,
        slow: false,
        any_version: true,
        answer: |language, _, params| encode(complete::resolve(language, decode(params)?)),
    },
    Row { slow: true, ..about_document!(lsp::Formatting, format::format) },
    about_document!(lsp::InlayHintRequest, hints::inlay),
    about_document!(lsp::SemanticTokensFullRequest, hints::tokens),
    about_document!(lsp::SemanticTokensRangeRequest, hints::tokens_in_range),
    about_document!(lsp::CodeActionRequest, actions::offer),
    Row { slow: true, ..about_document!(lsp::CodeActionResolveRequest, actions::resolve) },
];

fn row(method: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.method == method)
}

/// Whether there is such a request.
pub fn knows(method: &str) -> bool {
    row(method).is_some()
}

/// Whether it is about a document that has to be open.
pub fn needs_document(method: &str) -> bool {
    row(method).is_some_and(|row| row.document)
}

/// Whether it may take longer than reading the document.
pub fn is_slow(method: &str) -> bool {
    row(method).is_some_and(|row| row.slow)
}

/// Whether it is answered for a version that is no longer the newest.
pub fn wants_any_version(method: &str) -> bool {
    row(method).is_some_and(|row| row.any_version)
}

/// Answers a request.
pub fn answer(
    language: &Language,
    doc: Option<&Analysis>,
    request: Request,
) -> Result<Value, Failure> {
    match row(&request.method) {
        Some(row) => (row.answer)(language, doc, request.params),
        None => {
            let what = format!("no request is called `{}`", request.method);
            Err(Failure { code: ErrorCode::MethodNotFound, what })
        }
    }
}

fn decode<P: serde::de::DeserializeOwned>(params: Value) -> Result<P, Failure> {
    let bad = |error: serde_json::Error| Failure {
        code: ErrorCode::InvalidParams,
        what: error.to_string(),
    };
    serde_json::from_value(params).map_err(bad)
}

fn encode(result: impl serde::Serialize) -> Result<Value, Failure> {
    serde_json::to_value(result).map_err(|_| Failure::ours())
}

/// What the server can do.
pub fn capabilities(encoding: Encoding) -> ServerCapabilities {
    let sync = TextDocumentSyncCapability::Kind(TextDocumentSyncKind::INCREMENTAL);
    let triggers = [".", "%", "^", "@", "#", "!", "\""].map(String::from).to_vec();
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(sync),
        hover_provider: Some(true.into()),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(true.into()),
        document_formatting_provider: Some(OneOf::Left(true)),
        inlay_hint_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: Default::default(),
        })),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(triggers),
            resolve_provider: Some(true),
            ..CompletionOptions::default()
        }),
        semantic_tokens_provider: Some(
            SemanticTokensOptions {
                legend: hints::legend(),
                range: Some(true),
                full: Some(SemanticTokensFullOptions::Bool(true)),
                work_done_progress_options: Default::default(),
            }
            .into(),
        ),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, actions::RUN]),
                resolve_provider: Some(true),
                work_done_progress_options: Default::default(),
            }
            .into(),
        ),
        ..ServerCapabilities::default()
    }
}
