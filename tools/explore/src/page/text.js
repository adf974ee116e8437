// Two texts beside each other: what is alike, what differs, and how a line looks.

const AROUND = 3; // lines that stay visible around a difference
const LONGEST = 1200; // characters of a line that are shown

// The rows of a comparison: l and r are lines of the texts or -1, d says how they differ.
function compare(before, after) {
  const left = linesOf(before), right = linesOf(after);
  const same = before === after || before === undefined || after === undefined;
  const hunks = same ? [] : R.texts[after].hunks;
  const rows = [];
  let l = 0, r = 0;
  if (before === undefined || after === undefined) {
    const n = Math.max(left.length, right.length);
    for (let k = 0; k < n; k++) rows.push({ l: before === undefined ? -1 : k, r: after === undefined ? -1 : k, d: "" });
    return rows;
  }
  for (const [from, removed, added] of hunks) {
    while (l < from) rows.push({ l: l++, r: r++, d: "" });
    pair(rows, before, after, l, l + removed, r, r + added.length);
    l += removed; r += added.length;
  }
  while (l < left.length) rows.push({ l: l++, r: r++, d: "" });
  return rows;
}

// Lines of one difference: an operation that stayed stands beside itself.
function pair(rows, before, after, l, lEnd, r, rEnd) {
  const a = opsOf(before), b = opsOf(after), at = new Map();
  for (let k = l; k < lEnd; k++) if (a.first[k] !== undefined) at.set(a.key[a.first[k]], k);
  const meet = [];
  let low = l;
  for (let k = r; k < rEnd; k++) {
    const op = b.first[k], other = op === undefined ? undefined : at.get(b.key[op]);
    if (other !== undefined && other >= low) { meet.push([other, k]); low = other + 1; }
  }
  meet.push([lEnd, rEnd]);
  for (const [x, y] of meet) {
    while (l < x || r < y) rows.push({ l: l < x ? l++ : -1, r: r < y ? r++ : -1, d: "both" });
    if (x < lEnd) { rows.push({ l: l++, r: r++, d: "changed" }); }
  }
}

// Long stretches without a difference become one row, unless they were opened.
function folded(rows, opened) {
  const out = [];
  for (let k = 0; k < rows.length;) {
    if (rows[k].d) { out.push(rows[k++]); continue; }
    let end = k;
    while (end < rows.length && !rows[end].d) end++;
    const from = k === 0 ? 0 : k + AROUND, to = end === rows.length ? end : end - AROUND;
    if (to - from < 4 || opened.has(from) || (k === 0 && end === rows.length)) {
      for (; k < end; k++) out.push(rows[k]);
    } else {
      for (; k < from; k++) out.push(rows[k]);
      out.push({ l: rows[from].l, r: rows[from].r, d: "fold", n: to - from, from });
      for (k = to; k < end; k++) out.push(rows[k]);
    }
  }
  return out;
}

// The same in one column: what went above what came.
function column(rows) {
  const out = [];
  let came = [];
  const flush = () => { out.push(...came); came = []; };
  for (const row of rows) {
    if (row.d === "both" || row.d === "changed") {
      if (row.d === "changed") flush();
      if (row.l >= 0) out.push({ ...row, r: -1, mate: row.r });
      if (row.r >= 0) came.push({ ...row, l: -1, mate: row.l });
      if (row.d === "changed") flush();
    } else { flush(); out.push(row); }
  }
  flush();
  return out;
}

const TOKEN = /(\/\/.*)|("(?:[^"\\]|\\.)*")|(%[\w$.-]+(?:#\d+)?)|(\^bb\d+)|(@(?:"[^"]*"|[\w$.-]+))|(\b[a-z_]\w*\.[\w.]+)|([!#][\w$.]+|\b(?:tensor|memref|vector|complex|tuple|index|none|bf16|[fi]\d+|[su]i\d+)\b)|(\b\d+(?:\.\d*)?(?:[eE][+-]?\d+\b)?\w*)|[\w$]+|\s+|./g;
const CLASSES = ["", "c", "s", "v", "b", "y", "o", "t", "n"];

function tokens(line) {
  const out = [];
  let named = false;
  for (const m of line.matchAll(TOKEN)) {
    let kind = 0;
    for (let k = 1; k < CLASSES.length; k++) if (m[k] !== undefined) { kind = k; break; }
    // The first word with a dot is the operation; later ones are attributes and resources.
    if (CLASSES[kind] === "o" && named) kind = 0;
    if (CLASSES[kind] === "o") named = true;
    out.push([m[0], CLASSES[kind]]);
  }
  return out;
}

// The tokens of `line` that its mate does not have: the first and the one behind the last.
function differs(line, mate) {
  const a = tokens(line), b = tokens(mate);
  let from = 0;
  while (from < a.length && from < b.length && a[from][0] === b[from][0]) from++;
  let end = a.length, other = b.length;
  while (end > from && other > from && a[end - 1][0] === b[other - 1][0]) { end--; other--; }
  const shared = a.slice(0, from).concat(a.slice(end)).filter(([t]) => t.trim()).length;
  return shared * 3 < a.length ? [0, 0] : [from, end];
}

// Where `find` stands in a line.
function places(line, find) {
  const out = [];
  for (let at = line.indexOf(find); at >= 0; at = line.indexOf(find, at + find.length)) out.push([at, at + find.length]);
  return out;
}

// A piece of a line that starts at `offset`, with what was found marked in it.
function withMarks(text, offset, found) {
  let html = "", next = 0;
  for (const [from, end] of found) {
    const a = Math.max(from - offset, next), b = Math.min(end - offset, text.length);
    if (a >= b) continue;
    html += escaped(text.slice(next, a)) + "<mark>" + escaped(text.slice(a, b)) + "</mark>";
    next = b;
  }
  return html + escaped(text.slice(next));
}

// A line as HTML; `mate` is the line beside it, `find` what is searched for.
function lineHtml(line, mate, find) {
  let cut = "";
  if (line.length > LONGEST) {
    cut = `<span class="more"> … ${plural(line.length - LONGEST, "more character")}</span>`;
    line = line.slice(0, LONGEST);
  }
  const [from, end] = mate === undefined ? [0, 0] : differs(line, mate);
  let html = "", offset = 0;
  const found = find ? places(line.toLowerCase(), find) : [];
  tokens(line).forEach(([text, kind], k) => {
    if (k === from && from < end) html += '<span class="x">';
    const inner = withMarks(text, offset, found);
    offset += text.length;
    html += kind === "v" ? `<span class="v" data-v="${escaped(text.split("#")[0])}">${inner}</span>`
      : kind ? `<span class="${kind}">${inner}</span>` : inner;
    if (k === end - 1 && from < end) html += "</span>";
  });
  return html + cut;
}
