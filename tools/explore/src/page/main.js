// The page: what is shown, and what keys and clicks do.

const $ = (id) => document.getElementById(id);
const ROW = 19; // height of a line in pixels, as in the style
const narrow = matchMedia("(max-width: 760px)");

const S = { k: 0, unit: 0, at: undefined, single: false, opened: new Set(), rows: [], drawer: "" };

const stateName = (k) => k === 0 ? "input" : R.steps[k - 1].pass;
const textNow = () => states[S.k][S.unit];
const textBefore = () => S.k > 0 ? states[S.k - 1][S.unit] : undefined;

// --- passes ---

function drawPasses() {
  const total = (from, group) => {
    let sum = 0;
    for (let k = from; k < R.steps.length && groupOf(R.steps[k]).slice(0, group.length).join() === group.join(); k++) sum += R.steps[k].ms;
    return sum;
  };
  let html = stepHtml(0), open = [];
  R.steps.forEach((step, k) => {
    const group = groupOf(step);
    let shared = 0;
    while (shared < group.length && group[shared] === open[shared]) shared++;
    if (group.length < open.length && shared === group.length && !group.length) html += `<div class="group" style="padding-top:6px"></div>`;
    for (let d = shared; d < group.length; d++) {
      html += `<div class="group" style="padding-left:${12 + d * 10}px"><span>${escaped(group[d])}</span><span>${msOrNot(total(k, group.slice(0, d + 1)))}</span></div>`;
    }
    open = group;
    html += stepHtml(k + 1, group.length);
  });
  $("passes").innerHTML = html;
  markPass();
}

// Named pipelines, or else the operations that the pipeline's text nests passes in.
const groupOf = (step) => step.within.length ? step.within : step.on;

function stepHtml(k, depth = 0) {
  const step = R.steps[k - 1];
  const here = change(k, S.unit), others = step ? step.after.filter(([u]) => u !== S.unit).length : 0;
  let stat = "";
  if (here?.fresh) stat = `<span class="p">new ${here.added}</span>`;
  else if (here) stat = `<span class="p">+${here.added}</span> <span class="m">−${here.removed}</span>`;
  else if (others) stat = `<span class="else" title="${plural(others, "other function")} changed">· ${others}</span>`;
  const kind = step?.status === "failed" ? "failed" : k && !here ? "still" : "";
  const note = step?.status === "failed" ? "failed" : step?.status === "not run" ? "not run" : step ? msOrNot(step.ms) : "";
  return `<button class="step ${kind}" data-k="${k}" style="--depth:${depth}" title="${escaped(step ? step.pass + step.options + ": " + step.summary : "what the pipeline ran on")}"><span class="name">${escaped(stateName(k))}</span><span class="stat">${stat}</span><span class="ms">${note}</span></button>`;
}

function markPass() {
  for (const el of document.querySelectorAll(".step")) {
    const now = +el.dataset.k === S.k;
    el.setAttribute("aria-current", now);
    if (now) el.scrollIntoView({ block: "nearest" });
  }
}

// --- functions ---

function drawUnits() {
  const groups = { "changed by this pass": [], "as they were": [], "not there": [] };
  R.units.forEach((name, unit) => {
    const now = change(S.k, unit);
    const stat = now ? now.fresh ? "  new" : now.gone ? "  gone" : `  +${now.added} −${now.removed}` : "";
    const group = now ? "changed by this pass" : states[S.k][unit] === undefined ? "not there" : "as they were";
    groups[group].push(`<option value="${unit}"${unit === S.unit ? " selected" : ""}>${escaped(name)}${stat}</option>`);
  });
  $("unit").innerHTML = Object.entries(groups).filter(([, list]) => list.length)
    .map(([name, list]) => `<optgroup label="${name}">${list.join("")}</optgroup>`).join("");
}

// --- the head of the view ---

