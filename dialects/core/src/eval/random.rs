//! Seeded inputs.

use super::constant::buffer_value;
use super::dtype::Dtype;
use super::tensor::{Tensor, n_elems};
use super::value::Value;
use crate::context::Context;
use crate::entity::Type;
use crate::ty::DYNAMIC;

/// A stream of numbers determined by its seed (splitmix64).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of this seed.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A raw value of this type: floats uniform in -1 to 1, integers in -8 to 7 (unsigned ones and
    /// `index` in 0 to 7), wrapped to their type.
    pub fn raw(&mut self, dtype: Dtype) -> u64 {
        let bits = self.bits();
        match dtype {
            Dtype::Float(_) => {
                let unit = (bits >> 11) as f64 / (1u64 << 53) as f64;
                dtype.raw_of_f64(2.0 * unit - 1.0)
            }
            Dtype::Int(1) => bits & 1,
            Dtype::Int(_) => dtype.raw_of_i64((bits % 16) as i64 - 8),
            Dtype::UInt(_) | Dtype::Index => dtype.raw_of_i64((bits % 8) as i64),
        }
    }

    /// A tensor of such values; `None` where [`Tensor::zeros`] is.
    pub fn tensor(&mut self, dtype: Dtype, shape: &[i64]) -> Option<Tensor> {
        let mut tensor = Tensor::zeros(dtype, shape)?;
        for i in 0..tensor.len() {
            let raw = self.raw(dtype);
            tensor.set_raw(i, raw);
        }
        Some(tensor)
    }
}

/// The size given to dynamic dimensions.
pub const DYNAMIC_SIZE: i64 = 4;

/// Most elements that a random tensor gets.
const MAX_ELEMS: usize = 1 << 28;

/// One argument per type. Argument `i` depends on the seed, on `i` and on its own type alone; a
/// tensor and a memref of one shape get the same elements. `None` for types without random values.
pub fn random_args(cx: &Context, types: &[Type], seed: u64) -> Option<Vec<Value>> {
    let arg = |(i, &ty): (usize, &Type)| {
        let mut random = Random::new(seed.wrapping_add((i as u64 + 1).wrapping_mul(0x1234_5679)));
        random_value(cx, ty, &mut random)
    };
    types.iter().enumerate().map(arg).collect()
}

fn random_value(cx: &Context, ty: Type, random: &mut Random) -> Option<Value> {
    let dtype = Dtype::of(cx, ty)?;
    if !ty.is_shaped(cx) {
        let raw = random.raw(dtype);
        return Some(match dtype {
            Dtype::Float(_) => Value::Float(f64::from_bits(raw)),
            _ => Value::Int(raw as i64),
        });
    }
    let size = |d: &i64| if *d == DYNAMIC { DYNAMIC_SIZE } else { *d };
    let shape: Vec<i64> = ty.shape(cx)?.iter().map(size).collect();
    n_elems(&shape).filter(|n| *n <= MAX_ELEMS)?;
    let tensor = random.tensor(dtype, &shape)?;
    if !ty.is_memref(cx) {
        return Some(tensor.into());
    }
    buffer_value(cx, &tensor, ty)
}
