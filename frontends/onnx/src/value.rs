//! Declared types of values.
use crate::dtype::{DType, describe_number};
use crate::problem::{ONNX012, Place, Problems};
use crate::proto::tensor_shape_proto::dimension::Value as DimValue;
use crate::proto::type_proto::Value as TypeValue;
use crate::proto::{TensorShapeProto, TypeProto, ValueInfoProto};
use crate::tensor::MAX_RANK;

/// One size of a declared shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dim {
    Known(u64),
    /// `dim_param`: equal symbols are equal sizes throughout the model.
    Symbol(String),
    Unknown,
}

/// A declared type. A claim: inference may know better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueType {
    Tensor {
        dtype: DType,
        /// None when not even the rank is declared.
        shape: Option<Vec<Dim>>,
    },
    /// What has no [`Tensor`](Self::Tensor) form here, in words: `tensor(string)`, `sequence`, ...
    Other(String),
    /// Nothing declared.
    Unknown,
}

/// A name with its declared type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueInfo {
    pub name: String,
    pub ty: ValueType,
}

impl ValueInfo {
    /// # Errors
    /// - `ONNX012` a negative size
    pub(crate) fn from_proto(proto: &ValueInfoProto, problems: &mut Problems) -> Self {
        let name = proto.name().to_owned();
        let ty = match &proto.r#type {
            Some(ty) => ValueType::from_proto(ty, &name, problems),
            None => ValueType::Unknown,
        };
        Self { name, ty }
    }
}

impl ValueType {
    fn from_proto(proto: &TypeProto, name: &str, problems: &mut Problems) -> Self {
        let other = |what: &str| Self::Other(what.to_owned());
        let tensor = match &proto.value {
            None => return Self::Unknown,
            Some(TypeValue::TensorType(tensor)) => tensor,
            Some(TypeValue::SequenceType(_)) => return other("sequence"),
            Some(TypeValue::MapType(_)) => return other("map"),
            Some(TypeValue::OptionalType(_)) => return other("optional"),
            Some(TypeValue::SparseTensorType(_)) => return other("sparse_tensor"),
            Some(TypeValue::OpaqueType(_)) => return other("opaque"),
        };
        let shape = tensor.shape.as_ref().map(|shape| dims(shape, name, problems));
        match DType::from_number(tensor.elem_type()) {
            Some(dtype) => Self::Tensor { dtype, shape },
            None if tensor.elem_type() == 0 => Self::Unknown,
            None => Self::Other(format!("tensor({})", describe_number(tensor.elem_type()))),
        }
    }
}

fn dims(shape: &TensorShapeProto, name: &str, problems: &mut Problems) -> Vec<Dim> {
    if shape.dim.len() > MAX_RANK {
        let message = format!("rank {} exceeds {MAX_RANK}", shape.dim.len());
        problems.push(ONNX012, Place::Value(name.to_owned()), message);
        return Vec::new();
    }
    let mut dims = Vec::with_capacity(shape.dim.len());
    for dim in &shape.dim {
        dims.push(match &dim.value {
            Some(DimValue::DimValue(size)) => match u64::try_from(*size) {
                Ok(size) => Dim::Known(size),
                Err(_) => {
                    let message = format!("negative size {size} in the declared shape");
                    problems.push(ONNX012, Place::Value(name.to_owned()), message);
                    Dim::Unknown
                }
            },
            // Some exporters write an empty name for "unknown".
            Some(DimValue::DimParam(symbol)) if !symbol.is_empty() => Dim::Symbol(symbol.clone()),
            _ => Dim::Unknown,
        });
    }
    dims
}
