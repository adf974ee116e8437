// Search in all passes: each line counts where it first appeared.

let hits = [], hitAt = -1, wanted = "";

// Lines of a text that its base does not have.
function newLines(text) {
  const out = [];
  let shift = 0;
  for (const [from, removed, added] of R.texts[text].hunks) {
    for (let k = 0; k < added.length; k++) out.push([from + shift + k, added[k]]);
    shift += added.length - removed;
  }
  return out;
}

function search(query) {
  wanted = query.trim().toLowerCase();
  hits = []; hitAt = -1;
  if (!wanted) return;
  const name = wanted.startsWith("op:") ? wanted.slice(3).trim() : undefined;
  const lines = name === undefined ? new Set() : undefined;
  if (lines) R.lines.forEach((line, k) => { if (line.toLowerCase().includes(wanted)) lines.add(k); });
  const named = new Set();
  if (name) R.op_names.forEach((op, k) => { if (op.name.toLowerCase().includes(name)) named.add(k); });
  states.forEach((state, k) => state.forEach((text, unit) => {
    if (text === undefined || states[k - 1]?.[unit] === text) return;
    const ops = name ? opsOf(text) : undefined;
    for (const [line, id] of newLines(text)) {
      const fits = lines ? lines.has(id) : ops.first[line] !== undefined && named.has(ops.name[ops.first[line]]);
      if (fits) hits.push({ k, unit, line });
    }
  }));
}

// What is marked in lines: the text itself, or the name of an operation.
const marked = () => wanted.startsWith("op:") ? wanted.slice(3).trim() : wanted;

function hitsHtml() {
  const list = hits.slice(0, 400).map((h, k) => {
    const text = states[h.k][h.unit];
    return `<li><button class="link hit" data-hit="${k}"><span class="mono">${escaped(stateName(h.k))}</span><span class="mono dim">${escaped(R.units[h.unit])}</span><span class="mono">${escaped(R.lines[linesOf(text)[h.line]].trim().slice(0, 300))}</span></button></li>`;
  }).join("");
  const more = hits.length > 400 ? `<p class="dim">The first 400 of ${hits.length.toLocaleString("en")}; n goes on.</p>` : "";
  return `<button class="close" id="close" aria-label="close">✕</button><h2>${escaped(wanted)}</h2>
    <p class="dim">${plural(hits.length, "line")}, each where it first appeared.</p><ol>${list}</ol>${more}`;
}
