//! What editors show beside and in the text: types of values, and the meaning of words as colour.

use lsp_types::{
    InlayHint, InlayHintKind, InlayHintLabel, InlayHintParams, InlayHintTooltip, Position,
    SemanticToken, SemanticTokenType, SemanticTokens, SemanticTokensLegend, SemanticTokensParams,
    SemanticTokensRangeParams, SemanticTokensRangeResult, SemanticTokensResult,
};
use terrace_ir::ValueId;
use terrace_ir::text::type_to_string;

use crate::analysis::Part;
use crate::index::{Kind, Token, slice};
use crate::requests::{Failure, Scene};

/// The longest type that is shown beside the text, in bytes.
const MAX_SHOWN: usize = 48;

/// The types of values behind their names, where the text does not say them right there.
pub fn inlay(
    scene: &Scene<'_>,
    params: InlayHintParams,
) -> Result<Option<Vec<InlayHint>>, Failure> {
    let (doc, cx) = (scene.doc, &scene.doc.cx);
    let (start, end) = (doc.text.byte(params.range.start), doc.text.byte(params.range.end));
    let mut hints = Vec::new();
    for part in doc.parts.iter().filter(|p| p.range.start <= end && start <= p.range.end) {
        let bodies = part.bodies(cx);
        let text = doc.part_text(part);
        for value in &part.index.values {
            let range = part.shift(&value.range);
            let said = slice(text, &(value.range.end..text.len())).trim_start().starts_with(':');
            let typed = said && value.op.is_none();
            if range.end < start || range.end > end || typed || value.n == 0 {
                continue;
            }
            let Some(body) = bodies.get(&value.body) else { continue };
            let ids = (0..value.n.min(8) as usize).map(|i| value.first.idx() + i);
            let types: Option<Vec<String>> = ids
                .map(|i| Some(type_to_string(cx, body.ty(ValueId::from_idx(i)).get()?)))
                .collect();
            let Some(types) = types else { continue };
            hints.push(hint(doc.text.position(range.end), types.join(", ")));
        }
    }
    Ok(Some(hints))
}

fn hint(position: Position, types: String) -> InlayHint {
    let cut = types.char_indices().map(|(at, _)| at).find(|at| *at >= MAX_SHOWN);
    let label = match cut {
        Some(at) => format!(": {}…", &types[..at]),
        None => format!(": {types}"),
    };
    InlayHint {
        position,
        label: InlayHintLabel::String(label),
        kind: Some(InlayHintKind::TYPE),
        text_edits: None,
        tooltip: cut.map(|_| InlayHintTooltip::String(types)),
        padding_left: None,
        padding_right: None,
        data: None,
    }
}

/// What words are coloured as; positions in this list are what the protocol sends.
const LEGEND: &[SemanticTokenType] = &[
    SemanticTokenType::KEYWORD,
    SemanticTokenType::VARIABLE,
    SemanticTokenType::PARAMETER,
    SemanticTokenType::new("label"),
    SemanticTokenType::FUNCTION,
    SemanticTokenType::PROPERTY,
    SemanticTokenType::MACRO,
    SemanticTokenType::TYPE,
    SemanticTokenType::ENUM,
];

/// What words are coloured as.
pub fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend { token_types: LEGEND.to_vec(), token_modifiers: Vec::new() }
}

fn colour(part: &Part, token: &Token) -> u32 {
    match token.kind {
        Kind::OpName => 0,
        Kind::Value(Some(value), _) if part.index.values[value].op.is_none() => 2,
        Kind::Value(..) => 1,
        Kind::Block(_) => 3,
        Kind::Symbol => 4,
        Kind::Key { .. } => 5,
        Kind::Alias => 6,
        Kind::Type(_) => 7,
        Kind::Attr(_) => 8,
    }
}

/// The colours of the whole document.
pub fn tokens(
    scene: &Scene<'_>,
    _: SemanticTokensParams,
) -> Result<Option<SemanticTokensResult>, Failure> {
    Ok(Some(SemanticTokensResult::Tokens(coloured(scene, 0, scene.doc.source.len()))))
}

/// The colours of a part of the document.
pub fn tokens_in_range(
    scene: &Scene<'_>,
    params: SemanticTokensRangeParams,
) -> Result<Option<SemanticTokensRangeResult>, Failure> {
    let text = &scene.doc.text;
    let (start, end) = (text.byte(params.range.start), text.byte(params.range.end));
    Ok(Some(SemanticTokensRangeResult::Tokens(coloured(scene, start, end))))
}

fn coloured(scene: &Scene<'_>, start: usize, end: usize) -> SemanticTokens {
    let mut data = Vec::new();
    let mut last = Position::new(0, 0);
    for part in &scene.doc.parts {
        for token in &part.index.tokens {
            let range = part.shift(&token.range);
            if range.end < start || range.start > end {
                continue;
            }
            let range = scene.doc.text.range(range);
            let (from, to) = (range.start, range.end);
            let same_line = from.line == last.line;
            data.push(SemanticToken {
                delta_line: from.line - last.line,
                delta_start: from.character - if same_line { last.character } else { 0 },
                length: to.character.saturating_sub(from.character),
                token_type: colour(part, token),
                token_modifiers_bitset: 0,
            });
            last = from;
        }
    }
    SemanticTokens { result_id: None, data }
}
