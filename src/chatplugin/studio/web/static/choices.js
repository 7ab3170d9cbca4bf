// What may be written at the caret, in a list below it: the server knows, the arrow keys choose.

import { ask, failed } from "./ask.js";
import { isReplacing, placeOf, replace, text, toPoints, toUnits } from "./editor.js";

const list = document.querySelector("#choices");
const hint = document.querySelector("#hint");

let offered = { start: 0, end: 0, items: [] };
let active = 0;
let asked = 0;
let running = new AbortController();
let answered = 0;
let isWanted = false;
// The key by which something was chosen before the list was that of what has been typed.
let early = "";
let hinted = "";

const isOpen = () => !list.hidden;

async function look() {
  const number = ++asked;
  // Many lines that are put in at once are many inputs, and the last one counts.
  await null;
  if (number !== asked) return;
  running.abort();
  running = new AbortController();
  const question = { text: text.value, caret: toPoints(text.selectionStart) };
  const answer = await ask("caret", question, running.signal);
  if (number !== asked) return;
  answered = number;
  if (answer.hint !== hinted) hint.innerHTML = hinted = answer.hint;
  offered = answer;
  if (isWanted && answer.items.length && document.activeElement === text) open();
  else close();
  isWanted = false;
  takeEarly();
}

function takeEarly() {
  const key = early;
  early = "";
  if (key && isOpen()) take();
  else if (key === "Enter") replace(text.selectionStart, text.selectionEnd, "\n");
}

// `wanted` says that the list should open, not only the help below the editor change.
export function suggest(wanted) {
  isWanted = wanted;
  look().catch(failed);
}

function open() {
  active = 0;
  list.replaceChildren(...offered.items.map((item, at) => {
    const option = document.createElement("li");
    option.id = `choice-${at}`;
    option.setAttribute("role", "option");
    const name = document.createElement("b");
    name.textContent = item.text;
    const about = document.createElement("span");
    about.textContent = item.about.replaceAll("`", "");
    option.append(name, " ", about);
    return option;
  }));
  list.hidden = false;
  place();
  mark();
}

function place() {
  const caret = placeOf(toUnits(offered.start));
  const height = list.offsetHeight;
  const below = caret.bottom + 4 + height < innerHeight || caret.top < height;
  list.style.left = `${Math.max(4, Math.min(caret.left, innerWidth - list.offsetWidth - 8))}px`;
  list.style.top = `${below ? caret.bottom + 4 : caret.top - height - 4}px`;
}

function mark() {
  [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
  const option = list.children[active];
  if (option.offsetTop < list.scrollTop) list.scrollTop = option.offsetTop - 4;
  else if (option.offsetTop + option.offsetHeight > list.scrollTop + list.clientHeight) {
    list.scrollTop = option.offsetTop + option.offsetHeight - list.clientHeight + 4;
  }
  text.setAttribute("aria-activedescendant", `choice-${active}`);
}

export function close() {
  list.hidden = true;
  text.removeAttribute("aria-activedescendant");
}

function take() {
  const item = offered.items[active];
  close();
  replace(toUnits(offered.start), toUnits(offered.end), item.text);
  // Behind a key stands a value, and behind the beginning of a family a name.
  if (item.more || item.text.endsWith("=")) suggest(true);
}

const MOVES = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 };

text.addEventListener("keydown", (event) => {
  if (event.code === "Space" && event.ctrlKey) {
    event.preventDefault();
    suggest(true);
    return;
  }
  if (!isOpen() || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key in MOVES) {
    const last = offered.items.length - 1;
    const next = active + MOVES[event.key];
    active = next < 0 ? (active ? 0 : last) : next > last ? (active === last ? 0 : last) : next;
    mark();
  } else if (event.key === "Enter" || event.key === "Tab") {
    if (answered === asked) take();
    else early = event.key;
  }
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
});

text.addEventListener("input", (event) => {
  if (isReplacing) return suggest(false);
  const typed = event.inputType === "insertText" && /[\w.{,?&=]/.test(event.data ?? "");
  const deleted = isOpen() && event.inputType?.startsWith("delete");
  suggest(typed || deleted);
});

let line = -1;
document.addEventListener("selectionchange", () => {
  if (document.activeElement !== text || isOpen()) return;
  const now = text.value.lastIndexOf("\n", text.selectionStart - 1);
  // It comes later than what was typed, and must not take back what that asked for.
  if (now !== line) look().catch(failed);
  line = now;
});

text.addEventListener("blur", () => { early = ""; close(); });
document.addEventListener("scroll", (event) => { if (event.target !== list) close(); }, true);
list.addEventListener("mousedown", (event) => {
  event.preventDefault();
  const option = event.target.closest("li");
  if (!option) return;
  active = [...list.children].indexOf(option);
  take();
});
