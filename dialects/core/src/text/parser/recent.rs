//! Types read a moment ago, by their text: the same few are written again and again.

use super::base::AttrParser;
use crate::diag::Reported;
use crate::entity::Type;

const N_RECENT: usize = 8;
/// Longer ones are seldom the same, and comparing them takes longer.
const MAX_LEN: u32 = 64;

/// A type, and what reading it counts for.
#[derive(Clone, Copy)]
struct Recent<'a> {
    text: &'a str,
    ty: Type,
    n_nodes: u32,
    depth: u32,
}

/// The latest types that are more than a word.
#[derive(Default)]
pub(super) struct RecentTypes<'a> {
    types: Vec<Recent<'a>>,
    /// Which one the next replaces.
    oldest: usize,
}

impl<'a> AttrParser<'a> {
    /// A type that starts with the current word and ends with `>`, by `read` if it is not one of
    /// the latest.
    pub(super) fn bracketed_type(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Type, Reported>,
    ) -> Result<Type, Reported> {
        let start = self.tok.start as usize;
        let rest = self.lex.src().get(start..).unwrap_or("").as_bytes();
        let known = self.recent_types.types.iter().find(|r| rest.starts_with(r.text.as_bytes()));
        // Where marks are wanted, those inside the type are, too.
        let known = known.filter(|_| self.marks.is_none());
        if let Some(&Recent { text, ty, n_nodes, depth }) = known
            && self.depth + depth <= super::MAX_DEPTH
        {
            self.n_nodes += u64::from(n_nodes);
            self.deepest = self.deepest.max(self.depth + depth);
            self.last_end = (start + text.len()) as u32;
            self.split_at(self.last_end);
            return Ok(ty);
        }
        let (deepest, n_before) = (self.deepest, self.n_nodes);
        self.deepest = self.depth;
        let ty = self.nested(read)?;
        let depth = self.deepest - self.depth;
        self.deepest = self.deepest.max(deepest);
        self.remember(start as u32, ty, self.n_nodes - n_before, depth);
        Ok(ty)
    }

    fn remember(&mut self, start: u32, ty: Type, n_nodes: u64, depth: u32) {
        let text = self.lex.src().get(start as usize..self.last_end as usize).unwrap_or("");
        let (Ok(n_nodes), true) = (u32::try_from(n_nodes), self.last_end - start <= MAX_LEN) else {
            return;
        };
        let recent = Recent { text, ty, n_nodes, depth };
        let RecentTypes { types, oldest } = &mut self.recent_types;
        if types.len() < N_RECENT {
            types.push(recent);
        } else {
            types[*oldest] = recent;
            *oldest = (*oldest + 1) % N_RECENT;
        }
    }
}
