//! What a protobuf file may cost, told before anything is decoded.
//!
//! Decoding trusts the file: two bytes of an empty `NodeProto` become some 250 bytes of memory.
//! [`scan`] walks the wire format against a table of the ONNX messages, adds up what decoding would
//! allocate, and checks structure, nesting and text, each with the byte offset that a decoder does
//! not tell. It allocates nothing.
use crate::problem::{ONNX002, ONNX003, ONNX004, Place, Problems};
use crate::proto;
use std::mem::size_of;

/// What a field holds.
enum Field {
    Message(&'static Message),
    /// UTF-8, copied.
    Text,
    /// Bytes, copied.
    Bytes,
    /// Bytes that stay a slice of the file.
    Slice,
    /// A varint.
    Int,
    /// Repeated varints of this size in memory, packed or not.
    Ints(u64),
    /// A 4-byte value.
    Float,
    /// Repeated 4-byte values, packed or not.
    Fixed32,
    /// Repeated 8-byte values, packed or not.
    Fixed64,
}

/// A message kind: its size in memory and its fields by number.
pub struct Message {
    name: &'static str,
    bytes: usize,
    fields: &'static [(u32, Field)],
}

use Field::{Bytes, Fixed32, Fixed64, Float, Int, Ints, Message as Msg, Slice, Text};

static PROPERTY: Message = Message {
    name: "StringStringEntryProto",
    bytes: size_of::<proto::StringStringEntryProto>(),
    fields: &[(1, Text), (2, Text)],
};
static SEGMENT: Message = Message {
    name: "Segment",
    bytes: size_of::<proto::tensor_proto::Segment>(),
    fields: &[(1, Int), (2, Int)],
};
/// `TensorProto`.
pub static TENSOR: Message = Message {
    name: "TensorProto",
    bytes: size_of::<proto::TensorProto>(),
    fields: &[
        (1, Ints(8)),
        (2, Int),
        (3, Msg(&SEGMENT)),
        (4, Fixed32),
        (5, Ints(4)),
        (6, Bytes),
        (7, Ints(8)),
        (8, Text),
        (9, Slice),
        (10, Fixed64),
        (11, Ints(8)),
        (12, Text),
        (13, Msg(&PROPERTY)),
        (14, Int),
        (16, Msg(&PROPERTY)),
    ],
};
static SPARSE_TENSOR: Message = Message {
    name: "SparseTensorProto",
    bytes: size_of::<proto::SparseTensorProto>(),
    fields: &[(1, Msg(&TENSOR)), (2, Msg(&TENSOR)), (3, Ints(8))],
};
static DIMENSION: Message = Message {
    name: "Dimension",
    bytes: size_of::<proto::tensor_shape_proto::Dimension>(),
    fields: &[(1, Int), (2, Text), (3, Text)],
};
static SHAPE: Message = Message {
    name: "TensorShapeProto",
    bytes: size_of::<proto::TensorShapeProto>(),
    fields: &[(1, Msg(&DIMENSION))],
};
static TENSOR_TYPE: Message = Message {
    name: "TypeProto.Tensor",
    bytes: size_of::<proto::type_proto::Tensor>(),
    fields: &[(1, Int), (2, Msg(&SHAPE))],
};
static NESTED_TYPE: Message = Message {
    name: "TypeProto.Sequence",
    bytes: size_of::<proto::TypeProto>(),
    fields: &[(1, Msg(&TYPE))],
};
static MAP_TYPE: Message = Message {
    name: "TypeProto.Map",
    bytes: size_of::<proto::TypeProto>(),
    fields: &[(1, Int), (2, Msg(&TYPE))],
};
static OPAQUE_TYPE: Message = Message {
    name: "TypeProto.Opaque",
    bytes: size_of::<proto::type_proto::Opaque>(),
    fields: &[(1, Text), (2, Text)],
};
static TYPE: Message = Message {
    name: "TypeProto",
    bytes: size_of::<proto::TypeProto>(),
    fields: &[
        (1, Msg(&TENSOR_TYPE)),
        (4, Msg(&NESTED_TYPE)),
        (5, Msg(&MAP_TYPE)),
        (6, Text),
        (7, Msg(&OPAQUE_TYPE)),
        (8, Msg(&TENSOR_TYPE)),
        (9, Msg(&NESTED_TYPE)),
    ],
};
static VALUE_INFO: Message = Message {
    name: "ValueInfoProto",
    bytes: size_of::<proto::ValueInfoProto>(),
    fields: &[(1, Text), (2, Msg(&TYPE)), (3, Text), (4, Msg(&PROPERTY))],
};
static ATTRIBUTE: Message = Message {
    name: "AttributeProto",
    bytes: size_of::<proto::AttributeProto>(),
    fields: &[
        (1, Text),
        (2, Float),
        (3, Int),
        (4, Bytes),
        (5, Msg(&TENSOR)),
        (6, Msg(&GRAPH)),
        (7, Fixed32),
        (8, Ints(8)),
        (9, Bytes),
        (10, Msg(&TENSOR)),
        (11, Msg(&GRAPH)),
        (13, Text),
        (14, Msg(&TYPE)),
        (15, Msg(&TYPE)),
        (20, Int),
        (21, Text),
        (22, Msg(&SPARSE_TENSOR)),
        (23, Msg(&SPARSE_TENSOR)),
    ],
};
static GROUP_ENTRY: Message = Message {
    name: "IntIntListEntryProto",
    bytes: size_of::<proto::IntIntListEntryProto>(),
    fields: &[(1, Int), (2, Ints(8))],
};
static SIMPLE_SHARD: Message = Message {
    name: "SimpleShardedDimProto",
    bytes: size_of::<proto::SimpleShardedDimProto>(),
    fields: &[(1, Int), (2, Text), (3, Int)],
};
static SHARDED_DIM: Message = Message {
    name: "ShardedDimProto",
    bytes: size_of::<proto::ShardedDimProto>(),
    fields: &[(1, Int), (2, Msg(&SIMPLE_SHARD))],
};
static SHARDING: Message = Message {
    name: "ShardingSpecProto",
    bytes: size_of::<proto::ShardingSpecProto>(),
    fields: &[(1, Text), (2, Ints(8)), (3, Msg(&GROUP_ENTRY)), (4, Msg(&SHARDED_DIM))],
};
static NODE_DEVICE: Message = Message {
    name: "NodeDeviceConfigurationProto",
    bytes: size_of::<proto::NodeDeviceConfigurationProto>(),
    fields: &[(1, Text), (2, Msg(&SHARDING)), (3, Int)],
};
static NODE: Message = Message {
    name: "NodeProto",
    bytes: size_of::<proto::NodeProto>(),
    fields: &[
        (1, Text),
        (2, Text),
        (3, Text),
        (4, Text),
        (5, Msg(&ATTRIBUTE)),
        (6, Text),
        (7, Text),
        (8, Text),
        (9, Msg(&PROPERTY)),
        (10, Msg(&NODE_DEVICE)),
    ],
};
static ANNOTATION: Message = Message {
    name: "TensorAnnotation",
    bytes: size_of::<proto::TensorAnnotation>(),
    fields: &[(1, Text), (2, Msg(&PROPERTY))],
};
static GRAPH: Message = Message {
    name: "GraphProto",
    bytes: size_of::<proto::GraphProto>(),
    fields: &[
        (1, Msg(&NODE)),
        (2, Text),
        (5, Msg(&TENSOR)),
        (10, Text),
        (11, Msg(&VALUE_INFO)),
        (12, Msg(&VALUE_INFO)),
        (13, Msg(&VALUE_INFO)),
        (14, Msg(&ANNOTATION)),
        (15, Msg(&SPARSE_TENSOR)),
        (16, Msg(&PROPERTY)),
    ],
};
static OPSET: Message = Message {
    name: "OperatorSetIdProto",
    bytes: size_of::<proto::OperatorSetIdProto>(),
    fields: &[(1, Text), (2, Int)],
};
static TRAINING: Message = Message {
    name: "TrainingInfoProto",
    bytes: size_of::<proto::TrainingInfoProto>(),
    fields: &[(1, Msg(&GRAPH)), (2, Msg(&GRAPH)), (3, Msg(&PROPERTY)), (4, Msg(&PROPERTY))],
};
static FUNCTION: Message = Message {
    name: "FunctionProto",
    bytes: size_of::<proto::FunctionProto>(),
    fields: &[
        (1, Text),
        (4, Text),
        (5, Text),
        (6, Text),
        (7, Msg(&NODE)),
        (8, Text),
        (9, Msg(&OPSET)),
        (10, Text),
        (11, Msg(&ATTRIBUTE)),
        (12, Msg(&VALUE_INFO)),
        (13, Text),
        (14, Msg(&PROPERTY)),
    ],
};
static DEVICE: Message = Message {
    name: "DeviceConfigurationProto",
    bytes: size_of::<proto::DeviceConfigurationProto>(),
    fields: &[(1, Text), (2, Int), (3, Text)],
};
/// `ModelProto`.
pub static MODEL: Message = Message {
    name: "ModelProto",
    bytes: size_of::<proto::ModelProto>(),
    fields: &[
        (1, Int),
        (2, Text),
        (3, Text),
        (4, Text),
        (5, Int),
        (6, Text),
        (7, Msg(&GRAPH)),
        (8, Msg(&OPSET)),
        (14, Msg(&PROPERTY)),
        (20, Msg(&TRAINING)),
        (25, Msg(&FUNCTION)),
        (26, Msg(&DEVICE)),
    ],
};

/// Checks `data` as a message of this kind and returns what decoding it allocates, in bytes.
///
/// Lists may hold twice what they need, which is counted.
///
/// # Errors
/// - `ONNX002` decoding would allocate more than `max_bytes`
/// - `ONNX003` not a well-formed message
/// - `ONNX004` messages nest deeper than `max_depth` (at most 90 is used: the decoder's own bound)
pub fn scan(
    data: &[u8],
    kind: &'static Message,
    max_bytes: u64,
    max_depth: u32,
) -> Result<u64, Problems> {
    let mut scan = Scan { cost: 0, max_bytes };
    scan.message(data, 0, kind, max_depth.min(90))?;
    Ok(scan.cost)
}

struct Scan {
    cost: u64,
    max_bytes: u64,
}

fn bad(at: usize, message: impl Into<String>) -> Problems {
    Problems::one(ONNX003, Place::Offset(at as u64), message)
}

impl Scan {
    fn charge(&mut self, bytes: u64, at: usize) -> Result<(), Problems> {
        self.cost = self.cost.saturating_add(bytes);
        if self.cost <= self.max_bytes {
            return Ok(());
        }
        let message =
            format!("decoding would need more than the limit of {} bytes", self.max_bytes);
        Err(Problems::one(ONNX002, Place::Offset(at as u64), message))
    }

