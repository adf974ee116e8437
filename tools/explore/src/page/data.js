// The recording, unpacked as it is needed. State 0 is the input, state k what k passes left.

let R; // the recording
let states = []; // states[k]: for each unit the text it has, or undefined

async function unpack() {
  const packed = document.getElementById("data").textContent.trim();
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  R = await new Response(plain).json();
  let state = [];
  for (const [unit, text] of R.input_state) state[unit] = text;
  states = [state];
  for (const step of R.steps) {
    if (step.after.length) {
      state = state.slice();
      for (const [unit, text] of step.after) state[unit] = text ?? undefined;
    }
    states.push(state);
  }
}

const lineCache = new Map();

// The lines of a text as positions in R.lines.
function linesOf(text) {
  if (text === undefined) return [];
  const known = lineCache.get(text);
  if (known) return known;
  const chain = [];
  let at = text;
  let lines = [];
  for (; at !== null; at = R.texts[at].base) {
    if (lineCache.has(at)) { lines = lineCache.get(at); break; }
    chain.push(at);
  }
  for (const t of chain.reverse()) {
    const out = [];
    let next = 0;
    for (const [from, removed, added] of R.texts[t].hunks) {
      for (; next < from; next++) out.push(lines[next]);
      for (const line of added) out.push(line);
      next += removed;
    }
    for (; next < lines.length; next++) out.push(lines[next]);
    lines = out;
  }
  if (lineCache.size > 400) lineCache.clear();
  lineCache.set(text, lines);
  return lines;
}

const opCache = new Map();

// The operations of a text: where each stands, what it is, and tables to find them by.
function opsOf(text) {
  if (text === undefined) return { n: 0, keys: new Map(), places: new Map(), first: [] };
  const known = opCache.get(text);
  if (known) return known;
  const { line, more, body, id, name, loc, made } = R.texts[text].ops;
  const ops = { n: id.length, line: [], end: [], key: [], name, loc: [], made: [],
    keys: new Map(), places: new Map(), first: [] };
  let l = 0, b = 0, i = 0, p = 0, m = 0;
  for (let k = 0; k < ops.n; k++) {
    l += line[k]; b += body[k]; i += id[k]; p += loc[k]; m += made[k];
    const key = b * 4294967296 + i;
    ops.line.push(l); ops.end.push(l + more[k]); ops.key.push(key); ops.loc.push(p); ops.made.push(m);
    ops.keys.set(key, k);
    // The outermost operation that starts on a line is the one the line is about.
    if (ops.first[l] === undefined) ops.first[l] = k;
    for (const place of R.locs[p]) {
      if (!ops.places.has(place)) ops.places.set(place, []);
      ops.places.get(place).push(k);
    }
  }
  if (opCache.size > 400) opCache.clear();
  opCache.set(text, ops);
  return ops;
}

// The innermost operation that covers a line.
function opAt(text, line) {
  const ops = opsOf(text);
  for (let l = line; l >= 0; l--) {
    const op = ops.first[l];
    if (op !== undefined && ops.end[op] >= line) return op;
  }
  return undefined;
}

// Lines added and removed in a unit by pass k.
function change(k, unit) {
  const text = states[k][unit], before = states[k - 1]?.[unit];
  if (k === 0 || text === before) return undefined;
  if (text === undefined) return { added: 0, removed: linesOf(before).length, gone: true };
  let added = 0, removed = 0;
  for (const [, gone, lines] of R.texts[text].hunks) { added += lines.length; removed += gone; }
  return { added, removed, fresh: before === undefined };
}

const escaped = (s) => s.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
const ms = (t) => t >= 1000 ? (t / 1000).toFixed(2) + " s" : t >= 100 ? t.toFixed(0) + " ms" : t >= 0.1 ? t.toFixed(1) + " ms" : "<0.1 ms";
// Times that matter: others would be noise beside each other.
const msOrNot = (t) => t >= 0.1 ? ms(t) : "";
const plural = (n, word) => n.toLocaleString("en") + " " + word + (n === 1 ? "" : word.endsWith("s") ? "es" : "s");
