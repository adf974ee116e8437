//! Analyses: pure functions of a body, kept until the body changes.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use terrace_ir::{Body, Context};

/// A pure function of a body (children's bodies included).
pub trait Analysis: Send + Sync + 'static {
    /// Looks at the body.
    fn compute(cx: &Context, body: &Body) -> Self;
}

type Entry = (u64, Arc<dyn Any + Send + Sync>);

/// Results of analyses by body, each with the version of the body it was computed for.
#[derive(Default)]
pub(crate) struct AnalysisCache {
    entries: Mutex<HashMap<(u64, TypeId), Entry>>,
}

impl AnalysisCache {
    fn lock(&self) -> MutexGuard<'_, HashMap<(u64, TypeId), Entry>> {
        // Entries are inserted whole, so a panic elsewhere leaves the map sound.
        self.entries.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub fn get<A: Analysis>(&self, cx: &Context, body: &Body) -> Arc<A> {
        let (key, version) = ((body.id(), TypeId::of::<A>()), body.version());
        let hit = self.lock().get(&key).filter(|(v, _)| *v == version).map(|(_, a)| a.clone());
        if let Some(known) = hit.and_then(|a| a.downcast::<A>().ok()) {
            return known;
        }
        // Computed without the lock: other bodies' analyses go on meanwhile.
        let fresh = Arc::new(A::compute(cx, body));
        self.lock().insert(key, (version, fresh.clone()));
        fresh
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use terrace_ir::{Loc, ROOT};

    use super::*;

    static N_COMPUTED: AtomicUsize = AtomicUsize::new(0);

    struct OpCount(usize);

    impl Analysis for OpCount {
        fn compute(_: &Context, body: &Body) -> Self {
            N_COMPUTED.fetch_add(1, Ordering::Relaxed);
            OpCount(body.ops_below(ROOT).len())
        }
    }

    #[test]
    fn computes_again_only_after_a_change() {
        let cx = Context::new();
        let mut body = Body::new(&cx, cx.op_name("builtin.module"), Loc::UNKNOWN, 1);
        let block = body.new_block(body.regions(ROOT)[0], &[]);
        let cache = AnalysisCache::default();
        assert_eq!(cache.get::<OpCount>(&cx, &body).0, 1);
        assert_eq!(cache.get::<OpCount>(&cx, &body).0, 1);
        assert_eq!(N_COMPUTED.load(Ordering::Relaxed), 1);
        let mut rw = terrace_ir::Rewriter::new(&cx, &mut body);
        rw.at_end(block).build("toy.op").done();
        assert_eq!(cache.get::<OpCount>(&cx, &body).0, 2);
        assert_eq!(N_COMPUTED.load(Ordering::Relaxed), 2);
        // A copy is another body: it may diverge under the same change count.
        assert_eq!(cache.get::<OpCount>(&cx, &body.clone()).0, 2);
        assert_eq!(N_COMPUTED.load(Ordering::Relaxed), 3);
    }
}
