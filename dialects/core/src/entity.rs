//! The `u32` handles of the IR: what they are and how they print.
//!
//! A handle is an index into an arena. Handles of the context (`Type`, `Attr`, `Loc`, `Sym`,
//! `OpName`) are valid for every body of that context. Handles of a body (`OpId`, `ValueId`,
//! `BlockId`, `RegionId`) are valid in that body alone.

/// Defines a `u32` handle with a reserved "none" value.
macro_rules! handle {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// The reserved value that stands for "no such thing".
            pub const NONE: $name = $name(u32::MAX);

            /// The handle for arena position `idx`.
            #[inline]
            pub const fn from_idx(idx: usize) -> Self {
                $name(idx as u32)
            }

            /// The arena position.
            #[inline]
            pub const fn idx(self) -> usize {
                self.0 as usize
            }

            /// Whether this is [`Self::NONE`].
            #[inline]
            pub const fn is_none(self) -> bool {
                self.0 == u32::MAX
            }

            /// `None` for [`Self::NONE`], otherwise the handle itself.
            #[inline]
            pub const fn get(self) -> Option<Self> {
                if self.is_none() { None } else { Some(self) }
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                if self.is_none() {
                    write!(f, concat!($prefix, "<none>"))
                } else {
                    write!(f, concat!($prefix, "{}"), self.0)
                }
            }
        }
    };
}

handle!(
    /// An operation of one [`Body`](crate::Body).
    OpId, "op"
);
handle!(
    /// An SSA value (op result or block argument) of one [`Body`](crate::Body).
    ValueId, "v"
);
handle!(
    /// A block of one [`Body`](crate::Body).
    BlockId, "bb"
);
handle!(
    /// A region of one [`Body`](crate::Body).
    RegionId, "r"
);
handle!(
    /// An interned type.
    Type, "ty"
);
handle!(
    /// An attribute: interned, or immediate for small integers, bools, unit and types.
    Attr, "attr"
);
handle!(
    /// An interned source location.
    Loc, "loc"
);
handle!(
    /// An interned string.
    Sym, "sym"
);
handle!(
    /// An interned operation name together with what is registered about it.
    OpName, "name"
);
