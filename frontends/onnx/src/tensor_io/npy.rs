//! NumPy's array file, versions 1.0 to 3.0.
//!
//! # Source
//! NumPy `numpy/lib/_format_impl.py`. Object and structured arrays are refused.
use crate::dtype::DType;
use crate::problem::{ONNX020, ONNX021, Place, Problems};
use crate::tensor::{MAX_RANK, Tensor, element_count};
use bytes::Bytes;

const MAGIC: &[u8] = b"\x93NUMPY";
/// NumPy itself refuses longer headers unless told to trust the file.
const MAX_HEADER: usize = 10_000;

fn bad(at: usize, message: impl Into<String>) -> Problems {
    Problems::one(ONNX020, Place::Offset(at as u64), message)
}

pub(super) fn decode(data: Bytes) -> Result<Tensor, Problems> {
    let (header, start) = header(&data)?;
    let header = Header::parse(header)?;
    let (dtype, swap) = element_type(&header.descr)?;
    let bytes = element_count(&header.shape).and_then(|elements| dtype.byte_len(elements));
    let body = data.slice(start..);
    if bytes != Some(body.len() as u64) {
        let message = format!(
            "{} bytes of data do not fit {} {:?}",
            body.len(),
            dtype.onnx_name(),
            header.shape
        );
        return Err(bad(start, message));
    }
    let size = (dtype.bits() / 8) as usize;
    let body = if swap { swap_bytes(&body, dtype) } else { body };
    let body = if header.fortran_order && header.shape.len() > 1 {
        row_major(&body, &header.shape, size)
    } else {
        body
    };
    Tensor::new(String::new(), dtype, header.shape, body)
}

/// The header's text and the offset of the data.
fn header(data: &[u8]) -> Result<(&str, usize), Problems> {
    if !data.starts_with(MAGIC) {
        return Err(bad(0, "not a `.npy` file"));
    }
    let (len, start) = match data.get(MAGIC.len()..) {
        Some([1, 0, a, b, ..]) => (usize::from(u16::from_le_bytes([*a, *b])), 10),
        Some([2 | 3, 0, a, b, c, d, ..]) => (u32::from_le_bytes([*a, *b, *c, *d]) as usize, 12),
        _ => return Err(bad(MAGIC.len(), "unknown version or truncated file")),
    };
    if len > MAX_HEADER {
        return Err(bad(8, format!("the header of {len} bytes is too long")));
    }
    let end = start + len;
    let text = data.get(start..end).ok_or_else(|| bad(8, "the header is cut off"))?;
    let text = std::str::from_utf8(text).map_err(|_| bad(start, "the header is not text"))?;
    Ok((text, end))
}

/// The dictionary in the header.
struct Header {
    descr: String,
    fortran_order: bool,
    shape: Vec<u64>,
}

impl Header {
    /// Parses `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`, keys in any order.
    fn parse(text: &str) -> Result<Self, Problems> {
        let mut literal = Literal { rest: text };
        let (mut descr, mut fortran_order, mut shape) = (None, None, None);
        literal.expect('{')?;
        while !literal.eat('}') {
            let key = literal.string()?;
            literal.expect(':')?;
            match key {
                "descr" => descr = Some(literal.string()?.to_owned()),
                "fortran_order" => fortran_order = Some(literal.boolean()?),
                "shape" => shape = Some(literal.tuple()?),
                _ => return Err(bad(MAGIC.len(), format!("unknown header key `{key}`"))),
            }
            if !literal.eat(',') {
                literal.expect('}')?;
                break;
            }
        }
        match (descr, fortran_order, shape) {
            (Some(descr), Some(fortran_order), Some(shape)) if literal.rest.trim().is_empty() => {
                Ok(Self { descr, fortran_order, shape })
            }
            _ => Err(bad(MAGIC.len(), "the header lacks a key or goes on after its end")),
        }
    }
}

/// A reader of the few Python literals that a header has.
struct Literal<'a> {
    rest: &'a str,
}

impl<'a> Literal<'a> {
    fn eat(&mut self, token: char) -> bool {
        self.rest = self.rest.trim_start();
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, token: char) -> Result<(), Problems> {
        if self.eat(token) {
            return Ok(());
        }
        let found: String = self.rest.chars().take(20).collect();
        Err(bad(MAGIC.len(), format!("expected `{token}` in the header, got `{found}`")))
    }

