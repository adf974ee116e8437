//! Diagnostics, as the protocol has them.

use lsp_server::Notification;
use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
    PublishDiagnosticsParams, Uri,
};
use terrace_ir::Severity;

use crate::analysis::{Analysis, Problem};

/// The most that is shown of one document.
const MAX_SHOWN: usize = 1000;

/// What is wrong with a document.
pub fn problems(uri: &Uri, version: i32, analysis: &Analysis) -> Notification {
    let shown = analysis.problems.iter().take(MAX_SHOWN);
    let unmet = analysis.unmet.iter().map(|(range, message)| Diagnostic {
        range: analysis.text.range(range.clone()),
        severity: Some(DiagnosticSeverity::ERROR),
        source: Some(analysis.tool.into()),
        message: message.clone(),
        ..Diagnostic::default()
    });
    let all = shown.map(|p| diagnostic(uri, analysis, p)).chain(unmet);
    publish(uri, Some(version), all.collect())
}

/// That nothing is wrong with a document that is no longer open.
pub fn nothing(uri: &Uri) -> Notification {
    publish(uri, None, Vec::new())
}

fn publish(uri: &Uri, version: Option<i32>, diagnostics: Vec<Diagnostic>) -> Notification {
    let params = PublishDiagnosticsParams { uri: uri.clone(), diagnostics, version };
    Notification::new("textDocument/publishDiagnostics".into(), params)
}

/// One diagnostic.
pub fn diagnostic(uri: &Uri, analysis: &Analysis, problem: &Problem) -> Diagnostic {
    let diag = &problem.diag;
    let mut message = diag.message.clone();
    for note in &diag.notes {
        message.push_str("\nnote: ");
        message.push_str(note);
    }
    if let Some(fix) = &diag.fix {
        message.push_str(&format!("\ntry `{fix}`"));
    }
    let severity = match diag.severity {
        _ if problem.expected => DiagnosticSeverity::HINT,
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Remark => DiagnosticSeverity::INFORMATION,
    };
    let related = problem.labels.iter().map(|(range, text)| DiagnosticRelatedInformation {
        location: Location::new(uri.clone(), analysis.text.range(range.clone())),
        message: text.clone(),
    });
    Diagnostic {
        range: analysis.text.range(problem.range.clone()),
        severity: Some(severity),
        code: Some(NumberOrString::String(diag.code.id.into())),
        source: Some(analysis.tool.into()),
        message,
        related_information: Some(related.collect()).filter(|r: &Vec<_>| !r.is_empty()),
        ..Diagnostic::default()
    }
}
