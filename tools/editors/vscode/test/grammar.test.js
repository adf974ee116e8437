// The grammar, read as VS Code reads it: which word gets which scope.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const oniguruma = require('vscode-oniguruma');
const textmate = require('vscode-textmate');

const GRAMMAR = path.join(__dirname, '../syntaxes/mlir.tmLanguage.json');

async function grammar() {
  const wasm = require.resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(fs.readFileSync(wasm).buffer);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(fs.readFileSync(GRAMMAR, 'utf8'), GRAMMAR),
  });
  return registry.loadGrammar('source.mlir');
}

const loaded = grammar();

/** Words of a text with the innermost scope of each, without its `.mlir`. */
async function scopes(text) {
  const mlir = await loaded;
  const found = [];
  let stack = textmate.INITIAL;
  for (const line of text.split('\n')) {
    const result = mlir.tokenizeLine(line, stack);
    stack = result.ruleStack;
    for (const token of result.tokens) {
      const word = line.slice(token.startIndex, token.endIndex).trim();
      const scope = token.scopes[token.scopes.length - 1].replace(/\.mlir$/, '');
      if (word) found.push([word, scope]);
    }
  }
  return found;
}

/** Each expected pair occurs, in this order. */
async function expectScopes(text, expected) {
  const found = await scopes(text);
  let from = 0;
  for (const [word, scope] of expected) {
    const at = found.findIndex((f, i) => i >= from && f[0] === word && f[1] === scope);
    assert.ok(at >= 0, `no ${word} as ${scope} in ${JSON.stringify(found.slice(from))}`);
    from = at + 1;
  }
}

test('a function', () =>
  expectScopes('func.func private @main(%x: tensor<4x?xf32>) -> !te.axis {', [
    ['func.func', 'keyword.control.operation'],
    ['private', 'storage.modifier'],
    ['@main', 'entity.name.function'],
    ['%x', 'variable.other.value'],
    ['tensor', 'storage.type.shaped'],
    ['4', 'constant.numeric.dimension'],
    ['x', 'keyword.operator.dimension'],
    ['?', 'constant.numeric.dimension'],
    ['f32', 'storage.type.scalar'],
    ['!te.axis', 'entity.name.type.dialect'],
  ]));

test('our dialects have a colour of their own', () =>
  expectScopes('%c = graph.matmul %a, %b#1 {name = "x\\22"} : i32', [
    ['%c', 'variable.other.value'],
    ['graph', 'entity.name.namespace.terrace'],
    ['matmul', 'keyword.control.operation'],
    ['1', 'constant.numeric.result'],
    ['name', 'variable.other.property'],
    ['\\22', 'constant.character.escape'],
    ['i32', 'storage.type.scalar'],
  ]));

test('the generic form', () =>
  expectScopes('"arith.addi"(%a)[^bb1] <{f = #arith.overflow<nsw>}> : (i32) -> i32', [
    ['arith', 'entity.name.namespace'],
    ['addi', 'keyword.control.operation'],
    ['^bb1', 'entity.name.label'],
    ['f', 'variable.other.property'],
    ['#arith.overflow', 'entity.other.attribute'],
    ['->', 'keyword.operator'],
  ]));

test('directives in comments', () =>
  expectScopes(
    [
      '// RUN: terrace opt %s',
      '// CHECK-NEXT: x',
      '// expected-error@+1 {{text}}',
      '// -----',
      '#map = affine_map<(d0) -> (d0)> // plain',
    ].join('\n'),
    [
      ['RUN:', 'keyword.other.directive'],
      ['CHECK-NEXT:', 'keyword.other.directive'],
      ['expected-error', 'keyword.other.directive'],
      ['@+1', 'constant.numeric.place'],
      ['{{text}}', 'string.other.expected'],
      ['// -----', 'markup.heading'],
      ['#map', 'entity.name.type.alias'],
      ['affine_map', 'support.function.attribute'],
      ['// plain', 'comment.line.double-slash'],
    ],
  ));

test('numbers and short names', () =>
  expectScopes('  return %r : i1\n  %k = arith.constant dense<0xFF> : vector<[4]xbf16>\n  -1.5e-3', [
    ['return', 'keyword.control.operation'],
    ['dense', 'support.function.attribute'],
    ['0xFF', 'constant.numeric.hex'],
    ['bf16', 'storage.type.scalar'],
    ['-1.5e-3', 'constant.numeric'],
  ]));

test('a string ends with its line', async () => {
  const found = await scopes('%a = "open\n%b');
  assert.deepStrictEqual(found.at(-1), ['%b', 'variable.other.value']);
});

test('what the repository holds is read to its end', async () => {
  const examples = path.join(__dirname, '../../../../docs/examples');
  for (const name of fs.readdirSync(examples).filter((n) => n.endsWith('.mlir'))) {
    const found = await scopes(fs.readFileSync(path.join(examples, name), 'utf8'));
    const bare = found.filter(([word, scope]) => scope === 'source' && /\w/.test(word));
    assert.deepStrictEqual(bare, [], name);
  }
});