function drawHead() {
  const step = R.steps[S.k - 1];
  const stats = step ? `${ms(step.ms)} · ${step.added || step.removed ? `+${step.added.toLocaleString("en")} −${step.removed.toLocaleString("en")} lines in all` : step.changed ? "no line changed" : "changed nothing"}` : plural(R.steps.length, "pass");
  const on = step?.on.length ? ` <span class="dim">on ${escaped(step.on.join(" › "))}</span>` : "";
  const about = step ? escaped(step.summary) : `<code>${escaped(R.pipeline.length > 600 ? R.pipeline.slice(0, 600) + " …" : R.pipeline)}</code>`;
  const notes = [...(S.k === 0 ? R.notes.map((text) => ({ severity: "warning", code: "", text, places: [] })) : []), ...(step?.messages ?? [])];
  const list = notes.slice(0, 50).map((m) => `<li class="${m.severity}"><b>${m.severity}${m.code ? ` ${m.code}` : ""}</b> ${escaped(m.text)}${m.places.length ? ` <span class="dim mono">${escaped(R.places[m.places[0]])}</span>` : ""}</li>`).join("");
  $("head").innerHTML = `<div class="top"><span class="pass">${escaped(step ? step.pass + step.options : R.input)}${step?.status === "failed" ? " failed" : ""}</span>${on}<span class="dim">${stats}</span>
    <span class="push"><span class="dim">${S.k} of ${R.steps.length}</span><button id="back" title="previous difference ([)">↑</button><button id="on" title="next difference (])">↓</button></span></div>
    <p>${about}</p>${list ? `<ul class="messages">${list}</ul>` : ""}`;
}

// --- texts ---

function layout() {
  const now = textNow(), before = textBefore();
  const differ = S.k > 0 && now !== before && now !== undefined && before !== undefined;
  S.two = differ && !S.single && !narrow.matches;
  S.differ = differ;
  let rows = compare(now === undefined ? before : differ ? before : now, now === undefined ? undefined : now);
  rows = differ ? folded(rows, S.opened) : rows;
  S.rows = S.two ? rows : column(rows);
  const longest = (text) => linesOf(text).reduce((n, l) => Math.max(n, R.lines[l].length), 0);
  const wide = Math.min(Math.max(longest(now), longest(before)), LONGEST) + 26;
  for (const side of ["left", "right"]) {
    const pane = $(side);
    pane.hidden = side === "left" && !S.two;
    pane.classList.toggle("one", !S.two);
    const sizer = pane.querySelector(".sizer");
    sizer.style.height = S.rows.length * ROW + 40 + "px";
    sizer.style.minWidth = `max(100%, ${wide * 0.62}em)`;
    sizer.style.fontSize = "12px";
  }
  const name = escaped(R.units[S.unit]);
  const lines = (text) => plural(linesOf(text).length, "line");
  const state = now === undefined ? before === undefined ? "is not there" : "is gone after this pass" : S.k === 0 ? "" : before === undefined ? "is new" : differ ? "" : "did not change";
  $("left").querySelector(".caption").innerHTML = `<span>before</span><span class="mono">${name}</span><span>${lines(before)}</span>`;
  $("right").querySelector(".caption").innerHTML = `<span>${S.two ? "after" : differ ? "before and after" : S.k ? "after" : "input"}</span><span class="mono">${name}</span>${state ? `<span>${state}</span>` : `<span>${lines(now)}</span>`}`;
  $("layout").textContent = S.single ? "Side by side" : "One column";
  paint();
}

function paint() {
  for (const side of S.two ? ["left", "right"] : ["right"]) {
    const box = $(side).querySelector(".scroll");
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 20);
    const end = Math.min(S.rows.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + 20);
    let html = "";
    for (let k = first; k < end; k++) html += rowHtml(S.rows[k], k, side);
    box.querySelector(".sizer").innerHTML = html || nothing();
  }
}

// In place of a text that is not there: where it is.
function nothing() {
  const first = states.findIndex((state) => state[S.unit] !== undefined);
  const name = `<code>${escaped(R.units[S.unit])}</code>`;
  if (first < 0) return `<p class="hint">${name} was not recorded.</p>`;
  const to = first > S.k ? first : states.findLastIndex((state, k) => k < S.k && state[S.unit] !== undefined);
  const how = first > S.k ? "appears after" : "was last there after";
  return `<p class="hint">${name} ${how} <button data-k="${to}">${escaped(stateName(to))}</button></p>`;
}

