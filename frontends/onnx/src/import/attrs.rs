//! Reading a node's attributes.
use super::node::NodeCx;
use crate::graph::AttrValue;
use crate::problem::{ONNX102, ONNX103};
use crate::tensor::Tensor;

/// Attributes: the outer option is none after a complaint, the inner one where it is not given.
impl NodeCx<'_, '_> {
    fn attr<T>(
        &mut self,
        name: &'static str,
        kind: &str,
        read: impl Fn(&AttrValue) -> Option<T>,
    ) -> Option<Option<T>> {
        self.seen.push(name);
        let Some(given) = self.node.attribute(name) else { return Some(None) };
        // A reference to an attribute that the calling node does not give counts as not given.
        let Some(value) = self.im.resolve(given) else { return Some(None) };
        match read(value) {
            Some(value) => Some(Some(value)),
            None => {
                let message = format!("attribute `{name}` must be {kind}, got {}", value.kind());
                self.fail(ONNX103, message)
            }
        }
    }

    pub fn opt_int(&mut self, name: &'static str) -> Option<Option<i64>> {
        self.attr(name, "an int", |value| match value {
            AttrValue::Int(int) => Some(*int),
            _ => None,
        })
    }

    pub fn int(&mut self, name: &'static str, default: i64) -> Option<i64> {
        Some(self.opt_int(name)?.unwrap_or(default))
    }

    /// An int that means a bool.
    pub fn flag(&mut self, name: &'static str, default: bool) -> Option<bool> {
        Some(self.int(name, default.into())? != 0)
    }

    pub fn opt_float(&mut self, name: &'static str) -> Option<Option<f32>> {
        self.attr(name, "a float", |value| match value {
            AttrValue::Float(float) => Some(*float),
            _ => None,
        })
    }

    pub fn float_attr(&mut self, name: &'static str, default: f32) -> Option<f64> {
        Some(f64::from(self.opt_float(name)?.unwrap_or(default)))
    }

    pub fn ints(&mut self, name: &'static str) -> Option<Option<Vec<i64>>> {
        self.attr(name, "a list of ints", |value| match value {
            AttrValue::Ints(ints) => Some(ints.clone()),
            _ => None,
        })
    }

    pub fn floats(&mut self, name: &'static str) -> Option<Option<Vec<f32>>> {
        self.attr(name, "a list of floats", |value| match value {
            AttrValue::Floats(floats) => Some(floats.clone()),
            _ => None,
        })
    }

    pub fn tensor(&mut self, name: &'static str) -> Option<Option<Tensor>> {
        self.attr(name, "a tensor", |value| match value {
            AttrValue::Tensor(tensor) => Some(tensor.clone()),
            _ => None,
        })
    }

    /// One of a few words; the position in `words`, the first being the default.
    pub fn word<T: Copy>(&mut self, name: &'static str, words: &[(&str, T)]) -> Option<T> {
        let given = self.attr(name, "a string", |value| match value {
            AttrValue::String(bytes) => Some(bytes.clone()),
            _ => None,
        })?;
        let Some(given) = given else { return words.first().map(|(_, value)| *value) };
        match words.iter().find(|(word, _)| word.as_bytes() == given) {
            Some((_, value)) => Some(*value),
            None => {
                let given = String::from_utf8_lossy(&given).into_owned();
                self.fail(ONNX102, format!("attribute `{name}` = `{given}` is not supported"))
            }
        }
    }

    /// An attribute that changes nothing here.
    pub fn ignore(&mut self, name: &'static str) {
        self.seen.push(name);
    }
}