    /// `start` is the offset of `data` within the file.
    fn message(
        &mut self,
        data: &[u8],
        start: usize,
        kind: &'static Message,
        depth: u32,
    ) -> Result<(), Problems> {
        self.charge(2 * kind.bytes as u64, start)?;
        let Some(depth) = depth.checked_sub(1) else {
            return Err(Problems::one(
                ONNX004,
                Place::Offset(start as u64),
                format!("`{}` is nested too deeply", kind.name),
            ));
        };
        let mut reader = Reader { data, pos: 0, start };
        while reader.pos < data.len() {
            let key = reader.key()?;
            let field = kind.fields.iter().find(|(number, _)| *number == key.number);
            let field = field.map(|(_, field)| field);
            match field {
                Some(field) => self.field(&mut reader, kind, field, key, depth)?,
                None => reader.skip(key.wire)?,
            }
        }
        Ok(())
    }

    fn field(
        &mut self,
        reader: &mut Reader<'_>,
        kind: &Message,
        field: &Field,
        Key { number, wire, at }: Key,
        depth: u32,
    ) -> Result<(), Problems> {
        match (field, wire) {
            (Msg(inner), 2) => {
                let (payload, start) = reader.delimited()?;
                self.message(payload, start, inner, depth)
            }
            (Text, 2) => {
                let (payload, start) = reader.delimited()?;
                if std::str::from_utf8(payload).is_err() {
                    let message = format!("text of `{}` field {number} is not UTF-8", kind.name);
                    return Err(bad(start, message));
                }
                self.charge(48 + payload.len() as u64, at)
            }
            (Bytes, 2) => {
                let (payload, _) = reader.delimited()?;
                self.charge(48 + payload.len() as u64, at)
            }
            (Slice, 2) => reader.delimited().map(|_| ()),
            (Int, 0) => reader.varint().map(|_| ()),
            (Ints(size), 0) => {
                reader.varint()?;
                self.charge(2 * size, at)
            }
            (Ints(size), 2) => {
                let (payload, start) = reader.delimited()?;
                let count = packed_varints(payload, start)?;
                self.charge(2 * size * count, at)
            }
            (Float, 5) => reader.skip(wire),
            (Fixed32, 5) | (Fixed64, 1) => {
                reader.skip(wire)?;
                self.charge(16, at)
            }
            (Fixed32 | Fixed64, 2) => {
                let size = if matches!(field, Fixed32) { 4 } else { 8 };
                let (payload, start) = reader.delimited()?;
                if !payload.len().is_multiple_of(size) {
                    return Err(bad(start, format!("a packed list is cut in field {number}")));
                }
                self.charge(2 * payload.len() as u64, at)
            }
            _ => {
                let message =
                    format!("`{}` field {number} has unexpected wire type {wire}", kind.name);
                Err(bad(at, message))
            }
        }
    }
}

fn packed_varints(payload: &[u8], start: usize) -> Result<u64, Problems> {
    let mut reader = Reader { data: payload, pos: 0, start };
    let mut count = 0;
    while reader.pos < payload.len() {
        reader.varint()?;
        count += 1;
    }
    Ok(count)
}

/// What stands before a field.
#[derive(Clone, Copy)]
struct Key {
    number: u32,
    /// Wire type, 0 to 7.
    wire: u8,
    /// Offset in the file.
    at: usize,
}

struct Reader<'a> {
    data: &'a [u8],
    pos: usize,
    start: usize,
}