function rowHtml(row, k, side) {
  const top = `style="top:${k * ROW}px"`;
  if (row.d === "fold") {
    return `<div class="row fold" ${top} data-row="${k}"><span class="no">⋯</span>${plural(row.n, "line")} alike</div>`;
  }
  const left = S.two ? side === "left" : row.r < 0;
  const line = left ? row.l : row.r;
  if (line < 0) return `<div class="row none" ${top}></div>`;
  const gone = textNow() === undefined;
  const text = left || gone ? textBefore() : textNow();
  const other = S.two ? left ? row.r : row.l : row.mate ?? -1;
  const differs = row.d && S.differ;
  let mate;
  if (row.d === "changed" && other >= 0) {
    mate = R.lines[linesOf(left ? textNow() : textBefore())[other]];
  }
  const sign = differs ? left ? "−" : "+" : "";
  const id = linesOf(text)[line];
  const here = S.at && S.at.text === text && S.at.line === line;
  const within = S.at && !here && S.at.text === text && S.at.end >= line && S.at.line < line;
  const kind = (differs ? left ? " del" : " add" : "") + (here ? " sel" : "") + (within ? " within" : "");
  return `<div class="row${kind}" ${top} data-line="${line}" data-side="${left || gone ? "l" : "r"}"><span class="no">${line + 1}<i>${sign}</i></span><span>${lineHtml(R.lines[id], mate, marked())}</span></div>`;
}

// --- moving about ---

function show(k, unit = S.unit, line) {
  const moved = k !== S.k || unit !== S.unit;
  const otherUnit = unit !== S.unit;
  S.k = Math.max(0, Math.min(R.steps.length, k));
  S.unit = unit;
  if (moved) { S.opened = new Set(); S.at = line === undefined ? undefined : S.at; }
  if (otherUnit) drawPasses(); else markPass();
  if (moved) { drawUnits(); drawHead(); }
  if (line === undefined) {
    if (moved && S.drawer === "history") drawer("");
    layout();
    if (moved) { scrollTo(0, 0); toDifference(0, 1); }
  } else {
    layout();
    goTo(line);
  }
  link();
}

function scrollTo(row, left) {
  for (const side of ["left", "right"]) {
    const box = $(side).querySelector(".scroll");
    box.scrollTop = Math.max(0, row * ROW - box.clientHeight / 3);
    if (left !== undefined) box.scrollLeft = left;
  }
  paint();
}

// Scrolls to a line of the present text; opens the fold that hides it.
function goTo(line) {
  let row = S.rows.findIndex((r) => r.r === line && r.d !== "fold");
  if (row < 0) {
    const fold = S.rows.find((r) => r.d === "fold" && r.r <= line && line < r.r + r.n);
    if (fold) { S.opened.add(fold.from); layout(); row = S.rows.findIndex((r) => r.r === line); }
  }
  scrollTo(Math.max(row, 0), 0);
}

const differing = (row) => row.d === "both" || row.d === "changed";
function toDifference(from, by) {
  if (!S.differ) return;
  const starts = S.rows.flatMap((r, k) => differing(r) && !(k && differing(S.rows[k - 1])) ? [k] : []);
  const next = by > 0 ? starts.find((k) => k >= from) : starts.findLast((k) => k <= from);
  if (next !== undefined) { S.difference = next; scrollTo(next); }
}

function select(text, unit, k, line) {
  const op = opAt(text, line);
  if (op === undefined) return;
  const ops = opsOf(text);
  S.at = { text, unit, k, op, line: ops.line[op], end: ops.end[op] };
  drawer("history", historyHtml(S.at));
  paint(); link();
}

function drawer(kind, html = "") {
  S.drawer = kind;
  $("drawer").hidden = !kind;
  $("drawer").innerHTML = html;
  if (!kind) S.at = undefined;
  $("drawer").querySelector(".here")?.scrollIntoView({ block: "nearest" });
  paint();
}

function toHit(n) {
  if (!hits.length) return;
  hitAt = (n + hits.length) % hits.length;
  const { k, unit, line } = hits[hitAt];
  S.at = undefined;
  show(k, unit, line);
  const text = textNow(), op = opAt(text, line);
  if (op !== undefined) S.at = { text, unit, k, op, line, end: line };
  count(); paint();
}

function nextHit(by) {
  if (hitAt >= 0) return toHit(hitAt + by);
  // The first one in what is shown, or else the first one behind it.
  const here = hits.findIndex((h) => h.k >= S.k);
  toHit(by < 0 ? (here < 0 ? hits.length : here) - 1 : Math.max(here, 0));
}

