// Where an operation came from and what became of it.
//
// In one body a handle never stands for another operation, so an operation that a pass left alone
// or changed in place is known for sure. One that a pass made knows the pass, the pattern and what
// it was made from, by name and location, if the pass said so. Else it is matched by its location
// alone: the operations that went away in that pass and came from the same place. That is likely,
// no more.

const MOST = 4; // operations that one step of a history lists

// Everything in state k that the test accepts, as {k, unit, text, op}.
function inState(k, accepts) {
  const out = [];
  states[k].forEach((text, unit) => {
    if (text === undefined) return;
    for (const op of accepts(opsOf(text), unit)) out.push({ k, unit, text, op });
  });
  return out;
}

const holds = (k, key) => states[k].some((text) => text !== undefined && opsOf(text).keys.has(key));

// The operation of an adjacent state that is this one, or those that come from its places.
function step(at, to) {
  const ops = opsOf(at.text), key = ops.key[at.op];
  if (states[to][at.unit] === at.text) return { sure: true, found: [{ ...at, k: to }] };
  const same = inState(to, (other) => other.keys.has(key) ? [other.keys.get(key)] : []);
  if (same.length) return { sure: true, found: same };
  const kin = known(at, to);
  if (kin.length) return { sure: kin.length === 1, made: true, found: kin };
  const places = R.locs[ops.loc[at.op]];
  const near = inState(to, (other) => {
    const found = new Set();
    for (const place of places) for (const op of other.places.get(place) ?? []) found.add(op);
    return found;
  });
  // What came or went with this pass first; what was there all along only if there is nothing else.
  const moved = near.filter((o) => !holds(at.k, opsOf(o.text).key[o.op]));
  const kept = !moved.length && near.length > 0;
  return { sure: false, kept, found: ranked(at, moved.length ? moved : near) };
}

// What the pass between the two states said: those that `at` was made from, or that were made
// from it.
function known(at, to) {
  const ops = opsOf(at.text), pass = R.steps[Math.max(at.k, to) - 1].pass;
  if (to < at.k) {
    const { pass: by, from } = R.makers[ops.made[at.op]];
    if (by !== pass || !from) return [];
    return inState(to, (o) => o.name.flatMap((name, k) => name === from[0] && o.loc[k] === from[1] ? [k] : []));
  }
  const mine = new Set(R.makers.flatMap((m, k) => m.pass === pass && m.from?.[0] === ops.name[at.op] && m.from[1] === ops.loc[at.op] ? [k] : []));
  if (!mine.size) return [];
  const found = inState(to, (o) => o.made.flatMap((m, k) => mine.has(m) ? [k] : []));
  return ranked(at, found.filter((o) => !holds(at.k, opsOf(o.text).key[o.op])));
}

// Those first that are most alike: the very same location, the same name of a result, the same
// operation; what ends a block comes last.
function ranked(at, found) {
  const loc = (o) => opsOf(o.text).loc[o.op], name = (o) => opsOf(o.text).name[o.op];
  const result = (o) => lineAt(o).match(/^\s*(%[A-Za-z_][\w$.-]*)(?:[:,\s][^"]*)?=/)?.[1];
  const mine = result(at);
  const score = (o) => (loc(o) === loc(at) ? 4 : 0) + (mine && result(o) === mine ? 3 : 0) +
    (name(o) === name(at) ? 2 : 0) - (/(yield|return)$/.test(R.op_names[name(o)].name) ? 4 : 0);
  return found.map((o) => [score(o), o]).sort((x, y) => y[0] - x[0]).map(([, o]) => o);
}

const lineAt = (at) => R.lines[linesOf(at.text)[opsOf(at.text).line[at.op]]];

// The states before (by = -1) or after (by = 1) in which an operation was another one.
function follow(start, by) {
  const out = [];
  let now = start, line = lineAt(start);
  for (let to = start.k + by; to >= 0 && to < states.length; to += by) {
    const { sure, found, kept, made } = step(now, to);
    const pass = by < 0 ? to + 1 : to;
    if (!found.length) { out.push({ pass, end: true }); return out; }
    const next = found[0], text = lineAt(next);
    if (!sure || made) out.push({ pass, sure, kept, made, found: found.slice(0, MOST), more: found.length - MOST });
    else if (text !== line) out.push({ pass, sure, found });
    now = next; line = text;
  }
  return out;
}

function historyHtml(at) {
  const ops = opsOf(at.text), name = R.op_names[ops.name[at.op]];
  const places = R.locs[ops.loc[at.op]].map((p) => R.places[p]);
  const link = (o, how, sort, here, again) => `<li><button class="link${here ? " here" : ""}" data-k="${o.k}" data-unit="${o.unit}" data-line="${opsOf(o.text).line[o.op]}">
    <span class="mono">${again ? "" : escaped(stateName(o.k))}</span><span class="how ${sort}">${how}</span><span class="mono" title="${escaped(R.units[o.unit])}">${escaped(lineAt(o).trim().slice(0, 300))}</span></button></li>`;
  const said = (entry, back) => {
    const pass = escaped(R.steps[entry.pass - 1].pass);
    if (entry.end) {
      const how = back ? "made here" : "gone here";
      return `<li class="link"><span class="mono">${pass}</span><span class="how end">${how}</span><span class="dim">${back ? "nothing before it has its location" : "nothing after it has its location"}</span></li>`;
    }
    const how = entry.made ? back ? "made from" : "became" : entry.sure ? "the same op" : entry.kept ? "stays, same place" : "same place";
    let html = entry.found.map((o, n) => link(o, how, entry.sure ? "sure" : "likely", false, n > 0)).join("");
    if (entry.more > 0) html += `<li class="link"><span></span><span></span><span class="dim">and ${entry.more.toLocaleString("en")} more</span></li>`;
    return html;
  };
  const before = follow(at, -1).reverse().map((e) => said(e, true)).join("");
  const after = follow(at, 1).map((e) => said(e, false)).join("");
  const maker = R.makers[ops.made[at.op]];
  const by = maker.pass ? `<p>Made by <code>${escaped(maker.pass)}</code>${maker.pattern ? ` (<code>${escaped(maker.pattern)}</code>)` : ""}${maker.from ? ` from <code>${escaped(R.op_names[maker.from[0]].name)}</code>` : ""}.</p>` : "";
  return `<button class="close" id="close" aria-label="close">✕</button>
    <h2>${escaped(name.name)}</h2>
    <p class="dim">${name.summary ? escaped(name.summary.replace(/\.$/, "")) + ". " : ""}${places.length ? "From " + places.slice(0, 8).map((p) => `<code>${escaped(p)}</code>`).join(", ") + (places.length > 8 ? ` and ${places.length - 8} more places` : "") : "Without a location"}.</p>
    ${by}<ol>${before}${link(at, "this op", "sure", true)}${after}</ol>
    <p class="dim" style="margin-top:8px">Only passes at which it changed. ● known: the same operation by its handle, or the only one that the pass says it made this from. ○ likely: one of several of that name and place, or matched by its place in the source alone.</p>`;
}
