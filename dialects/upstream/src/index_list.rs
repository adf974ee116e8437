//! Lists that mix constants and values: `[%a, 4, ?]`, upstream's `DynamicIndexList`.

use terrace_ir::text::{Delim, OpParser, OpPrinter, Operand, Tok};
use terrace_ir::{DYNAMIC, OpRef, Reported, ValueId};

/// The constants, [`DYNAMIC`] where a value stands, and the values in order.
pub fn parse_index_list(
    p: &mut OpParser<'_>,
    delim: Delim,
) -> Result<(Vec<i64>, Vec<Operand>), Reported> {
    let mut values = Vec::new();
    let statics = p.comma(delim, |p| {
        if p.at(Tok::Percent) {
            values.push(p.parse_operand()?);
            return Ok(DYNAMIC);
        }
        p.parse_integer()
    })?;
    Ok((statics, values))
}

/// Writes the list between these delimiters.
pub fn print_index_list(
    p: &mut OpPrinter<'_>,
    op: OpRef<'_>,
    values: &[ValueId],
    statics: &[i64],
    (open, close): (char, char),
) {
    let mut values = values.iter();
    p.char(open);
    p.list(statics, |p, item| match (*item == DYNAMIC, values.len()) {
        (true, 1..) => {
            if let Some(value) = values.next() {
                p.print_value(op.body, *value);
            }
        }
        _ => p.int_or_dynamic(*item),
    });
    p.char(close);
}
