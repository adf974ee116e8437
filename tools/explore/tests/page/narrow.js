// The page on a phone.
ok("no horizontal scroll", wide(), document.documentElement.scrollWidth);
ok("one pane", document.getElementById("left").hidden, "two");
ok("what went and what came", shown().some((r) => r.classList.contains("del")) && shown().some((r) => r.classList.contains("add")), "not both");
document.getElementById("menu").click(); await wait(300);
const nav = document.getElementById("passes");
ok("the passes open", nav.getBoundingClientRect().left >= 0 && getComputedStyle(nav).visibility === "visible", nav.getBoundingClientRect().left);
[...document.querySelectorAll(".step")].find((s) => s.textContent.includes("lower-te-to-loop")).click(); await wait(300);
is("and one is chosen", pass(), "lower-te-to-loop");
ok("they are away again", !nav.classList.contains("open"), "open");
