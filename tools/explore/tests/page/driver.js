// Helpers of the scripts that try the page, and the judgement of contrast.
const results = [];
const ok = (name, holds, saw) => results.push((holds ? "ok " : "not ok ") + name + (holds ? "" : ": " + saw));
const is = (name, saw, want) => ok(name, String(saw) === String(want), `${saw}, not ${want}`);
const key = (k) => document.dispatchEvent(new KeyboardEvent("keydown", { key: k, bubbles: true }));
const wait = (t) => new Promise((done) => setTimeout(done, t));
const pass = () => document.querySelector(".pass").textContent;
const shown = () => [...document.querySelectorAll("#panes .pane:not([hidden]) .row")];
const wide = () => document.documentElement.scrollWidth <= innerWidth && document.body.scrollWidth <= innerWidth;
const luminance = (c) => {
  const [r, g, b] = c.match(/[\d.]+/g).slice(0, 3).map((x) => x / 255).map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
function contrast(el) {
  let back = el, color;
  do { color = getComputedStyle(back).backgroundColor; back = back.parentElement; } while (back && /, 0\)$|transparent/.test(color));
  const [x, y] = [luminance(getComputedStyle(el).color), luminance(color)].sort((a, b) => b - a);
  return (x + 0.05) / (y + 0.05);
}
async function whenReady(run) {
  for (let k = 0; k < 200 && !document.body.dataset.ready; k++) await wait(25);
  try { await run(); results.push("end"); } catch (error) { results.push("not ok script: " + error); }
  const pre = document.createElement("pre");
  pre.id = "result"; pre.textContent = results.join("\n");
  document.body.append(pre);
}
