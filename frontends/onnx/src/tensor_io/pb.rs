//! Serialized `TensorProto` messages.
use crate::external::Folder;
use crate::problem::{ONNX003, Place, Problems};
use crate::proto::TensorProto;
use crate::tensor::Tensor;
use crate::wire;
use bytes::Bytes;
use prost::Message;
use std::path::Path;

/// Memory for data in typed fields, in bytes.
const MAX_DECODED: u64 = 8 << 30;

pub(super) fn decode(data: Bytes, folder: Option<&Path>) -> Result<Tensor, Problems> {
    wire::scan(&data, &wire::TENSOR, MAX_DECODED, 8)?;
    let proto = TensorProto::decode(data)
        .map_err(|error| Problems::one(ONNX003, Place::Offset(0), error.to_string()))?;
    let mut problems = Problems::default();
    let mut folder = Folder::new(folder)?;
    Tensor::from_proto(&proto, &mut folder, &mut problems).ok_or(problems)
}

pub(super) fn encode(tensor: &Tensor) -> Vec<u8> {
    tensor.to_proto().encode_to_vec()
}