    fn string(&mut self) -> Result<&'a str, Problems> {
        let quote = if self.eat('"') { '"' } else { '\'' };
        if quote == '\'' {
            self.expect(quote)?;
        }
        let cut = self.rest.split_once(quote);
        let (text, rest) = cut.ok_or_else(|| bad(MAGIC.len(), "a string has no end"))?;
        self.rest = rest;
        Ok(text)
    }

    fn word(&mut self) -> &'a str {
        let rest = self.rest.trim_start();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (word, rest) = rest.split_at(end);
        self.rest = rest;
        word
    }

    fn boolean(&mut self) -> Result<bool, Problems> {
        match self.word() {
            "True" => Ok(true),
            "False" => Ok(false),
            other => Err(bad(MAGIC.len(), format!("expected True or False, got `{other}`"))),
        }
    }

    fn tuple(&mut self) -> Result<Vec<u64>, Problems> {
        let mut shape = Vec::new();
        self.expect('(')?;
        while !self.eat(')') {
            let word = self.word();
            // Python 2 wrote long integers with an `L`.
            let size = word.strip_suffix('L').unwrap_or(word).parse();
            shape.push(size.map_err(|_| bad(MAGIC.len(), format!("`{word}` is not a size")))?);
            if shape.len() > MAX_RANK {
                return Err(bad(MAGIC.len(), format!("the rank exceeds {MAX_RANK}")));
            }
            if !self.eat(',') {
                self.expect(')')?;
                break;
            }
        }
        Ok(shape)
    }
}

/// The element type of a descriptor such as `<f4`, and whether its bytes are big-endian.
fn element_type(descr: &str) -> Result<(DType, bool), Problems> {
    let unknown = || bad(MAGIC.len(), format!("element type `{descr}` is not supported"));
    let mut chars = descr.chars();
    let order = chars.next().ok_or_else(unknown)?;
    let code = chars.as_str();
    let known = CODES.iter().find(|(_, name)| *name == code);
    let (dtype, _) = known.ok_or_else(unknown)?;
    match order {
        '<' | '|' | '=' => Ok((*dtype, false)),
        '>' => Ok((*dtype, dtype.bits() > 8)),
        _ => Err(unknown()),
    }
}

/// Element types that NumPy has itself.
const CODES: &[(DType, &str)] = &[
    (DType::Bool, "b1"),
    (DType::U8, "u1"),
    (DType::U16, "u2"),
    (DType::U32, "u4"),
    (DType::U64, "u8"),
    (DType::I8, "i1"),
    (DType::I16, "i2"),
    (DType::I32, "i4"),
    (DType::I64, "i8"),
    (DType::F16, "f2"),
    (DType::F32, "f4"),
    (DType::F64, "f8"),
    (DType::Complex64, "c8"),
    (DType::Complex128, "c16"),
];

fn swap_bytes(data: &[u8], dtype: DType) -> Bytes {
    // The two halves of a complex number are swapped each for itself.
    let complex = matches!(dtype, DType::Complex64 | DType::Complex128);
    let size = (dtype.bits() / 8) as usize / if complex { 2 } else { 1 };
    let mut data = data.to_vec();
    data.chunks_exact_mut(size).for_each(<[u8]>::reverse);
    data.into()
}

/// Elements of `size` bytes from column-major to row-major order.
fn row_major(data: &[u8], shape: &[u64], size: usize) -> Bytes {
    let mut strides = Vec::with_capacity(shape.len());
    let mut stride = size;
    for &extent in shape {
        strides.push(stride);
        stride = stride.saturating_mul(extent as usize);
    }
    let mut out = Vec::with_capacity(data.len());
    let mut index = vec![0u64; shape.len()];
    let mut at = 0;
    while let Some(element) = data.get(at..at + size).filter(|_| out.len() < data.len()) {
        out.extend_from_slice(element);
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            at += strides[axis];
            if index[axis] < shape[axis] {
                break;
            }
            at -= strides[axis] * shape[axis] as usize;
            index[axis] = 0;
        }
    }
    out.into()
}

pub(super) fn encode(tensor: &Tensor) -> Result<Vec<u8>, Problems> {
    let Some((_, code)) = CODES.iter().find(|(dtype, _)| *dtype == tensor.dtype) else {
        let message = format!("`.npy` has no {}; use `.pb`", tensor.dtype.onnx_name());
        return Err(Problems::one(ONNX021, Place::Tensor(tensor.name.clone()), message));
    };
    let order = if tensor.dtype.bits() > 8 { '<' } else { '|' };
    let sizes: Vec<_> = tensor.shape.iter().map(u64::to_string).collect();
    let shape = match sizes.as_slice() {
        [only] => format!("({only},)"),
        sizes => format!("({})", sizes.join(", ")),
    };
    let mut header =
        format!("{{'descr': '{order}{code}', 'fortran_order': False, 'shape': {shape}, }}");
    // As NumPy does: room for the first size to grow in place, then alignment to 64.
    if let Some(first) = sizes.first() {
        header.push_str(&" ".repeat(21usize.saturating_sub(first.len())));
    }
    let unpadded = MAGIC.len() + 4 + header.len() + 1;
    header.push_str(&" ".repeat(unpadded.next_multiple_of(64) - unpadded));
    header.push('\n');
    let mut out = Vec::with_capacity(10 + header.len() + tensor.data.len());
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&[1, 0]);
    // At most 64 sizes of 20 digits, so it fits.
    out.extend_from_slice(&(header.len() as u16).to_le_bytes());
    out.extend_from_slice(header.as_bytes());
    out.extend_from_slice(&tensor.data);
    Ok(out)
}
