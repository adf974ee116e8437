//! Values of a body and their uses.

use super::*;

/// Values.
impl Body {
    /// The value's type.
    #[inline]
    pub fn ty(&self, value: ValueId) -> Type {
        self.values[value.idx()].ty
    }

    /// Changes the value's type.
    pub fn set_ty(&mut self, value: ValueId, ty: Type) {
        self.values[value.idx()].ty = ty;
        let op = match self.def(value) {
            ValueDef::Result(op, _) => op,
            ValueDef::Arg(block, _) => self.owner_of_block(block),
        };
        self.touch(op);
        let users: Vec<OpId> = self.uses(value).map(|(op, _)| op).collect();
        for user in users {
            self.touch(user);
        }
    }

    /// What defines the value.
    #[inline]
    pub fn def(&self, value: ValueId) -> ValueDef {
        let ValueData { def, position, .. } = self.values[value.idx()];
        match position & ARG {
            0 => ValueDef::Result(OpId(def), position as usize),
            _ => ValueDef::Arg(BlockId(def), (position & !ARG) as usize),
        }
    }

    /// The operation whose result this is.
    #[inline]
    pub fn def_op(&self, value: ValueId) -> Option<OpId> {
        if let ValueDef::Result(op, _) = self.def(value) { Some(op) } else { None }
    }

    /// The block the value is defined in: its argument's, or its operation's.
    pub fn def_block(&self, value: ValueId) -> Option<BlockId> {
        match self.def(value) {
            ValueDef::Result(op, _) => self.block_of(op),
            ValueDef::Arg(block, _) => Some(block),
        }
    }

    /// Each use as (user, operand position); the latest use first.
    pub fn uses(&self, value: ValueId) -> impl Iterator<Item = (OpId, usize)> + '_ {
        let mut at = self.values[value.idx()].first_use;
        std::iter::from_fn(move || {
            let u = *self.uses.get(at as usize)?;
            let position = at - self.ops[u.owner.idx()].first_operand;
            at = u.next;
            Some((u.owner, position as usize))
        })
    }

    /// Whether anything uses the value.
    #[inline]
    pub fn has_uses(&self, value: ValueId) -> bool {
        self.values[value.idx()].first_use != NO_USE
    }

    /// Whether exactly one operand uses the value.
    pub fn has_one_use(&self, value: ValueId) -> bool {
        let first = self.values[value.idx()].first_use;
        first != NO_USE && self.uses[first as usize].next == NO_USE
    }

    /// Makes every user of `old` use `new`.
    pub fn replace_all_uses(&mut self, old: ValueId, new: ValueId) {
        if old == new {
            return;
        }
        loop {
            let u = self.values[old.idx()].first_use;
            if u == NO_USE {
                return;
            }
            self.unlink_use(u);
            self.uses[u as usize].value = new;
            self.link_use(u);
            let owner = self.uses[u as usize].owner;
            self.touch(owner);
        }
    }

    /// The name the value had in its source, without `%`.
    pub fn value_name(&self, value: ValueId) -> Option<Sym> {
        self.names.get(value.idx()).copied().and_then(Sym::get)
    }

    /// Names a value; names need not be unique, the printer makes them so.
    pub fn set_value_name(&mut self, value: ValueId, name: Sym) {
        if self.names.len() <= value.idx() {
            self.names.resize(self.values.len(), Sym::NONE);
        }
        self.names[value.idx()] = name;
    }
}