function count() {
  $("count").textContent = !wanted ? "" : hits.length ? hitAt < 0 ? hits.length.toLocaleString("en") : `${(hitAt + 1).toLocaleString("en")}/${hits.length.toLocaleString("en")}` : "none";
}

function find(query, list) {
  search(query); count();
  if (list) drawer(wanted ? "hits" : "", wanted ? hitsHtml() : "");
  paint(); link();
}

// --- links ---

function link() {
  const parts = [`pass=${S.k}`, `fn=${encodeURIComponent(R.units[S.unit])}`];
  if (S.at) parts.push(`line=${S.at.line + 1}`);
  if (wanted) parts.push(`q=${encodeURIComponent(wanted)}`);
  const hash = "#" + parts.join("&");
  if (hash !== location.hash) try { history.replaceState(null, "", hash); } catch { /* a page without an address */ }
}

function followLink() {
  const at = new URLSearchParams(location.hash.slice(1));
  const named = R.units.indexOf(at.get("fn") ?? "");
  const unit = named >= 0 ? named : firstUnit();
  // A pass by its number or by its name.
  const pass = at.get("pass") ?? "0";
  const byName = R.steps.findIndex((s) => s.pass === pass) + 1;
  const k = /^\d+$/.test(pass) ? +pass : byName;
  if (at.get("q")) { $("q").value = at.get("q"); search(at.get("q")); count(); }
  S.k = -1; S.unit = -1;
  const line = +(at.get("line") ?? 0);
  show(k, unit, line > 0 ? line - 1 : undefined);
  if (line > 0 && textNow() !== undefined) select(textNow(), unit, S.k, line - 1);
  else if (at.get("q") && !at.has("pass")) drawer("hits", hitsHtml());
}

// What to begin with: the function of the input that most passes changed.
function firstUnit() {
  const weight = (u) => R.steps.filter((_, k) => change(k + 1, u)).length;
  const there = R.units.map((_, u) => u).filter((u) => u > 0 && states[0][u] !== undefined);
  return there.sort((a, b) => weight(b) - weight(a))[0] ?? 0;
}

// --- events ---

const KEYS = [
  ["j  k", "next and previous pass"],
  ["J  K", "next and previous pass that changed this function"],
  ["]  [", "next and previous difference"],
  ["Enter", "history of the op at the difference, or the next hit while searching"],
  ["/", "search in all passes; op:NAME finds operations by name"],
  ["n  N", "next and previous hit"],
  ["f", "choose a function"],
  ["u", "side by side, or one column"],
  ["e", "unfold everything"],
  ["t", "light or dark"],
  ["y", "copy the text of this function"],
  ["Esc", "close what is open"],
  ["?", "this"],
];

function about() {
  const keys = KEYS.map(([key, what]) => `<dt>${escaped(key)}</dt><dd>${what}</dd>`).join("");
  $("about").innerHTML = `<h2>Keys</h2><dl>${keys}</dl><h2>What this shows</h2>
    <p>${escaped(R.input)} through ${R.steps.length} passes, ${ms(R.total_ms)} in all, recorded by ${escaped(R.tool)}. The address of the page leads to what is shown.</p>
    <p>A value without a name goes by its handle, so it keeps its number from pass to pass; <code>opt</code> numbers values anew each time. Where a pass replaced a function altogether, numbers start over. Long constants are left out.</p>
    <p>Click an operation to see where it came from and what became of it. ● is known: the same operation by its handle, or what the pass says it was made from; ○ is likely: matched by its place in the source.</p>
    <form method="dialog"><button>Close</button></form>`;
  $("about").showModal();
}

function changedPass(by) {
  for (let k = S.k + by; k >= 0 && k <= R.steps.length; k += by) if (k === 0 || change(k, S.unit)) return show(k);
}

