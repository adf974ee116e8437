//! What upstream says: its diagnostics, kept until they can be told at our locations.

use std::ffi::c_void;
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

use mlir_sys::*;
use terrace_ir::{Diag, Diags, Loc, Severity};

use crate::Bridge;
use crate::raw::{Owner, c, printed};
use terrace_upstream::codes::MLIR004;

/// A diagnostic of upstream's.
pub(crate) struct Said {
    severity: Severity,
    loc: MlirLocation,
    pub text: String,
    notes: Vec<(MlirLocation, String)>,
}

/// Collects what a context says for as long as it lives.
pub(crate) struct Listener {
    owner: Rc<Owner>,
    id: MlirDiagnosticHandlerID,
    // The handler holds its address.
    said: Box<Mutex<Vec<Said>>>,
}

impl Listener {
    pub fn new(owner: Rc<Owner>) -> Listener {
        let said = Box::new(Mutex::new(Vec::new()));
        let to = std::ptr::from_ref::<Mutex<Vec<Said>>>(&said).cast_mut().cast();
        let id = c!(mlirContextAttachDiagnosticHandler(owner.0, Some(hear), to, None));
        Listener { owner, id, said }
    }

    /// What was said since the last call.
    pub fn take(&self) -> Vec<Said> {
        std::mem::take(&mut *self.said.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        c!(mlirContextDetachDiagnosticHandler(self.owner.0, self.id));
    }
}

extern "C" fn hear(diagnostic: MlirDiagnostic, to: *mut c_void) -> MlirLogicalResult {
    // SAFETY: `to` is the mutex of the listener, which detaches this before it goes.
    let said = unsafe { &*to.cast::<Mutex<Vec<Said>>>() };
    let one = |d: MlirDiagnostic| {
        let text = printed(|append, out| c!(mlirDiagnosticPrint(d, append, out)));
        (c!(mlirDiagnosticGetLocation(d)), text)
    };
    #[allow(non_upper_case_globals)]
    let severity = match c!(mlirDiagnosticGetSeverity(diagnostic)) {
        MlirDiagnosticSeverity_MlirDiagnosticError => Severity::Error,
        MlirDiagnosticSeverity_MlirDiagnosticWarning => Severity::Warning,
        _ => Severity::Remark,
    };
    let n_notes = c!(mlirDiagnosticGetNumNotes(diagnostic));
    let notes = (0..n_notes).map(|i| one(c!(mlirDiagnosticGetNote(diagnostic, i)))).collect();
    let (loc, text) = one(diagnostic);
    let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
    said.push(Said { severity, loc, text, notes });
    // It is dealt with.
    MlirLogicalResult { value: 1 }
}

impl Bridge<'_> {
    /// Tells what upstream said, with this code.
    pub(crate) fn tell(&mut self, diags: &mut Diags) {
        for said in self.listener.take() {
            let loc = self.import_loc(said.loc);
            let text = said.text.trim_end();
            let mut diag = match said.severity {
                Severity::Error => Diag::error(&MLIR004, loc, &[&text]),
                Severity::Warning => Diag::warning(&MLIR004, loc, &[&text]),
                Severity::Remark => Diag::remark(&MLIR004, loc, &[&text]),
            };
            for (loc, note) in said.notes {
                let at = self.import_loc(loc);
                let same = at == diag.loc || at == Loc::UNKNOWN;
                diag = if same { diag.note(note) } else { diag.label(at, note) };
            }
            diags.push(diag);
        }
    }

    /// The first of what upstream said about something that it could not read; forgets the rest.
    pub(crate) fn complaint(&self) -> Option<String> {
        self.listener.take().into_iter().next().map(|said| said.text)
    }
}