impl<'a> Reader<'a> {
    fn varint(&mut self) -> Result<u64, Problems> {
        let at = self.start + self.pos;
        let mut value = 0u64;
        for shift in (0..70).step_by(7) {
            let Some(&byte) = self.data.get(self.pos) else {
                return Err(bad(at, "a number is cut off"));
            };
            self.pos += 1;
            // The tenth byte has room for one bit.
            if shift == 63 && byte > 1 {
                break;
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(bad(at, "a number is longer than 64 bits"))
    }

    fn key(&mut self) -> Result<Key, Problems> {
        let at = self.start + self.pos;
        let key = self.varint()?;
        match u32::try_from(key) {
            Ok(key) if key >> 3 != 0 => Ok(Key { number: key >> 3, wire: (key & 7) as u8, at }),
            _ => Err(bad(at, format!("invalid field key {key}"))),
        }
    }

    /// The payload of a length-delimited field and its offset in the file.
    fn delimited(&mut self) -> Result<(&'a [u8], usize), Problems> {
        let at = self.start + self.pos;
        let len = self.varint()?;
        let left = self.data.len() - self.pos;
        match usize::try_from(len) {
            Ok(len) if len <= left => {
                let from = self.pos;
                self.pos += len;
                Ok((&self.data[from..self.pos], self.start + from))
            }
            _ => Err(bad(at, format!("a field of {len} bytes exceeds the {left} that are left"))),
        }
    }

    fn skip(&mut self, wire: u8) -> Result<(), Problems> {
        let at = self.start + self.pos;
        let size = match wire {
            0 => return self.varint().map(|_| ()),
            2 => return self.delimited().map(|_| ()),
            1 => 8,
            5 => 4,
            // Groups (3, 4) are a dead form that ONNX never used.
            _ => return Err(bad(at, format!("unexpected wire type {wire}"))),
        };
        if self.data.len() - self.pos < size {
            return Err(bad(at, "a fixed-size field is cut off"));
        }
        self.pos += size;
        Ok(())
    }
}