function theme() {
  const dark = document.documentElement.dataset.theme !== "dark";
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

const actions = {
  j: () => show(S.k + 1), k: () => show(S.k - 1), J: () => changedPass(1), K: () => changedPass(-1),
  "]": () => toDifference((S.difference ?? -1) + 1, 1), "[": () => toDifference((S.difference ?? 1) - 1, -1),
  "/": () => { $("q").focus(); $("q").select(); }, n: () => nextHit(1), N: () => nextHit(-1),
  f: () => $("unit").focus(), u: () => { S.single = !S.single; layout(); }, t: theme, "?": about,
  e: () => { for (const r of S.rows) if (r.d === "fold") S.opened.add(r.from); layout(); },
  y: () => navigator.clipboard?.writeText(linesOf(textNow()).map((l) => R.lines[l]).join("\n") + "\n"),
  Enter: () => {
    if (wanted && S.drawer === "hits") return nextHit(1);
    const row = S.rows[S.difference ?? 0];
    if (row && row.r >= 0) select(textNow(), S.unit, S.k, row.r);
    else if (row && row.l >= 0 && S.differ) select(textBefore(), S.unit, S.k - 1, row.l);
  },
  Escape: () => { if ($("passes").classList.contains("open")) $("passes").classList.remove("open"); else drawer(""); },
};

function listen() {
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || $("about").open) return;
    if (e.target.id === "q") {
      if (e.key === "Enter") { e.preventDefault(); if (hits.length) { nextHit(e.shiftKey ? -1 : 1); $("right").querySelector(".scroll").focus(); } }
      if (e.key === "Escape") { e.target.value = ""; find("", true); e.target.blur(); }
      return;
    }
    if (e.target.tagName === "SELECT" || (e.key === "Enter" && e.target.tagName === "BUTTON")) return;
    const action = actions[e.key];
    if (action) { e.preventDefault(); action(); }
  });
  let pending;
  $("q").addEventListener("input", (e) => { clearTimeout(pending); pending = setTimeout(() => find(e.target.value, true), 120); });
  $("unit").addEventListener("change", (e) => { show(S.k, +e.target.value); $("right").querySelector(".scroll").focus(); });
  $("passes").addEventListener("click", (e) => {
    const step = e.target.closest(".step");
    if (step) { $("passes").classList.remove("open"); show(+step.dataset.k); }
  });
  $("head").addEventListener("click", (e) => { if (e.target.id === "back") actions["["](); if (e.target.id === "on") actions["]"](); });
  $("drawer").addEventListener("click", (e) => {
    if (e.target.id === "close") return drawer("");
    const entry = e.target.closest("button.link");
    if (!entry) return;
    if (entry.dataset.hit !== undefined) return toHit(+entry.dataset.hit);
    const [k, unit, line] = [+entry.dataset.k, +entry.dataset.unit, +entry.dataset.line];
    show(k, unit, line);
    select(textNow(), unit, k, line);
  });
  $("menu").addEventListener("click", () => $("passes").classList.toggle("open"));
  $("layout").addEventListener("click", actions.u);
  $("theme").addEventListener("click", theme);
  $("help").addEventListener("click", about);
  for (const side of ["left", "right"]) {
    const box = $(side).querySelector(".scroll"), other = $(side === "left" ? "right" : "left").querySelector(".scroll");
    box.addEventListener("scroll", () => {
      if (S.two && other.scrollTop !== box.scrollTop) other.scrollTop = box.scrollTop;
      if (S.two && other.scrollLeft !== box.scrollLeft) other.scrollLeft = box.scrollLeft;
      requestAnimationFrame(paint);
    }, { passive: true });
    box.addEventListener("click", (e) => {
      if (e.target.dataset.k) return show(+e.target.dataset.k);
      const row = e.target.closest(".row");
      if (!row || getSelection()?.toString()) return;
      if (row.dataset.row) { S.opened.add(S.rows[+row.dataset.row].from); return layout(); }
      if (row.dataset.line === undefined) return;
      const old = row.dataset.side === "l";
      const wasBefore = old && S.k > 0;
      select(wasBefore ? textBefore() : textNow(), S.unit, wasBefore ? S.k - 1 : S.k, +row.dataset.line);
    });
    box.addEventListener("mouseover", (e) => {
      const value = e.target.closest(".v")?.dataset.v;
      for (const v of document.querySelectorAll("#panes .v")) v.classList.toggle("on", value !== undefined && v.dataset.v === value);
    });
  }
  addEventListener("resize", layout);
  addEventListener("hashchange", followLink);
}

unpack().then(() => {
  $("title").textContent = R.input.split("/").pop();
  $("title").title = R.input;
  document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  drawPasses(); listen(); followLink();
  document.body.dataset.ready = "yes";
}).catch((error) => {
  $("head").textContent = "This page cannot be shown: " + error;
  document.body.dataset.ready = "no";
});
