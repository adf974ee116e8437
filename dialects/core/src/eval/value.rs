//! Values of the interpreter.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::buffer::MemRef;
use super::tensor::Tensor;

/// A function of the machine's program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FuncId(pub(super) u32);

/// A value between operations and at the machine's edge.
#[derive(Clone, Default)]
pub enum Value {
    /// `none`, and what a slot holds before it is set.
    #[default]
    Unit,
    /// An integer or index: sign-extended, `uiN` zero-extended, `i1` 0 or 1.
    Int(i64),
    /// A float, as the `f64` of the same value.
    Float(f64),
    /// A tensor or a vector. Copied on write.
    Tensor(Arc<Tensor>),
    /// A memref.
    MemRef(Arc<MemRef>),
    /// A function.
    Func(FuncId),
    /// Several values.
    Tuple(Arc<[Value]>),
    /// A value of a dialect's own type.
    Other(Arc<dyn Any + Send + Sync>),
}

impl Value {
    /// The integer this is.
    pub fn as_int(&self) -> Option<i64> {
        if let Value::Int(v) = self { Some(*v) } else { None }
    }

    /// The float this is.
    pub fn as_float(&self) -> Option<f64> {
        if let Value::Float(v) = self { Some(*v) } else { None }
    }

    /// The tensor or vector this is.
    pub fn as_tensor(&self) -> Option<&Tensor> {
        if let Value::Tensor(t) = self { Some(t) } else { None }
    }

    /// The memref this is.
    pub fn as_memref(&self) -> Option<&MemRef> {
        if let Value::MemRef(m) = self { Some(m) } else { None }
    }

    /// The dialect value of this type.
    pub fn as_other<T: Any>(&self) -> Option<&T> {
        if let Value::Other(o) = self { o.downcast_ref() } else { None }
    }

    /// What kind of value this is, in a word.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Value::Unit => "nothing",
            Value::Int(_) => "an integer",
            Value::Float(_) => "a float",
            Value::Tensor(_) => "a tensor",
            Value::MemRef(_) => "a memref",
            Value::Func(_) => "a function",
            Value::Tuple(_) => "a tuple",
            Value::Other(_) => "a dialect's value",
        }
    }
}

impl From<Tensor> for Value {
    fn from(t: Tensor) -> Value {
        Value::Tensor(Arc::new(t))
    }
}

impl From<MemRef> for Value {
    fn from(m: MemRef) -> Value {
        Value::MemRef(Arc::new(m))
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Unit => write!(f, "()"),
            Value::Int(v) => write!(f, "{v}"),
            Value::Float(v) => write!(f, "{v:?}"),
            Value::Tensor(t) => {
                let dims: Vec<String> = t.shape().iter().map(|d| format!("{d}x")).collect();
                write!(f, "{}{} ", dims.concat(), t.dtype())?;
                let shown = t.len().min(64);
                let mut list = f.debug_list();
                for i in 0..shown {
                    match t.dtype().is_float() {
                        true => list.entry(&f64::from_bits(t.raw(i))),
                        false => list.entry(&(t.raw(i) as i64)),
                    };
                }
                list.finish()?;
                if t.len() > shown { write!(f, " and {} more", t.len() - shown) } else { Ok(()) }
            }
            Value::MemRef(m) => {
                write!(f, "memref {:?} {} in buffer {}", m.sizes, m.dtype, m.buffer.id())
            }
            Value::Func(id) => write!(f, "function {}", id.0),
            Value::Tuple(items) => f.debug_list().entries(items.iter()).finish(),
            Value::Other(_) => write!(f, "<dialect value>"),
        }
    }
}
